"""The glossary as cards for Anki: the meaning of a term, and the English word for a Chinese one.

A card is known by its term, so that a new edition changes what it says and keeps what was learned.
"""

from __future__ import annotations

import re
from html import escape
from pathlib import Path

import genanki
from docutils.nodes import make_id

from book.model import BOOK
from book.questions.rich import xhtml
from book.sphinx.terms import ENTRY, GLOSSARY
from book.words import text

TERM = re.compile(r"^(?P<term>\S.*)\n {2}(?P<says>.+(?:\n {2}.+)*)$", re.MULTILINE)
# Any two numbers that stay: Anki knows deck and kind of note by them.
DECK, NOTE = 1_764_540_001, 1_764_540_002
STYLE = ".card { font: 20px/1.5 sans-serif; text-align: center; } .said { font-weight: bold; }"


class Note(genanki.Note):
    """A note that Anki knows again by its first field alone, whatever the others say."""

    @property
    def guid(self) -> str:
        return genanki.guid_for("cnn-arithmetic", self.fields[0])


def glossary(root: Path) -> list[tuple[str, str, str]]:
    """Return the glossary's entries: the term, its Chinese word, its meaning as HTML."""
    page = (root / f"{GLOSSARY}.md").read_text(encoding="utf-8")
    found = []
    for entry in TERM.finditer(page.partition(":::{glossary}\n")[2]):
        chinese, meaning = ENTRY.fullmatch(entry["says"].replace("\n  ", "\n")).groups()
        found.append((entry["term"], chinese, xhtml(meaning)))
    return found


def write_deck(target: Path) -> Path:
    """Write the deck to `target`: the same glossary gives the same notes."""
    kind = genanki.Model(
        NOTE,
        "cnn-arithmetic",
        fields=[{"name": name} for name in ("Key", "Term", "Chinese", "Meaning")],
        templates=[_card("Meaning", "Term", "Meaning"), _card("Term", "Chinese", "Term")],
        css=STYLE,
    )
    deck = genanki.Deck(DECK, text("questions.deck", title=BOOK.config["title"]))
    for term, chinese, meaning in glossary(BOOK.root):
        deck.add_note(Note(kind, [make_id(term), escape(term), escape(chinese), meaning]))
    genanki.Package(deck).write_to_file(target)
    return target


def _card(name: str, asks: str, answers: str) -> dict[str, str]:
    question = f'<p class="said">{{{{{asks}}}}}</p>'
    return {
        "name": name,
        "qfmt": question,
        "afmt": f"{question}<hr id=answer><div>{{{{{answers}}}}}</div>",
    }
