"""What the book holds, in the order of its table of contents."""

from __future__ import annotations

from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parent.parent
# Of the files that hold the book as a whole.
NAME = "the-arithmetic-of-cnns"


def _parts() -> tuple[str, list[list[str]]]:
    toc = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
    return toc["root"], [[page["file"] for page in part["chapters"]] for part in toc["parts"]]


def pages() -> list[str]:
    """Return every page of the book, the start page first."""
    root, parts = _parts()
    return [root, *(page for part in parts for page in part)]


def chapters() -> list[str]:
    """Return the numbered chapters: the first part."""
    return _parts()[1][0]
