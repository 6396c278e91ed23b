"""Windows that slide over every plane of a batch: what all pooling is made of."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import product
from math import prod
from typing import Any

import numpy as np

from cnnlib import geometry
from cnnlib._checks import Pair, flag, pair
from cnnlib.functional._arrays import require_room, scratch, select
from cnnlib.functional._blocks import slices, work_through
from cnnlib.functional._threads import share
from cnnlib.functional.padding import require_frame, require_pooling_mode
from cnnlib.geometry import Windows, effective_kernel_size

_BLOCK_BYTES = 2**20
_PLANES_BYTES = 2**22  # In smaller blocks the steps are more than the work.

Index = tuple[Any, slice, slice]


def pooling_windows(
    input_size: Any,
    kernel_size: Any,
    stride: Any,
    padding: Any,
    ceil_mode: bool,
    dilation: Any = 1,
    padding_mode: str = "empty",
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
    mode = require_pooling_mode(padding_mode, "padding_mode")
    windows = geometry.place_windows(input_size, kernel, stride, padding, dilation, hangs_over)
    _require_place(windows, pair(input_size, "input_size"), mode)
    return windows


@lru_cache(maxsize=1024)  # A network asks for the same few places again at every call.
def _require_place(windows: Windows, size: Pair, mode: str) -> None:
    """Refuse windows that would see nothing but padding, and padding that cannot be filled so."""
    for axis in (0, 1):
        _require_pixels(windows, axis, size[axis])
    require_frame(size, windows.sides, mode)


def _require_pixels(windows: Windows, axis: int, size: int) -> None:
    """Refuse a window that would see nothing but padding on an axis."""
    kernel, gap, step = windows.kernel[axis], windows.dilation[axis], windows.stride[axis]
    begin, end = windows.sides[2 * axis : 2 * axis + 2]
    span = effective_kernel_size(kernel, gap)
    dilated = f" with dilation {gap}, which reaches across {span}" if gap > 1 else ""
    if max(begin, end) >= span:
        raise ValueError(
            f"padding {max(begin, end)} must be less than kernel {kernel}{dilated}: "
            "a window would see nothing but padding"
        )
    # A window that starts in the padding may step over an input that is smaller than its gaps.
    # Among more windows than the input has pixels there is one that does, or they begin again.
    starts = range(-begin, 0, step)[: min(windows.count[axis], size + 1)] if gap > size else ()
    if any(start % gap >= size for start in starts):
        raise ValueError(
            f"padding {begin} is too much for kernel {kernel}{dilated}, on input {size}: "
            "a window would see nothing but padding"
        )


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
    kernel, stride, dilation, sides, count = windows
    height, width = x.shape[2:]
    top, left = sides[0], sides[2]
    planes = x.reshape(-1, height, width)
    frame = max(windows.reach(0), top + height), max(windows.reach(1), left + width)
    if frame != (height, width):
        require_room((len(planes), *frame), "padding")
    y = np.empty((len(planes), *count), x.dtype)

    def work(cut: slice) -> None:
        block, result = planes[cut], y[cut]
        if frame != (height, width):
            framed = scratch("frame", (len(block), *frame), x.dtype)
            framed.fill(fill)
            framed[:, top : top + height, left : left + width] = block
            block = framed
        folded = scratch("lines", (len(block), count[0], frame[1]), x.dtype)
        columns = block.swapaxes(1, 2), folded.swapaxes(1, 2)
        _fold(combine, *columns, kernel[0], stride[0], dilation[0])
        _fold(combine, folded, result, kernel[1], stride[1], dilation[1])
        if divisor is not None:
            result /= divisor

    cuts = slices(len(planes), _BLOCK_BYTES // (prod(frame) * x.itemsize))
    work_through(work, cuts, steps=4 * x.size)
    return y.reshape(*x.shape[:2], *count)


def _fold(
    combine: np.ufunc,
    lines: np.ndarray,
    into: np.ndarray,
    kernel: int,
    stride: int,
    dilation: int,
) -> None:
    """Combine `kernel` shifted views along the last axis."""
    reach = (into.shape[-1] - 1) * stride + 1
    shifts = range(0, kernel * dilation, dilation)
    folded, *others = [lines[..., shift : shift + reach : stride] for shift in shifts]
    if not others:
        into[...] = folded
    for other in others:
        folded = combine(folded, other, out=into)


def max_and_mask(
    x: np.ndarray, windows: Windows, places: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return each window's maximum, and what its plane of places has for the first of equals."""
    planes = x.reshape(-1, *x.shape[2:])
    best = np.empty((len(planes), *windows.count), x.dtype)
    mask = np.empty(best.shape, np.int64)

    def pick(cut: slice) -> None:
        for pixels, seen, first in _winners(planes[cut], windows, best[cut]):
            np.copyto(mask[cut][seen], places[pixels[1:]], where=first)

    _share_planes(pick, planes, windows)
    return best.reshape(*x.shape[:2], *windows.count), mask.reshape(*x.shape[:2], *windows.count)


def spread_to_winners(grad: np.ndarray, x: np.ndarray, windows: Windows) -> np.ndarray:
    """Add each window's gradient to the pixel that was its maximum, the first of equals."""
    planes, slopes = x.reshape(-1, *x.shape[2:]), grad.reshape(-1, *windows.count)
    grad_x = np.zeros(planes.shape, x.dtype)
    bits = f"i{x.itemsize}"  # Times True or False they are the number or 0, be it NaN or inf.
    apart = all(windows.stride[axis] >= windows.reach(axis, windows=1) for axis in (0, 1))

    def hand_out(cut: slice) -> None:
        slope, into = slopes[cut], grad_x[cut]
        best = scratch("best", slope.shape, x.dtype)
        for pixels, seen, first in _winners(planes[cut], windows, best):
            if apart:
                np.multiply(slope.view(bits)[seen], first, out=into.view(bits)[pixels])
            else:
                into[pixels] += select(slope[seen], first)

    _share_planes(hand_out, planes, windows)
    return grad_x.reshape(x.shape)


def _share_planes(work: Callable[[slice], object], planes: np.ndarray, windows: Windows) -> None:
    """Share out blocks of planes, as many as are some MiB with a copy of all their windows."""
    pixels = planes[0].size + prod(windows.kernel) * prod(windows.count)
    share(work, slices(len(planes), _PLANES_BYTES // (pixels * planes.itemsize)))


def _winners(
    planes: np.ndarray, windows: Windows, best: np.ndarray
) -> Iterator[tuple[Index, Index, np.ndarray]]:
    """Write each window's maximum; then visit its pixels row by row, and say where one was first.

    That is the first pixel that equals the maximum, or is NaN like it.
    """
    visits = [*pixels_of_taps(planes.shape[1:], windows)]
    # In lines without gaps, NumPy compares many numbers at once.
    lines = scratch("taps", (len(visits), *best.shape), planes.dtype)
    for line, (_, pixels, seen) in zip(lines, visits, strict=True):
        if line[seen].size < line.size:
            line.fill(-np.inf)
        line[seen] = planes[pixels]
    np.max(lines, axis=0, out=best)
    not_a_number = np.isnan(best).any()
    open_yet = np.ones(best.shape, bool)
    for line, (_, pixels, seen) in zip(lines, visits, strict=True):
        first = line[seen] == best[seen]
        if not_a_number:
            first |= np.isnan(line[seen])
        first &= open_yet[seen]
        open_yet[seen] ^= first
        yield pixels, seen, first


def pixels_of_taps(size: Pair, windows: Windows) -> Iterator[tuple[Pair, Index, Index]]:
    """Yield each place in a window that lies on the image: the pixels there, and of which windows.

    The place is a row and a column of the kernel.
    """
    lines: list[list[tuple[int, slice, slice]]] = [[], []]
    for axis in (0, 1):
        stride, begin, count = windows.stride[axis], windows.sides[2 * axis], windows.count[axis]
        for tap in range(windows.kernel[axis]):
            offset = tap * windows.dilation[axis]
            first = max(0, -(-(begin - offset) // stride))
            last = min(count - 1, (size[axis] - 1 + begin - offset) // stride)
            if first <= last:
                start, stop = (place * stride + offset - begin for place in (first, last))
                pixels, seen = slice(start, stop + 1, stride), slice(first, last + 1)
                lines[axis].append((tap, pixels, seen))
    for (i, rows, seen_rows), (j, columns, seen_columns) in product(*lines):
        yield (i, j), (..., rows, columns), (..., seen_rows, seen_columns)


def spread_shares(shares: np.ndarray, shape: tuple[int, ...], windows: Windows) -> np.ndarray:
    """Add each window's number to all its pixels."""
    grad_x = np.zeros(shape, shares.dtype)
    for _, pixels, seen in pixels_of_taps((shape[2], shape[3]), windows):
        grad_x[pixels] += shares[seen]
    return grad_x


def pixels_per_window(size: Pair, windows: Windows, exclusive: bool) -> np.ndarray:
    """Count the pixels of each window that lie in the image, or in the padded image."""
    counts = []
    for axis in (0, 1):
        begin, end = windows.sides[2 * axis : 2 * axis + 2]
        start = np.arange(windows.count[axis]) * windows.stride[axis] - begin
        low, high = (0, size[axis]) if exclusive else (-begin, size[axis] + end)
        kernel, gap = windows.kernel[axis], windows.dilation[axis]
        first = np.maximum((low - start + gap - 1) // gap, 0)
        last = np.minimum((high - start + gap - 1) // gap, kernel)
        counts.append(last - first)
    return np.outer(*counts)
