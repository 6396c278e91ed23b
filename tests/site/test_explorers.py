"""What all explorers of the built book share, each page of theirs opened in Chromium."""

import gzip
import re
import shutil
from importlib import import_module
from urllib.parse import urlparse

import numpy as np
import pytest
from bs4 import BeautifulSoup
from driving import DOUBLE_IDS, Driver, follow
from stored import stored_explorers
from test_build import PAGES

from book import ROOT
from book.tools import notebooks
from book.widget_code import SOURCES, minified
from cnnlib import explorers
from cnnlib.explorers import _sources
from cnnlib.explorers.base import RefusedValue

STORED = [
    f"chapters/{path.stem}"
    for path in sorted(notebooks.CHAPTERS.glob("*.ipynb"))
    if stored_explorers(path)
]
KINDS = [getattr(explorers, name) for name in explorers.__all__ if name != "Explorer"]
HOST = ROOT / "book" / "sphinx" / "widget_host" / "widget-host.js"
MOVES = (ROOT / "benchmarks" / "explorers.js").read_text(encoding="utf-8")
# All explorer code may weigh 97 kB.
LARGEST = 97_000
LARGEST_TABLES = 14_000
each_page = pytest.mark.parametrize("page", STORED)
# Where "Copy as Python" puts it.
CLIPBOARD = "navigator.clipboard.writeText = async (text) => { window.copied = text; }"
MOVING = """root => [...root.querySelectorAll("*")].filter((each) => {
  const style = getComputedStyle(each);
  return style.transitionDuration !== "0s" || style.animationName !== "none";
}).map((each) => each.outerHTML)"""


def ids_of(page):
    """Return the explorers of a page by their id: the kind, from the second on with its place."""
    found = {}
    for explorer in stored_explorers(ROOT / f"{page}.ipynb"):
        kind = re.sub(r"(?<!^)(?=[A-Z])", "-", type(explorer).__name__).lower()
        # The types themselves differ: anywidget gives each widget a class of its own.
        place = 1 + sum(name.startswith(kind) for name in found)
        found[kind if place == 1 else f"{kind}-{place}"] = explorer
    return found


def own_tests(kind):
    """Return the module whose tests are of this kind of explorer alone."""
    return import_module(f"test_explorer_{kind.__name__.removesuffix('Explorer').lower()}")


def compare(driver, explorer):
    """Hold what is shown to cnnlib, by the test of this kind of explorer."""
    own_tests(type(explorer)).compare(driver, explorer)


def python_of(driver):
    """Return the Python call that an explorer offers for its state."""
    driver.press("Copy as Python")
    return driver.page.evaluate("window.copied")


def state_of(driver, stored):
    """Return the state of an explorer on a page as cnnlib makes it from the call offered."""
    known = {type(stored).__name__: type(stored), "image": getattr(stored, "image", None)}
    return eval(python_of(driver), known)


def link_to(name, settings):
    def written(value, marks=",_;"):
        """Write a value; the marks are those between numbers, points and strokes."""
        if not isinstance(value, tuple):
            return str(value)
        depth = np.ndim(value[0])
        return marks[depth].join(written(part, marks) for part in value)

    return f"#{name}?" + "&".join(f"{key}={written(value)}" for key, value in settings.items())


def test_only_pages_with_explorers_have_their_host(html):
    shown = {type(each).__name__ for page in STORED for each in ids_of(page).values()}
    assert shown == {kind.__name__ for kind in KINDS}
    for page in PAGES:
        text = (html / f"{page}.html").read_text(encoding="utf-8")
        found = re.findall(r'class="explorer" id="([^"]+)"', text)
        others = ("quiz", "counter-search", "difference-matrix", "route-finder")
        found_here = [each for each in found if each not in others]
        assert found_here == (list(ids_of(page)) if page in STORED else [])
        assert text.count("widget-host.js") == (1 if found else 0)
        assert ("vnd.jupyter.widget" in text) == bool(found)


def test_a_page_without_explorers_loads_none_of_their_code(visit, html):
    visited = visit()
    page = visited.open("chapters/glossary.html", wait_until="networkidle")
    assert [url for url in visited.asked if "widget" in url] == []
    files = [html / urlparse(url).path.lstrip("/") for url in visited.asked]
    assert not any(b"cx-stage" in file.read_bytes() for file in files)
    assert page.locator("style[data-explorer], .cx, .explorer").count() == 0


@each_page
def test_a_picture_and_its_numbers_stand_where_an_explorer_will_be(page, html):
    soup = BeautifulSoup((html / f"{page}.html").read_text(encoding="utf-8"), "html.parser")
    for name, explorer in ids_of(page).items():
        (still,) = soup.select(f"#{name} img")
        assert still["alt"] == explorer.summary()
        assert soup.select_one(f"#{name} .explorer-words").get_text() == explorer.summary()
        assert soup.select(f"#{name} .cx") == []


def test_without_javascript_the_picture_shows(visit):
    opened = visit(java_script_enabled=False).open("chapters/explorers.html")
    for name in ids_of("chapters/explorers"):
        still = opened.locator(f"#{name} img")
        still.scroll_into_view_if_needed()
        opened.wait_for_function(f"document.querySelector('#{name} img').naturalWidth")
        assert still.is_visible()
        assert opened.locator(f"#{name} .explorer-words").is_visible()


@each_page
def test_from_the_disk_on_a_small_phone_and_without_motion(page, visit, html):
    phone = {"width": 360, "height": 740}
    visited = visit(html.as_uri(), viewport=phone, reduced_motion="reduce", has_touch=True)
    opened = visited.open(f"{page}.html")
    for name, explorer in ids_of(page).items():
        driver = Driver(opened, name)
        driver.root.scroll_into_view_if_needed()
        compare(driver, explorer)
        still = opened.locator(f"#{name} :is(img, .explorer-words)")
        assert [each.is_visible() for each in still.all()] == [False, False]
        assert driver.root.evaluate(MOVING) == []
        box = driver.root.bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= phone["width"]
    assert opened.evaluate("document.documentElement.scrollWidth") <= phone["width"]
    assert opened.evaluate(DOUBLE_IDS) == []
    assert visited.elsewhere == visited.complaints == []


@each_page
def test_a_link_sets_its_explorer_and_no_other(page, visit):
    visited, expected = visit(), ids_of(page)
    links = {name: own_tests(type(explorer)).LINK for name, explorer in expected.items()}
    opened = visited.open(f"{page}.html{link_to(*next(iter(links.items())))}")
    drivers = {name: Driver(opened, name) for name in expected}
    for name, good in links.items():
        # The first is in the address already: to set it again changes nothing.
        follow(opened, link_to(name, good))
        expected[name].set_state(good)
        for other, driver in drivers.items():
            compare(driver, expected[other])
            assert driver.problem == ""
    for name, driver in drivers.items():
        setting, value = own_tests(type(expected[name])).NONSENSE
        with pytest.raises(RefusedValue) as refused:
            setattr(expected[name], setting, value)
        for written, message in ((value, str(refused.value)), ("%E0", "URI malformed")):
            follow(opened, f"#{name}?{setting}={written}")
            assert driver.problem == message
            compare(driver, expected[name])
    assert visited.elsewhere == visited.complaints == []


def test_a_link_counts_though_another_explorer_writes_the_address_at_once(visit):
    opened = visit().open("chapters/counting.html")
    driver = Driver(opened, "cost-explorer-2")
    opened.evaluate(
        """() => {
          location.hash = "#cost-explorer-2?convention=document";
          history.replaceState(null, "", "#cost-explorer?convention=flops");
        }"""
    )
    opened.wait_for_function("location.hash.startsWith('#cost-explorer-2')")
    expected = ids_of("chapters/counting")["cost-explorer-2"]
    expected.convention = "document"
    compare(driver, expected)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_no_random_move_breaks_an_explorer(kind, visit):
    """Move one of each kind, on the page of its own tests; what stands beside it stays."""
    home = own_tests(kind)
    visited = visit()
    opened = visited.open(home.PAGE)
    opened.evaluate(CLIPBOARD)
    opened.add_script_tag(content=MOVES)
    expected = ids_of(home.PAGE.removesuffix(".html"))
    drivers = {name: Driver(opened, name) for name in expected}
    driver, stored = drivers[home.NAME], expected[home.NAME]
    first = python_of(driver)
    opened.evaluate("id => { explorer = () => document.querySelector(`#${id} .cx`); }", home.NAME)
    opened.evaluate("quiet()")
    refused = opened.evaluate("move(100, 0)")
    # Nothing that a select or a pad takes is refused.
    assert (2 if driver.root.locator("input").count() else -1) < refused < 80
    assert python_of(driver) != first
    expected[home.NAME] = state_of(driver, stored)
    for name, each in drivers.items():
        compare(each, expected[name])
    driver.press("Reset")
    assert python_of(driver) == first
    compare(driver, stored)
    assert visited.elsewhere == visited.complaints == []


@pytest.fixture(scope="module")
def blank(browser):
    """Return a page to import modules in: each is one of its own."""
    page = browser.new_page()
    yield page
    page.close()


def imported(blank, source, show):
    """Return what `show`, a function in JavaScript, makes of a module."""
    return blank.evaluate(
        """async ([source, show]) => {
          const blob = new Blob([source], { type: "text/javascript" });
          return eval(show)(await import(URL.createObjectURL(blob)));
        }""",
        [source, show],
    )


def test_the_joined_modules_parse(blank):
    types = "(all) => Object.entries(all.default).map(([name, value]) => [name, typeof value])"
    for kind in KINDS:
        assert imported(blank, kind._esm, types) == [["render", "function"]]


def forms_in(blank, path):
    """Return the keys of a table of words, each function with how many arguments it takes."""
    return imported(
        blank,
        path.read_text(encoding="utf-8"),
        """({ TEXT }) => {
          const forms = (value, path) => {
            if (typeof value === "function") return `${path}(${value.length})`;
            if (typeof value !== "object") return path;
            return Object.entries(value).flatMap(([key, each]) => forms(each, `${path}.${key}`));
          };
          return forms(TEXT, "TEXT");
        }""",
    )


def other_than_english(blank, text):
    """Return, for each language but English, what its tables lack or have too many."""
    english = {path.name: forms_in(blank, path) for path in sorted((text / "en").iterdir())}
    return {
        f"{folder.name}/{name}": sorted(set(forms).symmetric_difference(forms_in(blank, path)))
        for folder in text.iterdir()
        for name, forms in english.items()
        if (path := folder / name).exists() and folder.name != "en"
    }


def test_each_language_has_the_same_words(blank, tmp_path):
    assert not any(other_than_english(blank, _sources.JS / "text").values())
    # The next language, with a slip in it.
    text = shutil.copytree(_sources.JS / "text", tmp_path / "text")
    shutil.copytree(text / "en", text / "tlh")
    pooling = text / "tlh" / "pooling.js"
    words = pooling.read_text(encoding="utf-8").replace("  keeps:", "  pol:")
    pooling.write_text(words.replace("stayed: ${percent}", "ratlh").replace(", percent)", ")"))
    found = other_than_english(blank, text)
    assert found.pop("tlh/pooling.js") == [
        "TEXT.keeps",
        "TEXT.pol",
        "TEXT.share(2)",
        "TEXT.share(3)",
    ]
    assert not any(found.values())


def test_two_files_may_use_one_name(blank, tmp_path, monkeypatch):
    monkeypatch.setattr(_sources, "JS", tmp_path)
    (tmp_path / "half.js").write_text("export const size = 3;\n")
    (tmp_path / "whole.js").write_text(
        'import { size as half } from "./half.js";\nconst size = 2 * half * STEP;\n'
        "export default { size, half };\n"
    )
    source = _sources.joined("whole.js", STEP=5)
    assert imported(blank, source, "(all) => all.default") == {"size": 30, "half": 3}


def test_all_explorer_code_together_is_light():
    """The tables that Python hands over, rules and networks to start from, are weighed apart."""
    pytest.importorskip("minify", reason="here the site ships the code as it can be read")
    modules: dict = {}
    for path in sorted(_sources.JS.rglob("*.js")):
        _sources._files(path, modules)
    lines = {line for text in modules.values() for line in text.splitlines()}
    tables = {
        line.partition(" = ")[2]
        for kind in KINDS
        for line in kind._esm.splitlines()
        if line.startswith("const ") and line not in lines
    }
    code = f"export default () => {{{''.join(modules.values())}}};"
    styles = "".join(path.read_text(encoding="utf-8") for path in _sources.JS.rglob("*.css"))
    shipped = [minified(code, SOURCES["_esm"]), minified(styles, SOURCES["_css"])]
    weights = [
        len(gzip.compress("\n".join(texts).encode()))
        for texts in ([*shipped, HOST.read_text(encoding="utf-8")], sorted(tables))
    ]
    print("code and tables, packed:", *weights)
    assert weights[0] <= LARGEST
    assert weights[1] <= LARGEST_TABLES


def test_a_page_names_the_code_of_its_own_explorers_alone(html):
    for page in STORED:
        text = (html / f"{page}.html").read_text(encoding="utf-8")
        files = set(re.findall(r'"code": "(\w+)"', text))
        codes = [(html / "_static" / "widgets" / f"{name}.js").read_text("utf-8") for name in files]
        shown = {type(each).__name__ for each in ids_of(page).values()}
        named = {
            kind.__name__
            for kind in KINDS
            for code in codes
            if f'name:"{kind.__name__}"' in code.replace('\\"', '"')
        }
        assert named == shown, page
