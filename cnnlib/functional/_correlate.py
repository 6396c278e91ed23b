"""The fast ways to a convolution; the book's page on speed tells how they came about.

All slide the kernel as it stands (cross-correlation), read zeros beyond the image, and work on
a block at a time that stays in the processor's cache.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from math import prod

import numpy as np

from cnnlib.functional._arrays import scratch
from cnnlib.functional._products import multiply
from cnnlib.geometry import Windows

__all__ = ["correlate"]

_IMAGES_BYTES = 2**20
_ROWS_BYTES = 4 * 2**20
_PLANES_BYTES = 2**19

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
    if way is _add_shifted_planes:
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
    out_channels, depth, k_h, k_w = weight.shape
    if depth == 1 and groups > 1:
        return _add_shifted_planes
    if prod(places.kernel) == 1 and places.count == x.shape[2:] and not any(places.sides):
        return _multiply_pixels
    # Rows alone are worth unrolling where neighbors share most of them, where the matrices stay
    # deep without the k_h, and where the pixels are so many that rearranging the weights does
    # not matter.
    shared = k_h > 1 and places.stride[0] == places.dilation[0] == 1
    pixels = len(x) * prod(places.count)
    worth = depth * k_w >= 24 and pixels >= 500 + 2 * out_channels // groups
    return _multiply_rows if shared and worth else _multiply_windows


def _multiply_pixels(
    x: np.ndarray, weight: np.ndarray, bias: np.ndarray, places: Windows, y: np.ndarray
) -> None:
    """Write weight @ pixels: each pixel is a window, so there is nothing to unroll."""
    pixels, sums = (array.reshape(*array.shape[:2], -1) for array in (x, y))
    multiply(weight[:, :, 0, 0], pixels, out=sums)
    sums += bias[:, None]


def _multiply_windows(
    x: np.ndarray, weight: np.ndarray, bias: np.ndarray, places: Windows, y: np.ndarray
) -> None:
    """Write weight @ windows, each unrolled whole: every pixel is copied k_h · k_w times."""
    out_channels, channels, k_h, k_w = weight.shape
    out_h, out_w = places.count
    matrix = weight.reshape(out_channels, -1)
    row_bytes = (matrix.shape[1] + out_channels) * out_w * x.itemsize
    for images, rows in blocks(len(x), out_h, row_bytes):
        framed = _frame(x[images], places, rows)
        shape = len(framed), channels, k_h, k_w, rows.stop - rows.start, out_w
        windows = scratch("windows", shape, x.dtype)
        windows[...] = windows_of(framed, places, shape[-2:])
        sums = y[images, :, rows].reshape(len(framed), out_channels, -1)
        multiply(matrix, windows.reshape(len(framed), matrix.shape[1], -1), out=sums)
        sums += bias[:, None]  # while the block is in the cache


def _multiply_rows(
    x: np.ndarray, weight: np.ndarray, bias: np.ndarray, places: Windows, y: np.ndarray
) -> None:
    """Write weight @ windows, unrolled k_w times only and laid out row after row.

    With stride and dilation 1 down the image, what lies under row i of the kernel is then one
    piece of the same copy, whatever i: k_h products with these pieces are added up.
    """
    out_channels, channels, k_h, k_w = weight.shape
    out_h, out_w = places.count
    matrices = weight.transpose(2, 0, 1, 3).reshape(k_h, out_channels, -1)
    depth, overlap = matrices.shape[2], k_h - 1
    row_bytes = (depth + 2 * out_channels) * out_w * x.itemsize
    for images, rows in blocks(len(x), out_h, row_bytes, overlap):
        framed = _frame(x[images], places, rows)
        height, line = rows.stop - rows.start, len(framed) * out_w
        shape = channels, k_w, height + overlap, len(framed), out_w
        windows = scratch("windows", shape, x.dtype)
        row = places._replace(kernel=(1, k_w))
        pixels = windows_of(framed, row, (height + overlap, out_w))[:, :, 0]
        windows[...] = pixels.transpose(1, 2, 3, 0, 4)
        windows = windows.reshape(depth, -1)
        result = y[images, :, rows]
        total, product = scratch("sums", (2, out_channels, height * line), x.dtype)
        if len(framed) == 1:
            total = result.reshape(total.shape)  # one image has its rows where they belong
        multiply(matrices[0], windows[:, : height * line], out=total)
        for i in range(1, k_h):
            under_row = windows[:, i * line : (i + height) * line]
            multiply(matrices[i], under_row, out=product)
            total += product
        total = total.reshape(out_channels, height, len(framed), out_w)
        np.add(total.transpose(2, 0, 1, 3), bias[:, None, None], out=result)


def blocks(
    images: int, rows: int, row_bytes: int, overlap: int = 0, large: bool = False
) -> Iterator[tuple[slice, slice]]:
    """Cut a batch into blocks of some whole images, or of some rows of one image.

    Small images are fastest in blocks that fit the second-level cache; a large one is better
    cut into few large pieces, for the sake of the matrix product.
    """
    together = (_ROWS_BYTES if large else _IMAGES_BYTES) // (row_bytes * (rows + overlap))
    together = max(1, min(images, together))
    height = rows if together > 1 else max(1, _ROWS_BYTES // row_bytes - overlap)
    for first in range(0, images, together):
        for top in range(0, rows, height):
            yield slice(first, first + together), slice(top, min(top + height, rows))


def _frame(x: np.ndarray, places: Windows, rows: slice) -> np.ndarray:
    """Copy the pixels under some rows of windows, with zeros around the image."""
    shape = *x.shape[:2], places.reach(0, rows.stop - rows.start), places.reach(1)
    framed = scratch("frame", shape, x.dtype)
    image, frame = overlap_of(x, framed, places, rows)
    if frame.shape != framed.shape:
        framed.fill(0)
    frame[...] = image
    return framed


def overlap_of(
    x: np.ndarray, framed: np.ndarray, places: Windows, rows: slice
) -> tuple[np.ndarray, np.ndarray]:
    """View what an image and the frame of some rows of windows have in common, in both."""
    height, width = framed.shape[2:]
    first, left = rows.start * places.stride[0] - places.sides[0], places.sides[2]
    begin, end = (min(max(row, 0), x.shape[2]) for row in (first, first + height))
    kept = max(0, min(x.shape[3], width - left))
    return (
        x[:, :, begin:end, :kept],
        framed[:, :, begin - first : end - first, left : left + kept],
    )


def windows_of(
    framed: np.ndarray, places: Windows, count: tuple[int, ...], height_axis: int = 2
) -> np.ndarray:
    """View the height and width of a frame as (k_h, k_w, rows, columns) of windows, uncopied."""
    row, pixel = framed.strides[height_axis : height_axis + 2]
    (s_h, s_w), (d_h, d_w) = places.stride, places.dilation
    before, behind = slice(height_axis), slice(height_axis + 2, None)
    shape = *framed.shape[before], *places.kernel, *count, *framed.shape[behind]
    steps = d_h * row, d_w * pixel, s_h * row, s_w * pixel
    strides = *framed.strides[before], *steps, *framed.strides[behind]
    return np.ndarray(shape, framed.dtype, framed, strides=strides)


def _add_shifted_planes(
    x: np.ndarray, weight: np.ndarray, bias: np.ndarray, places: Windows, y: np.ndarray
) -> None:
    """Give every plane kernels of its own: shift it, multiply, and add up.

    In a plane laid out in one line, padding included, a shift is an offset: long straight runs,
    at the price of a few sums past each row's end, which are dropped.
    """
    channels = x.shape[1]
    (k_h, k_w), (s_h, s_w), (d_h, d_w), (top, _, left, _), (out_h, out_w) = places
    height, width = places.reach(0), places.reach(1)
    plane = height * width
    planes = max(1, min(channels, _PLANES_BYTES // (plane * x.itemsize)))
    # The last shift of the last row reads past the end of the last plane.
    memory = scratch("frame", (planes * plane + (k_w - 1) * d_w,), x.dtype)
    memory.fill(0)
    framed = memory[: planes * plane].reshape(planes, height, width)
    within = framed[:, top : top + x.shape[2], left : left + x.shape[3]]
    columns = width if s_h == s_w == 1 else out_w
    strides = d_h * width, d_w, plane, s_h * width, s_w
    shifted = np.ndarray(
        (k_h, k_w, planes, out_h, columns),
        x.dtype,
        memory,
        strides=[x.itemsize * stride for stride in strides],
    )
    sums = scratch("sums", (2, planes, out_h, columns), x.dtype)
    kernels, biases = weight.reshape(channels, -1, k_h, k_w), bias.reshape(channels, -1, 1, 1)
    results = y.reshape(len(x), channels, -1, out_h, out_w)
    for image, result in zip(x, results, strict=True):
        for first in range(0, channels, planes):
            block = slice(first, min(first + planes, channels))
            used = slice(block.stop - block.start)
            within[used] = image[block, : within.shape[1], : within.shape[2]]
            total, product = sums[:, used]
            for copy in range(kernels.shape[1]):
                for i, j in np.ndindex(k_h, k_w):
                    factor = kernels[block, copy, i, j, None, None]
                    np.multiply(shifted[i, j, used], factor, out=product if i or j else total)
                    if i or j:
                        total += product
                np.add(total[..., :out_w], biases[block, copy], out=result[block, copy])
