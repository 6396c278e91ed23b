"""Make a book of one's own from end to end, as the guide tells a teacher to.

    python tests/own_book.py [FOLDER]

One chapter is changed, one added, two are left out; title and colors are others. The book is built
without a warning, and its pages are opened in Chromium: no link leads nowhere, nothing is thrown,
and each page says whose book it is based on.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin

from playwright.sync_api import sync_playwright

from book import ROOT
from book.tools.browser import launch

OUT = ("seeing", "vgg16")
BASED_ON = "Based on The Arithmetic of CNNs, version"
LINKS = """() => [...document.querySelectorAll("a[href]")].map((each) => each.href)"""
IDS = """() => [...document.querySelectorAll("[id]")].map((each) => each.id)"""
LINK_COLOR = """() => getComputedStyle(document.querySelector("article p a.reference")).color"""


def make(*arguments: str) -> str:
    command = [sys.executable, "-m", "book.tools.own", *arguments]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, encoding="utf-8", check=True)
    print(done.stdout, end="", flush=True)
    return done.stdout


def begin(folder: Path) -> None:
    """Do what the guide says."""
    make(str(folder))
    make(str(folder), "--chapter", "by-hand")
    padding = (ROOT / "chapters/padding.ipynb").read_text(encoding="utf-8")
    changed = padding.replace('"# Padding\\n"', '"# Rims\\n"', 1)
    (folder / "chapters/padding.ipynb").write_text(changed, encoding="utf-8")
    settings = folder / "book.toml"
    text = settings.read_text(encoding="utf-8")
    for before, after in (
        ('title = ""', 'title = "Networks by hand"'),
        ('author = ""', 'author = "Ada Teacher"'),
        ('light = "#0f56bf"', 'light = "#8a1c5a"'),
        ('  "pooling",\n', '  "by-hand",\n  "pooling",\n'),
        *((f'  "{name}",\n', "") for name in OUT),
    ):
        assert before in text, before
        text = text.replace(before, after, 1)
    settings.write_text(text, encoding="utf-8")


def look(html: Path) -> list[str]:
    """Return what is wrong with the pages."""
    wrong: list[str] = []
    links: dict[str, list[str]] = {}
    places: dict[str, set[str]] = {}
    with sync_playwright() as playwright:
        page = launch(playwright).new_page(color_scheme="light")
        page.on("pageerror", lambda thrown: wrong.append(f"{page.url}: {thrown}"))
        for file in sorted(html.rglob("*.html")):
            name = file.relative_to(html).as_posix()
            if name.startswith("_static/"):
                continue
            page.goto(file.as_uri(), wait_until="load")
            links[file.as_uri()] = page.evaluate(LINKS)
            places[file.as_uri()] = {*page.evaluate(IDS)}
            if name != "404.html" and BASED_ON not in page.locator("body").text_content():
                wrong.append(f"{name}: does not say whose book it is based on")
        page.goto((html / "chapters/padding.html").as_uri())
        if page.evaluate(LINK_COLOR) != "rgb(138, 28, 90)":
            wrong.append(f"links are {page.evaluate(LINK_COLOR)}")
        if page.locator("article h1").inner_text().strip("#\n ") != "5. Rims":
            wrong.append(f"the heading is {page.locator('article h1').inner_text()!r}")
    for source, targets in links.items():
        for target in targets:
            address, place = urldefrag(urljoin(source, target))
            address = address.partition("?")[0]
            if not address.startswith("file:"):
                continue
            if not Path(unquote(address.removeprefix("file://"))).is_file():
                wrong.append(f"{source}: no {target}")
            # A place on slides begins with a slash, what sets an explorer with one of two marks.
            place = re.split("[?&]", unquote(place))[0]
            if place and place[0] != "/" and place not in places.get(address, {place}):
                wrong.append(f"{source}: no place {target}")
    print(f"{len(links)} pages, {sum(map(len, links.values()))} links")
    return wrong


def main() -> int:
    with tempfile.TemporaryDirectory() as kept:
        folder = Path(sys.argv[1] if len(sys.argv) > 1 else kept).resolve() / "mine"
        begin(folder)
        said = make(str(folder))
        made = folder / "_made/_build/html"
        wrong = look(made)
        if "Left out: seeing, vgg16." not in said:
            wrong.append("the build does not say what is left out")
        if not (made / "networks-by-hand.epub").exists():
            wrong.append("there is no e-book")
    print(*wrong, sep="\n")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
