"""What a network holds while it works, layer by layer, and what training adds to that.

Each layer writes its output into an array of its own: nothing is written in place, and a reshape
copies, as in cnnlib. An array is held until the last layer that reads it has worked, the network's
input too. What a layer needs within its own work, to lay out windows for example, is not counted.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from math import prod
from typing import Any, NamedTuple

from cnnlib.layers.base import Layer
from cnnlib.layers.signals import Step

__all__ = ["ITEMSIZE", "OPTIMIZERS", "Memory", "Needs"]

ITEMSIZE = {"float64": 8, "float32": 4, "float16": 2, "bfloat16": 2, "int8": 1}
"""Bytes of one number."""

OPTIMIZERS = {"sgd": 0, "momentum": 1, "adam": 2}
"""How many numbers each of them keeps for each number that it trains."""


class Needs(NamedTuple):
    """What a layer needs where it stands, whatever the convention; in numbers, not in bytes."""

    settings: tuple[Any, ...] | None
    """Kernel size, stride, dilation and groups of a layer that has a window."""
    moved: int
    """What it reads, its parameters and statistics among it, and what it writes."""
    live: int
    """What is held while it works: what it reads and writes, and what a later layer reads."""
    kept: int
    """What it reads and training keeps for the way back, where no earlier layer keeps it."""
    backward: int
    """How many gradients the way back finds here: one for each input that depends on what is
    trained, and one if it has parameters that are."""


class Memory:
    """What each step of a network needs, by its place.

    A signal stands for one array: all that read it hold the same object. What may change once it
    is counted, such as what is frozen, is noted at once; the rest is found when first asked for.
    """

    def __init__(self, steps: Sequence[Step]) -> None:
        self._signals = [step[2:] for step in steps]
        self._own = [(_settings(step.layer), *_own(step.layer)) for step in steps]

    def __getitem__(self, place: int) -> Needs:
        return self._needs[place]

    @cached_property
    def _needs(self) -> list[Needs]:
        last = {id(x): place for place, (before, _) in enumerate(self._signals) for x in before}
        enters = self._signals[0][0]
        held = {id(x): prod(x.shape) for x in enters}
        live = sum(held.values())
        kept: set[int] = set()
        trained: set[int] = set()
        found = []
        for place, ((before, after), own) in enumerate(zip(self._signals, self._own, strict=True)):
            settings, arrays, backward = own
            reads = {id(x) for x in before}  # The same one may be read twice, as in x + x.
            backward += sum(id(x) in trained for x in before)
            y = id(after)
            held[y] = prod(after.shape)
            live += held[y]
            moved = arrays + held[y] + sum(held[x] for x in reads)
            keeps = 0
            if backward:
                trained.add(y)
                keeps = sum(held[x] for x in reads - kept)
                kept |= reads
            found.append(Needs(settings, moved, live, keeps, backward))
            live -= sum(held[x] for x in {*reads, y} if last.get(x, place) == place)
        return found


def _own(layer: Layer) -> tuple[int, int]:
    """Return how many parameters and statistics a layer works with, and 1 if any is trained."""
    if layer._lent or layer._has_parts:
        parts = [part for _, part in layer.named_layers()]
        arrays = sum(part.parameter_count() + part.statistic_count() for part in parts)
        owners = [owner for owner, _ in layer._lent.values()] or parts
        return arrays, any(owner.parameter_shapes and not owner.frozen for owner in owners)
    if layer.parameter_shapes:
        return layer.parameter_count() + layer.statistic_count(), not layer.frozen
    return (layer.statistic_count() if layer.statistic_shapes else 0), 0


def _settings(layer: Layer) -> tuple[Any, ...] | None:
    values = vars(layer)
    if "kernel_size" not in values:
        return None
    return tuple(map(values.get, ("kernel_size", "stride", "dilation", "groups")))
