"""Which layers stand for ``x[:, 2:5]`` and ``np.split`` in a traced forward pass."""

from __future__ import annotations

from operator import index
from typing import Any

from cnnlib._checks import axis_of
from cnnlib.functional._symbol import Symbol
from cnnlib.layers.rearranging import Slice

__all__ = ["follow_index", "follow_split"]


def follow_index(trace: Any, x: Symbol, key: Any) -> Symbol:
    """Follow slices of axes, without a step."""
    keys = [*key] if isinstance(key, tuple) else [key]
    gaps = [place for place, each in enumerate(keys) if each is ...]
    if gaps:
        keys[gaps[0] : gaps[0] + 1] = [slice(None)] * (x.ndim + 1 - len(keys))
    if len(keys) > x.ndim or not all(isinstance(each, slice) for each in keys):
        trace.refuse("x[...] with something else than slices such as x[:, 2:5]", x)
    y = x
    for axis, each in enumerate(keys):
        if each.step not in (None, 1):
            trace.refuse(f"x[...] with a step of {each.step!r}", x)
        y = _cut(trace, y, each.start, each.stop, axis)
    return y


def follow_split(trace: Any, x: Symbol, sections: Any, axis: int = 0) -> list[Symbol]:
    """Follow a split into parts of one size, or at places that are given."""
    along = axis_of(axis, x.shape)
    size = x.shape[along]
    if isinstance(sections, (list, tuple)):
        places = [index(each) for each in sections]
    elif size % index(sections):
        raise ValueError(f"{sections} equal parts must divide axis {along}, got {size}: {x.shape}")
    else:
        places = [*range(size // sections, size, size // sections)]
    ends = zip([0, *places], [*places, None], strict=True)
    return [_cut(trace, x, start, stop, along) for start, stop in ends]


def _cut(trace: Any, x: Symbol, start: Any, stop: Any, axis: int) -> Symbol:
    """Return a part of an axis, which shares its memory with the whole."""
    first, last, _ = slice(start, stop).indices(x.shape[axis])
    if (first, last) == (0, x.shape[axis]):
        return x
    start, stop = index(start or 0), None if stop is None else index(stop)
    part: Symbol = trace.step("slice", Slice(start, stop, axis), x)
    return part.view_of(x)
