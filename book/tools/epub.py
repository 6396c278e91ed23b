"""Write the built book as an e-book: an EPUB 3 that every reader program opens.

The pages are those of the site, in the order of its table of contents. The same sources give the
same file.
"""

from __future__ import annotations

import os
import re
import subprocess
import uuid
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from tqdm import tqdm

from book import ROOT
from book.model import BOOK
from book.rights import based_on, cited, linked, rights
from book.tools.bundle import TIME, packed
from book.tools.epub_page import Page, Site, ebook_page
from book.words import text

HTML = ROOT / "_build" / "html"
EPUB = ROOT / "_build" / "epub" / f"{BOOK.name}.epub"
PARTS = ROOT / "book" / "tools" / "ebook"
KINDS = {
    ".css": "text/css",
    ".ncx": "application/x-dtbncx+xml",
    ".png": "image/png",
    ".txt": "text/plain",
    ".woff2": "font/woff2",
    ".xhtml": "application/xhtml+xml",
}
PROPERTIES = {"nav.xhtml": "nav", "cover.png": "cover-image"}


class File(NamedTuple):
    """A file of the e-book, as its package lists it."""

    name: str
    content: bytes

    @property
    def id(self) -> str:
        # An id begins with a letter, and some pictures do not.
        return "file-" + re.sub(r"[/.]", "-", self.name)

    @property
    def kind(self) -> str:
        return KINDS[Path(self.name).suffix]

    @property
    def properties(self) -> str:
        has_math = self.name.endswith(".xhtml") and b"<math" in self.content
        return "mathml" if has_math else PROPERTIES.get(self.name, "")


def site_address() -> str | None:
    """Return where the site is: `SITE_URL`, or GitHub Pages, where the repository publishes it."""
    if own := os.environ.get("SITE_URL", ""):
        if not re.fullmatch(r"https?://[^\s?#]+", own):
            raise ValueError(
                "SITE_URL must be the address of the site's start page, such as "
                f"https://example.org/cnn/ or http://192.168.1.5:8000/, got {own!r}"
            )
        return f"{own.rstrip('/')}/"
    found = re.fullmatch(r"https://github\.com/([^/]+)/([^/]+)/?", os.environ.get("REPO_URL", ""))
    if not found:
        return None
    host = f"{found[1].lower()}.github.io"
    return f"https://{host}/" if found[2].lower() == host else f"https://{host}/{found[2]}/"


def modified() -> str:
    """Return when the sources changed last: at the newest commit, where git knows of one."""
    try:
        said = subprocess.run(
            ["git", "log", "-1", "--format=%ct"],
            cwd=ROOT,
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        time = datetime.fromtimestamp(int(said), UTC)
    except (OSError, subprocess.CalledProcessError):
        time = datetime(*TIME, tzinfo=UTC)
    return time.strftime("%Y-%m-%dT%H:%M:%SZ")


def facts() -> dict[str, Any]:
    """Return what the book says of itself."""
    settings = BOOK.config
    return {
        "title": settings["title"],
        "author": settings["author"],
        "language": BOOK.language,
        "identifier": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, BOOK.name)}",
        "modified": modified(),
        "about": cited(),
        "rights": rights(),
        "based_on": based_on(linked),
        "address": site_address(),
    }


def write_epub(html: Path = HTML, target: Path = EPUB) -> Path:
    """Write the site in the folder `html` as an e-book to `target`, and return that."""
    known = facts()
    site = Site([page.address for page in BOOK.pages], known["address"])
    read = {
        name: ebook_page(name, (html / f"{name}.html").read_text(encoding="utf-8"), site)
        for name in tqdm(site.pages, desc="pages", unit="page", leave=False, disable=None)
    }
    known |= {
        "start": read[site.pages[0]],
        "pages": read.values(),
        "parts": {
            caption: [read[page.address] for page in pages] for caption, pages in BOOK.parts.items()
        },
    }
    files = [
        *_front(known),
        *_pages(read.values(), known),
        *_pictures(read.values(), html),
        *_rest(),
    ]
    package = _filled(
        "package.opf",
        **known,
        files=files,
        spine=[file.id for file in files if file.name.endswith(".xhtml")],
    )
    target.parent.mkdir(parents=True, exist_ok=True)
    return packed(
        [
            ("mimetype", b"application/epub+zip"),
            ("META-INF/container.xml", (PARTS / "container.xml").read_bytes()),
            ("EPUB/package.opf", package),
            *((f"EPUB/{file.name}", file.content) for file in files),
        ],
        target,
    )


def _front(known: dict[str, Any]) -> Iterator[File]:
    """Yield what comes before the pages, in the order to read it."""
    for name in ("cover.xhtml", "about.xhtml", "nav.xhtml", "toc.ncx"):
        yield File(name, _filled(name, **known))


def _pages(read: Iterable[Page], known: dict[str, Any]) -> Iterator[File]:
    for page in read:
        up = "../" * page.name.count("/")
        yield File(f"{page.name}.xhtml", _filled("page.xhtml", **known, page=page, up=up))


def _pictures(read: Iterable[Page], html: Path) -> Iterator[File]:
    for name in sorted({name for page in read for name in page.pictures}):
        yield File(f"images/{name}", (html / "_images" / name).read_bytes())


def _rest() -> Iterator[File]:
    """Yield cover, style and font, and the licenses of all."""
    fonts = ROOT / "_static" / "fonts"
    for name, source in (
        ("cover.png", PARTS / "cover.png"),
        ("book.css", PARTS / "book.css"),
        ("fonts/stix-two-math.woff2", fonts / "stix-two-math.woff2"),
        ("fonts/OFL.txt", fonts / "OFL.txt"),
        ("LICENSE.txt", ROOT / "LICENSE"),
        ("LICENSE-TEXT.txt", ROOT / "LICENSE-TEXT"),
    ):
        yield File(name, source.read_bytes())


@cache
def _templates() -> Environment:
    templates = Environment(
        loader=FileSystemLoader(PARTS),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    templates.globals["text"] = text
    return templates


def _filled(template: str, **values: Any) -> bytes:
    return _templates().get_template(template).render(values).encode()


if __name__ == "__main__":
    written = write_epub()
    print(f"{written.relative_to(ROOT)}: {written.stat().st_size:,} bytes")
