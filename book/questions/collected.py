"""Every question of the book: the quizzes, the exercises that ask for numbers, and the exam."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from decimal import Decimal
from html import escape
from typing import Any

from nbformat import NotebookNode

from book.chapters import EXERCISE, Chapter, Exercise, figure, is_exercise, read_toml
from book.model import BOOK
from book.questions import (
    Category,
    Choice,
    ChoiceQuestion,
    EssayQuestion,
    NumberQuestion,
    Question,
)
from book.questions.rich import xhtml
from book.tools.course import alternative
from book.tools.notebooks import EXAM, read
from book.words import text
from cnnlib.teaching.quiz import as_html

HINT = re.compile(r"^::::\{hint\}\n(?::[^\n]*\n)*(?P<hint>.*?)^::::$", re.MULTILINE | re.DOTALL)
FIGURE = re.compile(r"\{numref\}`(fig-[\w-]+)`")
# "(width, weights)": what the parts of an answer are called, where its form ends with that.
PARTS = re.compile(r"\(([^()]+)\)[^()]*$")
# "## 1. What a feature does not say (3 points)", in the brackets of any language.
TITLE = re.compile(r"## (?P<title>\d+\. .+?) ?[(（](?P<points>\d+)[^)）]*[)）]\n+")
HALF = Decimal("0.5")


def categories() -> list[Category]:
    """Return all questions, a category for each chapter's quiz and exercises, one for the exam."""
    book = BOOK.config["title"]
    found = []
    for chapter in BOOK.chapters:
        # Two digits, since programs sort by letters.
        title = f"{chapter.number:02} {chapter.title}"
        for kind, questions in (("quiz", _quiz(chapter)), ("exercises", _exercises(chapter))):
            path = (book, title, text(f"questions.{kind}"))
            found.append(Category(f"{chapter.name}-{kind}", path, tuple(questions)))
    exam = Category("exam", (book, text("questions.exam")), tuple(_exam()))
    return [*found, exam]


def _quiz(chapter: Chapter) -> Iterator[Question]:
    for number, question in enumerate(read_toml(chapter.quiz)["question"], start=1):
        yield ChoiceQuestion(
            f"quiz-{question['id']}",
            text("questions.of_quiz", chapter=chapter.title, number=number),
            f"<p>{as_html(question['ask'])}</p>",
            tuple(
                Choice(as_html(each["says"]), as_html(each["why"]), each.get("right", False))
                for each in question["choice"]
            ),
        )


def _exercises(chapter: Chapter) -> Iterator[Question]:
    for cell, exercise in zip(filter(is_exercise, chapter.cells), chapter.exercises, strict=True):
        answer = exercise.answers["answer"]
        ask, hint, pictures = _asked(cell, chapter)
        wrong = [(each["answer"], each["says"]) for each in exercise.answers["wrong"]]
        if not isinstance(answer, list):
            yield _part(exercise, exercise.name, ask, hint, pictures, answer, wrong)
        # Tuples in a tuple have no order that one could ask for part by part.
        elif not any(isinstance(part, list) for part in answer):
            called = _called(exercise.answers["form"], len(answer))
            for place, part in enumerate(answer):
                said = "questions.part" if called[place] else "questions.unnamed"
                asked = text(said, part=called[place], place=place + 1, count=len(answer))
                yield _part(
                    exercise,
                    f"{exercise.name}-{place + 1}",
                    f"{ask}\n{xhtml(asked)}",
                    hint,
                    pictures,
                    part,
                    [(other[place], says) for other, says in wrong],
                )


def _asked(cell: NotebookNode, chapter: Chapter) -> tuple[str, str, dict[str, bytes]]:
    """Return what an exercise asks, its hint, and the figures that it names."""
    hint = HINT.search(cell.source)
    body = EXERCISE.sub("", cell.source[: hint.start()]).strip()
    ask, pictures = xhtml(body), {}
    for drawn in chapter.cells:
        if figure(drawn).get("name") in FIGURE.findall(body):
            name = f"{figure(drawn)['name']}.png"
            data = next(out["data"] for out in drawn.outputs if "image/png" in out.get("data", {}))
            pictures[name] = base64.b64decode(data["image/png"])
            ask += f'\n<p><img src="{name}" alt="{escape(alternative(drawn))}"/></p>'
    return ask, xhtml(hint["hint"]), pictures


def _called(form: str, count: int) -> list[str]:
    """Return what the parts of an answer are called, or nothing where its form does not say."""
    found = PARTS.search(form)
    names = [name.strip(' "') for name in found[1].split(",")] if found else []
    if len(names) != count or any(name.isdigit() for name in names):
        return [""] * count
    return names


def _part(
    exercise: Exercise,
    name: str,
    ask: str,
    hint: str,
    pictures: dict[str, bytes],
    answer: Any,
    wrong: list[tuple[Any, str]],
) -> Question:
    """Return the question for one number, one word or one truth value."""
    name = f"exercise-{name}"
    title = f"{exercise.number} {exercise.title}"
    praise = text("questions.right")
    says = {other: as_html(words) for other, words in reversed(wrong) if other != answer}
    if isinstance(answer, (bool, str)):
        known = (True, False) if isinstance(answer, bool) else sorted({answer, *says})
        choices = (
            Choice(
                text(f"questions.{str(each).lower()}") if isinstance(each, bool) else each,
                praise if each == answer else says.get(each, hint),
                each == answer,
            )
            for each in known
        )
        return ChoiceQuestion(name, title, ask, tuple(choices), pictures=pictures)
    digits = exercise.answers.get("digits")
    # What `check` takes: every number that rounds to the answer.
    tolerance = HALF.scaleb(-digits) if digits else Decimal(0)
    number = Decimal(str(answer))
    near = {Decimal(str(other)): words for other, words in says.items()}
    apart = {other: words for other, words in near.items() if abs(other - number) > 2 * tolerance}
    return NumberQuestion(
        name, title, ask, number, tolerance, praise, apart, hint, pictures=pictures
    )


def _exam() -> Iterator[Question]:
    cells = {cell.id: cell for cell in read(EXAM).cells}
    for name, cell in cells.items():
        if found := TITLE.match(cell.source):
            rubric = cells[name.replace("question", "solution")].source
            yield EssayQuestion(
                f"exam-{name}",
                found["title"],
                xhtml(cell.source[found.end() :]),
                xhtml(f"{rubric}\n\n{cells['rubric'].source}"),
                points=int(found["points"]),
            )
