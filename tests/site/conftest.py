"""The built book and a browser to read it in."""

import json
from collections import defaultdict
from pathlib import Path
from typing import NamedTuple

import pytest
from bs4 import BeautifulSoup
from driving import Driver
from filelock import FileLock
from playwright.sync_api import Error, sync_playwright

from book import ROOT
from book.tools import build
from book.tools.browser import NO_BROWSER, launch
from book.tools.serving import serving
from cnnlib.explorers.cost import handed_over


class Built(NamedTuple):
    """How a build of the book ended, and what it said."""

    returncode: int
    stdout: str


@pytest.fixture(scope="session")
def built(tmp_path_factory, worker_id):
    """Build the book as `make book` does, once for all processes that test."""
    folder = tmp_path_factory.getbasetemp()
    said = (folder if worker_id == "master" else folder.parent) / "built.json"
    with FileLock(f"{said}.lock"):
        if not said.exists():
            result = build.build()
            said.write_text(json.dumps([result.returncode, result.stdout]), encoding="utf-8")
    return Built(*json.loads(said.read_text(encoding="utf-8")))


@pytest.fixture(scope="session")
def html(built) -> Path:
    """Return the folder of the built site."""
    assert built.returncode == 0, built.stdout
    return ROOT / "_build" / "html"


@pytest.fixture(scope="module")
def soups(html):
    """Parse every page once for a file of tests."""
    return {
        path: BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
        for path in html.rglob("*.html")
        if "_static" not in path.parts
    }


@pytest.fixture(scope="session")
def served(html):
    """Serve the site; return its address."""
    with serving(html) as address:
        yield address


@pytest.fixture(scope="session")
def modules():
    """Serve the explorers' JavaScript as it lies in the repository; return its address."""
    with serving(ROOT / "cnnlib" / "explorers" / "js") as address:
        yield address


# Not for the whole session: while playwright is open its event loop runs, and no other can.
@pytest.fixture(scope="module")
def browser():
    """Start one Chromium for a file of tests; without one they fail and say what to install."""
    with sync_playwright() as playwright:
        try:
            chromium = launch(playwright)
        except Error as error:
            pytest.fail(f"{NO_BROWSER}\n{error}", pytrace=False)
        yield chromium
        chromium.close()


# What the book's host of explorers waits for. Of the theme's own observers none has this margin.
EVERYWHERE_NEAR = """window.IntersectionObserver = class extends IntersectionObserver {
  constructor(act, options) {
    const margin = options?.rootMargin;
    super(act, { ...options, rootMargin: margin === "100% 0px" ? "1000000px" : margin });
  }
};"""


class Visit:
    """A page open in the browser, with a record of what it asked for and complained about.

    Unless it is `near_only`, all explorers come to life, however far they are.
    """

    def __init__(self, browser, address, near_only=False, **context):
        self.context = browser.new_context(**context)
        if not near_only:
            self.context.add_init_script(EVERYWHERE_NEAR)
        self.address = address
        self.changed = False
        self.asked: list[str] = []
        self.complaints: list[str] = []
        self.page = self.context.new_page()
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", self._note)
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.on("response", self._check)

    @property
    def elsewhere(self) -> list[str]:
        """What was asked of another host."""
        return [url for url in self.asked if not url.startswith((self.address, "data:", "blob:"))]

    def _note(self, message):
        # The theme says on a first visit that no color mode is stored yet.
        if message.type in ("error", "warning") and "invalid theme mode" not in message.text:
            self.complaints.append(message.text)

    def _check(self, response):
        if response.status >= 400:
            self.complaints.append(f"{response.status} {response.url}")

    def open(self, path, wait_until="load"):
        self.page.goto(f"{self.address}/{path}", wait_until=wait_until)
        return self.page

    def add_init_script(self, script):
        """Change what each page finds; no other test may begin with that."""
        self.context.add_init_script(script)
        self.changed = True

    def leave(self, **context) -> bool:
        """Make the page as good as new; say whether that is possible."""
        if self.changed:
            return False
        for other in self.context.pages:
            if other is not self.page:
                other.close()
        if self.page.url != "about:blank":
            self.page.evaluate("() => { localStorage.clear(); sessionStorage.clear(); }")
            self.page.goto("about:blank")
        self.page.mouse.move(0, 0)
        self.page.emulate_media(media="null", color_scheme=context.get("color_scheme", "light"))
        self.page.set_viewport_size(context.get("viewport", {"width": 1280, "height": 720}))
        self.asked.clear()
        self.complaints.clear()
        return True


@pytest.fixture(scope="module")
def unused(browser):
    """Keep the visits that another test can go on with, by address and kind of context.

    To open a page in a browser that knows its files costs a third of what it costs in a new one.
    """
    return defaultdict(list)


@pytest.fixture
def visit(browser, served, unused):
    """Return a function that makes a visit, with nothing in it from an earlier one."""
    visits = []

    def start(address=served, **context):
        free = unused[address, repr(context)]
        visits.append((free.pop() if free else Visit(browser, address, **context), context))
        return visits[-1][0]

    yield start
    for each, context in visits:
        if each.leave(**context):
            unused[each.address, repr(context)].append(each)
        else:
            each.context.close()


@pytest.fixture(scope="module")
def shared(browser, served, request):
    """Open a test file's page once, for all tests that leave it as they found it."""
    visited = Visit(browser, served)
    visited.open(request.module.PAGE)
    yield visited
    visited.context.close()


@pytest.fixture(scope="module")
def answers(browser, modules):
    """Return a function that evaluates calls of the explorers' arithmetic.

    It takes JavaScript expressions and returns what came of each: its value, or what refused it.
    """
    page = browser.new_page()
    page.goto(modules)
    page.evaluate((Path(__file__).parent / "harness.js").read_text("utf-8"), handed_over())

    def evaluate(calls):
        thunks = ",\n".join(f"() => {call}" for call in calls)
        return json.loads(page.evaluate(f"answers([{thunks}])"))

    yield evaluate
    page.close()


@pytest.fixture
def opened(visit, request):
    """Return a function that opens a test file's page and brings its explorer into view."""
    home = request.module

    def start(settings="", page=home.PAGE, name=home.NAME, **context):
        visited = visit(**context)
        driver = Driver(visited.open(f"{page}{settings}"), name)
        driver.root.scroll_into_view_if_needed()
        return visited, driver

    return start
