"""What a teacher finds: a page of plans for each chapter, and at its head the way there.

These pages are written here, into ``teaching/``, and so is the table of contents that lists them.
With them the lists of all chapters, on the start page and in the guide.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.util.docutils import SphinxDirective

from book.chapters import Chapter
from book.model import BOOK, PATH, Plan, plan_page
from book.words import text

CONTENTS = "_build/_toc.yml"
PAGE = """# {title}

{words}

```{{plans}} {chapter}
```
"""


def make_pages(app: Sphinx, config: Config) -> None:
    """Write the pages that follow from the chapters, where they are not there as they should be."""
    made = {CONTENTS: yaml.safe_dump(BOOK.contents, allow_unicode=True, sort_keys=False)}
    for chapter in BOOK.chapters:
        made[f"{plan_page(chapter.name)}.md"] = PAGE.format(
            title=text("teaching.title", title=chapter.title),
            words=text("teaching.page", chapter=f"../{chapter.address}.ipynb"),
            chapter=chapter.name,
        )
    for name, content in made.items():
        file = Path(app.srcdir, name)
        file.parent.mkdir(exist_ok=True)
        if not file.exists() or file.read_text(encoding="utf-8") != content:
            file.write_text(content, encoding="utf-8")
    config.external_toc_path = CONTENTS


class Plans(SphinxDirective):
    """``{plans} padding``: the plans for all sections of a chapter."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        (chapter,) = (each for each in BOOK.chapters if each.name == self.arguments[0])
        for file in (chapter.source, chapter.plan):
            self.env.note_dependency(str(file))
        return [_section(chapter, plan) for plan in BOOK.plans(chapter)]


class Chapters(SphinxDirective):
    """``{chapters}``: a row for each chapter, with its question and the minutes to read it."""

    def run(self) -> list[nodes.Node]:
        for chapter in BOOK.chapters:
            for file in (chapter.source, chapter.plan):
                self.env.note_dependency(str(file))
        titles = [text(f"chapters.{name}") for name in ("chapter", "question", "minutes")]
        rows = [
            [
                [_link(each.title, f"{each.address}.html")],
                _inline(each.question),
                [str(each.minutes)],
            ]
            for each in BOOK.chapters
        ]
        return [_table([[title] for title in titles], rows, (35, 50, 15))]


class PlanPages(SphinxDirective):
    """``{plan-pages}``: the ways to the plans of all chapters."""

    def run(self) -> list[nodes.Node]:
        pages = [(each.title, f"{each.name}.html") for each in BOOK.chapters]
        return [_linked(pages)]


class SemesterPath(SphinxDirective):
    """``{path}``: the lessons of a semester, each with the plans to take."""

    def run(self) -> list[nodes.Node]:
        self.env.note_dependency(str(BOOK.root / PATH))
        rows = []
        for week, lesson in enumerate(BOOK.path, start=1):
            ways: Cell = []
            for chapter, section, minutes in lesson.sections:
                way = _link(section.title, f"{chapter.name}.html#{section.anchor}")
                ways += [", "] * bool(ways) + [way, f" ({minutes})"]
            # A lesson stays in one chapter; its name opens the row.
            rows.append([[str(week)], [f"{chapter.title}: ", *ways], [lesson.exercises]])
        head = [[text("path.week")], [text("path.lesson")], [text("path.class")]]
        return [_table(head, rows, (8, 62, 30))]


def pieces(written: str) -> list[tuple[str, bool]]:
    """Cut text at its backticks; return each piece, and whether it is code."""
    return [(part, place % 2 == 1) for place, part in enumerate(written.split("`")) if part]


def _section(chapter: Chapter, plan: Plan) -> nodes.section:
    anchor = plan.section.anchor
    links = [
        (text("teaching.read"), f"../{chapter.address}.html#{anchor}"),
        (text("teaching.slides"), f"../slides/{chapter.name}.html#/{anchor}"),
    ]
    if plan.explorer:
        links.append((text("teaching.explorer"), f"../chapters/{plan.explorer}"))
    steps = [
        [
            [str(step.short or "–")],
            [str(step.long or "–")],
            [nodes.strong("", step.kind), ". ", *_inline(step.what)],
        ]
        for step in plan.steps
    ]
    table = _table([["45"], ["90"], [text("teaching.what")]], steps, (8, 8, 84))
    table["classes"].append("plan")
    return nodes.section(
        "",
        nodes.title("", "", *_inline(plan.section.title)),
        _linked(links),
        nodes.paragraph("", "", *_inline(plan.aim)),
        table,
        nodes.paragraph("", "", nodes.strong("", text("teaching.confused"))),
        nodes.bullet_list("", *(_confused(said, reply) for said, reply in plan.confused)),
        ids=[anchor],
        names=[anchor],
    )


def _link(words: str, address: str) -> nodes.reference:
    return nodes.reference("", words, refuri=address, internal=True)


def _linked(links: list[tuple[str, str]]) -> nodes.paragraph:
    paragraph = nodes.paragraph(classes=["plan-links"])
    for words, address in links:
        if paragraph.children:
            paragraph += nodes.Text(" · ")
        paragraph += _link(words, address)
    return paragraph


def _inline(written: str) -> list[nodes.Node]:
    return [nodes.literal("", part) if code else nodes.Text(part) for part, code in pieces(written)]


def _confused(said: str, reply: str) -> nodes.list_item:
    words = nodes.emphasis("", "", *_inline(text("teaching.said", words=said)))
    return nodes.list_item("", nodes.paragraph("", "", words, nodes.Text(" "), *_inline(reply)))


Cell = list[nodes.Node | str]


def _table(head: list[Cell], rows: list[list[Cell]], widths: tuple[int, ...]) -> nodes.table:
    columns = [nodes.colspec(colwidth=width) for width in widths]
    body = nodes.tbody("", *map(_row, rows))
    group = nodes.tgroup("", *columns, nodes.thead("", _row(head)), body, cols=len(widths))
    return nodes.table("", group)


def _row(cells: list[Cell]) -> nodes.row:
    return nodes.row("", *map(_entry, cells))


def _entry(cell: Cell) -> nodes.entry:
    inside = [nodes.Text(part) if isinstance(part, str) else part for part in cell]
    return nodes.entry("", nodes.paragraph("", "", *inside))


def name_sections(app: Sphinx, doctree: nodes.document) -> None:
    """Give each section of a chapter the id that its plan and its slides lead to."""
    chapter = _chapter(app.env.docname)
    if chapter is None:
        return
    top = doctree.next_node(nodes.section)
    sections = [each for each in top.children if isinstance(each, nodes.section)]
    for node, section in zip(sections, chapter.sections, strict=True):
        if section.anchor not in node["ids"]:
            node["ids"].insert(0, section.anchor)


def _chapter(page: str) -> Chapter | None:
    return next((each for each in BOOK.chapters if each.address == page), None)


def show_the_way(app: Sphinx, doctree: nodes.document, page: str) -> None:
    """Lead from the box at the head of a chapter to its plans, slides and notebooks."""
    chapter = _chapter(page)
    if chapter is None:
        return
    links = [
        (text("teaching.plans"), f"../{plan_page(chapter.name)}.html"),
        (text("teaching.to_slides"), f"../slides/{chapter.name}.html"),
        (text("teaching.notebooks"), "../teaching/guide.html#notebooks-for-a-class"),
    ]
    for box in doctree.findall(nodes.admonition):
        if "chapter-head" in box["classes"]:
            box += (way := _linked(links))
            way.insert(0, [nodes.strong("", text("teaching.to_teach")), nodes.Text(" ")])


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_directive("plans", Plans)
    app.add_directive("chapters", Chapters)
    app.add_directive("plan-pages", PlanPages)
    app.add_directive("path", SemesterPath)
    # Before the table of contents is read.
    app.connect("config-inited", make_pages, priority=100)
    # Before Sphinx notes the sections.
    app.connect("doctree-read", name_sections, priority=100)
    app.connect("doctree-resolved", show_the_way)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
