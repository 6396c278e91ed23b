"""Pooling into a grid of a given size, whatever the size of the input."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from cnnlib._checks import pair
from cnnlib.functional._arrays import (
    ieee_arithmetic,
    require_gradient,
    require_images,
    require_room,
)
from cnnlib.functional._symbol import traceable

__all__ = ["adaptive_avg_pool2d", "adaptive_avg_pool2d_backward"]


@traceable
@ieee_arithmetic
def adaptive_avg_pool2d(x: np.ndarray, output_size: Any) -> np.ndarray:
    """Average into a grid of a given size: cell i of m covers rows ⌊i·H/m⌋ to ⌈(i+1)·H/m⌉.

    Parameters
    ----------
    x : (N, C, H, W) ndarray of float32 or float64
    output_size : int or (int, int)
        1 is global average pooling.

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
    out_h, out_w = pair(output_size, "output_size")
    require_room((batch, channels, max(out_h, height), max(out_w, width)), "output_size")
    # The mean of a cell is the mean of the means of its rows: all have the same length.
    rows = np.empty((batch, channels, out_h, width), x.dtype)
    y = np.empty((batch, channels, out_h, out_w), x.dtype)
    for i, (top, bottom) in enumerate(_adaptive_bounds(height, out_h)):
        rows[:, :, i] = x[:, :, top:bottom].mean(axis=2)
    for j, (left, right) in enumerate(_adaptive_bounds(width, out_w)):
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
    output_size : int or (int, int)

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
    out_h, out_w = pair(output_size, "output_size")
    grad_output = require_gradient(grad_output, (batch, channels, out_h, out_w), x)
    rows = np.zeros((batch, channels, out_h, width), x.dtype)
    grad_x = np.zeros(x.shape, x.dtype)
    for j, (left, right) in enumerate(_adaptive_bounds(width, out_w)):
        rows[..., left:right] += grad_output[..., j, None] / x.dtype.type(right - left)
    for i, (top, bottom) in enumerate(_adaptive_bounds(height, out_h)):
        grad_x[:, :, top:bottom] += rows[:, :, i, None] / x.dtype.type(bottom - top)
    return grad_x


def _adaptive_bounds(size: int, cells: int) -> Iterator[tuple[int, int]]:
    """Yield where each of `cells` cells starts and stops along an axis of `size`."""
    for i in range(cells):
        yield i * size // cells, -(-(i + 1) * size // cells)
