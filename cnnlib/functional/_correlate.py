"""The fast ways to a convolution; the book's page on speed tells how they came about.

All slide the kernel as it stands (cross-correlation), read zeros beyond the image, and work on
a block at a time that stays in the processor's cache.
"""

from __future__ import annotations

from collections.abc import Callable
from math import prod

import numpy as np

from cnnlib.functional._arrays import scratch
from cnnlib.functional._blocks import blocks, slices
from cnnlib.functional._depthwise import multiply_planes
from cnnlib.functional._frames import frame, windows_of
from cnnlib.functional._products import multiply
from cnnlib.functional._threads import share
from cnnlib.functional._winograd import multiply_tiles, tiles_pay
from cnnlib.geometry import Windows

__all__ = ["correlate"]

_BLOCK_BYTES = 3 * 2**20
_SHORT_ROW = 16  # Up to here a copy spends more time on the rows than on what is in them.

Way = Callable[[np.ndarray, np.ndarray, np.ndarray, Windows, np.ndarray], None]


def correlate(
    x: np.ndarray, weight: np.ndarray, bias: np.ndarray | None, groups: int, places: Windows
) -> np.ndarray:
    """Return every window's sum of products, (N, C_out, H_out, W_out)."""
    out_channels, depth = weight.shape[:2]
    y = np.empty((len(x), out_channels, *places.count), x.dtype)
    if bias is None:
        bias = np.zeros(out_channels, x.dtype)
    way = _way(x, weight, groups, places)
    if groups == 1 or way is multiply_planes:
        way(x, weight, bias, places, y)
        return y
    width = out_channels // groups
    for group in range(groups):
        inputs = slice(group * depth, (group + 1) * depth)
        outputs = slice(group * width, (group + 1) * width)
        way(x[:, inputs], weight[outputs], bias[outputs], places, y[:, outputs])
    return y


def _way(x: np.ndarray, weight: np.ndarray, groups: int, places: Windows) -> Way:
    """Choose by shape; the thresholds were measured (benchmarks/)."""
    out_channels, depth = weight.shape[:2]
    if depth == 1 and groups > 1:
        return multiply_planes
    if prod(places.kernel) == 1 and places.count == x.shape[2:] and not any(places.sides):
        return _multiply_pixels
    if tiles_pay(x, out_channels // groups, depth, places):
        return _multiply_tiles
    return _multiply_windows


def _multiply_tiles(
    x: np.ndarray, weight: np.ndarray, bias: np.ndarray, places: Windows, y: np.ndarray
) -> None:
    """Write Winograd's sums, or direct ones where a number is NaN, infinite or near overflow."""
    if not multiply_tiles(x, weight, bias, places, y):
        _multiply_windows(x, weight, bias, places, y)


def _multiply_pixels(
    x: np.ndarray, weight: np.ndarray, bias: np.ndarray, places: Windows, y: np.ndarray
) -> None:
    """Write weight @ pixels: each pixel is a window, so there is nothing to unroll."""
    pixels, sums = (array.reshape(*array.shape[:2], -1) for array in (x, y))

    def write(images: slice) -> None:
        multiply(weight[:, :, 0, 0], pixels[images], out=sums[images])
        sums[images] += bias[:, None]  # while the block is in the cache

    image_bytes = pixels[0].nbytes + sums[0].nbytes
    share(write, slices(len(x), _BLOCK_BYTES // image_bytes))


def _multiply_windows(
    x: np.ndarray, weight: np.ndarray, bias: np.ndarray, places: Windows, y: np.ndarray
) -> None:
    """Write weight @ windows, each unrolled whole: every pixel is copied k_h · k_w times."""
    out_channels, channels = weight.shape[:2]
    out_h, out_w = places.count
    matrix = weight.reshape(out_channels, -1)

    def write(block: tuple[slice, slice]) -> None:
        images, rows = block
        framed = frame(x[images], places, rows)
        count = rows.stop - rows.start, out_w
        windows = scratch("windows", (len(framed), channels, *places.kernel, *count), x.dtype)
        if out_w > _SHORT_ROW:
            windows[...] = windows_of(framed, places, count)
        else:
            _unroll_twice(framed, places, windows)
        sums = y[images, :, rows].reshape(len(framed), out_channels, -1)
        multiply(matrix, windows.reshape(len(framed), matrix.shape[1], -1), out=sums)
        sums += bias[:, None]

    row_bytes = (matrix.shape[1] + out_channels) * out_w * x.itemsize
    share(write, blocks(len(x), out_h, row_bytes, _BLOCK_BYTES))


def _unroll_twice(framed: np.ndarray, places: Windows, windows: np.ndarray) -> None:
    """Unroll across, then down: the second time all rows of a window's column are one long run."""
    (k_h, k_w), (s_h, s_w) = places.kernel, places.stride
    images, channels, height, _ = framed.shape
    across = places._replace(kernel=(1, k_w), stride=(1, s_w))
    lines = scratch("lines", (images, channels, k_w, height, places.count[1]), framed.dtype)
    lines[:, :, None] = windows_of(framed, across, lines.shape[-2:])
    down = places._replace(kernel=(k_h, 1), stride=(s_h, 1))
    columns = windows.swapaxes(2, 3)[:, :, :, :, None]
    columns[...] = windows_of(lines, down, windows.shape[-2:], height_axis=3)
