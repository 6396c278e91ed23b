"""Mend what docutils and the theme write against today's accessibility rules."""

from __future__ import annotations

import re
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

MENDED = {
    # ARIA 1.2 retired the role; the entries already stand in an element with role="list".
    'role="doc-biblioentry"': 'role="listitem"',
    # A table that is wider than its page scrolls, also by keyboard.
    '<div class="pst-scrollable-table-container">': (
        '<div class="pst-scrollable-table-container" tabindex="0">'
    ),
    # sphinx-exercise gives the inside of all exercises of a page one id.
    '<section id="exercise-content">': "<section>",
    '<section id="solution-content">': "<section>",
}
CHINESE_SPAN = '<span lang="zh">'
# What is no text to read, and what has its language already.
TAGS = re.compile(
    rf"(<(?P<name>script|style)\b.*?</(?P=name)>|{CHINESE_SPAN}[^<]*</span>|<[^>]+>)", re.DOTALL
)
SIGN = "\u2e80-\u2fdf\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
# With the stops between its sentences.
CHINESE = re.compile(rf"[{SIGN}](?:[{SIGN}\u3000-\u303f\uff00-\uffef]*[{SIGN}])?")
# An attribute cannot say its language, and what a citation leads to says the same.
CHINESE_TITLE = re.compile(rf' title="[^"]*[{SIGN}][^"]*"')


def mend(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Replace what is mended in a page's body, and say of what is Chinese that it is."""
    body = context.get("body", "")
    for written, better in MENDED.items():
        body = body.replace(written, better)
    context["body"] = with_languages(CHINESE_TITLE.sub("", body))


def with_languages(html: str) -> str:
    """Mark all Chinese text of a page, so that it is spoken and drawn as Chinese."""
    if not CHINESE.search(html):
        return html
    pieces, last = [], 0
    for tag in TAGS.finditer(html):
        pieces += [CHINESE.sub(rf"{CHINESE_SPAN}\g<0></span>", html[last : tag.start()]), tag[0]]
        last = tag.end()
    return "".join([*pieces, CHINESE.sub(rf"{CHINESE_SPAN}\g<0></span>", html[last:])])


def setup(app: Sphinx) -> dict[str, Any]:
    app.connect("html-page-context", mend)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
