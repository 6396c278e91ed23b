"""The pixels that some rows of windows need, within their padding, and the windows on them."""

from __future__ import annotations

import numpy as np

from cnnlib.functional._arrays import scratch
from cnnlib.geometry import Windows

__all__ = ["frame", "overlap_of", "windows_of"]


def frame(x: np.ndarray, places: Windows, rows: slice) -> np.ndarray:
    """Return the pixels under some rows of windows, with zeros around the image."""
    shape = *x.shape[:2], places.reach(0, rows.stop - rows.start), places.reach(1)
    if shape == x.shape and not any(places.sides) and x.flags.c_contiguous:
        return x
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
    rows, columns = x.shape[2:]
    begin, end = min(max(first, 0), rows), min(max(first + height, 0), rows)
    kept = max(0, min(columns, width - left))
    image = x[:, :, begin:end, :kept]
    return image, framed[:, :, begin - first : end - first, left : left + kept]


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
