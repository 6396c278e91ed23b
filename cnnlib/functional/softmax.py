"""Softmax: scores along an axis become shares of 1."""

from __future__ import annotations

import numpy as np

from cnnlib._checks import axis_of
from cnnlib.functional._arrays import ieee_arithmetic, require_floats, require_gradient
from cnnlib.functional._symbol import traceable

__all__ = ["softmax", "softmax_backward"]


@traceable
@ieee_arithmetic
def softmax(x: np.ndarray, axis: int = -1) -> np.ndarray:
    """Turn scores into probabilities: exp(x) over its sum along an axis.

    Parameters
    ----------
    x : ndarray of float32 or float64
    axis : int

    Returns
    -------
    ndarray
        Positive, with sum 1 along the axis.

    Examples
    --------
    >>> softmax(np.log(np.array([1.0, 2.0, 5.0])))
    array([0.125, 0.25 , 0.625])
    """
    axis = axis_of(axis, require_floats(x).shape)
    # A common shift cancels; with the largest score at 0 no exponential overflows.
    powers: np.ndarray = x - x.max(axis=axis, keepdims=True)
    np.exp(powers, out=powers)
    powers /= powers.sum(axis=axis, keepdims=True)
    return powers


@ieee_arithmetic
def softmax_backward(grad_output: np.ndarray, x: np.ndarray, axis: int = -1) -> np.ndarray:
    """Return y · (g − Σ g · y): what one score gains in probability, the others lose.

    Parameters
    ----------
    grad_output : ndarray
        Shaped like `x`; g above.
    x, axis
        What `softmax` got; y above is what it returned.

    Returns
    -------
    ndarray

    Examples
    --------
    >>> softmax_backward(np.array([1.0, 0.0]), np.array([0.0, 0.0]))
    array([ 0.25, -0.25])
    """
    grad_output = require_gradient(grad_output, require_floats(x).shape, x)
    y: np.ndarray = softmax(x, axis)
    return y * (grad_output - (grad_output * y).sum(axis=axis, keepdims=True))
