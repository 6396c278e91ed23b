"""Slides of each chapter, cut from the page just built: nothing is written or executed twice.

A section's heading opens its slides. Each picture, formula, table, list, explorer and cell becomes
a slide under the sentence before it. What a cell prints, and the answer to the question at a
section's end, show at the next key: there is time to guess. The prose goes to the speaker notes,
with the clock of the teaching plan. reveal.js shows them; its files come with sphinx-revealjs, so
that no other host is asked.
"""

from __future__ import annotations

import copy
import re
import shutil
from html import escape
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

from bs4 import BeautifulSoup, Tag
from jinja2 import Environment, FileSystemLoader
from sphinx.application import Sphinx

from book.chapters import Chapter
from book.model import BOOK, Plan
from book.rights import foot
from book.sphinx.polls import polls
from book.sphinx.teaching import pieces
from book.words import for_script, text

DECK = Path(__file__).parent / "slide_deck"
# A longer paragraph is for the speaker alone.
LONGEST_LEAD = 260


class Slide:
    """What one slide shows, and the prose for who speaks."""

    def __init__(self, kind: str, shown: list[Tag], notes: list[Tag]) -> None:
        self.kind = kind
        self.shown = shown
        self.notes = notes

    @property
    def html(self) -> str:
        return "".join(map(str, self.shown))

    @property
    def notes_html(self) -> str:
        return "".join(str(_spoken(tag)) for tag in self.notes)


class Section:
    """The slides of one section, and the plan to show them by."""

    def __init__(self, section: Tag, plan: Plan | None) -> None:
        self.id = section["id"]
        self.title = _words(section.find("h2"))
        self.plan = plan
        self.slides = cut(section)
        self.clock = clock(plan) if plan else ""


def cut(section: Tag) -> list[Slide]:
    """Cut a section into slides; each takes the prose before it as its notes."""
    slides: list[Slide] = []
    waiting: list[Tag] = []
    for part in filter(_shows, _parts(section)):
        kind = _kind(part)
        if kind == "prose":
            waiting.append(part)
            continue
        if not slides:
            # The question stands alone, before anything answers it.
            question, waiting = _question_of(waiting)
            slides.append(Slide("question", question, []))
        if kind == "answer":
            slides[-1].shown.append(_answer(part))
            continue
        if kind == "cell" and part.select_one(".cell_input"):
            _let_guess(part)
        slides.append(Slide(kind, [*_lead(waiting, kind), part], waiting))
        waiting = []
    if not slides:
        slides.append(Slide("question", waiting, []))
    else:
        slides[-1].notes += waiting
    return slides


def _question_of(opening: list[Tag]) -> tuple[list[Tag], list[Tag]]:
    """Part the paragraphs that open a section from one that only leads over to what follows."""
    if len(opening) > 1 and opening[-1].get_text().rstrip().endswith(":"):
        return opening[:-1], opening[-1:]
    return opening, []


def _lead(waiting: list[Tag], kind: str) -> list[Tag]:
    """Return the sentence that says what to look for: by the book's rhythm the last one before."""
    if kind == "check":
        return []
    return [tag for tag in waiting[-1:] if len(tag.get_text()) < LONGEST_LEAD]


def _parts(section: Tag) -> list[Tag]:
    """Return what a section holds, below its heading and in its order, asides among it."""
    parts = []
    for tag in section.find_all(recursive=False):
        if tag.name == "section":
            parts += _parts(tag)
        elif section.name == "section" and "aside" in section.get("class", []):
            tag.summary.unwrap()
            parts += _parts(tag)
        else:
            parts += [tag] * (tag.name != "h2")
    return parts


def _words(heading: Tag) -> str:
    """Return a heading without its number and the sign that links to it."""
    heading = copy.copy(heading)
    for extra in heading.select(".headerlink, .section-number"):
        extra.decompose()
    return heading.get_text().strip()


def _kind(tag: Tag) -> str:
    classes = tag.get("class", [])
    if "cell" in classes:
        return "cell"
    if "math" in classes:
        return "formula"
    if "admonition" in classes:
        return "check"
    if tag.name == "details":
        return "answer"
    return "prose" if tag.name in {"p", "h3"} else "block"


def _shows(part: Tag) -> bool:
    """Say whether a part has anything to see; a cell whose code is folded away may have nothing."""
    return bool(part.get_text(strip=True) or part.select_one("img, svg, .explorer"))


def _let_guess(cell: Tag) -> None:
    """Let the next key show what a cell prints. An explorer is there at once."""
    for output in cell.select(".cell_output:not(:has(.explorer))"):
        output["class"] = [*output["class"], "fragment"]


def _answer(details: Tag) -> Tag:
    """Return what a drop-down hides as a part of the slide that the next key shows."""
    answer = details.select_one(".sd-summary-content")
    answer["class"] = ["fragment", "answer"]
    return answer


def _spoken(tag: Tag) -> Tag:
    """Return a copy without the meanings of terms, which only a style sheet keeps apart.

    It stands beside what the slide shows, so an id in it would be there twice.
    """
    tag = copy.copy(tag)
    for meaning in tag.select(".term-meaning"):
        meaning.decompose()
    for each in [tag, *tag.find_all(True)]:
        for name in ("id", "aria-describedby"):
            each.attrs.pop(name, None)
    return tag


def clock(plan: Plan) -> str:
    """Return from when until when each step of the short lesson goes."""
    minute, steps = 0, []
    for step in plan.steps:
        if step.short:
            steps.append(f"{minute}–{minute + step.short} {step.kind}")
            minute += step.short
    return " · ".join(steps)


def as_html(written: str) -> str:
    """Return text of a plan as HTML."""
    return "".join(
        f"<code>{escape(part)}</code>" if code else escape(part) for part, code in pieces(written)
    )


def deck(page: str, chapter: Chapter) -> str:
    """Return the slides of a chapter as a page of their own."""
    soup = BeautifulSoup(page, "html.parser")
    article = soup.select_one("article")
    _lead_back(article, chapter.name)
    # The code of pictures teaches nothing, and a lesson shows one library.
    for code in article.select("details.hide, .sd-tab-set"):
        code.decompose()
    plans = {plan.section.name: plan for plan in BOOK.plans(chapter)}
    found = dict(
        zip(
            (section.name for section in chapter.sections),
            article.select("section > section:has(> h2)"),
            strict=True,
        )
    )
    sections = [Section(found[each.name], plans.get(each.name)) for each in chapter.lessons]
    summary = found["summary"]
    head = article.select_one(".chapter-head")
    head.select_one(".admonition-title").decompose()
    templates = Environment(
        loader=FileSystemLoader(DECK), trim_blocks=True, lstrip_blocks=True, autoescape=True
    )
    templates.filters["as_html"] = as_html
    templates.globals["text"] = text
    return templates.get_template("deck.html").render(
        chapter=chapter.name,
        language=BOOK.language,
        title=_words(article.find("h1")),
        goals=head.find("p"),
        rights=foot(),
        sections=sections,
        polls=polls(chapter),
        lesson_words=for_script("lesson")["data-words"],
        summary={"title": _words(summary.find("h2")), "points": summary.find("ul")},
        styles=soup.find_all("link", rel="stylesheet"),
        # The state of the widgets, what brings them to life, and what terms need on a touch screen.
        scripts=soup.select(
            'script[type*="widget-state"], script[src*="widget-host.js"], script[src*="terms.js"]'
        ),
    )


def _lead_back(article: Tag, chapter: str) -> None:
    """Let the links of a page work from the folder of the slides."""
    for sign in article.select("a.headerlink"):
        sign.decompose()
    for link in article.select("a[href]"):
        address = link["href"]
        if address.startswith("#"):
            link["href"] = f"../chapters/{chapter}.html{address}"
        elif not re.match(r"\w+:|\.\./", address):
            link["href"] = f"../chapters/{address}"


def write_decks(app: Sphinx, failed: Exception | None) -> None:
    """Write the slides of all chapters beside them, with reveal.js."""
    if failed or app.builder.name != "html":
        return
    html = Path(app.outdir)
    target = html / "_static" / "slides"
    target.mkdir(parents=True, exist_ok=True)
    with as_file(files("sphinx_revealjs") / "_static" / "revealjs") as reveal:
        for name in ("dist/reveal.css", "dist/reveal.js", "LICENSE"):
            shutil.copy(reveal / name, target)
    for file in [*DECK.glob("*.css"), *DECK.glob("*.js")]:
        shutil.copy(file, target)
    (html / "slides").mkdir(exist_ok=True)
    for chapter in BOOK.chapters:
        page, slides = html / f"{chapter.address}.html", html / "slides" / f"{chapter.name}.html"
        if not _newer(slides, [page, chapter.source, chapter.plan, chapter.quiz]):
            slides.write_text(deck(page.read_text(encoding="utf-8"), chapter), encoding="utf-8")


def _newer(file: Path, than: list[Path]) -> bool:
    """Say whether a file is there and was written after all those that it is made from."""
    return file.exists() and file.stat().st_mtime > max(each.stat().st_mtime for each in than)


def setup(app: Sphinx) -> dict[str, Any]:
    # Made from the finished pages.
    app.connect("build-finished", write_decks, priority=700)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
