"""What lets the site be read without a connection: names made of contents, and a service worker.

A page names each file that it needs by what is in it, so that none ever runs with a script of
another edition: a stamp, ``?v=`` and a hash, stands behind the name unless the name is itself such
a hash. The service worker knows all pages of this edition by their hashes and keeps what a reader
has opened, or the whole book; see `offline/worker.js`.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import re
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

from book.model import BOOK
from book.widget_code import SOURCES, minified
from book.words import table, text

OFFLINE = Path(__file__).parent / "offline"
KEEP, PANEL, WORKER = "keep.js", "offline.js", "sw.js"
MANIFEST = "manifest.webmanifest"
# The logo on paper of its own stands out from the light and from the dark; one that is cut to the
# shape of the device has room around it.
PAPER = "#fbfaf7"
ICONS = [
    ("logo-192.png", "192x192", "any"),
    ("logo-512.png", "512x512", "any"),
    ("logo-maskable-512.png", "512x512", "maskable"),
]
# What an explorer's host asks for, by the names that stand on the page.
PART = re.compile(r'"(?:code|state)": "(\w{12})"')
NAMED = re.compile(r'"([^"\s?#:\\]+\.(?:css|js|mjs|png|svg|jpg|webp|woff2))(?:\?v=\w+)?"')
BY_CONTENT = re.compile(r"(?:^|/)(?:_images/[0-9a-f]{64}|_static/widgets/[0-9a-f]{12})\.\w+$")
LENGTH = 8
# What lies there has its own way to a reader.
NO_PAGES = {"_static", "_sources", "course"}
NOT_FOUND = "404.html"


class Edition:
    """The pages of a built site, each with its hash and the files that it needs."""

    def __init__(self, html: Path) -> None:
        self.html = html
        # What has its stamp already, with what it needs itself.
        self._known: dict[Path, set[str]] = {}
        self._stamps: dict[Path, str] = {}
        self.pages: dict[str, tuple[str, list[str]]] = {}
        # A site in a folder of this one, such as one in another language, has a worker of its own.
        others = {worker.parent for worker in html.glob(f"*/**/{WORKER}")}
        for page in sorted(html.rglob("*.html")):
            name = page.relative_to(html).as_posix()
            if (
                name != NOT_FOUND
                and NO_PAGES.isdisjoint(page.relative_to(html).parts)
                and others.isdisjoint(page.parents)
            ):
                needs = self._stamp(page)
                self.pages[name] = (_hash(page.read_bytes()), sorted(needs))

    @property
    def files(self) -> list[str]:
        """The files that pages need, as these name them."""
        return sorted({file for _, needs in self.pages.values() for file in needs})

    @property
    def bytes(self) -> int:
        """What all of it takes in a browser, where pages are kept packed."""
        pages = sum(len(gzip.compress((self.html / name).read_bytes())) for name in self.pages)
        files = (self.html / file.partition("?")[0] for file in self.files)
        return pages + sum(file.stat().st_size for file in files)

    def listed(self) -> dict[str, Any]:
        """Return what the worker is told: files once, and for each page the places of its own."""
        place = {file: at for at, file in enumerate(self.files)}
        pages = {
            name: [hash_, [place[file] for file in needs]]
            for name, (hash_, needs) in self.pages.items()
        }
        return {"bytes": self.bytes, "files": self.files, "pages": pages}

    def _stamp(self, file: Path) -> set[str]:
        """Stamp the names in a page or a style sheet; return the files that it needs."""
        before = file.read_text(encoding="utf-8")
        needs: set[str] = set()
        after = NAMED.sub(lambda found: self._named(file, found, needs), before)
        if after != before:
            times = file.stat()
            file.write_text(after, encoding="utf-8", newline="")
            # What is made from this file need not be made anew.
            os.utime(file, ns=(times.st_atime_ns, times.st_mtime_ns))
        for part in PART.findall(after):
            needs.add(f"_static/widgets/{part}.js")
        return needs

    def _named(self, file: Path, found: re.Match[str], needs: set[str]) -> str:
        """Return a name as it shall stand, and add what it leads to."""
        target = Path(os.path.normpath(file.parent / found[1]))
        if not (target.is_relative_to(self.html) and target.is_file()):
            return found[0]
        if target not in self._known:
            inside = self._stamp(target) if target.suffix == ".css" else set()
            name, stamp = target.relative_to(self.html).as_posix(), ""
            if not BY_CONTENT.search(name):
                stamp = f"?v={_hash(target.read_bytes())}"
            self._known[target] = {f"{name}{stamp}", *inside}
            self._stamps[target] = stamp
        needs |= self._known[target]
        return f'"{found[1]}{self._stamps[target]}"'


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:LENGTH]


def manifest() -> dict[str, Any]:
    """Return what a device is told that takes the site for a program of its own."""
    icons = [
        {"src": f"_static/icons/{name}", "type": "image/png", "sizes": size, "purpose": purpose}
        for name, size, purpose in ICONS
    ]
    return {
        "name": BOOK.config["title"],
        "short_name": text("offline.short_name"),
        "description": text("offline.description"),
        "lang": BOOK.language,
        "start_url": "index.html",
        "scope": "./",
        "display": "standalone",
        # Where there is one with a way back and the address, which has an explorer's settings.
        "display_override": ["minimal-ui"],
        "background_color": PAPER,
        "theme_color": PAPER,
        "icons": icons,
    }


def write_scripts(app: Sphinx, failed: Exception | None) -> None:
    """Write what runs on the pages: what all have, and the box that says what is kept."""
    if failed or app.builder.name != "html":
        return
    static = Path(app.outdir) / "_static"
    write(static / KEEP, code(KEEP))
    write(static / PANEL, code(PANEL, offlineWords=table()["offline_box"]))


def code(name: str, **given: Any) -> str:
    """Return a script, made short, after what it is given."""
    lines = [
        f"const {each} = {json.dumps(said, ensure_ascii=False)};" for each, said in given.items()
    ]
    lines.append((OFFLINE / name).read_text(encoding="utf-8"))
    return minified("\n".join(lines), SOURCES["_esm"])


def write_edition(html: Path) -> None:
    """Stamp the names on all pages, and write the worker that knows this edition."""
    write(html / WORKER, code(WORKER, EDITION=Edition(html).listed()))


def write(file: Path, content: str) -> None:
    """Write a file the same on every system: its bytes are its name."""
    file.write_text(content, encoding="utf-8", newline="\n")


def finish(app: Sphinx, failed: Exception | None) -> None:
    if failed or app.builder.name != "html":
        return
    html = Path(app.outdir)
    write(html / MANIFEST, json.dumps(manifest(), ensure_ascii=False, indent=1))
    write_edition(html)


def begin(app: Sphinx) -> None:
    if app.builder.name == "html":
        app.add_js_file(KEEP)


def setup(app: Sphinx) -> dict[str, Any]:
    app.connect("builder-inited", begin)
    # Before all scripts become one.
    app.connect("build-finished", write_scripts)
    # After all that write pages, slides and the search's index.
    app.connect("build-finished", finish, priority=900)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
