"""Convolution: one small kernel, used at every place of the picture."""

from __future__ import annotations

from typing import Any

import numpy as np

from cnnlib import geometry
from cnnlib._checks import Pair, whole_number
from cnnlib.functional._arrays import (
    ieee_arithmetic,
    require_floats,
    require_images,
    require_room,
    require_vector,
)
from cnnlib.functional._correlate import correlate

__all__ = ["conv2d", "pad2d"]

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
    require_images(x)
    require_floats(weight, "weight")
    groups = _require_channels(x.shape, weight.shape, groups)
    out_channels, _, *kernel_size = weight.shape
    if bias is not None:
        bias = require_vector(bias, out_channels, "bias", like=x)
    windows = geometry.place_windows(x.shape[2:], kernel_size, stride, padding, dilation)
    require_room((len(x), out_channels, *windows.count), "padding")
    require_room((*x.shape[:2], windows.reach(0), windows.reach(1)), "padding")
    if require_padding_mode(padding_mode) != "zeros":
        x = _framed(x, windows.sides, padding_mode)
        windows = windows._replace(sides=(0, 0, 0, 0))
    return correlate(x, weight.astype(x.dtype, copy=False), bias, groups, windows)


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
    sides = geometry.parse_padding(padding)
    if isinstance(sides, str):
        raise ValueError(f"padding must be in numbers, got {padding!r}, which needs a kernel")
    framed = _framed(x, sides, require_padding_mode(mode, "mode"))
    return x.copy() if framed is x else framed


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
