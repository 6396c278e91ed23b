"""Under which licenses the book goes, and whose book it is based on: said wherever it goes.

Both stand in CITATION.cff. A book that was made of another one has that as a reference there.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from html import escape
from typing import Any

import yaml

from book import ROOT
from book.model import BOOK
from book.words import text


@cache
def cited() -> dict[str, Any]:
    """Return what CITATION.cff says."""
    return yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))


def licenses() -> str:
    return text("rights.licenses")


def rights() -> str:
    """Return whose the book is, and under which licenses it goes."""
    year, author = BOOK.config["copyright"], BOOK.config["author"]
    return text("ebook.rights", year=year, author=author, licenses=licenses())


def plain(words: str, address: str) -> str:
    """Return words with the address that they lead to, where nothing can be clicked."""
    return f"{words} ({address})" if address else words


def linked(words: str, address: str) -> str:
    """Return words as HTML that leads to an address."""
    return f'<a href="{escape(address)}">{escape(words)}</a>' if address else escape(words)


def based_on(link: Callable[[str, str], str] = plain) -> str:
    """Return which books, and whose, this one was made of and that it was changed, or nothing."""
    return " ".join(
        text(
            "rights.based_on",
            title=link(other["title"], other.get("url", "")),
            version=other["version"],
            author=", ".join(author["name"] for author in other["authors"]),
            license=link(text("ebook.license_name"), text("ebook.license_address")),
        )
        for other in cited().get("references", [])
    )


def foot() -> str:
    """Return what stands at the foot of a page and of the slides, as HTML; the author is there."""
    return " ".join(filter(None, [escape(licenses()), based_on(linked)]))


def imprint() -> str:
    """Return what stands in a book on paper, as HTML."""
    return " ".join(filter(None, [escape(rights()), based_on(linked)]))
