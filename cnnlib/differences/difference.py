"""A matter on which engines differ, and the tables that show it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from html import escape

from cnnlib._tables import text_table
from cnnlib.differences.case import Case
from cnnlib.differences.documented import DOCUMENTED
from cnnlib.differences.engine import ENGINES

__all__ = ["Difference", "Differences", "html_rows", "prose"]


@dataclass(frozen=True, repr=False)
class Difference:
    """A matter on which engines differ.

    Attributes
    ----------
    name, title, question : str
        A short name, a title, and what someone who ports a network would ask.
    cases : tuple of Case
        The first is the smallest that shows the difference.
    why : str
        What cnnlib does, and its reason.
    remedy : str
        What to write instead, so that both ends agree.
    sources : dict
        From the name of a page or file to its address.

    Examples
    --------
    >>> from cnnlib.differences import DIFFERENCES
    >>> DIFFERENCES["linear-weight"].question
    'Is the weight stored as (in, out) or as (out, in)?'
    >>> DIFFERENCES["linear-weight"].cases[0].camps["2 × 4"][:2]
    ['cnnlib', 'flax']
    >>> DIFFERENCES["average-divisor"].documented["openvino"]
    'exclude-pad has no default; true leaves out the zeros of the padding. Kept.'
    """

    name: str
    title: str
    question: str
    cases: tuple[Case, ...]
    why: str
    remedy: str
    sources: Mapping[str, str]

    @property
    def documented(self) -> Mapping[str, str]:
        """Return what engines' own documentation says of the matter, by the engine's name."""
        return DOCUMENTED.get(self.name, {})

    def __repr__(self) -> str:
        """Return the answers as a table for reading."""
        return text_table(*_shown((case.title, case) for case in self.cases))

    def _repr_html_(self) -> str:
        """Return the answers, the reason, the remedy and the sources for a notebook."""
        links = ", ".join(
            f'<a href="{escape(url)}">{escape(name)}</a>' for name, url in self.sources.items()
        )
        titled = [(case.title, case) for case in self.cases]
        first, more = titled[:SHOWN], titled[SHOWN:]
        folded = (
            f"<details><summary>{len(more)} more {'case' if len(more) == 1 else 'cases'}</summary>"
            f"{_html(self.title + ', further cases', more)}</details>"
        )
        return (
            _html(self.title, first)
            + (folded if more else "")
            + f"<p><strong>What cnnlib does.</strong> {prose(self.why)}</p>"
            + f"<p><strong>What to write instead.</strong> {prose(self.remedy)}</p>"
            + f"<p><strong>Sources.</strong> {links}.</p>"
        )


@dataclass(frozen=True, repr=False)
class Differences:
    """All differences: shown as an overview, one found by its name.

    Attributes
    ----------
    families : dict
        From the name of a family to its differences.

    Examples
    --------
    >>> from cnnlib.differences import DIFFERENCES
    >>> DIFFERENCES["max-padding"].question
    'What stands in the padding of max pooling?'
    """

    families: Mapping[str, tuple[Difference, ...]]

    @property
    def rows(self) -> tuple[Difference, ...]:
        """Return the differences of all families, in order."""
        return tuple(row for family in self.families.values() for row in family)

    @property
    def cases(self) -> dict[str, Case]:
        """Return every case by its name."""
        return {case.name: case for row in self.rows for case in row.cases}

    def __getitem__(self, name: str) -> Difference:
        """Return the difference of that name."""
        for row in self.rows:
            if row.name == name:
                return row
        names = [row.name for row in self.rows]
        raise KeyError(f"difference must be one of {names}, got {name!r}")

    def __repr__(self) -> str:
        """Return the overview as a table for reading."""
        return text_table(*_shown(self._first()))

    def _repr_html_(self) -> str:
        """Return the overview for a notebook."""
        return _html("The smallest case of each difference", self._first())

    def _first(self) -> Iterable[tuple[str, Case]]:
        return ((f"{row.title}: {row.cases[0].title}", row.cases[0]) for row in self.rows)


def html_rows(title: str, camps: Mapping[str, str]) -> Iterator[str]:
    """Return a row for each answer and who gives it, with one head for all of them."""
    head = f'<th scope="rowgroup" rowspan="{len(camps)}">{escape(title)}</th>'
    for text, names in camps.items():
        yield f"<tr>{head}<td>{escape(text)}</td><td>{escape(names)}</td></tr>"
        head = ""


def prose(text: str) -> str:
    """Return a text as HTML, with what stands between backticks as code.

    Examples
    --------
    >>> prose("Write `ceil_mode` & look.")
    'Write <code>ceil_mode</code> &amp; look.'
    """
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(text))


HEADERS = ["case", "answer", "who"]
SHOWN = 2
"""Cases of a difference that are open in a notebook; a click opens the others."""


def _who(names: Iterable[str]) -> str:
    return ", ".join(ENGINES[name].title if name in ENGINES else name for name in names)


def _shown(cases: Iterable[tuple[str, Case]]) -> tuple[list[str], list[list[str]]]:
    """Return a line for each answer to each case, the case named in its first."""
    rows = [
        ["" if i else title, text, _who(names)]
        for title, case in cases
        for i, (text, names) in enumerate(case.camps.items())
    ]
    return HEADERS, rows


def _html(caption: str, cases: Iterable[tuple[str, Case]]) -> str:
    """Return that table with one cell for a case; its text may wrap, by the book's style sheet."""
    lines = (
        line
        for title, case in cases
        for line in html_rows(title, {text: _who(names) for text, names in case.camps.items()})
    )
    heads = "".join(f"<th>{header}</th>" for header in HEADERS)
    return (
        # Focusable, so that a wide table can be scrolled with the keyboard.
        '<div class="answers"><div class="cost-report" style="overflow-x: auto" tabindex="0">'
        f"<table><caption>{escape(caption)}</caption><thead><tr>{heads}</tr></thead>"
        f"<tbody>{''.join(lines)}</tbody></table></div></div>"
    )
