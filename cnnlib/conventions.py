"""By whose rule: what each counter says that a layer costs.

A rule is a function of a layer, its input shape and its output shape. It returns the cost of
**one image** as a list of products, each a tuple of factors: ``[(9, 6, 28, 28), (6, 28, 28)]``
stands for 9 × 6 × 28 × 28 + 6 × 28 × 28. So the number and the formula that is shown for it
come from one place, and two conventions can be compared term by term.

To count a layer of your own, add a rule for it::

    CONVENTIONS["paddle"].rules[MyLayer] = lambda layer, x, y: [(2, *y[1:])]
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import prod

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

__all__ = ["CONVENTIONS", "Convention", "Rule", "find_convention"]

Shape = tuple[int, ...]
Product = tuple[int, ...]
Rule = Callable[[Layer, Shape, Shape], list[Product]]


@dataclass(frozen=True)
class Convention:
    """The rules of one counter.

    Attributes
    ----------
    name : str
    source : str
        Whose rules these are, with the version they were checked against.
    rules : dict
        From a layer's class to its rule; subclasses inherit.
    counts_statistics : bool
        Whether the running statistics of batch normalization count as parameters.

    Examples
    --------
    >>> rule = CONVENTIONS["flops"].rule_for(Linear(2, 4))
    >>> rule(Linear(2, 4), (1, 2), (1, 4))
    [(2, 2, 4)]
    """

    name: str
    source: str
    rules: dict[type[Layer], Rule]
    counts_statistics: bool = False

    def rule_for(self, layer: Layer) -> Rule | None:
        """Return the rule of the layer's class, or of the nearest class above it."""
        return next((self.rules[c] for c in type(layer).__mro__ if c in self.rules), None)


def find_convention(name: str) -> Convention:
    """Return a convention by its name, or say which there are.

    Examples
    --------
    >>> find_convention("document").name
    'document'
    """
    if not isinstance(name, str) or name not in CONVENTIONS:
        raise ValueError(f"convention must be one of {list(CONVENTIONS)}, got {name!r}")
    return CONVENTIONS[name]


def nothing(layer: Layer, x: Shape, y: Shape) -> list[Product]:
    """Cost nothing."""
    return []


def conv_macs(layer: Conv2D, x: Shape, y: Shape) -> list[Product]:
    """Multiply and add once for every weight at every output pixel."""
    return [(*layer.parameter_shapes["weight"], *y[2:])]


def conv_macs_and_bias(layer: Conv2D, x: Shape, y: Shape) -> list[Product]:
    """Count the multiply–accumulates, and the bias once for every output number."""
    return conv_macs(layer, x, y) + ([y[1:]] if "bias" in layer.parameter_shapes else [])


def linear_macs(layer: Linear, x: Shape, y: Shape) -> list[Product]:
    """Multiply and add once for every weight."""
    return [(*x[1:], y[-1])]


def twice(rule: Rule) -> Rule:
    """Count a multiply–accumulate as two operations, a multiplication and an addition."""
    return lambda layer, x, y: [(2, *product) for product in rule(layer, x, y)]


def per_output(factor: int) -> Rule:
    """Count `factor` operations for every output number."""
    return lambda layer, x, y: [(factor, *y[1:])]


def one_per_output(layer: Layer, x: Shape, y: Shape) -> list[Product]:
    """Count one operation for every output number."""
    return [y[1:]]


def adaptive_window_and_division(layer: Layer, x: Shape, y: Shape) -> list[Product]:
    """Add the pixels of a cell and divide once, for every output number.

    The cell is taken as ⌊input / output⌋ on each axis, as PaddlePaddle and thop do.
    """
    cell = prod(size // cells for size, cells in zip(x[2:], y[2:], strict=True))
    return [(cell, *y[1:]), y[1:]]


_FREE: dict[type[Layer], Rule] = dict.fromkeys(
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

_DOCUMENT: dict[type[Layer], Rule] = {
    **_FREE,
    Conv2D: conv_macs_and_bias,
    BatchNorm2D: per_output(2),
    Linear: linear_macs,
}

CONVENTIONS: dict[str, Convention] = {
    convention.name: convention
    for convention in (
        Convention(
            "document",
            "the tutorial this book follows",
            _DOCUMENT,
            counts_statistics=True,
        ),
        Convention(
            "paddle",
            "paddle.flops, PaddlePaddle 3.3.1 (paddle/hapi/dynamic_flops.py)",
            {
                **_DOCUMENT,
                AvgPool2D: one_per_output,
                AdaptiveAvgPool2D: adaptive_window_and_division,
            },
            counts_statistics=True,
        ),
        Convention(
            "macs",
            "multiply–accumulates of convolutions and linear layers, as papers count them",
            {**_FREE, Conv2D: conv_macs, Linear: linear_macs},
        ),
        Convention(
            "flops",
            "two operations a multiply–accumulate; torch.utils.flop_counter, PyTorch 2.13.0",
            {**_FREE, Conv2D: twice(conv_macs), Linear: twice(linear_macs)},
        ),
    )
}
