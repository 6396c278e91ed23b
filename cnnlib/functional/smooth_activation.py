"""Smooth activations, made of exponentials: what happens to each number on its own."""

from __future__ import annotations

from math import pi, sqrt

import numpy as np

from cnnlib._checks import flag
from cnnlib.functional._arrays import ieee_arithmetic, require_floats, require_gradient
from cnnlib.functional._normal import cumulative, density
from cnnlib.functional._symbol import traceable

__all__ = [
    "gelu",
    "gelu_backward",
    "sigmoid",
    "sigmoid_backward",
    "silu",
    "silu_backward",
    "tanh",
    "tanh_backward",
]

# GELU's approximation by tanh, written as a sigmoid: (1 + tanh(u)) / 2 is sigmoid(2u).
_STEEPNESS = 2 * sqrt(2 / pi)
_CUBIC = 0.044715


@traceable
@ieee_arithmetic
def sigmoid(x: np.ndarray) -> np.ndarray:
    """Turn every number into one between 0 and 1: 1 / (1 + exp(−x)).

    Examples
    --------
    >>> sigmoid(np.array([-1000.0, 0.0, 1.0]))
    array([0.        , 0.5       , 0.73105858])
    """
    # Where exp(−x) overflows, 1 / inf is the 0 that x is nearest to.
    y: np.ndarray = np.negative(require_floats(x))
    np.exp(y, out=y)
    y += 1
    np.reciprocal(y, out=y)
    return y


@ieee_arithmetic
def sigmoid_backward(grad_output: np.ndarray, x: np.ndarray) -> np.ndarray:
    """Multiply the gradient by s · (1 − s), where s is the sigmoid of `x`.

    Examples
    --------
    >>> sigmoid_backward(np.array([4.0]), np.array([0.0]))
    array([1.])
    """
    grad_output = require_gradient(grad_output, require_floats(x).shape, x)
    return _sigmoid_slope(x) * grad_output


@traceable
def tanh(x: np.ndarray) -> np.ndarray:
    """Turn every number into one between −1 and 1: its hyperbolic tangent.

    Examples
    --------
    >>> tanh(np.array([-1000.0, 0.0, 1.0]))
    array([-1.        ,  0.        ,  0.76159416])
    """
    return np.tanh(require_floats(x))


@ieee_arithmetic
def tanh_backward(grad_output: np.ndarray, x: np.ndarray) -> np.ndarray:
    """Multiply the gradient by 1 − tanh²(x).

    Examples
    --------
    >>> tanh_backward(np.array([4.0]), np.array([0.0]))
    array([4.])
    """
    grad_output = require_gradient(grad_output, require_floats(x).shape, x)
    y = np.tanh(x)
    return grad_output * (1 - y * y)


@traceable
@ieee_arithmetic
def silu(x: np.ndarray) -> np.ndarray:
    """Multiply every number by its sigmoid; also called Swish.

    References
    ----------
    S. Elfwing, E. Uchibe and K. Doya, Sigmoid-weighted linear units for neural network function
    approximation in reinforcement learning, Neural Networks 2018.

    Examples
    --------
    >>> silu(np.array([-1000.0, 1.0, 1000.0]))
    array([-0.00000000e+00,  7.31058579e-01,  1.00000000e+03])
    """
    y: np.ndarray = sigmoid(x)
    y *= x
    return y


@ieee_arithmetic
def silu_backward(grad_output: np.ndarray, x: np.ndarray) -> np.ndarray:
    """Multiply the gradient by s + x · s · (1 − s), where s is the sigmoid of `x`.

    Examples
    --------
    >>> silu_backward(np.array([4.0]), np.array([0.0]))
    array([2.])
    """
    grad_output = require_gradient(grad_output, require_floats(x).shape, x)
    grad_x = _sigmoid_slope(x)
    grad_x *= x
    grad_x += sigmoid(x)
    grad_x *= grad_output
    return grad_x


@traceable
@ieee_arithmetic
def gelu(x: np.ndarray, approximate: bool = False) -> np.ndarray:
    """Multiply every number x by how probable a normal number below it is.

    Parameters
    ----------
    x : ndarray of float32 or float64
    approximate : bool
        False multiplies by (1 + erf(x / √2)) / 2. True takes the paper's approximation,
        (1 + tanh(√(2/π) · (x + 0.044715 x³))) / 2, which is off by up to 0.0005.

    Returns
    -------
    ndarray

    References
    ----------
    D. Hendrycks and K. Gimpel, Gaussian error linear units (GELUs), 2016, section 2.

    Examples
    --------
    >>> gelu(np.array([-1000.0, -1.0, 1.0]))
    array([-0.        , -0.15865525,  0.84134475])
    >>> gelu(np.array([-1000.0, -1.0, 1.0]), approximate=True)
    array([-0.        , -0.15880801,  0.84119199])
    """
    approximate = flag(approximate, "approximate")
    require_floats(x)
    y: np.ndarray = sigmoid(_bent(x)) if approximate else cumulative(x)
    y *= x
    return y


@ieee_arithmetic
def gelu_backward(grad_output: np.ndarray, x: np.ndarray, approximate: bool = False) -> np.ndarray:
    """Multiply the gradient by p + x · p′, where p is what `gelu` multiplies `x` by.

    Examples
    --------
    >>> gelu_backward(np.array([4.0]), np.array([0.0]))
    array([2.])
    """
    grad_output = require_gradient(grad_output, require_floats(x).shape, x)
    if flag(approximate, "approximate"):
        u = _bent(x)
        # In this order no x² overflows where the sigmoid is flat.
        grad_x = _sigmoid_slope(u) * x
        grad_x += 3 * _CUBIC * (grad_x * x) * x
        grad_x *= _STEEPNESS
        grad_x += sigmoid(u)
    else:
        grad_x = density(x)
        grad_x *= x
        grad_x += cumulative(x)
    grad_x *= grad_output
    return grad_x


def _sigmoid_slope(x: np.ndarray) -> np.ndarray:
    """Return s · (1 − s), s being the sigmoid, and keep its digits where s is near 1."""
    powers: np.ndarray = np.abs(x)
    np.negative(powers, out=powers)
    np.exp(powers, out=powers)
    return powers / (1 + powers) ** 2


def _bent(x: np.ndarray) -> np.ndarray:
    """Return what GELU's approximation takes the sigmoid of."""
    u = x * x
    u *= _CUBIC
    u += 1
    u *= x
    u *= _STEEPNESS
    return u
