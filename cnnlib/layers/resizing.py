"""The layer that resizes."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from cnnlib import functional
from cnnlib._checks import flag, pair_or_none
from cnnlib.functional.resizing import (
    require_one_way,
    scale_pair,
    upsampled_shape,
    upsampling_mode,
)
from cnnlib.layers.applied import Applied
from cnnlib.layers.attributes import Setting, Shape, settings_of, settle
from cnnlib.layers.signals import Pixels, Window

__all__ = ["Upsample"]

_FINEST = 1000
"""A scale is taken for the nearest fraction of a denominator up to this, where steps repeat."""


class Upsample(Applied):
    """Read every plane at a grid of another size, as PyTorch's layer of that name does.

    Parameters
    ----------
    scale_factor : number or (number, number), optional
        How many times as high and wide; the size is rounded down.
    size : int or (int, int), optional
        Height and width, in place of `scale_factor`.
    mode : {'nearest', 'bilinear'}
    align_corners : bool
        Of ``'bilinear'``: whether the middles of the corner pixels stay where they are.

    Examples
    --------
    >>> Upsample(2).output_shape((1, 64, 28, 28)), Upsample(1.5).output_shape((1, 64, 7, 7))
    ((1, 64, 56, 56), (1, 64, 10, 10))
    """

    family = "resized"
    operation = staticmethod(functional.upsample)
    slope = staticmethod(functional.upsample_backward)
    scale_factor = Setting(scale_pair)
    size = Setting(pair_or_none)
    mode = Setting(upsampling_mode)
    align_corners = Setting(flag)

    def __init__(
        self,
        scale_factor: Any = None,
        size: Any = None,
        mode: str = "nearest",
        align_corners: bool = False,
    ) -> None:
        super().__init__()
        settle(self, scale_factor=scale_factor, size=size, mode=mode, align_corners=align_corners)
        require_one_way(self.scale_factor, self.size, self.mode, self.align_corners)

    def output_shape(self, input_shape: Shape) -> Shape:
        """Return (N, C, H_out, W_out)."""
        return upsampled_shape(input_shape, **settings_of(self))

    def window(self, input_shape: Shape) -> Window:
        """Return how far one output looks, and the way to the next: fractions, as a rule."""
        shape = self.output_shape(input_shape)
        (span_h, step_h), (span_w, step_w) = (
            self._window_along(input_shape[axis], shape[axis], axis) for axis in (2, 3)
        )
        return (span_h, span_w), (step_h, step_w)

    def _window_along(self, size: int, out: int, axis: int) -> tuple[Pixels, Pixels]:
        """Return span and step: places lie as far apart as `step`, at each part of it in turn."""
        if size == out:
            return 1, 1
        if self.mode == "bilinear" and self.align_corners:
            step = Fraction(size - 1, max(out - 1, 1))
        elif self.scale_factor is None:
            step = Fraction(size, out)
        else:
            step = 1 / Fraction(self.scale_factor[axis - 2]).limit_denominator(_FINEST)
        if self.mode == "nearest":
            return 2 - Fraction(1, step.denominator), step
        # The first and the last pixel lie less than 1 from the place, which may be a pixel itself
        # where steps and the middle of the first place meet in one.
        part = step.denominator
        if not self.align_corners and (step.numerator - part) % 2:
            part *= 2
        return 3 - Fraction(2, part), step
