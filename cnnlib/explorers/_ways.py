"""By how many ways each pixel of an input reaches one number of a network, through its windows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from cnnlib import geometry
from cnnlib.description.types import schema
from cnnlib.functional._windows import pooling_windows
from cnnlib.geometry import Windows
from cnnlib.layers.base import Layer
from cnnlib.layers.signals import Step

__all__ = ["KEEPING", "TYPES", "middle_of", "ways_to"]

TYPES = schema()
# Layers that leave each number of a plane where it is; and whose padding adds no ways.
KEEPING = (
    *("same", "channels", "scaled channels", "slopes", "shuffled"),
    *("equal", "broadcast", "concat"),
)
EMPTY = ("zeros", "empty")


def ways_to(steps: Sequence[Step], place: int, at: Sequence[int]) -> np.ndarray | None:
    """Count the ways from each pixel of the input to one number after a step.

    None where a layer on the way has no windows that lie evenly, such as an enlargement.
    """
    places = {id(step.after): each for each, step in enumerate(steps)}
    only = np.zeros(steps[place].after.shape[2:])
    only[tuple(at)] = 1
    found: dict[int, Any] = {place: only}
    for each in range(place, -1, -1):
        if each not in found:
            continue
        layer, before = steps[each].layer, steps[each].before
        ways = found.pop(each)
        size = before[0].shape[2:]
        windows = windows_of(layer, size, ways.shape)
        if windows is not None:
            ways = lying(windows, 0, size[0]).T @ ways @ lying(windows, 1, size[1])
        elif family_of(layer) not in KEEPING:
            return None
        for x in before:
            if x.shape[2:] != ways.shape:
                return None
            source = places.get(id(x), -1)
            found[source] = found.get(source, 0) + ways
    return found[-1]


def family_of(layer: Layer) -> str:
    """Return the rule of a layer's shape."""
    return str(TYPES[type(layer).__name__]["shape"])


def windows_of(layer: Any, size: Any, count: Sequence[int]) -> Windows | None:
    """Return the windows of a layer on a plane, or None where it has none that lie evenly."""
    family = family_of(layer)
    if family == "cells" and all(n % cells == 0 for n, cells in zip(size, count, strict=True)):
        cell = [n // cells for n, cells in zip(size, count, strict=True)]
        return geometry.place_windows(size, cell, cell)
    if getattr(layer, "padding_mode", None) not in EMPTY:
        return None
    placing = layer.kernel_size, layer.stride, layer.padding
    if family == "convolved":
        return geometry.place_windows(size, *placing, layer.dilation)
    if family == "pooled":
        return pooling_windows(size, *placing, layer.ceil_mode, layer.dilation)
    return None


def lying(windows: Windows, axis: int, size: int) -> np.ndarray:
    """Return for each window of an axis, and each pixel, whether it reads the pixel."""
    reads = np.zeros((windows.count[axis], size))
    for tap in range(windows.kernel[axis]):
        first = tap * windows.dilation[axis] - windows.sides[2 * axis]
        pixels = first + windows.stride[axis] * np.arange(windows.count[axis])
        inside = (pixels >= 0) & (pixels < size)
        reads[np.flatnonzero(inside), pixels[inside]] = 1
    return reads


def middle_of(start: Sequence[int], field: Sequence[int], ways: np.ndarray) -> float:
    """Return the share of ways that begin nearer to the middle of a patch than to its edge."""
    rows, columns = (
        abs(2 * (np.arange(size) - first) + 1 - side) < side / 2
        for first, side, size in zip(start, field, ways.shape, strict=True)
    )
    total = ways.sum()
    return float(ways[np.ix_(rows, columns)].sum() / total) if total else 0.0
