"""Write the questions of the book for programs that keep grades, and its glossary for Anki.

python -m book.tools.questions          _build/course/questions.zip and glossary.apkg
"""

from __future__ import annotations

from pathlib import Path

from book import ROOT
from book.model import BOOK
from book.questions.anki import write_deck
from book.questions.cartridge import canvas, cartridge
from book.questions.collected import categories
from book.questions.gift import gift
from book.questions.moodle import moodle_xml
from book.questions.qti21 import package
from book.tools.bundle import packed, zipped
from book.tools.course import COURSE
from book.words import text


def write_questions(target: Path = COURSE) -> list[Path]:
    """Write a file for each format, all in one zip, and the deck beside it; return both."""
    folder = target / "questions"
    folder.mkdir(parents=True, exist_ok=True)
    every, title = categories(), BOOK.config["title"]
    (folder / "README.md").write_text(text("readme.questions"), encoding="utf-8")
    (folder / "moodle.xml").write_bytes(moodle_xml(every))
    (folder / "questions.gift.txt").write_text(gift(every), encoding="utf-8")
    packed(package(every), folder / "qti21.zip")
    packed(canvas(every), folder / "canvas-qti12.zip")
    packed(cartridge(every, title, BOOK.language), folder / "cartridge.imscc")
    return [
        zipped(folder, target / "questions.zip", "cnn-questions"),
        write_deck(target / "glossary.apkg"),
    ]


if __name__ == "__main__":
    for file in write_questions():
        print(f"{file.relative_to(ROOT)}: {file.stat().st_size:,} bytes")
