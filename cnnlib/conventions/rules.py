"""The rules that conventions are made of.

Each takes a layer, its input shape x and its output shape y, both with the batch first, and
returns the products that the cost of one image is the sum of.
"""

from __future__ import annotations

from math import prod

from cnnlib.conventions.convention import Product, Rule, Shape
from cnnlib.layers import (
    AdaptiveAvgPool2D,
    AvgPool2D,
    BatchNorm2D,
    Conv2D,
    Dropout,
    Flatten,
    KMaxPool,
    Layer,
    Linear,
    MaxPool2D,
    ReLU,
    ReLU6,
    Residual,
)

__all__ = [
    "FREE",
    "conv_macs",
    "each_input",
    "each_output",
    "each_parameter",
    "linear_macs",
    "mean_of_whole_cells",
    "nothing",
    "plus_bias",
    "times",
]


def nothing(layer: Layer, x: Shape, y: Shape) -> list[Product]:
    """Cost nothing."""
    return []


def conv_macs(layer: Conv2D, x: Shape, y: Shape) -> list[Product]:
    """Multiply and add once for every weight at every output pixel.

    Examples
    --------
    >>> conv_macs(Conv2D(4, 8, 3, groups=2), (1, 4, 5, 5), (1, 8, 3, 3))
    [(8, 2, 3, 3, 3, 3)]
    """
    return [(*layer.parameter_shapes["weight"], *y[2:])]


def linear_macs(layer: Linear, x: Shape, y: Shape) -> list[Product]:
    """Multiply and add once for every weight, at every place before the last axis.

    Examples
    --------
    >>> linear_macs(Linear(2, 4), (5, 7, 2), (5, 7, 4))
    [(7, 2, 4)]
    """
    return [(*x[1:], y[-1])]


def each_input(layer: Layer, x: Shape, y: Shape) -> list[Product]:
    """Count one operation for every input number."""
    return [x[1:]]


def each_output(layer: Layer, x: Shape, y: Shape) -> list[Product]:
    """Count one operation for every output number."""
    return [y[1:]]


def each_parameter(layer: Layer, x: Shape, y: Shape) -> list[Product]:
    """Count one operation for every trained number, however often it is used.

    Examples
    --------
    >>> each_parameter(Linear(2, 4), (5, 7, 2), (5, 7, 4))
    [(2, 4), (4,)]
    """
    return list(layer.parameter_shapes.values())


def mean_of_whole_cells(layer: AdaptiveAvgPool2D, x: Shape, y: Shape) -> list[Product]:
    """Add the pixels of a cell and divide once, for every output number.

    The cell is taken as ⌊input / output⌋ on each axis.

    Examples
    --------
    >>> mean_of_whole_cells(AdaptiveAvgPool2D(2), (1, 3, 7, 7), (1, 3, 2, 2))
    [(9, 3, 2, 2), (3, 2, 2)]
    """
    cell = prod(size // cells for size, cells in zip(x[2:], y[2:], strict=True))
    return [(cell, *y[1:]), y[1:]]


def times(factor: int, rule: Rule) -> Rule:
    """Count `factor` operations where `rule` counts one.

    Examples
    --------
    >>> times(2, linear_macs)(Linear(2, 4), (1, 2), (1, 4))
    [(2, 2, 4)]
    """
    return lambda layer, x, y: [(factor, *product) for product in rule(layer, x, y)]


def plus_bias(rule: Rule) -> Rule:
    """Count what `rule` counts, and the bias, where there is one, for every output number.

    Examples
    --------
    >>> plus_bias(linear_macs)(Linear(2, 4), (1, 2), (1, 4))
    [(2, 4), (4,)]
    >>> plus_bias(linear_macs)(Linear(2, 4, bias=False), (1, 2), (1, 4))
    [(2, 4)]
    """
    return lambda layer, x, y: (
        rule(layer, x, y) + ([y[1:]] if "bias" in layer.parameter_shapes else [])
    )


# What costs nothing unless a convention says otherwise. That it stands here is what tells a
# layer that is free from one that was forgotten.
FREE: dict[type[Layer], Rule] = dict.fromkeys(
    (
        AdaptiveAvgPool2D,
        AvgPool2D,
        BatchNorm2D,
        Dropout,
        Flatten,
        KMaxPool,
        MaxPool2D,
        ReLU,
        ReLU6,
        Residual,
    ),
    nothing,
)
