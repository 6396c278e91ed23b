"""Questions as GIFT, plain text that Moodle and many others read.

It has no place for a rubric, and none for files: pictures stand in the text.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from functools import partial

from book.questions import Category, ChoiceQuestion, NumberQuestion, Question, ranges
from book.questions.moodle import category_path

# What GIFT reads as its own; a line end would end the question.
OWN = re.compile(r"([~=#{}:\\])")


def gift(categories: list[Category]) -> str:
    """Return all questions as one file."""
    return "\n\n".join(line for category in categories for line in _category(category)) + "\n"


def _category(category: Category) -> Iterator[str]:
    yield f"$CATEGORY: {category_path(category)}"
    for question in category.questions:
        ask = question.asked(partial(_inside, question))
        answers = "".join(f"\n{line}" for line in _answers(question))
        yield (
            f"// [id:{question.name}]\n::{_said(question.title)}::[html]{_said(ask)}{{{answers}\n}}"
        )


def _inside(question: Question, name: str) -> str:
    """Return a picture as its own address."""
    return f"data:image/png;base64,{base64.b64encode(question.pictures[name]).decode()}"


def _answers(question: Question) -> Iterator[str]:
    match question:
        case ChoiceQuestion():
            for choice in question.choices:
                sign = "=" if choice.right else "~"
                yield f"{sign}[html]{_said(choice.says)}#[html]{_said(choice.why)}"
        case NumberQuestion():
            yield "#"
            for number, says, right in ranges(question):
                share = "" if right else "%0%"
                yield f"={share}{number:f}:{question.tolerance:f}#[html]{_said(says)}"
            yield f"~#[html]{_said(question.otherwise)}"


def _said(text: str) -> str:
    return OWN.sub(r"\\\1", text).replace("\n", " ")
