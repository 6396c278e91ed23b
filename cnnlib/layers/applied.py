"""Layers that are one function of `functional`, and nothing more."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

import numpy as np

from cnnlib._checks import batch_shape
from cnnlib.layers.attributes import Shape, settings_of
from cnnlib.layers.base import Layer

__all__ = ["Applied", "Elementwise"]


class Applied(Layer):
    """A layer that calls an operation with its settings, and on the way back its slope."""

    operation: ClassVar[Callable[..., Any]]
    slope: ClassVar[Callable[..., np.ndarray]]

    def forward(self, x: np.ndarray) -> Any:
        """Apply the operation."""
        return self.operation(x, **settings_of(self))

    def differentiate(self, grad_output: np.ndarray, x: np.ndarray) -> tuple[np.ndarray, ...]:
        """Return the gradient with respect to `x`."""
        return (self.slope(grad_output, x, **settings_of(self)),)


class Elementwise(Applied):
    """A layer that treats every number on its own: no shape changes."""

    family = "same"

    def __init__(self) -> None:
        super().__init__()

    def output_shape(self, input_shape: Shape) -> Shape:
        """Return `input_shape` unchanged."""
        return batch_shape(input_shape)
