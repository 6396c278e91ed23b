"""A question of the quiz alone: for a class that answers on its own phones and is counted by hands.

Each question of a chapter has an address, ``#quiz-3``, where it stands alone, with the way back and
the way to its slide. There its teacher counts, and the next key says which choice is right.
"""

from __future__ import annotations

import itertools
import os
import re
from typing import Any, NamedTuple
from urllib.parse import urljoin

import segno
from docutils import nodes
from sphinx.application import Sphinx

from book.chapters import Chapter
from book.model import BOOK
from book.words import text
from cnnlib.teaching.quiz import read_questions

QUIZ = re.compile(r'(<div class="explorer" id="quiz">)(.*?</ol>)', re.DOTALL)
LETTERS = "ABCDEFGH"


class Poll(NamedTuple):
    """A question to ask a class: its choices by letter, and where a phone finds it."""

    id: str
    ask: str
    choices: list[dict[str, Any]]
    address: str
    code: str


def polls(chapter: Chapter) -> list[Poll]:
    """Return the questions of a chapter's quiz, each with the code that leads a phone there.

    Only an address that a phone can open has a code: the site's, if the build knows it.
    """
    site = os.environ.get("SITE_URL", "")
    found = []
    for place, question in enumerate(read_questions(chapter.quiz), start=1):
        page = f"{chapter.address}.html#quiz-{place}"
        address = urljoin(site, page) if site else ""
        choices = [
            {**choice, "letter": letter}
            for letter, choice in zip(LETTERS, question["choices"], strict=False)
        ]
        code = qr_code(address) if address else ""
        found.append(Poll(f"quiz-{place}", question["ask"], choices, address, code))
    return found


def qr_code(address: str) -> str:
    """Return the QR code of an address as SVG, black on white whatever lies around it."""
    code = segno.make(address, micro=False)
    return code.svg_inline(omitsize=True, light="#fff", svgclass=None, lineclass=None)


def offer_alone(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Give the questions of a chapter their addresses, and each the ways back and to its slide."""
    chapter = next((each for each in BOOK.chapters if each.address == page), None)
    if chapter is None:
        return
    (quiz,) = (each for each in chapter.sections if each.name == "check-yourself")
    ways = (
        f'<p class="quiz-ways"><a class="quiz-back" href="#{quiz.anchor}">{text("polls.back")}</a> '
        f'<a class="quiz-slide" href="../slides/{chapter.name}.html">{text("polls.title")}</a></p>'
    )

    def named(quiz: re.Match[str]) -> str:
        places = itertools.count(1)
        questions = re.sub("<li>", lambda _: f'<li id="quiz-{next(places)}">', quiz[2])
        return f"{quiz[1]}{ways}{questions}"

    context["body"] = QUIZ.sub(named, context["body"], count=1)


def setup(app: Sphinx) -> dict[str, Any]:
    app.connect("html-page-context", offer_alone)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
