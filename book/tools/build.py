"""Build the book into _build/html from what its notebooks store, with no warning left standing.

Sphinx knows a page by its source file. It would keep pages with yesterday's code of an explorer or
meaning of a term. So the folder of what it has read holds a hash of what else that was made from;
when the hash no longer fits, the folder goes.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

from book import ROOT
from book.model import BOOK
from book.tools.course import write_course
from book.tools.epub import site_address, write_epub
from book.tools.notebooks import outdated
from book.tools.questions import write_questions
from book.tools.reader import write_notebooks

MADE_FROM = ["book", "cnnlib", "_config.yml", "_toc.yml", "CITATION.cff", "references.bib"]
# Every page has the shared style sheet, every chapter the meanings of its terms.
MADE_FROM += ["_static", "chapters/glossary.md"]
JUPYTER_BOOK = "from jupyter_book.cli.main import main; main()"
KEY_FILE = "made-from.sha256"


def key(root: Path = ROOT) -> str:
    """Return one hash over this Python, the addresses and what every page is made from.

    It is the same wherever the files lie.
    """
    digest = hashlib.sha256(b"%d.%d" % sys.version_info[:2])
    for address in ("REPO_URL", "HUB_URL", "SITE_URL"):
        digest.update(f"\0{address}={os.environ.get(address, '')}".encode())
    for source in (root / name for name in MADE_FROM):
        for file in sorted(source.rglob("*") if source.is_dir() else [source]):
            if file.is_file() and file.suffix != ".pyc":
                digest.update(f"\0{file.relative_to(root).as_posix()}\0".encode())
                digest.update(file.read_bytes())
    return digest.hexdigest()


def drop_stale(root: Path = ROOT) -> bool:
    """Remove what Sphinx has read if it was made from other sources; say whether it was."""
    folder, now = root / "_build/.doctrees", key(root)
    key_file = folder / KEY_FILE
    stale = folder.exists() and not (key_file.exists() and key_file.read_text() == now)
    if stale:
        shutil.rmtree(folder)
    folder.mkdir(parents=True, exist_ok=True)
    key_file.write_text(now)
    return stale


def build(root: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """Build with every warning an error; the result's stdout holds what Sphinx said."""
    if drop_stale(root):
        print("What every page is made from has changed: all are read again.")
    result = subprocess.run(
        [sys.executable, "-c", JUPYTER_BOOK, "build", ".", "-W", "-n", "--keep-going"],
        cwd=root,
        # Windows would read and write in a code page of its own.
        env={**os.environ, "PYTHONUTF8": "1", "SITE_URL": site_address() or ""},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
    )
    if result.returncode:
        # Sphinx keeps quiet about pages that it has read before: next time it must read them again.
        shutil.rmtree(root / "_build/.doctrees")
    else:
        offer_course(root / "_build/html/course")
        offer_epub(root / "_build/html")
        write_notebooks(root / "_build/html/_sources")
    return result


def offer_course(target: Path) -> None:
    """Put the files for a class where the guide links to them."""
    target.mkdir(exist_ok=True)
    for file in [*write_course(), *write_questions()]:
        shutil.copy(file, target)


def offer_epub(html: Path) -> None:
    """Put the e-book where the start page links to it, anew where a page or the maker is newer."""
    target, tools = html / f"{BOOK.name}.epub", Path(__file__).parent
    made_from = [*html.rglob("*.html"), *tools.glob("*.py"), *tools.glob("ebook/*")]
    newest = max(file.stat().st_mtime for file in made_from)
    if not target.exists() or target.stat().st_mtime < newest:
        write_epub(html, target)


def main() -> int:
    for notebook in outdated():
        print(
            f"{notebook.relative_to(ROOT)} has changed since its outputs were stored, and its page "
            "shows those: `make notebooks` makes them anew."
        )
    print("Building the chapters (half a minute the first time, then seconds) ...")
    result = build()
    if result.returncode:
        print(result.stdout)
        return result.returncode
    start = ROOT / "_build/html/index.html"
    print(f"\nThe book is ready. Open\n    {start.as_uri()}\nor run `make serve`.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
