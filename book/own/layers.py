"""Lay a folder over this book: what comes out is a whole book, which all tools work in."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

import yaml

from book import ROOT
from book.chapters import read_toml
from book.model import BOOK, GUIDE, PATH, Book, file_name
from book.own import lessons
from book.own.links import Mender
from book.own.settings import FILE, Settings, citation, config, contents
from book.rights import cited
from book.tools.citation import ZENODO, deposit

MADE = "_made"
# Of the book's makers, not of the book.
STAY = {"benchmarks", "findings", "peers", "tests", "CHANGELOG.md", "CONTRIBUTING.md", "Makefile"}
TAKEN = {".binder"}
# Lies in a folder of yours and is not laid.
NOT_LAID = {MADE, FILE}
START = "index.md"
# What a book is read from.
READ = ("_config.yml", "_toc.yml", START, "chapters/", "teaching/")
# It has the title on it.
COVER = "book/tools/ebook/cover.png"
# Where the color of links stands as a value.
COLORED = ("_static/book.css", "book/sphinx/templates/404.html")
COLORS = {"light": "#0f56bf", "dark": "#82b4f7"}
CHOSEN = 'html[data-theme="{name}"] {{\n  --pst-color-primary: {color};\n}}\n'


def files_of(folder: Path, stay: set[str]) -> dict[str, Path]:
    """Return the files that a folder lays, by their paths in it."""
    found = {}
    for top in sorted(folder.iterdir()):
        name = top.name
        if name in stay or (name.startswith((".", "_build")) and name not in TAKEN):
            continue
        for file in sorted(top.rglob("*")) if top.is_dir() else [top]:
            inside = file.relative_to(folder)
            if file.is_file() and not {"__pycache__", ".ipynb_checkpoints"} & {*inside.parts}:
                found[inside.as_posix()] = file
    return found


class Layers:
    """A folder over this book: the files of both, and what follows from book.toml."""

    def __init__(self, folder: Path, settings: Settings) -> None:
        self.settings = settings
        self.made = folder / MADE
        self.own = files_of(folder, NOT_LAID)
        under = files_of(ROOT, STAY)
        out = {page.address for page in BOOK.pages} - self.addresses
        self.left_out = sorted(address for address in out if address.startswith("chapters/"))
        self.under = {
            name: file
            for name, file in under.items()
            if not any(name.startswith((f"{page}.", f"{page}/")) for page in self.left_out)
            and (
                name == f"{GUIDE}.md" or not (name.startswith("teaching/") and name.endswith(".md"))
            )
        }
        if settings.title != BOOK.config["title"]:
            self.under.pop(COVER)
        self.files = self.under | self.own
        self._check()

    @property
    def addresses(self) -> set[str]:
        """The addresses of the book's pages beside start page and guide."""
        return {f"chapters/{name}" for name in self.settings.contents}

    @property
    def notebooks(self) -> list[str]:
        """The notebooks of your own."""
        return [name for name in self.own if name.endswith(".ipynb")]

    def _check(self) -> None:
        for name in self.settings.contents:
            wanted = [f"chapters/{name}.ipynb"]
            if name in self.settings.chapters:
                wanted += [f"chapters/{name}/{each}.toml" for each in ("quiz", "answers", "plan")]
            elif f"chapters/{name}.md" in self.files:
                continue
            if missing := [file for file in wanted if file not in self.files]:
                raise ValueError(
                    f"{FILE}: the page {name!r} needs {', '.join(missing)} in your folder"
                )
        if (words := f"book/words/{self.settings.language}.toml") not in self.files:
            raise ValueError(
                f"{FILE}: language {self.settings.language!r} needs {words} in your folder; "
                "'Add a language' in CONTRIBUTING.md lists what else it needs"
            )

    def titled(self) -> str:
        """Return the title that the book had when it was laid last."""
        return Book(self.made).config["title"] if (self.made / COVER).exists() else ""

    def lay(self, as_they_are: frozenset[str] = frozenset()) -> Mender:
        """Write the book into `made`, these notebooks of yours as they are, for a run."""
        laid = {name: file.read_bytes() for name, file in self.files.items()}
        laid |= {name: content.encode() for name, content in self._said(laid).items()}
        with tempfile.TemporaryDirectory() as folder:
            stage = Path(folder)
            for name, content in laid.items():
                if name.startswith(READ):
                    _write(stage / name, content)
            book = Book(stage)
            mender = Mender(BOOK, book, self.settings.addresses.get("original", ""))
            if PATH not in self.own:
                semester = read_toml(self.files[PATH])["lesson"]
                laid[PATH] = lessons.written(lessons.kept(semester, book)).encode()
        for name, content in laid.items():
            whole = content if name in as_they_are else _mended(name, content, mender)
            _write(self.made / name, whole)
        for name, file in files_of(self.made, set()).items():
            if name not in laid and name != COVER:
                file.unlink()
        return mender

    def _said(self, laid: dict[str, bytes]) -> dict[str, str]:
        """Return the files that follow from the settings."""
        cite = citation(self.settings, cited())
        made = {
            "_config.yml": config(self.settings, BOOK),
            "_toc.yml": contents(self.settings, BOOK),
            "CITATION.cff": cite,
            ZENODO: deposit(yaml.safe_load(cite)),
        }
        if START not in self.own:
            made[START] = self._start(laid[START].decode())
        for name in COLORED:
            made[name] = laid[name].decode()
            for kind, color in self.settings.colors.items():
                made[name] = made[name].replace(COLORS[kind], color)
        for kind, color in self.settings.colors.items():
            made[COLORED[0]] += CHOSEN.format(name=kind, color=color)
        return made

    def _start(self, page: str) -> str:
        """Return our start page with the title of the book and the name of its e-book."""
        before, title = BOOK.config["title"], self.settings.title
        page = page.replace(f"# {before}\n", f"# {title}\n", 1)
        return page.replace(f"{BOOK.name}.epub", f"{file_name(title)}.epub")


def _mended(name: str, content: bytes, mender: Mender) -> bytes:
    page, _, kind = name.rpartition(".")
    if name.endswith("plan.toml") or name == PATH:
        return mender.planned(content.decode()).encode()
    if kind == "md" and (name == START or name.startswith(("chapters/", "teaching/"))):
        return mender.mended(content.decode(), page).encode()
    if kind == "ipynb":
        notebook = json.loads(content)
        for cell in notebook["cells"]:
            if cell["cell_type"] == "markdown":
                source = "".join(cell["source"])
                cell["source"] = mender.mended(source, page).splitlines(keepends=True)
        return (json.dumps(notebook, indent=1, ensure_ascii=False) + "\n").encode()
    return content


def _write(file: Path, content: bytes) -> None:
    """Write a file where it is not there as it should be: what is older is not made anew."""
    if not file.exists() or file.read_bytes() != content:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
