"""The layer that turns scores into shares of 1."""

from __future__ import annotations

from cnnlib import functional
from cnnlib._checks import axis_of, batch_shape
from cnnlib.layers.applied import Applied
from cnnlib.layers.attributes import Setting, Shape, axis_number, settle
from cnnlib.layers.signals import Window

__all__ = ["Softmax"]


class Softmax(Applied):
    """Turn the scores along an axis into probabilities.

    Parameters
    ----------
    axis : int
        1 is that of the classes, or of the channels; negative ones count from the last.

    Examples
    --------
    >>> import numpy as np
    >>> Softmax()(np.log(np.array([[1.0, 2.0, 5.0]])))
    array([[0.125, 0.25 , 0.625]])
    """

    family = "shares"
    operation = staticmethod(functional.softmax)
    slope = staticmethod(functional.softmax_backward)
    axis = Setting(axis_number)

    def __init__(self, axis: int = 1) -> None:
        super().__init__()
        settle(self, axis=axis)

    def output_shape(self, input_shape: Shape) -> Shape:
        """Return `input_shape` unchanged; the axis must be there."""
        sizes = batch_shape(input_shape)
        axis_of(self.axis, sizes)
        return sizes

    def window(self, input_shape: Shape) -> Window | None:
        """Return one place, unless the sum goes along the places themselves."""
        along_places = axis_of(self.axis, input_shape) > 1
        return None if along_places else super().window(input_shape)
