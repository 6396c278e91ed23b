"""The fully connected layer."""

from __future__ import annotations

import numpy as np

from cnnlib import functional
from cnnlib._checks import whole_number
from cnnlib.functional._arrays import require_floats
from cnnlib.functional.linear import linear_shape, multiplied
from cnnlib.layers.attributes import Parameter, Setting, Shape, glorot_uniform, settle
from cnnlib.layers.base import Layer
from cnnlib.layers.signals import Window

__all__ = ["Linear"]


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
        return multiplied(x, self.weight, self.bias)

    def differentiate(self, grad_output: np.ndarray, x: np.ndarray) -> tuple[np.ndarray, ...]:
        """Return the gradients with respect to `x`, weight and bias."""
        return functional.linear_backward(grad_output, x, self.weight)

    def output_shape(self, input_shape: Shape) -> Shape:
        """Return `input_shape` with its last size turned into out_features."""
        return linear_shape(input_shape, self.in_features, self.out_features)

    def window(self, input_shape: Shape) -> Window | None:
        """Return None: every output sees every input. In a sequence, it sees its own place."""
        return super().window(input_shape) if len(input_shape) > 2 else None

    def settings(self) -> str:
        """Return the settings, as PaddlePaddle prints them."""
        dtype = self.arrays["weight"].dtype if "weight" in self.arrays else "float32"
        return f"{super().settings()}, dtype={dtype}"
