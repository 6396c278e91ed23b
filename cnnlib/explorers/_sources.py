"""The explorers' own ES modules, joined: an anywidget is handed to the page as one module.

Each file becomes a constant, what a function that holds the file returns, so that its names are its
own: an array, since a place in it is shorter on a page than a name. An import takes names out of
that constant. A function around all makes every name one that a minifier may shorten. This is a
small part of what a bundler does, done here because cnnlib needs no Node, and the files may use no
other forms than these:
`import { a, b as c } from "./file.js"`, `export * from "./file.js"`, and `export` before a `const`,
`class` or `function`, or before the one `default`.

Words are imported from `text/en`; where the language is another one, they come from its folder.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from cnnlib.explorers.words import LANGUAGE

__all__ = ["Late", "joined", "style"]

JS = Path(__file__).parent / "js"
IMPORT = re.compile(r'^import (?P<names>\{[^}]*\}) from "(?P<path>[^"]+)";\n', re.MULTILINE)
DOOR = re.compile(r'^export \* from "(?P<path>[^"]+)";\n', re.MULTILINE)
NAMED = r"(?:async )?(?:const|class|function\*?) (?P<name>\w+)"
EXPORT = re.compile(rf"^export (?={NAMED})", re.MULTILINE)
DEFAULT = re.compile(r"^export default ", re.MULTILINE)
# Whole lines of comment, and what lines begin with: a page has no reader for them.
COMMENT = re.compile(r"^ *(?:/\*\*.*?\*/|//[^\n]*)\n|^ +", re.MULTILINE | re.DOTALL)


class Late:
    """A module that is joined when it is first asked for: an import need not wait for it.

    It is set when the class of its explorer is made, since anywidget then reads what that holds.
    """

    def __init__(self, make: Callable[[], str]) -> None:
        self.make = cache(make)

    def __get__(self, explorer: Any, kind: type) -> str:
        """Return the module, of an explorer or of its class."""
        return self.make()


def joined(name: str, **constants: Any) -> str:
    """Return a module and all that it imports as one, each file once and before its users.

    `constants` are what Python knows and the files need, by the name under which they do.
    """
    entry = (JS / name).resolve()
    known = (f"const {key} = {json.dumps(value)};\n" for key, value in constants.items())
    end = f"return {_constant(entry)}[{_offered(entry).index('$default')}];\n}})();\n"
    return "\n".join(("export default (() => {", *known, *_files(entry, {}).values(), end))


def style(name: str) -> str:
    """Return the style sheets that lie beside a module and all that it imports.

    A page may hold several of these texts, in any order: where a rule of an explorer outweighs one
    of a file below, its selector must do it.
    """
    sheets = [path.with_suffix(".css") for path in _files((JS / name).resolve(), {})]
    return "\n".join(sheet.read_text(encoding="utf-8") for sheet in sheets if sheet.exists())


def _files(path: Path, found: dict[Path, str]) -> dict[Path, str]:
    """Add a module to those that are found, behind all that it imports."""
    if path not in found:
        imported, text = _read(path)
        for each in imported:
            _files(each, found)
        found[path] = text
    return found


@cache  # All explorers share most of their modules.
def _read(path: Path) -> tuple[list[Path], str]:
    """Return what a module imports, and its text as a function that is called at once."""
    text = _text(path)

    def taken(found: re.Match[str]) -> str:
        other = _beside(path, found)
        own = dict(re.findall(r"(\w+)(?: as (\w+))?", found["names"]))
        places = [own[name] or name if name in own else "" for name in _offered(other)]
        return f"const [{', '.join(places).rstrip(', ')}] = {_constant(other)};\n"

    doors = [_beside(path, found) for found in DOOR.finditer(text)]
    imported = [*(_beside(path, found) for found in IMPORT.finditer(text)), *doors]
    behind = sum(len(_offered(door)) for door in doors)
    offered = [*(f"...{_constant(door)}" for door in doors), *_offered(path)[behind:]]
    text = DEFAULT.sub("const $default = ", EXPORT.sub("", IMPORT.sub(taken, DOOR.sub("", text))))
    start = f"const {_constant(path)} = (() => {{\n{text.strip()}\n"
    return imported, f"{start}return [{', '.join(offered)}];\n}})();\n"


@cache
def _offered(path: Path) -> list[str]:
    """Return what a module exports: first what stands behind its doors."""
    text = _text(path)
    names = [name for door in DOOR.finditer(text) for name in _offered(_beside(path, door))]
    names += [found["name"] for found in EXPORT.finditer(text)]
    return names + ["$default"] * len(DEFAULT.findall(text))


def _text(path: Path) -> str:
    return COMMENT.sub("", path.read_text(encoding="utf-8"))


def _beside(path: Path, found: re.Match[str]) -> Path:
    """Return which file a module means, in the language of the reader."""
    other = found["path"].replace("/text/en/", f"/text/{LANGUAGE}/")
    return (path.parent / other).resolve()


def _constant(path: Path) -> str:
    """Return the name of a file's constant: $arithmetic_checks for arithmetic/checks.js."""
    return "$" + re.sub(r"\W", "_", path.relative_to(JS.resolve()).with_suffix("").as_posix())
