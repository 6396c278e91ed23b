"""Windows that slide over every plane of a batch: what all pooling is made of."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from math import prod
from typing import Any

import numpy as np

from cnnlib import geometry
from cnnlib._checks import Pair, flag, pair
from cnnlib.functional._arrays import require_room, scratch, select
from cnnlib.geometry import Windows

_BLOCK_BYTES = 2**19

Index = tuple[Any, slice, slice]


def pooling_windows(
    input_size: Any, kernel_size: Any, stride: Any, padding: Any, ceil_mode: bool
) -> Windows:
    """Check a pooling's settings and place its windows on the input."""
    kernel = pair(kernel_size, "kernel_size")
    stride = kernel if stride is None else pair(stride, "stride")
    hangs_over = flag(ceil_mode, "ceil_mode")
    if hangs_over and isinstance(padding, str) and padding.upper() == "VALID":
        raise ValueError(
            "padding 'VALID' keeps every window inside the image; ceil_mode=True lets the "
            "last one hang over: use padding=0 with ceil_mode=True"
        )
    windows = geometry.place_windows(input_size, kernel, stride, padding, ceil_mode=hangs_over)
    for size, ends in zip(kernel, (windows.sides[:2], windows.sides[2:]), strict=True):
        if max(ends) >= size:
            raise ValueError(
                f"padding {max(ends)} must be less than kernel {size}: "
                "a window would see nothing but padding"
            )
    return windows


def combine_windows(
    x: np.ndarray,
    combine: np.ufunc,
    fill: float,
    windows: Windows,
    divisor: np.ndarray | np.float64 | None = None,
) -> np.ndarray:
    """Fold each window's rows, then its columns: k_h + k_w steps a window, not k_h · k_w.

    A block of planes at a time stays in the cache until it is done; a whole batch would not.
    """
    kernel, stride, _, sides, count = windows
    height, width = x.shape[2:]
    top, left = sides[0], sides[2]
    planes = x.reshape(-1, height, width)
    frame = max(windows.reach(0), top + height), max(windows.reach(1), left + width)
    require_room((len(planes), *frame), "padding")
    y = np.empty((len(planes), *count), x.dtype)
    step = max(1, min(len(planes), _BLOCK_BYTES // (prod(frame) * x.itemsize)))
    padded = None
    if frame != (height, width):
        padded = scratch("frame", (step, *frame), x.dtype)
        padded.fill(fill)
    lines = scratch("lines", (step, count[0], frame[1]), x.dtype)
    for start in range(0, len(planes), step):
        block = planes[start : start + step]
        if padded is not None:
            framed = padded[: len(block)]
            framed[:, top : top + height, left : left + width] = block
            block = framed
        folded, result = lines[: len(block)], y[start : start + step]
        _fold(combine, block.swapaxes(1, 2), folded.swapaxes(1, 2), kernel[0], stride[0])
        _fold(combine, folded, result, kernel[1], stride[1])
        if divisor is not None:
            result /= divisor
    return y.reshape(*x.shape[:2], *count)


def _fold(combine: np.ufunc, lines: np.ndarray, into: np.ndarray, kernel: int, stride: int) -> None:
    """Combine `kernel` shifted views along the last axis."""
    reach = (into.shape[-1] - 1) * stride + 1
    shifted = (lines[..., shift : shift + reach : stride] for shift in range(kernel))
    first, second = next(shifted), next(shifted, None)
    if second is None:
        into[...] = first
        return
    combine(first, second, out=into)
    for later in shifted:
        combine(into, later, out=into)


def max_and_mask(x: np.ndarray, windows: Windows) -> tuple[np.ndarray, np.ndarray]:
    """Return each window's maximum and its flat index in the plane, the first of equals."""
    best = combine_windows(x, np.maximum, -np.inf, windows)
    mask = np.empty(best.shape, np.int64)
    places = np.arange(x.shape[2] * x.shape[3]).reshape(x.shape[2:])
    for pixels, seen, won in _wins(x, best, windows):
        np.copyto(mask[seen], places[pixels[1:]], where=won)
    return best, mask


def spread_to_winners(grad: np.ndarray, x: np.ndarray, windows: Windows) -> np.ndarray:
    """Add each window's gradient to the pixel that was its maximum."""
    best = combine_windows(x, np.maximum, -np.inf, windows)
    grad_x = np.zeros(x.shape, x.dtype)
    apart = windows.stride[0] >= windows.kernel[0] and windows.stride[1] >= windows.kernel[1]
    for pixels, seen, won in _wins(x, best, windows):
        gets = select(grad[seen], won)
        if apart:
            grad_x[pixels] = gets
        else:
            grad_x[pixels] += gets
    return grad_x


def _wins(
    x: np.ndarray, best: np.ndarray, windows: Windows
) -> Iterator[tuple[Index, Index, np.ndarray]]:
    """Visit each window's pixels row by row, and say where the first maximum is met."""
    open_yet = np.ones(best.shape, bool)
    not_a_number = np.isnan(best).any()
    for pixels, seen in _pixels(x.shape[2:], windows):
        won = x[pixels] == best[seen]
        if not_a_number:
            won |= np.isnan(x[pixels])
        won &= open_yet[seen]
        open_yet[seen] ^= won
        yield pixels, seen, won


def _pixels(size: Pair, windows: Windows) -> Iterator[tuple[Index, Index]]:
    """Yield, for each place in a window, the image's pixels there and the windows they lie in."""
    lines: list[list[tuple[slice, slice]]] = [[], []]
    for axis in (0, 1):
        stride, begin, count = windows.stride[axis], windows.sides[2 * axis], windows.count[axis]
        for offset in range(windows.kernel[axis]):
            first = max(0, -(-(begin - offset) // stride))
            last = min(count - 1, (size[axis] - 1 + begin - offset) // stride)
            if first <= last:
                start, stop = (place * stride + offset - begin for place in (first, last))
                lines[axis].append((slice(start, stop + 1, stride), slice(first, last + 1)))
    for (rows, seen_rows), (columns, seen_columns) in product(*lines):
        yield (..., rows, columns), (..., seen_rows, seen_columns)


def spread_shares(shares: np.ndarray, shape: tuple[int, ...], windows: Windows) -> np.ndarray:
    """Add each window's number to all its pixels."""
    grad_x = np.zeros(shape, shares.dtype)
    for pixels, seen in _pixels((shape[2], shape[3]), windows):
        grad_x[pixels] += shares[seen]
    return grad_x


def pixels_per_window(size: Pair, windows: Windows, exclusive: bool) -> np.ndarray:
    """Count the pixels of each window that lie in the image, or in the padded image."""
    counts = []
    for axis in (0, 1):
        begin, end = windows.sides[2 * axis : 2 * axis + 2]
        start = np.arange(windows.count[axis]) * windows.stride[axis] - begin
        low, high = (0, size[axis]) if exclusive else (-begin, size[axis] + end)
        counts.append(np.minimum(start + windows.kernel[axis], high) - np.maximum(start, low))
    return np.outer(*counts)
