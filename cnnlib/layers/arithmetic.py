"""What ``x + 1`` or ``self.factor * x`` in a forward pass becomes when it is traced."""

from __future__ import annotations

from typing import Any

import numpy as np

from cnnlib._checks import batch_shape
from cnnlib.functional._arrays import ieee_arithmetic, require_gradient
from cnnlib.layers.attributes import Shape
from cnnlib.layers.base import Layer

__all__ = ["Arithmetic", "summed"]


class Arithmetic(Layer):
    """An input added to, multiplied by … a number, or an array that does not stretch it.

    Parameters
    ----------
    operation : ufunc
        ``np.add``, ``np.subtract``, ``np.multiply`` or ``np.divide``.
    by : float or ndarray
        An array in ``arrays["by"]`` is a parameter where `parameter_shapes` has it.
    first : bool
        Whether `by` stands before the operator.
    """

    family = "same"

    def __init__(self, operation: np.ufunc, by: Any, first: bool = False) -> None:
        super().__init__()
        self.operation, self.by, self.first = operation, by, first

    @ieee_arithmetic
    def forward(self, x: np.ndarray) -> np.ndarray:
        """Compute number by number."""
        y: np.ndarray = self.operation(self.by, x) if self.first else self.operation(x, self.by)
        return y

    @ieee_arithmetic
    def differentiate(self, grad_output: np.ndarray, x: np.ndarray) -> tuple[np.ndarray, ...]:
        """Return the slopes with respect to `x` and, where it is a parameter, to `by`."""
        grad = require_gradient(grad_output, x.shape, x)
        of_x, of_by = grad, grad
        if self.operation is np.multiply:
            of_x, of_by = grad * self.by, grad * x
        elif self.operation is np.divide:
            of_x = grad / self.by
            of_by = -of_x * x / self.by
        elif self.operation is np.subtract:
            of_x, of_by = (-grad, grad) if self.first else (grad, -grad)
        shapes = self.parameter_shapes
        return of_x, *(summed(of_by, shape) for shape in shapes.values())

    def output_shape(self, input_shape: Shape) -> Shape:
        """Return `input_shape` unchanged; an array that would stretch it is refused."""
        shape = batch_shape(input_shape)
        if np.broadcast_shapes(shape, np.shape(self.by)) != shape:
            raise ValueError(f"an array of shape {np.shape(self.by)} stretches {shape}")
        return shape

    def settings(self) -> str:
        """Return the operation and what it is done with."""
        by = f"array of {np.shape(self.by)}" if np.ndim(self.by) else f"{self.by}"
        return (
            f"{by} {self.operation.__name__}" if self.first else f"{self.operation.__name__} {by}"
        )


def summed(grad: np.ndarray, shape: Shape) -> np.ndarray:
    """Return the gradient of what was stretched from this shape."""
    grad = grad.sum(axis=tuple(range(grad.ndim - len(shape))))
    stretched = tuple(axis for axis, size in enumerate(shape) if size < grad.shape[axis])
    return grad.sum(axis=stretched, keepdims=True) if stretched else grad
