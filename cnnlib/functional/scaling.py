"""A factor a channel, which training finds."""

from __future__ import annotations

import numpy as np

from cnnlib._checks import channel_shape
from cnnlib.functional._arrays import (
    ieee_arithmetic,
    require_floats,
    require_gradient,
    require_vector,
)
from cnnlib.functional._symbol import traceable

__all__ = ["scale", "scale_backward"]


@traceable
@ieee_arithmetic
def scale(x: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """Multiply each channel by its factor.

    Parameters
    ----------
    x : (N, C, …) ndarray of float32 or float64
    weight : (C,) ndarray

    Returns
    -------
    (N, C, …) ndarray

    Examples
    --------
    >>> scale(np.ones((1, 2, 1, 2)), np.array([0.5, 3.0]))[0].tolist()
    [[[0.5, 0.5]], [[3.0, 3.0]]]
    """
    return x * _factors(x, weight)


@ieee_arithmetic
def scale_backward(
    grad_output: np.ndarray, x: np.ndarray, weight: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return the gradients with respect to `x` and the weight.

    Parameters
    ----------
    grad_output : (N, C, …) ndarray
    x, weight
        What `scale` got.

    Returns
    -------
    tuple of ndarray
        In the precision of `x`, of shapes (N, C, …) and (C,).

    Examples
    --------
    >>> x = np.array([[1.0, 2.0], [3.0, 4.0]])
    >>> grad_x, grad_weight = scale_backward(np.ones((2, 2)), x, np.array([0.5, 3.0]))
    >>> grad_x.tolist(), grad_weight.tolist()
    ([[0.5, 3.0], [0.5, 3.0]], [4.0, 6.0])
    """
    factors = _factors(x, weight)
    grad_output = require_gradient(grad_output, x.shape, x)
    others = 0, *range(2, x.ndim)
    return grad_output * factors, (grad_output * x).sum(axis=others)


def _factors(x: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """Return the factors as they stand along the channels of `x`."""
    _, channels, *others = channel_shape(require_floats(x).shape, "x.shape")
    return require_vector(weight, channels, "weight", like=x).reshape(-1, *[1] * len(others))
