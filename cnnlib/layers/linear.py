"""The fully connected layer, and the flattening that stands before it."""

from __future__ import annotations

import numpy as np

from cnnlib import functional
from cnnlib._checks import whole_number
from cnnlib.functional._arrays import require_floats, require_gradient
from cnnlib.functional.linear import flat_shape, linear_shape
from cnnlib.layers.applied import Applied
from cnnlib.layers.attributes import (
    Parameter,
    Setting,
    Shape,
    axis_number,
    glorot_uniform,
    settle,
)
from cnnlib.layers.base import Layer

__all__ = ["Flatten", "Linear"]


class Linear(Layer):
    """Fully connected layer: x @ weight + bias.

    Parameters
    ----------
    in_features, out_features : int
    bias : bool
        Whether each output adds a number of its own.

    Attributes
    ----------
    weight : (in_features, out_features) ndarray
    bias : (out_features,) ndarray or None

    Examples
    --------
    >>> [p.shape for p in Linear(2, 4).parameters()]
    [(2, 4), (4,)]
    """

    family = "last axis"
    macs = ("inputs", "last output")
    in_features = Setting(whole_number, fixed=True)
    out_features = Setting(whole_number, fixed=True)
    weight: Parameter[np.ndarray] = Parameter("in_features", "out_features", draw=glorot_uniform)
    bias: Parameter[np.ndarray | None] = Parameter("out_features", draw=np.zeros)

    def __init__(self, in_features: int, out_features: int, bias: bool = True) -> None:
        super().__init__()
        settle(self, in_features=in_features, out_features=out_features, bias=bias)

    def forward(self, x: np.ndarray) -> np.ndarray:
        """Multiply an (..., in_features) array."""
        shape = require_floats(x).shape
        if not self.arrays or shape[-1:] != (self.in_features,):  # A misfit draws no weights.
            self.output_shape(shape)
        return functional.linear(x, self.weight, self.bias)

    def differentiate(self, grad_output: np.ndarray, x: np.ndarray) -> tuple[np.ndarray, ...]:
        """Return the gradients with respect to `x`, weight and bias."""
        return functional.linear_backward(grad_output, x, self.weight)

    def output_shape(self, input_shape: Shape) -> Shape:
        """Return `input_shape` with its last size turned into out_features."""
        return linear_shape(input_shape, self.in_features, self.out_features)

    def window(self, input_shape: Shape) -> None:
        """Return None: every output sees every input."""
        return None

    def settings(self) -> str:
        """Return the settings, as PaddlePaddle prints them."""
        dtype = self.arrays["weight"].dtype if "weight" in self.arrays else "float32"
        return f"{super().settings()}, dtype={dtype}"


class Flatten(Applied):
    """Join the axes from `start_axis` to `stop_axis`, both included, into one.

    Parameters
    ----------
    start_axis, stop_axis : int
        Negative ones count from the last.

    Examples
    --------
    >>> Flatten().output_shape((1, 16, 5, 5))
    (1, 400)
    """

    family = "flatten"
    operation = staticmethod(functional.flatten)
    start_axis = Setting(axis_number)
    stop_axis = Setting(axis_number)

    def __init__(self, start_axis: int = 1, stop_axis: int = -1) -> None:
        super().__init__()
        settle(self, start_axis=start_axis, stop_axis=stop_axis)
        if self.start_axis > self.stop_axis and (self.start_axis < 0) == (self.stop_axis < 0):
            raise ValueError(f"start_axis {start_axis} must not lie behind stop_axis {stop_axis}")

    def differentiate(self, grad_output: np.ndarray, x: np.ndarray) -> tuple[np.ndarray]:
        """Give each gradient back its place."""
        grad_output = require_gradient(grad_output, self.output_shape(x.shape), x)
        return (grad_output.reshape(x.shape),)

    def output_shape(self, input_shape: Shape) -> Shape:
        """Return the shape with the axes joined."""
        return flat_shape(input_shape, self.start_axis, self.stop_axis)
