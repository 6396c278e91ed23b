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
from cnnlib.functional.padding import framed, unframed
from cnnlib.geometry import Windows

__all__ = ["avg_pool2d", "avg_pool2d_backward", "max_pool2d", "max_pool2d_backward"]


@traceable
def max_pool2d(
    x: np.ndarray,
    kernel_size: Any,
    stride: Any = None,
    padding: Any = 0,
    return_mask: bool = False,
    ceil_mode: bool = False,
    dilation: Any = 1,
    padding_mode: str = "empty",
) -> Any:
    """Keep the largest pixel of every window.

    Parameters
    ----------
    x : (N, C, H, W) ndarray of float32 or float64
    kernel_size : int or (int, int)
    stride : int or (int, int), optional
        The kernel size where left out.
    padding : int, sequence or str
        Any form that `cnnlib.geometry.resolve_padding` takes; less than the kernel reaches.
    return_mask : bool
        Also return where each maximum stood: its flat index in the H × W plane of `x`, the
        first of equals.
    ceil_mode : bool
        Round the output size up, as `cnnlib.geometry.output_size` says.
    dilation : int or (int, int)
        The way from one pixel of a window to the next.
    padding_mode : {'empty', 'zeros', 'reflect', 'replicate', 'circular'}
        ``'empty'`` padding is never picked, as if it were −∞. Any other mode fills it as `pad2d`
        does, and a window picks from it as from the image.

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
    windows = pooling_windows(
        x.shape[2:], kernel_size, stride, padding, ceil_mode, dilation, padding_mode
    )
    require_places(return_mask, padding_mode)
    return maxima(x, windows, padding_mode, return_mask)


def maxima(x: np.ndarray, windows: Windows, padding_mode: str, return_mask: bool) -> Any:
    """Return what `max_pool2d` does, once the windows have their places."""
    image, windows_in_it = _filled(x, windows, padding_mode)
    if return_mask:
        places = np.arange(x.shape[2] * x.shape[3], dtype=np.int64).reshape(1, 1, *x.shape[2:])
        places, _ = _filled(places, windows, padding_mode)
        return max_and_mask(image, windows_in_it, places[0, 0])
    return combine_windows(image, np.maximum, -np.inf, windows_in_it)


@ieee_arithmetic
def max_pool2d_backward(
    grad_output: np.ndarray,
    x: np.ndarray,
    kernel_size: Any,
    stride: Any = None,
    padding: Any = 0,
    ceil_mode: bool = False,
    dilation: Any = 1,
    padding_mode: str = "empty",
) -> np.ndarray:
    """Hand each window's gradient to its largest pixel, the first of equals.

    Parameters
    ----------
    grad_output : (N, C, H_out, W_out) ndarray
    x, kernel_size, stride, padding, ceil_mode, dilation, padding_mode
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
    windows = pooling_windows(
        x.shape[2:], kernel_size, stride, padding, ceil_mode, dilation, padding_mode
    )
    grad_output = require_gradient(grad_output, (*x.shape[:2], *windows.count), x)
    grad_image = spread_to_winners(grad_output, *_filled(x, windows, padding_mode))
    return _unfilled(grad_image, windows, padding_mode)


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
    dilation: Any = 1,
    padding_mode: str = "empty",
) -> np.ndarray:
    """Average every window.

    Parameters
    ----------
    x : (N, C, H, W) ndarray of float32 or float64
    kernel_size : int or (int, int)
    stride : int or (int, int), optional
        The kernel size where left out.
    padding : int, sequence or str
        Any form that `cnnlib.geometry.resolve_padding` takes; less than the kernel reaches.
    ceil_mode : bool
        Round the output size up, as `cnnlib.geometry.output_size` says.
    exclusive : bool
        True divides by the pixels of the window that lie in the image; False by those that
        lie in the padded image, as zeros.
    divisor_override : positive number, optional
        Divides every window's sum instead.
    dilation : int or (int, int)
        The way from one pixel of a window to the next.
    padding_mode : {'empty', 'zeros', 'reflect', 'replicate', 'circular'}
        ``'empty'`` padding counts as `exclusive` says. Any other mode fills it as `pad2d` does,
        and it counts as the image does.

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
    windows = pooling_windows(
        x.shape[2:], kernel_size, stride, padding, ceil_mode, dilation, padding_mode
    )
    x, windows = _filled(x, windows, padding_mode)
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
    dilation: Any = 1,
    padding_mode: str = "empty",
) -> np.ndarray:
    """Share each window's gradient out among its pixels, in equal parts.

    Parameters
    ----------
    grad_output : (N, C, H_out, W_out) ndarray
    x, kernel_size, stride, padding, ceil_mode, exclusive, divisor_override, dilation, padding_mode
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
    windows = pooling_windows(
        x.shape[2:], kernel_size, stride, padding, ceil_mode, dilation, padding_mode
    )
    grad_output = require_gradient(grad_output, (*x.shape[:2], *windows.count), x)
    image, windows_in_it = _filled(x, windows, padding_mode)
    divisor = _divisor(image, windows_in_it, exclusive, override)
    shares = (grad_output / divisor).astype(x.dtype)
    return _unfilled(spread_shares(shares, image.shape, windows_in_it), windows, padding_mode)


def require_places(return_mask: bool, padding_mode: str) -> None:
    """Refuse to tell where in the image a zero of the padding stands."""
    if flag(return_mask, "return_mask") and padding_mode == "zeros":
        raise ValueError(
            "return_mask=True tells where in the image each maximum stood, and a zero of "
            "padding_mode 'zeros' stands nowhere in it"
        )


def _filled(x: np.ndarray, windows: Windows, mode: str) -> tuple[np.ndarray, Windows]:
    """Frame `x` with padding that counts, and leave none to the windows then."""
    if mode == "empty":
        return x, windows
    return framed(x, windows.sides, mode), windows._replace(sides=(0, 0, 0, 0))


def _unfilled(grad: np.ndarray, windows: Windows, mode: str) -> np.ndarray:
    """Hand the gradient of padding that counts to the pixels that it repeats."""
    return grad if mode == "empty" else unframed(grad, windows.sides, mode)


def _divisor(x: np.ndarray, windows: Windows, exclusive: bool, override: float | None) -> Any:
    """Return what each window's sum is divided by."""
    if override is None:
        return pixels_per_window(x.shape[2:], windows, exclusive).astype(x.dtype)
    return np.float64(override)  # in double precision no divisor rounds to zero
