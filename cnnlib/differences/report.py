"""What the layers of a network run into between two engines, and the ways to show it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from html import escape
from typing import Any

from cnnlib._tables import csv_table, html_table, markdown_table, shape_text, text_table
from cnnlib.differences.difference import prose
from cnnlib.differences.engine import ENGINES
from cnnlib.differences.layer_case import LayerCase
from cnnlib.differences.severity import SEVERITIES
from cnnlib.layers.attributes import Shape

__all__ = ["RouteReport"]

WORDS = dict(
    zip(SEVERITIES, ("other numbers, no error", "another shape", "a refusal"), strict=True)
)


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
    def _ends(self) -> tuple[str, str]:
        return self.source, self.target

    @property
    def rows(self) -> tuple[LayerCase, ...]:
        """What answers otherwise: numbers without an error first, then shapes, then refusals."""
        return self._worst_first(lambda row: not row.when)

    @property
    def conditional(self) -> tuple[LayerCase, ...]:
        """What answers otherwise if something else is so too, which its `when` says."""
        return self._worst_first(lambda row: bool(row.when))

    @property
    def unmeasured(self) -> tuple[LayerCase, ...]:
        """What runs into a case that one end was not asked, or that the source itself refuses."""
        return tuple(row for row in self.met if not row.crossing.known)

    @property
    def agreeing(self) -> tuple[str, ...]:
        """The layers of which every case that they run into was measured and answers alike."""
        always = [row for row in self.met if not row.when]
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
        return "\n".join(self._in_text(text_table(*self._shown())))

    def _repr_html_(self) -> str:
        """Return the same for a notebook."""
        verdict = self._verdict()
        table = (
            html_table(*self._shown(), (), verdict) if self.rows else f"<p>{escape(verdict)}</p>"
        )
        for title, lines in self._lists().items():
            items = "".join(f"<li>{prose(line)}</li>" for line in lines)
            table += f"<p>{escape(title)}</p><ul>{items}</ul>"
        return table

    def to_markdown(self) -> str:
        """Return the same in Markdown."""
        return "\n\n".join(self._in_text(markdown_table(*self._shown(), ())))

    def _in_text(self, table: str) -> Iterator[str]:
        if self.rows:
            yield table
        yield self._verdict()
        for title, lines in self._lists().items():
            yield title
            yield "\n".join(f"- {line}" for line in lines)

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
        """Return what differs as comma-separated values, shapes written as 1x3x224x224."""
        return csv_table(_COLUMNS, (row.to_dict().values() for row in self.rows))

    def _shown(self) -> tuple[list[str], list[list[str]]]:
        answers = [_title(end) for end in self._ends]
        headers = ["Layer", "Type", "Input", "Case", *answers, "What differs", "Measured"]
        rows = [
            [
                *(row.layer, row.layer_type, "×".join(map(str, row.input_shape)), row.case.name),
                *row.answers,
                WORDS[row.crossing.severity or ""],
                "on the route" if row.crossing.seen else "each on its own",
            ]
            for row in self.rows
        ]
        return headers, rows

    def _verdict(self) -> str:
        """Return who was asked, and what it comes to, in a sentence or two."""
        ends = " → ".join(f"{_title(end)} {_version(end)}".strip() for end in self._ends)
        asked = f"{ends}, input {shape_text(self.input_size)}"
        if self.source == self.target:
            return f"{asked}: the same engine at both ends, so nothing differs."
        whole = len({*self.layers})
        counts = Counter({row.layer: row.crossing.severity for row in self.rows[::-1]}.values())
        told = "; ".join(f"{counts[name]} {WORDS[name]}" for name in SEVERITIES if counts[name])
        bitten = sum(counts.values())
        differ = f"{bitten} of {whole} layers differ{'s' if bitten == 1 else ''} ({told})"
        met = {row.layer for row in self.met if not row.when}
        return (
            f"{asked}: {differ if told else f'none of {whole} layers differs'}, as far as it was "
            f"measured. Alike in every case that they run into: {len(self.agreeing)}. In no case, "
            f"so that nothing is known of them: {whole - len(met)}."
        )

    def _lists(self) -> dict[str, list[str]]:
        """Return what stands below, by its title, where there is any."""
        lists = {
            "What to write instead:": [
                f"{row.case.name} ({row.case.title}): {self._said(row)}{row.difference.remedy}"
                for row in _once(self.rows)
            ],
            "Not measured:": [
                f"{row.case.name} ({row.case.title}): {self._gap(row)}; {self._at(row)}"
                for row in _once(self.unmeasured)
                if not row.when
            ],
            "Only on a condition:": [
                f"{row.when}: {row.case.name} ({row.case.title}): "
                f"{' becomes '.join(row.answers)}; {self._at(row)}"
                for row in _once(self.conditional)
            ],
        }
        return {title: lines for title, lines in lists.items() if lines}

    def _said(self, row: LayerCase) -> str:
        return f"{_title(self.target)} says “{row.refusal}”. " if row.refusal else ""

    def _gap(self, row: LayerCase) -> str:
        before, after, _, _ = row.crossing
        if before is not None and after is not None:
            return f"{_title(self.source)} refuses it itself"
        ends = zip(self._ends, (before, after), strict=True)
        lacking = [_title(end) for end, text in ends if text is None]
        return f"{' and '.join(lacking)} {'were' if len(lacking) > 1 else 'was'} not asked"

    def _at(self, row: LayerCase) -> str:
        """Return where in the network the case of a row is met."""
        names = [each.layer for each in self.met if each.case is row.case]
        more = f" and {len(names) - 3} more" if len(names) > 4 else ""
        return f"at {', '.join(names[:3] if more else names)}{more}"


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
