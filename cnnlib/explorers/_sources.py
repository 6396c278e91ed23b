"""The explorers' own ES modules, joined: an anywidget is handed to the page as one module.

Each file becomes a constant, what a function that holds the file returns, so that its names are its
own. An import takes names out of that constant. This is a small part of what a bundler does, done
here because cnnlib needs no Node, and the files may use no other forms than these:
`import { a, b as c } from "./file.js"`, `export * from "./file.js"`, and `export` before a `const`,
`class` or `function`, or before the one `default`.

Words are imported from `text/en`; where the language is another one, they come from its folder.
"""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from cnnlib.explorers.words import LANGUAGE

__all__ = ["joined", "style"]

JS = Path(__file__).parent / "js"
IMPORT = re.compile(r'^import (?P<names>\{[^}]*\}) from "(?P<path>[^"]+)";\n', re.MULTILINE)
DOOR = re.compile(r'^export \* from "(?P<path>[^"]+)";\n', re.MULTILINE)
EXPORT = re.compile(
    r"^export (?=(?:async )?(?:const|class|function\*?) (?P<name>\w+))", re.MULTILINE
)
DEFAULT = re.compile(r"^export default ", re.MULTILINE)
# Whole lines only; a page has no reader for them.
COMMENT = re.compile(r"^ *(?:/\*\*.*?\*/|//[^\n]*)\n", re.MULTILINE | re.DOTALL)


class Module(NamedTuple):
    """A file as a constant: what it reads, what it offers, and its text."""

    imported: list[Path]
    names: list[str]
    text: str


def joined(name: str, **constants: Any) -> str:
    """Return a module and all that it imports as one, each file once and before its users.

    `constants` are what Python knows and the files need, by the name under which they do.
    """
    entry = (JS / name).resolve()
    modules: dict[Path, Module] = {}
    _collect(entry, modules)
    known = (f"const {key} = {json.dumps(value)};\n" for key, value in constants.items())
    offered = [each for each in modules[entry].names if each != "default"]
    ends = [f"export const {{ {', '.join(offered)} }} = {_constant(entry)};\n"] if offered else []
    if "default" in modules[entry].names:
        ends.append(f"export default {_constant(entry)}.default;\n")
    return "\n".join((*known, *(module.text for module in modules.values()), *ends))


def style(name: str) -> str:
    """Return the style sheets that lie beside a module and all that it imports.

    A page may hold several of these texts, in any order: where a rule of an explorer outweighs one
    of a file below, its selector must do it.
    """
    modules: dict[Path, Module] = {}
    _collect((JS / name).resolve(), modules)
    sheets = [path.with_suffix(".css") for path in modules]
    return "\n".join(sheet.read_text(encoding="utf-8") for sheet in sheets if sheet.exists())


def _collect(path: Path, modules: dict[Path, Module]) -> None:
    if path in modules:
        return
    module = _read(path)
    for each in module.imported:
        _collect(each, modules)
    modules[path] = module


@cache  # All explorers share most of their modules.
def _read(path: Path) -> Module:
    """Return a file as a function that is called at once."""
    text = path.read_text(encoding="utf-8")

    def beside(found: re.Match[str]) -> Path:
        other = found["path"].replace("/text/en/", f"/text/{LANGUAGE}/")
        return (path.parent / other).resolve()

    def taken(found: re.Match[str]) -> str:
        return f"const {found['names'].replace(' as ', ': ')} = {_constant(beside(found))};\n"

    doors = list(map(beside, DOOR.finditer(text)))
    imported = [*map(beside, IMPORT.finditer(text)), *doors]
    own = [found["name"] for found in EXPORT.finditer(text)]
    own += ["default"] * len(DEFAULT.findall(text))
    for pattern, change in (
        *((COMMENT, ""), (DOOR, ""), (IMPORT, taken), (EXPORT, "")),
        (DEFAULT, "const $default = "),
    ):
        text = pattern.sub(change, text)
    returned = [f"...{_constant(door)}" for door in doors]
    returned += ["default: $default" if name == "default" else name for name in own]
    text = (
        f"const {_constant(path)} = (() => {{\n{text.strip()}\n"
        f"return {{ {', '.join(returned)} }};\n}})();\n"
    )
    return Module(imported, [*(name for door in doors for name in _read(door).names), *own], text)


def _constant(path: Path) -> str:
    """Return the name of a file's constant: $arithmetic_checks for arithmetic/checks.js."""
    return "$" + re.sub(r"\W", "_", path.relative_to(JS.resolve()).with_suffix("").as_posix())
