"""Questions as Moodle XML.

On the way in Moodle compares no name with what it has: a second import adds every question again,
and drops its `idnumber` where the category has that already. A category has none here: where
another category of the course has the same, Moodle's import ends in an error of its database.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator
from decimal import Decimal
from xml.etree.ElementTree import Element

from book.questions import (
    Category,
    ChoiceQuestion,
    EssayQuestion,
    NumberQuestion,
    Question,
    ranges,
)
from book.questions.xml import document, element

# Where Moodle keeps the files of a text.
FILES = "@@PLUGINFILE@@/"


def category_path(category: Category) -> str:
    """Return the path of a category in the question bank of a course; a slash is written twice."""
    return "/".join(["$course$", "top", *(title.replace("/", "//") for title in category.path)])


def moodle_xml(categories: list[Category]) -> bytes:
    """Return all questions as one file."""
    quiz = element("quiz")
    for category in categories:
        path = element("category", element("text", category_path(category)))
        quiz.append(element("question", path, type="category"))
        quiz.extend(_question(question) for question in category.questions)
    return document(quiz)


def _question(question: Question) -> Element:
    kind, own = _own(question)
    return element(
        "question",
        element("name", element("text", question.title)),
        _html("questiontext", question.asked(FILES.__add__), question.pictures),
        element("defaultgrade", str(question.points)),
        element("idnumber", question.name),
        *own,
        type=kind,
    )


def _own(question: Question) -> tuple[str, Iterator[Element]]:
    """Return what Moodle calls the kind of a question, and what only this kind has."""
    match question:
        case ChoiceQuestion():
            return "multichoice", _choices(question)
        case NumberQuestion():
            return "numerical", _numbers(question)
        case EssayQuestion():
            return "essay", _essay(question)
    raise TypeError(f"question must be of a known kind, got {question!r}")


def _choices(question: ChoiceQuestion) -> Iterator[Element]:
    yield element("single", "true")
    yield element("shuffleanswers", "true")
    yield element("answernumbering", "abc")
    for choice in question.choices:
        answer = _html("answer", choice.says)
        answer.set("fraction", "100" if choice.right else "0")
        answer.append(_html("feedback", choice.why))
        yield answer


def _numbers(question: NumberQuestion) -> Iterator[Element]:
    for number, says, right in ranges(question):
        yield _number(f"{number:f}", says, question.tolerance, right)
    yield _number("*", question.otherwise, Decimal(0), False)


def _number(said: str, feedback: str, tolerance: Decimal, right: bool) -> Element:
    return element(
        "answer",
        element("text", said),
        element("tolerance", f"{tolerance:f}"),
        _html("feedback", feedback),
        fraction="100" if right else "0",
        format="moodle_auto_format",
    )


def _essay(question: EssayQuestion) -> Iterator[Element]:
    yield element("responseformat", "editor")
    yield element("responserequired", "1")
    yield element("responsefieldlines", "15")
    yield element("attachments", "0")
    yield _html("graderinfo", question.rubric)


def _html(tag: str, fragment: str, pictures: dict[str, bytes] | None = None) -> Element:
    files = (
        element("file", base64.b64encode(data).decode(), name=name, path="/", encoding="base64")
        for name, data in (pictures or {}).items()
    )
    return element(tag, element("text", fragment), *files, format="html")
