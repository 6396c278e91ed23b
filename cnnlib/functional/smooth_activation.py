"""Smooth activations, made of exponentials: what happens to each number on its own."""

from __future__ import annotations

from collections.abc import Callable
from math import pi, sqrt

import numpy as np

from cnnlib._checks import flag
from cnnlib.functional._arrays import (
    ieee_arithmetic,
    require_floats,
    require_gradient,
    scratch,
)
from cnnlib.functional._blocks import fill_like
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

Write = Callable[[np.ndarray, np.ndarray], None]
"""Writes what follows from a line of numbers into another."""


@traceable
@ieee_arithmetic
def sigmoid(x: np.ndarray) -> np.ndarray:
    """Turn every number into one between 0 and 1: 1 / (1 + exp(−x)).

    Examples
    --------
    >>> sigmoid(np.array([-1000.0, 0.0, 1.0]))
    array([0.        , 0.5       , 0.73105858])
    """
    return fill_like(_sigmoid, require_floats(x), steps=7)


@ieee_arithmetic
def sigmoid_backward(grad_output: np.ndarray, x: np.ndarray) -> np.ndarray:
    """Multiply the gradient by s · (1 − s), where s is the sigmoid of `x`.

    Examples
    --------
    >>> sigmoid_backward(np.array([4.0]), np.array([0.0]))
    array([1.])
    """

    def work(x: np.ndarray, grad: np.ndarray, grad_x: np.ndarray) -> None:
        _sigmoid_slope(x, grad_x)
        grad_x *= grad

    grad_output = require_gradient(grad_output, require_floats(x).shape, x)
    return fill_like(work, x, grad_output, steps=10)


@traceable
@ieee_arithmetic
def tanh(x: np.ndarray) -> np.ndarray:
    """Turn every number into one between −1 and 1: its hyperbolic tangent.

    Examples
    --------
    >>> tanh(np.array([-1000.0, 0.0, 1.0]))
    array([-1.        ,  0.        ,  0.76159416])
    """
    return fill_like(_tanh, require_floats(x), steps=4)


@ieee_arithmetic
def tanh_backward(grad_output: np.ndarray, x: np.ndarray) -> np.ndarray:
    """Multiply the gradient by 1 − tanh²(x).

    Examples
    --------
    >>> tanh_backward(np.array([4.0]), np.array([0.0]))
    array([4.])
    """

    def work(x: np.ndarray, grad: np.ndarray, grad_x: np.ndarray) -> None:
        np.tanh(x, out=grad_x)
        grad_x *= grad_x
        np.subtract(1, grad_x, out=grad_x)
        grad_x *= grad

    grad_output = require_gradient(grad_output, require_floats(x).shape, x)
    return fill_like(work, x, grad_output, steps=7)


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

    def work(x: np.ndarray, y: np.ndarray) -> None:
        _gate(x, x, y)

    return fill_like(work, require_floats(x), steps=7)


@ieee_arithmetic
def silu_backward(grad_output: np.ndarray, x: np.ndarray) -> np.ndarray:
    """Multiply the gradient by s + x · s · (1 − s), where s is the sigmoid of `x`.

    Examples
    --------
    >>> silu_backward(np.array([4.0]), np.array([0.0]))
    array([2.])
    """

    def work(x: np.ndarray, grad: np.ndarray, grad_x: np.ndarray) -> None:
        _product_rule(_sigmoid, _sigmoid_slope, x, grad, grad_x)

    grad_output = require_gradient(grad_output, require_floats(x).shape, x)
    return fill_like(work, x, grad_output, steps=18)


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

    def work(x: np.ndarray, y: np.ndarray) -> None:
        cumulative(x, y)
        y *= x

    def work_approximately(x: np.ndarray, y: np.ndarray) -> None:
        _bend(x, y)
        _gate(x, y, y)

    approximate = flag(approximate, "approximate")
    return fill_like(work_approximately if approximate else work, require_floats(x), steps=12)


@ieee_arithmetic
def gelu_backward(grad_output: np.ndarray, x: np.ndarray, approximate: bool = False) -> np.ndarray:
    """Multiply the gradient by p + x · p′, where p is what `gelu` multiplies `x` by.

    Examples
    --------
    >>> gelu_backward(np.array([4.0]), np.array([0.0]))
    array([2.])
    """

    def work(x: np.ndarray, grad: np.ndarray, grad_x: np.ndarray) -> None:
        _product_rule(cumulative, density, x, grad, grad_x)

    def work_approximately(x: np.ndarray, grad: np.ndarray, grad_x: np.ndarray) -> None:
        u, share = scratch("share", (2, *x.shape), x.dtype)
        _bend(x, u)
        _sigmoid_slope(u, grad_x)
        # In this order no x² overflows where the sigmoid is flat.
        grad_x *= x
        np.multiply(grad_x, x, out=share)
        share *= 3 * _CUBIC
        share *= x
        grad_x += share
        grad_x *= _STEEPNESS
        _sigmoid(u, share)
        grad_x += share
        grad_x *= grad

    grad_output = require_gradient(grad_output, require_floats(x).shape, x)
    approximate = flag(approximate, "approximate")
    return fill_like(work_approximately if approximate else work, x, grad_output, steps=24)


def _sigmoid(x: np.ndarray, y: np.ndarray) -> None:
    """Write 1 / (1 + exp(−x)): where exp overflows, 1 / inf is the 0 that it is nearest to."""
    np.negative(x, out=y)
    np.exp(y, out=y)
    y += 1
    np.reciprocal(y, out=y)


def _gate(x: np.ndarray, u: np.ndarray, y: np.ndarray) -> None:
    """Write x times the sigmoid of u."""
    np.negative(u, out=y)
    np.exp(y, out=y)
    y += 1
    np.divide(x, y, out=y)


def _product_rule(
    gate: Write, slope: Write, x: np.ndarray, grad: np.ndarray, grad_x: np.ndarray
) -> None:
    """Write the gradient behind x · gate(x), which slopes by x · slope(x) + gate(x)."""
    slope(x, grad_x)
    grad_x *= x
    share = scratch("share", x.shape, x.dtype)
    gate(x, share)
    grad_x += share
    grad_x *= grad


def _tanh(x: np.ndarray, y: np.ndarray) -> None:
    np.tanh(x, out=y)


def _sigmoid_slope(x: np.ndarray, y: np.ndarray) -> None:
    """Write s · (1 − s), s being the sigmoid, and keep its digits where s is near 1."""
    np.abs(x, out=y)
    np.negative(y, out=y)
    np.exp(y, out=y)
    divisor = scratch("divisor", x.shape, x.dtype)
    np.add(y, 1, out=divisor)
    divisor *= divisor
    y /= divisor


def _bend(x: np.ndarray, u: np.ndarray) -> None:
    """Write what GELU's approximation takes the sigmoid of."""
    np.multiply(x, x, out=u)
    u *= _CUBIC
    u += 1
    u *= x
    u *= _STEEPNESS
