"""The form of a network that is counted: what its layers stand in, and how it was handed over."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from cnnlib.layers.attributes import Shape
from cnnlib.layers.base import Layer
from cnnlib.layers.convolution import Conv2D
from cnnlib.layers.foreign import Unruled
from cnnlib.layers.joins import Add
from cnnlib.layers.padding import Pad2D
from cnnlib.layers.signals import Step

__all__ = ["Form", "Work", "frames"]


class Work(NamedTuple):
    """A layer at work: its shapes, and what a convention says of it."""

    place: int
    layer: Any
    x: Any
    y: Shape
    flops: int
    """The convention's count for the whole batch."""
    params: int
    """Those of the layers that first work here, as the convention counts them."""
    repeated: int
    """How many of the numbers of an export stand in it already."""
    form: Form

    @property
    def batch(self) -> int:
        """How many images are counted together."""
        return int((self.x[0] if isinstance(self.x[0], tuple) else self.x)[0])

    @property
    def places(self) -> int:
        """In how many containers the layer stands; a block in two places is two."""
        return self.form.places[id(self.layer)] if self.form.shares else 1


@dataclass(frozen=True)
class Form:
    """What a tool may trip over.

    Attributes
    ----------
    net : Layer
    shape : tuple of int
        The shape of the input.
    steps : sequence of Step
    named : bool
        Whether the convention was asked for by its name.
    """

    net: Layer
    shape: Shape
    steps: Sequence[Step]
    named: bool = True

    @cached_property
    def bare(self) -> bool:
        """Whether it is one layer in no network."""
        return len(self.steps) == 1 and self.steps[0].layer is self.net

    @cached_property
    def regrouped(self) -> list[str] | None:
        """The types of layers that may be other operators in the file that the form is of.

        None where it was read from no ONNX file.
        """
        layers = [step.layer for step in self.steps]
        if all(layer._of_file is None for layer in layers):
            return None
        ruled = {type(layer).__name__ for layer in layers if not isinstance(layer, Unruled)}
        return sorted(ruled - _ONE_OPERATOR)

    @cached_property
    def unknown_to_onnx(self) -> frozenset[int]:
        """The places of the layers that read, at once or by others, what a Pad has made.

        PyTorch's exporter works the sizes of a frame out in the file, where they are lost.
        """
        lost: set[int] = set()
        places = []
        for place, step in enumerate(self.steps):
            if any(id(signal) in lost for signal in step.before):
                places.append(place)
                lost.add(id(step.after))
            elif frames(step.layer):
                lost.add(id(step.after))
        return frozenset(places)

    @cached_property
    def types(self) -> dict[type, list[Step]]:
        """The steps in which the layers of a type work, by the type."""
        found: dict[type, list[Step]] = {}
        for step in self.steps:
            found.setdefault(type(step.layer), []).append(step)
        return found

    def steps_of(self, kind: type) -> list[Step]:
        """Return the steps in which layers of a class work, its subclasses' too."""
        return [each for t, steps in self.types.items() if issubclass(t, kind) for each in steps]

    def of_type(self, kind: type) -> list[Any]:
        """Return the layers of a class that work in it."""
        return [step.layer for step in self.steps_of(kind)]

    @cached_property
    def shares(self) -> bool:
        """Whether a layer works in several places."""
        # An addition is an operator, of which every residual block has the same.
        layers = [id(step.layer) for step in self.steps if type(step.layer) is not Add]
        return len({*layers}) < len(layers)

    @cached_property
    def places(self) -> Counter[int]:
        """In how many containers each layer stands, by its identity."""
        found: Counter[int] = Counter()
        waiting: list[Layer] = [self.net]
        while waiting:
            layer = waiting.pop()
            found[id(layer)] += 1
            waiting += {id(part): part for _, part in layer.children()}.values()
        return found


_ONE_OPERATOR = {"Add", "Concat", "Multiply", "Outputs"}
_ONE_OPERATOR |= {"AdaptiveAvgPool2D", "AdaptiveMaxPool2D", "AvgPool2D", "MaxPool2D"}
_ONE_OPERATOR |= {"BatchNorm2D", "Conv2D", "Conv2DTranspose", "Dropout", "Flatten", "Linear"}
_ONE_OPERATOR |= {
    "ELU",
    "LeakyReLU",
    "PReLU",
    "ReLU",
    "ReLU6",
    "Sigmoid",
    "SiLU",
    "Softmax",
    "Tanh",
}
"""Layers that are in a file what PyTorch's exporter makes of them, which conventions count."""


def frames(layer: Any) -> bool:
    """Tell whether an export pads by an operator of its own, circular padding aside."""
    mode = getattr(layer, "padding_mode", None)
    kinds = {Conv2D: ("reflect", "replicate"), Pad2D: ("zeros", "reflect", "replicate")}
    return any(isinstance(layer, kind) and mode in modes for kind, modes in kinds.items())
