"""What leads to a page that a book of your own leaves out leads to the book it is based on.

Where that has no address, the words stay without a link. A reference to a figure, a formula or an
exercise keeps the number that it has there, and says that it is there.
"""

from __future__ import annotations

import posixpath
import re
from collections import Counter

from book.model import REFERENCE, Book, plan_page
from book.words import text

LINK = re.compile(r"(?<!!)\[(?P<words>[^\]]+)\]\((?P<target>[^)\s]+)\)")
HTML_LINK = re.compile(r'<a href="(?P<target>[^"]+)">(?P<words>[^<]+)</a>')
ROLE = re.compile(r"\{(?P<kind>eq|numref)\}`(?:(?P<words>[^`<]+) <)?(?P<label>[^`>]+)>?`")
EXPLORER = re.compile(r'^explorer = "(?P<page>[\w-]+)\.html.*"\n', re.MULTILINE)
ENDING = re.compile(r"\.(?:ipynb|md|html)$")


class Mender:
    """Mends the text of pages and plans; `lost` counts what it found, by the page that is out."""

    def __init__(self, ours: Book, made: Book, original: str) -> None:
        self.title = ours.config["title"]
        self.original = original.rstrip("/") + "/" if original else ""
        kept = {page.address for page in made.pages}
        kept |= {plan_page(chapter.name) for chapter in made.chapters}
        theirs = {page.address for page in ours.pages}
        theirs |= {plan_page(chapter.name) for chapter in ours.chapters}
        self.out = theirs - kept
        self.numbers = {
            label: number for label, number in ours.numbers.items() if label not in made.numbers
        }
        self.exercises = {
            name: each.title for name, each in ours.exercises.items() if name not in made.exercises
        }
        self.lost: Counter[str] = Counter()

    def mended(self, source: str, page: str) -> str:
        """Return the Markdown of a page so that nothing in it leads to what is out."""
        folder = posixpath.dirname(page)
        source = LINK.sub(lambda found: self._link(found, folder, "[{}]({})"), source)
        source = HTML_LINK.sub(
            lambda found: self._link(found, folder, '<a href="{1}">{0}</a>'), source
        )
        return ROLE.sub(self._role, source)

    def planned(self, plan: str) -> str:
        """Return a plan, or the lessons of a semester, with what it names of other chapters."""
        plan = EXPLORER.sub(
            lambda found: "" if f"chapters/{found['page']}" in self.out else found[0], plan
        )
        return REFERENCE.sub(
            lambda found: (
                text("own.exercise", title=self.exercises[found[1]])
                if found[1] in self.exercises
                else found[0]
            ),
            plan,
        )

    def _link(self, found: re.Match[str], folder: str, form: str) -> str:
        target, sign, place = found["target"].partition("#")
        address = ENDING.sub("", posixpath.normpath(posixpath.join(folder, target)))
        if not ENDING.search(target) or address not in self.out:
            return found[0]
        self.lost[address] += 1
        if not self.original:
            return found["words"]
        return form.format(found["words"], f"{self.original}{address}.html{sign}{place}")

    def _role(self, found: re.Match[str]) -> str:
        number = self.numbers.get(found["label"])
        if number is None:
            return found[0]
        self.lost[found["label"]] += 1
        if found["words"]:
            words = found["words"].format(number=number)
        elif found["kind"] == "eq":
            words = f"({number})"
        else:
            kind = "exercise" if found["label"].startswith("exercise-") else "figure"
            words = text(f"notebook.{kind}", number=number)
        title = f"[{self.title}]({self.original})" if self.original else f"*{self.title}*"
        return text("own.of_the_other", words=words, title=title)
