"""The marks of a class, and the ways to show them."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from cnnlib._tables import csv_table, markdown_table, text_table
from cnnlib.teaching._words import sealed, text
from cnnlib.teaching.checking import Verdict

__all__ = ["Marked", "Marks"]

HEADS = ("marks.student", "marks.notebook", "marks.reached", "marks.of", "marks.remarks")


@dataclass(frozen=True)
class Marked:
    """What a notebook has earned.

    Attributes
    ----------
    student, notebook : str
        Whose it is, and its chapter; "" where no chapter can be told.
    points : dict
        The points reached, by exercise.
    of : int
        How many there are.
    remarks : tuple of str
        What a teacher may want to look at.
    said : dict
        What `check` says of each answer that was found.
    """

    student: str
    notebook: str
    points: dict[str, int]
    of: int
    remarks: tuple[str, ...]
    said: dict[str, Verdict] = field(default_factory=dict)

    @property
    def sum(self) -> int:
        """The points reached in all."""
        return sum(self.points.values())


@dataclass(frozen=True)
class Marks:
    """What the notebooks of a class have earned, a row each, by student."""

    rows: tuple[Marked, ...]

    def __str__(self) -> str:
        headers, rows = self._short()
        return text_table(headers, rows, numeric={2, 3})

    def to_markdown(self) -> str:
        """Return the short table in Markdown."""
        return markdown_table(*self._short(), numeric={2, 3})

    def to_csv(self) -> str:
        """Return a row a notebook, with a column for each exercise that any of them has."""
        names = [name for name in sealed() if any(name in row.points for row in self.rows)]
        heads = [text(name) for name in HEADS]
        return csv_table(
            [*heads[:2], *names, *heads[2:]],
            (
                [
                    _no_formula(row.student),
                    row.notebook,
                    *(row.points.get(name, "") for name in names),
                    row.sum,
                    row.of,
                    _no_formula("; ".join(row.remarks)),
                ]
                for row in self.rows
            ),
        )

    def to_json(self) -> str:
        """Return the same as JSON."""
        rows: list[dict[str, Any]] = [
            {**vars(row), "sum": row.sum, "said": {n: v.words for n, v in row.said.items()}}
            for row in self.rows
        ]
        return json.dumps(rows, indent=2, ensure_ascii=False)

    def _short(self) -> tuple[list[str], list[list[str]]]:
        rows = [
            [row.student, row.notebook, str(row.sum), str(row.of), "; ".join(row.remarks)]
            for row in self.rows
        ]
        return [text(name) for name in HEADS], rows


def _no_formula(cell: str) -> str:
    """Return a text that a spreadsheet will not compute: a student chose the name of a file."""
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell
