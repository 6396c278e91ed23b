"""What a network knows of its data at each place, without the data."""

from __future__ import annotations

from collections.abc import Generator
from fractions import Fraction
from typing import Any, NamedTuple

from cnnlib._checks import Pair
from cnnlib.layers.attributes import Shape

__all__ = ["Pixels", "Signal", "Step", "Walk", "Window", "widest"]

Pixels = int | Fraction
Window = tuple[tuple[Pixels, Pixels], tuple[Pixels, Pixels]]
Grid = tuple[Pixels, Pixels]
_ONE_NUMBER = (1, 1), (1, 1)


class Signal(NamedTuple):
    """The shape of the data at one place, and how far a number there looks."""

    shape: Shape
    field: tuple[Pixels, Pixels] | None = (1, 1)
    """Height and width of the input patch that one number here depends on; behind an enlargement
    it may end between two numbers of the grid there."""
    jump: tuple[Pixels, Pixels] = (1, 1)
    """Distance in input pixels between two neighbors here; below 1 behind an enlargement."""
    grids: tuple[Grid | None, Grid | None] = (None, None)
    """On each axis, what an enlargement read: field and jump of the numbers there."""
    begin: tuple[Pixels, Pixels] | None = (0, 0)
    """The row and the column that the first number's patch begins at, below 0 in the padding;
    None where patches do not lie one jump apart, as behind an enlargement."""

    @property
    def receptive_field(self) -> tuple[Pixels, Pixels] | None:
        """Return the field in whole numbers of what was enlarged: none of them is seen in part."""
        if self.field is None or self.grids == (None, None):
            return self.field
        height, width = map(_whole, self.field, self.grids)
        return height, width

    def behind(self, shape: Shape, window: Window | None, overhang: Pair) -> Signal:
        """Return the signal behind a layer that looks at this one through a window.

        `overhang` is how many rows and columns the first window stands out before this one.
        """
        if window == _ONE_NUMBER and overhang == (0, 0):
            return Signal(shape, *self[1:])
        if window is None or self.field is None:
            return Signal(shape, None, self.jump)
        span, stride = window
        grids, begin = self.grids, self.begin
        if begin is not None:
            begin = begin[0] - overhang[0] * self.jump[0], begin[1] - overhang[1] * self.jump[1]
        if Fraction in map(type, (*span, *stride)):
            rows, columns = map(_coarsest, self.field, self.jump, grids)
            grids, begin = (rows, columns), None
        return Signal(
            shape,
            (
                self.field[0] + (span[0] - 1) * self.jump[0],
                self.field[1] + (span[1] - 1) * self.jump[1],
            ),
            (self.jump[0] * stride[0], self.jump[1] * stride[1]),
            grids,
            begin,
        )


def _whole(field: Pixels, grid: Grid | None) -> Pixels:
    """Return what a field has of the numbers of a grid: they overlap, or lie apart, by its jump."""
    if grid is None:
        return field
    least, jump = grid
    return least + (field - least) // jump * jump


def _coarsest(field: Pixels, jump: Pixels, grid: Grid | None) -> Grid:
    """Return the grid that a further enlargement leaves: of two, the coarser one decides."""
    return (_whole(field, grid), jump) if grid is None or jump >= grid[1] else grid


class Step(NamedTuple):
    """One layer of a network at work: its path, what it reads, and the signal behind it."""

    name: str
    layer: Any
    before: tuple[Signal, ...]
    after: Signal


Walk = Generator[Step, None, Signal]


def widest(signals: tuple[Signal, ...]) -> Signal:
    """Return what several ways see together: of ways that lie unevenly, what the widest sees."""
    fields = [signal.receptive_field for signal in signals]
    jump: Any = tuple(max(signal.jump[axis] for signal in signals) for axis in (0, 1))
    if None in fields:
        return Signal((), None, jump)
    known: list[Any] = fields
    begins: list[Any] = [signal.begin for signal in signals]
    if None not in begins and all(signal.jump == jump for signal in signals):
        first: Any = tuple(min(begin[axis] for begin in begins) for axis in (0, 1))
        ways = [*zip(begins, known, strict=True)]
        seen: Any = tuple(
            max(begin[axis] + field[axis] for begin, field in ways) - first[axis] for axis in (0, 1)
        )
        return Signal((), seen, jump, (None, None), first)
    at = [max(range(len(known)), key=lambda way: known[way][axis]) for axis in (0, 1)]
    field: Any = tuple((signals[way].field or (1, 1))[axis] for axis, way in enumerate(at))
    grids: Any = tuple(signals[way].grids[axis] for axis, way in enumerate(at))
    return Signal((), field, jump, grids, None)
