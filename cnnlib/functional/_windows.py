"""Windows that slide over every plane of a batch: what all pooling is made of."""

from __future__ import annotations

from typing import Any

import numpy as np

from cnnlib import geometry
from cnnlib._checks import Pair, flag, pair
from cnnlib.functional._arrays import require_room
from cnnlib.geometry import Windows

_PLANES_PER_BLOCK = 16


def place_windows(
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


def combine_windows(x: np.ndarray, combine: np.ufunc, fill: float, windows: Windows) -> np.ndarray:
    """Fold each window's rows, then its columns: k_h + k_w steps a window, not k_h · k_w.

    A block of planes at a time stays in the cache; a whole batch would not.
    """
    kernel, stride, _, sides, out = windows
    height, width = x.shape[2:]
    reach_h, reach_w = windows.reach(0), windows.reach(1)
    top, left = sides[0], sides[2]
    planes = x.reshape(-1, height, width)
    frame = max(reach_h, top + height), max(reach_w, left + width)
    require_room((len(planes), *frame), "padding")
    y = np.empty((len(planes), *out), x.dtype)
    padded = None
    if frame != (height, width):
        padded = np.full((min(_PLANES_PER_BLOCK, len(planes)), *frame), fill, x.dtype)
    for start in range(0, len(planes), _PLANES_PER_BLOCK):
        block = planes[start : start + _PLANES_PER_BLOCK]
        if padded is not None:
            framed = padded[: len(block)]
            framed[:, top : top + height, left : left + width] = block
            block = framed
        folded = _fold_shifts(block.swapaxes(1, 2), combine, kernel[0], stride[0], out[0])
        result = y[start : start + _PLANES_PER_BLOCK]
        result[...] = _fold_shifts(folded.swapaxes(1, 2), combine, kernel[1], stride[1], out[1])
    return y.reshape(*x.shape[:2], *out)


def _fold_shifts(
    planes: np.ndarray, combine: np.ufunc, kernel: int, stride: int, windows: int
) -> np.ndarray:
    """Combine `kernel` shifted views along the last axis."""
    reach = (windows - 1) * stride + 1
    folded = planes[..., :reach:stride]
    for shift in range(1, kernel):
        folded = combine(folded, planes[..., shift : shift + reach : stride])
    return folded


def max_and_mask(x: np.ndarray, windows: Windows) -> tuple[np.ndarray, np.ndarray]:
    """Visit each window's pixels row by row; a later one must be larger to win."""
    kernel, stride, _, sides, out = windows
    height, width = x.shape[2:]
    shape = *x.shape[:2], *out
    require_room(shape, "padding")
    best = np.full(shape, -np.inf, x.dtype)
    mask = np.full(shape, -1, np.int64)
    for i in range(kernel[0]):
        rows = np.arange(out[0]) * stride[0] - sides[0] + i
        for j in range(kernel[1]):
            columns = np.arange(out[1]) * stride[1] - sides[2] + j
            inside = ((rows >= 0) & (rows < height))[:, None] & (columns >= 0) & (columns < width)
            pixel = x[:, :, rows.clip(0, height - 1)[:, None], columns.clip(0, width - 1)]
            wins = (mask < 0) | (pixel > best) | (np.isnan(pixel) & ~np.isnan(best))
            wins &= inside
            best = np.where(wins, pixel, best)
            mask = np.where(wins, rows[:, None] * width + columns, mask)
    return best, mask


def pixels_per_window(size: Pair, windows: Windows, exclusive: bool) -> np.ndarray:
    """Count the pixels of each window that lie in the image, or in the padded image."""
    counts = []
    for axis in (0, 1):
        begin, end = windows.sides[2 * axis : 2 * axis + 2]
        start = np.arange(windows.count[axis]) * windows.stride[axis] - begin
        low, high = (0, size[axis]) if exclusive else (-begin, size[axis] + end)
        counts.append(np.minimum(start + windows.kernel[axis], high) - np.maximum(start, low))
    return np.outer(*counts)
