"""Where the windows of a layer stand on its input, for those who ask what it meets."""

from __future__ import annotations

from operator import sub
from typing import Any

from cnnlib import geometry, layers
from cnnlib._padding import FourSides
from cnnlib.functional.adaptive_pooling import cell_bounds
from cnnlib.layers.attributes import Shape

__all__ = ["ends", "grid", "left_over", "odd", "placed", "sides", "unlike"]


def placed(layer: Any, shape: Shape) -> geometry.Windows:
    """Return the windows of a layer; of a transposed convolution, those on its output."""
    values = vars(layer)
    window = {name: values[name] for name in ("kernel_size", "stride", "padding", "dilation")}
    if isinstance(layer, layers.Conv2DTranspose):
        size = {name: values[name] for name in ("output_padding", "output_size")}
        return geometry.place_transposed(shape[2:], **window, **size)[0]
    return geometry.place_windows(shape[2:], **window, ceil_mode=values.get("ceil_mode", False))


def sides(layer: Any, shape: Shape) -> FourSides:
    """Return the padding: top, bottom, left, right."""
    if isinstance(layer, layers.Pad2D):
        return geometry.resolve_padding(layer.padding, shape[2:], 1)
    return placed(layer, shape).sides


def ends(layer: Any, shape: Shape) -> tuple[tuple[int, int], tuple[int, int]]:
    """Return the padding before and behind, of either axis."""
    top, bottom, left, right = sides(layer, shape)
    return (top, bottom), (left, right)


def odd(layer: Any, shape: Shape) -> list[int]:
    """Return the strides of the axes along which the padding before and behind is unequal."""
    strides = vars(layer).get("stride", (1, 1))
    both = zip(ends(layer, shape), strides, strict=True)
    return [step for (begin, end), step in both if begin != end]


def left_over(layer: Any, shape: Shape) -> list[int]:
    """Return, of either axis, how far the padded image reaches beyond the last window."""
    windows, padding = placed(layer, shape), ends(layer, shape)
    return [shape[2 + axis] + sum(padding[axis]) - windows.reach(axis) for axis in (0, 1)]


def grid(layer: Any, shape: Shape) -> list[tuple[int, int]]:
    """Return the size before and behind, of either axis."""
    return [*zip(shape[2:], layer.output_shape(shape)[2:], strict=True)]


def unlike(sizes: tuple[int, int]) -> bool:
    """Return whether the cells of an adaptive pooling differ in size, or in how far they step."""
    begins, stops = zip(*cell_bounds(*sizes), strict=True)
    return len({*map(sub, stops, begins)}) > 1 or len({*map(sub, begins[1:], begins)}) > 1
