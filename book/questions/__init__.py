"""A question as every program that keeps grades can take it, and where the book has them.

Each question has one answer. An exercise that asks for several numbers becomes a question for each
of them, since most programs have no question of several; a question of the exam stays whole, as it
is marked by hand. Text is XHTML, formulas are MathML.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal


@dataclass(frozen=True)
class Question:
    """What all kinds have: a name that stays, a title, and what is asked with its pictures.

    Programs know the question again by its name, so it comes from names in the book, never from
    words or places that a new edition may change.
    """

    name: str
    title: str
    ask: str
    points: int = field(default=1, kw_only=True)
    pictures: dict[str, bytes] = field(default_factory=dict, kw_only=True)

    def asked(self, address: Callable[[str], str]) -> str:
        """Return what is asked, with each picture where a format has it, by its name."""
        ask = self.ask
        for name in self.pictures:
            ask = ask.replace(f'src="{name}"', f'src="{address(name)}"')
        return ask


@dataclass(frozen=True)
class Choice:
    """One choice, and why it is right or wrong."""

    says: str
    why: str
    right: bool


@dataclass(frozen=True)
class ChoiceQuestion(Question):
    """A question with one right choice."""

    choices: tuple[Choice, ...]


@dataclass(frozen=True)
class NumberQuestion(Question):
    """A question for a number; `wrong` has numbers that many arrive at, each with what is off."""

    number: Decimal
    tolerance: Decimal
    praise: str
    wrong: dict[Decimal, str]
    otherwise: str


@dataclass(frozen=True)
class EssayQuestion(Question):
    """A question that a person marks, by a rubric that no student sees."""

    rubric: str


@dataclass(frozen=True)
class Category:
    """The questions that stand together, under a path of titles."""

    name: str
    path: tuple[str, ...]
    questions: tuple[Question, ...]

    @property
    def title(self) -> str:
        """The titles below that of the book, for a quiz that stands alone."""
        return " · ".join(self.path[1:])


def ranges(question: NumberQuestion) -> list[tuple[Decimal, str, bool]]:
    """Return every number that gets a feedback of its own, the right one first."""
    wrong = [(number, says, False) for number, says in question.wrong.items()]
    return [(question.number, question.praise, True), *wrong]


def ends(number: Decimal, tolerance: Decimal) -> tuple[str, str]:
    """Return the smallest and the largest number that count as `number`."""
    return f"{number - tolerance:f}", f"{number + tolerance:f}"
