"""Transposed convolution whose windows lie side by side: every pixel becomes a tile of its own.

No pixel of the output adds up anything, as none belongs to two windows: the numbers of a product
are laid out, and that is all.
"""

from __future__ import annotations

from itertools import product

import numpy as np

from cnnlib._checks import Pair
from cnnlib.functional._arrays import scratch
from cnnlib.functional._blocks import slices, work_through
from cnnlib.geometry import Windows

__all__ = ["lay_side_by_side", "lie_side_by_side"]

_BLOCK = 2**18  # Numbers of the output.


def lie_side_by_side(size: Pair, places: Windows) -> bool:
    """Tell whether the windows cover an image of that size, each pixel once."""
    apart = places.kernel == places.stride and places.dilation == (1, 1)
    whole = all(places.reach(axis) == size[axis] for axis in (0, 1))
    return apart and whole and not any(places.sides)


def lay_side_by_side(
    x: np.ndarray, weight: np.ndarray, size: Pair, groups: int, kernel: Pair
) -> np.ndarray:
    """Return an image of that size in which a pixel's tile is its numbers times the kernels."""
    images, _, height, width = x.shape
    k_h, k_w = kernel
    depth, channels = len(weight) // groups, weight.shape[1]
    y = np.empty((images, groups, channels, height, k_h, width, k_w), x.dtype)
    pixels = x.reshape(images, groups, depth, -1)
    grouped = weight.reshape(groups, depth, channels, k_h, k_w)
    matrices = grouped.transpose(0, 3, 4, 2, 1).reshape(groups, -1, depth)

    def work(block: tuple[int, int, slice]) -> None:
        image, group, rows = block
        under = pixels[image, group, :, rows.start * width : rows.stop * width]
        tiles = scratch("sums", (len(matrices[0]), under.shape[1]), x.dtype)
        np.matmul(matrices[group], under, out=tiles)
        tiles = tiles.reshape(k_h, k_w, channels, -1, width)
        for i, j in np.ndindex(kernel):
            y[image, group, :, rows, i, :, j] = tiles[i, j]

    rows = slices(height, _BLOCK // (len(matrices[0]) * width))
    work_through(work, product(range(images), range(groups), rows), steps=4 * y.size)
    return y.reshape(images, groups * channels, *size)
