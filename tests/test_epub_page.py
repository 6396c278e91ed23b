"""A page of the site becomes one of the e-book: nothing folded or lost, no link to nowhere."""

import re
import zipfile

import pytest
from bs4 import BeautifulSoup

from book.tools import bundle, epub
from book.tools.epub_page import Site, ebook_page

PAGES = ["index", "chapters/pooling", "chapters/glossary", "teaching/pooling"]
SITE = "https://owner.github.io/name/"


def read(inside, name="chapters/pooling", address=None):
    """Return a page with the given HTML under its heading."""
    section = f"<section id='top'><h1>4. Pooling</h1>{inside}</section>"
    html = f"<body><p>side</p><article>{section}</article></body>"
    page = ebook_page(name, html, Site(PAGES, address))
    return page, BeautifulSoup(page.body, "html.parser")


def links(inside, **where):
    return [link["href"] for link in read(inside, **where)[1].select("a")]


def test_an_answer_stands_at_the_end_with_a_link_there_and_one_back():
    page, soup = read(
        """<section id="why"><h2>Why?</h2><p>How many?</p>
        <details class="sd-dropdown"><summary><svg></svg>Answer</summary>
        <div><p>Four.</p></div></details>
        </section>"""
    )
    assert page.sections == {"why": "Why?", "answers": "Answers"}
    assert not soup.select("details, summary, svg")
    there, back = soup.select("a")
    assert (there.get_text(), there["href"]) == ("Answer 1", "#answer-1")
    assert there.find_parent("section")["id"] == "why"
    answer = soup.select_one("#answers > #answer-1")
    assert answer.h3.get_text() == "Answer 1: Why?"
    assert "Four." in answer.get_text()
    assert back.find_parent(id="answer-1")
    assert soup.select_one(back["href"]).a == there


def test_hints_and_solutions_keep_the_numbers_of_the_site():
    _, soup = read(
        """<section id="exercises"><h2>Exercises</h2>
        <div class="exercise admonition">
        <p class="admonition-title"><span>Exercise 4.1 </span> (Rows (all))</p>
        <section><p>How many rows?</p><div class="dropdown admonition hint">
        <p class="admonition-title">Hint</p><p>Halve them.</p></div></section></div>
        <div class="solution dropdown admonition">
        <p class="admonition-title">Solution to<a href="#e"> Exercise 4.1 (Rows (all))</a></p>
        <section><p>Two.</p></section></div></section>"""
    )
    assert [h.get_text() for h in soup.select("h3")] == [
        "Hint to Exercise 4.1: Rows (all)",
        "Solution to Exercise 4.1: Rows (all)",
    ]
    assert "Halve them." in soup.select_one("#hints").get_text()
    assert "Two." in soup.select_one("#solutions").get_text()
    assert "Halve" not in soup.select_one("#exercises").get_text()
    assert "Two" not in soup.select_one("#exercises").get_text()


def test_a_quiz_keeps_its_choices_and_gives_its_reasons_at_the_end():
    _, soup = read(
        """<section id="check"><h2>Check yourself</h2><ol class="quiz-still"><li><p>How many?</p>
        <details><summary>none</summary><p><b>Right.</b> It compares.</p></details>
        <details><summary>one</summary><p><b>No.</b> That is a bias.</p></details></li></ol>
        </section>"""
    )
    choices = soup.select("#check ol[type=A] > li")
    assert [choice.get_text() for choice in choices] == ["none", "one"]
    reasons = soup.select("#answer-1 ol[type=A] > li")
    assert [reason.get_text() for reason in reasons] == [
        "Right. It compares.",
        "No. That is a bias.",
    ]
    assert soup.select_one("#answer-1 h3").get_text() == "Answer to question 1 of the quiz"


def test_the_code_of_a_drawing_is_left_out_and_its_picture_stays():
    page, soup = read(
        """<div class="cell">
        <details class="hide"><summary>Show</summary><pre>draw()</pre></details>
        <img alt="A grid" src="../_images/a.png" loading="lazy"/></div>"""
    )
    assert "draw" not in page.body
    assert page.pictures == {"a.png"}
    assert soup.img.attrs == {"alt": "A grid", "src": "../images/a.png"}


def test_a_program_needs_no_color_and_keeps_its_lines():
    _, soup = read(
        """<div class="highlight-ipython3"><div class="highlight"><pre><span class="k">for</span>
<span class="n">i</span><span class="p">:</span>
        <span class="nb">print</span>  <span class="c1"># all</span>
</pre></div></div>"""
    )
    assert [b.get_text() for b in soup.select("b")] == ["for"]
    assert [i.get_text() for i in soup.select("i")] == ["# all"]
    assert soup.pre.get_text() == "for\ni:\n        print  # all\n"
    assert [line["class"][1] for line in soup.select(".line")] == ["in-0", "in-0", "in-2"]


def test_wide_printed_text_says_how_wide_it_is():
    for columns, style in ((55, None), (56, "--columns: 56")):
        code = f'<div class="highlight"><pre>{"x" * columns}</pre></div>'
        assert read(code)[1].pre.get("style") == style


MATH = "<math><mn>2</mn> <mo>·</mo> <mi>C</mi> <mo>·</mo> <mi>H</mi></math>"


@pytest.mark.parametrize(
    ("cells", "style"),
    [
        # 19 letters and 17, and 2 for the space beside each.
        (f"<th>{'x' * 19} of</th><th>{'x' * 17}</th>", None),
        (f"<th>{'x' * 19} of</th><th>{'x' * 18}</th>", "--columns: 41"),
        # 2 · C · H stays together, with space around both signs.
        (f"<td>{'x' * 30}</td><td>{MATH}</td>", "--columns: 41"),
        # Code breaks anywhere.
        (f"<td>{'x' * 30}</td><td><code>{'x' * 30}</code></td>", None),
    ],
)
def test_a_wide_table_says_how_wide_it_is(cells, style):
    table = f"<table class='table'><tr><td>a</td></tr><tr>{cells}</tr></table>"
    soup = read(table)[1]
    assert soup.table.get("style") == style
    assert soup.table["class"] == (["table", "wide"] if style else ["table"])


def test_links_lead_within_the_book():
    inside = """<a href="#top">a</a> <a href="glossary.html#term-x">b</a>
        <a href="../index.html">c</a>
        <a href="../teaching/pooling.html">d</a> <a href="https://arxiv.org">e</a>"""
    assert links(inside) == [
        "#top",
        "glossary.xhtml#term-x",
        "../index.xhtml",
        "../teaching/pooling.xhtml",
        "https://arxiv.org",
    ]


OUTSIDE = """<p class="plan-links"><a href="../chapters/pooling.html#a">Read it</a> ·
  <a href="../slides/pooling.html#/a">Slides</a> ·
  <a href="../chapters/pooling.html#pooling-explorer?kernel_size=3">Explorer, set for this</a></p>
  <p>the <a href="../course/student.zip">notebooks</a></p>"""


def test_a_link_to_what_only_the_site_has_leads_there():
    assert links(OUTSIDE, name="teaching/pooling", address=SITE) == [
        "../chapters/pooling.xhtml#a",
        f"{SITE}slides/pooling.html#/a",
        f"{SITE}chapters/pooling.html#pooling-explorer?kernel_size=3",
        f"{SITE}course/student.zip",
    ]


def test_without_the_address_of_a_site_no_link_leads_nowhere():
    _, soup = read(OUTSIDE, name="teaching/pooling")
    assert [link["href"] for link in soup.select("a")] == ["../chapters/pooling.xhtml#a"]
    assert [" ".join(p.get_text().split()) for p in soup.select("p")] == [
        "Read it",
        "the notebooks",
    ]


def test_an_explorer_says_where_it_moves():
    inside = """<div class="explorer" id="pooling-explorer">
        <img alt="x" src="../_images/a.png"/><p>words</p></div>"""
    _, soup = read(inside, address=SITE)
    assert soup.select_one(".moves a")["href"] == f"{SITE}chapters/pooling.html#pooling-explorer"
    _, soup = read(inside)
    assert soup.select_one(".moves").get_text().endswith("It moves on the book’s site.")


@pytest.mark.parametrize(
    ("repository", "address"),
    [
        ("https://github.com/Owner/name/", "https://owner.github.io/name/"),
        ("https://github.com/owner/owner.github.io", "https://owner.github.io/"),
        ("https://example.org/owner/name", None),
        ("", None),
    ],
)
def test_the_site_is_where_the_workflow_publishes_it(repository, address, monkeypatch):
    monkeypatch.setenv("REPO_URL", repository)
    assert epub.site_address() == address


def test_the_time_of_change_is_that_of_the_newest_commit_or_fixed(monkeypatch, tmp_path):
    assert re.fullmatch(r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ", epub.modified())
    monkeypatch.setattr(epub, "ROOT", tmp_path / "gone")
    assert epub.modified() == "2026-01-01T00:00:00Z"


def test_the_first_file_of_an_e_book_is_not_compressed(tmp_path):
    files = [("mimetype", b"application/epub+zip"), ("a.txt", b"a" * 1000)]
    archive = bundle.packed(files, tmp_path / "a.epub")
    assert archive.read_bytes()[30:58] == b"mimetypeapplication/epub+zip"
    with zipfile.ZipFile(archive) as packed:
        assert [entry.compress_type for entry in packed.infolist()] == [0, 8]
