"""Draw the icons of the installed site from the book's logo, in Chromium."""

from __future__ import annotations

from playwright.sync_api import sync_playwright

from book import ROOT
from book.sphinx.edition import ICONS, PAPER
from book.tools.browser import launch

LOGO = ROOT / "_static" / "logo.svg"
TARGET = ROOT / "_static" / "icons"
# A device may cut a maskable icon to a circle of four fifths: the logo's round corners lie within.
MASKABLE_SIDE = 0.6


def draw() -> None:
    """Draw each icon as large as it is listed."""
    TARGET.mkdir(exist_ok=True)
    logo = LOGO.read_text(encoding="utf-8")
    with sync_playwright() as playwright:
        browser = launch(playwright)
        for name, size, purpose in ICONS:
            width, height = map(int, size.split("x"))
            page = browser.new_page(viewport={"width": width, "height": height})
            masked = purpose == "maskable"
            page.set_content(
                f"""<style>
                html {{ background: {PAPER if masked else "transparent"} }}
                body {{ margin: 0; display: grid; place-items: center; height: 100vh }}
                svg {{ width: {MASKABLE_SIDE if masked else 1:.0%} }}
                </style>{logo}"""
            )
            page.screenshot(path=TARGET / name, omit_background=True)
        browser.close()


if __name__ == "__main__":
    draw()
