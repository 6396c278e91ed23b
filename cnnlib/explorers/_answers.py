"""What was measured, in a form that is short on a page: answers by their places in a list."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterable
from typing import Any

import cnnlib
from cnnlib.differences import ENGINES, Case, Difference, Differences
from cnnlib.differences.engine import REFUSED
from cnnlib.differences.severity import SEVERITIES, severity, shape_in
from cnnlib.explorers.words import words_of

__all__ = ["COLUMNS", "handed_over"]

WORDS = words_of("differences")
# Of a refusal the first words matter; some go on for a page.
LONGEST = 120

COLUMNS = {"cnnlib": "cnnlib", "standard": WORDS.STANDARD} | {
    name: engine.title for name, engine in ENGINES.items()
}
"""The title of each column of the matrix: cnnlib, the ONNX standard, and who was asked."""


def handed_over(differences: Differences) -> dict[str, Any]:
    """Return all that the page must know, each text once.

    A case has its answers in a list, the most frequent first and refusals last; who gave which is
    its place there, -1 where nothing was measured. Answers that differ by rounding alone are of one
    group, and refusals of group -1. The shapes of the answers are numbered, too: two groups of one
    shape differ without a word.
    """
    asked = [[name, each.title, each.version, each.date] for name, each in ENGINES.items()]
    own = [["cnnlib", "cnnlib", cnnlib.__version__, ""], ["standard", WORDS.STANDARD, "", ""]]
    return {
        "engines": [*own, *asked],
        "severities": SEVERITIES,
        "families": [
            [name, name.capitalize(), [_difference(row) for row in rows]]
            for name, rows in differences.families.items()
        ],
    }


def _difference(row: Difference) -> list[Any]:
    words = [row.name, row.title, row.question, row.why, row.remedy]
    return [*words, dict(row.documented), dict(row.sources), [_case(case) for case in row.cases]]


def _case(case: Case) -> list[Any]:
    known = case.answers | ({} if case.standard is None else {"standard": case.standard})
    asked = [_short(known.get(name)) for name in COLUMNS]
    routes = _routes(case.name)
    groups = _groups(asked, (text for row in routes.values() for text in row))
    answers = [text for group in groups for text in group]
    places: dict[str | None, int] = {text: place for place, text in enumerate(answers)}
    shapes: dict[str, int] = {}
    return [
        *(case.name, case.setting, case.given, case.when, answers),
        [-1 if _refused(group) else place for place, group in enumerate(groups) for _ in group],
        [shapes.setdefault(shape_in(text), len(shapes)) for text in answers],
        [places.get(text, -1) for text in asked],
        {source: [places.get(text, -1) for text in row] for source, row in routes.items()},
    ]


def _routes(case: str) -> dict[str, list[str | None]]:
    """Return what came out of the case in each column, by where it was exported."""
    sources = sorted({source for engine in ENGINES.values() for source in engine.routes})
    rows = {
        source: [
            _short(ENGINES[name].routes.get(source, {}).get(case)) if name in ENGINES else None
            for name in COLUMNS
        ]
        for source in sources
    }
    return {source: row for source, row in rows.items() if any(row)}


def _groups(asked: Iterable[str | None], routes: Iterable[str | None]) -> list[list[str]]:
    """Return the different answers, those together that differ by rounding alone.

    The frequent ones stand first, then what only a route gives; refusals are the last group.
    """
    counts = Counter(text for text in asked if text is not None)
    counts.update({text: 0 for text in routes if text is not None})
    groups: list[list[str]] = []
    for text in sorted(counts, key=lambda text: -counts[text]):
        for group in groups:
            if _refused(group) == _refused([text]) and severity(group[0], text) is None:
                group.append(text)
                break
        else:
            groups.append([text])
    return sorted(groups, key=lambda group: (_refused(group), -sum(counts[text] for text in group)))


def _refused(group: list[str]) -> bool:
    return group[0].startswith(REFUSED)


def _short(text: str | None) -> str | None:
    if text is None or not text.startswith(REFUSED):
        return text
    return textwrap.shorten(text, LONGEST, placeholder=" …")
