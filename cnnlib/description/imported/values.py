"""What a name in a model file stands for while it is read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from math import prod
from typing import Any

import numpy as np

from cnnlib.layers.attributes import Shape
from cnnlib.layers.base import Layer

__all__ = ["Entry", "Lost", "NoRule", "Stored", "Stream", "Unread", "Value"]

FEW = 1_000_000
"""Numbers of an array that is computed while a file is read: shapes, masks, places in tables."""


class Unread(ValueError):
    """Numbers are asked for that the file does not have."""


class NoRule(Exception):
    """What an operator does is nothing that a layer of cnnlib does."""


@dataclass(frozen=True)
class Stream:
    """An array that follows from the input: by its shape, and the entry that makes it."""

    entry: str
    shape: Shape


@dataclass(frozen=True)
class Stored:
    """A constant of the file; its numbers are read where they are asked for."""

    name: str
    shape: tuple[int, ...]
    read: Callable[[], np.ndarray] | None
    """None where the file does not have them."""
    trained: bool = False
    """Whether it counts as a parameter, as a weight does and a size does not."""
    led: bool = False
    """Whether an operator Identity leads to it, as to an array that is kept once."""

    @classmethod
    def of(cls, name: str, array: np.ndarray, trained: bool = False) -> Stored:
        """Return a constant whose numbers are known."""
        return cls(name, array.shape, lambda: array, trained)

    @property
    def size(self) -> int:
        """Return how many numbers it has."""
        return prod(self.shape)

    @property
    def is_small(self) -> bool:
        """Tell whether it is one that shapes may depend on."""
        return self.read is not None and self.size <= FEW

    def array(self) -> np.ndarray:
        """Return the numbers."""
        if self.read is None:
            raise Unread(f"the file does not have the numbers of {self.name}")
        return self.read()

    def numbers(self) -> list[Any]:
        """Return a few numbers as Python's own, or say that there are none to be had."""
        if not self.is_small:
            raise NoRule("its settings are not in the file")
        return list(self.array().ravel().tolist())

    def number(self) -> Any:
        """Return the only number."""
        numbers = self.numbers()
        if len(numbers) != 1:
            raise NoRule(f"one number was expected, not {len(numbers)}")
        return numbers[0]


@dataclass(frozen=True)
class Lost:
    """An array whose shape is not known: what follows from it cannot be counted."""

    where: str


Value = Stream | Stored | Lost

Weight = tuple[Stored, Callable[[np.ndarray], np.ndarray] | None]
"""A constant that is a layer's array, and what turns it into the form that the layer has."""


@dataclass
class Entry:
    """A layer of the network that is being read."""

    name: str
    layer: Layer
    reads: tuple[str, ...]
    shape: Shape
    weights: dict[str, Weight] = field(default_factory=dict)
    label: str = ""
    """What it is called in the end, where that is another name than it is known by."""
