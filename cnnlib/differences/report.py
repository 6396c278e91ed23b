"""What the layers of a network run into between two engines, and the ways to show it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from html import escape
from typing import Any

from cnnlib._tables import csv_table, html_table, markdown_table, shape_text, text_table
from cnnlib.differences.case import Case, Crossing
from cnnlib.differences.difference import Difference
from cnnlib.differences.engine import ENGINES, REFUSED
from cnnlib.differences.severity import SEVERITIES
from cnnlib.layers.attributes import Shape

__all__ = ["LayerCase", "RouteReport"]

WORDS = dict(
    zip(SEVERITIES, ("other numbers, no error", "another shape", "a refusal"), strict=True)
)
WIDEST = 32
"""How many characters of a longer answer a table for reading shows."""


@dataclass(frozen=True)
class LayerCase:
    """A layer that runs into a case, and what both ends answer to that.

    Attributes
    ----------
    layer, layer_type, input_shape : str, str, tuple of int
        Where it stands in the network, what it is and what it reads.
    difference, case : Difference, Case
        The matter, and the case of it.
    crossing : Crossing
        The answers at both ends, whether the export was seen, and how bad it is.
    """

    layer: str
    layer_type: str
    input_shape: Shape
    difference: Difference
    case: Case
    crossing: Crossing

    def to_dict(self) -> dict[str, Any]:
        """Return everything under its name."""
        before, after, seen, severity = self.crossing
        return {
            "layer": self.layer,
            "layer_type": self.layer_type,
            "input_shape": self.input_shape,
            "case": self.case.name,
            "setting": self.case.title,
            "when": self.case.when,
            "severity": severity,
            "source_answer": before,
            "target_answer": after,
            "on_the_route": seen,
            "remedy": self.difference.remedy,
        }


@dataclass(frozen=True)
class RouteReport:
    """Which layers of a network answer otherwise where it goes from one engine to another.

    Nothing is said of what was not measured: `unmeasured` has those layers.

    Attributes
    ----------
    source, target : str
        The names of the engines, or ``"cnnlib"``.
    input_size : tuple of int
    layers : tuple of str
        The names of all layers, in the order in which they work.
    met : tuple of LayerCase
        What they run into, one for each layer and matter.

    Examples
    --------
    >>> import cnnlib
    >>> net = cnnlib.Conv2D(3, 8, 3, padding="SAME", dilation=2)
    >>> report = cnnlib.differences(net, (1, 3, 32, 32), source="tensorflow", target="paddle")
    >>> [(row.layer, row.case.name, *row.crossing[:2]) for row in report.rows]
    [('Conv2D', 'same-dilation', '2 4 2', '3 5 3')]
    """

    source: str
    target: str
    input_size: Shape
    layers: tuple[str, ...]
    met: tuple[LayerCase, ...] = field(repr=False)

    @property
    def rows(self) -> tuple[LayerCase, ...]:
        """What answers otherwise: numbers without an error first, then shapes, then refusals."""
        return self._worst_first(lambda row: not row.case.when)

    @property
    def conditional(self) -> tuple[LayerCase, ...]:
        """What answers otherwise if something else is so too, which `Case.when` says."""
        return self._worst_first(lambda row: bool(row.case.when))

    @property
    def unmeasured(self) -> tuple[LayerCase, ...]:
        """What runs into a case that one end was not asked, or that the source itself refuses."""
        return tuple(row for row in self.met if not row.crossing.known)

    @property
    def agreeing(self) -> tuple[str, ...]:
        """The layers of which every case that they run into was measured and answers alike."""
        always = [row for row in self.met if not row.case.when]
        doubted = {row.layer for row in always if row.crossing.severity or not row.crossing.known}
        return tuple(dict.fromkeys(row.layer for row in always if row.layer not in doubted))

    def _worst_first(self, chosen: Callable[[LayerCase], bool]) -> tuple[LayerCase, ...]:
        by_severity: dict[str | None, list[LayerCase]] = {name: [] for name in SEVERITIES}
        for row in self.met:
            if row.crossing.known and row.crossing.severity and chosen(row):
                by_severity[row.crossing.severity].append(row)
        return tuple(row for rows in by_severity.values() for row in rows)

    def __str__(self) -> str:
        """Return a table for reading, and below it what it means and what to write instead."""
        table = [text_table(*self._shown())] if self.rows else []
        return "\n".join((*table, *self._said()))

    def _repr_html_(self) -> str:
        """Return the same for a notebook."""
        first, *others = self._said()
        table = html_table(*self._shown(), (), first) if self.rows else f"<p>{escape(first)}</p>"
        return table + "".join(f"<p>{escape(line)}</p>" for line in others)

    def to_markdown(self) -> str:
        """Return a Markdown table and the same sentences."""
        table = [markdown_table(*self._shown(), ())] if self.rows else []
        return "\n\n".join((*table, "\n".join(self._said())))

    def to_dict(self) -> dict[str, Any]:
        """Return everything under its name."""
        return {
            "source": self.source,
            "source_version": _version(self.source),
            "target": self.target,
            "target_version": _version(self.target),
            "input_size": self.input_size,
            "layers": len({*self.layers}),
            "agreeing": self.agreeing,
            **{name: [row.to_dict() for row in getattr(self, name)] for name in _PARTS},
        }

    def to_json(self) -> str:
        """Return everything as JSON."""
        return json.dumps(self.to_dict(), indent=2, ensure_ascii=False)

    def to_csv(self) -> str:
        """Return what differs as comma-separated values, then what was not measured."""
        rows = [row.to_dict() for name in _PARTS for row in getattr(self, name)]
        return csv_table(_COLUMNS, (row.values() for row in rows))

    def _shown(self) -> tuple[list[str], list[list[str]]]:
        headers = ["Layer", "Type", "Input", "Case"]
        headers += [_title(self.source), _title(self.target), "What it is", "Measured"]
        rows = [
            [
                *(row.layer, row.layer_type, "×".join(map(str, row.input_shape)), row.case.name),
                *_short(row.crossing),
                WORDS[row.crossing.severity or ""],
                "on the route" if row.crossing.seen else "each on its own",
            ]
            for row in self.rows
        ]
        return headers, rows

    def _said(self) -> list[str]:
        """Return what stands below the table, a line each."""
        ends = f"{_title(self.source)} {_version(self.source)}".strip()
        ends = f"{ends} → {_title(self.target)} {_version(self.target)}".strip()
        said = [f"{ends}, input {shape_text(self.input_size)}: {self._verdict()}"]
        if self.source == self.target:
            return said
        said += [
            f"{row.case.name} ({row.case.title}). {row.difference.remedy}"
            for row in _once(self.rows)
        ]
        for row in _once(self.unmeasured):
            if not row.case.when:
                said.append(f"Not measured: {row.case.title}: {self._gap(row)}. {self._at(row)}")
        for row in _once(self.conditional):
            before, after = _short(row.crossing)
            said.append(
                f"{row.case.when.capitalize()}: {row.case.title}: {before} becomes {after}. "
                f"{self._at(row)}"
            )
        return said

    def _verdict(self) -> str:
        if self.source == self.target:
            return "the same engine at both ends, so nothing differs."
        whole = len({*self.layers})
        counts = Counter({row.layer: row.crossing.severity for row in self.rows[::-1]}.values())
        told = ", ".join(f"{counts[name]} {WORDS[name]}" for name in SEVERITIES if counts[name])
        differ = (
            f"{sum(counts.values())} of {whole} layers differ ({told})"
            if told
            else ("nothing differs of what was measured")
        )
        met = {row.layer for row in self.met if not row.case.when}
        return (
            f"{differ}. {len(self.agreeing)} of {whole} run into cases that both answer alike, "
            f"{whole - len(met)} into none: of these nothing is said."
        )

    def _gap(self, row: LayerCase) -> str:
        before, after, _, _ = row.crossing
        if before is not None and after is not None:
            return f"{_title(self.source)} refuses it itself"
        lacking = [
            _title(end)
            for end, text in ((self.source, before), (self.target, after))
            if text is None
        ]
        return f"{' and '.join(lacking)} {'were' if len(lacking) > 1 else 'was'} not asked"

    def _at(self, row: LayerCase) -> str:
        """Return where in the network the case of a row is met."""
        names = [each.layer for each in self.met if each.case is row.case]
        more = f" and {len(names) - 3} more" if len(names) > 4 else ""
        return f"At {', '.join(names[:3] if more else names)}{more}."


_PARTS = "rows", "conditional", "unmeasured"
_COLUMNS = (
    *("layer", "layer_type", "input_shape", "case", "setting", "when", "severity"),
    *("source_answer", "target_answer", "on_the_route", "remedy"),
)


def _title(end: str) -> str:
    return ENGINES[end].title if end in ENGINES else end


def _version(end: str) -> str:
    return ENGINES[end].version if end in ENGINES else ""


def _once(rows: Iterable[LayerCase]) -> list[LayerCase]:
    """Return the first row of each case."""
    return [*{row.case.name: row for row in [*rows][::-1]}.values()][::-1]


def _short(crossing: Crossing) -> tuple[str, str]:
    """Return both answers for a table: of long ones, from where they part; a refusal in a word."""
    before, after = (crossing.before or "", crossing.after or "")
    if after.startswith(REFUSED):
        return _cut(before.split(), 0), "refused"
    words = before.split(), after.split()
    part = next((i for i, pair in enumerate(zip(*words, strict=False)) if pair[0] != pair[1]), 0)
    start = part if max(map(len, (before, after))) > WIDEST else 0
    return _cut(words[0], start), _cut(words[1], start)


def _cut(words: list[str], start: int) -> str:
    shown = "… " if start else ""
    for place, word in enumerate(words[start:], start + 1):
        shown += word
        if place < len(words):
            if len(shown) + len(words[place]) + 3 > WIDEST:
                return shown + " …"
            shown += " "
    return shown
