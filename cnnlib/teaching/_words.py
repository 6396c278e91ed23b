"""What is said to a reader, in the language in which the answers are sealed."""

from __future__ import annotations

import json
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

SEALED = Path(__file__).with_name("answers.json")
WORDS = Path(__file__).with_name("words")


@cache
def sealed() -> dict[str, Any]:
    """Return what `make answers` keeps here: the language, and the exercises by their names."""
    return json.loads(SEALED.read_text(encoding="utf-8"))


def text(name: str, /, **values: Any) -> str:
    """Return a text such as ``check.right`` with the values that stand in it."""
    room, _, key = name.partition(".")
    return _table(sealed()["language"])[room][key].format(**values)


@cache
def _table(language: str) -> dict[str, dict[str, str]]:
    return tomllib.loads((WORDS / f"{language}.toml").read_text(encoding="utf-8"))
