"""Search that finds what a reader sees: words, numbers, sizes and single Chinese signs.

Sphinx's index knows words alone, and which pages have them. It drops numbers, cannot look inside
Chinese, and fetches each page it finds to cut an excerpt, which a page opened from disk may not.
So the index here is the text of the pages itself, passage by passage under its heading: short
enough to be looked through as it stands, and the excerpt is at hand. Only what an article says is
in it, nothing of the frame around. Sphinx's stemmer for the language still tells which words are
one.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bs4 import BeautifulSoup, NavigableString, SoupStrainer, Tag
from sphinx.application import Sphinx
from sphinx.search import IndexBuilder

from book.words import for_script

SCRIPTS = Path(__file__).parent / "search_page"
# Beside what no reader sees: signs that link, meanings of terms (the glossary has them), what
# stands for an explorer or a quiz that moves, and what each box of its kind is called.
UNSEEN = (
    "script, style, .headerlink, .term-meaning, .explorer-words, .quiz-still, "
    "details.hide > summary, .admonition:not(.exercise, .solution) > .admonition-title"
)
HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6", "dt"}
# Where one passage ends and the next begins; the cells of a table's row stay together.
BLOCKS = {
    *("p", "li", "dd", "tr", "pre", "figcaption", "caption", "summary", "blockquote", "div"),
    *("section", "table", "ol", "ul", "dl", "figure", "details"),
}
CELLS = {"td", "th"}


class Part:
    """What stands under one heading: its place on the page, its words, and its passages."""

    def __init__(self, anchor: str) -> None:
        self.anchor = anchor
        self.title = ""
        self.prose: list[str] = []
        self.printed: list[str] = []


def parts(article: Tag) -> list[Part]:
    """Cut a page's article into what stands under each of its headings and terms."""
    for unseen in article.select(UNSEEN):
        unseen.decompose()
    found: list[Part] = []
    for place, inside, text in _passages(article):
        if place.name in HEADINGS:
            found.append(Part(place.get("id") or place.parent.get("id", "")))
            found[-1].title = text
        elif found:
            (found[-1].printed if inside == "pre" else found[-1].prose).append(text)
    return found


def _passages(article: Tag) -> Iterator[tuple[Tag, str, str]]:
    """Yield each passage with the block that it stands in, and that block's name."""
    block, pieces = article, []

    def passage() -> list[tuple[Tag, str, str]]:
        text = "".join(pieces)
        # Printed lines stay lines.
        lines = text.splitlines() if block.name == "pre" else [text]
        text = "\n".join(" ".join(line.split()) for line in lines).strip()
        pieces.clear()
        return [(block, block.name, text)] * bool(text)

    def walk(tag: Tag) -> Iterator[tuple[Tag, str, str]]:
        nonlocal block
        for child in tag.children:
            if type(child) is NavigableString:
                pieces.append(child)
            elif not isinstance(child, Tag):
                continue
            elif child.name == "math":
                pieces.append(child["data-plain"])
            elif child.name in CELLS:
                pieces.append(" ")
                yield from walk(child)
                pieces.append(" ")
            elif child.name in BLOCKS | HEADINGS and block.name != "tr":
                yield from passage()
                outer, block = block, child
                yield from walk(child)
                yield from passage()
                block = outer
            else:
                yield from walk(child)

    yield from walk(article)


def index(html: Path, pages: list[str], language: IndexBuilder) -> str:
    """Return the text of the pages as a script that hands it to the search page.

    The language knows which words are one, and which say nothing.
    """
    book = []
    for page in pages:
        text = (html / f"{page}.html").read_text(encoding="utf-8")
        article = BeautifulSoup(text, "html.parser", parse_only=SoupStrainer("article"))
        # A part is written as a list: anchor, title, prose, printed.
        book.append([f"{page}.html", [list(vars(part).values()) for part in parts(article)]])
    text = json.dumps(book, ensure_ascii=False, separators=(",", ":"))
    stopwords = json.dumps(sorted(language.lang.stopwords), ensure_ascii=False)
    stemmer = language.get_js_stemmer_code()
    return f"{stemmer}\nsetIndex({text}, {stopwords}, new Stemmer());\n"


def replace_search(app: Sphinx) -> None:
    """Have Sphinx write no index of its own, and the scripts of this one go along."""
    if app.builder.name == "html":
        app.builder.search = False
        app.config.html_static_path.append(str(SCRIPTS))
        # Before the script that marks, and the search page's own: it brings the texts of both.
        words = for_script("search")
        app.add_js_file("signs.js", priority=100, loading_method="defer", **words)


def collect_page(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    if app.builder.name == "html":
        yield "search", {}, "search.html"


def write_index(app: Sphinx, failed: Exception | None) -> None:
    """Write the index beside the pages."""
    if failed or app.builder.name != "html":
        return
    html = Path(app.outdir)
    pages = [app.config.root_doc, *app.env.toctree_includes.get(app.config.root_doc, [])]
    target = html / "searchindex.js"
    newest = max((html / f"{page}.html").stat().st_mtime for page in pages)
    if not target.exists() or target.stat().st_mtime <= newest:
        language = IndexBuilder(app.env, app.config.language, {}, "")
        target.write_text(index(html, pages, language), encoding="utf-8")


def setup(app: Sphinx) -> dict[str, Any]:
    app.connect("builder-inited", replace_search)
    app.connect("html-collect-pages", collect_page)
    # Made from the finished pages.
    app.connect("build-finished", write_index, priority=700)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
