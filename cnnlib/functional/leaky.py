"""Leaky rectifiers: negative numbers are not cut off but scaled, or bent."""

from __future__ import annotations

import numpy as np

from cnnlib._checks import batch_shape, channels_last, finite_number
from cnnlib.functional._arrays import (
    ieee_arithmetic,
    require_floats,
    require_gradient,
    rounded,
    select,
)
from cnnlib.functional._symbol import traceable

__all__ = [
    "elu",
    "elu_backward",
    "leaky_relu",
    "leaky_relu_backward",
    "prelu",
    "prelu_backward",
]


@traceable
@ieee_arithmetic
def leaky_relu(x: np.ndarray, negative_slope: float = 0.01) -> np.ndarray:
    """Scale every negative number by `negative_slope`.

    Parameters
    ----------
    x : ndarray of float32 or float64
    negative_slope : float

    Returns
    -------
    ndarray

    References
    ----------
    A. Maas, A. Hannun and A. Ng, Rectifier nonlinearities improve neural network acoustic
    models, ICML 2013.

    Examples
    --------
    >>> leaky_relu(np.array([-2.0, 3.0]))
    array([-0.02,  3.  ])
    """
    return _bent(require_floats(x), rounded(finite_number(negative_slope, "negative_slope"), x))


@ieee_arithmetic
def leaky_relu_backward(
    grad_output: np.ndarray, x: np.ndarray, negative_slope: float = 0.01
) -> np.ndarray:
    """Scale the gradient where `x` was not positive.

    At 0 itself that is PyTorch's rule; PaddlePaddle passes the gradient on there as it is.

    Examples
    --------
    >>> leaky_relu_backward(np.ones(3), np.array([-2.0, 0.0, 3.0]))
    array([0.01, 0.01, 1.  ])
    """
    grad_output = require_gradient(grad_output, require_floats(x).shape, x)
    slope = rounded(finite_number(negative_slope, "negative_slope"), x)
    return _bent_back(grad_output, x > 0, slope)


@traceable
@ieee_arithmetic
def prelu(x: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """Scale every negative number by a trained slope, one for all or one a channel.

    Parameters
    ----------
    x : (N, C, ...) ndarray of float32 or float64
    weight : (1,) or (C,) ndarray
        The slopes; with one alone `x` may have any shape.

    Returns
    -------
    ndarray
        Shaped like `x`.

    References
    ----------
    K. He, X. Zhang, S. Ren and J. Sun, Delving deep into rectifiers, ICCV 2015, equation 1.

    Examples
    --------
    >>> prelu(np.array([[-2.0, -2.0], [3.0, -4.0]]), np.array([0.25, 0.5]))
    array([[-0.5, -1. ],
           [ 3. , -2. ]])
    """
    return _bent(require_floats(x), _slopes(x, weight))


@ieee_arithmetic
def prelu_backward(
    grad_output: np.ndarray, x: np.ndarray, weight: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return the gradients with respect to `x` and to the slopes.

    Parameters
    ----------
    grad_output : ndarray
        Shaped like `x`.
    x, weight
        What `prelu` got.

    Returns
    -------
    tuple of ndarray
        In the precision of `x` and in the shapes of `x` and `weight`.

    References
    ----------
    K. He, X. Zhang, S. Ren and J. Sun, Delving deep into rectifiers, ICCV 2015, equation 3.

    Examples
    --------
    >>> prelu_backward(np.ones((2, 1)), np.array([[-2.0], [3.0]]), np.array([0.25]))
    (array([[0.25],
           [1.  ]]), array([-2.]))
    """
    grad_output = require_gradient(grad_output, require_floats(x).shape, x)
    slopes, positive = _slopes(x, weight), x > 0
    by_slope = select(grad_output, ~positive) * np.minimum(x, 0)
    others = tuple(axis for axis in range(x.ndim) if axis != 1 or len(weight) == 1)
    grad_weight = by_slope.sum(axis=others).reshape(weight.shape)
    return _bent_back(grad_output, positive, slopes), grad_weight


@traceable
@ieee_arithmetic
def elu(x: np.ndarray, alpha: float = 1.0) -> np.ndarray:
    """Bend negative numbers towards −alpha: alpha · (exp(x) − 1); leave the others.

    Parameters
    ----------
    x : ndarray of float32 or float64
    alpha : float

    Returns
    -------
    ndarray

    References
    ----------
    D. Clevert, T. Unterthiner and S. Hochreiter, Fast and accurate deep network learning by
    exponential linear units, ICLR 2016, equation 16.

    Examples
    --------
    >>> elu(np.array([-1000.0, -1.0, 2.0]))
    array([-1.        , -0.63212056,  2.        ])
    """
    y: np.ndarray = np.minimum(require_floats(x), 0)
    np.expm1(y, out=y)
    y *= rounded(finite_number(alpha, "alpha"), x)
    y += np.maximum(x, 0)
    return y


@ieee_arithmetic
def elu_backward(grad_output: np.ndarray, x: np.ndarray, alpha: float = 1.0) -> np.ndarray:
    """Multiply the gradient by alpha · exp(x) where `x` was not positive.

    Examples
    --------
    >>> elu_backward(np.ones(3), np.array([-1.0, 0.0, 2.0]), alpha=0.5)
    array([0.18393972, 0.5       , 1.        ])
    """
    grad_output = require_gradient(grad_output, require_floats(x).shape, x)
    grad_x: np.ndarray = np.minimum(x, 0)
    np.exp(grad_x, out=grad_x)
    grad_x *= rounded(finite_number(alpha, "alpha"), x)
    grad_x *= grad_output
    return select(grad_x, ~(x > 0)) + select(grad_output, x > 0)


def prelu_shape(
    input_shape: tuple[int, ...], num_parameters: int, name: str = "input"
) -> tuple[int, ...]:
    """Return `input_shape`, which must have a channel for each slope if there is more than one."""
    sizes = batch_shape(input_shape)
    if num_parameters not in (1, *sizes[1:2]):
        channels = sizes[1] if len(sizes) > 1 else "none"
        raise ValueError(
            f"{name} must have num_parameters {num_parameters} channels, got {channels}: {sizes}"
            f"{channels_last(sizes, num_parameters)}"
        )
    return sizes


def _slopes(x: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """Return a slope for each channel, in the precision of `x` and on its axis 1."""
    if require_floats(weight, "weight").ndim != 1:
        raise ValueError(f"weight must have shape (1,) or (C,), got {weight.shape}")
    prelu_shape(x.shape, len(weight), "x")
    return weight.astype(x.dtype, copy=False).reshape(-1, *(1,) * (x.ndim - 2))


def _bent(x: np.ndarray, slope: np.ndarray | np.floating) -> np.ndarray:
    """Return x where it is positive and slope · x elsewhere: one of two terms is 0."""
    y: np.ndarray = np.minimum(x, 0)
    y *= slope
    y += np.maximum(x, 0)
    return y


def _bent_back(
    grad_output: np.ndarray, positive: np.ndarray, slope: np.ndarray | np.floating
) -> np.ndarray:
    grad_x = select(grad_output, ~positive)
    grad_x *= slope
    grad_x += select(grad_output, positive)
    return grad_x
