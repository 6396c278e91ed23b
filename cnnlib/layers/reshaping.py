"""Layers that only move numbers: what comes out are those that went in."""

from __future__ import annotations

import numpy as np

from cnnlib import functional
from cnnlib.functional._arrays import require_gradient
from cnnlib.functional.reshaping import (
    axis_order,
    flat_shape,
    new_shape,
    permuted_shape,
    sizes_or_rest,
)
from cnnlib.layers.applied import Applied
from cnnlib.layers.attributes import Setting, Shape, axis_number, settle

__all__ = ["Flatten", "Permute", "Reshape"]


class _Moved(Applied):
    """A layer that gives the same numbers in the same order, in other axes."""

    def differentiate(self, grad_output: np.ndarray, x: np.ndarray) -> tuple[np.ndarray]:
        """Give each gradient back its place."""
        grad_output = require_gradient(grad_output, self.output_shape(x.shape), x)
        return (grad_output.reshape(x.shape),)


class Flatten(_Moved):
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

    def output_shape(self, input_shape: Shape) -> Shape:
        """Return the shape with the axes joined."""
        return flat_shape(input_shape, self.start_axis, self.stop_axis)


class Reshape(_Moved):
    """Give each image other axes: cut one into several, or join some.

    Parameters
    ----------
    shape : int or sequence of int
        The sizes behind the batch. One may be −1: it takes what the others leave.

    Examples
    --------
    >>> Reshape((-1, 4, 8)).output_shape((1, 6, 32))
    (1, 6, 4, 8)
    """

    family = "reshape"
    operation = staticmethod(functional.reshape)
    shape = Setting(sizes_or_rest)

    def __init__(self, shape: int | tuple[int, ...]) -> None:
        super().__init__()
        settle(self, shape=shape)

    def output_shape(self, input_shape: Shape) -> Shape:
        """Return the batch of `input_shape` and the sizes of `shape`."""
        return new_shape(input_shape, self.shape)


class Permute(Applied):
    """Put the axes into another order; the batch stays first.

    Parameters
    ----------
    axes : int or sequence of int
        Which axis of the input stands at each place, each once, and 0 first.

    Examples
    --------
    >>> Permute((0, 2, 3, 1)).output_shape((1, 96, 56, 56))
    (1, 56, 56, 96)

    And back again:

    >>> Permute((0, 3, 1, 2)).output_shape((1, 56, 56, 96))
    (1, 96, 56, 56)
    """

    family = "permute"
    operation = staticmethod(functional.permute)
    axes = Setting(axis_order)

    def __init__(self, axes: int | tuple[int, ...]) -> None:
        super().__init__()
        settle(self, axes=axes)

    def differentiate(self, grad_output: np.ndarray, x: np.ndarray) -> tuple[np.ndarray]:
        """Put the axes back into their order."""
        grad_output = require_gradient(grad_output, self.output_shape(x.shape), x)
        return (grad_output.transpose(np.argsort(self.axes)).copy(),)

    def output_shape(self, input_shape: Shape) -> Shape:
        """Return the sizes in the new order."""
        return permuted_shape(input_shape, self.axes)
