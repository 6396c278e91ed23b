"""Activations that cut or clip: what happens to each number on its own."""

from __future__ import annotations

import numpy as np

from cnnlib.functional._arrays import ieee_arithmetic, require_floats, require_gradient, select
from cnnlib.functional._symbol import traceable

__all__ = [
    "hardsigmoid",
    "hardsigmoid_backward",
    "hardswish",
    "hardswish_backward",
    "relu",
    "relu6",
    "relu6_backward",
    "relu_backward",
]


@traceable
def relu(x: np.ndarray) -> np.ndarray:
    """Replace every negative number by zero.

    Examples
    --------
    >>> relu(np.array([-2.0, 0.0, 3.0]))
    array([0., 0., 3.])
    """
    # np.maximum takes twice as long; the sum makes 0 of −0.
    y: np.ndarray = require_floats(x).clip(0, np.inf)
    y += 0
    return y


def relu_backward(grad_output: np.ndarray, x: np.ndarray) -> np.ndarray:
    """Pass the gradient on where `x` was positive; at 0 itself it stops, as in PyTorch.

    Examples
    --------
    >>> relu_backward(np.array([5.0, 6.0, 7.0]), np.array([-2.0, 0.0, 3.0]))
    array([0., 0., 7.])
    """
    grad_output = require_gradient(grad_output, require_floats(x).shape, x)
    return select(grad_output, ~(x <= 0))


@traceable
def relu6(x: np.ndarray) -> np.ndarray:
    """Cut every number to the range from 0 to 6 (MobileNet's activation).

    Examples
    --------
    >>> relu6(np.array([-2.0, 3.0, 9.0]))
    array([0., 3., 6.])
    """
    return np.clip(require_floats(x), 0, 6)


def relu6_backward(grad_output: np.ndarray, x: np.ndarray) -> np.ndarray:
    """Pass the gradient on where `x` lay between 0 and 6; at both ends it stops.

    Examples
    --------
    >>> relu6_backward(np.array([5.0, 6.0, 7.0]), np.array([-2.0, 3.0, 9.0]))
    array([0., 6., 0.])
    """
    grad_output = require_gradient(grad_output, require_floats(x).shape, x)
    return select(grad_output, ~((x <= 0) | (x >= 6)))


@traceable
@ieee_arithmetic
def hardsigmoid(x: np.ndarray) -> np.ndarray:
    """Rise in a straight line from 0 at −3 to 1 at 3: x / 6 + 1/2, cut to that range.

    That is PyTorch's and MobileNetV3's; where ONNX's `HardSigmoid` states no alpha, it rises by
    0.2 for each unit of x.

    References
    ----------
    A. Howard et al., Searching for MobileNetV3, ICCV 2019, section 5.2.

    Examples
    --------
    >>> hardsigmoid(np.array([-4.0, 0.0, 1.5, 4.0]))
    array([0.  , 0.5 , 0.75, 1.  ])
    """
    y: np.ndarray = require_floats(x) + 3
    np.clip(y, 0, 6, out=y)
    y /= 6
    return y


@ieee_arithmetic
def hardsigmoid_backward(grad_output: np.ndarray, x: np.ndarray) -> np.ndarray:
    """Pass a sixth of the gradient on where `x` lay between −3 and 3; at both ends it stops.

    Examples
    --------
    >>> hardsigmoid_backward(np.full(3, 6.0), np.array([-3.0, 0.0, 4.0]))
    array([0., 1., 0.])
    """
    grad_output = require_gradient(grad_output, require_floats(x).shape, x)
    return select(grad_output, _between(x)) / 6


@traceable
@ieee_arithmetic
def hardswish(x: np.ndarray) -> np.ndarray:
    """Multiply every number by its hard sigmoid: 0 below −3, x itself above 3.

    References
    ----------
    A. Howard et al., Searching for MobileNetV3, ICCV 2019, section 5.2.

    Examples
    --------
    >>> hardswish(np.array([-4.0, 1.5, 4.0]))
    array([-0.   ,  1.125,  4.   ])
    """
    y: np.ndarray = hardsigmoid(x)
    y *= x
    return y


@ieee_arithmetic
def hardswish_backward(grad_output: np.ndarray, x: np.ndarray) -> np.ndarray:
    """Multiply the gradient by 0 up to −3, by 1 from 3 on, and by x / 3 + 1/2 between.

    Examples
    --------
    >>> hardswish_backward(np.ones(4), np.array([-3.0, 0.0, 1.5, 3.0]))
    array([0. , 0.5, 1. , 1. ])
    """
    grad_output = require_gradient(grad_output, require_floats(x).shape, x)
    grad_x = x / 3
    grad_x += 0.5
    grad_x *= grad_output
    return select(grad_x, _between(x)) + select(grad_output, x >= 3)


def _between(x: np.ndarray) -> np.ndarray:
    return ~((x <= -3) | (x >= 3))
