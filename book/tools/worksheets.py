"""Worksheets on paper: of each section its questions and the exercises of its plan, with room.

Two PDFs a chapter, A4, each section on a page of its own or on two. The class writes on the one;
the other, for the teacher, has the answers where the room is. All of it is cut from the built page.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, NamedTuple

from bs4 import BeautifulSoup, SoupStrainer, Tag
from jinja2 import Environment, FileSystemLoader
from playwright.sync_api import Page
from tqdm import tqdm

from book import ROOT
from book.chapters import Chapter, Exercise, read_toml
from book.model import BOOK, REFERENCE
from book.words import text

HTML = ROOT / "_build" / "html"
TARGET = ROOT / "_build" / "worksheets"
TEMPLATES = Path(__file__).with_name("worksheet")
# What a page shows besides its words, and what leads on from it.
LEFT_OUT = ".headerlink, .term-meaning, .formula-copy, .hint, .explorer, script, button"
ASKS = ("?", "？")
# An answer that is longer, such as an image, stands in the solution.
LONGEST_ANSWER = 60
MARGIN = "14mm"
FOOT = """<p style="width: 100%; margin: 0; text-align: center; font: 8px sans-serif; color: #444">
<span class="title"></span> · <span class="pageNumber"></span></p>"""


class Task(NamedTuple):
    """What to do on paper, what is right and why, and how much room it takes beside others."""

    title: str
    asks: list[Tag]
    answer: str
    solution: list[Tag]
    share: int


class Sheet(NamedTuple):
    """The tasks of a section."""

    title: str
    tasks: list[Task]


def sheets(page: str, chapter: Chapter) -> list[Sheet]:
    """Return what a chapter's sections ask, by the chapter's built page."""
    article = BeautifulSoup(page, "html.parser", parse_only=SoupStrainer("article")).article
    for each in article.select(LEFT_OUT):
        each.decompose()
    for link in article.select("a"):
        link.unwrap()
    found = dict(
        zip(
            (section.name for section in chapter.sections),
            article.select("section > section:has(> h2)"),
            strict=True,
        )
    )
    planned = _planned(chapter)
    made = []
    for section in chapter.lessons:
        part = found[section.name]
        title = _title(part)
        tasks = [*_guesses(title, part), *_questions(part)]
        tasks += [_exercise(article, each) for each in planned.get(section.name, [])]
        if tasks:
            made.append(Sheet(title, tasks))
    return made


def _title(part: Tag) -> str:
    heading = part.h2
    for number in heading.select(".section-number"):
        number.decompose()
    return heading.get_text().strip()


def _planned(chapter: Chapter) -> dict[str, list[Exercise]]:
    """Return the exercises that the plan of each section takes from the chapter, each once."""
    exercises = {each.name: each for each in chapter.exercises}
    return {
        plan["cell"]: [
            exercises[name]
            for name in dict.fromkeys(
                name for *_, what in plan["steps"] for name in REFERENCE.findall(what)
            )
            if name in exercises
        ]
        for plan in read_toml(chapter.plan)["section"]
    }


def _guesses(heading: str, part: Tag) -> list[Task]:
    """Return the question that opens a section: to guess before anything is shown.

    Where the heading asks it, what stands below begins to answer.
    """
    opening = part.find("p")
    asks = [opening] if opening.get_text().rstrip().endswith(ASKS) else []
    if not (asks or heading.endswith(ASKS)):
        return []
    return [Task(text("worksheets.guess"), asks, "", [], 1)]


def _questions(part: Tag) -> list[Task]:
    """Return the questions that have an answer folded under them."""
    tasks: list[Task] = []
    for answer in part.select("details.sd-dropdown"):
        box = answer.find_previous_sibling()
        asks = [
            each for each in box.find_all(recursive=False) if each.name != "p" or not _head(each)
        ]
        solution = answer.select_one(".sd-summary-content").find_all(recursive=False)
        tasks.append(Task(text("worksheets.question"), asks, "", solution, 2))
    return tasks


def _head(tag: Tag) -> bool:
    return "admonition-title" in tag.get("class", [])


def _exercise(article: Tag, exercise: Exercise) -> Task:
    name = exercise.label.removeprefix("exercise-")
    asks = article.select_one(f"#exercise-{name} > section").find_all(recursive=False)
    solution = article.select_one(f"#solution-{name} > section").find_all(recursive=False)
    words = [each for each in solution if "cell" not in each.get("class", [])]
    right = _written(exercise.answers["answer"])
    title = f"{text('notebook.exercise', number=exercise.number)}: {exercise.title}"
    return Task(title, asks, right if len(right) <= LONGEST_ANSWER else "", words or solution, 3)


def _written(answer: Any) -> str:
    """Return an answer as Python writes it, without what stands around it."""
    return repr(answer).removeprefix("[").removesuffix("]")


def document(page: str, chapter: Chapter, made: list[Sheet], with_answers: bool) -> str:
    """Return the worksheets of a chapter as a page to print, from the folder of its chapters."""
    templates = Environment(
        loader=FileSystemLoader(TEMPLATES), trim_blocks=True, lstrip_blocks=True, autoescape=True
    )
    templates.globals["text"] = text
    return templates.get_template("sheet.html").render(
        language=BOOK.language,
        book=BOOK.config["title"],
        chapter=chapter,
        sheets=made,
        with_answers=with_answers,
        style=(TEMPLATES / "sheet.css").read_text(encoding="utf-8"),
        script=(TEMPLATES / "sheet.js").read_text(encoding="utf-8"),
        # Named by what is in it, so that the built page knows its name.
        site=re.findall(r'<link rel="stylesheet"[^>]*>', page),
    )


def print_chapter(browser: Page, chapter: Chapter, folder: Path = TARGET) -> list[Path]:
    """Print both copies of a chapter's worksheets."""
    page = (HTML / f"{chapter.address}.html").read_text(encoding="utf-8")
    made = sheets(page, chapter)
    folder.mkdir(parents=True, exist_ok=True)
    files = []
    for with_answers in (False, True):
        file = folder / f"{chapter.name}{'-answers' if with_answers else ''}.pdf"
        source = HTML / "chapters" / "worksheet.html"
        # Beside the chapters, where pictures and styles are; gone when it is printed.
        source.write_text(document(page, chapter, made, with_answers), encoding="utf-8")
        browser.goto(source.as_uri(), wait_until="load")
        source.unlink()
        browser.emulate_media(media="print")
        browser.evaluate("fill()")
        file.write_bytes(
            browser.pdf(
                format="A4",
                margin=dict.fromkeys(("top", "bottom", "left", "right"), MARGIN),
                print_background=True,
                display_header_footer=True,
                header_template="<p></p>",
                footer_template=FOOT,
            )
        )
        files.append(file)
    return files


def print_worksheets(browser: Page) -> list[Path]:
    """Print the worksheets of all chapters."""
    chapters = tqdm(BOOK.chapters, desc="worksheets", unit="chapter")
    return [file for chapter in chapters for file in print_chapter(browser, chapter)]
