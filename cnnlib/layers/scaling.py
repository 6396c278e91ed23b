"""A factor a channel, which training finds."""

from __future__ import annotations

import numpy as np

from cnnlib import functional
from cnnlib._checks import channel_shape, finite_number, require_channels, whole_number
from cnnlib.functional._arrays import require_floats
from cnnlib.layers.attributes import Parameter, Setting, Shape, settle
from cnnlib.layers.base import Layer

__all__ = ["Scale"]


class Scale(Layer):
    """Multiply each channel by a factor of its own: ConvNeXt's layer scale.

    Parameters
    ----------
    num_features : int
        How many channels: the size behind the batch.
    init : float
        What each factor starts as. A small one lets a residual block begin as the way around it.

    Attributes
    ----------
    weight : (C,) ndarray
        The factors, trained.

    References
    ----------
    H. Touvron et al., Going deeper with image transformers, ICCV 2021, section 2: layer scale.

    Examples
    --------
    >>> Scale(2, init=0.5)(np.array([[4.0, 6.0]]))
    array([[2., 3.]])
    """

    family = "scaled channels"
    num_features = Setting(whole_number, fixed=True)
    init = Setting(finite_number)
    weight: Parameter[np.ndarray] = Parameter("num_features", draw="init")

    def __init__(self, num_features: int, init: float = 1.0) -> None:
        super().__init__()
        settle(self, num_features=num_features, init=init)

    def forward(self, x: np.ndarray) -> np.ndarray:
        """Multiply an (N, C, …) array."""
        self.output_shape(require_floats(x).shape)
        return functional.scale(x, self.weight)

    def differentiate(self, grad_output: np.ndarray, x: np.ndarray) -> tuple[np.ndarray, ...]:
        """Return the gradients with respect to `x` and the weight."""
        return functional.scale_backward(grad_output, x, self.weight)

    def output_shape(self, input_shape: Shape) -> Shape:
        """Return `input_shape` unchanged."""
        shape = channel_shape(input_shape)
        require_channels(shape, self.num_features, f"num_features {self.num_features} channels")
        return shape
