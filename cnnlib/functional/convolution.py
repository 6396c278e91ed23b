"""Convolution: one small kernel, used at every place of the picture."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from cnnlib import geometry
from cnnlib._checks import pair, whole_number
from cnnlib.functional._arrays import (
    ieee_arithmetic,
    require_floats,
    require_images,
    require_room,
    require_vector,
)

__all__ = ["conv2d", "pad2d"]

_NUMPY_PAD_MODES = {
    "zeros": "constant",
    "reflect": "reflect",
    "replicate": "edge",
    "circular": "wrap",
}
_BLOCK_BYTES = 4 * 2**20


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
    out_channels, _, *kernel_size = _check_channels(x.shape, weight.shape, groups)
    if bias is not None:
        bias = require_vector(bias, out_channels, "bias", like=x)
    sides = geometry.resolve_padding(padding, x.shape[2:], kernel_size, stride, dilation)
    out_h, out_w = geometry.output_size(x.shape[2:], kernel_size, stride, sides, dilation)

    weight = weight.astype(x.dtype, copy=False)
    windows = _windows(_framed(x, sides, padding_mode), kernel_size, stride, dilation)
    y = np.empty((len(x), out_channels, out_h, out_w), x.dtype)
    for group_weight, group_windows, group_y in zip(
        weight.reshape(groups, out_channels // groups, -1),
        np.split(windows, groups, axis=1),
        np.split(y, groups, axis=1),
        strict=True,
    ):
        _multiply_by_blocks(group_weight, group_windows, group_y)
    if bias is not None:
        y += bias[:, None, None]
    return y


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
    require_padding_mode(mode)
    top, bottom, left, right = sides
    if not any(sides):
        return x
    *batch, height, width = x.shape
    for axis, size, amount in (
        ("height", height, max(top, bottom)),
        ("width", width, max(left, right)),
    ):
        most = {"reflect": size - 1, "circular": size}.get(mode, amount)
        if amount > most:
            raise ValueError(
                f"padding_mode {mode!r} can pad {axis} {size} by at most {most}, got {amount}"
            )
    require_room((*batch, top + height + bottom, left + width + right), "padding")
    frame = ((0, 0), (0, 0), (top, bottom), (left, right))
    return np.pad(x, frame, mode=_NUMPY_PAD_MODES[mode])


def require_padding_mode(mode: Any, name: str = "padding_mode") -> str:
    """Refuse a padding mode that is not one of the four."""
    if not isinstance(mode, str) or mode not in _NUMPY_PAD_MODES:
        raise ValueError(f"{name} must be one of {list(_NUMPY_PAD_MODES)}, got {mode!r}")
    return mode


def _check_channels(
    input_shape: tuple[int, ...], weight_shape: tuple[int, ...], groups: int
) -> tuple[int, ...]:
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
    return weight_shape


def _windows(x: np.ndarray, kernel_size: Any, stride: Any, dilation: Any) -> np.ndarray:
    """View of every window: (N, C, k_h, k_w, H_out, W_out), nothing copied."""
    (s_h, s_w), (d_h, d_w) = pair(stride, "stride"), pair(dilation, "dilation")
    span = tuple(map(geometry.effective_kernel_size, kernel_size, (d_h, d_w)))
    view = sliding_window_view(x, span, axis=(2, 3))[:, :, ::s_h, ::s_w, ::d_h, ::d_w]
    return view.transpose(0, 1, 4, 5, 2, 3)


def _multiply_by_blocks(weight: np.ndarray, windows: np.ndarray, y: np.ndarray) -> None:
    """Write weight @ unrolled windows into `y`, a few output rows at a time.

    Unrolling a whole picture copies each pixel k_h · k_w times: 110 MiB for 64 channels of
    224 × 224 and a 3 × 3 kernel. A block of rows stays within a few MiB.
    """
    *_, out_h, out_w = windows.shape
    row_bytes = weight.shape[1] * out_w * windows.itemsize
    rows = max(1, _BLOCK_BYTES // row_bytes)
    for image, result in zip(windows, y, strict=True):
        for top in range(0, out_h, rows):
            block = image[..., top : top + rows, :]
            product = weight @ block.reshape(weight.shape[1], -1)
            result[:, top : top + rows] = product.reshape(len(weight), -1, out_w)
