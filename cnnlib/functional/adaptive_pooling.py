"""Pooling into a grid of a given size, whatever the size of the input."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from cnnlib._checks import Pair, flag, whole_number
from cnnlib.functional._arrays import (
    ieee_arithmetic,
    require_gradient,
    require_images,
    require_room,
)
from cnnlib.functional._symbol import traceable

__all__ = [
    "adaptive_avg_pool2d",
    "adaptive_avg_pool2d_backward",
    "adaptive_max_pool2d",
    "adaptive_max_pool2d_backward",
]

Grid = tuple[int | None, int | None]


@traceable
@ieee_arithmetic
def adaptive_avg_pool2d(x: np.ndarray, output_size: Any) -> np.ndarray:
    """Average into a grid of a given size: cell i of m covers rows ⌊i·H/m⌋ to ⌈(i+1)·H/m⌉.

    Parameters
    ----------
    x : (N, C, H, W) ndarray of float32 or float64
    output_size : int, None or (int or None, int or None)
        1 is global average pooling. None keeps the input's size on that axis.

    Returns
    -------
    (N, C, H_out, W_out) ndarray

    Examples
    --------
    >>> adaptive_avg_pool2d(np.arange(1.0, 17.0).reshape(1, 1, 4, 4), 1)
    array([[[[8.5]]]])
    """
    require_images(x)
    batch, channels, height, width = x.shape
    out_h, out_w = grid_on((height, width), cells(output_size, "output_size"))
    require_room((batch, channels, max(out_h, height), max(out_w, width)), "output_size")
    # The mean of a cell is the mean of the means of its rows: all have the same length.
    rows = np.empty((batch, channels, out_h, width), x.dtype)
    y = np.empty((batch, channels, out_h, out_w), x.dtype)
    for i, (top, bottom) in enumerate(cell_bounds(height, out_h)):
        rows[:, :, i] = x[:, :, top:bottom].mean(axis=2)
    for j, (left, right) in enumerate(cell_bounds(width, out_w)):
        y[..., j] = rows[..., left:right].mean(axis=3)
    return y


@ieee_arithmetic
def adaptive_avg_pool2d_backward(
    grad_output: np.ndarray, x: np.ndarray, output_size: Any
) -> np.ndarray:
    """Share each cell's gradient out among its pixels, in equal parts.

    Parameters
    ----------
    grad_output : (N, C, H_out, W_out) ndarray
    x : (N, C, H, W) ndarray
        What `adaptive_avg_pool2d` got; only its shape and its precision matter.
    output_size
        As there.

    Returns
    -------
    (N, C, H, W) ndarray

    Examples
    --------
    >>> adaptive_avg_pool2d_backward(np.array([[[[6.0]]]]), np.zeros((1, 1, 1, 3)), 1)
    array([[[[2., 2., 2.]]]])
    """
    require_images(x)
    batch, channels, height, width = x.shape
    out_h, out_w = grid_on((height, width), cells(output_size, "output_size"))
    grad_output = require_gradient(grad_output, (batch, channels, out_h, out_w), x)
    rows = np.zeros((batch, channels, out_h, width), x.dtype)
    grad_x = np.zeros(x.shape, x.dtype)
    for j, (left, right) in enumerate(cell_bounds(width, out_w)):
        rows[..., left:right] += grad_output[..., j, None] / x.dtype.type(right - left)
    for i, (top, bottom) in enumerate(cell_bounds(height, out_h)):
        grad_x[:, :, top:bottom] += rows[:, :, i, None] / x.dtype.type(bottom - top)
    return grad_x


@traceable
@ieee_arithmetic
def adaptive_max_pool2d(x: np.ndarray, output_size: Any, return_mask: bool = False) -> Any:
    """Keep the largest pixel of each cell of a grid; cells lie as in `adaptive_avg_pool2d`.

    Parameters
    ----------
    x : (N, C, H, W) ndarray of float32 or float64
    output_size : int, None or (int or None, int or None)
        1 is global max pooling. None keeps the input's size on that axis.
    return_mask : bool
        Also return where each maximum stood: its flat index in the H × W plane of `x`, the
        first of equals.

    Returns
    -------
    (N, C, H_out, W_out) ndarray
        With `return_mask`, a pair: the maxima and an int64 array of the same shape.

    Examples
    --------
    >>> adaptive_max_pool2d(np.arange(1.0, 17.0).reshape(1, 1, 4, 4), (None, 1))[0, 0]
    array([[ 4.],
           [ 8.],
           [12.],
           [16.]])
    """
    return_mask = flag(return_mask, "return_mask")
    mask = _places_of_maxima(x, output_size)
    planes = x.reshape(*x.shape[:2], -1)
    y = np.take_along_axis(planes, mask.reshape(*x.shape[:2], -1), axis=2).reshape(mask.shape)
    return (y, mask) if return_mask else y


@ieee_arithmetic
def adaptive_max_pool2d_backward(
    grad_output: np.ndarray, x: np.ndarray, output_size: Any
) -> np.ndarray:
    """Hand each cell's gradient to its largest pixel, the first of equals.

    Parameters
    ----------
    grad_output : (N, C, H_out, W_out) ndarray
    x, output_size
        What `adaptive_max_pool2d` got.

    Returns
    -------
    (N, C, H, W) ndarray

    Examples
    --------
    >>> adaptive_max_pool2d_backward(np.array([[[[6.0]]]]), np.array([[[[1.0, 3.0, 2.0]]]]), 1)
    array([[[[0., 6., 0.]]]])
    """
    mask = _places_of_maxima(x, output_size)
    grad_output = require_gradient(grad_output, mask.shape, x)
    planes = x.shape[0] * x.shape[1]
    grad_x = np.zeros((planes, x.shape[2] * x.shape[3]), x.dtype)
    np.add.at(
        grad_x,
        (np.arange(planes)[:, None], mask.reshape(planes, -1)),
        grad_output.reshape(planes, -1),
    )
    return grad_x.reshape(x.shape)


def cells(value: Any, name: str) -> Grid:
    """Return `value` as the cells of (height, width); None is as many as there are pixels.

    Examples
    --------
    >>> cells(7, "output_size"), cells([None, 7], "output_size")
    ((7, 7), (None, 7))
    """
    sides = value if isinstance(value, (list, tuple)) else (value, value)
    if len(sides) != 2:
        raise ValueError(f"{name} must be an int, None or (height, width), got {value!r}")
    height, width = (None if side is None else whole_number(side, name) for side in sides)
    return height, width


def grid_on(size: Pair, grid: Grid) -> Pair:
    """Return how many cells a grid has on an image of (height, width)."""
    (height, width), (rows, columns) = size, grid
    return height if rows is None else rows, width if columns is None else columns


def _places_of_maxima(x: np.ndarray, output_size: Any) -> np.ndarray:
    """Return the flat index of each cell's maximum in its plane."""
    require_images(x)
    batch, channels, height, width = x.shape
    out_h, out_w = grid_on((height, width), cells(output_size, "output_size"))
    require_room((batch, channels, max(out_h, height), max(out_w, width)), "output_size")
    mask = np.empty((batch, channels, out_h, out_w), np.int64)
    for i, (top, bottom) in enumerate(cell_bounds(height, out_h)):
        for j, (left, right) in enumerate(cell_bounds(width, out_w)):
            cell = x[:, :, top:bottom, left:right].reshape(batch, channels, -1)
            row, column = np.divmod(cell.argmax(axis=2), right - left)
            mask[:, :, i, j] = (top + row) * width + left + column
    return mask


def cell_bounds(size: int, cells: int) -> Iterator[tuple[int, int]]:
    """Yield where each of `cells` cells starts and stops along an axis of `size`."""
    for i in range(cells):
        yield i * size // cells, -(-(i + 1) * size // cells)
