"""Measure the built site in Chromium: bytes and elements of its pages, their times, the search.

Usage: site.py [--before FOLDER] [PAGES ...]

--before FOLDER   measure an older build too, in turns; kept, later runs are compared with it
PAGES             only these pages, as chapters/pooling; `search` names the search; nothing is kept
"""

from __future__ import annotations

import argparse
import gzip
import json
from collections import Counter
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from statistics import median
from typing import Any

from chromium import FRAMES, machine, slow_down
from playwright.sync_api import Browser, Page, Response, sync_playwright
from site_report import report
from tqdm import tqdm

from book.model import BOOK
from book.tools.browser import launch
from book.tools.serving import serving

HERE = Path(__file__).parent
SITE = HERE.parent / "_build" / "html"
RESULT = HERE / "site.json"
IN_PAGE = f"{FRAMES}\n{(HERE / 'site.js').read_text('utf-8')}"
PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 800}
RATES = (1, 4)
VISITS = 3
SEARCH = "search"
# Words in several forms, two words, a formula's, sizes, Chinese, numbers, and what is not there.
QUERIES = [
    *("pooling", "padding", "layers", "n", "the", "strategies", "Conv2D", "vgg16"),
    *("receptive field", "max pooling", "multiply adds of a layer", "n_out", "⌊", "3 × 3"),
    *("卷积核", "池化", "xyzzy", "pooling xyzzy", "341,256", "15.5"),
]
SUBMITTED = "receptive field"


def main() -> None:
    """Measure, show what stands beside what, and keep it unless names narrowed the work."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--before", type=Path, help="the folder of an older build")
    parser.add_argument("pages", nargs="*", help="only these pages, or `search`")
    asked = parser.parse_args()
    kept = json.loads(RESULT.read_text("utf-8")) if RESULT.exists() else {}
    sites = {"now": SITE} | ({"before": asked.before} if asked.before else {})
    with ExitStack() as stack:
        addresses = {name: stack.enter_context(serving(site)) for name, site in sites.items()}
        browser = launch(stack.enter_context(sync_playwright()))
        stack.callback(browser.close)
        found = {name: {"machine": machine(browser.version), "pages": {}} for name in sites}
        chosen = asked.pages or [*(page.address for page in BOOK.pages), SEARCH]
        for page in tqdm(chosen, desc="pages", disable=None):
            for name, address in addresses.items():
                if page == SEARCH:
                    found[name]["search"] = searched(browser, address)
                elif (sites[name] / f"{page}.html").exists():
                    found[name]["pages"][page] = visited(browser, f"{address}/{page}.html")
    text = report(kept | found)
    print(text)
    if not asked.pages:
        RESULT.write_text(json.dumps(kept | found, indent=1, ensure_ascii=False) + "\n", "utf-8")
        RESULT.with_suffix(".md").write_text(text, "utf-8")


def visited(browser: Browser, address: str) -> dict[str, Any]:
    """Return what a page's first screen asks for, its elements, and how long its visits take."""
    row: dict[str, Any] = {}
    screens = {"phone": opened(browser, PHONE, 1), "desktop": opened(browser, DESKTOP, 1)}
    answers: dict[str, list[Response]] = {name: [] for name in screens}
    # Both at once: what is asked for does not depend on how long it takes.
    for name, page in screens.items():
        page.on("response", lambda answer, to=answers[name]: to.append(answer))
        page.goto(address, wait_until="commit")
    for name, page in screens.items():
        page.wait_for_load_state("networkidle")
        weights: Counter[str] = Counter()
        for answer in answers[name]:
            if answer.url.startswith("http"):
                weights[answer.request.resource_type] += sent(answer.body())
        row[name] = dict(weights)
        row["elements"] = page.evaluate("document.querySelectorAll('*').length")
        page.context.close()
    page = opened(browser, PHONE, 1)
    # Every visit is a first one.
    forgetting = page.context.new_cdp_session(page)
    forgetting.send("Network.setCacheDisabled", {"cacheDisabled": True})
    for rate in RATES:
        slow_down(page, rate)
        visits = []
        for _ in range(VISITS):
            page.goto(address)
            visits.append(page.evaluate("stages()"))
        row[f"ms_1/{rate}"] = {
            stage: round(median(visit[stage] for visit in visits)) for stage in visits[0]
        }
    page.context.close()
    return row


@cache
def sent(body: bytes) -> int:
    """Return the bytes that a server sends: gzipped, where that makes fewer of them."""
    return min(len(body), len(gzip.compress(body)))


def searched(browser: Browser, address: str) -> dict[str, Any]:
    """Return for each query the time to its answer, as the first of a visit and after others.

    And what a reader waits who asks in a chapter: until the search page is there with its answer.
    """
    found: dict[str, Any] = {}
    for rate in RATES:
        page = opened(browser, PHONE, rate)
        first = {}
        for query in QUERIES:
            page.goto(f"{address}/search.html", wait_until="load")
            page.wait_for_timeout(200)
            first[query] = page.evaluate("query => ask(query)", query)
        later: dict[str, list[float]] = {query: [] for query in QUERIES}
        for _ in range(VISITS):
            for query in QUERIES:
                later[query].append(page.evaluate("query => ask(query)", query))
        submitted = []
        for _ in range(VISITS):
            page.goto(f"{address}/chapters/pooling.html")
            page.keyboard.press("Control+k")
            page.keyboard.type(SUBMITTED)
            page.keyboard.press("Enter")
            page.wait_for_url("**/search.html?q=*")
            submitted.append(page.evaluate("answered"))
        found[f"ms_1/{rate}"] = {
            "first": {query: round(time, 1) for query, time in first.items()},
            "later": {query: round(median(times), 1) for query, times in later.items()},
            "later_worst": round(max(map(max, later.values())), 1),
            "submitted": round(median(submitted)),
        }
        page.context.close()
    return found


def opened(browser: Browser, viewport: dict[str, int], rate: int) -> Page:
    """Return a page that knows nothing from before, on a processor as slow as asked."""
    page = browser.new_context(viewport=viewport).new_page()
    page.add_init_script(IN_PAGE)
    slow_down(page, rate)
    return page


if __name__ == "__main__":
    main()
