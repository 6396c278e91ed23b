"""Pooling: one number stands for a window."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

import numpy as np

from cnnlib._checks import batch_shape, flag, number, pair, whole_number
from cnnlib.functional._arrays import (
    ieee_arithmetic,
    require_floats,
    require_images,
    require_room,
)
from cnnlib.functional._windows import (
    combine_windows,
    max_and_mask,
    pixels_per_window,
    pooling_windows,
)

__all__ = ["adaptive_avg_pool2d", "avg_pool2d", "k_max_pool", "max_pool2d"]


@ieee_arithmetic
def max_pool2d(
    x: np.ndarray,
    kernel_size: Any,
    stride: Any = None,
    padding: Any = 0,
    return_mask: bool = False,
    ceil_mode: bool = False,
) -> Any:
    """Keep the largest pixel of every window. Padding counts as −∞: it is never picked.

    Parameters
    ----------
    x : (N, C, H, W) ndarray of float32 or float64
    kernel_size : int or (int, int)
    stride : int or (int, int), optional
        The kernel size where left out.
    padding : int, sequence or str
        Any form that `cnnlib.geometry.resolve_padding` takes; less than the kernel.
    return_mask : bool
        Also return where each maximum stood: its flat index in the H × W plane of `x`, the
        first of equals.
    ceil_mode : bool
        Round the output size up, as `cnnlib.geometry.output_size` says.

    Returns
    -------
    (N, C, H_out, W_out) ndarray
        With `return_mask`, a pair: the maxima and an int64 array of the same shape.

    Raises
    ------
    TypeError, ValueError
        If an argument makes no sense or the window does not fit.

    Examples
    --------
    >>> x = np.arange(1.0, 17.0).reshape(1, 1, 4, 4)
    >>> max_pool2d(x, 2)[0, 0]
    array([[ 6.,  8.],
           [14., 16.]])
    """
    require_images(x)
    windows = pooling_windows(x.shape[2:], kernel_size, stride, padding, ceil_mode)
    if flag(return_mask, "return_mask"):
        return max_and_mask(x, windows)
    return combine_windows(x, np.maximum, -np.inf, windows)


@ieee_arithmetic
def avg_pool2d(
    x: np.ndarray,
    kernel_size: Any,
    stride: Any = None,
    padding: Any = 0,
    ceil_mode: bool = False,
    exclusive: bool = True,
    divisor_override: float | None = None,
) -> np.ndarray:
    """Average every window.

    Parameters
    ----------
    x : (N, C, H, W) ndarray of float32 or float64
    kernel_size : int or (int, int)
    stride : int or (int, int), optional
        The kernel size where left out.
    padding : int, sequence or str
        Any form that `cnnlib.geometry.resolve_padding` takes; less than the kernel.
    ceil_mode : bool
        Round the output size up, as `cnnlib.geometry.output_size` says.
    exclusive : bool
        True divides by the pixels of the window that lie in the image; False by those that
        lie in the padded image, as zeros.
    divisor_override : positive number, optional
        Divides every window's sum instead.

    Returns
    -------
    (N, C, H_out, W_out) ndarray

    Raises
    ------
    TypeError, ValueError
        If an argument makes no sense or the window does not fit.

    Examples
    --------
    >>> x = np.arange(1.0, 17.0).reshape(1, 1, 4, 4)
    >>> avg_pool2d(x, 2)[0, 0]
    array([[ 3.5,  5.5],
           [11.5, 13.5]])
    """
    require_images(x)
    exclusive = flag(exclusive, "exclusive")
    divisor = positive_or_none(divisor_override, "divisor_override")
    windows = pooling_windows(x.shape[2:], kernel_size, stride, padding, ceil_mode)
    if divisor is None:
        divisor = pixels_per_window(x.shape[2:], windows, exclusive).astype(x.dtype)
    else:
        divisor = np.float64(divisor)  # in double precision no divisor rounds to zero
    return combine_windows(x, np.add, 0.0, windows, divisor)


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


def k_max_pool(x: np.ndarray, k: int, axis: int = -1) -> np.ndarray:
    """Keep the `k` largest values along an axis, in the order in which they stood.

    Parameters
    ----------
    x : ndarray of float32 or float64
    k : int
        At most the length of the axis.
    axis : int

    Returns
    -------
    ndarray
        Shaped like `x` but for `axis`, which has length `k`. Of equal values the first stay;
        NaN counts as larger than any number.

    References
    ----------
    N. Kalchbrenner, E. Grefenstette and P. Blunsom, A convolutional neural network for
    modelling sentences, ACL 2014, section 3.2.

    Examples
    --------
    >>> k_max_pool(np.array([[5.0, 1.0, 7.0, 3.0]]), k=2)
    array([[5., 7.]])
    """
    require_floats(x)
    k = k_max_shape(x.shape, k, axis, "x.shape")[axis]
    # Sorted back to front, the first of equals comes last: among the largest, which stay.
    length = x.shape[axis]
    ascending = length - 1 - np.argsort(np.flip(x, axis), axis=axis, kind="stable")
    kept = np.sort(np.take(ascending, range(length - k, length), axis=axis), axis=axis)
    return np.take_along_axis(x, kept, axis=axis)


def k_max_shape(
    input_shape: Any, k: int, axis: int = -1, name: str = "input_shape"
) -> tuple[int, ...]:
    """Return `input_shape` with `k` in the place of the axis."""
    sizes = batch_shape(input_shape, name)
    axis = whole_number(axis, "axis", minimum=-len(sizes))
    if axis >= len(sizes):
        raise ValueError(f"axis must be below {len(sizes)} for shape {sizes}, got {axis}")
    k = whole_number(k, "k")
    if k > sizes[axis]:
        raise ValueError(
            f"k {k} does not fit: axis {axis} of shape {sizes} has {sizes[axis]} values"
        )
    kept = list(sizes)
    kept[axis] = k
    return tuple(kept)


def positive_or_none(value: Any, name: str) -> float | None:
    """Return `value` if it is None or a positive finite number."""
    if value is None:
        return None
    if not 0 < number(value, name) <= sys.float_info.max:
        raise ValueError(f"{name} must be positive and finite, got {value!r}")
    return number(value, name)


def _adaptive_bounds(size: int, cells: int) -> Iterator[tuple[int, int]]:
    """Yield where each of `cells` cells starts and stops along an axis of `size`."""
    for i in range(cells):
        yield i * size // cells, -(-(i + 1) * size // cells)
