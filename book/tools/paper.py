"""Print the built book, its slides, or worksheets as PDF through Chromium.

    python -m book.tools.paper book          one file with an outline: _build/pdf/
    python -m book.tools.paper slides        one file a chapter: _build/slides/
    python -m book.tools.paper worksheets    two files a chapter: _build/worksheets/

Explorers print as they stand still. Drop-downs print open, solutions included.
"""

from __future__ import annotations

import argparse
import io
import sys
from pathlib import Path

from playwright.sync_api import Error, Page, sync_playwright
from pypdf import PdfReader, PdfWriter
from tqdm import tqdm

from book import ROOT
from book.model import BOOK
from book.rights import imprint
from book.tools.browser import NO_BROWSER, launch
from book.tools.worksheets import print_worksheets

HTML = ROOT / "_build" / "html"
START = "index.html"
# Paper has no scroll bar to wait for, and shows what a page folds away.
OPENED = """async () => {
  for (const image of document.images) image.loading = "eager";
  for (const each of document.querySelectorAll("details:not(.hide)")) each.open = true;
  await Promise.all([...document.images].map((image) => image.decode().catch(() => {})));
}"""
FOOT = """<p style="width: 100%; text-align: center; font: 8px sans-serif; color: #444">
<span class="title"></span> · <span class="pageNumber"></span></p>"""
A4 = {
    "format": "A4",
    "margin": dict.fromkeys(("top", "bottom", "left", "right"), "16mm"),
    "display_header_footer": True,
    "header_template": "<p></p>",
    "footer_template": FOOT,
}


# The foot of a page on screen is not printed: the start page says it for all.
SIGNED = """(imprint) => {
  const line = document.createElement("p");
  line.innerHTML = imprint;
  document.querySelector("article").append(line);
}"""


def printed(page: Page, path: str, **options: object) -> bytes:
    """Return a page of the built site as a PDF."""
    page.goto((HTML / path).as_uri(), wait_until="load")
    page.evaluate(OPENED)
    if path == START:
        page.evaluate(SIGNED, imprint())
    return page.pdf(print_background=True, prefer_css_page_size=True, **options)


def print_book(page: Page) -> list[Path]:
    """Print all pages into one file, each with an entry in the outline."""
    whole = PdfWriter()
    for each in tqdm(BOOK.pages, desc="pages", unit="page"):
        part = PdfReader(io.BytesIO(printed(page, f"{each.address}.html", **A4)))
        title = page.locator("h1").first.inner_text().removesuffix("#").strip()
        whole.append(part, outline_item=title, import_outline=False)
    target = ROOT / "_build" / "pdf" / f"{BOOK.name}.pdf"
    target.parent.mkdir(parents=True, exist_ok=True)
    whole.compress_identical_objects()
    whole.write(target)
    return [target]


def print_slides(page: Page) -> list[Path]:
    """Print the slides of each chapter, one a page."""
    folder = ROOT / "_build" / "slides"
    folder.mkdir(parents=True, exist_ok=True)
    files = []
    for chapter in tqdm(BOOK.chapters, desc="slides", unit="chapter"):
        files.append(folder / f"{chapter.name}.pdf")
        files[-1].write_bytes(printed(page, f"slides/{chapter.name}.html"))
    return files


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    prints = {"book": print_book, "slides": print_slides, "worksheets": print_worksheets}
    parser.add_argument("what", choices=prints)
    what = parser.parse_args().what
    with sync_playwright() as playwright:
        try:
            chromium = launch(playwright)
        except Error:
            print(NO_BROWSER, file=sys.stderr)
            return 1
        page = chromium.new_page(color_scheme="light", viewport={"width": 1280, "height": 720})
        files = prints[what](page)
        chromium.close()
    for file in files:
        print(f"{file.relative_to(ROOT)}: {file.stat().st_size:,} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
