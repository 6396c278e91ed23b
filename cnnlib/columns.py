"""The columns that a report may be shown in: their heads, cells and totals."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from cnnlib._checks import did_you_mean
from cnnlib.layer_cost import LayerCost

__all__ = ["COLUMNS", "SHOWN", "Column", "names_of"]


@dataclass(frozen=True)
class Column:
    """How a figure of the rows is shown, and their total."""

    header: str
    """Its head; ``{unit}`` stands for what the convention counts."""
    text: Callable[[LayerCost], str]
    total: str = ""
    """The figure of the report that stands below the column."""
    said: Callable[[Any], str] | None = None
    """What the last line of a text table says of it."""
    form: str = ","

    def head(self, report: Any) -> str:
        """Return the head, of a report by its convention."""
        words = self.header.format(unit=report.unit)
        return words[0].upper() + words[1:]

    def below(self, report: Any) -> str:
        """Return the total, for reading."""
        return format(getattr(report, self.total), self.form) if self.total else ""


def names_of(columns: Sequence[Any]) -> tuple[str, ...]:
    """Return the names of columns, each once and that of the layer first, or refuse them."""
    for name in columns:
        if not isinstance(name, str):
            raise TypeError(f"a column must be a name, got {name!r} ({type(name).__name__})")
        if name not in COLUMNS:
            raise ValueError(f"no column {name!r}: {did_you_mean(name, COLUMNS)}")
    if not columns:
        raise ValueError(f"columns must be among {', '.join(COLUMNS)}, got none")
    return tuple(dict.fromkeys(("name", *columns)))


def _sizes(sizes: Iterable[int]) -> str:
    return "×".join(map(str, sizes))


def _count(header: str, name: str, total: str, said: Any = None, form: str = ",") -> Column:
    """Return a column of numbers."""
    figure = attrgetter(name)
    return Column(header, lambda row: format(figure(row), form), total, said, form)


def _bytes(header: str, name: str, said: Callable[[Any], str], total: str = "") -> Column:
    return _count(header, name, total or name, said)


def _listed(figures: dict[str, int]) -> str:
    return ", ".join(f"{number:,} ({name})" for name, number in figures.items())


COLUMNS = {
    "name": Column("Layer", attrgetter("name")),
    "layer_type": Column("Type", attrgetter("layer_type")),
    "window": Column("Window", attrgetter("window")),
    "input_shape": Column("Input", lambda row: ", ".join(map(_sizes, row.inputs))),
    "output_shape": Column("Output", lambda row: _sizes(row.output_shape)),
    "receptive_field": Column("Receptive field", lambda row: _sizes(row.receptive_field or ())),
    "params": Column(
        "Parameters",
        lambda row: f"{row.params:,}{' (frozen)' if row.frozen else ''}",
        "total_params",
        lambda it: f"parameters {it.total_params:,} (trainable {it.trainable_params:,})",
    ),
    "trainable_params": _count("Trainable", "trainable_params", "trainable_params"),
    "flops": _count("{unit}", "flops", "total_flops", lambda it: f"{it.unit} {it.total:,}"),
    "formula": Column("Formula", attrgetter("formula")),
    "training_flops": _count(
        "Training {unit}",
        "training_flops",
        "training_flops",
        lambda it: f"{it.unit} of a training step {it.training_flops:,}",
    ),
    "parameter_bytes": _bytes(
        "Parameter bytes",
        "parameter_bytes",
        lambda it: f"parameter bytes {_listed(it.parameter_bytes_by_type)}",
    ),
    "activation_bytes": _bytes(
        "Output bytes",
        "activation_bytes",
        lambda it: f"output bytes {it.activation_bytes:,}",
    ),
    "live_bytes": _bytes(
        "Live bytes",
        "live_bytes",
        lambda it: f"peak of live bytes {it.peak_bytes:,} at {it.peak}",
        "peak_bytes",
    ),
    "moved_bytes": _bytes(
        "Moved bytes", "moved_bytes", lambda it: f"moved bytes {it.moved_bytes:,}"
    ),
    "intensity": _count(
        "{unit}/byte",
        "intensity",
        "intensity",
        lambda it: f"{it.unit} a byte {it.intensity:,.2f}",
        ",.2f",
    ),
    "kept_bytes": _bytes(
        "Kept bytes",
        "kept_bytes",
        lambda it: f"bytes of a training step {_listed(it.training_bytes_by_optimizer)}",
    ),
}
SHOWN = ("name", "layer_type", "input_shape", "output_shape", "params", "flops", "formula")
"""The columns of a table where none were selected."""
