"""The site in real Chromium, all other hosts blocked: light and dark, wide and narrow."""

import gzip
import re
from html import escape, unescape
from urllib.parse import urlparse

import pytest
from accessibility import FADED, faint, violations
from conftest import Visit
from test_build import PAGES

PHONE = {"viewport": {"width": 390, "height": 844}}
TEXT = {".html", ".css", ".js", ".svg", ".json"}
EVERYWHERE = [f"{page}.html" for page in PAGES] + ["search.html", "genindex.html"]
# The first screen, in bytes on the line.
LARGEST = 250_000
# The page that searches has the text of the whole book.
LARGEST_SEARCH = 500_000
# Room, and the sign between a function and what it is applied to.
UNSEEN = set(" \n\u2061")
FORMULA = re.compile(r"<math\b.*?</math>", re.DOTALL)
MARKUP = re.compile(r"<[^>]+>")
# A chapter has thousands of words of code: axe need not look at each.
KEEP_ONE_WORD_OF_EACH_COLOR = """() => {
  const seen = new Set();
  const repeated = [];
  for (const pre of document.querySelectorAll(".highlight pre")) {
    const ground = getComputedStyle(pre).backgroundColor;
    for (const word of pre.querySelectorAll("span:not(:has(span))")) {
      const look = word.className + ground;
      if (seen.has(look)) repeated.push(word);
      seen.add(look);
    }
  }
  for (const word of repeated) word.remove();
}"""
# A while after the page has another width, the theme has seen to what scrolls now.
REACHED_BY_KEY = """() => [...document.querySelectorAll("article pre")]
  .every((pre) => pre.scrollWidth <= pre.clientWidth || pre.tabIndex === 0)"""
# A4 between its margins of 16 mm. Drop-downs print open.
PAPER = {"width": 672, "height": 1000}
CUT_OFF = """() => {
  const closed = [...document.querySelectorAll("details:not(.hide, [open])")];
  for (const each of closed) each.open = true;
  const { right } = document.querySelector(".bd-article-container").getBoundingClientRect();
  const cut = [...document.querySelectorAll(".bd-article-container *")]
    .filter((each) => each.getClientRects().length && !each.closest("svg"))
    .filter((each) => each.getBoundingClientRect().right > right + 2)
    .map((each) => each.outerHTML.slice(0, 100));
  for (const each of closed) each.open = false;
  return cut;
}"""


COME_NEAR_EACH = """async () => {
  for (const each of document.querySelectorAll(".explorer")) {
    each.scrollIntoView({ behavior: "instant" });
    while (!each.matches(".explorer-live")) await new Promise(requestAnimationFrame);
  }
  scrollTo({ top: 0, behavior: "instant" });
}"""


@pytest.fixture(scope="module")
def phone(browser, served):
    return Visit(browser, served, near_only=True, **PHONE)


@pytest.fixture(scope="module", params=EVERYWHERE)
def opened(request, phone):
    """Open a page once for what all pages are asked, until it asks for nothing more."""
    phone.open(request.param, wait_until="networkidle")
    yield phone
    phone.leave(**PHONE)


def test_a_page_fits_a_phone_and_paper_and_its_first_screen_is_light(opened, html):
    page = opened.page
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    sent = {}
    for url in opened.asked:
        if url.startswith(opened.address):
            file = html / urlparse(url).path.lstrip("/")
            content = file.read_bytes()
            sent[url] = len(gzip.compress(content) if file.suffix in TEXT else content)
    largest = sorted(sent.items(), key=lambda item: -item[1])[:5]
    assert len(sent) > 5
    searches = page.url.endswith("/search.html")
    assert sum(sent.values()) <= (LARGEST_SEARCH if searches else LARGEST), largest
    page.set_viewport_size(PAPER)
    page.emulate_media(media="print")
    assert page.evaluate(CUT_OFF) == []


def test_a_page_asks_no_other_host_and_has_no_axe_violation(opened):
    assert opened.elsewhere == []
    assert opened.complaints == []
    page = opened.page
    page.emulate_media(media="screen")
    page.set_viewport_size({"width": 1280, "height": 720})
    page.evaluate(COME_NEAR_EACH)
    # What the theme measured while the sidebars moved it measures again.
    page.evaluate(FADED)
    page.evaluate("dispatchEvent(new Event('resize'))")
    page.wait_for_function(REACHED_BY_KEY)
    page.evaluate(KEEP_ONE_WORD_OF_EACH_COLOR)
    for scheme, wrong in {"light": violations, "dark": faint}.items():
        page.emulate_media(color_scheme=scheme)
        page.locator(f"html[data-theme={scheme}]").wait_for()
        assert wrong(page) == [], scheme


def test_a_faint_word_among_many_and_a_picture_without_words_are_found(visit):
    page = visit().open("index.html")
    page.evaluate(
        """() => document.querySelector("article p").insertAdjacentHTML("beforeend",
          '<b>bold</b><b>bold</b><b style="color: #999">faint</b><img src="_static/logo.svg">')"""
    )
    assert [each.partition(":")[0] for each in violations(page)] == ["image-alt", "color-contrast"]


def test_math_shows_without_javascript(visit):
    visited = visit(java_script_enabled=False)
    page = visited.open("chapters/counting.html")
    formulas = page.locator("div.math:not(.aside *) math")
    assert formulas.count() > 3
    for formula in formulas.all():
        box = formula.bounding_box()
        assert box["width"] > 40
        assert box["height"] > 10
    assert page.locator("article h1").is_visible()


def test_math_is_set_in_the_books_own_font(visit):
    visited = visit()
    page = visited.open("chapters/counting.html")
    assert page.evaluate("document.fonts.check('16px \"STIX Two Math\"', '∑')")
    assert any("stix-two-math.woff2" in url for url in visited.asked)


def test_every_sign_of_every_formula_is_in_the_books_own_font(visit, html):
    pages = [path.read_text(encoding="utf-8") for path in html.rglob("*.html")]
    formulas = "".join(formula for page in pages for formula in FORMULA.findall(page))
    signs = sorted(set(unescape(MARKUP.sub("", formulas))) - UNSEEN)
    assert len(signs) > 50
    page = visit().open("chapters/counting.html")
    # A letter alone is drawn slanted, which is another sign of the font.
    letters = "".join(f"<mi>{escape(sign)}</mi>" for sign in signs)
    article = "document.querySelector('article').innerHTML"
    page.evaluate(f"letters => {article} = `<math>${{letters}}</math>`", letters)
    page.evaluate("document.fonts.ready")
    devtools = page.context.new_cdp_session(page)
    for name in ("DOM", "CSS"):
        devtools.send(f"{name}.enable")
    root = devtools.send("DOM.getDocument")["root"]["nodeId"]
    place = {"nodeId": root, "selector": "article mi"}
    lacking = {}
    for sign, node in zip(
        signs, devtools.send("DOM.querySelectorAll", place)["nodeIds"], strict=True
    ):
        fonts = devtools.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]
        if [font["familyName"] for font in fonts] != ["STIX Two Math"]:
            lacking[sign] = fonts
    assert lacking == {}, "book/tools/fonts.py cuts these away"


def test_search_opens_from_the_keyboard(visit):
    page = visit().open("index.html")
    page.keyboard.press("Control+k")
    page.keyboard.type("padding")
    page.keyboard.press("Enter")
    page.locator("#search-results li a").first.wait_for()


def test_the_mode_button_turns_to_dark_and_stays_there(visit):
    visited = visit(color_scheme="light")
    page = visited.open("index.html")
    button = page.locator("button.theme-switch-button").first
    for _ in range(3):
        if page.locator("html").get_attribute("data-theme") == "dark":
            break
        button.click()
    assert page.locator("html").get_attribute("data-theme") == "dark"
    assert visited.open("search.html").locator("html").get_attribute("data-theme") == "dark"


def test_the_chosen_framework_is_shown_by_all_tabs_and_on_the_next_page(visit):
    visited = visit(**PHONE)
    chosen = ".sd-tab-set > input:checked + .sd-tab-label"
    page = visited.open("chapters/pooling.html")
    assert {*page.locator(chosen).all_inner_texts()} == {"PyTorch"}
    page.locator(".sd-tab-label").nth(1).click()
    assert {*page.locator(chosen).all_inner_texts()} == {"PaddlePaddle"}
    assert page.locator(".sd-tab-content").nth(1).is_visible()
    page = visited.open("chapters/padding.html")
    page.wait_for_function(
        "chosen => [...document.querySelectorAll(chosen)].every(e => /Paddle/.test(e.textContent))",
        arg=chosen,
    )


def test_an_aside_is_folded_and_its_heading_opens_it(visit):
    page = visit().open("chapters/pooling.html")
    aside = page.locator("section.aside").first
    inside = aside.locator("details > :not(summary)").first
    assert not inside.is_visible()
    aside.locator("summary").press("Enter")
    assert inside.is_visible()


def test_the_book_opens_from_the_disk(visit, html):
    visited = visit(address=html.as_uri())
    page = visited.open("chapters/counting.html")
    assert visited.elsewhere == []
    assert visited.complaints == []
    assert page.evaluate("document.fonts.check('16px \"STIX Two Math\"', '∑')")


def test_pictures_below_the_first_screens_wait(visit):
    visited = visit(**PHONE)
    page = visited.open("chapters/counting.html")
    shown = "article img:not(.explorer img)"  # An explorer that moves hides its still picture.
    pictures = page.locator(shown)
    assert sum("/_images/" in url for url in visited.asked) < pictures.count()
    for image in pictures.all():
        image.scroll_into_view_if_needed()
    page.wait_for_function(
        "shown => [...document.querySelectorAll(shown)].every(i => i.complete && i.naturalWidth)",
        arg=shown,
    )
