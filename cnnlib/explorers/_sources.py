"""The explorers' own ES modules, joined: an anywidget is handed to the page as one module."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

__all__ = ["joined", "style"]

JS = Path(__file__).parent / "js"
IMPORTED = re.compile(r'^(?:import \{[^}]*\}|export \*) from "(?P<path>[^"]+)";\n', re.MULTILINE)
# Whole lines only; a page has no reader for them.
COMMENT = re.compile(r"^ *(?:/\*\*.*?\*/|//[^\n]*)\n", re.MULTILINE | re.DOTALL)
EXPORTED = re.compile(r"^export (?=async |class |const |function )", re.MULTILINE)


def joined(name: str, **constants: Any) -> str:
    """Return a module and all that it imports as one, each file once and before its users.

    The files share one scope, so no two of them may use the same name at their top. `constants`
    are what Python knows and they need, by the name under which they do.
    """
    files: dict[Path, str] = {}
    _collect(JS / name, files)
    known = (f"const {key} = {json.dumps(value)};\n" for key, value in constants.items())
    return "\n".join((*known, *files.values()))


@cache
def style() -> str:
    """Return the explorers' style sheet."""
    return (JS / "explorer.css").read_text(encoding="utf-8")


def _collect(path: Path, files: dict[Path, str]) -> None:
    if path in files:
        return
    imported, text = _read(path)
    for each in imported:
        _collect(each, files)
    files[path] = text


@cache  # All explorers share most of their modules.
def _read(path: Path) -> tuple[list[Path], str]:
    """Return what a module imports, and the rest of its text."""
    text = path.read_text(encoding="utf-8")
    imported = [(path.parent / found["path"]).resolve() for found in IMPORTED.finditer(text)]
    for pattern in (COMMENT, IMPORTED, EXPORTED):
        text = pattern.sub("", text)
    return imported, text.strip() + "\n"
