"""The e-book that the site offers: valid, whole, readable without a script, a mouse or a color."""

import os
import posixpath
import re
import shutil
import subprocess
import xml.etree.ElementTree as ET
import zipfile
from urllib.parse import urldefrag

import pytest
from accessibility import violations
from bs4 import BeautifulSoup

from book.model import BOOK
from book.tools import epub

IN_FRONT = ["cover", "about", "nav"]
PAGES = [*IN_FRONT, *(page.address for page in BOOK.pages)]
DC = "{http://purl.org/dc/elements/1.1/}"
OPF = "{http://www.idpf.org/2007/opf}"
XHTML = "{http://www.w3.org/1999/xhtml}"
MATHML = "{http://www.w3.org/1998/Math/MathML}"
UNREAD = (f"{XHTML}pre", f"{XHTML}code", f"{MATHML}annotation")
# What is left of MyST or of TeX where something was not converted.
RAW = re.compile(r"\$\$|\\[(\[]|\\(frac|text|lfloor|begin)|:::|\{(term|eq|numref|cite)[:}]")
FROM_ELSEWHERE = {"src", "srcset", "poster", "data"}
PHONE, READER = {"width": 390, "height": 844}, {"width": 600, "height": 800}
each_page = pytest.mark.parametrize("page", PAGES)


@pytest.fixture(scope="module")
def book(html):
    return html / "the-arithmetic-of-cnns.epub"


@pytest.fixture(scope="module")
def packed(book):
    with zipfile.ZipFile(book) as archive:
        return {entry.filename: archive.read(entry) for entry in archive.infolist()}


@pytest.fixture(scope="module")
def package(packed):
    return ET.fromstring(packed["EPUB/package.opf"])


@pytest.fixture(scope="module")
def soups(packed):
    return {page: BeautifulSoup(packed[f"EPUB/{page}.xhtml"], "html.parser") for page in PAGES}


def said(package, name):
    """Return what the metadata say under a name, of Dublin Core or of a `meta`."""
    metadata = package.find(f"{OPF}metadata")
    found = metadata.findall(f"{DC}{name}") or metadata.findall(f"{OPF}meta[@property='{name}']")
    return [each.text for each in found]


def test_the_first_file_names_the_kind_and_is_not_compressed(book):
    assert book.read_bytes()[30:58] == b"mimetypeapplication/epub+zip"
    with zipfile.ZipFile(book) as archive:
        names = archive.namelist()
        assert archive.testzip() is None
    assert names[:3] == ["mimetype", "META-INF/container.xml", "EPUB/package.opf"]
    assert len(names) == len(set(names))


def test_title_author_and_license_are_the_books(package):
    assert said(package, "title") == ["The Arithmetic of CNNs"]
    assert said(package, "creator") == ["The authors of The Arithmetic of CNNs"]
    assert said(package, "language") == ["en"]
    # Reader programs know a new edition by it: it stays.
    assert said(package, "identifier") == ["urn:uuid:40c3574e-4814-5619-9009-f52befe73094"]
    assert "CC BY 4.0" in said(package, "rights")[0]
    assert said(package, "dcterms:license") == ["BSD-3-Clause", "CC-BY-4.0"]
    assert re.fullmatch(r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ", said(package, "dcterms:modified")[0])


def test_the_package_says_to_whom_the_book_is_open(package):
    assert said(package, "schema:accessModeSufficient") == ["textual", "textual,visual"]
    features = said(package, "schema:accessibilityFeature")
    assert {"alternativeText", "MathML", "tableOfContents", "readingOrder"} <= set(features)
    assert said(package, "schema:accessibilityHazard") == ["none"]
    assert said(package, "schema:accessibilitySummary")


def test_the_package_lists_every_file_and_no_other(package, packed):
    items = package.findall(f"{OPF}manifest/{OPF}item")
    listed = [f"EPUB/{item.get('href')}" for item in items]
    rest = {"mimetype", "META-INF/container.xml", "EPUB/package.opf"}
    assert sorted(listed) == sorted(packed.keys() - rest)
    for item in items:
        content = packed[f"EPUB/{item.get('href')}"]
        math = item.get("href").endswith(".xhtml") and b"<math" in content
        assert math == ("mathml" in item.get("properties", "").split()), item.get("href")


def test_the_pages_stand_in_the_order_of_the_site(package):
    names = {item.get("id"): item.get("href") for item in package.iter(f"{OPF}item")}
    order = [names[itemref.get("idref")] for itemref in package.iter(f"{OPF}itemref")]
    assert order == [f"{page}.xhtml" for page in PAGES]
    assert order[3:6] == ["index.xhtml", "chapters/seeing.xhtml", "chapters/anatomy.xhtml"]


def test_the_contents_lead_to_every_page_and_section(packed):
    (toc, _) = ET.fromstring(packed["EPUB/nav.xhtml"]).iter(f"{XHTML}nav")
    entries = {link.get("href"): link.text for link in toc.iter(f"{XHTML}a")}
    assert {f"{page.address}.xhtml" for page in BOOK.pages} <= entries.keys()
    assert entries["chapters/pooling.xhtml"] == "4. Pooling"
    assert entries["chapters/pooling.xhtml#how-does-the-window-move"] == "How does the window move?"
    assert entries["chapters/pooling.xhtml#solutions"] == "Solutions"


@each_page
def test_a_page_is_xml_and_nothing_in_it_is_raw(page, packed):
    tree = ET.fromstring(packed[f"EPUB/{page}.xhtml"])
    assert tree.get("lang") == tree.get("{http://www.w3.org/XML/1998/namespace}lang") == "en"
    # Programs may say anything, and the TeX beside a formula's MathML does not show.
    for unread in [each for name in UNREAD for each in tree.iter(name)]:
        for inside in list(unread):
            unread.remove(inside)
        unread.text = ""
    assert not RAW.search("".join(tree.find(f"{XHTML}body").itertext()))
    assert len(list(tree.iter(f"{XHTML}h1"))) == (page != "cover")


@each_page
def test_a_page_needs_no_script_and_folds_nothing_away(page, soups):
    assert not soups[page].select("script, style, button, details, svg, input, iframe, video")
    assert "Show code cell" not in soups[page].get_text()


def test_formulas_are_mathml(packed):
    formulas = list(ET.fromstring(packed["EPUB/chapters/counting.xhtml"]).iter(f"{MATHML}math"))
    assert len(formulas) > 20


@each_page
def test_every_picture_has_words_and_is_packed(page, soups, packed):
    for image in soups[page].select("img"):
        assert len(image.get("alt", "")) > 20, image["src"]
        source = posixpath.normpath(posixpath.join("EPUB", posixpath.dirname(page), image["src"]))
        assert source in packed


def test_no_broken_link_and_no_id_twice(soups):
    ids = {page: [tag["id"] for tag in soup.find_all(id=True)] for page, soup in soups.items()}
    broken = [
        f"{page}: #{id} twice" for page in PAGES for id in ids[page] if ids[page].count(id) > 1
    ]
    for page, soup in soups.items():
        for link in soup.find_all("a", href=True):
            if re.match(r"https?://[\w.-]+/?", link["href"]):
                continue
            path, anchor = urldefrag(link["href"])
            target = posixpath.normpath(posixpath.join(posixpath.dirname(page), path))
            target = target.removesuffix(".xhtml") if path else page
            if target not in soups or (anchor and anchor not in ids[target]):
                broken.append(f"{page}: {link['href']} leads nowhere")
    assert broken == []


def test_no_page_names_a_file_of_another_host(soups):
    for page, soup in soups.items():
        for tag in soup.find_all(True):
            names = FROM_ELSEWHERE | ({"href"} if tag.name == "link" else set())
            assert not [tag[n] for n in names if "//" in tag.get(n, "")], page


def test_every_answer_of_a_chapter_stands_behind_its_questions(soups):
    soup = soups["chapters/pooling"]
    kinds = {id: len(soup.select(f"#{id} > section")) for id in ("answers", "hints", "solutions")}
    asked = [link["href"].lstrip("#") for link in soup.select(".to-end a")]
    assert kinds["hints"] == kinds["solutions"] == len(soup.select(".exercise"))
    questions = len(soup.select(".tip.admonition")) + len(soup.select(".quiz-still > li"))
    assert kinds["answers"] == questions
    assert sorted(asked) == sorted(section["id"] for section in soup.select(".end"))
    lesson = soup.get_text().partition("Answers")[0]
    # Of the first answer, the first hint and the first solution.
    for words in (
        "Two above each other.",
        "at which pixel the last window starts",
        "Nothing is left",
    ):
        assert words not in lesson
        assert words in soup.get_text()


def test_an_explorer_is_its_picture_its_words_and_where_it_moves(soups):
    explorer = soups["chapters/pooling"].select_one("#pooling-explorer")
    assert explorer.img["alt"].startswith("average pooling of 4 × 4 numbers")
    assert "output 3.5 5.5 | 11.5 13.5" in explorer.get_text()
    assert "It moves on the book’s site" in explorer.get_text()


def test_the_same_site_gives_the_same_file(book, html, package, tmp_path, monkeypatch):
    (time,) = said(package, "dcterms:modified")
    monkeypatch.setattr(epub, "modified", lambda: time)
    assert epub.write_epub(html, tmp_path / "again.epub").read_bytes() == book.read_bytes()


def test_epubcheck_finds_nothing(book):
    program = shutil.which(os.environ.get("EPUBCHECK", "epubcheck"))
    if not program and "EPUBCHECK" not in os.environ:
        pytest.skip("no epubcheck here. On Debian and Ubuntu: apt-get install epubcheck")
    assert program, f"EPUBCHECK={os.environ['EPUBCHECK']} is no program"
    # Debian's is a Java archive, which runs by its name only where the kernel was told how.
    command = ["java", "-jar", program] if zipfile.is_zipfile(program) else [program]
    result = subprocess.run(
        [*command, "--failonwarnings", str(book)], capture_output=True, encoding="utf-8"
    )
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.fixture(scope="module")
def opened(browser, book, tmp_path_factory):
    """Return a function that opens a page of the unpacked e-book."""
    folder = tmp_path_factory.mktemp("epub")
    with zipfile.ZipFile(book) as archive:
        archive.extractall(folder)
    page = browser.new_page()

    def open_page(name, **size):
        page.set_viewport_size(size)
        page.goto((folder / "EPUB" / f"{name}.xhtml").as_uri())
        return page

    yield open_page
    page.close()


@each_page
def test_nothing_is_wider_than_a_small_page(page, opened):
    for size in (PHONE, READER):
        shown = opened(page, **size)
        assert shown.evaluate("document.documentElement.scrollWidth") == size["width"]


@each_page
def test_no_table_has_to_scroll_on_a_phone(page, opened):
    shown = opened(page, **PHONE)
    cut = (
        "all => all.filter(t => t.getBoundingClientRect().right > innerWidth).map(t => t.innerText)"
    )
    assert shown.eval_on_selector_all("table", cut) == []


@pytest.mark.parametrize("page", ["about", "nav", "chapters/pooling", "teaching/pooling"])
def test_a_page_has_no_axe_violation(page, opened):
    assert violations(opened(page, **PHONE)) == []
