"""The answer of a count: a row for every layer, totals, and the ways to show them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from math import prod
from typing import Any

from cnnlib._checks import Pair
from cnnlib._tables import csv_table, html_table, markdown_table, shape_text, text_table

__all__ = ["CostReport", "LayerCost"]

Shape = tuple[int, ...]


@dataclass(frozen=True)
class LayerCost:
    """What one layer costs.

    Attributes
    ----------
    name : str
        Where the layer stands in the network: ``features.0``.
    layer_type : str
    inputs : tuple of tuple of int
        The shape of each input; a layer that joins has several.
    output_shape : tuple of int
    params : int
        Parameters, as the convention counts them.
    trainable_params : int
        Those of them that training changes.
    products : tuple of tuple of int
        The cost of one image: a sum of products.
    receptive_field : (int, int) or None
        Height and width of the input patch that one output depends on, at most the whole input.
        Behind a join, the patch of the widest way: ways that are padded unevenly look beside one
        another, and together at a few pixels more.

    Examples
    --------
    >>> from cnnlib import Conv2D, count
    >>> (row,) = count(Conv2D(2, 4, 3, bias=False), (1, 2, 10, 10)).rows
    >>> row.formula, row.flops, row.output_shape, row.receptive_field
    ('4 × 2 × 3 × 3 × 8 × 8', 4608, (1, 4, 8, 8), (3, 3))
    """

    name: str
    layer_type: str
    inputs: tuple[Shape, ...]
    output_shape: Shape
    params: int
    trainable_params: int
    products: tuple[tuple[int, ...], ...]
    receptive_field: Pair | None

    @property
    def input_shape(self) -> Shape:
        """The shape of the input; of several, of the first."""
        return self.inputs[0]

    @property
    def flops(self) -> int:
        """The convention's count for the whole batch."""
        return self.input_shape[0] * sum(map(prod, self.products))

    @property
    def formula(self) -> str:
        """The products that `flops` is the sum of, as text."""
        terms = " + ".join(" × ".join(map(str, product)) for product in self.products)
        batch = self.input_shape[0]
        if batch == 1 or not terms:
            return terms or "0"
        return f"{batch} × ({terms})"

    @property
    def frozen(self) -> bool:
        """Whether there are parameters here, and training changes none."""
        return bool(self.params and not self.trainable_params)

    @property
    def activation_bytes(self) -> int:
        """Memory of the output in float32: 4 bytes a number."""
        return 4 * prod(self.output_shape)

    def to_dict(self) -> dict[str, Any]:
        """Return every figure under its name."""
        return {column: getattr(self, column) for column in _COLUMNS}


_COLUMNS = (
    "name",
    "layer_type",
    "input_shape",
    "output_shape",
    "params",
    "trainable_params",
    "flops",
    "formula",
    "activation_bytes",
    "receptive_field",
)
_HEADERS = ["Layer", "Type", "Input", "Output", "Parameters", "FLOPs", "Formula"]
_NUMERIC = {_HEADERS.index("Parameters"), _HEADERS.index("FLOPs")}
_FROZEN = " (frozen)"


@dataclass(frozen=True)
class CostReport:
    """What a network costs, layer by layer.

    Attributes
    ----------
    convention : str
    input_size : tuple of int
    rows : tuple of LayerCost
        In the order in which the layers work.

    Examples
    --------
    >>> from cnnlib import LeNet, count
    >>> report = count(LeNet(), (1, 1, 28, 28), "document")
    >>> report.total_params, report.total_flops, len(report.rows)
    (61610, 347560, 10)
    """

    convention: str
    input_size: Shape
    rows: tuple[LayerCost, ...]

    @property
    def total_params(self) -> int:
        """All parameters, as the convention counts them."""
        return sum(row.params for row in self.rows)

    @property
    def trainable_params(self) -> int:
        """The parameters that training changes."""
        return sum(row.trainable_params for row in self.rows)

    @property
    def total_flops(self) -> int:
        """The convention's count for the whole batch."""
        return sum(row.flops for row in self.rows)

    def __str__(self) -> str:
        """Return a table for reading."""
        return "\n".join(
            (
                text_table(*self._shown()),
                f"convention {self.convention} · input {shape_text(self.input_size)} · "
                f"parameters {self.total_params:,} (trainable {self.trainable_params:,}) · "
                f"FLOPs {self.total_flops:,}",
            )
        )

    def _repr_html_(self) -> str:
        """Return a table for a notebook."""
        caption = (
            f"Convention “{self.convention}”, input {shape_text(self.input_size)}, "
            f"{self.trainable_params:,} parameters trainable"
        )
        return html_table(*self._shown(), _NUMERIC, caption, self._total("Total"))

    def to_dict(self) -> dict[str, Any]:
        """Return every figure under its name, rows included."""
        return {
            "convention": self.convention,
            "input_size": self.input_size,
            "total_params": self.total_params,
            "trainable_params": self.trainable_params,
            "total_flops": self.total_flops,
            "rows": [row.to_dict() for row in self.rows],
        }

    def to_json(self) -> str:
        """Return the figures as JSON."""
        return json.dumps(self.to_dict(), indent=2, ensure_ascii=False)

    def to_csv(self) -> str:
        """Return the rows as comma-separated values, sizes written as 1x6x28x28."""
        return csv_table(_COLUMNS, (row.to_dict().values() for row in self.rows))

    def to_markdown(self) -> str:
        """Return a Markdown table with its totals."""
        headers, rows = self._shown()
        return markdown_table(headers, [*rows, self._total("**Total**")], _NUMERIC)

    def _total(self, label: str) -> list[str]:
        return [label, "", "", "", f"{self.total_params:,}", f"{self.total_flops:,}", ""]

    def _shown(self) -> tuple[list[str], list[list[str]]]:
        rows = [
            [
                row.name,
                row.layer_type,
                ", ".join("×".join(map(str, shape)) for shape in row.inputs),
                "×".join(map(str, row.output_shape)),
                f"{row.params:,}{_FROZEN if row.frozen else ''}",
                f"{row.flops:,}",
                row.formula,
            ]
            for row in self.rows
        ]
        return _HEADERS, rows
