"""The site in real Chromium, all other hosts blocked: light and dark, wide and narrow."""

import gzip

import pytest
from axe_playwright_python.sync_playwright import Axe
from test_build import PAGES

PHONE = {"viewport": {"width": 390, "height": 844}}
TEXT = (".html", ".css", ".js", ".svg", ".json")
EVERYWHERE = [f"{page}.html" for page in PAGES] + ["search.html", "genindex.html"]
# The first screen, in bytes on the line.
LARGEST = 700_000
each_page = pytest.mark.parametrize("path", EVERYWHERE)


# A chapter has thousands of words of code in a dozen colors: axe need not look at each.
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
# Not each of the thousands of elements that pass: to list them takes half of the time.
ONLY_VIOLATIONS = {"resultTypes": ["violations"]}
FADED = "Promise.allSettled(document.getAnimations().map(fading => fading.finished))"


@each_page
def test_a_page_asks_no_other_host_and_has_no_axe_violation(path, visit):
    visited = visit(color_scheme="light")
    page = visited.open(path)
    assert visited.elsewhere == []
    assert visited.complaints == []
    page.evaluate(KEEP_ONE_WORD_OF_EACH_COLOR)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        page.locator(f"html[data-theme={scheme}]").wait_for()
        page.evaluate(FADED)
        found = [
            f"{scheme} {violation['id']}: {node['html'][:200]}"
            for violation in Axe().run(page, options=ONLY_VIOLATIONS).response["violations"]
            for node in violation["nodes"]
        ]
        assert found == []


# A4 between its margins of 16 mm. Drop-downs print open.
PAPER = {"width": 672, "height": 1000}
CUT_OFF = """() => {
  for (const each of document.querySelectorAll("details:not(.hide)")) each.open = true;
  const { right } = document.querySelector(".bd-article-container").getBoundingClientRect();
  return [...document.querySelectorAll(".bd-article-container *")]
    .filter((each) => each.getClientRects().length && !each.closest("svg"))
    .filter((each) => each.getBoundingClientRect().right > right + 2)
    .map((each) => each.outerHTML.slice(0, 100));
}"""


@each_page
def test_a_page_fits_a_phone_and_paper_and_its_first_screen_is_light(path, visit):
    visited = visit(**PHONE)
    page = visited.open(path)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    sent = {
        url: len(gzip.compress(body)) if url.split("?")[0].endswith(TEXT) else len(body)
        for url, body in visited.bodies.items()
    }
    largest = sorted(sent.items(), key=lambda item: -item[1])[:5]
    assert sum(sent.values()) <= LARGEST, largest
    page.set_viewport_size(PAPER)
    page.emulate_media(media="print")
    assert page.evaluate(CUT_OFF) == []


def test_math_shows_without_javascript(visit):
    visited = visit(java_script_enabled=False)
    page = visited.open("chapters/counting.html")
    formulas = page.locator("div.math math")
    assert formulas.count() > 3
    for formula in formulas.all():
        box = formula.bounding_box()
        assert box["width"] > 40
        assert box["height"] > 15
    assert page.locator("article h1").is_visible()


def test_math_is_set_in_the_books_own_font(visit):
    visited = visit()
    page = visited.open("chapters/counting.html")
    assert page.evaluate("document.fonts.check('16px \"STIX Two Math\"', '∑')")
    assert any("stix-two-math.woff2" in url for url in visited.bodies)


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
    assert sum("/_images/" in url for url in visited.bodies) < pictures.count()
    for image in pictures.all():
        image.scroll_into_view_if_needed()
    page.wait_for_function(
        "shown => [...document.querySelectorAll(shown)].every(i => i.complete && i.naturalWidth)",
        arg=shown,
    )
