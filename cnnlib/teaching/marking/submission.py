"""A student's notebook as it was handed in: which cells answer which exercise, and with what."""

from __future__ import annotations

import ast
import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from cnnlib.teaching._words import sealed, text
from cnnlib.teaching.marking.plain import NotPlain, plain_answers
from cnnlib.teaching.marking.running import Ran, needed, run
from cnnlib.teaching.tally import exercises_of

__all__ = ["Cell", "Submission", "Unreadable", "points_cell"]

CHECK = re.compile(r"""\bcheck\(\s*["']([\w-]+)["']""")
# Lines of IPython's own, which no answer depends on.
MAGIC = re.compile(r"^([ \t]*)[%!].*$", re.MULTILINE)
# A notebook with a hundred megabytes of outputs is none that was worked in.
LARGEST = 64 << 20
OPEN: dict[str, Any] = {"open": True}


class Unreadable(ValueError):  # noqa: N818
    """A file that is no notebook."""


def points_cell(name: str) -> str:
    """Return what stands in the cell where an exercise gets its points."""
    return f"# {text('marks.here', name=name)}"


@dataclass
class Cell:
    """A code cell: its source, its name, and what nbgrader knows of it."""

    source: str
    id: str
    nbgrader: dict[str, Any] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """Its name in the assignment, which copies keep and editors of notebooks may lose."""
        return str(self.nbgrader.get("grade_id") or self.id)

    @cached_property
    def tree(self) -> ast.Module | None:
        """The cell as Python reads it; None where it cannot."""
        for source in (self.source, MAGIC.sub(r"\1pass", self.source)):
            try:
                return ast.parse(source)
            except (SyntaxError, ValueError, RecursionError, MemoryError):
                continue
        return None

    @cached_property
    def asked(self) -> list[str]:
        """The exercises whose answers it gives, by its calls of `check`, or by its name."""
        if self.name.startswith("points-"):
            return []
        calls = [name for name in CHECK.findall(self.source) if name in sealed()]
        name = self.name.removeprefix("answer-")
        # A cell in words, such as one turned into Markdown, asks nothing.
        return calls or ([name] if self.name == f"answer-{name}" and name in sealed() else [])


class Submission:
    """A notebook, its chapter, and its answers.

    Parameters
    ----------
    path : Path

    Raises
    ------
    Unreadable
        If it is no notebook of the fourth format, or none of the book.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.cells = list(_code_cells(path))
        named = Counter(
            sealed()[name]["chapter"] for cell in self.cells for name in dict.fromkeys(cell.asked)
        )
        chapters = {entry["chapter"] for entry in sealed().values()}
        # A file whose exercises are all gone may still say what it was.
        by_file = sorted((each for each in chapters if each in path.stem.lower()), key=len)
        if not named and not by_file:
            raise Unreadable(text("marks.no_exercise"))
        self.chapter = named.most_common(1)[0][0] if named else by_file[-1]
        self.exercises = exercises_of(self.chapter)
        self.failed: dict[str, str] = {}
        self.twice: list[str] = []

    def answers(self) -> dict[str, Any]:
        """Return what each exercise was answered last with; one without an answer is left out."""
        found: dict[int, dict[str | None, Any]] = {}
        to_run: list[int] = []
        for place, cell in enumerate(self.cells):
            if not set(cell.asked) & self.exercises.keys():
                continue
            if cell.tree is None:
                self.failed |= dict.fromkeys(cell.asked, text("marks.no_python"))
                continue
            try:
                found[place] = plain_answers(cell.tree)
            except NotPlain:
                to_run.append(place)
        if to_run:
            ran = self._ran(to_run)
            for place in to_run:
                found[place] = {
                    each or None: answer for each, answer in ran.answers.get(place, {}).items()
                }
                if place in ran.failed:
                    self.failed |= dict.fromkeys(self.cells[place].asked, ran.failed[place])
        return self._last(found)

    def _ran(self, places: list[int]) -> Ran:
        """Run the cells at `places` and what they depend on; if a name is missing, all of it."""
        trees = {
            place: cell.tree
            for place, cell in enumerate(self.cells)
            if cell.tree and not _brings(cell)
        }
        some = sorted({*needed(trees, places), *places})
        ran = run({place: ast.unparse(trees[place]) for place in some})
        if not any(ran.failed.get(place, "").startswith("NameError") for place in places):
            return ran
        return run({place: ast.unparse(tree) for place, tree in trees.items()})

    def _last(self, found: dict[int, dict[str | None, Any]]) -> dict[str, Any]:
        answers: dict[str, Any] = {}
        for place in sorted(found):
            cell, given = self.cells[place], found[place]
            for name in dict.fromkeys(cell.asked):
                answer = given.get(name, given.get(None, ...) if len(cell.asked) == 1 else ...)
                if name not in self.exercises or answer is ... or answer == OPEN:
                    continue
                if name in answers:
                    self.twice.append(name)
                answers[name] = answer
                self.failed.pop(name, None)
        return answers

    def remarks(self) -> Iterator[str]:
        """Yield what a teacher may want to look at; none of it changes a point."""
        by_name = {cell.name: cell for cell in self.cells}
        if not any(cell.nbgrader for cell in self.cells):
            yield text("marks.no_metadata")
        else:
            tests = {name: by_name.get(f"points-{name}") for name in self.exercises}
            if gone := [name for name, test in tests.items() if test is None]:
                yield text("marks.test_missing", names=", ".join(gone))
            there = {name: test for name, test in tests.items() if test}
            if edited := [n for n, test in there.items() if test.source.strip() != points_cell(n)]:
                yield text("marks.test_edited", names=", ".join(edited))
            points = {name: test.nbgrader.get("points") for name, test in there.items()}
            if other := [n for n, p in points.items() if p != self.exercises[n]["points"]]:
                yield text("marks.points_changed", names=", ".join(other))
        if self.path.stem != self.chapter:
            yield text("marks.renamed", name=self.path.name)
        if self.twice:
            yield text("marks.twice", names=", ".join(dict.fromkeys(self.twice)))
        for name, reason in self.failed.items():
            yield text("marks.did_not_run", name=name, reason=reason)
        sources = [cell.source for cell in self.cells if not _brings(cell)]
        if any(REDEFINED.search(source) for source in sources):
            yield text("marks.redefined")
        if any(SEEKS.search(source) for source in sources):
            yield text("marks.seeks")


REDEFINED = re.compile(r"\bdef check\b|\bcheck\s*=[^=]|\bas check\b|\.check\s*=[^=]")
SEEKS = re.compile(
    r"answers\.json|answers\.toml|\bsealed\b|\b_digest\b|\bjudged\b|for .*:\s*check\("
)


def _brings(cell: Cell) -> bool:
    """Say whether it is the cell that brings cnnlib: here that of the teacher is used."""
    return cell.id == "install" or "await bring(" in cell.source


def _code_cells(path: Path) -> Iterator[Cell]:
    try:
        if path.stat().st_size > LARGEST:
            raise Unreadable(text("marks.too_large", megabytes=path.stat().st_size >> 20))
        notebook = json.loads(path.read_bytes())
    except OSError as error:
        raise Unreadable(error.strerror) from None
    except (ValueError, RecursionError) as error:
        raise Unreadable(text("marks.no_json", reason=str(error)[:80])) from None
    cells = notebook.get("cells") if isinstance(notebook, dict) else None
    if not isinstance(cells, list):
        raise Unreadable(text("marks.no_cells"))
    for cell in cells:
        if not isinstance(cell, dict) or cell.get("cell_type") not in ("code", "raw", "markdown"):
            continue
        lines = cell.get("source", "")
        source = "".join(map(str, lines)) if isinstance(lines, list) else str(lines)
        metadata = cell.get("metadata")
        marks = metadata.get("nbgrader") if isinstance(metadata, dict) else None
        # An answer that was turned into text is still an answer; other text is none.
        if cell["cell_type"] == "code" or (marks and CHECK.search(source)):
            yield Cell(source, str(cell.get("id", "")), marks if isinstance(marks, dict) else {})
