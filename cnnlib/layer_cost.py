"""What one layer costs: a row of a report."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from math import prod
from typing import Any

from cnnlib._checks import Pair
from cnnlib.memory import ITEMSIZE, Memory, Needs

__all__ = ["STANDARD", "LayerCost"]

Shape = tuple[int, ...]


@dataclass(frozen=True)
class LayerCost:
    """What one layer costs.

    Attributes
    ----------
    name : str
        Where the layer stands in the network: ``features.0``.
    layer_type : str
    inputs : tuple of tuple of int
        The shape of each input; a layer that joins has several.
    output_shape : tuple of int
    params : int
        Parameters, as the convention counts them.
    trainable_params : int
        Those of them that training changes.
    products : tuple of tuple of int
        The cost of one image: a sum of products.
    receptive_field : (int, int) or None
        Height and width of the input patch that one output depends on, at most the whole input.
        Behind a join, what its ways see together. Behind an enlargement, where ways meet, what
        the widest of them sees: there one that lies unevenly may add a few pixels.
    memory : cnnlib.memory.Memory
        What the layers of the network need, whatever the convention.
    place : int
        Which of them this is.
    itemsize : int
        How many bytes a number takes.

    Examples
    --------
    >>> from cnnlib import Conv2D, count
    >>> (row,) = count(Conv2D(2, 4, 3, bias=False), (1, 2, 10, 10)).rows
    >>> row.formula, row.count, row.output_shape, row.receptive_field
    ('4 × 2 × 3 × 3 × 8 × 8', 4608, (1, 4, 8, 8), (3, 3))
    >>> row.window, row.activation_bytes, row.moved_bytes, row.intensity
    ('3×3', 1024, 2112, 2.1818181818181817)
    """

    name: str
    layer_type: str
    inputs: tuple[Shape, ...]
    output_shape: Shape
    params: int
    trainable_params: int
    products: tuple[tuple[int, ...], ...]
    receptive_field: Pair | None
    memory: Memory = field(repr=False, compare=False)
    place: int = field(repr=False, compare=False)
    itemsize: int = field(default=ITEMSIZE["float32"], repr=False)

    @property
    def input_shape(self) -> Shape:
        """The shape of the input; of several, of the first."""
        return self.inputs[0]

    @property
    def count(self) -> int:
        """The convention's count for the whole batch, in its unit."""
        return self.input_shape[0] * sum(map(prod, self.products))

    @property
    def flops(self) -> int:
        """`count`, by the name that counters print, whatever they count."""
        return self.count

    @property
    def formula(self) -> str:
        """The products that `count` is the sum of, as text."""
        terms = " + ".join(" × ".join(map(str, product)) for product in self.products)
        batch = self.input_shape[0]
        if batch == 1 or not terms:
            return terms or "0"
        return f"{batch} × ({terms})"

    @property
    def frozen(self) -> bool:
        """Whether there are parameters here, and training changes none."""
        return bool(self.params and not self.trainable_params)

    @property
    def needs(self) -> Needs:
        """What follows from the place in the network, in numbers, not bytes."""
        return self.memory[self.place]

    @property
    def window(self) -> str:
        """Kernel size, then stride, dilation and groups where they are not 1: ``3×3 /2 g32``."""
        if self.needs.settings is None:
            return ""
        kernel, *others = self.needs.settings
        shown = [_sizes(kernel)]
        for sign, value in zip("/dg", others, strict=True):
            sides = {*value} if isinstance(value, tuple) else {value}
            if sides - {1, None}:
                shown.append(f"{sign}{_sizes(sides if len(sides) == 1 else value)}")
        return " ".join(shown)

    @property
    def activation_bytes(self) -> int:
        """Memory of the output; in float32, 4 bytes a number."""
        return self.itemsize * prod(self.output_shape)

    @property
    def parameter_bytes(self) -> int:
        """Memory of the parameters, as the convention counts them."""
        return self.itemsize * self.params

    @property
    def live_bytes(self) -> int:
        """Memory of all data held while this layer works.

        That is its inputs, its output, and what a later layer reads; parameters are not among it.
        Each output is taken to be an array of its own: nothing is written in place.
        """
        return self.itemsize * self.needs.live

    @property
    def moved_bytes(self) -> int:
        """What the layer reads and writes, each array once: inputs, parameters, statistics, output.

        It is the least that must pass between processor and memory.
        """
        return self.itemsize * self.needs.moved

    @property
    def intensity(self) -> float:
        """Arithmetic intensity: `count` over `moved_bytes`.

        A roofline counts two operations a multiply–accumulate: the convention ``"flops"``.
        """
        return self.count / self.moved_bytes

    @property
    def kept_bytes(self) -> int:
        """What training keeps from the way there for the way back: the inputs of this layer.

        An array that several layers read is kept once, by the first of them. Where no gradient is
        needed, before the first layer that is trained, nothing is kept.
        """
        return self.itemsize * self.needs.kept

    @property
    def training_flops(self) -> int:
        """The work of this layer in a step of training, there and back.

        Each gradient on the way back takes as much again as the way there: one for each input
        that depends on what is trained, one for parameters that are trained. So it is three times
        `count` as a rule, twice where the picture enters. Of products it is exact, as
        torch.utils.flop_counter counts; for anything else it is a rule of thumb.
        """
        return self.count * (1 + self.needs.backward)

    def to_dict(self) -> dict[str, Any]:
        """Return the figures that every count has, under their names."""
        return {column: getattr(self, column) for column in STANDARD}


STANDARD = (
    *("name", "layer_type", "input_shape", "output_shape", "params", "trainable_params"),
    *("flops", "formula", "activation_bytes", "receptive_field"),
)
"""The figures of a row as JSON and CSV where none were selected."""


def _sizes(sizes: Iterable[int]) -> str:
    return "×".join(map(str, sizes))
