"""What stands around the pages, on slides, in notebooks and in the e-book: a table a language."""

from __future__ import annotations

import json
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from book.model import BOOK


@cache
def table() -> dict[str, dict[str, str]]:
    """Return the texts in the language of the book, by what says them."""
    file = Path(__file__).with_name(f"{BOOK.language}.toml")
    return tomllib.loads(file.read_text(encoding="utf-8"))


def text(name: str, /, **values: Any) -> str:
    """Return a text such as ``slides.notes`` with the values that stand in it."""
    room, _, key = name.partition(".")
    return table()[room][key].format(**values)


def for_script(room: str) -> dict[str, str]:
    """Return the attribute of a script's tag that brings it its texts."""
    return {"data-words": json.dumps(table()[room], ensure_ascii=False)}
