"""What a book of your own says of itself, in its book.toml."""

from __future__ import annotations

import copy
import re
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

import yaml

from book.chapters import read_toml
from book.model import GUIDE, Book

FILE = "book.toml"
# Every chapter leads to its terms and its sources.
NEEDED = ("glossary", "references")
COLOR = re.compile(r"#[0-9a-f]{6}", re.IGNORECASE)
PAGE_NAME = re.compile(r"[a-z][a-z0-9-]*")
# The darkest light paper and the lightest dark one that a link stands on, in the theme: stripes of
# tables. WCAG 2 asks for 4.5.
PAPER = {"light": "#f3f4f5", "dark": "#29313d"}
CONTRAST = 4.5


@dataclass(frozen=True)
class Settings:
    """The settings, checked: a wrong one is refused with what would be right."""

    title: str
    author: str
    year: int
    version: str
    language: str
    chapters: list[str]
    pages: list[str]
    abstract: str = ""
    colors: dict[str, str] = field(default_factory=dict)
    addresses: dict[str, str] = field(default_factory=dict)

    @property
    def contents(self) -> list[str]:
        """The names of all pages in chapters/."""
        return [*self.chapters, *self.pages]


def read(folder: Path) -> Settings:
    """Return the settings in a folder's book.toml."""
    given = read_toml(folder / FILE)
    known = {each.name: each.default for each in fields(Settings)}
    if strange := sorted(given.keys() - known):
        raise ValueError(f"{FILE}: unknown {strange}, it takes {sorted(known)}")
    missing = [name for name in ("title", "author", "year", "chapters", "pages", "language",
               "version") if not given.get(name)]  # fmt: skip
    if missing:
        raise ValueError(f"{FILE}: fill in {', '.join(missing)}")
    settings = Settings(**given | {"year": int(given["year"])})
    _check_contents(settings)
    _check_table("colors", settings.colors, ("light", "dark"))
    _check_table("addresses", settings.addresses, ("site", "repository", "original"))
    for name, color in settings.colors.items():
        _check_color(name, color)
    for name, address in settings.addresses.items():
        if address and not address.startswith("https://"):
            raise ValueError(f"{FILE}: addresses.{name} must begin with https://, got {address!r}")
    return settings


def _check_contents(settings: Settings) -> None:
    names = settings.contents
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise ValueError(f"{FILE}: a page stands in chapters or pages once, got {twice} twice")
    if wrong := [name for name in names if not PAGE_NAME.fullmatch(name)]:
        raise ValueError(
            f"{FILE}: a page is named as in 'my-topic', by small letters, digits and hyphens, "
            f"got {wrong}"
        )
    if lacking := [name for name in NEEDED if name not in settings.pages]:
        raise ValueError(f"{FILE}: pages must have {', '.join(lacking)}: the chapters lead there")


def _check_table(name: str, given: dict[str, str], known: tuple[str, ...]) -> None:
    if strange := sorted(given.keys() - {*known}):
        raise ValueError(f"{FILE}: {name} takes {', '.join(known)}, got {', '.join(strange)}")


def _check_color(name: str, color: str) -> None:
    if not COLOR.fullmatch(color):
        raise ValueError(f"{FILE}: colors.{name} must be like '#0f56bf', got {color!r}")
    got = contrast(color, PAPER[name])
    if got < CONTRAST:
        raise ValueError(
            f"{FILE}: colors.{name} must be readable on {PAPER[name]}, with a contrast of "
            f"{CONTRAST} or more, got {color}, which has {got:.1f}"
        )


def contrast(one: str, other: str) -> float:
    """Return how far two colors are apart, by WCAG 2: 1 for equal ones, 21 for black on white."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _luminance(color: str) -> float:
    shares = [int(color[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [
        each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in shares
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def config(settings: Settings, ours: Book) -> str:
    """Return the _config.yml of the book: ours, with what it says of itself."""
    made = {
        **copy.deepcopy(ours.config),
        "title": settings.title,
        "author": settings.author,
        "copyright": str(settings.year),
    }
    made["sphinx"]["config"]["language"] = settings.language
    return _dumped(made)


def contents(settings: Settings, ours: Book) -> str:
    """Return the _toc.yml of the book: its chapters and pages under our captions."""
    first, second, *_, last = ours.contents["parts"]
    made = {
        "format": ours.contents["format"],
        "root": ours.contents["root"],
        "parts": [
            first | {"chapters": _files(settings.chapters)},
            second | {"chapters": _files(settings.pages)},
            last | {"chapters": [{"file": GUIDE}]},
        ],
    }
    return _dumped(made)


def citation(settings: Settings, about: dict[str, Any]) -> str:
    """Return the CITATION.cff of the book: it names the one that it is based on."""
    based_on = {
        "type": "book",
        "title": about["title"],
        "authors": about["authors"],
        "version": about["version"],
        "license": [*about["license"]],
    }
    if settings.addresses.get("original"):
        based_on["url"] = settings.addresses["original"]
    made = {
        **about,
        "title": settings.title,
        "authors": [{"name": settings.author}],
        "version": settings.version,
        "abstract": settings.abstract or about["abstract"],
        "references": [based_on, *about.get("references", [])],
    }
    return _dumped(made)


def _files(names: list[str]) -> list[dict[str, str]]:
    return [{"file": f"chapters/{name}"} for name in names]


def _dumped(made: dict[str, Any]) -> str:
    return yaml.safe_dump(made, allow_unicode=True, sort_keys=False)
