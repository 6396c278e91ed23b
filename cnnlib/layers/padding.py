"""The layer that pads."""

from __future__ import annotations

from typing import Any

import numpy as np

from cnnlib import functional
from cnnlib._checks import Pair, finite_number, nchw_shape
from cnnlib.functional._arrays import require_gradient
from cnnlib.functional.padding import (
    require_frame,
    require_padding_mode,
    require_value_used,
    sides_in_numbers,
)
from cnnlib.layers.attributes import Setting, Shape, frame_setting, settle
from cnnlib.layers.base import Layer

__all__ = ["Pad2D"]


class Pad2D(Layer):
    """Frame every plane with more rows and columns.

    Parameters
    ----------
    padding : int or sequence
        Any form that `cnnlib.geometry.resolve_padding` takes, but ``'SAME'``, which needs a
        kernel to know how much.
    padding_mode : {'zeros', 'reflect', 'replicate', 'circular'}
    value : float
        What stands in the frame in place of the zeros.

    Examples
    --------
    >>> Pad2D((0, 1, 0, 1)).output_shape((1, 3, 224, 224))
    (1, 3, 225, 225)
    """

    family = "framed"
    padding = Setting(frame_setting)
    padding_mode = Setting(require_padding_mode)
    value = Setting(finite_number)

    def __init__(self, padding: Any, padding_mode: str = "zeros", value: float = 0.0) -> None:
        super().__init__()
        settle(self, padding=padding, padding_mode=padding_mode, value=value)
        require_value_used(self.value, self.padding_mode)

    def forward(self, x: np.ndarray) -> np.ndarray:
        """Frame an (N, C, H, W) array."""
        return functional.pad2d(x, self.padding, self.padding_mode, self.value)

    def differentiate(self, grad_output: np.ndarray, x: np.ndarray) -> tuple[np.ndarray, ...]:
        """Hand the gradient of the frame to the pixels that it repeats."""
        grad = require_gradient(grad_output, self.output_shape(x.shape), x)
        return (functional.pad2d_backward(grad, self.padding, self.padding_mode),)

    def output_shape(self, input_shape: Shape) -> Shape:
        """Return (N, C, top + H + bottom, left + W + right)."""
        batch, channels, height, width = nchw_shape(input_shape)
        top, bottom, left, right = sides_in_numbers(self.padding)
        require_frame((height, width), (top, bottom, left, right), self.padding_mode)
        return batch, channels, top + height + bottom, left + width + right

    def overhang(self, input_shape: Shape) -> Pair:
        """Return the rows at the top and the columns at the left."""
        top, _, left, _ = sides_in_numbers(self.padding)
        return top, left
