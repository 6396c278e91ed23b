"""Make a page of the site a page of the e-book: XHTML that runs no script and folds nothing away.

Many e-readers show a drop-down open, right under its question, and others cannot open it. So
answers, hints and solutions stand at the end of the page, with a link there and one back. An
explorer is a picture, and code needs no color to be read.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Iterator
from copy import copy
from html import escape
from itertools import zip_longest
from typing import NamedTuple
from urllib.parse import unquote

from bs4 import BeautifulSoup, SoupStrainer, Tag

from book.words import text

# What moves, copies or leads elsewhere on the page, and the code of drawings.
LEFT_OUT = (
    "script, style, button, .headerlink, .term-meaning, .toctree-wrapper, details.hide, .quiz-ways"
)
FOR_THE_SITE = ("loading", "decoding", "aria-describedby")
WEB = re.compile(r"[a-z]+:")
PROGRAM = ["highlight-ipython3", "highlight-python", "highlight-json"]
KEYWORD = re.compile(r"k.?|ow")
COMMENT = re.compile(r"c.?")
# Printed text with lines from this length on is set smaller on a small page, to keep its columns.
WIDE = 56
# So is a table whose longest words need more than this many letters side by side.
WIDE_TABLE = 40


class Site(NamedTuple):
    """Which of the site's pages the e-book holds, and the site's address, where it is known."""

    pages: Collection[str]
    address: str | None


class Page(NamedTuple):
    """A page of the e-book: its sections by their ids, and the names of its pictures."""

    name: str
    title: str
    sections: dict[str, str]
    body: str
    pictures: set[str]


def ebook_page(name: str, html: str, site: Site) -> Page:
    """Return the page `name` of the site, such as ``chapters/pooling``, for the e-book."""
    article = BeautifulSoup(html, "html.parser", parse_only=SoupStrainer("article")).article
    for each in article.select(LEFT_OUT):
        each.decompose()
    for code in article.select(".highlight pre"):
        _without_colors(code)
    for table in article.select("table"):
        if (columns := _letters_across(table)) > WIDE_TABLE:
            table["class"] = [*table.get("class", []), "wide"]
            table["style"] = f"--columns: {columns}"
    for explorer in article.select(".explorer:has(> img, .answers-still)"):
        explorer.append(_where_it_moves(name, explorer["id"], site))
    _unfold(article)
    for link in article.select("a[href]"):
        _lead(link, name, site)
    pictures = {_picture(image, name) for image in article.select("img")}
    for tag in article.find_all(True):
        for attribute in FOR_THE_SITE:
            tag.attrs.pop(attribute, None)
    top = article.section
    sections = {
        section["id"]: _words(section.h2) for section in top.find_all("section", recursive=False)
    }
    return Page(name, _words(top.h1), sections, top.decode(formatter="minimal"), pictures)


def _words(tag: Tag) -> str:
    return " ".join(tag.get_text().split())


def _made(html: str) -> Tag:
    return BeautifulSoup(html, "html.parser").find(True).extract()


def _without_colors(code: Tag) -> None:
    """Keep of a program's colors what gray paper shows: bold keywords and slanted comments."""
    for span in code.find_all("span"):
        kind = " ".join(span.get("class", []))
        if KEYWORD.fullmatch(kind):
            span.name, span.attrs = "b", {}
        elif COMMENT.fullmatch(kind):
            span.name, span.attrs = "i", {}
        else:
            span.unwrap()
    code.smooth()
    if code.find_parent(class_=PROGRAM):
        code["class"] = "program"
        _cut_into_lines(code)
    elif (columns := max(map(len, code.get_text().splitlines()), default=0)) >= WIDE:
        code.attrs.update({"class": "wide", "style": f"--columns: {columns}"})


def _cut_into_lines(code: Tag) -> None:
    """Mark each line and how far in it begins: on a small page its rest stands further in."""
    parts = list(code.contents)
    code.clear()
    line = None
    for part in parts:
        for piece in [part] if isinstance(part, Tag) else part.splitlines(keepends=True):
            if line is None:
                text = piece.get_text() if isinstance(piece, Tag) else piece
                steps = (len(text) - len(text.lstrip(" "))) // 4
                line = Tag(name="span", attrs={"class": f"line in-{min(steps, 3)}"})
                code.append(line)
            line.append(piece)
            if not isinstance(piece, Tag) and piece.endswith("\n"):
                line = None


def _letters_across(table: Tag) -> int:
    """Return the letters that a row needs where each cell breaks between all of its words."""
    rows = [row.find_all(["th", "td"], recursive=False) for row in table.find_all("tr")]
    longest = (max(map(_longest_word, column)) for column in zip_longest(*rows))
    # The space on both sides of a cell is as wide as two letters.
    return sum(2 + letters for letters in longest)


def _longest_word(cell: Tag | None) -> int:
    if cell is None:
        return 0
    cell = copy(cell)
    # A formula stays on one line, with space around its signs; code in a cell breaks anywhere.
    widths = [0]
    for formula in cell.select("math"):
        widths.append(len("".join(formula.get_text().split())) + len(formula.select("mo")))
        formula.decompose()
    if cell.name == "td":
        for code in cell.select("code"):
            code.decompose()
    return max(widths + [len(word) for word in cell.get_text().split()])


def _where_it_moves(page: str, explorer: str, site: Site) -> Tag:
    where = text("ebook.on_the_site")
    if site.address:
        where = f'<a href="{site.address}{page}.html#{explorer}">{where}</a>'
    return _made(f'<p class="moves">{text("ebook.moves", where=where)}</p>')


class Folded(NamedTuple):
    """What a page folds away: its kind, what it is called, what opens it, what is inside."""

    kind: str
    label: str
    about: str
    opens: Tag
    content: list[Tag]


def _unfold(article: Tag) -> None:
    """Move what the page folds away to its end, under a heading for each kind.

    Asides, and the tabs that a page shows one by one, stay where they are.
    """
    for aside in article.select("section.aside > details"):
        aside.summary.unwrap()
        aside.unwrap()
    for tab in article.select(".sd-tab-set > .sd-tab-label"):
        tab.replace_with(_made(f"<p><b>{escape(_words(tab))}</b></p>"))
    for choice in article.select(".sd-tab-set > input"):
        choice.decompose()
    groups: dict[str, Tag] = {}
    for each in [*_details(article), *_choices(article), *_boxes(article)]:
        kind = f"{each.kind}s"
        if kind not in groups:
            heading = text(f"ebook.{kind}")
            opening = f'<section class="ends" id="{kind}"><h2>{heading}</h2></section>'
            article.section.append(_made(opening))
            groups[kind] = article.section.contents[-1]
        group = groups[kind]
        id = f"{each.kind}-{len(group.find_all('section', recursive=False)) + 1}"
        each.opens.replace_with(
            _made(f'<p class="to-end" id="{id}-asked"><a href="#{id}">{each.label}</a></p>')
        )
        title = escape(f"{each.label}: {each.about}" if each.about else each.label)
        end = _made(f'<section class="end" id="{id}"><h3>{title}</h3></section>')
        end.extend(each.content)
        back = text("ebook.back")
        end.append(_made(f'<p class="back"><a href="#{id}-asked">{back}</a></p>'))
        group.append(end)


def _details(article: Tag) -> Iterator[Folded]:
    """Find the drop-downs: the answers to the questions of the sections, and some solutions."""
    counts: dict[str, int] = {}
    for details in article.select("details:not(.quiz-still details)"):
        said = _words(details.summary.extract())
        counts[said] = counts.get(said, 0) + 1
        kind = "solution" if said == text("ebook.solution") else "answer"
        about = _words(details.find_parent("section").find(re.compile("^h[1-6]$")))
        yield Folded(kind, f"{said} {counts[said]}", about, details, list(details.contents))


def _choices(article: Tag) -> Iterator[Folded]:
    """Find the choices of a quiz; they stay as a list, and their reasons make one like it."""
    for place, question in enumerate(article.select(".quiz-still > li"), start=1):
        choices, reasons = _made('<ol type="A"></ol>'), _made('<ol type="A"></ol>')
        for details in question.find_all("details"):
            for inside, items in ((details.summary, choices), (details.p, reasons)):
                inside.name = "li"
                items.append(inside.extract())
            details.extract()
        opens = _made("<p></p>")
        question.extend([choices, opens])
        yield Folded("answer", text("ebook.to_quiz", number=place), "", opens, [reasons])


def _boxes(article: Tag) -> Iterator[Folded]:
    """Find the hints and solutions of exercises."""
    for box in article.select(".hint, .solution"):
        kind = "hint" if "hint" in box["class"] else "solution"
        titled = box.find_parent(class_="exercise") if kind == "hint" else box
        title = titled.find(class_="admonition-title")
        number, about = re.search(r"(\d+\.\d+) \((.*)\)$", _words(title)).groups()
        box.find(class_="admonition-title").extract()
        label = text(f"ebook.{kind}_to", number=number)
        yield Folded(kind, label, about, box, list(box.contents))


def _lead(link: Tag, page: str, site: Site) -> None:
    """Let a link lead to a page of the e-book, or else to the site; no link leads nowhere.

    Only the site can set an explorer.
    """
    address = link["href"]
    if WEB.match(address):
        return
    path, _, anchor = address.partition("#")
    folder = posixpath.dirname(page)
    target = posixpath.normpath(posixpath.join(folder, unquote(path))) if path else f"{page}.html"
    anchor, _, settings = anchor.partition("?")
    name, extension = posixpath.splitext(target)
    if extension == ".html" and name in site.pages and not settings:
        file = posixpath.relpath(f"{name}.xhtml", folder) if path else ""
        link["href"] = f"{file}#{anchor}" if anchor else file
    elif site.address and not link.find("img"):
        link["href"] = site.address + target + address[len(path) :]
    elif link.find_parent(class_="plan-links"):
        link.previous_sibling.extract()
        link.extract()
    else:
        link.unwrap()


def _picture(image: Tag, page: str) -> str:
    """Let a picture lie where the e-book has it; return its name."""
    name = posixpath.basename(image["src"].partition("?")[0])
    image["src"] = posixpath.relpath(f"images/{name}", posixpath.dirname(page))
    return name
