"""Layers that treat every number on its own."""

from __future__ import annotations

import numpy as np

from cnnlib import functional
from cnnlib._checks import batch_shape, share
from cnnlib.layers.attributes import Setting, Shape, current_generator
from cnnlib.layers.base import Layer

__all__ = ["Dropout", "ReLU", "ReLU6"]


class _Elementwise(Layer):
    """A layer that changes no shape."""

    def output_shape(self, input_shape: Shape) -> Shape:
        """Return `input_shape` unchanged."""
        return batch_shape(input_shape)


class ReLU(_Elementwise):
    """Replace every negative number by zero.

    Examples
    --------
    >>> ReLU()(np.array([-2.0, 3.0]))
    array([0., 3.])
    """

    def forward(self, x: np.ndarray) -> np.ndarray:
        """Cut an array off below 0."""
        return functional.relu(x)

    def differentiate(self, grad_output: np.ndarray, x: np.ndarray) -> tuple[np.ndarray]:
        """Stop the gradient where `x` was cut off."""
        return (functional.relu_backward(grad_output, x),)


class ReLU6(_Elementwise):
    """Cut every number to the range from 0 to 6.

    Examples
    --------
    >>> ReLU6()(np.array([-2.0, 9.0]))
    array([0., 6.])
    """

    def forward(self, x: np.ndarray) -> np.ndarray:
        """Cut an array off below 0 and above 6."""
        return functional.relu6(x)

    def differentiate(self, grad_output: np.ndarray, x: np.ndarray) -> tuple[np.ndarray]:
        """Stop the gradient where `x` was cut off."""
        return (functional.relu6_backward(grad_output, x),)


class Dropout(_Elementwise):
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
        self.p = p

    def forward(self, x: np.ndarray) -> np.ndarray:
        """Drop in training mode; change nothing in evaluation."""
        y, self.drawn = functional.dropout(
            x, self.p, self.training, current_generator(), return_mask=True
        )
        return y

    def differentiate(self, grad_output: np.ndarray, x: np.ndarray) -> tuple[np.ndarray]:
        """Stop the gradient where `x` was dropped."""
        p = self.p if self.training else 0
        return (functional.dropout_backward(grad_output, self.drawn, p),)

    def settings(self) -> str:
        """Return the probability."""
        return f"p={self.p}"
