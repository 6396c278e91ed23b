"""What the book holds: its pages in their order, and what each brings along, read once.

Chapters, exercises, formulas and figures are known by names, and what number a name has is said
here and nowhere else. Sphinx counts for the site by itself; a test holds the two equal.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

import yaml
from docutils.nodes import make_id

from book import ROOT
from book.chapters import Chapter, Exercise, Page, Section, read_toml

# The name of an exercise in the text of a plan or of a verdict, for its number.
REFERENCE = re.compile(r"\{([a-z][a-z0-9-]*)\}")
# How what a check says begins, as it is printed and as it is stored: there without a number.
PRINTED = re.compile(r"^\d+\.\d+ (?=[✓✗] )")
STORED = re.compile(r"\{[a-z][a-z0-9-]*\} (?=[✓✗] )")
# The page that the plans of the chapters stand behind.
GUIDE = "teaching/guide"
# The lessons of a semester.
PATH = "teaching/path.toml"


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


class Lesson(NamedTuple):
    """A lesson of a semester: each section with its chapter and its minutes; the class after it."""

    sections: list[tuple[Chapter, Section, int]]
    exercises: str


class Book:
    """The book in the folder `root`; what is asked for is read, and read once."""

    def __init__(self, root: Path = ROOT) -> None:
        self.root = root

    @cached_property
    def config(self) -> dict[str, Any]:
        """The settings: title, author, language."""
        return yaml.safe_load((self.root / "_config.yml").read_text(encoding="utf-8"))

    @property
    def name(self) -> str:
        """What the files are called that hold the book as a whole."""
        return file_name(self.config["title"])

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
            for plan in read_toml(chapter.plan)["section"]
        ]

    @cached_property
    def path(self) -> list[Lesson]:
        """The lessons of a semester."""
        chapters = {chapter.name: chapter for chapter in self.chapters}
        return [
            Lesson(
                [
                    (
                        chapters[name],
                        {each.name: each for each in chapters[name].lessons}[cell],
                        long,
                    )
                    for name, cells in lesson["sections"].items()
                    for cell, long in cells.items()
                ],
                self.numbered(lesson["class"]),
            )
            for lesson in read_toml(self.root / PATH)["lesson"]
        ]


def file_name(title: str) -> str:
    """Return what a file is called by a title."""
    return make_id(title) or "book"


def plan_page(chapter: str) -> str:
    """Return the address of the page that has a chapter's plans."""
    return f"{GUIDE.rpartition('/')[0]}/{chapter}"


def _counted(pages: Iterable[Page], before: str) -> Iterator[tuple[str, str]]:
    pages = list(pages)
    for labels in ([page.formulas for page in pages], [page.figures for page in pages]):
        for place, label in enumerate((each for part in labels for each in part), start=1):
            yield label, f"{before}{place}"


BOOK = Book()
