"""Build a book of your own: your folder over this book.

    python -m book.tools.own FOLDER                   lay, run what is new in yours, and build
    python -m book.tools.own FOLDER paper book        … then use a tool of book.tools in your book
    python -m book.tools.own FOLDER --chapter NAME    write a small chapter to go on from
    python -m book.tools.own FOLDER --lab             open your notebooks in JupyterLab

A folder without a book.toml gets one to fill in. What is made lies in FOLDER/_made.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
from pathlib import Path

from book import ROOT
from book.model import BOOK, PATH
from book.own.layers import COLORS, COVER, MADE, Layers
from book.own.links import Mender
from book.own.settings import FILE, PAGE_NAME, Settings, read
from book.tools.epub import site_address

TEMPLATE = ROOT / "book" / "own" / "template"
OUTDATED = "from book.tools.notebooks import outdated; print(*outdated(), sep='\\n')"
DRAW_COVER = "from book.tools.cover import draw_ebook; draw_ebook()"


def begin(folder: Path) -> Path:
    """Write a book.toml to fill in."""
    (first, second, *_) = BOOK.parts.values()
    values = {
        "year": BOOK.config["copyright"],
        "language": BOOK.language,
        "chapters": _lines(page.name for page in first),
        "pages": _lines(page.name for page in second),
        "original": site_address() or "",
        **COLORS,
    }
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / FILE
    file.write_text((TEMPLATE / FILE).read_text("utf-8").format(**values), encoding="utf-8")
    ignored = folder / ".gitignore"
    if not ignored.exists():
        ignored.write_text(f"{MADE}/\n", encoding="utf-8")
    return file


def begin_chapter(folder: Path, name: str) -> list[Path]:
    """Write a small chapter to go on from."""
    if not PAGE_NAME.fullmatch(name):
        raise ValueError(f"a chapter is named as in 'my-topic', got {name!r}")
    chapters = folder / "chapters"
    if (chapters / f"{name}.ipynb").exists() or name in {page.name for page in BOOK.pages}:
        raise ValueError(f"there is a page {name!r} already")
    written = []
    for source in sorted((TEMPLATE / "chapter").iterdir()):
        inside = f"{name}.ipynb" if source.suffix == ".ipynb" else f"{name}/{source.name}"
        written.append(chapters / inside)
        written[-1].parent.mkdir(parents=True, exist_ok=True)
        content = source.read_text(encoding="utf-8").replace("NAME", name)
        written[-1].write_text(content, encoding="utf-8")
    return written


def _lines(names: object) -> str:
    return "\n".join(f'  "{name}",' for name in names)


class Maker:
    """Runs what belongs to the book in `made`: its own cnnlib, its own tools."""

    def __init__(self, made: Path, settings: Settings) -> None:
        self.made = made
        self.environment = {
            **os.environ,
            "PYTHONPATH": str(made),
            "PYTHONUTF8": "1",
            "REPO_URL": settings.addresses.get("repository", ""),
            "SITE_URL": settings.addresses.get("site", ""),
        }

    def run(self, *command: str, cwd: Path | None = None, **how: object) -> str:
        ended = subprocess.run(
            [sys.executable, *command],
            cwd=cwd or self.made,
            env=self.environment,
            encoding="utf-8",
            **how,
        )
        if ended.returncode:
            raise SystemExit(ended.returncode)
        return ended.stdout or ""

    def asked(self, code: str) -> str:
        return self.run("-c", code, stdout=subprocess.PIPE)


def lay(folder: Path) -> tuple[Layers, Mender, Maker]:
    """Lay the book, seal its answers, and run those notebooks of yours that have changed."""
    settings = read(folder)
    layers = Layers(folder, settings)
    maker = Maker(layers.made, settings)
    before = layers.titled()
    mender = layers.lay()
    if COVER not in layers.files and before != settings.title:
        maker.asked(DRAW_COVER)
    maker.run("-m", "book.tools.answers", stdout=subprocess.DEVNULL)
    stale = {Path(line).relative_to(layers.made.resolve()).as_posix()
             for line in maker.asked(OUTDATED).splitlines()} & {*layers.notebooks}  # fmt: skip
    if stale:
        layers.lay(frozenset(stale))
        maker.run("-m", "book.tools.answers", stdout=subprocess.DEVNULL)
        print(f"Running {', '.join(sorted(stale))} ...", flush=True)
        maker.run("-m", "book.tools.notebooks", *sorted(stale), stdout=subprocess.DEVNULL)
        for name in stale:
            shutil.copy(layers.made / name, folder / name)
        mender = layers.lay()
        maker.run("-m", "book.tools.answers", stdout=subprocess.DEVNULL)
    return layers, mender, maker


def tell(layers: Layers, mender: Mender) -> None:
    """Say what is not in the book, and what a teacher may want to write anew."""
    if layers.left_out:
        names = ", ".join(address.removeprefix("chapters/") for address in layers.left_out)
        where = f"lead to {mender.original}" if mender.original else "are words without a link"
        print(
            f"Left out: {names}. {sum(mender.lost.values())} links and references to them {where}."
        )
        for file in ("index.md", "teaching/guide.md", "teaching/exam.ipynb"):
            if file not in layers.own:
                print(f"  {file} was written with them: read it, and lay your own if you like.")
    added = [
        name for name in layers.settings.chapters if name not in {c.name for c in BOOK.chapters}
    ]
    if added and PATH not in layers.own:
        print(
            f"The lessons of a semester do not have {', '.join(added)}: {PATH} in your folder can."
        )


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__.splitlines()[0], usage=__doc__.split("\n\n")[1].strip()
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--chapter", metavar="NAME")
    parser.add_argument("--lab", action="store_true")
    parser.add_argument("tool", nargs="*")
    options = parser.parse_args()
    folder = options.folder.resolve()
    if folder == ROOT or folder in ROOT.parents:
        parser.error("your book needs a folder of its own, outside of this one")
    try:
        if not (folder / FILE).exists():
            print(f"{begin(folder)} is there to be filled in. Then run this again.")
            return 0
        if options.chapter:
            for file in begin_chapter(folder, options.chapter):
                print(f"{file.relative_to(folder)}: written")
            print(f"Add {options.chapter!r} to chapters in {FILE}, at its place.")
            return 0
        layers, mender, maker = lay(folder)
    except ValueError as wrong:
        print(wrong, file=sys.stderr)
        return 1
    if options.lab:
        maker.run("-m", "jupyterlab", str(folder / "chapters"), cwd=folder)
        return 0
    maker.run("-m", "book.tools.build")
    tell(layers, mender)
    if options.tool:
        maker.run("-m", f"book.tools.{options.tool[0]}", *options.tool[1:])
    return 0


if __name__ == "__main__":
    sys.exit(main())
