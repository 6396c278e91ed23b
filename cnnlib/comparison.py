"""One network by all conventions: a row for every convention, and the ways to show them."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from typing import Any

from cnnlib._tables import csv_table, html_table, markdown_table, shape_text, text_table

__all__ = ["Comparison", "ConventionCost"]


@dataclass(frozen=True)
class ConventionCost:
    """What a network costs by one convention.

    Attributes
    ----------
    convention, source : str
        Its name, and whose rules it has, with the version.
    total_params, trainable_params, total_flops : int
    unit : str
        What the convention counts: ``"MACs"``, ``"FLOPs"``, or by whose rule.
    flops_by_type : dict
        The same by type of layer, for each type that any of the conventions counts.

    Examples
    --------
    >>> from cnnlib import LeNet, compare
    >>> row = compare(LeNet(), (1, 1, 28, 28))["calflops"]
    >>> row.total_flops, row.flops_by_type
    (701424, {'Conv2D': 570976, 'ReLU': 6304, 'MaxPool2D': 6304, 'Flatten': 0, 'Linear': 117840})
    """

    convention: str
    source: str
    total_params: int
    trainable_params: int
    total_flops: int
    unit: str
    flops_by_type: dict[str, int]

    @property
    def total(self) -> int:
        """The convention's count, in its unit: `total_flops`, the name that counters print."""
        return self.total_flops

    def to_dict(self) -> dict[str, Any]:
        """Return every figure under its name."""
        return {**vars(self), "flops_by_type": dict(self.flops_by_type)}


@dataclass(frozen=True)
class Comparison:
    """What a network costs by every convention, side by side.

    Attributes
    ----------
    input_size : tuple of int
    rows : tuple of ConventionCost
        In the order of `cnnlib.conventions.CONVENTIONS`.

    Examples
    --------
    >>> from cnnlib import Linear, compare
    >>> comparison = compare(Linear(2, 4), (1, 2))
    >>> [row.convention for row in comparison.rows if row.total_flops == 12]
    ['torchinfo', 'ptflops', 'ptflops-pytorch', 'onnx-tool']
    """

    input_size: tuple[int, ...]
    rows: tuple[ConventionCost, ...]

    def __getitem__(self, convention: str) -> ConventionCost:
        """Return the row of a convention."""
        for row in self.rows:
            if row.convention == convention:
                return row
        names = [row.convention for row in self.rows]
        raise KeyError(f"convention must be one of {names}, got {convention!r}")

    def __str__(self) -> str:
        """Return a table for reading."""
        headers, rows = self._shown()
        table = text_table(headers, rows, range(1, len(headers)))
        return f"{table}\ninput {shape_text(self.input_size)}"

    def _repr_html_(self) -> str:
        """Return a table for a notebook."""
        headers, rows = self._shown()
        caption = f"Counts by convention and type of layer, input {shape_text(self.input_size)}"
        return html_table(headers, rows, range(1, len(headers)), caption)

    def to_dict(self) -> dict[str, Any]:
        """Return every figure under its name, rows included."""
        return {"input_size": self.input_size, "rows": [row.to_dict() for row in self.rows]}

    def to_json(self) -> str:
        """Return the figures as JSON."""
        return json.dumps(self.to_dict(), indent=2, ensure_ascii=False)

    def to_csv(self) -> str:
        """Return the rows as comma-separated values, a column for every type of layer."""
        headers = [each.name for each in fields(ConventionCost)][:-1]
        rows = ((*vars(row).values(),) for row in self.rows)
        return csv_table(
            [*headers, *self._types()], ([*cells, *types.values()] for *cells, types in rows)
        )

    def to_markdown(self) -> str:
        """Return a Markdown table."""
        headers, rows = self._shown()
        return markdown_table(headers, rows, range(1, len(headers)))

    def _types(self) -> list[str]:
        return list(self.rows[0].flops_by_type) if self.rows else []

    def _shown(self) -> tuple[list[str], list[list[str]]]:
        headers = ["Convention", "Parameters", "Count", *self._types()]
        rows = [
            [
                row.convention,
                *(
                    f"{number:,}"
                    for number in (row.total_params, row.total_flops, *row.flops_by_type.values())
                ),
            ]
            for row in self.rows
        ]
        return headers, rows
