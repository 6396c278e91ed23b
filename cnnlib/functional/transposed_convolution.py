"""Transposed convolution: what goes back through a convolution, as a layer of its own."""

from __future__ import annotations

from typing import Any

import numpy as np

from cnnlib import geometry
from cnnlib._checks import Pair, channels_last, whole_number
from cnnlib.functional._arrays import (
    ieee_arithmetic,
    require_floats,
    require_gradient,
    require_images,
    require_room,
    require_vector,
)
from cnnlib.functional._correlate import correlate
from cnnlib.functional._correlate_backward import spread, weigh
from cnnlib.functional._symbol import traceable

__all__ = ["conv2d_transpose", "conv2d_transpose_backward"]


@traceable
@ieee_arithmetic
def conv2d_transpose(
    x: np.ndarray,
    weight: np.ndarray,
    bias: np.ndarray | None = None,
    stride: Any = 1,
    padding: Any = 0,
    output_padding: Any = 0,
    dilation: Any = 1,
    groups: int = 1,
    output_size: Any = None,
) -> np.ndarray:
    """Let every pixel add its number, times a kernel, to a larger image.

    It is the gradient of `conv2d` with respect to its input: the same weight makes of the size
    behind a convolution the size before it.

    Parameters
    ----------
    x : (N, C_in, H, W) ndarray of float32 or float64
    weight : (C_in, C_out / groups, k_h, k_w) ndarray
        Used in the precision of `x`.
    bias : (C_out,) ndarray, optional
    stride, dilation : int or (int, int)
    padding : int, sequence or str
        Any form that `cnnlib.geometry.resolve_padding` takes: rows and columns that are left out
        at the edges of the output. With ``'SAME'`` it is stride times as large as `x`.
    output_padding : int or (int, int)
        Rows and columns more at the end, fewer than the stride or the dilation.
    groups : int
        Cuts the channels into this many groups that do not see one another.
    output_size : int or (int, int), optional
        Height and width of the output, in place of `output_padding`.

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
    V. Dumoulin and F. Visin, A guide to convolution arithmetic for deep learning, 2016,
    chapter 4.

    Examples
    --------
    >>> x = np.array([[[[1.0, 2.0], [3.0, 4.0]]]])
    >>> conv2d_transpose(x, np.ones((1, 1, 2, 2)), stride=2)[0, 0]
    array([[1., 1., 2., 2.],
           [1., 1., 2., 2.],
           [3., 3., 4., 4.],
           [3., 3., 4., 4.]])
    """
    placing = stride, padding, output_padding, dilation, output_size
    groups, windows, size = _placed(x, weight, placing, groups)
    y = spread(x, weight.astype(x.dtype, copy=False), size, groups, windows)
    if bias is not None:
        y += require_vector(bias, y.shape[1], "bias", like=x)[:, None, None]
    return y


@ieee_arithmetic
def conv2d_transpose_backward(
    grad_output: np.ndarray,
    x: np.ndarray,
    weight: np.ndarray,
    stride: Any = 1,
    padding: Any = 0,
    output_padding: Any = 0,
    dilation: Any = 1,
    groups: int = 1,
    output_size: Any = None,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the gradients with respect to `x`, the weight and the bias.

    The gradient with respect to `x` is a plain convolution of `grad_output`.

    Parameters
    ----------
    grad_output : (N, C_out, H_out, W_out) ndarray
    x, weight, stride, padding, output_padding, dilation, groups, output_size
        What `conv2d_transpose` got.

    Returns
    -------
    tuple of ndarray
        In the precision of `x`, in the shapes of x, weight and bias.

    Examples
    --------
    >>> x, weight = np.array([[[[5.0]]]]), np.array([[[[1.0, 2.0]]]])
    >>> grads = conv2d_transpose_backward(np.array([[[[10.0, 20.0]]]]), x, weight)
    >>> [grad.ravel().tolist() for grad in grads]
    [[50.0], [50.0, 100.0], [30.0]]
    """
    placing = stride, padding, output_padding, dilation, output_size
    groups, windows, size = _placed(x, weight, placing, groups)
    grad = require_gradient(grad_output, (len(x), groups * weight.shape[1], *size), x)
    weight = weight.astype(x.dtype, copy=False)
    return (
        correlate(grad, weight, None, groups, windows),
        weigh(x, grad, windows.kernel, groups, windows),
        grad.sum(axis=(0, 2, 3)),
    )


def _placed(
    x: np.ndarray, weight: np.ndarray, placing: tuple[Any, ...], groups: Any
) -> tuple[int, geometry.Windows, Pair]:
    """Check what is given; return the groups, where the windows stand, and the output's size."""
    require_images(x)
    shape = require_floats(weight, "weight").shape
    if len(shape) != 4:
        raise ValueError(f"weight must have shape (C_in, C_out / groups, k_h, k_w), got {shape}")
    groups = whole_number(groups, "groups")
    if shape[0] % groups:
        raise ValueError(f"groups {groups} must divide C_in {shape[0]}")
    if x.shape[1] != shape[0]:
        raise ValueError(
            f"x must have {shape[0]} channels, got {x.shape[1]}: x.shape {x.shape}"
            + channels_last(x.shape, shape[0])
        )
    stride, padding, output_padding, dilation, output_size = placing
    windows, size = geometry.place_transposed(
        x.shape[2:], shape[2:], stride, padding, output_padding, dilation, output_size
    )
    channels = groups * shape[1]
    require_room((len(x), channels, *size), "output")
    require_room((len(x), channels, windows.reach(0), windows.reach(1)), "kernel")
    return groups, windows, size
