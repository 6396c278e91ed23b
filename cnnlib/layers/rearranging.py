"""Layers that give the same numbers at other places."""

from __future__ import annotations

from fractions import Fraction

from cnnlib import functional
from cnnlib._checks import Pair, whole_number
from cnnlib.functional.rearranging import (
    channel_shuffled_shape,
    pixel_shuffled_shape,
    place,
    place_or_none,
    sliced,
)
from cnnlib.layers.applied import Applied
from cnnlib.layers.attributes import Setting, Shape, axis_number, settle
from cnnlib.layers.signals import Window

__all__ = ["ChannelShuffle", "PixelShuffle", "Slice"]


class PixelShuffle(Applied):
    """Make of factor² channels one plane that is `factor` times as high and wide.

    Parameters
    ----------
    factor : int

    References
    ----------
    W. Shi et al., Real-time single image and video super-resolution using an efficient sub-pixel
    convolutional neural network, CVPR 2016, equation 4.

    Examples
    --------
    >>> PixelShuffle(2).output_shape((1, 64, 28, 28))
    (1, 16, 56, 56)
    """

    family = "pixels of channels"
    operation = staticmethod(functional.pixel_shuffle)
    slope = staticmethod(functional.pixel_shuffle_backward)
    factor = Setting(whole_number)

    def __init__(self, factor: int) -> None:
        super().__init__()
        settle(self, factor=factor)

    def output_shape(self, input_shape: Shape) -> Shape:
        """Return (N, C / factor², H · factor, W · factor)."""
        return pixel_shuffled_shape(input_shape, self.factor)

    def window(self, input_shape: Shape) -> Window:
        """Return what makes neighbors in a square look at one pixel."""
        step = Fraction(1, self.factor)
        return (2 - step, 2 - step), (step, step)


class ChannelShuffle(Applied):
    """Deal the channels of each group out in turn: the first of each, then the second of each.

    Parameters
    ----------
    groups : int
        Must divide the channels.

    References
    ----------
    X. Zhang et al., ShuffleNet: an extremely efficient convolutional neural network for mobile
    devices, CVPR 2018, section 3.1.

    Examples
    --------
    >>> ChannelShuffle(2).output_shape((1, 116, 28, 28))
    (1, 116, 28, 28)
    """

    family = "shuffled"
    operation = staticmethod(functional.channel_shuffle)
    slope = staticmethod(functional.channel_shuffle_backward)
    groups = Setting(whole_number)

    def __init__(self, groups: int) -> None:
        super().__init__()
        settle(self, groups=groups)

    def output_shape(self, input_shape: Shape) -> Shape:
        """Return `input_shape` unchanged."""
        return channel_shuffled_shape(input_shape, self.groups)


class Slice(Applied):
    """Leave out all but what lies between two places of an axis, counted as in ``x[:, 2:5]``.

    Parameters
    ----------
    start, stop : int, optional
        Negative ones count from the end; those beyond it stand for the end.
    axis : int
        The channels as a rule.

    Examples
    --------
    >>> Slice(2, 5).output_shape((1, 8, 28, 28)), Slice(-3).output_shape((1, 8, 28, 28))
    ((1, 3, 28, 28), (1, 3, 28, 28))
    """

    family = "sliced"
    operation = staticmethod(functional.take_slice)
    slope = staticmethod(functional.take_slice_backward)
    start = Setting(place)
    stop = Setting(place_or_none)
    axis = Setting(axis_number)

    def __init__(self, start: int = 0, stop: int | None = None, axis: int = 1) -> None:
        super().__init__()
        settle(self, start=start, stop=stop, axis=axis)

    def output_shape(self, input_shape: Shape) -> Shape:
        """Return the shape with what is left of the axis."""
        first, last, axis = sliced(input_shape, self.start, self.stop, self.axis)
        return *input_shape[:axis], last - first, *input_shape[axis + 1 :]

    def overhang(self, input_shape: Shape) -> Pair:
        """Return how many rows and columns of an image are left out before the first, below 0."""
        first, _, axis = sliced(input_shape, self.start, self.stop, self.axis)
        if len(input_shape) != 4:
            return 0, 0
        return -first if axis == 2 else 0, -first if axis == 3 else 0
