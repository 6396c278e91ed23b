"""The search page and the marks it leaves: words, numbers, sizes, Chinese; light and dark."""

import re
from itertools import filterfalse
from urllib.parse import quote

import pytest
from accessibility import FADED, violations
from bs4 import BeautifulSoup

from book.model import BOOK
from book.sphinx.mathml import convert

PHONE = {"viewport": {"width": 390, "height": 844}}
IN_SIGHT = """() => [...document.querySelectorAll("mark.highlighted")]
  .filter((mark) => {
    const { top, bottom, height } = mark.getBoundingClientRect();
    return height && top >= 0 && bottom <= innerHeight;
  })
  .map((mark) => mark.textContent)"""
FOUND = """([query, text]) => {
  const language = { stemOf: (word) => word.replace(/(ing|s)$/, ""), stopwords: ["the", "of"] };
  return Asked.pieces(query, language).map((piece) =>
    Asked.hits(text.toLowerCase(), piece).map(({ start, end }) => text.slice(start, end)));
}"""


def answered(page):
    """Wait until all results are written."""
    page.locator(".search-summary").wait_for()
    page.locator("#search-results ul[aria-busy=false]").wait_for(state="attached")


@pytest.fixture
def search(visit):
    """Return a function that searches; it returns the page, and the results that it shows."""

    def start(query, **context):
        page = visit(**context).open("search.html")
        page.locator(".bd-search-container input[name=q]").fill(query)
        answered(page)
        return page, page.locator("#search-results li")

    return start


def shown(results):
    """Return title and excerpt of each result."""
    return [
        (each.locator("a").inner_text(), each.locator("p.context").inner_text())
        for each in results.all()
    ]


@pytest.mark.parametrize(
    ("query", "title", "said"),
    [
        ("341,256", "Fourteen counters, thirteen answers", "341,256 multiply–accumulates of LeNet"),
        ("341256", "Fourteen counters, thirteen answers", "341,256 multiply–accumulates of LeNet"),
        ("138,357,544", "VGG-16 › VGG-16 by hand", "138,357,544 parameters and"),
        ("15.5", "VGG-16 › Why do you meet 15.5", "15.5 GFLOPs in one place and 30.9"),
        ("61,610", "Counting parameters", "61,610 parameters, 341,256 MACs"),
        # Printed by a command, and by a cell.
        ("372,990", "Counting from the command line", "372,990"),
        ("3 × 3", "Padding › Where does the rim go?", "A 3 × 3 window slides"),
        ("3x3", "Padding › Where does the rim go?", "A 3 × 3 window slides"),
        ("2D", "Anatomy of a convolutional network", "Conv2D(16, 32, 3)"),
        ("vgg16", "VGG-16", "VGG-16 shape by shape"),
        ("paddings", "Padding", "name the padding of a layer"),
        ("卷积核", "Glossary › kernel", "The small grid of weights"),
        ("核", "Glossary › kernel", "The small grid of weights"),
        ("池化", "Glossary › max pooling", "the largest value of each window"),
        ("receptive field", "Glossary › receptive field", "The patch of the input"),
    ],
)
def test_what_is_asked_for_is_found_with_the_sentence_that_has_it(query, title, said, search):
    _, results = search(query)
    unnumbered = [(re.sub(r"^\d+\. ", "", name), context) for name, context in shown(results)]
    assert [each for each in unnumbered if each[0].startswith(title) and said in each[1]]


def test_an_excerpt_has_what_was_asked_for_marked(search):
    _, results = search("341,256")
    for each in results.all():
        assert "341,256" in each.locator("mark").all_inner_texts()
    _, results = search("卷积核")
    assert results.locator("p [lang=zh]").all_inner_texts() == ["卷积核"]


@pytest.mark.parametrize("frame", ["fullscreen", "Toggle navigation", "ipynb download", "previous"])
def test_nothing_of_the_frame_is_found(frame, search):
    _, results = search(frame)
    assert not [said for _, said in shown(results) if frame.lower() in said.lower()]


def test_many_results_are_all_written_and_none_of_another_question(search):
    page, results = search("pooling")
    summary = page.locator(".search-summary")
    alone = shown(results)
    assert len(alone) > 50
    assert summary.inner_text() == f"Found in {len(alone)} places."
    # Asked for while the results of another question are being written.
    page.evaluate(
        """queries => {
          const field = document.querySelector(".bd-search-container input[name=q]");
          for (const query of queries) {
            field.value = query;
            field.dispatchEvent(new Event("input"));
          }
        }""",
        ["layer", "pooling"],
    )
    answered(page)
    assert shown(results) == alone
    page.wait_for_url("**/search.html?q=pooling")


def test_to_answer_nothing_is_asked_of_the_server(visit):
    visited = visit()
    page = visited.open("search.html")
    assert sum("searchindex.js" in url for url in visited.asked) == 1
    visited.asked.clear()
    for query in ("p", "po", "receptive field", "卷积核", "xyzzy"):
        page.locator("[name=q]").last.fill(query)
        answered(page)
    assert [url for url in visited.asked if re.search(r"\.(html|js)\b", url)] == []


def test_the_index_comes_once_while_the_question_is_typed(visit):
    visited = visit()
    page = visited.open("chapters/pooling.html")
    assert not [url for url in visited.asked if "searchindex.js" in url]
    with page.expect_response("**/searchindex.js?v=*"):
        page.keyboard.press("Control+k")
    page.keyboard.type("receptive field")
    page.keyboard.press("Enter")
    answered(page)
    # What the search page asks for is at hand: nothing is sent for it.
    sent = "performance.getEntriesByType('resource').filter(({ name }) => name.includes("
    sent += "'/searchindex.js?v=')).map(({ transferSize }) => transferSize)"
    assert page.evaluate(sent) == [0]


def test_what_the_book_does_not_have_is_named(search):
    page, results = search("pooling xyzzy")
    assert page.locator(".search-summary").inner_text() == "The book does not have “xyzzy”."
    assert results.count() == 0


@pytest.mark.parametrize(
    ("query", "text", "found"),
    [
        ("256", "1,256 or 256 or 2560 or 0.256", [["256"]]),
        ("1,437", "1437 digits, 1,437 digits, 11,437", [["1437", "1,437"]]),
        ("15,5", "15.5 or 115.5", [["15.5"]]),
        ("3×3", "64 × 3 × 3, 3x3, 13 × 3", [["3 × 3", "3x3"]]),
        ("2D", "Conv2D, 2D, 2 does, 12D", [["Conv2D", "2D"]]),
        ("max_pool2d", "MaxPool2D and max_pool2d", [["MaxPool2D", "max_pool2d"]]),
        ("VGG16", "VGG-16, VGG16", [["VGG-16", "VGG16"]]),
        ("pools of", "pooling, a pool, carpool, po", [["pooling", "pool"]]),
        ('"max pool"', "max pool, pool max", [["max pool"]]),
        ("核", "卷积核", [["核"]]),
        ("卷积net", "卷积 and net", [["卷积"], ["net"]]),
        ("⌊ ⌋", "⌊7 / 2⌋", [["⌊"], ["⌋"]]),
        ("３×３", "3 × 3", [["3 × 3"]]),
        ("3x3", "3 ⋅ 3", [["3 ⋅ 3"]]),
        ('"max pool"', "max pooling, max pool", [["max pool"]]),
        ("15.4", "15,470,264, 15.47, 15.4.", [["15.4"]]),
        ("34125", "341256", [[]]),
        ("2", "4.2, 2.", [["2"]]),
        ("138 357 544", "138,357,544 or 138357544", [["138,357,544", "138357544"]]),
        ("3 224 224", "(3, 224, 224)", [["3, 224, 224"]]),
        ("10⁶", "10⁶, 10^6, 106, 10⁶⁵", [["10⁶", "10^6"]]),
        ("10^6", "10⁶, 10^6, 106", [["10⁶", "10^6"]]),
        ("10⁻³", "10⁻³", [["10⁻³"]]),
        ("K²", "K², K2", [["K²"]]),
        ("1/2", "1/2, ½, 1 / 2, 11/2, 1 and 2", [["1/2", "½", "1 / 2"]]),
        ("50 %", "50, 50 %, 50%, 150 %", [["50 %", "50%"]]),
        ("C++", "C, C++", [["C++"]]),
        ("-1", "1, −1, -1", [["−1", "-1"]]),
        ("−1", "1, −1, -1", [["−1", "-1"]]),
        ("VGG-16", "VGG 16, VGG-16", [["VGG-16"]]),
        ("K-max pooling", "K-max pooling", [["K-max"], ["pooling"]]),
        ('"  "', 'a "b"', [['"', '"']]),
        ('" max  pool "', "max pool", [["max pool"]]),
        ("poolpool", "poolpools, pool, carpoolpool", [["poolpools", "carpoolpool"]]),
        ("pool", "poolpool", [["poolpool"]]),
        # No piece reaches from one passage into the next.
        ('"max pool"', "max\0pool", [[]]),
        ("\0", "max\0pool", []),
    ],
)
def test_a_piece_of_a_query_is_found_as_it_is_meant(query, text, found, visit):
    # The page tells capitals from small letters; the search does not.
    found = [[each.lower() for each in hits] for hits in found]
    said = visit().open("search.html").evaluate(FOUND, [query, text])
    assert [[each.lower() for each in hits] for hits in said] == found


def test_every_sign_of_a_keyboard_can_be_asked_for_and_marked(visit):
    visited = visit()
    page = visited.open("search.html")
    signs = [chr(code) for code in range(33, 127)]
    for sign in signs:
        assert page.evaluate(FOUND, [sign, f"你 {sign} 你"]) == [[sign]]
        assert page.evaluate(FOUND, [f"{sign} {sign}{sign}", "xyzzy"]) is not None
    # One that were no plain sign to the marks would break them for all.
    asked = [f"highlight={quote(sign)}" for sign in filterfalse(str.isalnum, signs)]
    address = f"chapters/glossary.html?{'&'.join(asked)}&highlight=term"
    page.goto(f"{visited.address}/{address}", wait_until="load")
    page.get_by_role("button", name="Hide search matches").wait_for()
    assert visited.complaints == []


@pytest.mark.parametrize(
    ("query", "page", "marked"),
    [
        ("K-max pooling", "chapters/pooling.html", "k-max"),
        ("VGG-16", "chapters/vgg16.html", "vgg-16"),
        ("−1", "chapters/", "−1"),
    ],
)
def test_what_has_a_hyphen_is_marked_on_its_page(query, page, marked, search):
    shows, results = search(query)
    results.locator(f"a[href*='{page}']").first.click()
    shows.locator("article .highlighted").first.wait_for()
    found = shows.locator("article .highlighted").all_text_contents()
    assert [each for each in found if marked in each.lower().replace("\u2011", "-")]


def test_a_long_question_is_cut_and_says_so(visit):
    visited = visit(**PHONE)
    page = visited.open(f"search.html?q={'word1+' * 3000}")
    summary = page.locator(".search-summary")
    assert "“word1”" in summary.inner_text()
    assert "What you typed is long: only" in summary.inner_text()
    page.locator("[name=q]").last.fill("x" * 20_000)
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    assert visited.complaints == []


@pytest.mark.parametrize("address", ["?highlight=", "?highlight=2#%", "#%", "?highlight=+#x"])
def test_an_odd_address_opens_the_page(address, visit):
    visited = visit()
    page = visited.open(f"chapters/pooling.html{address}")
    assert page.locator("article h1").is_visible()
    assert visited.complaints == []


def test_a_mark_is_no_part_of_another_number(visit):
    page = visit().open("chapters/pooling.html?highlight=2&highlight=1")
    page.locator("mark").first.wait_for()
    beside = """marks => marks.map((mark) => (mark.previousSibling?.data ?? "").slice(-2)
      + "|" + (mark.nextSibling?.data ?? "").slice(0, 2))"""
    for around in page.locator("article mark").evaluate_all(beside):
        assert not re.search(r"\d\.?\||\|\.?\d", around), around


@pytest.mark.parametrize(
    ("tex", "said"),
    [
        (r"\frac{1}{4}", "1/4"),
        ("10^9", "10⁹"),
        ("10^{-3}", "10⁻³"),
        (r"2304 \cdot 14^2 = 451{,}584", "2304 ⋅ 14² = 451,584"),
        (r"n_\text{out} = n + 2p - k + 1", "n_out = n + 2p − k + 1"),
        (
            r"\left\lfloor \frac{n + 2p - k}{s} \right\rfloor + 1",
            "⌊(n + 2p − k)/s⌋ + 1",
        ),
        ("-1", "−1"),
        (r"\begin{pmatrix} 1 & -1 \\ 2 & -2 \end{pmatrix}", "(1 −1; 2 −2)"),
        (r"e^{-x}", "e^(−x)"),
        (r"\sqrt{A^2 + B^2}", "√(A² + B²)"),
        (r"\underbrace{a + b}_{\text{two}}", "a + b_two"),
    ],
)
def test_a_formula_is_said_in_one_line(tex, said):
    formula = BeautifulSoup(convert(tex, None, as_block=False, with_plain=True), "html.parser").math
    assert formula["data-plain"] == said
    assert formula["alttext"] == tex


def test_a_number_in_a_formula_is_found_as_the_number_that_it_is(search):
    shows, results = search("5,309,696")
    assert any("5,309,696" in said for _, said in shown(results))
    results.locator("a[href*='vgg16.html']").first.click()
    shows.locator("article math.highlighted").first.wait_for()


def test_a_quiz_is_not_searched_for_it_could_not_be_marked(html):
    index = (html / "searchindex.js").read_text(encoding="utf-8")
    assert "It reads 20 rows. How many rows come out?" not in index
    assert '"In this chapter"' not in index
    assert f"Exercise {BOOK.exercises['keep'].number} (Keep the size)" in index


@pytest.mark.parametrize(
    ("query", "page", "box"),
    [
        ("rulers", "chapters/padding.html", "mark"),
        ("window_rulers", "chapters/padding.html", "details[open] mark"),
        ("answer 28 5 24", "chapters/padding.html", "details[open] mark"),
        (
            "each unit of padding adds two",
            "chapters/padding.html",
            ".hint:not(.toggle-hidden) mark",
        ),
        ("2646", "chapters/pooling.html", "mark"),
    ],
)
def test_a_hit_in_a_closed_box_is_opened_and_in_sight(query, page, box, search):
    shows, results = search(query, **PHONE)
    results.locator(f"a[href*='{page}']").first.click()
    shows.wait_for_url(re.compile(re.escape(page)))
    shows.locator(f"article {box}").first.wait_for()
    shows.wait_for_function(f"({IN_SIGHT})().length > 0")
    assert "highlight=" not in shows.url


def test_marks_can_be_read_in_the_dark_and_hidden(search):
    page, results = search("pooling", color_scheme="dark")
    assert violations(page) == []
    results.locator("a[href*='chapters/pooling.html']").first.click()
    page.locator("article a mark").first.wait_for()
    page.evaluate(FADED)
    look = "mark => [getComputedStyle(mark).color, getComputedStyle(mark).backgroundColor]"
    for mark in page.locator("article :is(a, h1, code, p) > mark").all()[:20]:
        assert mark.evaluate(look) == ["rgb(26, 26, 26)", "rgb(255, 226, 122)"]
    assert violations(page, "#searchbox") == []
    page.get_by_role("button", name="Hide search matches").click()
    assert page.locator("mark").count() == 0


def test_search_works_from_disk(visit, html):
    visited = visit(address=html.as_uri())
    page = visited.open("search.html?q=138,357,544")
    page.locator("#search-results p.context mark").first.wait_for()
    page.locator("#search-results a").first.click()
    page.locator("article mark").first.wait_for()
    assert visited.elsewhere == visited.complaints == []
