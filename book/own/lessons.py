"""The lessons of a semester, without those on chapters that a book of your own leaves out."""

from __future__ import annotations

import json
from typing import Any

from book.model import Book


def kept(lessons: list[dict[str, Any]], made: Book) -> list[dict[str, Any]]:
    """Return the lessons with the sections that the book still has."""
    there = {
        chapter.name: {section.name for section in chapter.lessons} for chapter in made.chapters
    }
    found = []
    for lesson in lessons:
        sections = {
            name: {cell: long for cell, long in cells.items() if cell in there.get(name, ())}
            for name, cells in lesson["sections"].items()
        }
        if sections := {name: cells for name, cells in sections.items() if cells}:
            found.append(lesson | {"sections": sections})
    return found


def written(lessons: list[dict[str, Any]]) -> str:
    """Return lessons as the TOML that the book reads."""
    return "\n".join(
        f"[[lesson]]\nsections = {_table(lesson['sections'])}\n"
        f"class = {json.dumps(lesson['class'], ensure_ascii=False)}\n"
        for lesson in lessons
    )


def _table(value: Any) -> str:
    if not isinstance(value, dict):
        return str(value)
    return "{ " + ", ".join(f"{key} = {_table(each)}" for key, each in value.items()) + " }"
