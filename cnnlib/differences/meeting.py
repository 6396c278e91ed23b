"""Whether a layer of a network runs into a case: conditions, and what holds where all of them do.

A case names its `Meeting`, such as ``CONVOLUTION & SAME & ODD_WHERE_STRIDED``. Where windows stand
and how far they reach, `cnnlib.geometry` says.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import prod
from typing import Any

from cnnlib import geometry, layers
from cnnlib._checks import once
from cnnlib.differences.placing import ends, grid, left_over, odd, placed, sides, unlike
from cnnlib.layers.attributes import Shape
from cnnlib.layers.foreign import Unruled

Condition = Callable[[Any, Shape], bool]


@dataclass(frozen=True)
class Meeting:
    """Conditions on a layer and its input shape; it holds where all of them do.

    Attributes
    ----------
    conditions : tuple of callable
        A layer's type first: the others need the settings that it has.

    Examples
    --------
    >>> from cnnlib import Conv2D
    >>> stepped = CONVOLUTION & SAME & ODD_WHERE_STRIDED
    >>> conv = Conv2D(3, 32, 3, stride=2, padding="SAME")
    >>> stepped(conv, (1, 3, 224, 224)), stepped(conv, (1, 3, 225, 225))
    (True, False)
    >>> CONVOLUTION & SAME < stepped
    True
    """

    conditions: tuple[Condition, ...]

    def __call__(self, layer: Any, input_shape: Shape) -> bool:
        """Return whether all conditions hold."""
        return all(condition(layer, input_shape) for condition in self.conditions)

    def __and__(self, other: Meeting) -> Meeting:
        return Meeting(self.conditions + other.conditions)

    def __lt__(self, other: Meeting) -> bool:
        """Return whether the other asks for all of this and more: it is the more specific one."""
        return {*self.conditions} < {*other.conditions}


def where(condition: Condition) -> Meeting:
    """Return a condition as a meeting."""
    return Meeting((condition,))


# Cached, so that what is asked for twice is one condition.
@once
def of(*kinds: type) -> Meeting:
    """Return that a layer is of one of these types."""
    return where(lambda layer, shape: isinstance(layer, kinds))


@once
def operator(name: str) -> Meeting:
    """Return that it is an operator of a file that no layer of cnnlib stands for."""
    return where(lambda layer, shape: isinstance(layer, Unruled) and type(layer).__name__ == name)


@once
def set_to(**settings: Any) -> Meeting:
    """Return that settings of a layer have these values."""
    return where(
        lambda layer, shape: all(vars(layer).get(name) == v for name, v in settings.items())
    )


CONVOLUTION = of(layers.Conv2D)
TRANSPOSED = of(layers.Conv2DTranspose)
LINEAR = of(layers.Linear)
MAXIMUM = of(layers.MaxPool2D)
AVERAGE = of(layers.AvgPool2D)
CELLS_AVERAGED = of(layers.AdaptiveAvgPool2D)
CELLS_MAXIMUM = of(layers.AdaptiveMaxPool2D)
FRAMED = of(layers.Conv2D, layers.Pad2D)
"""What may fill its padding with something else than zeros."""
RESIZED = of(layers.Upsample)
BATCH_NORM = of(layers.BatchNorm1D, layers.BatchNorm2D)
PAD = of(layers.Pad2D)
RELU = of(layers.ReLU)
RELU6 = of(layers.ReLU6)
LAYER_NORM = of(layers.LayerNorm)
GROUP_NORM = of(layers.GroupNorm)
DROPOUT = of(layers.Dropout)
LEAKY = of(layers.LeakyReLU)
PRELU = of(layers.PReLU)
ELU = of(layers.ELU)
GELU = of(layers.GELU)
SILU = of(layers.SiLU)
SIGMOID = of(layers.Sigmoid)
HARD_SIGMOID = of(layers.Hardsigmoid)
HARD_SWISH = of(layers.Hardswish)
SOFTMAX = of(layers.Softmax)
SHUFFLED = of(layers.PixelShuffle)
FLAT = of(layers.Flatten)

SAME = set_to(padding="SAME")
SAME_LOWER = set_to(padding="SAME_LOWER")
COUNTED = set_to(exclusive=False, divisor_override=None)
EXCLUDED = set_to(exclusive=True, divisor_override=None)
LEAVING_OUT = set_to(exclusive=True)
COUNTING = set_to(exclusive=False)
WITH_INDICES = set_to(return_mask=True)
CIRCULAR = set_to(padding_mode="circular")
REFLECTED = set_to(padding_mode="reflect")
REPEATED = set_to(padding_mode="replicate")
NEAREST = set_to(mode="nearest")
BILINEAR = set_to(mode="bilinear", align_corners=False)
ALIGNED = set_to(mode="bilinear", align_corners=True)
EXACT = set_to(approximate=False)
BY_TANH = set_to(approximate=True)
OF_ALL = set_to(p=1)
USUAL_SLOPE = set_to(negative_slope=0.01)
USUAL_ALPHA = set_to(alpha=1.0)
USUAL_EPSILON = set_to(epsilon=1e-5)

# What else must be so, beside the layer; one word for one condition, so that a report says it once.
SPECIAL = "where a NaN or an infinity comes in"
INTEGERS = "where it computes in integers"
HALF = "where it adds up many pixels in half precision"
FAR = "where numbers are large against their spread"
FAR_OUT = "where numbers are very large"
TRAINING = "in training"
DEFAULTS = "where you write the layer anew and leave options at their defaults"
COPIED = "where you copy the four numbers of its padding as they stand"
SHARE = "where you copy its number as it stands"
WEIGHTS = "where you carry the weights over yourself"
BY_HAND = (DEFAULTS, COPIED, SHARE, WEIGHTS)
"""What goes through an export is spared these."""
INDICES = "where the places of the maxima are used"
EMPTY = "for a batch of no images"
QUANTIZED = "where numbers are quantized"


ODD_WHERE_STRIDED = where(lambda layer, shape: max(odd(layer, shape), default=1) > 1)
"""Unequal padding before and behind along an axis with a stride."""
ODD_WHERE_PLAIN = where(lambda layer, shape: 1 in odd(layer, shape))
"""The same along an axis without one."""
ODD_TWICE = where(lambda layer, shape: len(odd(layer, shape)) > 1)
"""The same along both axes."""
IN_NUMBERS = where(lambda layer, shape: not isinstance(layer.padding, str))
UNEQUAL = where(lambda layer, shape: bool(odd(layer, shape))) & IN_NUMBERS
EQUAL = where(lambda layer, shape: not odd(layer, shape)) & IN_NUMBERS
OVER_HALF = where(
    lambda layer, shape: any(
        2 * max(both) > geometry.effective_kernel_size(kernel, dilation)
        for both, kernel, dilation in zip(
            ends(layer, shape), layer.kernel_size, layer.dilation, strict=True
        )
    )
)
"""More padding at an end than half of what the window reaches across."""
PADDED = where(lambda layer, shape: any(sides(layer, shape)))
UNPADDED = where(lambda layer, shape: not any(sides(layer, shape)))
BROAD = where(lambda layer, shape: min(layer.kernel_size) > 1)
"""Windows of several rows and several columns, as opposed to those of one row in many cases."""
STRIDED = where(lambda layer, shape: max(layer.stride) > 1)
SIDE_BY_SIDE = where(lambda layer, shape: layer.stride == layer.kernel_size)
DILATED = where(lambda layer, shape: max(placed(layer, shape).dilation) > 1)
GROUPED = where(lambda layer, shape: layer.groups > 1)
OVERRIDDEN = where(lambda layer, shape: layer.divisor_override is not None)
HANGING_OVER = where(lambda layer, shape: layer.ceil_mode and min(left_over(layer, shape)) < 0)
"""A last window that reaches beyond the padded image."""
LEFT_OUT = where(lambda layer, shape: layer.ceil_mode and max(left_over(layer, shape)) > 0)
"""A last window that rounding up would have, and that would start in the padding or behind it."""
SKIPPING = where(lambda layer, shape: max(left_over(layer, shape)) > 0)
"""Pixels behind the last window. Under SAME: a kernel so small that nothing need be padded."""
SKIPPING_SEVERAL = where(lambda layer, shape: max(left_over(layer, shape)) > 1)
GAPS = where(
    lambda layer, shape: any(
        step > geometry.effective_kernel_size(kernel, dilation)
        for step, kernel, dilation in zip(
            layer.stride, layer.kernel_size, layer.dilation, strict=True
        )
    )
)
"""A stride that is larger than what the kernel reaches across."""


WHOLE = where(
    lambda layer, shape: any(
        kernel >= size for kernel, size in zip(layer.kernel_size, shape[2:], strict=True)
    )
)
"""A window as high or as wide as the image."""
UNEVEN_CELLS = where(lambda layer, shape: any(n % m for n, m in grid(layer, shape)))
"""Cells that do not divide the image: neighbors share pixels."""
UNEVEN_TWICE = where(lambda layer, shape: all(n % m for n, m in grid(layer, shape)))
"""The same along both axes."""
UNLIKE_CELLS = where(lambda layer, shape: any(map(unlike, grid(layer, shape))))
"""Cells of several sizes, or several steps apart: no plain pooling has their windows."""
GLOBAL = where(lambda layer, shape: layer.output_shape(shape)[2:] == (1, 1))
ENLARGED = where(lambda layer, shape: any(m > n for n, m in grid(layer, shape)))
SHRUNK = where(lambda layer, shape: any(m < n for n, m in grid(layer, shape)))
UNEVEN = where(lambda layer, shape: any(m % n for n, m in grid(layer, shape)))
"""An image that does not grow by a whole number."""
BY_A_BROKEN_SCALE = where(
    lambda layer, shape: (
        layer.scale_factor is not None
        and any(
            n * factor != m
            for (n, m), factor in zip(grid(layer, shape), layer.scale_factor, strict=True)
        )
    )
)
"""A scale that leads to no whole size, so that it differs from the ratio of the sizes."""
PARTED = where(lambda layer, shape: 1 < layer.num_groups < layer.num_channels)
"""Several groups of several channels."""
ONE_NUMBER = where(
    lambda layer, shape: layer.num_groups == layer.num_channels and prod(shape[2:]) == 1
)
"""Each number normalized on its own."""
SEVERAL_AXES = where(lambda layer, shape: len(shape) > 2)
SEVERAL_PLANES = where(lambda layer, shape: layer.output_shape(shape)[1] > 1)
ONE_PLANE = where(lambda layer, shape: layer.output_shape(shape)[1] == 1)
LONGER = where(lambda layer, shape: any(layer.output_padding))
OF_A_STATED_SIZE = where(lambda layer, shape: layer.output_size is not None)
OTHER_SLOPE = where(lambda layer, shape: layer.negative_slope != 0.01)
OTHER_ALPHA = where(lambda layer, shape: layer.alpha != 1)
OTHER_EPSILON = where(lambda layer, shape: layer.epsilon != 1e-5)
FILLED = where(lambda layer, shape: layer.value != 0)
SEVERAL_OF_EACH = where(
    lambda layer, shape: len(shape) == 4 and shape[1] > 1 and prod(shape[2:]) > 1
)
"""Several channels of several pixels."""
OVER_CHANNELS = where(lambda layer, shape: len(shape) == 4 and layer.axis in (1, -3))
"""Of images, along the channels."""
