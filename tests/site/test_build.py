"""The built site as files: whole, self-contained, every link and anchor in its place."""

import asyncio
import copy
import hashlib
import json
import re
from urllib.parse import unquote, urldefrag, urlparse

import pytest

from book import ROOT
from book.model import BOOK
from book.tools import notebooks

PAGES = [page.address for page in BOOK.pages]
NOTEBOOKS = list(BOOK.notebooks)
PAGE_KINDS = {".ipynb", ".md"}
each_page = pytest.mark.parametrize("page", PAGES)
# Attributes whose address a browser fetches by itself.
FETCHED = {"src", "srcset", "poster", "data"}


def test_the_build_has_no_warning(built):
    assert built.returncode == 0, built.stdout
    assert "WARNING:" not in built.stdout


def test_every_chapter_file_is_in_the_table_of_contents():
    pages = [path for path in (ROOT / "chapters").iterdir() if path.suffix in PAGE_KINDS]
    listed = {page for page in PAGES if page.startswith("chapters/")}
    assert {f"chapters/{path.stem}" for path in pages} == listed


@each_page
def test_every_page_is_built_with_a_title_and_says_its_licenses(page, html, soups):
    soup = soups[html / f"{page}.html"]
    assert soup.find("h1").get_text(strip=True)
    foot = soup.select_one(".bd-footer-content").get_text(" ", strip=True)
    assert "Text and pictures: CC BY 4.0. Code: BSD 3-Clause." in foot
    assert soup.html["lang"] == "en"


RAW = re.compile(r"\$|`|:::|\*\*|\{(?:ref|eq|term|cite|numref|doc)")


def test_no_markup_is_left_as_it_was_written(soups):
    for path, soup in soups.items():
        article = copy.copy(soup.article or soup.main or soup)
        for other in article.select("math, pre, code, script, style"):
            other.decompose()
        text = article.get_text()
        assert [text[max(0, m.start() - 30) : m.end() + 30] for m in RAW.finditer(text)] == [], path


def test_no_broken_link_or_anchor(html, soups):
    ids = {path: {tag["id"] for tag in soup.find_all(id=True)} for path, soup in soups.items()}
    broken = []
    for path, soup in soups.items():
        for link in soup.find_all("a", href=True):
            href, anchor = urldefrag(link["href"])
            # A link to an explorer goes on with its settings, one to a slide begins with a stroke.
            anchor = anchor.split("?")[0].removeprefix("/")
            if urlparse(href).scheme or href.startswith("//"):
                continue
            href = href.partition("?")[0]
            target = (path.parent / unquote(href)).resolve() if href else path
            target = target / "index.html" if target.is_dir() else target
            if not target.exists():
                broken.append(f"{path.name}: {link['href']} leads nowhere")
            elif anchor and target in ids and anchor not in ids[target]:
                broken.append(f"{path.name}: no #{anchor} in {target.name}")
    assert not broken, "\n".join(broken)


def test_slides_lead_to_explorers_alone(html, soups):
    decks = [soup for path, soup in soups.items() if path.parent == html / "slides"]
    links = [
        link["href"] for deck in decks for link in deck.select('.slide-keys a[target="_blank"]')
    ]
    assert len(links) > 30
    for link in links:
        assert re.search(r"#[\w-]+-explorer(?:-\d)?\?(?:[^?]+&)?projector$", link), link
        assert "amp;" not in link


def test_no_page_names_a_file_of_another_host(soups):
    for path, soup in soups.items():
        for tag in soup.find_all(True):
            addresses = [tag.get(name) for name in FETCHED if tag.get(name)]
            if tag.name == "link" and "canonical" not in tag.get("rel", []):
                addresses.append(tag.get("href"))
            for address in filter(None, addresses):
                assert not re.match(r"(https?:)?//", address), f"{path.name} loads {address}"


@each_page
def test_every_picture_has_words_a_size_and_loads_lazily(page, html, soups):
    for image in soups[html / f"{page}.html"].select("article img"):
        assert len(image.get("alt", "")) > 20, f"{image['src']} needs alt text"
        assert image.get("loading") == "lazy", image["src"]
        assert int(image["width"]) > 0, image["src"]
        assert int(image["height"]) > 0, image["src"]


def test_every_picture_is_light(html):
    pictures = [path for path in (html / "_images").iterdir() if path.is_file()]
    assert pictures
    for path in pictures:
        assert path.stat().st_size < 60_000, f"{path.name}: {path.stat().st_size:,} bytes"


def test_the_site_counts_as_the_model_does(html, soups):
    start = soups[html / "index.html"]
    contents = [link.get_text(strip=True) for link in start.select(".bd-sidebar-primary li a")]
    counted = {}
    for page in BOOK.pages:
        soup = soups[html / f"{page.address}.html"]
        for place in soup.select("figure[id], .exercise[id], div.math[id]"):
            said = place.select_one(".caption-number, .admonition-title, .eqno")
            number = said and re.search(r"\d+(\.\d+)?", said.get_text())
            if number:
                counted[place["id"].removeprefix("equation-")] = number[0]
    assert counted == BOOK.numbers
    for chapter in BOOK.chapters:
        assert f"{chapter.number}. {chapter.title}" in contents
        page = soups[html / f"{chapter.address}.html"]
        said = [pre.get_text().strip() for pre in page.select(".output pre")]
        verdicts = [f"{exercise.number} ✓ Right." for exercise in chapter.exercises]
        assert [text for text in said if "✓ Right." in text] == verdicts


@pytest.mark.parametrize("page", NOTEBOOKS)
def test_a_page_offers_its_notebook_with_the_same_numbers(page, html, soups):
    links = [a["href"] for a in soups[html / f"{page}.html"].find_all("a", href=True)]
    offered = f"_sources/{page}.ipynb"
    assert any(link.endswith(offered) for link in links)
    cells = notebooks.read(html / offered).cells
    assert cells[0].metadata.tags == ["install"]
    text = "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
    soup = soups[html / f"{page}.html"]
    numbered = [each.get_text().strip() for each in soup.select(".caption-number")]
    assert re.findall(r"^(?:\*|### )((?:Fig\.|Exercise) [\d.]*\d)", text, re.M) == numbered
    formulas = [re.search(r"\([\d.]+\)", each.get_text())[0] for each in soup.select(".eqno")]
    assert [f"({number})" for number in re.findall(r"\\tag\{([\d.]+)\}", text)] == formulas


@pytest.mark.parametrize("chapter", ["formulas", "notes-on-the-source"])
def test_a_downloaded_notebook_runs_alone_in_an_empty_folder(chapter, html, tmp_path):
    offered = notebooks.read(html / "_sources" / "chapters" / f"{chapter}.ipynb")
    ran = asyncio.run(notebooks.executed(offered, tmp_path))
    assert ran.cells[0].outputs == []
    before, now = (
        [output.get("text") for cell in each.cells for output in cell.get("outputs", [])]
        for each in (offered, ran)
    )
    assert before == now


@pytest.mark.parametrize("page", NOTEBOOKS)
def test_a_page_prints_what_its_notebook_stores(page, html, soups):
    stored = json.loads((ROOT / f"{page}.ipynb").read_text(encoding="utf-8"))
    printed = [
        "".join(output["text"])
        for cell in stored["cells"]
        for output in cell.get("outputs", [])
        if output["output_type"] == "stream"
    ]
    shown = [pre.get_text() for pre in soups[html / f"{page}.html"].select(".output.stream pre")]
    assert printed
    assert [text.rstrip() for text in shown] == [text.rstrip() for text in printed]


def test_without_an_address_nothing_leads_to_a_launcher(soups):
    for path, soup in soups.items():
        assert not soup.select(".dropdown-launch-buttons"), path.name


@each_page
def test_a_page_asks_for_one_style_sheet_and_no_script_blocks_it(page, html, soups):
    soup = soups[html / f"{page}.html"]
    (style,) = soup.find_all("link", rel="stylesheet")
    path, _, version = style["href"].partition("?v=")
    content = ((html / f"{page}.html").parent / path).read_bytes()
    assert hashlib.sha256(content).hexdigest()[:8] == version
    # A script that blocks has no file of its own.
    assert [each["src"] for each in soup.select("script[src]:not([defer])")] == []


def test_no_picture_and_no_part_of_a_widget_is_left_over(html, soups):
    named = "".join(path.read_text(encoding="utf-8") for path in soups)
    left = [*(html / "_images").iterdir(), *(html / "_static" / "widgets").iterdir()]
    assert left
    assert [file.name for file in left if file.stem not in named] == []


def test_math_is_in_the_page_itself(soups, html):
    soup = soups[html / "chapters/counting.html"]
    assert len(soup.find_all("math")) > 20
    assert not soup.find_all("script", src=re.compile("mathjax", re.I))
    assert "\\frac" not in soup.find("article").get_text()
