"""The way back through a convolution, and so through a transposed one the way there.

The images are innermost here: whatever is copied or added is a long straight run, and all images
make one matrix.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from math import prod

import numpy as np

from cnnlib._checks import Pair
from cnnlib.functional._arrays import scratch
from cnnlib.functional._blocks import blocks
from cnnlib.functional._frames import overlap_of, windows_of
from cnnlib.functional._products import multiply
from cnnlib.functional._side_by_side import lay_side_by_side, lie_side_by_side
from cnnlib.functional._threads import share
from cnnlib.geometry import Windows

__all__ = ["correlate_backward", "spread", "weigh"]

_BLOCK_BYTES = 9 * 2**19
# In multiplications. Below the first, another thread is awake too late; from the second on, the
# pieces that `multiply` cuts are large enough. Up to the third, OpenBLAS packs nothing.
_AWAKE = 2**22
_CUT = 2**25
_UNPACKED = 2**20


def correlate_backward(
    grad: np.ndarray,
    x: np.ndarray,
    weight: np.ndarray,
    groups: int,
    places: Windows,
    of_x: bool = True,
) -> tuple[np.ndarray, np.ndarray]:
    """Return the gradients of `correlate` with respect to `x` and `weight`.

    Where they are small, a product has no work for a second thread: then both gradients are
    found at once. Without `of_x`, that of `x` stays zero.
    """
    grad_x, columns = np.zeros(x.shape, x.dtype), _columns(weight.shape, groups, x.dtype)
    for images, rows, sums in _blocks_of(grad, x.shape[1], places):
        weighing = partial(_weigh, sums, x[images], columns, places, rows)
        spreading = partial(_spread, sums, weight, grad_x[images], groups, places, rows)
        tasks = [weighing, spreading] if of_x else [weighing]
        if _AWAKE <= weight.size * sums[0].size < _CUT:
            share(lambda task: task(), tasks)
        else:
            for task in tasks:
                task()
    return grad_x, columns.swapaxes(1, 2).reshape(weight.shape)


def spread(
    x: np.ndarray, weight: np.ndarray, size: Pair, groups: int, places: Windows
) -> np.ndarray:
    """Return an image of that size to which each window adds its number, times the kernel."""
    if lie_side_by_side(size, places):
        return lay_side_by_side(x, weight, size, groups, places.kernel)
    channels = groups * weight.shape[1]
    y = np.zeros((len(x), channels, *size), x.dtype)
    for images, rows, sums in _blocks_of(x, channels, places):
        _spread(sums, weight, y[images], groups, places, rows)
    return y


def weigh(
    sums: np.ndarray, x: np.ndarray, kernel: Pair, groups: int, places: Windows
) -> np.ndarray:
    """Return what each weight multiplies: the windows' numbers with the pixels that they see."""
    shape = sums.shape[1], x.shape[1] // groups, *kernel
    columns = _columns(shape, groups, x.dtype)
    for images, rows, block in _blocks_of(sums, x.shape[1], places):
        _weigh(block, x[images], columns, places, rows)
    return columns.swapaxes(1, 2).reshape(shape)


def _columns(shape: tuple[int, ...], groups: int, dtype: np.dtype) -> np.ndarray:
    """Return zeros for the gradient of a weight, of each group a column for each output."""
    return np.zeros((groups, prod(shape[1:]), shape[0] // groups), dtype)


def _blocks_of(
    sums: np.ndarray, channels: int, places: Windows
) -> Iterator[tuple[slice, slice, np.ndarray]]:
    """Cut the windows' numbers into blocks; yield images, rows, and the block, (C, H, W, N)."""
    out_channels, out_h, out_w = sums.shape[1:]
    row_bytes = (channels * prod(places.kernel) + out_channels) * out_w * sums.itemsize
    for images, rows in blocks(len(sums), out_h, row_bytes, _BLOCK_BYTES):
        block = sums[images, :, rows].transpose(1, 2, 3, 0)
        turned = scratch("sums", block.shape, sums.dtype)
        turned[...] = block
        yield images, rows, turned


def _weigh(
    sums: np.ndarray,
    x: np.ndarray,
    columns: np.ndarray,
    places: Windows,
    rows: slice,
) -> None:
    """Add windows @ sumsᵀ to the columns: what matrixᵀ gets where y = matrix @ windows."""
    framed, pixels = _framed(sums, x.shape[1], places)
    image, frame = overlap_of(x, framed.transpose(3, 0, 1, 2), places, rows)
    framed.fill(0)
    frame[...] = image
    windows = scratch("windows", pixels.shape, x.dtype)
    windows[...] = pixels
    groups, depth, width = columns.shape
    # One product for all, or for each row of windows one that OpenBLAS does not pack: up to twice
    # as fast.
    height = sums.shape[1] if columns.size * sums[0, 0].size <= _UNPACKED else 1
    lines = sums.reshape(groups, width, height, -1).transpose(0, 2, 3, 1)
    products = multiply(windows.reshape(groups, depth, height, -1).swapaxes(1, 2), lines)
    columns += products.sum(axis=1) if height > 1 else products[:, 0]


def _spread(
    sums: np.ndarray,
    weight: np.ndarray,
    y: np.ndarray,
    groups: int,
    places: Windows,
    rows: slice,
) -> None:
    """Give the windows matrixᵀ @ sums; each pixel of `y` adds up what all that see it got."""
    framed, pixels = _framed(sums, y.shape[1], places)
    windows = scratch("windows", pixels.shape, y.dtype)
    matrices = weight.reshape(groups, len(weight) // groups, -1).swapaxes(1, 2)
    columns = windows.reshape(groups, matrices.shape[1], -1)
    multiply(matrices, sums.reshape(groups, matrices.shape[2], -1), out=columns)
    framed.fill(0)
    for i, j in np.ndindex(places.kernel):
        pixels[:, i, j] += windows[:, i, j]
    image, frame = overlap_of(y, framed.transpose(3, 0, 1, 2), places, rows)
    image += frame


def _framed(sums: np.ndarray, channels: int, places: Windows) -> tuple[np.ndarray, np.ndarray]:
    """Return memory for what lies under some rows of windows, and its view as windows."""
    _, height, width, images = sums.shape
    shape = channels, places.reach(0, height), places.reach(1), images
    framed = scratch("frame", shape, sums.dtype)
    return framed, windows_of(framed, places, (height, width), height_axis=1)
