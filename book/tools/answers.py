"""Seal the answers of the exercises into cnnlib, where `cnnlib.teaching.check` finds them.

The answers stand beside each chapter in ``chapters/<chapter>.answers.toml``, in the order of its
exercises. A student's copy of a chapter comes without that file.
"""

from __future__ import annotations

import json
import tomllib
from typing import Any

from book import ROOT
from book.tools.contents import chapters
from cnnlib.teaching.checking import SEALED, seal


def numbered() -> dict[str, dict[str, Any]]:
    """Return every exercise's entry by its number: the chapter's place, a dot, its own."""
    entries = {}
    for chapter, page in enumerate(chapters(), start=1):
        file = ROOT / f"{page}.answers.toml"
        exercises = tomllib.loads(file.read_text(encoding="utf-8"))["exercise"]
        for place, entry in enumerate(exercises, start=1):
            entries[f"{chapter}.{place}"] = entry
    return entries


def sealed() -> str:
    """Return the file that cnnlib keeps."""
    entries = {number: seal(number, entry) for number, entry in numbered().items()}
    return json.dumps(entries, indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    SEALED.write_text(sealed(), encoding="utf-8")
    print(f"{SEALED.name}: stored")
