"""Rules in letters: what a cell multiplies, in the signs that the book's formulas have."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from cnnlib._checks import did_you_mean
from cnnlib.conventions.cells import Case, Cell, products_of
from cnnlib.conventions.measures import Letter
from cnnlib.layers import Layer
from cnnlib.layers.attributes import Parameter, RunningStatistic, Setting, defaults, described

__all__ = ["in_letters", "letters_of"]

_ARGUMENTS = {
    "groups": ("g",),
    "num_groups": ("g",),
    "in_channels": ("C_in",),
    "in_features": ("n_in",),
    "kernel_size": ("k_h", "k_w"),
    "normalized_shape": ("n",),
    "num_channels": ("C",),
    "num_features": ("C",),
    "num_parameters": ("n",),
    "out_channels": ("C_out",),
    "out_features": ("n_out",),
    "stride": ("s_h", "s_w"),
}
_KEPT = ("C", "H", "W"), ("C", "H", "W")
_RESIZED = ("C", "H_in", "W_in"), ("C", "H_out", "W_out")
_SHAPES = {
    "cells": _RESIZED,
    "channels": _KEPT,
    "channels in groups": _KEPT,
    "channels of a sequence": (("C", "L"), ("C", "L")),
    "equal": _KEPT,
    "last axes": (("L", "n"), ("L", "n")),
    "last axis": (("n_in",), ("n_out",)),
    "matrix product": ((("M", "K"), ("K", "P")), ("M", "P")),
    "pooled": _RESIZED,
    "resized": _RESIZED,
    "shuffled": _KEPT,
    "same": _KEPT,
    "shares": _KEPT,
    "slopes": _KEPT,
    "scaled channels": _KEPT,
}
_ANY_SHAPES = ("C_in", "H_in", "W_in"), ("C_out", "H_out", "W_out")


def letters_of(kind: type[Layer]) -> dict[str, Any]:
    """Return the letters of a type's sizes: of one image before and after it, and its parameters.

    Examples
    --------
    >>> from cnnlib import Conv2D
    >>> letters_of(Conv2D)["parameters"]["weight"]
    ('C_out', 'C_in/g', 'k_h', 'k_w')
    """
    if not (isinstance(kind, type) and issubclass(kind, Layer)):
        raise TypeError(
            f"kind must be a class of layers such as Conv2D, got {kind!r} ({type(kind).__name__})"
        )
    known: type = kind
    inputs, outputs = _SHAPES.get(kind.family or "", _ANY_SHAPES)
    parameters = {
        name: tuple(letter for size in each.sizes for letter in _size(size))
        for name, each in described(known).items()
        if isinstance(each, Parameter) and not isinstance(each, RunningStatistic)
    }
    return {"inputs": inputs, "outputs": outputs, "parameters": parameters}


def in_letters(cell: Cell | str, kind: type[Layer]) -> str:
    """Return what a cell of a convention multiplies and adds for a type of layer, in letters.

    Parameters
    ----------
    cell : Cell or str
    kind : type
        A class of layers; one that may have a bias has it.

    Returns
    -------
    str

    Raises
    ------
    TypeError, ValueError
        If `cell` is none, or measures what the type has not.

    Examples
    --------
    >>> from cnnlib import AdaptiveAvgPool2D, Conv2D
    >>> in_letters("2 macs + bias", Conv2D)
    '2 · C_out · C_in/g · k_h · k_w · H_out · W_out + C_out · H_out · W_out'
    >>> in_letters("cells", AdaptiveAvgPool2D)
    '⌊H_in / H_out⌋ · ⌊W_in / W_out⌋ · C · H_out · W_out'
    """
    cell = cell if isinstance(cell, Cell) else Cell(cell)
    letters = letters_of(kind)
    known: type = kind
    settings = [name for name, each in described(known).items() if isinstance(each, Setting)]
    standing_in = type(kind.__name__, (SimpleNamespace,), {})
    settings_in_letters = {
        name: _setting(name) if name in _ARGUMENTS else value
        for name, value in defaults(kind).items()
    }
    shapes = {name: tuple(map(Letter, each)) for name, each in letters["parameters"].items()}
    layer = standing_in(**settings_in_letters, macs=kind.macs, parameter_shapes=shapes)
    x, y = (_batch_of(letters[side]) for side in ("inputs", "outputs"))

    def in_words(case: Case) -> str:
        for fact in case.facts:
            if fact.setting not in settings:
                hint = did_you_mean(fact.setting, settings)
                raise ValueError(f"no setting {fact.setting!r} in {kind.__name__}: {hint}")
        products = products_of(case.sum, layer, x, y)
        return " + ".join(" · ".join(map(str, product)) for product in products) or "0"

    return ", ".join(
        f"{'else ' * (place > 0 and not case.facts)}{in_words(case)}"
        + (f" if {' and '.join(map(str, case.facts))}" if case.facts else "")
        for place, case in enumerate(cell.cases)
    )


def _batch_of(sizes: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return letters as a shape; those of several inputs as several."""
    if isinstance(sizes[0], tuple):
        return tuple(map(_batch_of, sizes))
    return "N", *map(Letter, sizes)


def _setting(name: str) -> Any:
    letters = tuple(map(Letter, _ARGUMENTS[name]))
    return letters if len(letters) > 1 or name == "normalized_shape" else letters[0]


def _size(size: str) -> tuple[str, ...]:
    name, _, divisor = size.partition(" / ")
    letters = _ARGUMENTS.get(name, (name,))
    return (f"{letters[0]}/{_ARGUMENTS.get(divisor, (divisor,))[0]}",) if divisor else letters
