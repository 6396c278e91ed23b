"""The answer of a count: a row for every layer, totals, and the ways to show them."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from typing import Any

from cnnlib._tables import csv_table, html_table, markdown_table, shape_text, text_table
from cnnlib.columns import COLUMNS, SHOWN, names_of
from cnnlib.layer_cost import STANDARD, LayerCost
from cnnlib.memory import ITEMSIZE, OPTIMIZERS

__all__ = ["CostReport"]

Shape = tuple[int, ...]


@dataclass(frozen=True)
class CostReport:
    """What a network costs, layer by layer.

    Attributes
    ----------
    convention : str
    input_size : tuple of int
    rows : tuple of LayerCost
        In the order in which the layers work.
    columns : tuple of str
        Those that were selected, by `select`; none at first.
    dtype : str
        The type of the numbers whose bytes are counted; another by `astype`.
    unit : str
        What the convention counts: ``"MACs"``, ``"FLOPs"``, or by whose rule.

    Examples
    --------
    >>> from cnnlib import LeNet, count
    >>> report = count(LeNet(), (1, 1, 28, 28), "macs")
    >>> report.total_params, report.total, report.unit, len(report.rows)
    (61610, 341256, 'MACs', 10)
    >>> report.peak_bytes, report.peak, report.parameter_bytes_by_type["float16"]
    (37632, 'features.1', 123220)
    """

    convention: str
    input_size: Shape
    rows: tuple[LayerCost, ...]
    columns: tuple[str, ...] = field(default=(), repr=False)
    dtype: str = field(default="float32", repr=False)
    unit: str = field(default="counted", repr=False)

    @property
    def total_params(self) -> int:
        """All parameters, as the convention counts them."""
        return sum(row.params for row in self.rows)

    @property
    def trainable_params(self) -> int:
        """The parameters that training changes."""
        return sum(row.trainable_params for row in self.rows)

    @property
    def total(self) -> int:
        """The convention's count for the whole batch, in its unit."""
        return sum(row.count for row in self.rows)

    @property
    def total_flops(self) -> int:
        """`total`, by the name that counters print, whatever they count."""
        return self.total

    @property
    def training_flops(self) -> int:
        """The work of one step of training, there and back; without the optimizer's own."""
        return sum(row.training_flops for row in self.rows)

    @property
    def parameter_bytes(self) -> int:
        """Memory of all parameters."""
        return sum(row.parameter_bytes for row in self.rows)

    @property
    def parameter_bytes_by_type(self) -> dict[str, int]:
        """Memory of all parameters, by the type of number that they may be stored in."""
        return {name: size * self.total_params for name, size in ITEMSIZE.items()}

    @property
    def activation_bytes(self) -> int:
        """Memory of all outputs together."""
        return sum(row.activation_bytes for row in self.rows)

    @property
    def peak(self) -> str:
        """The name of the first layer at whose work most memory is held."""
        return max(self.rows, key=lambda row: row.live_bytes).name if self.rows else ""

    @property
    def peak_bytes(self) -> int:
        """The most memory that the data of a pass take at a time; parameters come on top."""
        return max((row.live_bytes for row in self.rows), default=0)

    @property
    def moved_bytes(self) -> int:
        """What all layers read and write."""
        return sum(row.moved_bytes for row in self.rows)

    @property
    def intensity(self) -> float:
        """Arithmetic intensity of the network: its count over its moved bytes."""
        return self.total / self.moved_bytes if self.moved_bytes else 0.0

    @property
    def kept_bytes(self) -> int:
        """What a step of training keeps for the way back: the inputs of the layers."""
        return sum(row.kept_bytes for row in self.rows)

    @property
    def training_bytes_by_optimizer(self) -> dict[str, int]:
        """What a step of training holds at least, by what moves the parameters.

        The parameters, a gradient for each that is trained, what the optimizer keeps for it
        (``"sgd"`` nothing, ``"momentum"`` a velocity, ``"adam"`` two means), and the inputs of the
        layers. The gradients of the data on their way back are not counted.
        """
        size = ITEMSIZE[self.dtype] * self.trainable_params
        held = self.parameter_bytes + self.kept_bytes
        return {name: held + (1 + kept) * size for name, kept in OPTIMIZERS.items()}

    def select(self, *columns: str) -> CostReport:
        """Return the same count with other columns, in every form in which it is shown.

        Parameters
        ----------
        *columns : str
            Names of figures of a `LayerCost`, in their order; the name of the layer stands first.

        Returns
        -------
        CostReport

        Raises
        ------
        TypeError, ValueError
            If there is no such column; the message names those there are.

        Examples
        --------
        >>> from cnnlib import Conv2D, count
        >>> report = count(Conv2D(2, 4, 3), (1, 2, 10, 10), "flops")
        >>> print(report.select("window", "moved_bytes").to_markdown())
        | Layer | Window | Moved bytes |
        | --- | --- | ---: |
        | Conv2D | 3×3 | 2,128 |
        | **Total** |  | 2,128 |
        """
        return replace(self, columns=names_of(columns))

    def astype(self, dtype: str) -> CostReport:
        """Return the same count with bytes of another type of number.

        Parameters
        ----------
        dtype : {'float64', 'float32', 'float16', 'bfloat16', 'int8'}

        Returns
        -------
        CostReport

        Examples
        --------
        >>> from cnnlib import VGG16, count
        >>> count(VGG16(), (1, 3, 224, 224)).astype("float16").peak_bytes
        12845056
        """
        if not isinstance(dtype, str) or dtype not in ITEMSIZE:
            raise ValueError(f"dtype must be one of {list(ITEMSIZE)}, got {dtype!r}")
        rows = tuple(replace(row, itemsize=ITEMSIZE[dtype]) for row in self.rows)
        return replace(self, rows=rows, dtype=dtype)

    def __str__(self) -> str:
        """Return a table for reading, and its totals below, those of a column of choice last."""
        headers, cells, numeric = self._shown()
        # Those that always stand are centered, as PaddlePaddle shows them.
        right = {place for place in numeric if self._names[place] not in SHOWN}
        first = [f"convention {self.convention}", f"input {shape_text(self.input_size)}"]
        first += self._type_of_bytes()
        others: list[str] = []
        for name in self._names:
            if said := COLUMNS[name].said:
                (first if name in SHOWN else others).append(said(self))
        return "\n".join((text_table(headers, cells, right), " · ".join(first), *others))

    def _repr_html_(self) -> str:
        """Return a table for a notebook."""
        caption = ", ".join(
            (
                f"Convention “{self.convention}”",
                f"input {shape_text(self.input_size)}",
                f"{self.trainable_params:,} parameters trainable",
                *self._type_of_bytes(),
            )
        )
        return html_table(*self._shown(), caption, self._total("Total"))

    def to_dict(self) -> dict[str, Any]:
        """Return every figure under its name, rows included."""
        names = dict.fromkeys(("total_params", "trainable_params", "total_flops", *_TOTALS))
        return {
            "convention": self.convention,
            "unit": self.unit,
            "input_size": self.input_size,
            **{name: getattr(self, name) for name in names},
            "rows": [
                {name: getattr(row, name) for name in self.columns or STANDARD} for row in self.rows
            ],
        }

    def to_json(self) -> str:
        """Return the figures as JSON."""
        return json.dumps(self.to_dict(), indent=2, ensure_ascii=False)

    def to_csv(self) -> str:
        """Return the rows as comma-separated values, sizes written as 1x6x28x28.

        Columns that were selected have their totals in a last row.
        """
        names = self.columns or STANDARD
        rows = [[getattr(row, name) for name in names] for row in self.rows]
        if self.columns:
            totals = (COLUMNS[name].total for name in names[1:])
            rows.append(["total", *(getattr(self, total) if total else "" for total in totals)])
        return csv_table(names, rows)

    def to_markdown(self) -> str:
        """Return a Markdown table with its totals."""
        headers, rows, numeric = self._shown()
        return markdown_table(headers, [*rows, self._total("**Total**")], numeric)

    @property
    def _names(self) -> tuple[str, ...]:
        return self.columns or SHOWN

    def _type_of_bytes(self) -> list[str]:
        """Return which type of number the bytes are of, where a column has bytes."""
        return [f"bytes of {self.dtype}"] if any("byte" in name for name in self._names) else []

    def _total(self, label: str) -> list[str]:
        return [label, *(COLUMNS[name].below(self) for name in self._names[1:])]

    def _shown(self) -> tuple[list[str], list[list[str]], set[int]]:
        """Return heads and cells of the columns that are shown, and which of them are numbers."""
        columns = [COLUMNS[name] for name in self._names]
        numeric = {place for place, column in enumerate(columns) if column.total}
        cells = [[column.text(row) for column in columns] for row in self.rows]
        return [column.head(self) for column in columns], cells, numeric


_TOTALS = (
    "dtype",
    *(column.total for column in COLUMNS.values() if column.total),
    *("peak", "parameter_bytes_by_type", "training_bytes_by_optimizer"),
)
