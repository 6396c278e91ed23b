"""Give the cards of the glossary to a real Anki, twice: does a new edition keep what was learned?

    pip install anki            asked: 26.9.3
    python peers/ask_anki.py    after `make course`

Anki read 121 new notes with 242 cards, and of the second edition, whose meanings were changed, 121
updated ones and no new one; the card that had been learned kept its 30 days.
"""

from __future__ import annotations

import sqlite3
import tempfile
import zipfile
from pathlib import Path

from anki.collection import Collection, ImportAnkiPackageOptions, ImportAnkiPackageRequest

DECK = Path(__file__).parents[1] / "_build" / "course" / "glossary.apkg"
INSIDE = "collection.anki2"


def second_edition(target: Path) -> Path:
    """Return a deck whose meanings are others, written a day later."""
    with zipfile.ZipFile(DECK) as deck:
        cards = Path(deck.extract(INSIDE, target))
    with sqlite3.connect(cards) as collection:
        collection.execute("update notes set flds = flds || ' Changed.', mod = mod + 86400")
    collection.close()
    archive = target / "second.apkg"
    with zipfile.ZipFile(archive, "w") as deck:
        deck.write(cards, INSIDE)
        deck.writestr("media", "{}")
    return archive


def imported(collection: Collection, deck: Path) -> None:
    options = ImportAnkiPackageOptions()
    request = ImportAnkiPackageRequest(package_path=str(deck), options=options)
    log = collection.import_anki_package(request).log
    print(
        f"{len(log.new)} new, {len(log.updated)} updated, {len(log.duplicate)} as before;",
        f"{collection.note_count()} notes and {collection.card_count()} cards are there",
    )


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        collection = Collection(str(Path(folder) / "own.anki2"))
        imported(collection, DECK)
        card = collection.get_card(collection.find_cards('"Term:padding"')[0])
        card.ivl, card.reps, card.type, card.queue = 30, 5, 2, 2
        collection.update_card(card)
        imported(collection, DECK)
        imported(collection, second_edition(Path(folder)))
        card = collection.get_card(card.id)
        print(f"{card.ivl} days, {card.note()['Meaning'].rpartition(' ')[2]}")
        collection.close()


if __name__ == "__main__":
    main()
