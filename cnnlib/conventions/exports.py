"""What an ONNX file holds of a network: norms vanish in convolutions, equal arrays stand once.

PyTorch's exporter folds a batch normalization that directly follows a convolution, and nothing else
reads, into its weights: what is left is a bias, where the convolution had none. Of arrays that
hold the same numbers it stores one, to which `Identity` operators lead; in a network that was not
trained yet such are the ones and zeros of all norms of one size. A layer that was read from a file
has all that behind it: it stands there as it is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import prod
from typing import Any, NamedTuple

from cnnlib.conventions.cells import Cell
from cnnlib.conventions.measures import Product
from cnnlib.layers.activation import Dropout
from cnnlib.layers.attributes import starts
from cnnlib.layers.base import Layer
from cnnlib.layers.convolution import Conv2D
from cnnlib.layers.leaky import PReLU
from cnnlib.layers.normalization import BatchNorm2D, GroupNorm
from cnnlib.layers.scaling import Scale

__all__ = ["Export", "Kept", "kept_by_export"]


class Kept(NamedTuple):
    """What an export keeps of a layer whose arrays start as constants."""

    folded: bool
    """Whether the layer is gone."""
    bias: bool
    """Whether it then leaves a bias to the convolution."""
    stored: int
    """How many numbers the file holds for it."""
    repeated: int
    """How many it would hold that stand in the file already."""


_STRETCHED = (GroupNorm, PReLU, Scale)


@dataclass(frozen=True)
class Export:
    """How a convention counts an export.

    Attributes
    ----------
    folded : Cell
        What a norm costs that left a bias to the convolution before it.
    repeats : bool
        Whether an operator that leads to an array costs a number for each of the array's.
    """

    folded: Cell
    repeats: bool

    def products(self, kept: Kept, layer: Layer, x: Any, y: Any, usual: Any) -> list[Product]:
        """Return what a layer costs of which `kept` is left, and `usual` by its own rule."""
        products = list(usual)
        if kept.folded:
            products = self.folded(layer, x, y) if kept.bias else []
        if self.repeats and kept.repeated:
            products.append((kept.repeated,))
        return products


def kept_by_export(steps: Sequence[tuple[Any, Sequence[Layer]]]) -> dict[int, Kept]:
    """Return what is kept of the layers that start as constants, by their place among the steps.

    A step is a pair: of a layer at work, and of the layers that first work in it.
    """
    makers: dict[int, int] = {}
    reads: Counter[int] = Counter()
    for place, (step, _) in enumerate(steps):
        sources = [makers.get(id(signal), -1) for signal in step.before]
        # In evaluation dropout is not exported.
        idle = isinstance(step.layer, Dropout)
        makers[id(step.after)] = sources[0] if idle else place
        if not idle:
            reads.update(sources)
    kept: dict[int, Kept] = {}
    with_bias: dict[int, bool] = {}
    stored: set[Any] = set()
    for place, (step, new) in enumerate(steps):
        layer = step.layer
        if isinstance(layer, Conv2D):
            with_bias[place] = "bias" in layer.parameter_shapes
        if layer._of_file is not None:
            numbers = layer.parameter_count() + layer.statistic_count()
            kept[place] = Kept(False, False, numbers if layer in new else 0, layer._of_file)
            continue
        if not starts(type(layer)):
            continue
        source = makers.get(id(step.before[0]), -1)
        folded = isinstance(layer, BatchNorm2D) and source in with_bias and reads[source] == 1
        bias = folded and not with_bias[source]
        if folded:
            with_bias[place] = True
        axes = len(step.before[0].shape)
        # One that is stretched is made anew, equal to the first, wherever its layer works again.
        present = layer in new or isinstance(layer, _STRETCHED)
        found = Counter(_arrays(layer, folded, bias, axes) if present else ())
        first = found.keys() - stored
        stored |= first
        sizes = {key: prod(key[1]) for key in found}
        fresh = sum(sizes[key] for key in first)
        all_of_it = sum(times * sizes[key] for key, times in found.items())
        kept[place] = Kept(folded, bias, fresh, all_of_it - fresh)
    return kept


def _arrays(layer: Layer, folded: bool, bias: bool, axes: int) -> list[tuple[Any, tuple[int, ...]]]:
    """Return value and shape of each array that the export has for a layer."""
    shapes = layer.parameter_shapes | layer.statistic_shapes
    if folded:
        return [(0, shapes["bias"])] if bias else []
    # One that multiplies a channel is stored with the axes of an image.
    stretched = (1,) * (axes - 2) if isinstance(layer, _STRETCHED) else ()
    values = ((n, value) for n, value in starts(type(layer)).items() if n in shapes)
    return [
        (getattr(layer, value) if isinstance(value, str) else value, shapes[name] + stretched)
        for name, value in values
    ]
