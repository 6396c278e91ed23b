"""Convolution: one small kernel, used at every place of the picture."""

from __future__ import annotations

from typing import Any

import numpy as np

from cnnlib import geometry
from cnnlib._checks import channels_last, whole_number
from cnnlib.functional._arrays import (
    ieee_arithmetic,
    require_floats,
    require_gradient,
    require_images,
    require_room,
    require_vector,
)
from cnnlib.functional._correlate import correlate
from cnnlib.functional._correlate_backward import correlate_backward
from cnnlib.functional._symbol import traceable
from cnnlib.functional.padding import framed, require_padding_mode, unframed

__all__ = ["conv2d", "conv2d_backward"]


@traceable
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

    Notes
    -----
    In float32, 3 × 3 kernels of stride and dilation 1 that meet many channels and pixels are
    multiplied Winograd's way, a quarter of the products: each sum is then within 1e-5 of the
    largest one, where a direct sum is within 1e-6. Inside ``cnnlib.direct_sums()``, and in
    float64, every sum is direct.

    References
    ----------
    V. Dumoulin and F. Visin, A guide to convolution arithmetic for deep learning, 2016.
    The matrix product over unrolled windows (im2col): K. Chellapilla, S. Puri and P. Simard,
    High performance convolutional neural networks for document processing, 2006.
    Tiles: A. Lavin and S. Gray, Fast algorithms for convolutional neural networks, CVPR 2016.

    Examples
    --------
    >>> x = np.arange(1.0, 17.0).reshape(1, 1, 4, 4)
    >>> conv2d(x, np.ones((1, 1, 3, 3)), stride=2, padding="SAME")[0, 0]
    array([[54., 45.],
           [72., 54.]])
    """
    groups, windows = _placed(x, weight, stride, padding, dilation, groups)
    return convolved(x, weight, bias, groups, windows, padding_mode)


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
    places = stride, padding, dilation, groups, padding_mode
    return conv2d_gradients(grad_output, x, weight, *places)


@ieee_arithmetic
def convolved(
    x: np.ndarray,
    weight: np.ndarray,
    bias: np.ndarray | None,
    groups: int,
    windows: geometry.Windows,
    padding_mode: str,
) -> np.ndarray:
    """Return what `conv2d` does, once the windows have their places."""
    if bias is not None:
        bias = require_vector(bias, len(weight), "bias", like=x)
    x, windows = _padded(x, windows, padding_mode)
    return correlate(x, weight.astype(x.dtype, copy=False), bias, groups, windows)


@ieee_arithmetic
def conv2d_gradients(
    grad_output: np.ndarray,
    x: np.ndarray,
    weight: np.ndarray,
    stride: Any,
    padding: Any,
    dilation: Any,
    groups: int,
    padding_mode: str,
    of_x: bool = True,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return what `conv2d_backward` does; without `of_x`, zeros for `x`, which cost nothing."""
    groups, windows = _placed(x, weight, stride, padding, dilation, groups)
    grad_output = require_gradient(grad_output, (len(x), len(weight), *windows.count), x)
    size, sides = x.shape[2:], windows.sides
    x, windows = _padded(x, windows, padding_mode)
    weight = weight.astype(x.dtype, copy=False)
    grad_x, grad_weight = correlate_backward(grad_output, x, weight, groups, windows, of_x)
    if grad_x.shape[2:] != size:
        grad_x = unframed(grad_x, sides, padding_mode)
    return grad_x, grad_weight, grad_output.sum(axis=(0, 2, 3))


def _placed(
    x: np.ndarray, weight: np.ndarray, stride: Any, padding: Any, dilation: Any, groups: Any
) -> tuple[int, geometry.Windows]:
    """Check what a convolution is given; return the groups and where its windows stand."""
    require_images(x)
    require_floats(weight, "weight")
    return place(x.shape, weight.shape, stride, padding, dilation, groups)


def place(
    shape: tuple[int, ...],
    weight_shape: tuple[int, ...],
    stride: Any,
    padding: Any,
    dilation: Any,
    groups: Any,
) -> tuple[int, geometry.Windows]:
    """Check that shapes and settings fit; return the groups and where the windows stand."""
    groups = _require_channels(shape, weight_shape, groups)
    windows = geometry.place_windows(shape[2:], weight_shape[2:], stride, padding, dilation)
    require_room((shape[0], weight_shape[0], *windows.count), "padding")
    require_room((*shape[:2], windows.reach(0), windows.reach(1)), "padding")
    return groups, windows


def _padded(
    x: np.ndarray, windows: geometry.Windows, mode: str
) -> tuple[np.ndarray, geometry.Windows]:
    """Frame `x` with what is not zero, and leave no padding to the windows then."""
    if require_padding_mode(mode, "padding_mode") == "zeros":
        return x, windows
    return framed(x, windows.sides, mode), windows._replace(sides=(0, 0, 0, 0))


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
            + channels_last(input_shape, expected)
        )
    return groups
