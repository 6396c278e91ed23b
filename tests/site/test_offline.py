"""The site without a connection: what was opened, the whole book, new editions, and none at home.

Chromium has service workers under a name of the network's only if it is told to trust it.
"""

from contextlib import ExitStack

import pytest
from accessibility import violations
from conftest import Visit
from driving import Driver
from playwright.sync_api import sync_playwright

from book.model import BOOK
from book.sphinx.edition import KEEP, code, write_edition
from book.tools.browser import QUIET, chromium_path, launch
from book.tools.serving import Handler, serving

HOST = "book.example"
PHONE = {"viewport": {"width": 390, "height": 844}, "color_scheme": "dark"}
KEPT = """async (page) => {
  for (let tries = 0; tries < 500; tries += 1) {
    for (const name of await caches.keys()) {
      const keys = await (await caches.open(name)).keys();
      if (keys.some(({ url }) => url.includes(`/${page}?page=`))) return true;
    }
    await new Promise((next) => setTimeout(next, 20));
  }
}"""
WORKERS = "navigator.serviceWorker.getRegistrations().then((all) => all.length)"
# All three come from one edition, or the page is a mixture.
EDITION = "[document.querySelector('p').textContent, run, getComputedStyle(document.body).zoom]"
# How the worker ends that an update finds.
UPDATED = """async () => {
  const own = await navigator.serviceWorker.getRegistration();
  const found = new Promise((next) =>
    own.addEventListener("updatefound", () => next(own.installing), { once: true }));
  own.update();
  const worker = await found;
  while (worker.state === "installing") {
    await new Promise((next) => worker.addEventListener("statechange", next, { once: true }));
  }
  return worker.state;
}"""
LATE = """new Promise((done, fail) => {
  const script = document.createElement("script");
  script.onload = () => done(late);
  script.onerror = () => done(null);
  script.src = document.body.dataset.late;
  document.body.append(script);
})"""


class Fresh(Handler):
    """Never say that a file is as it was: here editions follow one another within a second."""

    def send_head(self):
        del self.headers["If-Modified-Since"]
        return super().send_head()


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    """Return a folder that is served."""
    return tmp_path_factory.mktemp("served")


@pytest.fixture(scope="module")
def book(root, html):
    """Put the built site into it; return where."""
    (root / "book").symlink_to(html)
    return "book"


@pytest.fixture(scope="module")
def server(root):
    with serving(root, Fresh) as address:
        yield address


@pytest.fixture(scope="module")
def stopping(root):
    """Return the address of a server, and what stops it."""
    with ExitStack() as stack:
        yield stack.enter_context(serving(root, Fresh)), stack.close


def by_name(address):
    return address.replace("127.0.0.1", HOST)


@pytest.fixture(scope="module")
def flags(server, stopping):
    origins = ",".join(map(by_name, (server, stopping[0])))
    return (
        f"--unsafely-treat-insecure-origin-as-secure={origins}",
        f"--host-resolver-rules=MAP {HOST} 127.0.0.1, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    )


@pytest.fixture(scope="module")
def playwright():
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="module")
def browser(playwright, flags):
    chromium = launch(playwright, *flags)
    yield chromium
    chromium.close()


@pytest.fixture
def visited(browser, server):
    visit = Visit(browser, by_name(server))
    yield visit
    visit.context.close()


@pytest.fixture
def small(root, request):
    """Return a function that puts an edition of a small site into a folder of this test's own."""
    folder = root / request.node.name / "site"

    def publish(edition, finished=True):
        pages = {"index": "start", "a": "one", "b": "other", "offline": "unkept"}
        static = folder / "_static"
        static.mkdir(parents=True, exist_ok=True)
        (static / KEEP).write_text(code(KEEP))
        (static / "run.js").write_text(f"const run = {edition};")
        (static / "late.js").write_text(f"const late = {edition};")
        (static / "site.css").write_text(f"body {{ zoom: {edition}; }}")
        for name, words in pages.items():
            (folder / f"{name}.html").write_text(
                '<!DOCTYPE html><link rel="stylesheet" href="_static/site.css">'
                f'<title>{words}</title><body data-late="_static/late.js"><p>{words} {edition}</p>'
                '<div id="offline" hidden><p class="offline-newer" role="status" hidden>New '
                '<button>Show</button></p><details data-script="none"></details></div>'
                f'<script src="_static/run.js"></script><script src="_static/{KEEP}"></script>'
            )
        write_edition(folder)
        if not finished:
            # A server in the middle of an upload has the new worker and not yet all files.
            (static / "run.js").write_text(f"const run = {edition - 1};")
        return f"{request.node.name}/site"

    return publish


def wait_kept(page, name):
    assert page.evaluate(KEPT, name)


def test_what_was_opened_is_there_without_a_connection(visited, small):
    folder = small(1)
    page = visited.open(f"{folder}/a.html")
    wait_kept(page, "a.html")
    visited.context.set_offline(True)
    visited.open(f"{folder}/a.html?from=elsewhere#place")
    assert page.evaluate(EDITION) == ["one 1", 1, "1"]
    # What nobody has asked for yet is there, too.
    assert page.evaluate(LATE) == 1
    # With an address as servers shorten it, the start page of the folder, and what is not kept.
    for path, words in {"a": "one 1", "": "start 1", "b.html": "unkept 1"}.items():
        visited.open(f"{folder}/{path}")
        assert page.locator("p").first.inner_text() == words


def test_a_new_edition_takes_the_place_of_the_old_one_whole(visited, small):
    folder = small(1)
    page = visited.open(f"{folder}/a.html")
    wait_kept(page, "a.html")
    # An upload that has not ended changes nothing.
    small(2, finished=False)
    visited.open(f"{folder}/a.html")
    assert page.evaluate(UPDATED) == "redundant"
    assert page.evaluate(EDITION) == ["one 1", 1, "1"]
    small(2)
    visited.open(f"{folder}/a.html")
    assert page.evaluate(EDITION) == ["one 1", 1, "1"]
    notice = page.get_by_role("status")
    notice.wait_for()
    # The open page goes on with what it was made with, though the server has it no longer.
    assert page.evaluate(LATE) == 1
    visited.context.set_offline(True)
    notice.get_by_role("button").click()
    page.get_by_text("one 2").wait_for()
    assert page.evaluate(EDITION) == ["one 2", 2, "2"]
    assert page.evaluate(LATE) == 2
    assert not notice.is_visible()


def test_on_the_machine_of_its_makers_nothing_is_kept_unless_asked_for(browser, server, small):
    folder = small(1)
    visit = Visit(browser, server)
    page = visit.open(f"{folder}/a.html")
    page.wait_for_timeout(100)
    assert page.evaluate(WORKERS) == 0
    visit.open(f"{folder}/a.html?offline")
    wait_kept(page, "a.html")
    # In another tab what was kept is shown for a moment, then what is built now.
    small(2)
    other = visit.context.new_page()
    other.goto(page.url.partition("?")[0])
    other.get_by_text("one 2").wait_for()
    assert other.evaluate(WORKERS) == 0
    assert other.evaluate("caches.keys()") == []
    assert other.evaluate(EDITION) == ["one 2", 2, "2"]
    visit.context.close()


def test_the_book_can_be_installed(flags, playwright, server, book, tmp_path):
    # What other tests open counts as incognito, where nothing is installed.
    context = playwright.chromium.launch_persistent_context(
        tmp_path, executable_path=chromium_path(), args=[*QUIET, *flags]
    )
    page = context.pages[0]
    page.goto(f"{by_name(server)}/{book}/index.html")
    page.locator("#offline").wait_for()
    devtools = context.new_cdp_session(page)
    told = devtools.send("Page.getAppManifest")
    assert told["url"].endswith("/book/manifest.webmanifest")
    assert told["errors"] == []
    assert devtools.send("Page.getInstallabilityErrors")["installabilityErrors"] == []
    context.close()


def test_the_whole_book_is_kept_and_removed(browser, stopping, book):
    address, stop = stopping
    visit = Visit(browser, f"{by_name(address)}/{book}", near_only=True, **PHONE)
    page = visit.open("index.html")
    box = page.locator("#offline")
    box.get_by_text("so far, with their explorers").wait_for()
    assert violations(page, "#offline") == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    keep = box.get_by_role("button", name="Keep the whole book")
    keep.focus()
    page.keyboard.press("Enter")
    box.get_by_role("progressbar").wait_for()
    box.get_by_text("The whole book is on this device").wait_for()
    assert page.evaluate("document.activeElement.textContent") == "Remove what is kept"
    assert page.evaluate("navigator.storage.estimate().then(({ usage }) => usage)") < 12_000_000
    assert visit.complaints == []
    stop()

    driver = Driver(visit.open("chapters/pooling.html"), "pooling-explorer")
    driver.enter("Kernel", "width", 3)
    assert driver.text(".cx-sum") == "(1 + 2 + 3 + 5 + 6 + 7) / 6 = 4"
    page.locator("#quiz").scroll_into_view_if_needed()
    page.locator("#quiz .quiz-question").first.wait_for()
    pictures = "Promise.all([...document.images].map((image) => fetch(image.src)))"
    assert page.evaluate(f"{pictures}.then((all) => all.every(({{ ok }}) => ok))")
    visit.open("slides/padding.html")
    page.wait_for_function("globalThis.Reveal?.isReady()")
    visit.open("search.html?q=receptive+field")
    page.locator("#search-results li").first.wait_for()
    for each in BOOK.pages:
        assert page.evaluate(
            "(page) => fetch(page).then(({ ok }) => ok)", f"{visit.address}/{each.address}.html"
        ), each.address
    visit.open("course/nothing.html")
    page.get_by_role("heading", name="Not on this device").wait_for()

    visit.open("chapters/padding.html")
    page.locator("#offline summary").click()
    page.get_by_role("button", name="Remove what is kept").click()
    box.get_by_text("Nothing of the book is kept on this device.").wait_for()
    assert page.evaluate(WORKERS) == 0
    assert page.evaluate("caches.keys()") == []
    visit.context.close()
