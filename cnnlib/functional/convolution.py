"""Convolution: one small kernel, used at every place of the picture."""

from __future__ import annotations

from typing import Any

import numpy as np

from cnnlib import geometry
from cnnlib._checks import Pair, whole_number
from cnnlib.functional._arrays import (
    ieee_arithmetic,
    require_floats,
    require_gradient,
    require_images,
    require_room,
    require_vector,
)
from cnnlib.functional._correlate import correlate, correlate_backward

__all__ = ["conv2d", "conv2d_backward", "pad2d", "pad2d_backward"]

_NUMPY_PAD_MODES = {
    "zeros": "constant",
    "reflect": "reflect",
    "replicate": "edge",
    "circular": "wrap",
}


@ieee_arithmetic
def conv2d(
    x: np.ndarray,
    weight: np.ndarray,
    bias: np.ndarray | None = None,
    stride: Any = 1,
    padding: Any = 0,
    dilation: Any = 1,
    groups: int = 1,
    padding_mode: str = "zeros",
) -> np.ndarray:
    """Slide a bank of kernels over every image and sum the products (cross-correlation).

    Parameters
    ----------
    x : (N, C_in, H, W) ndarray of float32 or float64
    weight : (C_out, C_in / groups, k_h, k_w) ndarray
        Used in the precision of `x`.
    bias : (C_out,) ndarray, optional
    stride, dilation : int or (int, int)
    padding : int, sequence or str
        Any form that `cnnlib.geometry.resolve_padding` takes.
    groups : int
        Cuts the channels into this many groups that do not see one another.
    padding_mode : {'zeros', 'reflect', 'replicate', 'circular'}
        What stands in the padding.

    Returns
    -------
    (N, C_out, H_out, W_out) ndarray
        In the precision of `x`.

    Raises
    ------
    TypeError, ValueError
        If an array or a setting does not fit the others; the message has the numbers.

    References
    ----------
    V. Dumoulin and F. Visin, A guide to convolution arithmetic for deep learning, 2016.
    The matrix product over unrolled windows (im2col): K. Chellapilla, S. Puri and P. Simard,
    High performance convolutional neural networks for document processing, 2006.

    Examples
    --------
    >>> x = np.arange(1.0, 17.0).reshape(1, 1, 4, 4)
    >>> conv2d(x, np.ones((1, 1, 3, 3)), stride=2, padding="SAME")[0, 0]
    array([[54., 45.],
           [72., 54.]])
    """
    groups, windows = _placed(x, weight, stride, padding, dilation, groups)
    if bias is not None:
        bias = require_vector(bias, len(weight), "bias", like=x)
    x, windows = _padded(x, windows, padding_mode)
    return correlate(x, weight.astype(x.dtype, copy=False), bias, groups, windows)


@ieee_arithmetic
def conv2d_backward(
    grad_output: np.ndarray,
    x: np.ndarray,
    weight: np.ndarray,
    stride: Any = 1,
    padding: Any = 0,
    dilation: Any = 1,
    groups: int = 1,
    padding_mode: str = "zeros",
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the gradients with respect to `x`, the weight and the bias.

    Parameters
    ----------
    grad_output : (N, C_out, H_out, W_out) ndarray
        The gradient of the loss with respect to what `conv2d` returned.
    x, weight, stride, padding, dilation, groups, padding_mode
        What `conv2d` got.

    Returns
    -------
    tuple of ndarray
        In the precision of `x`, in the shapes of x, weight and bias.

    Raises
    ------
    TypeError, ValueError
        As `conv2d`, or if `grad_output` has not the shape of its output.

    References
    ----------
    V. Dumoulin and F. Visin, A guide to convolution arithmetic for deep learning, 2016,
    chapter 4: going back through a convolution is a transposed convolution.

    Examples
    --------
    >>> x, weight = np.arange(1.0, 5.0).reshape(1, 1, 2, 2), np.full((1, 1, 1, 2), 10.0)
    >>> grad_x, grad_weight, grad_bias = conv2d_backward(np.ones((1, 1, 2, 1)), x, weight)
    >>> grad_x.ravel(), grad_weight.ravel(), grad_bias
    (array([10., 10., 10., 10.]), array([4., 6.]), array([2.]))
    """
    groups, windows = _placed(x, weight, stride, padding, dilation, groups)
    grad_output = require_gradient(grad_output, (len(x), len(weight), *windows.count), x)
    size, sides = x.shape[2:], windows.sides
    x, windows = _padded(x, windows, padding_mode)
    weight = weight.astype(x.dtype, copy=False)
    grad_x, grad_weight = correlate_backward(grad_output, x, weight, groups, windows)
    if grad_x.shape[2:] != size:
        grad_x = _unframed(grad_x, sides, padding_mode)
    return grad_x, grad_weight, grad_output.sum(axis=(0, 2, 3))


def pad2d(x: np.ndarray, padding: Any, mode: str = "zeros") -> np.ndarray:
    """Frame every plane of `x` with more rows and columns.

    Parameters
    ----------
    x : (N, C, H, W) ndarray of float32 or float64
    padding : int or sequence
        Any form that `cnnlib.geometry.resolve_padding` takes, but ``'SAME'``, which needs a
        kernel to know how much.
    mode : {'zeros', 'reflect', 'replicate', 'circular'}
        What stands in the frame.

    Returns
    -------
    (N, C, top + H + bottom, left + W + right) ndarray

    Examples
    --------
    >>> pad2d(np.ones((1, 1, 1, 2)), (0, 1, 1, 0))[0, 0]
    array([[0., 1., 1.],
           [0., 0., 0.]])
    """
    require_images(x)
    sides = _sides_in_numbers(padding)
    framed = _framed(x, sides, require_padding_mode(mode, "mode"))
    return x.copy() if framed is x else framed


@ieee_arithmetic
def pad2d_backward(grad_output: np.ndarray, padding: Any, mode: str = "zeros") -> np.ndarray:
    """Return the gradient with respect to what `pad2d` framed.

    Parameters
    ----------
    grad_output : (N, C, top + H + bottom, left + W + right) ndarray
    padding, mode
        What `pad2d` got.

    Returns
    -------
    (N, C, H, W) ndarray
        A pixel that was repeated in the frame adds up the gradients of all its copies.

    Examples
    --------
    >>> pad2d_backward(np.ones((1, 1, 1, 4)), (0, 0, 0, 2), mode="replicate")
    array([[[[1., 3.]]]])
    """
    require_images(grad_output, "grad_output")
    sides = _sides_in_numbers(padding)
    height, width = grad_output.shape[2] - sum(sides[:2]), grad_output.shape[3] - sum(sides[2:])
    if min(height, width) < 1:
        raise ValueError(
            f"grad_output must be larger than its padding {sides}, got {grad_output.shape}"
        )
    require_frame((height, width), sides, require_padding_mode(mode, "mode"))
    return _unframed(grad_output, sides, mode)


def _sides_in_numbers(padding: Any) -> geometry.FourSides:
    sides = geometry.parse_padding(padding)
    if isinstance(sides, str):
        raise ValueError(f"padding must be in numbers, got {padding!r}, which needs a kernel")
    return sides


def _placed(
    x: np.ndarray, weight: np.ndarray, stride: Any, padding: Any, dilation: Any, groups: Any
) -> tuple[int, geometry.Windows]:
    """Check what a convolution is given; return the groups and where its windows stand."""
    require_images(x)
    require_floats(weight, "weight")
    groups = _require_channels(x.shape, weight.shape, groups)
    windows = geometry.place_windows(x.shape[2:], weight.shape[2:], stride, padding, dilation)
    require_room((len(x), len(weight), *windows.count), "padding")
    require_room((*x.shape[:2], windows.reach(0), windows.reach(1)), "padding")
    return groups, windows


def _padded(
    x: np.ndarray, windows: geometry.Windows, mode: str
) -> tuple[np.ndarray, geometry.Windows]:
    """Frame `x` with what is not zero, and leave no padding to the windows then."""
    if require_padding_mode(mode) == "zeros":
        return x, windows
    return _framed(x, windows.sides, mode), windows._replace(sides=(0, 0, 0, 0))


def _unframed(grad: np.ndarray, sides: geometry.FourSides, mode: str) -> np.ndarray:
    """Hand the gradient of each framed pixel to the pixel that it is a copy of."""
    for axis, (begin, end) in ((2, sides[:2]), (3, sides[2:])):
        lines = grad.swapaxes(0, axis)
        inner = len(lines) - begin - end
        summed = lines[begin : begin + inner].copy()
        if mode != "zeros":
            sources = np.pad(np.arange(inner), (begin, end), mode=_NUMPY_PAD_MODES[mode])
            for place in (*range(begin), *range(begin + inner, len(lines))):
                summed[sources[place]] += lines[place]
        grad = summed.swapaxes(0, axis)
    return np.ascontiguousarray(grad)


def _framed(x: np.ndarray, sides: geometry.FourSides, mode: str) -> np.ndarray:
    """Return `x` with its frame, or `x` itself where there is nothing to add."""
    top, bottom, left, right = sides
    if not any(sides):
        return x
    *batch, height, width = x.shape
    require_frame((height, width), sides, mode)
    require_room((*batch, top + height + bottom, left + width + right), "padding")
    frame = ((0, 0), (0, 0), (top, bottom), (left, right))
    return np.pad(x, frame, mode=_NUMPY_PAD_MODES[mode])


def require_frame(size: Pair, sides: geometry.FourSides, mode: str) -> None:
    """Refuse a frame that asks for more pixels than a plane has to repeat."""
    for axis, length, ends in zip(("height", "width"), size, (sides[:2], sides[2:]), strict=True):
        amount = max(ends)
        most = {"reflect": length - 1, "circular": length}.get(mode, amount)
        if amount > most:
            raise ValueError(
                f"padding_mode {mode!r} can pad {axis} {length} by at most {most}, got {amount}"
            )


def require_padding_mode(mode: Any, name: str = "padding_mode") -> str:
    """Refuse a padding mode that is not one of the four."""
    if not isinstance(mode, str) or mode not in _NUMPY_PAD_MODES:
        raise ValueError(f"{name} must be one of {list(_NUMPY_PAD_MODES)}, got {mode!r}")
    return mode


def _require_channels(
    input_shape: tuple[int, ...], weight_shape: tuple[int, ...], groups: Any
) -> int:
    """Return `groups` as an int; refuse channels that it does not fit."""
    if len(weight_shape) != 4:
        raise ValueError(
            f"weight must have shape (C_out, C_in / groups, k_h, k_w), got {weight_shape}"
        )
    groups = whole_number(groups, "groups")
    if weight_shape[0] % groups:
        raise ValueError(f"groups {groups} must divide C_out {weight_shape[0]}")
    expected = weight_shape[1] * groups
    if input_shape[1] != expected:
        parts = f" ({groups} groups of {weight_shape[1]})" if groups > 1 else ""
        raise ValueError(
            f"x must have {expected} channels{parts}, got {input_shape[1]}: x.shape {input_shape}"
        )
    return groups
