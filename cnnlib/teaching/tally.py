"""Add up the points of a chapter's exercises: what a student sees at the end of a notebook."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from typing import Any

from cnnlib.teaching._words import sealed, text
from cnnlib.teaching.checking import SAID, Verdict

__all__ = ["Tally", "exercises_of", "marks"]


def exercises_of(chapter: str) -> dict[str, dict[str, Any]]:
    """Return what is kept of the exercises of a chapter, by their names, in their order."""
    return {name: entry for name, entry in sealed().items() if entry["chapter"] == chapter}


@dataclass(frozen=True)
class Tally:
    """The points reached in a chapter, and what was said of each exercise so far."""

    points: int
    of: int
    said: dict[str, Verdict | None]

    def __repr__(self) -> str:
        signs = {None: "–", True: "✓", False: "✗"}
        listed = "  ".join(
            f"{sealed()[name]['number']} {signs[verdict.right if verdict else None]}"
            for name, verdict in self.said.items()
        )
        return f"{listed}\n{text('marks.sum', points=self.points, of=self.of)}"


def marks(chapter: str) -> Tally:
    """Add up the points of a chapter's exercises, by what `check` said last of each.

    Parameters
    ----------
    chapter : str
        The name of the chapter, that of its notebook: ``"padding"``.

    Returns
    -------
    Tally
        Shown, it says which exercises are right (✓), wrong (✗) or not checked in this session
        (–), and for example ``5 of 8``.

    Raises
    ------
    ValueError
        If the book has no such chapter with exercises.

    Examples
    --------
    >>> from cnnlib.teaching import check
    >>> check("find-the-stars", ...).right
    False
    >>> marks("anatomy").of
    6
    """
    exercises = exercises_of(chapter)
    if not exercises:
        names = list(dict.fromkeys(entry["chapter"] for entry in sealed().values()))
        near = difflib.get_close_matches(str(chapter), names) or names
        raise ValueError(f"chapter must be among {', '.join(near)}, got {chapter!r}")
    said = {name: SAID.get(name) for name in exercises}
    reached = (
        exercises[name]["points"] for name, verdict in said.items() if verdict and verdict.right
    )
    return Tally(sum(reached), sum(entry["points"] for entry in exercises.values()), said)
