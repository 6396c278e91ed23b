"""The network that a file of another library becomes, while it is read."""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from math import prod

from cnnlib.description.imported.names import Names
from cnnlib.description.imported.values import Entry, Lost, NoRule, Stored, Stream, Value, Weight
from cnnlib.layers.attributes import Shape
from cnnlib.layers.base import Layer
from cnnlib.layers.foreign import Given
from cnnlib.layers.graph import INPUT
from cnnlib.layers.wired import at

__all__ = ["LARGEST", "Network"]

MOST_COMPUTED = 100_000_000
"""Numbers that are computed from constants while one file is read."""
LARGEST = 2**62
"""Numbers of one array: beyond, a file is no description of anything."""


class Network:
    """Entries in the order in which they work, and what each name of the file stands for."""

    def __init__(self, weights: bool = False) -> None:
        self.weights = weights
        self._left = MOST_COMPUTED
        self.names = Names()
        self.entries: dict[str, Entry] = {}
        self.values: dict[str, Value] = {}
        self.left_out: list[str] = []
        self._loose: list[str] = []
        self._given: dict[str, Stream] = {}
        self._input: Shape = ()

    def enter(self, name: str, shape: Shape) -> Stream:
        """Say what enters the network; another one that enters is given to it."""
        if not self._input:
            self._input = shape
            made = self.input
        else:
            made = self.add(self.names.free(name), Given(shape), (self.input,), {})
        self.values[name] = made
        return made

    @property
    def input(self) -> Stream:
        """Return the stream that enters the network."""
        return Stream(INPUT, self._input)

    def shape_of(self, entry: str) -> Shape:
        """Return the shape of what an entry makes."""
        return self._input if entry == INPUT else self.entries[entry].shape

    def add(
        self,
        name: str,
        layer: Layer,
        reads: tuple[Stream, ...],
        weights: dict[str, Weight],
    ) -> Stream:
        """Add a layer; its own rule says what its shape is."""
        with at(name):
            shape = layer.output_shape(*(each.shape for each in reads))
            if prod(shape) > LARGEST:
                raise ValueError(f"an array of shape {shape} is none that a computer holds")
        if name in self.entries:
            name = self.names.free(name)
        self.entries[name] = Entry(name, layer, tuple(each.entry for each in reads), shape, weights)
        return Stream(name, shape)

    def given(self, stored: Stored) -> Stream:
        """Return a constant as a layer's output."""
        if 0 in stored.shape:
            raise NoRule("it has no numbers")
        if stored.name not in self._given:
            layer = Given(stored.shape or (1,), stored.trained)
            if not stored.trained and stored.is_small:
                layer.arrays["value"] = stored.array().reshape(layer.shape)
            weights: dict[str, Weight] = {"value": (stored, None)} if stored.trained else {}
            name = self.names.free(stored.name)
            self._given[stored.name] = self.add(name, layer, (self.input,), weights)
        return self._given[stored.name]

    def spend(self, numbers: int) -> None:
        """Refuse to compute more numbers than any file needs to say what it is."""
        self._left -= numbers
        if self._left < 0:
            raise NoRule("the file computes too much")

    def lose(self, where: str, reads: Iterable[Value | None]) -> Lost:
        """Leave out an operator whose output has an unknown shape; what it reads still counts."""
        self.left_out.append(where)
        self._loose += [each.entry for each in reads if isinstance(each, Stream)]
        return Lost(where)

    def ends(self, outputs: Iterable[Value | None]) -> list[str]:
        """Return the entries that the network returns, or that what is left out would read."""
        ends = list(dict.fromkeys(each.entry for each in outputs if isinstance(each, Stream)))
        met = {INPUT}
        self._meet(ends, met)
        for each in reversed(self._loose):
            if each not in met:
                ends.append(each)
                self._meet([each], met)
        if not ends:
            raise ValueError("nothing that it returns follows from its input by what is known here")
        return ends

    def needed(self, ends: list[str]) -> list[Entry]:
        """Return the entries that lead to the ends, in their order."""
        met: set[str] = set()
        self._meet(ends, met)
        return [entry for entry in self.entries.values() if entry.name in met]

    def _meet(self, ends: list[str], met: set[str]) -> None:
        """Add to those met what leads to the ends."""
        waiting = [*ends]
        while waiting:
            name = waiting.pop()
            if name not in met:
                met.add(name)
                waiting += self.entries[name].reads if name in self.entries else ()

    def warn(self) -> None:
        """Say what is left out, the first few by name."""
        shown, more = ", ".join(self.left_out[:5]), len(self.left_out) - 5
        warnings.warn(
            "no size is known for what these operators make, so they are left out: "
            f"{shown}{f' and {more} more' if more > 0 else ''}; "
            "their FLOPs and parameters are missing",
            stacklevel=4,
        )
