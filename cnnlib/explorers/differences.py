"""Where engines differ: a matrix of all cases and engines, and what bites on a way between two."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from html import escape
from typing import Any

import traitlets

from cnnlib._tables import html_table
from cnnlib.differences import DIFFERENCES, ENGINES, Case, Difference
from cnnlib.differences.difference import html_rows, prose
from cnnlib.differences.route import Route
from cnnlib.differences.severity import SEVERITIES
from cnnlib.explorers._answers import COLUMNS, WORDS, handed_over
from cnnlib.explorers._sources import joined, style
from cnnlib.explorers.base import Explorer, Setting, accept, defaults

__all__ = ["DifferenceMatrix", "RouteFinder"]


class DifferenceMatrix(Explorer):
    """See who agrees with whom: a row for each case, a column for each engine.

    It runs without a kernel, by keyboard, and with a screen reader. Where no script runs, and on
    paper, each case is a table of its answers.

    Parameters
    ----------
    engines : sequence of str
        The columns to show, by the names of `cnnlib.differences.ENGINES`, ``"cnnlib"`` and
        ``"standard"``; none stands for all.
    search : str
        Words that a case must have in its title, its setting or its answers.
    family : str
        The family whose cases to show, or all if empty.
    differing : bool
        Whether to leave out the cases in which the engines shown agree.
    case, engine : str
        The cell that is open, if any; of a case alone, the case.

    Examples
    --------
    >>> DifferenceMatrix(case="same-dilation", engine="paddle")  # doctest: +ELLIPSIS
    DifferenceMatrix: ...; convolution 1 × 2 of ones, dilation 2, SAME: PaddlePaddle answers 3 5 3
    """

    _css = style("differences/explorer.js")

    engines = Setting(())
    search = Setting("")
    family = Setting("")
    differing = Setting(False)
    case = Setting("")
    engine = Setting("")

    _accept = accept("engines", "search", "family", "differing", "case", "engine")

    def checked(self, name: str, value: Any) -> Any:
        """Return one setting in the form to keep, or refuse it."""
        if name == "engines":
            if isinstance(value, str):
                raise TypeError(f"engines must be a sequence of names, got {value!r}")
            return tuple(_known("engine", each, COLUMNS) for each in value)
        if name == "differing":
            return bool(value)
        known = {"family": DIFFERENCES.families, "case": DIFFERENCES.cases, "engine": COLUMNS}
        return _known(name, value, known[name]) if value and name in known else str(value)

    def results(self, settings: dict[str, Any]) -> dict[str, Any]:
        """Return nothing: all of it was measured before."""
        return {}

    def still(self) -> str:
        """Return a table for each difference: every case, and who answers what."""
        asked = [[each.title, each.version, each.asked, each.date] for each in ENGINES.values()]
        parts = "".join(_table(row) for row in DIFFERENCES.rows)
        who = html_table(WORDS.ASKED_HEADERS, asked, (), WORDS.ASKED)
        return (
            f'<div class="answers answers-still" tabindex="0" role="region" '
            f'aria-label="{escape(WORDS.CAPTION)}">{parts}{who}</div>'
        )

    def summary(self) -> str:
        """Return how much was asked, and what the open cell says."""
        cases = DIFFERENCES.cases
        differ = sum(len(case.camps) > 1 for case in cases.values())
        said = WORDS.matrix(len(cases), len(ENGINES), differ)
        if not (self.case and self.engine):
            return said
        case = cases[self.case]
        own = case.standard if self.engine == "standard" else case.answers.get(self.engine)
        return said + WORDS.opened(COLUMNS[self.engine], case.setting, own)


class RouteFinder(Explorer):
    """Choose where a network comes from and where it shall run; read what bites, the worst first.

    Parameters
    ----------
    source, target : str
        Two engines, by the names of `cnnlib.differences.ENGINES`, or ``"cnnlib"``.
    search : str
        Words that a case must have in its title, its setting or its answers.

    Attributes
    ----------
    route : Route
        What is known of the way between them, of all cases.

    Examples
    --------
    >>> finder = RouteFinder(source="paddle", target="cnnlib")
    >>> [bite.after for bite in finder.route.bites if bite.case.name == "same-dilation"]
    ['2 4 2']
    """

    _css = style("differences/explorer.js")

    source = Setting("pytorch")
    target = Setting("onnxruntime")
    search = Setting("")
    route = traitlets.Any()

    _accept = accept("source", "target", "search")

    def checked(self, name: str, value: Any) -> Any:
        """Return one setting in the form to keep, or refuse it."""
        if name == "search":
            return str(value)
        return value if value == "cnnlib" else ENGINES.named(value, name).name

    def results(self, settings: dict[str, Any]) -> dict[str, Any]:
        """Return what is known of the way."""
        return {
            "route": Route.between(settings["source"], settings["target"], DIFFERENCES.rows),
        }

    def still(self) -> str:
        """Return a table of what bites."""
        rows = []
        for bite in self.route.bites:
            how = WORDS.ALONG if bite.seen else WORDS.APART
            setting = f"{bite.difference.title}: {bite.case.title}"
            after = WORDS.SEVERITIES["refused"] if bite.severity == "refused" else bite.after
            rows.append([WORDS.SEVERITIES[bite.severity], setting, bite.before, f"{after} ({how})"])
        table = html_table(WORDS.ROUTE_HEADERS, rows, (), self.summary())
        remedies = dict.fromkeys(
            (b.difference.title, b.difference.remedy) for b in self.route.bites
        )
        told = "".join(f"<li>{escape(title)}: {prose(text)}</li>" for title, text in remedies)
        return (
            f'<div class="answers answers-still" tabindex="0" role="region" '
            f'aria-label="{escape(self.summary())}">{table}'
            f"<p><strong>{WORDS.REMEDY}.</strong></p><ul>{told}</ul></div>"
        )

    def summary(self) -> str:
        """Return how many cases bite, and how many are not known."""
        counts = Counter(bite.severity for bite in self.route.bites)
        bites = {severity: counts[severity] for severity in SEVERITIES}
        ends = COLUMNS[self.source], COLUMNS[self.target]
        return WORDS.route(*ends, bites, len(self.route.same), len(self.route.missing))


# One module for both: a page that shows both then holds the answers once.
DifferenceMatrix._esm = RouteFinder._esm = joined(
    "differences/explorer.js",
    DATA=handed_over(DIFFERENCES),
    DEFAULTS={each.__name__: defaults({**vars(each)}) for each in (DifferenceMatrix, RouteFinder)},
)


def _known(name: str, value: Any, known: Any) -> str:
    if value not in known:
        raise ValueError(f"{name} must be one of {', '.join(known)}; got {value}")
    return str(value)


def _table(difference: Difference) -> str:
    lines = "".join(line for case in difference.cases for line in _lines(case))
    heads = "".join(f"<th>{escape(head)}</th>" for head in WORDS.HEADERS)
    return (
        f"<table><caption>{escape(difference.title)}</caption><thead><tr>{heads}</tr></thead>"
        f"<tbody>{lines}</tbody></table>"
        f"<p><strong>{WORDS.REMEDY}.</strong> {prose(difference.remedy)}</p>"
    )


def _lines(case: Case) -> Iterator[str]:
    """Return a row for each answer to a case, which is named in the first."""
    camps = {text: [COLUMNS[name] for name in names] for text, names in case.camps.items()}
    if case.standard is not None:
        camps.setdefault(case.standard, []).append(COLUMNS["standard"])
    return html_rows(case.title, {text: ", ".join(names) for text, names in camps.items()})
