"""Depthwise convolution: no plane sees another, so each has a small product of its own."""

from __future__ import annotations

from itertools import product

import numpy as np

from cnnlib.functional._arrays import scratch
from cnnlib.functional._blocks import long_rows, slices, work_through
from cnnlib.functional._windows import pixels_of_taps
from cnnlib.geometry import Windows

__all__ = ["multiply_planes"]

_BLOCK = 3 * 2**19  # Numbers of the windows and of the products.


def multiply_planes(
    x: np.ndarray, weight: np.ndarray, bias: np.ndarray, places: Windows, y: np.ndarray
) -> None:
    """Give every plane kernels of its own: write a product for each channel.

    Where windows go down by single pixels they are unrolled across only: a product has the sums
    of every row of the kernel with every row of the image, and those that belong together are
    added up. With a larger stride windows share fewer rows, and are unrolled whole.
    """
    channels, (k_h, k_w), (out_h, out_w) = x.shape[1], places.kernel, places.count
    unrolled, added = (1, k_h) if places.stride[0] == 1 else (k_h, 1)
    down = places.dilation[0]
    height = out_h + (added - 1) * down
    under = places._replace(kernel=(unrolled, k_w), count=(height, out_w))
    kernels, biases = weight.reshape(channels, -1, unrolled * k_w), bias.reshape(channels, -1, 1)
    results = y.reshape(len(x), channels, -1, out_h * out_w)

    def work(block: tuple[int, slice]) -> None:
        image, group = block
        planes, result = x[image, group], results[image, group]
        windows = scratch("windows", (len(planes), unrolled, k_w, height, out_w), x.dtype)
        windows.fill(0)
        for (i, j), pixels, seen in pixels_of_taps(x.shape[2:], under):
            windows[:, i, j][seen] = planes[pixels]
        windows = windows.reshape(len(planes), unrolled * k_w, -1)
        sums = scratch("sums", (len(planes), kernels.shape[1], windows.shape[2]), x.dtype)
        np.matmul(kernels[group], windows, out=sums)
        sums = sums.reshape(len(planes), -1, added, height * out_w)
        with long_rows(out_h * out_w):
            for i in range(added):
                shifted = sums[:, :, i, i * down * out_w :][..., : out_h * out_w]
                np.add(shifted, result if i else biases[group], out=result)

    groups = slices(channels, _BLOCK // (sum(kernels.shape[1:]) * height * out_w))
    work_through(work, product(range(len(x)), groups), steps=4 * k_w * unrolled * y.size)
