"""What the book's pages show in PyTorch and in PaddlePaddle, run in both.

    python peers/tabs.py                 compare what each prints with what stands on the page
    python peers/tabs.py --write         and write what it prints onto the page
    python peers/tabs.py pooling         of the pages with this in their name

A tab of a page has a program and, in the block below it, what that program prints. Each program
begins anew: nothing of another one is left.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

CHAPTERS = Path(__file__).parents[1] / "chapters"
TAB = re.compile(
    r":::\{tab-item\} (?P<framework>[^\n]+)\n:sync: \w+\n"
    r"```python\n(?P<program>.*?)```\n```text\n(?P<printed>.*?)```\n:::",
    re.DOTALL,
)


class Tab(NamedTuple):
    """A tab of a page: its framework, its program, and what stands there as printed."""

    page: str
    cell: str
    framework: str
    program: str
    printed: str


def tabs_of(page: Path) -> Iterator[Tab]:
    """Find the tabs of a page."""
    for cell in json.loads(page.read_text(encoding="utf-8"))["cells"]:
        for found in TAB.finditer("".join(cell["source"])):
            yield Tab(page.stem, cell["id"], *found.groups())


def run(program: str) -> str:
    """Run a program and return what it prints."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out), names_from_zero(program):
        exec(compile(program, "<tab>", "exec"), {"__name__": "__main__"})
    return out.getvalue()


def names_from_zero(program: str) -> contextlib.AbstractContextManager[Any]:
    """Let PaddlePaddle name layers as it does in a new process; it counts them."""
    if "paddle" not in program:
        return contextlib.nullcontext()
    from paddle.utils import unique_name

    return unique_name.guard()


def differences(pages: str = "") -> list[str]:
    """Return what prints something else than its page says."""
    found = []
    for page in _pages(pages):
        for tab in tabs_of(page):
            if (printed := run(tab.program)) != tab.printed:
                where = f"{tab.page} · {tab.cell} · {tab.framework}"
                found.append(f"{where} prints\n{printed}and its page says\n{tab.printed}")
    return found


def write(pages: str = "") -> None:
    """Write under each program what it prints."""
    for page in _pages(pages):
        notebook: dict[str, Any] = json.loads(page.read_text(encoding="utf-8"))
        for cell in notebook["cells"]:
            source = "".join(cell["source"])
            renewed = TAB.sub(_with_print, source)
            if renewed != source:
                cell["source"] = renewed.splitlines(keepends=True)
        text = json.dumps(notebook, indent=1, ensure_ascii=False, sort_keys=True)
        page.write_text(f"{text}\n", encoding="utf-8")


def _with_print(tab: re.Match[str]) -> str:
    start, end = (place - tab.start() for place in tab.span("printed"))
    return tab[0][:start] + run(tab["program"]) + tab[0][end:]


def _pages(name: str) -> list[Path]:
    return sorted(page for page in CHAPTERS.glob("*.ipynb") if name in page.stem)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("pages", nargs="?", default="", help="a part of their names")
    parser.add_argument("--write", action="store_true", help="write what the programs print")
    options = parser.parse_args()
    if options.write:
        write(options.pages)
    found = differences(options.pages)
    print("\n".join([*found, f"{len(found)} tabs print something else than their page says"]))
    raise SystemExit(bool(found))
