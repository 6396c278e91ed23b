"""What a layer at work is measured by: sums of products of sizes, under the names of cells."""

from __future__ import annotations

from collections.abc import Callable
from itertools import chain, product
from math import prod
from typing import Any

from cnnlib.geometry import effective_kernel_size, place_transposed, place_windows, resolve_padding
from cnnlib.layers import Layer

__all__ = ["MEASURES", "Letter", "Product", "Rule", "Shape", "times"]

Shape = tuple[int, ...]
Product = tuple[int, ...]
# Of a layer, the shape of its input (a tuple of shapes where it takes several) and its output's.
Rule = Callable[[Any, Any, Any], list[Product]]


class Letter(str):
    """A size that is not known yet."""

    def __floordiv__(self, other: str) -> Letter:
        return Letter(f"⌊{self} / {f'({other})' if ' ' in other else other}⌋")

    def __mul__(self, other: Any) -> Letter:
        return self if other == 1 else Letter(f"{self} · {other}")

    def __rmul__(self, other: Any) -> Letter:
        return self * 1 if other == 1 else Letter(f"{other} · {self}")

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


def _cell(layer: Layer, x: Any, y: Shape) -> list[Product]:
    before, after = (_plane(layer, shape, "cells") for shape in (x, y))
    return [(prod(size // cells for size, cells in zip(before, after, strict=True)),)]


def _cells(layer: Layer, x: Any, y: Shape) -> list[Product]:
    return times([_cell(layer, x, y), MEASURES["outputs"](layer, x, y)])


def _on_pixels(layer: Any, x: Any, y: Any) -> list[Any]:
    size, size_behind = (_plane(layer, s, "products that meet a pixel") for s in (x, y))
    channels = layer.parameter_shapes["weight"][:2]
    if isinstance(size[0], Letter):
        return [(*channels, "m_h", "m_w")]
    if getattr(layer, "padding_mode", "zeros") != "zeros":
        return _macs(layer, x, y)
    kernel, stride, padding = layer.kernel_size, layer.stride, layer.padding
    if hasattr(layer, "output_padding"):
        more, gaps, wanted = layer.output_padding, layer.dilation, layer.output_size
        windows, _ = place_transposed(size, kernel, stride, padding, more, gaps, wanted)
        return [(*channels, *(windows.met(axis, size_behind[axis]) for axis in (0, 1)))]
    windows = place_windows(size, kernel, stride, padding, layer.dilation)
    return [(*channels, *(windows.met(axis, size[axis]) for axis in (0, 1)))]


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


def _groups(layer: Any, x: Any, y: Any) -> list[Any]:
    return [(layer.num_groups if hasattr(layer, "num_groups") else layer.groups,)]


def _features(layer: Any, x: Shape, y: Shape) -> list[Product]:
    if hasattr(layer, "normalized_shape"):
        return [layer.normalized_shape]
    return [(x[layer.axis],)]


def _weight_grouped_twice(layer: Any, x: Shape, y: Shape) -> list[Product]:
    inputs, outputs, *window = layer.parameter_shapes["weight"]
    return [(inputs, outputs // layer.groups, *window)]


def _bias_of_a_convolution(layer: Any, x: Shape, y: Shape) -> list[Product]:
    if "bias" not in layer.parameter_shapes:
        return []
    outputs, size = layer.parameter_shapes["weight"][1], _plane(layer, x, "bias of a convolution")
    if isinstance(size[0], Letter):
        return [(outputs, Letter("h"), Letter("w"))]
    placing = layer.kernel_size, layer.stride, layer.dilation
    sides = resolve_padding(layer.padding, size, *placing)
    behind = (
        (size[axis] + sides[2 * axis] + sides[2 * axis + 1] - effective_kernel_size(k, d)) // s + 1
        for axis, (k, s, d) in enumerate(zip(*placing, strict=True))
    )
    return [(outputs, *behind)]


def _new_axes(x: Shape, y: Shape) -> list[tuple[Any, Any]]:
    """Return the sizes before and after of each axis that is resized."""
    return [(n, m) for n, m in zip(x[2:], y[2:], strict=True) if n != m]


def _interpolated(layer: Layer, x: Any, y: Any) -> list[Any]:
    channels, height, width = x[1:]
    rows, columns = y[2:]
    across = [(channels, height, width, columns)] if width != columns else []
    down = [(channels, height, rows, width)] if height != rows else []
    orders = (
        [*across, *((channels, height, rows, columns) for _ in down)],
        [*down, *((channels, rows, width, columns) for _ in across)],
    )
    return orders[0] if isinstance(width, Letter) else min(orders, key=lambda o: sum(map(prod, o)))


def _interpolation(layer: Layer, x: Any, y: Any) -> list[Any]:
    if isinstance(y[2], Letter):
        return [each for n, m in _new_axes(x, y) for each in ((10, n, m), (9, m), (3,))]
    return [(10 * n * m + (9 if n > 1 else 8) * m + 3,) for n, m in _new_axes(x, y)]


def _picked(layer: Layer, x: Any, y: Any) -> list[Any]:
    if isinstance(y[2], Letter):
        return [(8, m) for _, m in _new_axes(x, y)]
    return [(5 if m == 1 else 7 if n == 1 else 8, m) for n, m in _new_axes(x, y)]


MEASURES: dict[str, Rule] = {
    "macs": _macs,
    "bias": lambda layer, x, y: [y[1:]] if "bias" in layer.parameter_shapes else [],
    "inputs": _inputs,
    "pooled inputs": lambda layer, x, y: [] if x[2:] == y[2:] else [x[1:]],
    "outputs": lambda layer, x, y: [y[1:]],
    "parameters": lambda layer, x, y: list(layer.parameter_shapes.values()),
    "cell": _cell,
    "cells": _cells,
    "pixels of cells": _pixels_of_cells,
    "ways": _ways,
    "products that meet a pixel": _on_pixels,
    "weight": _weight,
    "kernel": lambda layer, x, y: [each[1:] for each in _weight(layer, x, y)],
    "window": lambda layer, x, y: [layer.kernel_size],
    "stride": lambda layer, x, y: [layer.stride],
    "dilated plane": _dilated_plane,
    "input plane": lambda layer, x, y: [_plane(layer, x, "input plane")],
    "output plane": lambda layer, x, y: [_plane(layer, y, "output plane")],
    "last output": lambda layer, x, y: [y[-1:]],
    "channels": lambda layer, x, y: [y[1:2]],
    "groups": _groups,
    "features": _features,
    "first feature axis": lambda layer, x, y: [layer.normalized_shape[:1]],
    "inner size": _inner_size,
    "interpolated products": _interpolated,
    "interpolation weights": _interpolation,
    "picked places": _picked,
    "weight grouped twice": _weight_grouped_twice,
    "bias of a convolution": _bias_of_a_convolution,
}
