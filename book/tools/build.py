"""Build the book into _build/html, with nothing stale in it and no warning left standing.

jupyter-cache knows a notebook by its code alone, and Sphinx a page by its source file. Both
would keep pages whose numbers an older cnnlib computed, or with the questions of yesterday. So
each cache folder holds a file with a hash of what it was made from; when the hash no longer
fits, the folder goes.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from jupyter_cache import get_cache
from nbformat import NotebookNode

from book import NAME, ROOT
from book.tools.course import write_course
from book.tools.epub import site_address, write_epub
from book.tools.reader import write_notebooks

COMPUTED_WITH = [
    "cnnlib",
    "constraints.txt",
    "chapters/*/quiz.toml",
    "chapters/*/results.json",
]
LOOKS = [
    *("book/model.py", "book/sphinx", "book/words"),
    *("_config.yml", "_toc.yml", "references.bib"),
]
# Every chapter shows the meanings of its terms.
SHOWN_EVERYWHERE = ["chapters/glossary.md"]
CACHES = {
    "_build/.jupyter_cache": COMPUTED_WITH,
    "_build/.doctrees": [*COMPUTED_WITH, *LOOKS, *SHOWN_EVERYWHERE],
}
JUPYTER_BOOK = "from jupyter_book.cli.main import main; main()"
KEY_FILE = "made-from.sha256"


def key(sources: Iterable[str], root: Path = ROOT) -> str:
    """Return one hash over this Python, the repository's address and every source file.

    A source is a file, a folder, or a pattern for several.
    """
    digest = hashlib.sha256(b"%d.%d" % sys.version_info[:2])
    digest.update(os.environ.get("REPO_URL", "").encode())
    for source in sorted(path for name in sources for path in root.glob(name)):
        files = source.rglob("*") if source.is_dir() else [source]
        for file in sorted(files):
            if file.is_file() and file.suffix != ".pyc":
                digest.update(f"\0{file.relative_to(root).as_posix()}\0".encode())
                digest.update(file.read_bytes())
    return digest.hexdigest()


def drop_stale(root: Path = ROOT) -> list[str]:
    """Remove each cache folder made from other sources than today's; return their names."""
    dropped = []
    for name, sources in CACHES.items():
        folder, now = root / name, key(sources, root)
        key_file = folder / KEY_FILE
        if folder.exists() and not (key_file.exists() and key_file.read_text() == now):
            shutil.rmtree(folder)
            dropped.append(name)
        folder.mkdir(parents=True, exist_ok=True)
        key_file.write_text(now)
    return dropped


def build(root: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """Build with every warning an error; the result's stdout holds what Sphinx said."""
    for name in drop_stale(root):
        print(f"{name}: made from other sources, dropped")
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
    """Put the notebooks for a class where the guide links to them."""
    target.mkdir(exist_ok=True)
    for archive in write_course():
        shutil.copy(archive, target)


def offer_epub(html: Path) -> None:
    """Put the e-book where the start page links to it, anew where a page or the maker is newer."""
    target, tools = html / f"{NAME}.epub", Path(__file__).parent
    made_from = [*html.rglob("*.html"), *tools.glob("*.py"), *tools.glob("ebook/*")]
    newest = max(file.stat().st_mtime for file in made_from)
    if not target.exists() or target.stat().st_mtime < newest:
        write_epub(html, target)


def executed(notebook: NotebookNode) -> NotebookNode:
    """Return a notebook with the outputs that the last build found."""
    return get_cache(ROOT / "_build/.jupyter_cache").merge_match_into_notebook(notebook)[1]


def main() -> int:
    print("Executing and building the chapters (a few minutes the first time, then seconds) ...")
    result = build()
    if result.returncode:
        print(result.stdout)
        return result.returncode
    start = ROOT / "_build/html/index.html"
    print(f"\nThe book is ready. Open\n    {start.as_uri()}\nor run `make serve`.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
