"""What the book holds: its pages in their order, and what each brings along, read once.

Chapters, exercises, formulas and figures are known by names, and what number a name has is said
here and nowhere else. Sphinx counts for the site by itself; a test holds the two equal.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

import nbformat
import yaml
from docutils.nodes import make_id
from nbformat import NotebookNode

from book import ROOT

EXERCISE = re.compile(r":{5}\{exercise\} (?P<title>.+)\n:label: (?P<label>\S+)")
FORMULA = re.compile(r"^(?P<math>\$\$.+?)\$\$ \((?P<label>eq-[\w-]+)\)$", re.MULTILINE | re.DOTALL)
HEADING = re.compile(r"^#{1,2} (.+)$", re.MULTILINE)
MINUTES = re.compile(r"~(\d+)")
# The name of an exercise in the text of a plan or of a verdict, for its number.
REFERENCE = re.compile(r"\{([a-z][a-z0-9-]*)\}")
# How what a check says begins, as it is printed and as it is stored: there without a number.
PRINTED = re.compile(r"^\d+\.\d+ (?=[✓✗] )")
STORED = re.compile(r"\{[a-z][a-z0-9-]*\} (?=[✓✗] )")
# The last three sections of a chapter are no lesson.
CLOSING = ("summary", "check-yourself", "exercises")
# The page that the plans of the chapters stand behind.
GUIDE = "teaching/guide"


class Section(NamedTuple):
    """A section of a chapter: the name of its first cell, its heading, its place on the page."""

    name: str
    title: str
    anchor: str


class Exercise(NamedTuple):
    """An exercise: its name and number, its title and place, and the answers to it."""

    name: str
    number: str
    title: str
    label: str
    answers: dict[str, Any]


class Step(NamedTuple):
    """One row of a plan: its minutes in the short and in the long lesson, and what to do."""

    short: int
    long: int
    kind: str
    what: str


class Plan(NamedTuple):
    """How to teach one section alone."""

    section: Section
    aim: str
    steps: list[Step]
    confused: list[tuple[str, str]]
    explorer: str | None


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
    def question(self) -> str:
        """What the chapter answers."""
        return _read(self.plan)["question"]

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
        answers = {entry["id"]: entry for entry in _read(self.folder / "answers.toml")["exercise"]}
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
            Exercise(name, f"{self.number}.{place}", found["title"], found["label"], answers[name])
            for place, (name, found) in enumerate(asked.items(), start=1)
        ]


class Book:
    """The book in the folder `root`; what is asked for is read, and read once."""

    def __init__(self, root: Path = ROOT) -> None:
        self.root = root

    @cached_property
    def config(self) -> dict[str, Any]:
        """The settings: title, author, language."""
        return yaml.safe_load((self.root / "_config.yml").read_text(encoding="utf-8"))

    @property
    def language(self) -> str:
        return self.config["sphinx"]["config"]["language"]

    @cached_property
    def contents(self) -> dict[str, Any]:
        """The table of contents, with a page for the plans of each chapter behind the guide."""
        toc = yaml.safe_load((self.root / "_toc.yml").read_text(encoding="utf-8"))
        chapters = [entry["file"] for entry in toc["parts"][0]["chapters"]]
        plans = [{"file": plan_page(Path(chapter).name)} for chapter in chapters]
        for part in toc["parts"]:
            if {"file": GUIDE} in part["chapters"]:
                part["chapters"] += plans
        return toc

    @cached_property
    def parts(self) -> dict[str, list[Page]]:
        """The pages of each part by its caption; the first part has the numbered chapters."""
        first, *others = self.contents["parts"]
        numbered = enumerate((entry["file"] for entry in first["chapters"]), start=1)
        chapters = [Chapter(address, self.root, number) for number, address in numbered]
        return {first["caption"]: chapters} | {
            part["caption"]: [Page(entry["file"], self.root) for entry in part["chapters"]]
            for part in others
        }

    @cached_property
    def pages(self) -> list[Page]:
        """Every page, the start page first."""
        start = Page(self.contents["root"], self.root)
        return [start, *(page for part in self.parts.values() for page in part)]

    @property
    def chapters(self) -> list[Chapter]:
        return next(iter(self.parts.values()))

    @cached_property
    def notebooks(self) -> dict[str, Page]:
        """The pages that are notebooks, by their addresses."""
        return {page.address: page for page in self.pages if page.source.exists()}

    @cached_property
    def exercises(self) -> dict[str, Exercise]:
        """Every exercise by its name."""
        found: dict[str, Exercise] = {}
        for exercise in (each for chapter in self.chapters for each in chapter.exercises):
            if exercise.name in found:
                numbers = f"{found[exercise.name].number} and {exercise.number}"
                raise ValueError(f"two exercises have the name {exercise.name!r}: {numbers}")
            found[exercise.name] = exercise
        return found

    @cached_property
    def numbers(self) -> dict[str, str]:
        """The numbers of formulas, figures and exercises by their labels.

        A chapter counts from 1, behind its own number and a dot. In the other parts the count goes
        on from one page to the next.
        """
        others = [page for page in self.pages if not isinstance(page, Chapter)]
        return {
            **dict(_counted(others, "")),
            **{
                label: number
                for chapter in self.chapters
                for label, number in _counted([chapter], f"{chapter.number}.")
            },
            **{exercise.label: exercise.number for exercise in self.exercises.values()},
        }

    def numbered(self, text: str) -> str:
        """Return a text with the number of each exercise in place of its name in braces."""
        return REFERENCE.sub(lambda found: self.exercises[found[1]].number, text)

    def with_verdicts(self, text: str) -> str:
        """Return a text in which every stored verdict has its number again."""
        return STORED.sub(lambda found: self.numbered(found[0]), text)

    def plans(self, chapter: Chapter) -> list[Plan]:
        """Return the plans of a chapter's sections, in their order."""
        sections = {section.name: section for section in chapter.sections}
        return [
            Plan(
                sections[plan["cell"]],
                plan["aim"],
                [Step(*step, self.numbered(what)) for *step, what in plan["steps"]],
                [tuple(pair) for pair in plan["confused"]],
                plan.get("explorer"),
            )
            for plan in _read(chapter.plan)["section"]
        ]


def plan_page(chapter: str) -> str:
    """Return the address of the page that has a chapter's plans."""
    return f"{GUIDE.rpartition('/')[0]}/{chapter}"


def figure(cell: NotebookNode) -> dict[str, str]:
    """Return name and caption of the figure that a cell draws, if it draws one."""
    return cell.metadata.get("mystnb", {}).get("figure", {})


def is_exercise(cell: NotebookNode) -> bool:
    return bool(EXERCISE.match(cell.source))


def exercise_name(cell: NotebookNode) -> str:
    """Return the name of the exercise that a cell asks: ``exercise-two-sums`` asks two-sums."""
    return cell.id.removeprefix("exercise-")


def _counted(pages: Iterable[Page], before: str) -> Iterator[tuple[str, str]]:
    pages = list(pages)
    for labels in ([page.formulas for page in pages], [page.figures for page in pages]):
        for place, label in enumerate((each for part in labels for each in part), start=1):
            yield label, f"{before}{place}"


def _read(file: Path) -> dict[str, Any]:
    return tomllib.loads(file.read_text(encoding="utf-8"))


BOOK = Book()
