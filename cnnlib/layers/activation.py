"""Layers that treat every number on its own."""

from __future__ import annotations

import numpy as np

from cnnlib import functional
from cnnlib._checks import share
from cnnlib.layers.applied import Elementwise
from cnnlib.layers.attributes import Setting, current_generator, settle

__all__ = ["Dropout", "ReLU", "ReLU6"]


class ReLU(Elementwise):
    """Replace every negative number by zero.

    Examples
    --------
    >>> ReLU()(np.array([-2.0, 3.0]))
    array([0., 3.])
    """

    operation = staticmethod(functional.relu)
    slope = staticmethod(functional.relu_backward)


class ReLU6(Elementwise):
    """Cut every number to the range from 0 to 6.

    Examples
    --------
    >>> ReLU6()(np.array([-2.0, 9.0]))
    array([0., 6.])
    """

    operation = staticmethod(functional.relu6)
    slope = staticmethod(functional.relu6_backward)


class Dropout(Elementwise):
    """In training, drop each number with probability `p` and scale the rest by 1 / (1 − p).

    Parameters
    ----------
    p : float
        Between 0 and 1.

    Examples
    --------
    >>> Dropout(0.5).eval()(np.ones(3))
    array([1., 1., 1.])
    """

    p = Setting(share)

    def __init__(self, p: float = 0.5) -> None:
        super().__init__()
        settle(self, p=p)

    def forward(self, x: np.ndarray) -> np.ndarray:
        """Drop in training mode; change nothing in evaluation."""
        y: np.ndarray
        y, self.drawn = functional.dropout(
            x, self.p, self.training, current_generator(), return_mask=True
        )
        return y

    def differentiate(self, grad_output: np.ndarray, x: np.ndarray) -> tuple[np.ndarray]:
        """Stop the gradient where `x` was dropped."""
        p = self.p if self.training else 0.0
        return (functional.dropout_backward(grad_output, self.drawn, p),)
