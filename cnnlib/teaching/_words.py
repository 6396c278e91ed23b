"""What is said to a reader: texts with names, a table a language."""

from __future__ import annotations

import json
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from cnnlib._language import LANGUAGE, SEALED

WORDS = Path(__file__).with_name("words")


@cache
def sealed() -> dict[str, dict[str, Any]]:
    """Return what `make answers` keeps of the exercises, by their names."""
    return json.loads(SEALED.read_text(encoding="utf-8"))["exercises"]


def text(name: str, /, **values: Any) -> str:
    """Return a text such as ``check.right`` with the values that stand in it."""
    room, _, key = name.partition(".")
    return _table(LANGUAGE)[room][key].format(**values)


@cache
def _table(language: str) -> dict[str, dict[str, str]]:
    return tomllib.loads((WORDS / f"{language}.toml").read_text(encoding="utf-8"))
