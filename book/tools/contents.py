"""What the book holds, in the order of its table of contents."""

from __future__ import annotations

from typing import Any

import yaml

from book import ROOT

# Of the files that hold the book as a whole.
NAME = "the-arithmetic-of-cnns"


def config() -> dict[str, Any]:
    """Return the settings of the book: its title, its author."""
    return yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))


def _toc() -> dict[str, Any]:
    return yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))


def parts() -> dict[str, list[str]]:
    """Return the pages of each part by its caption."""
    return {
        part["caption"]: [page["file"] for page in part["chapters"]] for part in _toc()["parts"]
    }


def pages() -> list[str]:
    """Return every page of the book, the start page first."""
    return [_toc()["root"], *(page for part in parts().values() for page in part)]


def chapters() -> list[str]:
    """Return the numbered chapters: the first part."""
    return next(iter(parts().values()))
