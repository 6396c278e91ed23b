"""The fast ways to a convolution; the book's page on speed tells how they came about.

All slide the kernel as it stands (cross-correlation), read zeros beyond the image, and work on
a block at a time that stays in the processor's cache.
"""

from __future__ import annotations

from math import prod

import numpy as np

from cnnlib.geometry import Windows

__all__ = ["correlate"]

# Measured (benchmarks/): small images are fastest in blocks that fit the second-level cache;
# a large image is better cut into few large pieces, for the sake of the matrix product.
_IMAGES_BYTES = 2**20
_ROWS_BYTES = 4 * 2**20
_PLANES_BYTES = 2**18
_DEEP = 24


def correlate(
    x: np.ndarray, weight: np.ndarray, bias: np.ndarray | None, groups: int, places: Windows
) -> np.ndarray:
    """Return every window's sum of products, (N, C_out, H_out, W_out)."""
    out_channels, depth = weight.shape[:2]
    y = np.empty((len(x), out_channels, *places.count), x.dtype)
    if depth == 1 and groups > 1:
        _add_shifted_planes(x, weight, places, y)
    else:
        width = out_channels // groups
        multiply = _multiply_pixels if _is_pointwise(x, places) else _multiply_windows
        for group in range(groups):
            inputs = slice(group * depth, (group + 1) * depth)
            outputs = slice(group * width, (group + 1) * width)
            multiply(x[:, inputs], weight[outputs], places, y[:, outputs])
    if bias is not None:
        y += bias[:, None, None]
    return y


def _is_pointwise(x: np.ndarray, places: Windows) -> bool:
    return (
        places.kernel == places.stride == (1, 1)
        and not any(places.sides)
        and places.count == x.shape[2:]
    )


def _multiply_pixels(x: np.ndarray, weight: np.ndarray, places: Windows, y: np.ndarray) -> None:
    """Write weight @ pixels: each pixel is a window, so there is nothing to unroll."""
    pixels, sums = (array.reshape(*array.shape[:2], -1) for array in (x, y))
    np.matmul(weight[:, :, 0, 0], pixels, out=sums)


def _multiply_windows(x: np.ndarray, weight: np.ndarray, places: Windows, y: np.ndarray) -> None:
    """Write weight @ unrolled windows, for some images or some rows of an image at a time.

    Unrolling whole windows copies each pixel k_h · k_w times. Where the matrices stay large
    without it, only rows of windows are unrolled, k_w times, and laid out row after row: what
    lies under kernel row i is then one piece of the same copy, and k_h products are added up.
    """
    out_channels, channels, k_h, k_w = weight.shape
    out_h, out_w = places.count
    steps, rows_unrolled, overlap = weight.reshape(1, out_channels, -1), k_h, 0
    if _goes_row_by_row(weight, places, len(x)):
        steps = weight.transpose(2, 0, 1, 3).reshape(k_h, out_channels, -1)
        rows_unrolled, overlap = 1, (k_h - 1) * places.dilation[0]
    depth = steps.shape[2]

    row_bytes = (depth + min(2, len(steps)) * out_channels) * out_w * x.itemsize
    images = max(1, min(len(x), _IMAGES_BYTES // (row_bytes * (out_h + overlap))))
    rows = out_h if images > 1 else max(1, min(out_h, _ROWS_BYTES // row_bytes - overlap))
    unrolled = np.empty(depth * (rows + overlap) * images * out_w, x.dtype)
    sums = np.empty((min(2, len(steps)), out_channels * rows * images * out_w), x.dtype)
    for first in range(0, len(x), images):
        block = x[first : first + images]
        for top in range(0, out_h, rows):
            height = min(rows, out_h - top)
            framed = _frame(block, places, top, height)
            shape = channels, rows_unrolled, k_w, height + overlap, len(block), out_w
            windows = unrolled[: prod(shape)].reshape(shape)
            windows[...] = _view(framed, places, shape)
            windows = windows.reshape(depth, -1)
            line = len(block) * out_w
            total = sums[0, : out_channels * height * line].reshape(out_channels, -1)
            product = sums[-1, : total.size].reshape(total.shape)
            np.matmul(steps[0], windows[:, : height * line], out=total)
            for i in range(1, len(steps)):
                start = i * places.dilation[0] * line
                np.matmul(steps[i], windows[:, start : start + height * line], out=product)
                total += product
            total = total.reshape(out_channels, height, len(block), out_w)
            y[first : first + images, :, top : top + height] = total.transpose(2, 0, 1, 3)


def _goes_row_by_row(weight: np.ndarray, places: Windows, images: int) -> bool:
    """Say whether rows of windows are worth unrolling alone.

    Not where matrices would become too shallow to be fast, nor where there are so few pixels
    that rearranging the weights costs more than copying the pixels.
    """
    out_channels, channels, k_h, k_w = weight.shape
    pixels = images * prod(places.count)
    return (
        k_h > 1 and places.stride[0] == 1 and channels * k_w >= _DEEP and pixels >= 2 * out_channels
    )


def _frame(x: np.ndarray, places: Windows, top: int, height: int) -> np.ndarray:
    """Copy the pixels under `height` rows of windows from row `top` on, zeros around the image."""
    rows, columns = places.reach(0, height), places.reach(1)
    first, left = top * places.stride[0] - places.sides[0], places.sides[2]
    begin, end = max(first, 0), max(0, min(first + rows, x.shape[2]))
    kept = max(0, min(x.shape[3], columns - left))
    whole = end - begin == rows and kept == columns
    framed = (np.empty if whole else np.zeros)((*x.shape[:2], rows, columns), x.dtype)
    framed[:, :, begin - first : end - first, left : left + kept] = x[:, :, begin:end, :kept]
    return framed


def _view(framed: np.ndarray, places: Windows, shape: tuple[int, ...]) -> np.ndarray:
    """View the pixels as (C, k_h, k_w, rows, N, W_out), nothing copied."""
    image, channel, row, pixel = framed.strides
    (s_h, s_w), (d_h, d_w) = places.stride, places.dilation
    strides = channel, d_h * row, d_w * pixel, s_h * row, image, s_w * pixel
    return np.ndarray(shape, framed.dtype, framed, strides=strides)


def _add_shifted_planes(x: np.ndarray, weight: np.ndarray, places: Windows, y: np.ndarray) -> None:
    """Give every plane kernels of its own: shift it, multiply, and add up.

    In a plane laid out in one line, padding included, a shift is an offset: long straight runs,
    at the price of a few sums past each row's end, which are dropped.
    """
    channels = x.shape[1]
    (k_h, k_w), (s_h, s_w), (d_h, d_w), _, (out_h, out_w) = places
    straight = s_h == s_w == 1
    size = places.reach(0) * places.reach(1) * x.itemsize
    planes = max(1, min(channels, _PLANES_BYTES // size))
    columns = places.reach(1) if straight else out_w
    sums = np.empty((2, planes, out_h, columns), x.dtype)
    kernels = weight.reshape(channels, -1, k_h, k_w)
    results = y.reshape(len(x), channels, -1, out_h, out_w)
    for image, result in zip(x, results, strict=True):
        for first in range(0, channels, planes):
            block = slice(first, first + planes)
            framed = _frame(image[None, block], places, 0, out_h)[0]
            total, product = sums[:, : len(framed)]
            if straight:
                # The last shift of the last row reads past the end of its plane.
                line = np.zeros((len(framed), framed[0].size + (k_w - 1) * d_w), x.dtype)
                line[:, : framed[0].size] = framed.reshape(len(framed), -1)
            for copy in range(kernels.shape[1]):
                for i, j in np.ndindex(k_h, k_w):
                    if straight:
                        start = i * d_h * columns + j * d_w
                        shifted = line[:, start : start + out_h * columns].reshape(total.shape)
                    else:
                        shifted = framed[:, i * d_h :: s_h, j * d_w :: s_w][:, :out_h, :out_w]
                    factor = kernels[block, copy, i, j, None, None]
                    np.multiply(shifted, factor, out=product if i or j else total)
                    if i or j:
                        total += product
                result[block, copy] = total[..., :out_w]
