"""What a teacher finds: plans in the guide, and at the head of each chapter the way to them."""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from book.sphinx.plans import Plan, chapters, pieces, plans, sources


class Plans(SphinxDirective):
    """``{plans} padding``: the plans for all sections of a chapter."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        chapter = self.arguments[0]
        for file in sources(chapter):
            self.env.note_dependency(str(file))
        return [_section(chapter, plan) for plan in plans(chapter)]


def _section(chapter: str, plan: Plan) -> nodes.section:
    page = f"../chapters/{chapter}.html"
    links = [
        ("Read it", f"{page}#{plan.anchor}"),
        ("Slides", f"../slides/{chapter}.html#/{plan.anchor}"),
    ]
    if plan.explorer:
        links.append(("Explorer, set for this", f"../chapters/{plan.explorer}"))
    return nodes.section(
        "",
        nodes.title("", "", *_inline(plan.title)),
        _linked(links),
        nodes.paragraph("", "", *_inline(plan.aim)),
        _table(plan),
        nodes.paragraph("", "", nodes.strong("", "What people get wrong")),
        nodes.bullet_list("", *(_confused(said, reply) for said, reply in plan.confused)),
        ids=[plan.anchor],
        names=[plan.anchor],
    )


def _linked(links: list[tuple[str, str]]) -> nodes.paragraph:
    paragraph = nodes.paragraph(classes=["plan-links"])
    for words, address in links:
        if paragraph.children:
            paragraph += nodes.Text(" · ")
        paragraph += nodes.reference("", words, refuri=address)
    return paragraph


def _inline(text: str) -> list[nodes.Node]:
    return [nodes.literal("", part) if code else nodes.Text(part) for part, code in pieces(text)]


def _confused(said: str, reply: str) -> nodes.list_item:
    words = nodes.emphasis("", "", nodes.Text("“"), *_inline(said), nodes.Text("”"))
    return nodes.list_item("", nodes.paragraph("", "", words, nodes.Text(" "), *_inline(reply)))


def _table(plan: Plan) -> nodes.table:
    head = nodes.thead("", _row("45", "90", [nodes.Text("minutes, and what to do")]))
    body = nodes.tbody(
        "",
        *(
            _row(
                str(step.short or "–"),
                str(step.long or "–"),
                [nodes.strong("", step.kind), nodes.Text(". "), *_inline(step.what)],
            )
            for step in plan.steps
        ),
    )
    columns = [nodes.colspec(colwidth=width) for width in (8, 8, 84)]
    return nodes.table("", nodes.tgroup("", *columns, head, body, cols=3), classes=["plan"])


def _row(short: str, long: str, what: list[nodes.Node]) -> nodes.row:
    cells = ([nodes.Text(short)], [nodes.Text(long)], what)
    return nodes.row("", *(nodes.entry("", nodes.paragraph("", "", *cell)) for cell in cells))


def show_the_way(app: Sphinx, doctree: nodes.document, page: str) -> None:
    """Lead from the box at the head of a chapter to its plans, slides and notebooks."""
    folder, _, chapter = page.rpartition("/")
    if folder != "chapters" or chapter not in chapters():
        return
    links = [
        ("plans for 45 and 90 minutes", f"../teaching/{chapter}.html"),
        ("slides", f"../slides/{chapter}.html"),
        ("notebooks without and with solutions", "../teaching/guide.html#notebooks-for-a-class"),
    ]
    for box in doctree.findall(nodes.admonition):
        if "chapter-head" in box["classes"]:
            box += (way := _linked(links))
            way.insert(0, [nodes.strong("", "To teach it"), nodes.Text(" ")])


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_directive("plans", Plans)
    app.connect("doctree-resolved", show_the_way)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
