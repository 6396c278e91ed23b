"""Pooling by a window that slides: one number stands for a window."""

from __future__ import annotations

from typing import Any

import numpy as np

from cnnlib._checks import flag, positive_or_none
from cnnlib.functional._arrays import ieee_arithmetic, require_gradient, require_images
from cnnlib.functional._symbol import traceable
from cnnlib.functional._windows import (
    combine_windows,
    max_and_mask,
    pixels_per_window,
    pooling_windows,
    spread_shares,
    spread_to_winners,
)
from cnnlib.geometry import Windows

__all__ = ["avg_pool2d", "avg_pool2d_backward", "max_pool2d", "max_pool2d_backward"]


@traceable
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
def max_pool2d_backward(
    grad_output: np.ndarray,
    x: np.ndarray,
    kernel_size: Any,
    stride: Any = None,
    padding: Any = 0,
    ceil_mode: bool = False,
) -> np.ndarray:
    """Hand each window's gradient to its largest pixel, the first of equals.

    Parameters
    ----------
    grad_output : (N, C, H_out, W_out) ndarray
    x, kernel_size, stride, padding, ceil_mode
        What `max_pool2d` got.

    Returns
    -------
    (N, C, H, W) ndarray

    Examples
    --------
    >>> x = np.array([[1.0, 4.0, 4.0], [2.0, 4.0, 3.0]]).reshape(1, 1, 2, 3)
    >>> max_pool2d_backward(np.array([[[[10.0, 20.0]]]]), x, kernel_size=2, stride=1)[0, 0]
    array([[ 0., 30.,  0.],
           [ 0.,  0.,  0.]])
    """
    require_images(x)
    windows = pooling_windows(x.shape[2:], kernel_size, stride, padding, ceil_mode)
    grad_output = require_gradient(grad_output, (*x.shape[:2], *windows.count), x)
    return spread_to_winners(grad_output, x, windows)


@traceable
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
    override = positive_or_none(divisor_override, "divisor_override")
    windows = pooling_windows(x.shape[2:], kernel_size, stride, padding, ceil_mode)
    return combine_windows(x, np.add, 0.0, windows, _divisor(x, windows, exclusive, override))


@ieee_arithmetic
def avg_pool2d_backward(
    grad_output: np.ndarray,
    x: np.ndarray,
    kernel_size: Any,
    stride: Any = None,
    padding: Any = 0,
    ceil_mode: bool = False,
    exclusive: bool = True,
    divisor_override: float | None = None,
) -> np.ndarray:
    """Share each window's gradient out among its pixels, in equal parts.

    Parameters
    ----------
    grad_output : (N, C, H_out, W_out) ndarray
    x, kernel_size, stride, padding, ceil_mode, exclusive, divisor_override
        What `avg_pool2d` got; of `x` only its shape and its precision matter.

    Returns
    -------
    (N, C, H, W) ndarray

    Examples
    --------
    >>> avg_pool2d_backward(np.array([[[[4.0, 8.0]]]]), np.zeros((1, 1, 2, 4)), 2)[0, 0]
    array([[1., 1., 2., 2.],
           [1., 1., 2., 2.]])
    """
    require_images(x)
    exclusive = flag(exclusive, "exclusive")
    override = positive_or_none(divisor_override, "divisor_override")
    windows = pooling_windows(x.shape[2:], kernel_size, stride, padding, ceil_mode)
    grad_output = require_gradient(grad_output, (*x.shape[:2], *windows.count), x)
    shares = (grad_output / _divisor(x, windows, exclusive, override)).astype(x.dtype)
    return spread_shares(shares, x.shape, windows)


def _divisor(x: np.ndarray, windows: Windows, exclusive: bool, override: float | None) -> Any:
    """Return what each window's sum is divided by."""
    if override is None:
        return pixels_per_window(x.shape[2:], windows, exclusive).astype(x.dtype)
    return np.float64(override)  # in double precision no divisor rounds to zero
