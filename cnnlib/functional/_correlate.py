"""The fast ways to a convolution; the book's page on speed tells how they came about.

All slide a kernel over an image without turning it over (cross-correlation), read zeros beyond
the image's edges, and work on a block at a time that stays in the processor's cache.
"""

from __future__ import annotations

from math import prod
from typing import NamedTuple

import numpy as np

from cnnlib._checks import Pair

__all__ = ["Slide", "correlate"]

_BLOCK_BYTES = 4 * 2**20
_PLANES_BYTES = 2**18
_DEEP = 64


class Slide(NamedTuple):
    """How a kernel moves over an image."""

    stride: Pair
    dilation: Pair
    origin: Pair
    """Row and column of the image at which the first window starts: −padding."""
    count: Pair
    """How many windows there are down and across: the output size."""


def correlate(
    x: np.ndarray, weight: np.ndarray, bias: np.ndarray | None, groups: int, slide: Slide
) -> np.ndarray:
    """Return the sums of products, (N, C_out, H_out, W_out)."""
    out_channels, depth, *kernel = weight.shape
    y = np.empty((len(x), out_channels, *slide.count), x.dtype)
    if depth == 1 and groups > 1:
        _multiply_and_add_planes(x, weight, slide, y)
        if bias is not None:
            y += bias[:, None, None]
        return y
    width = out_channels // groups
    for group in range(groups):
        outputs = slice(group * width, (group + 1) * width)
        _multiply_matrices(
            x[:, group * depth : (group + 1) * depth],
            weight[outputs],
            None if bias is None else bias[outputs, None, None],
            slide,
            y[:, outputs],
        )
    return y


def _multiply_matrices(
    x: np.ndarray, weight: np.ndarray, bias: np.ndarray | None, slide: Slide, y: np.ndarray
) -> None:
    """Write weight @ windows, several images or several rows of one image at a time.

    Unrolling a window copies each pixel k_h · k_w times. Where the matrices are large enough
    without it, only the k_w columns are unrolled: with rows outermost, the pixels under kernel
    row i are one contiguous piece of the same copy, and k_h products are added up.
    """
    out_channels, channels, k_h, k_w = weight.shape
    out_h, out_w = slide.count
    if k_h == k_w == 1 and slide == ((1, 1), slide.dilation, (0, 0), x.shape[2:]):
        # Every pixel is a window: there is nothing to unroll.
        pixels, sums = (array.reshape(len(x), -1, out_h * out_w) for array in (x, y))
        np.matmul(weight[:, :, 0, 0], pixels, out=sums)
        if bias is not None:
            y += bias
        return
    by_rows = (
        k_h > 1
        and slide.stride[0] == 1
        and channels * k_w >= _DEEP
        and len(x) * out_h * out_w >= 2 * out_channels
    )
    if by_rows:
        steps = weight.transpose(2, 0, 1, 3).reshape(k_h, out_channels, channels * k_w)
        unrolled_rows, overlap = 1, (k_h - 1) * slide.dilation[0]
    else:
        steps = weight.reshape(1, out_channels, channels * k_h * k_w)
        unrolled_rows, overlap = k_h, 0

    sums = out_channels * min(2, len(steps))
    row_bytes = (steps.shape[2] + sums) * out_w * x.itemsize
    images = max(1, min(len(x), _BLOCK_BYTES // (row_bytes * (out_h + overlap))))
    rows = out_h if images > 1 else max(1, min(out_h, _BLOCK_BYTES // row_bytes - overlap))
    unrolled = np.empty(steps.shape[2] * (rows + overlap) * images * out_w, x.dtype)
    scratch = np.empty((min(2, len(steps)), out_channels * rows * images * out_w), x.dtype)

    for first in range(0, len(x), images):
        block = x[first : first + images].transpose(1, 2, 0, 3)
        for top in range(0, out_h, rows):
            result = y[first : first + images, :, top : top + rows]
            height = result.shape[2]
            shape = channels, unrolled_rows, k_w, height + overlap, block.shape[2], out_w
            windows = unrolled[: prod(shape)].reshape(shape)
            for i in range(unrolled_rows):
                for j in range(k_w):
                    _copy_shifted(windows[:, i, j], block, slide, top, i, j)
            windows = windows.reshape(steps.shape[2], -1)
            line = block.shape[2] * out_w
            total, product = (
                buffer[: out_channels * height * line].reshape(out_channels, -1)
                for buffer in (scratch[0], scratch[-1])
            )
            for i, step in enumerate(steps):
                start = i * slide.dilation[0] * line
                under_row = windows[:, start : start + height * line]
                np.matmul(step, under_row, out=product if i else total)
                if i:
                    total += product
            total = total.reshape(out_channels, height, -1, out_w).transpose(2, 0, 1, 3)
            if bias is None:
                result[...] = total
            else:
                np.add(total, bias, out=result)


def _copy_shifted(
    target: np.ndarray, source: np.ndarray, slide: Slide, top: int, i: int, j: int
) -> None:
    """Fill (C, rows, N, columns) with the pixels under element (i, j) of every window."""
    rows, from_rows, rows_clipped = _inside(slide, 0, i, top, target.shape[1], source.shape[1])
    columns, from_columns, clipped = _inside(slide, 1, j, 0, target.shape[3], source.shape[3])
    if rows_clipped or clipped:
        target.fill(0)
    target[:, rows, :, columns] = source[:, from_rows, :, from_columns]


def _inside(
    slide: Slide, axis: int, element: int, first: int, windows: int, size: int
) -> tuple[slice, slice, bool]:
    """Return the windows whose element lies in the image, where it lies, and if any does not."""
    stride = slide.stride[axis]
    offset = slide.origin[axis] + element * slide.dilation[axis] + first * stride
    low = min(windows, max(0, -(offset // stride)))
    high = max(low, min(windows, (size - 1 - offset) // stride + 1))
    start = low * stride + offset
    pixels = slice(start, start + (high - low - 1) * stride + 1, stride) if high > low else slice(0)
    return slice(low, high), pixels, high - low < windows


def _multiply_and_add_planes(
    x: np.ndarray, weight: np.ndarray, slide: Slide, y: np.ndarray
) -> None:
    """Shift every plane under each element of its kernel, multiply, and add up.

    In a plane laid out in one line, padding included, a shift is an offset: long straight runs,
    at the price of a few sums past each row's end, which are dropped.
    """
    channels, height, width = x.shape[1:]
    (s_h, s_w), (d_h, d_w), (out_h, out_w) = slide.stride, slide.dilation, slide.count
    k_h, k_w = weight.shape[2:]
    top, left = (-origin for origin in slide.origin)
    frame_h = max(top + height, (out_h - 1) * s_h + (k_h - 1) * d_h + 1)
    frame_w = max(left + width, (out_w - 1) * s_w + (k_w - 1) * d_w + 1)
    straight = s_h == s_w == 1
    planes = max(1, min(channels, _PLANES_BYTES // (frame_h * frame_w * x.itemsize)))
    # A line ends in room for the last shift of the last row.
    lines = np.zeros((planes, frame_h * frame_w + (k_w - 1) * d_w), x.dtype)
    frames = lines[:, : frame_h * frame_w].reshape(planes, frame_h, frame_w)
    columns = frame_w if straight else out_w
    buffers = np.empty((2, planes, out_h, columns), x.dtype)
    factors = weight.reshape(channels, -1, k_h, k_w)
    results = y.reshape(len(x), channels, -1, out_h, out_w)
    for image, image_results in zip(x, results, strict=True):
        for first in range(0, channels, planes):
            block = image[first : first + planes]
            total, product = buffers[:, : len(block)]
            frames[: len(block), top : top + height, left : left + width] = block
            for copy in range(factors.shape[1]):
                for i, j in np.ndindex(k_h, k_w):
                    if straight:
                        start = i * d_h * frame_w + j * d_w
                        shifted = lines[: len(block), start : start + out_h * frame_w]
                        shifted = shifted.reshape(total.shape)
                    else:
                        shifted = frames[: len(block), i * d_h :: s_h, j * d_w :: s_w]
                        shifted = shifted[:, :out_h, :out_w]
                    factor = factors[first : first + planes, copy, i, j, None, None]
                    np.multiply(shifted, factor, out=product if i or j else total)
                    if i or j:
                        total += product
                image_results[first : first + planes, copy] = total[..., :out_w]
