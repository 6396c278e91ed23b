"""A chapter as it is read: sections, exercises, formulas and figures, and what lies beside it."""

from __future__ import annotations

import re
import tomllib
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

import nbformat
from docutils.nodes import make_id
from nbformat import NotebookNode

EXERCISE = re.compile(r":{5}\{exercise\} (?P<title>.+)\n:label: (?P<label>\S+)")
FORMULA = re.compile(r"^(?P<math>\$\$.+?)\$\$ \((?P<label>eq-[\w-]+)\)$", re.MULTILINE | re.DOTALL)
HEADING = re.compile(r"^#{1,2} (.+)$", re.MULTILINE)
ASIDE = re.compile(r"### (.+)$", re.MULTILINE)
FOLDED = re.compile(r"^(:{3,})\{(?:dropdown|hint|tab-set)\}.*?^\1$", re.MULTILINE | re.DOTALL)
MINUTES = re.compile(r"~(\d+)")
WORDS_A_MINUTE = 200
SECONDS_A_CELL = 10
# A cell with one of these tags shows no program at first sight.
HIDDEN = {"hide-input", "hide-cell", "remove-input"}
# The last three sections of a chapter are no lesson.
CLOSING = ("summary", "check-yourself", "exercises")


class Section(NamedTuple):
    """A section of a chapter: the name of its first cell, its heading, its place on the page."""

    name: str
    title: str
    anchor: str


class Exercise(NamedTuple):
    """An exercise: its name and number, its title and place, its answers and whose it is."""

    name: str
    number: str
    title: str
    label: str
    answers: dict[str, Any]
    chapter: str

    @property
    def points(self) -> int:
        """What it is worth: one point, if its entry in the ``answers.toml`` says no `points`."""
        return self.answers.get("points", 1)


class Page:
    """A page of the book, by its address without an ending, such as ``chapters/glossary``."""

    def __init__(self, address: str, root: Path) -> None:
        self.address = address
        self.name = address.rpartition("/")[2]
        self.source = root / f"{address}.ipynb"
        self.folder = root / address

    @cached_property
    def notebook(self) -> NotebookNode | None:
        """The notebook that the page is made from, where it is made from one."""
        return nbformat.read(self.source, as_version=4) if self.source.exists() else None

    @property
    def cells(self) -> list[NotebookNode]:
        return self.notebook.cells if self.notebook else []

    @property
    def formulas(self) -> list[str]:
        """The labels of the numbered formulas."""
        return [found["label"] for cell in self.cells for found in FORMULA.finditer(cell.source)]

    @property
    def figures(self) -> list[str]:
        """The names of the figures that have a caption."""
        return [name for cell in self.cells if (name := figure(cell).get("name"))]

    @cached_property
    def asides(self) -> set[str]:
        """The headings, as text, of what a reader in a hurry leaves folded."""
        openings = (ASIDE.match(cell.source) for cell in self.cells if is_aside(cell))
        return {found[1].replace("`", "").strip() for found in openings if found}


class Chapter(Page):
    """A numbered chapter; what lies in the folder of its name goes with it."""

    def __init__(self, address: str, root: Path, number: int) -> None:
        super().__init__(address, root)
        self.number = number
        self.quiz = self.folder / "quiz.toml"
        self.plan = self.folder / "plan.toml"

    @cached_property
    def title(self) -> str:
        return HEADING.search(self.cells[0].source)[1]

    @cached_property
    def minutes(self) -> int:
        """How long reading it takes, as its head says."""
        return int(MINUTES.search(self.cells[0].source)[1])

    @cached_property
    def spine(self) -> float:
        """Minutes for what is not folded, up to the quiz: its words, its programs, its pictures."""
        words, looks, folded = 0, 0, False
        for cell in self.cells:
            tags = cell.metadata.get("tags", [])
            if cell.id == "check-yourself":
                break
            if cell.source.startswith("#"):
                folded = "aside" in tags
            if folded:
                continue
            if cell.cell_type == "markdown":
                words += len(FOLDED.sub("", cell.source).split())
            else:
                looks += HIDDEN.isdisjoint(tags) + bool(figure(cell))
        return words / WORDS_A_MINUTE + looks * SECONDS_A_CELL / 60

    @cached_property
    def question(self) -> str:
        """What the chapter answers."""
        return read_toml(self.plan)["question"]

    @cached_property
    def sections(self) -> list[Section]:
        found = []
        for cell in self.cells:
            if cell.source.startswith("## "):
                title = HEADING.match(cell.source)[1].strip()
                # A heading without Latin letters makes no id.
                found.append(Section(cell.id, title, make_id(title) or cell.id))
        return found

    @property
    def lessons(self) -> list[Section]:
        """The sections without those that close the chapter."""
        return [section for section in self.sections if section.name not in CLOSING]

    @cached_property
    def exercises(self) -> list[Exercise]:
        answers = {
            entry["id"]: entry for entry in read_toml(self.folder / "answers.toml")["exercise"]
        }
        asked = {
            exercise_name(cell): EXERCISE.match(cell.source)
            for cell in self.cells
            if is_exercise(cell)
        }
        if answers.keys() != asked.keys():
            raise ValueError(
                f"{self.address}: every exercise needs its answers and every answer its exercise, "
                f"got {sorted(answers.keys() ^ asked.keys())} in one of the two files alone"
            )
        return [
            Exercise(
                name,
                f"{self.number}.{place}",
                found["title"],
                found["label"],
                answers[name],
                self.name,
            )
            for place, (name, found) in enumerate(asked.items(), start=1)
        ]


def figure(cell: NotebookNode) -> dict[str, str]:
    """Return name and caption of the figure that a cell draws, if it draws one."""
    return cell.metadata.get("mystnb", {}).get("figure", {})


def is_aside(cell: NotebookNode) -> bool:
    return "aside" in cell.metadata.get("tags", [])


def is_exercise(cell: NotebookNode) -> bool:
    return bool(EXERCISE.match(cell.source))


def exercise_name(cell: NotebookNode) -> str:
    """Return the name of the exercise that a cell asks: ``exercise-two-sums`` asks two-sums."""
    return cell.id.removeprefix("exercise-")


def read_toml(file: Path) -> dict[str, Any]:
    return tomllib.loads(file.read_text(encoding="utf-8"))
