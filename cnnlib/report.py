"""The answer of a count: a row for every layer, totals, and the ways to show them."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from math import prod
from typing import Any

from cnnlib.geometry import Pair

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
    input_shape, output_shape : tuple of int
    params : int
        Parameters, as the convention counts them.
    trainable_params : int
        Those of them that training changes.
    products : tuple of tuple of int
        The cost of one image: a sum of products.
    receptive_field : (int, int) or None
        Height and width of the input patch that one output depends on.

    Examples
    --------
    >>> from cnnlib import Conv2D, count
    >>> (row,) = count(Conv2D(2, 4, 3, bias=False), (1, 2, 10, 10)).rows
    >>> row.formula, row.flops, row.output_shape, row.receptive_field
    ('4 × 2 × 3 × 3 × 8 × 8', 4608, (1, 4, 8, 8), (3, 3))
    """

    name: str
    layer_type: str
    input_shape: Shape
    output_shape: Shape
    params: int
    trainable_params: int
    products: tuple[tuple[int, ...], ...]
    receptive_field: Pair | None

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
                f"convention {self.convention} · input {self._input()} · "
                f"parameters {self.total_params:,} (trainable {self.trainable_params:,}) · "
                f"FLOPs {self.total_flops:,}",
            )
        )

    def _repr_html_(self) -> str:
        """Return a table for a notebook."""
        headers, rows = self._shown()
        numeric = {headers.index("Parameters"), headers.index("FLOPs")}

        def line(cells: Iterable[str], tag: str) -> str:
            return (
                "<tr>"
                + "".join(
                    f'<{tag} style="text-align: {"right" if i in numeric else "left"}">'
                    f"{escape(cell)}</{tag}>"
                    for i, cell in enumerate(cells)
                )
                + "</tr>"
            )

        total = ["Total", "", "", "", f"{self.total_params:,}", f"{self.total_flops:,}", ""]
        return (
            # Focusable, so that a wide table can be scrolled with the keyboard.
            '<div class="cost-report" style="overflow-x: auto" tabindex="0"><table><caption>'
            f"Convention “{escape(self.convention)}”, input {self._input()}, "
            f"{self.trainable_params:,} parameters trainable</caption>"
            f"<thead>{line(headers, 'th')}</thead>"
            f"<tbody>{''.join(line(row, 'td') for row in rows)}</tbody>"
            f"<tfoot>{line(total, 'td')}</tfoot></table></div>"
        )

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
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(_COLUMNS)
        for row in self.rows:
            cells = row.to_dict().values()
            writer.writerow("x".join(map(str, c)) if isinstance(c, tuple) else c for c in cells)
        return text.getvalue()

    def to_markdown(self) -> str:
        """Return a Markdown table with its totals."""
        headers, rows = self._shown()
        total = ["**Total**", "", "", "", f"{self.total_params:,}", f"{self.total_flops:,}", ""]
        rule = ["---"] * 4 + ["---:"] * 2 + ["---"]
        return "\n".join("| " + " | ".join(cells) + " |" for cells in (headers, rule, *rows, total))

    def _input(self) -> str:
        return " × ".join(map(str, self.input_size))

    def _shown(self) -> tuple[list[str], list[list[str]]]:
        headers = ["Layer", "Type", "Input", "Output", "Parameters", "FLOPs", "Formula"]
        rows = [
            [
                row.name,
                row.layer_type,
                "×".join(map(str, row.input_shape)),
                "×".join(map(str, row.output_shape)),
                f"{row.params:,}",
                f"{row.flops:,}",
                row.formula,
            ]
            for row in self.rows
        ]
        return headers, rows


def text_table(headers: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a table drawn with +, - and |, every cell centered as PaddlePaddle shows it."""
    widths = [max(map(len, column)) + 2 for column in zip(headers, *rows, strict=True)]
    rule = "+" + "+".join("-" * width for width in widths) + "+"
    lines = [
        "|" + "|".join(cell.center(width) for cell, width in zip(row, widths, strict=True)) + "|"
        for row in (headers, *rows)
    ]
    return "\n".join((rule, lines[0], rule, *lines[1:], rule))
