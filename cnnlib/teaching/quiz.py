"""Questions to check oneself with, each choice with the reason why it is right or wrong."""

from __future__ import annotations

import tomllib
from html import escape
from pathlib import Path
from typing import Any, cast

import anywidget
import traitlets

from cnnlib.explorers._sources import joined, style
from cnnlib.teaching._words import text

__all__ = ["Quiz", "read_questions"]

KINDS = {str: "a text", list: "a list", bool: "true or false"}


class Quiz(anywidget.AnyWidget):
    """Multiple-choice questions that say what a wrong choice confuses.

    It runs without a kernel, by keyboard, and with a screen reader. Where no script runs, the
    questions stand as text and each choice opens to its reason.

    Parameters
    ----------
    path : str or Path
        A TOML file of questions, as `read_questions` takes it.

    Examples
    --------
    >>> import tempfile
    >>> text = '''
    ... [[question]]
    ... ask = "How many parameters has max pooling?"
    ... choice = [
    ...   { says = "none", right = true, why = "It compares and learns nothing." },
    ...   { says = "one a channel", why = "That is a bias. Pooling has none." },
    ... ]'''
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder) / "own.toml"
    ...     _ = file.write_text(text, encoding="utf-8")
    ...     Quiz(file)
    Quiz: 1 question
    """

    _esm = joined("quiz/quiz.js")
    _css = style("quiz/quiz.js")
    questions: Any = traitlets.List().tag(sync=True)

    def __init__(self, path: str | Path) -> None:
        super().__init__(questions=read_questions(path))

    def __repr__(self) -> str:
        count = len(self.questions)
        words = text("quiz.question" if count == 1 else "quiz.questions", count=count)
        return f"{type(self).__name__}: {words}"

    def _repr_mimebundle_(self, **keywords: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        bundle, metadata = cast(Any, super())._repr_mimebundle_(**keywords)
        bundle["text/plain"] = repr(self)
        bundle["text/html"] = _still(self.questions)
        return bundle, metadata


def read_questions(path: str | Path) -> list[dict[str, Any]]:
    """Return the questions of a TOML file.

    Parameters
    ----------
    path : str or Path
        A file with tables ``[[question]]``: each has ``ask`` and a list ``choice`` of ``says``,
        ``why`` and, for one of them, ``right = true``. What else a choice holds is left out.

    Returns
    -------
    list of dict
        ``ask`` and ``choices``, each choice with ``says``, ``why`` and ``right``.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    ValueError
        If the file has no question; if a question has fewer than two choices, or not exactly one
        that is right; if a text is missing or no text.

    Examples
    --------
    >>> import tempfile
    >>> text = '''
    ... [[question]]
    ... ask = "How many rows has the output of a 3 x 3 kernel on 28 rows?"
    ... choice = [
    ...   { says = "26", right = true, why = "28 - 3 + 1." },
    ...   { says = "28", why = "That takes padding 1 on each side." },
    ... ]'''
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder) / "own.toml"
    ...     _ = file.write_text(text, encoding="utf-8")
    ...     read_questions(file)[0]["choices"][1]
    {'says': '28', 'why': 'That takes padding 1 on each side.', 'right': False}
    """
    path = Path(path)
    if not path.exists():
        raise FileNotFoundError(
            f"no questions at {path.absolute()}: they lie beside each chapter of the book. The "
            "first cell of a downloaded notebook writes them there: run it first"
        )
    with path.open("rb") as file:
        tables = tomllib.load(file)
    questions = tables.get("question")
    if not questions or not isinstance(questions, list):
        raise ValueError(f"{path.name} must have tables [[question]], got {sorted(tables)}")
    return [
        _question(f"{path.name}: question {place}", question)
        for place, question in enumerate(questions, start=1)
    ]


def _question(where: str, question: dict[str, Any]) -> dict[str, Any]:
    ask = _value(where, question, "ask", str)
    choices = []
    for place, choice in enumerate(_value(where, question, "choice", list), start=1):
        here = f"{where}, choice {place}"
        says, why = (_value(here, choice, name, str) for name in ("says", "why"))
        right = _value(here, {"right": False, **choice}, "right", bool)
        choices.append({"says": says, "why": why, "right": right})
    right = sum(choice["right"] for choice in choices)
    if len(choices) < 2 or right != 1:
        raise ValueError(
            f"{where} must have two choices or more and one that is right, "
            f"got {len(choices)} and {right}: {ask!r}"
        )
    return {"ask": ask, "choices": choices}


def _value(where: str, table: dict[str, Any], name: str, kind: type) -> Any:
    if not isinstance(table, dict):
        raise ValueError(f"{where} must be a table, got {table!r}")
    value = table.get(name)
    if not isinstance(value, kind) or value == "":
        raise ValueError(f"{where}: {name} must be {KINDS[kind]}, got {value!r}")
    return value


def _still(questions: list[dict[str, Any]]) -> str:
    """Return the questions as HTML that needs no script: each choice opens to its reason."""
    items = []
    for question in questions:
        choices = "".join(
            f"<details><summary>{as_html(choice['says'])}</summary>"
            f"<p><b>{_verdict(choice)}</b> {as_html(choice['why'])}</p>"
            "</details>"
            for choice in question["choices"]
        )
        items.append(f"<li><p>{as_html(question['ask'])}</p>{choices}</li>")
    return f'<ol class="quiz-still">{"".join(items)}</ol>'


def _verdict(choice: dict[str, Any]) -> str:
    return text("quiz.right" if choice["right"] else "quiz.wrong")


def as_html(written: str) -> str:
    """Return text as HTML, what stands between backticks as code."""
    parts = escape(written, quote=False).split("`")
    return "".join(f"<code>{part}</code>" if at % 2 else part for at, part in enumerate(parts))
