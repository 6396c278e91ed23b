"""What a layer at work is measured by: sums of products of sizes, under the names of cells."""

from __future__ import annotations

from collections.abc import Callable
from itertools import chain, product
from math import prod
from typing import Any

from cnnlib.geometry import place_windows
from cnnlib.layers import Layer

__all__ = ["MEASURES", "Letter", "Product", "Rule", "Shape", "times"]

Shape = tuple[int, ...]
Product = tuple[int, ...]
# Of a layer, the shape of its input (a tuple of shapes where it takes several) and its output's.
Rule = Callable[[Any, Any, Any], list[Product]]


class Letter(str):
    """A size that is not known yet."""

    def __floordiv__(self, other: str) -> Letter:
        return Letter(f"⌊{self} / {other}⌋")

    def __mul__(self, other: Any) -> Letter:
        return Letter(f"{self} · {other}")

    def __rmul__(self, other: Any) -> Letter:
        return self if other == 1 else Letter(f"{other} · {self}")

    def __sub__(self, other: int) -> Letter:
        return Letter(f"({self} − {other})")


def times(factors: list[list[Product]]) -> list[Product]:
    """Multiply sums of products out."""
    if len(factors) == 1:
        return factors[0]
    return [tuple(chain(*each)) for each in product(*factors)]


def _macs(layer: Layer, x: Shape, y: Shape) -> list[Product]:
    if not layer.macs:
        raise ValueError(
            f"no macs in a {type(layer).__name__}: count it by other measures, or let its class "
            'say what it multiplies, as in macs = ("weight", "output plane")'
        )
    return times([MEASURES[factor](layer, x, y) for factor in layer.macs])


def _weight(layer: Layer, x: Shape, y: Shape) -> list[Product]:
    if "weight" not in layer.parameter_shapes:
        raise ValueError(f"no weight in a {type(layer).__name__}: count it by other measures")
    return [layer.parameter_shapes["weight"]]


def _inputs(layer: Layer, x: Any, y: Shape) -> list[Product]:
    return [shape[1:] for shape in (x if isinstance(x[0], tuple) else (x,))]


def _ways(layer: Layer, x: Any, y: Shape) -> list[Any]:
    if isinstance(x[-1], Letter):  # Of one input, which stands for all.
        return [(Letter("n"),)]
    return [(len(x) if isinstance(x[0], tuple) else 1,)]


def _plane(layer: Layer, shape: Any, measure: str) -> Product:
    if len(shape) != 4 or not all(isinstance(size, (int, str)) for size in shape):
        raise ValueError(
            f"no {measure} in {type(layer).__name__} of shape {shape}: only images have one, "
            "of shape (batch, channels, height, width)"
        )
    return tuple(shape[2:])


def _cells(layer: Layer, x: Any, y: Shape) -> list[Product]:
    before, after = (_plane(layer, shape, "cells") for shape in (x, y))
    return [(prod(size // cells for size, cells in zip(before, after, strict=True)), *y[1:])]


def _on_pixels(layer: Any, x: Any, y: Any) -> list[Any]:
    size = _plane(layer, x, "products that meet a pixel")
    if isinstance(size[0], Letter):
        return [(*layer.parameter_shapes["weight"][:2], "m_h", "m_w")]
    if layer.padding_mode != "zeros":
        return _macs(layer, x, y)
    windows = place_windows(size, layer.kernel_size, layer.stride, layer.padding, layer.dilation)
    met = (windows.met(axis, size[axis]) for axis in (0, 1))
    return [(*layer.parameter_shapes["weight"][:2], *met)]


def _dilated_plane(layer: Any, x: Shape, y: Shape) -> list[Any]:
    sizes = _plane(layer, y, "dilated plane")
    if isinstance(sizes[0], Letter):
        return [tuple(Letter(f"⌈{size}⌉") for size in sizes)]
    return [
        tuple(-(-size // step) * step for size, step in zip(sizes, layer.dilation, strict=True))
    ]


def _inner_size(layer: Layer, x: Any, y: Shape) -> list[Any]:
    if hasattr(layer, "transpose_x"):
        return [(x[0][-2 if layer.transpose_x else -1],)]
    if "last output" in layer.macs:
        return [x[-1:]]
    if "output plane" in layer.macs:
        sizes: tuple[Any, ...] = layer.parameter_shapes["weight"][1:]
        return [tuple(Letter(size) if isinstance(size, str) else size for size in sizes)]
    raise ValueError(f"no inner size in a {type(layer).__name__}: only a product has one")


def _pixels_of_cells(layer: Layer, x: Any, y: Shape) -> list[Any]:
    before, after = (_plane(layer, shape, "pixels of cells") for shape in (x, y))
    if isinstance(before[0], Letter):
        return [(y[1], "p_h", "p_w")]
    # A cell begins at ⌊i · input / output⌋ and ends at ⌈(i + 1) · input / output⌉.
    sums = (
        sum(-(-(i + 1) * size // cells) - i * size // cells for i in range(cells))
        for size, cells in zip(before, after, strict=True)
    )
    return [(y[1], *sums)]


MEASURES: dict[str, Rule] = {
    "macs": _macs,
    "bias": lambda layer, x, y: [y[1:]] if "bias" in layer.parameter_shapes else [],
    "inputs": _inputs,
    "outputs": lambda layer, x, y: [y[1:]],
    "parameters": lambda layer, x, y: list(layer.parameter_shapes.values()),
    "cells": _cells,
    "pixels of cells": _pixels_of_cells,
    "ways": _ways,
    "products that meet a pixel": _on_pixels,
    "weight": _weight,
    "window": lambda layer, x, y: [layer.kernel_size],
    "dilated plane": _dilated_plane,
    "input plane": lambda layer, x, y: [_plane(layer, x, "input plane")],
    "output plane": lambda layer, x, y: [_plane(layer, y, "output plane")],
    "last output": lambda layer, x, y: [y[-1:]],
    "inner size": _inner_size,
}
