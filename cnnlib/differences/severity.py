"""How much it hurts where a network answers one thing here and another there."""

from __future__ import annotations

import re
from math import floor, isfinite, log10

from cnnlib.differences.engine import REFUSED

__all__ = ["SEVERITIES", "severity", "shape_in"]

SEVERITIES = ("wrong", "shape", "refused")
"""The worst first: other numbers in the same shape, of which no error tells; another shape, at
which a later layer may stop; and a refusal, which says so at once."""

# A shape is an answer too, such as that of a weight: 4 × 2.
_SHAPE = re.compile(r"\d+(?: × \d+)+")


def severity(source: str, target: str) -> str | None:
    """Return how bad it is where the answer `source` becomes `target`; None where nothing bites.

    What the source refuses is in no network that it hands on.

    Examples
    --------
    >>> severity("6 7", "3 9"), severity("4 7", "4 7 0"), severity("6 7", "refused: SAME")
    ('wrong', 'shape', 'refused')
    >>> severity("4 × 2", "2 × 4"), severity("6 7", "6 7"), severity("refused: SAME", "6 7")
    ('shape', None, None)

    What is rounded otherwise is no difference: one unit of the fourth digit.

    >>> severity("0.8412 -0.003637", "0.8412 -0.003638"), severity("0.0455", "0.0454")
    (None, 'wrong')
    """
    if source == target or source.startswith(REFUSED) or _alike(source, target):
        return None
    if target.startswith(REFUSED):
        return "refused"
    return "wrong" if shape_in(source) == shape_in(target) else "shape"


def shape_in(answer: str) -> str:
    """Return the shape that an answer has, or that it is.

    Examples
    --------
    >>> shape_in("1 0.6667 / 0 -inf"), shape_in("4 × 2"), shape_in("nothing, 0 × 0")
    ('2 2', '4 × 2', '0 × 0')
    """
    if shape := _SHAPE.search(answer):
        return shape[0]
    return " ".join(str(len(row.split())) for row in answer.split(" / "))


def _alike(source: str, target: str) -> bool:
    """Return whether two answers differ by rounding alone, as `alike` of ``route.js`` does."""
    words = source.split(), target.split()
    return len(words[0]) == len(words[1]) and all(map(_near, *words))


def _near(one: str, other: str) -> bool:
    try:
        a, b = float(one), float(other)
    except ValueError:
        return one == other
    if one == other or not (isfinite(a) and isfinite(b)):
        return one == other
    size = max(abs(a), abs(b))
    return size == 0 or abs(a - b) <= 1.01 * 10.0 ** (floor(log10(size)) - 3)
