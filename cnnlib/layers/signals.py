"""What a network knows of its data at each place, without the data."""

from __future__ import annotations

from collections.abc import Generator
from fractions import Fraction
from typing import Any, NamedTuple

from cnnlib.layers.attributes import Shape

__all__ = ["Pixels", "Signal", "Step", "Walk", "widest"]

Pixels = int | Fraction


class Signal(NamedTuple):
    """The shape of the data at one place, and how far a number there looks."""

    shape: Shape
    receptive_field: tuple[Pixels, Pixels] | None = (1, 1)
    """Height and width of the input patch that one number here depends on."""
    jump: tuple[Pixels, Pixels] = (1, 1)
    """Distance in input pixels between two neighbors here; below 1 behind an enlargement."""


class Step(NamedTuple):
    """One layer of a network at work: its path, what it reads, and the signal behind it."""

    name: str
    layer: Any
    before: tuple[Signal, ...]
    after: Signal


Walk = Generator[Step, None, Signal]


def widest(signals: tuple[Signal, ...]) -> Signal:
    """Return the widest receptive field of several ways, and the largest jump."""
    fields = [signal.receptive_field for signal in signals]
    jump = _largest([signal.jump for signal in signals])
    return Signal((), None if None in fields else _largest(fields), jump)


def _largest(pairs: list[Any]) -> Any:
    return max(height for height, _ in pairs), max(width for _, width in pairs)
