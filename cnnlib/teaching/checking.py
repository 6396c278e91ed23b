"""Say whether the answer to an exercise is right, without holding it in plain sight.

Beside this file lie the digests of the right answers, of their parts, and of wrong answers that
many arrive at. `make answers` writes them from ``chapters/*/answers.toml``.
"""

from __future__ import annotations

import difflib
import hashlib
import itertools
import json
import math
from collections.abc import Iterator, Set
from dataclasses import dataclass
from typing import Any

from cnnlib.teaching._words import sealed, text

__all__ = ["Verdict", "check", "seal"]

# Digits of a digest. They keep an answer out of plain sight; the solutions stand on the page.
LENGTH = 24
# Longer tuples have too many orders to foresee.
MOST_ORDERED = 4
# No answer is as large, and a float of this size has no decimals left.
TOO_LARGE = 1e15
KINDS = {bool: "truth", int: "whole", float: "number", str: "word"}
# What was said last of each exercise in this session, by its name: `marks` adds it up.
SAID: dict[str, Verdict] = {}


@dataclass(frozen=True)
class Verdict:
    """What `check` says of an answer: whether it is right, and in words what is off."""

    number: str
    right: bool
    words: str

    def __repr__(self) -> str:
        return f"{self.number} {'✓' if self.right else '✗'} {self.words}"


def check(exercise: str, answer: Any) -> Verdict:
    """Say whether the answer to an exercise is right, and else what is off.

    Parameters
    ----------
    exercise : str
        The name of the exercise, ``"two-sums"``, or its number in the book: ``"5.4"``.
    answer : int, float, bool, str, tuple, set or ndarray
        Your answer, in the form that the exercise names. A list or an array counts as a tuple, a
        set as the tuple of its parts in rising order. Numbers with decimals may have more of them
        than the exercise asks for: they are rounded.

    Returns
    -------
    Verdict
        True or false in ``right``, and the reason in ``words``.

    Raises
    ------
    TypeError
        If `exercise` is not text.
    ValueError
        If the book has no such exercise.

    Examples
    --------
    >>> check("keep", 3).words
    'This exercise takes two whole numbers, (padding, rows). You gave 3.'
    >>> check("keep", ...).words
    'Put your answer in place of the three dots: two whole numbers, (padding, rows).'
    """
    name = _name(exercise)
    SAID[name] = judged(name, answer)
    return SAID[name]


def judged(name: str, answer: Any) -> Verdict:
    """Return what `check` says, and keep nothing of it."""
    entry = sealed()[name]
    number = entry["number"]
    if answer is ...:
        return Verdict(number, False, text("check.dots", form=entry["form"]))
    plain = _plain(answer)
    if not _fits(_like(plain, entry["digits"]), entry["like"]):
        words = text("check.other_form", form=entry["form"], answer=repr(answer))
        return Verdict(number, False, words)
    digests = [_digest(name, spelled) for spelled in _spellings(plain, entry["digits"])]
    if entry["right"] in digests:
        return Verdict(number, True, text("check.right"))
    words = (
        next((entry["wrong"][each] for each in digests if each in entry["wrong"]), None)
        or next((_form_in_words(entry, each) for each in digests if each in entry["forms"]), None)
        or _parts_in_words(name, plain, entry)
        or _near(name, plain, entry)
    )
    return Verdict(number, False, words)


def seal(name: str, number: str, chapter: str, entry: dict[str, Any]) -> dict[str, Any]:
    """Return an exercise's entry of an ``answers.toml`` with digests in place of its answers."""
    digits = entry.get("digits")
    answer = entry["answer"]
    if digits is None and "number" in str(_like(answer, digits)):
        raise ValueError(f"exercise {name}: {answer!r} has decimals; say how many digits count")
    parts = answer if isinstance(answer, list) else []
    return {
        "number": number,
        "chapter": chapter,
        "points": entry.get("points", 1),
        "form": entry["form"],
        "digits": digits,
        "like": _like(answer, digits),
        "right": _digest(name, _exact(answer, digits)),
        "parts": [
            _digest(f"{name} {place}", _exact(part, digits)) for place, part in enumerate(parts)
        ],
        "wrong": {
            _digest(name, _exact(wrong["answer"], digits)): wrong["says"]
            for wrong in entry["wrong"]
        },
        "forms": {
            _digest(name, _exact(other, digits)): form
            for other, form in [
                *_written_otherwise(answer, digits),
                *_in_another_order(answer, digits),
            ]
        },
    }


def _name(exercise: str) -> str:
    """Return the name of an exercise that is given by name or by number."""
    if not isinstance(exercise, str):
        raise TypeError(f'exercise must be text such as "two-sums", got {exercise!r}')
    names = {entry["number"]: name for name, entry in sealed().items()}
    if exercise in names.values():
        return exercise
    if exercise not in names:
        near = difflib.get_close_matches(exercise, names.values())
        chapter = exercise.partition(".")[0]
        there = [each for each in names if each.partition(".")[0] == chapter] or list(names)
        hint = f"near it are {', '.join(near)}" if near else f"there are {there[0]} to {there[-1]}"
        raise ValueError(f"there is no exercise {exercise!r}; {hint}")
    return names[exercise]


def _plain(answer: Any) -> Any:
    """Return arrays and tuples as lists, NumPy's numbers as Python's, words without case."""
    if hasattr(answer, "tolist"):
        answer = answer.tolist()
    if isinstance(answer, (set, frozenset)):
        answer = _in_rising_order(answer)
    if isinstance(answer, (list, tuple)):
        return [_plain(part) for part in answer]
    return answer.strip(" `").lower() if isinstance(answer, str) else answer


def _in_rising_order(answer: Set[Any]) -> list[Any]:
    try:
        return sorted(answer)
    except TypeError:  # Words and numbers have no order, and no exercise asks for such a set.
        return list(answer)


def _like(answer: Any, digits: int | None) -> Any:
    """Return the form of an answer; where decimals count, a whole number will do as well."""
    if isinstance(answer, list):
        return [_like(part, digits) for part in answer]
    if isinstance(answer, float) and digits is None and _rounded(answer).is_integer():
        return "whole"
    if type(answer) is int and digits is not None:
        return "number"
    return KINDS.get(type(answer), "unknown")


def _fits(like: Any, expected: Any, inside: bool = False) -> bool:
    """Say whether an answer has the form asked for. An inner tuple may have any length."""
    if not isinstance(expected, list) or not isinstance(like, list):
        return like == expected
    if inside:
        return set(map(str, like)) == set(map(str, expected))
    pairs = itertools.zip_longest(like, expected)
    return all(_fits(part, other, inside=True) for part, other in pairs)


def _form_in_words(entry: dict[str, Any], digest: str) -> str:
    """Say what is off in the form of an answer whose numbers are right."""
    form = entry["forms"][digest]
    return text(f"check.{form}", form=entry["form"], digits=entry["digits"])


def _written_otherwise(answer: Any, digits: int | None) -> Iterator[tuple[Any, str]]:
    """Yield the right numbers with fewer decimals and in percent, and which of both it is."""
    numbers = answer if isinstance(answer, list) else [answer]
    if not digits or not all(type(number) is float for number in numbers):
        return

    def written(factor: int, decimals: int) -> Any:
        rounded = [round(factor * number, decimals) for number in numbers]
        return rounded if isinstance(answer, list) else rounded[0]

    for decimals in range(1, digits):
        if written(1, decimals) != written(1, digits):
            yield written(1, decimals), "decimals"
    if all(0 < number < 1 for number in numbers):
        for decimals in range(digits + 1):
            yield written(100, decimals), "percent"


def _in_another_order(answer: Any, digits: int | None) -> Iterator[tuple[Any, str]]:
    """Yield the parts of a short tuple in every other order."""
    if isinstance(answer, list) and len(answer) <= MOST_ORDERED:
        like = _like(answer, digits)
        for other in map(list, itertools.permutations(answer)):
            if other != answer and _fits(_like(other, digits), like):
                yield other, "order"


def _exact(answer: Any, digits: int | None) -> str:
    return next(_spellings(_plain(answer), digits, exact=True))


def _spellings(answer: Any, digits: int | None, exact: bool = False) -> Iterator[str]:
    """Spell an answer: once, or with each number halfway between two rounded down and up."""
    if isinstance(answer, list):
        for parts in itertools.product(*(list(_spellings(p, digits, exact)) for p in answer)):
            yield f"[{','.join(parts)}]"
    elif isinstance(answer, (bool, str)):
        yield json.dumps(answer)
    elif not abs(answer) < TOO_LARGE:  # NaN is not below it either.
        yield "too large"
    elif digits is None:
        yield str(int(_rounded(answer)))
    else:
        scaled = _rounded(answer * 10**digits)
        halfway = {math.ceil(scaled - 0.5), math.floor(scaled + 0.5)}
        ends = {round(scaled)} if exact else halfway
        yield from (f"{end}e-{digits}" for end in sorted(ends))


def _rounded(number: float) -> float:
    """Return a number without what the arithmetic of floats left in its last digits."""
    return round(number, 6)


def _digest(salt: str, text: str) -> str:
    # SHA-256 is in every Python, in the browser's too. What comes from OpenSSL is not.
    return hashlib.sha256(f"{salt}: {text}".encode()).hexdigest()[:LENGTH]


def _parts_in_words(name: str, answer: Any, entry: dict[str, Any]) -> str | None:
    """Say which parts of a tuple are right, where some are."""
    if not entry["parts"]:
        return None
    right: list[str] = []
    wrong: list[str] = []
    for place, part in enumerate(answer):
        spelled = (_digest(f"{name} {place}", s) for s in _spellings(part, entry["digits"]))
        (right if entry["parts"][place] in spelled else wrong).append(str(place + 1))
    if not right:
        return None
    return text("check.parts", right=_places(right), wrong=_places(wrong))


def _places(places: list[str]) -> str:
    return text("check.places" if len(places) > 1 else "check.place", places=", ".join(places))


def _near(name: str, answer: Any, entry: dict[str, Any]) -> str:
    """Say how a wrong whole number lies to the right one, where that is easy to say."""
    if entry["like"] == "whole" and entry["digits"] is None:
        value = int(_rounded(answer))
        lies = {
            value - 1: "one_more",
            value + 1: "one_less",
            2 * value: "half",
        }
        if value % 2 == 0:
            lies[value // 2] = "twice"
        for right, words in lies.items():
            if _digest(name, _exact(right, None)) == entry["right"]:
                return text(f"check.{words}")
    return text("check.wrong")
