"""Fill in a chapter's notebook as a student would, by kind, and write it where it is handed in."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

from book.model import BOOK
from book.tools.assignment import programs_of
from book.tools.course import as_assignment
from classroom.kinds import KINDS, Work

CHAPTER = "padding"


def handed_out() -> dict[str, Any]:
    """Return the notebook that students get."""
    chapter = next(each for each in BOOK.chapters if each.name == CHAPTER)
    return json.loads(json.dumps(as_assignment(chapter.notebook, CHAPTER, released=True)))


def filled_in(notebook: dict[str, Any], seed: int, by_program: int) -> Work:
    """Return the work of a student, who gets most right, `by_program` to ten by programs."""
    rng = random.Random(seed)
    notebook = json.loads(json.dumps(notebook))
    chapter = next(each for each in BOOK.chapters if each.name == CHAPTER)
    programs = programs_of(chapter.notebook)
    work = Work(notebook["cells"], set(), [each.name for each in chapter.exercises], rng)
    for exercise in chapter.exercises:
        name, answers = exercise.name, exercise.answers
        how = rng.choices(["number", "program", "wrong", "open"], [10, by_program, 4, 2])[0]
        if how in ("number", "program"):
            source = programs[name] if how == "program" else f"answer = {answers['answer']!r}"
            work.cell(f"answer-{name}")["source"] = f'{source}\ncheck("{name}", answer)'
            work.earned.add(name)
        else:
            wrong = rng.choice(answers["wrong"])["answer"]
            work.lose(name, f"answer = {wrong!r}" if how == "wrong" else "answer = ...")
    return work


def hand_in(
    notebook: dict[str, Any],
    kind: Callable[[Work], str | None],
    seed: int,
    folder: Path,
    by_program: int = 2,
) -> tuple[Path, set[str]]:
    """Write what a student of a kind hands in; return the file, and what was earned."""
    work = filled_in(notebook, seed, by_program)
    text = kind(work) or json.dumps({**notebook, "cells": work.cells}, ensure_ascii=False)
    name = "My homework (2)" if kind.__name__ == "renamed" else CHAPTER
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{name}.ipynb"
    file.write_text(text, encoding="utf-8")
    return file, work.earned


def a_class(folder: Path, students: int) -> dict[str, set[str]]:
    """Write the work of a class under `folder`, as nbgrader wants it; return what each earned."""
    notebook = handed_out()
    earned = {}
    for number in range(students):
        kind = KINDS[number % len(KINDS)]
        student = f"{number:03}-{kind.__name__.replace('_', '-')}"
        _, earned[student] = hand_in(notebook, kind, number, folder / student / CHAPTER)
    return earned
