"""Resizing: every plane read anew at more places, or at fewer."""

from __future__ import annotations

from math import floor
from typing import Any

import numpy as np

from cnnlib._checks import OneOf, flag, nchw_shape, number, pair
from cnnlib.functional._arrays import (
    ieee_arithmetic,
    require_gradient,
    require_images,
    require_room,
    scratch,
)
from cnnlib.functional._blocks import work_on_planes
from cnnlib.functional._symbol import traceable

__all__ = ["upsample", "upsample_backward"]

Block = tuple[int, slice]
Scale = int | float
upsampling_mode = OneOf("nearest", "bilinear")


@traceable
@ieee_arithmetic
def upsample(
    x: np.ndarray,
    scale_factor: Any = None,
    size: Any = None,
    mode: str = "nearest",
    align_corners: bool = False,
) -> np.ndarray:
    """Read every plane at a grid of another size, as PyTorch's `interpolate` does.

    Parameters
    ----------
    x : (N, C, H, W) ndarray of float32 or float64
    scale_factor : number or (number, number), optional
        How many times as high and wide; the size is rounded down.
    size : int or (int, int), optional
        Height and width, in place of `scale_factor`.
    mode : {'nearest', 'bilinear'}
        A pixel as it stands at ⌊o · in / out⌋, or the weighted mean of the four around a place.
    align_corners : bool
        Of ``'bilinear'``: whether the middles of the corner pixels stay where they are; else
        the corners of the planes do.

    Returns
    -------
    (N, C, H_out, W_out) ndarray

    Raises
    ------
    TypeError, ValueError
        If not one of `scale_factor` and `size` is given, or a setting makes no sense.

    Notes
    -----
    As in PyTorch, places follow from a `scale_factor` itself, not from the rounded size; a size
    that stays leaves `x` as it is; and the nearest places are computed in single precision, so
    that at one in a hundred odd sizes the pixel before the one of the formula is read.

    Examples
    --------
    >>> x = np.array([[[[1.0, 2.0], [3.0, 4.0]]]])
    >>> upsample(x, size=(2, 4))[0, 0]
    array([[1., 1., 2., 2.],
           [3., 3., 4., 4.]])
    >>> upsample(x, 2, mode="bilinear")[0, 0, 0]
    array([1.  , 1.25, 1.75, 2.  ])
    """
    require_images(x)
    *batch, height, width = upsampled_shape(x.shape, scale_factor, size, mode, align_corners)
    require_room((*batch, max(height, x.shape[2]), max(width, x.shape[3])), "output")
    y = np.empty((*batch, height, width), x.dtype)
    reads = _reads(x, (height, width), scale_factor, mode, align_corners)
    if height > x.shape[2]:
        reads.reverse()  # across first: to pick single numbers takes longer than whole rows
    (first_axis, first), (last_axis, last) = reads

    def work(block: Block) -> None:
        planes = x[block]
        shape = list(planes.shape)
        shape[first_axis] = y.shape[first_axis]
        between = scratch("between", tuple(shape), x.dtype)
        _read(planes, first_axis, first, between)
        _read(between, last_axis, last, y[block])

    work_on_planes(work, y, steps=8)
    return y


@ieee_arithmetic
def upsample_backward(
    grad_output: np.ndarray,
    x: np.ndarray,
    scale_factor: Any = None,
    size: Any = None,
    mode: str = "nearest",
    align_corners: bool = False,
) -> np.ndarray:
    """Hand each gradient to the pixels that were read, as large a part as each had.

    Parameters
    ----------
    grad_output : (N, C, H_out, W_out) ndarray
    x, scale_factor, size, mode, align_corners
        What `upsample` got; of `x` only shape and precision matter.

    Returns
    -------
    (N, C, H, W) ndarray

    Examples
    --------
    >>> upsample_backward(np.array([[[[1.0, 2.0, 3.0, 4.0]]]]), np.zeros((1, 1, 1, 2)), (1, 2))
    array([[[[3., 7.]]]])
    """
    require_images(x)
    shape = upsampled_shape(x.shape, scale_factor, size, mode, align_corners)
    grad_output = require_gradient(grad_output, shape, x)
    reads = _reads(x, shape[2:], scale_factor, mode, align_corners)
    grad_x = np.empty(x.shape, x.dtype)

    def work(block: Block) -> None:
        grad = grad_output[block]
        for axis, (first, second, share) in reversed(reads):
            length = x.shape[axis]
            if share is None:
                grad = _gathered(grad, first, axis, length)
            else:
                seen = _gathered(grad * (1 - share), first, axis, length)
                grad = seen + _gathered(grad * share, second, axis, length)
        grad_x[block] = grad

    work_on_planes(work, grad_output, steps=8)
    return grad_x


Read = tuple[np.ndarray, np.ndarray, np.ndarray | None]
"""For each place along an axis two pixels, and the share of the second, where it has one."""


def _reads(
    x: np.ndarray, size: tuple[int, ...], scale_factor: Any, mode: str, align_corners: bool
) -> list[tuple[int, Read]]:
    """Return what is read along the height, then along the width."""
    scales = scale_pair(scale_factor, "scale_factor") or (None, None)
    reads: list[tuple[int, Read]] = []
    for axis, out, scale in zip((-2, -1), size, scales, strict=True):
        if mode == "nearest" or out == x.shape[axis]:
            first = _nearest(x.shape[axis], out, scale)
            reads.append((axis, (first, first, None)))
            continue
        first, second, share = _around(x.shape[axis], out, scale, align_corners)
        share = share.astype(x.dtype)
        reads.append((axis, (first, second, share[:, None] if axis == -2 else share)))
    return reads


def _read(planes: np.ndarray, axis: int, read: Read, out: np.ndarray) -> None:
    """Write what is read of each line along an axis."""
    first, second, share = read
    planes.take(first, axis, out=out, mode="clip")  # no place is outside: it spares a copy
    if share is not None:
        other = scratch("other", out.shape, out.dtype)
        planes.take(second, axis, out=other, mode="clip")
        other *= share
        out *= 1 - share
        out += other


def _nearest(size: int, out: int, scale: Scale | None) -> np.ndarray:
    """Return the pixel of each place as PyTorch's CPU kernel finds it."""
    places = np.arange(out)
    if out in (size, 2 * size):
        return places * size // out
    step = np.float32(1 / scale) if scale else np.float32(size) / np.float32(out)
    return np.minimum((places.astype(np.float32) * step).astype(int), size - 1)


def _around(
    size: int, out: int, scale: Scale | None, align_corners: bool
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the two pixels around each place, and how near it lies to the second."""
    places = np.arange(out)
    if align_corners:
        at = places * ((size - 1) / max(out - 1, 1))
    else:
        at = np.maximum((places + 0.5) * (1 / scale if scale else size / out) - 0.5, 0)
    first = np.minimum(at.astype(int), size - 1)
    return first, np.minimum(first + 1, size - 1), np.minimum(at - first, 1)


def _gathered(grad: np.ndarray, places: np.ndarray, axis: int, size: int) -> np.ndarray:
    """Add up at each pixel what was read there; places are in ascending order."""
    begins = np.flatnonzero(np.diff(places, prepend=-1))
    shape = list(grad.shape)
    shape[axis] = size
    found = np.zeros(shape, grad.dtype)
    sums = np.add.reduceat(grad, begins, axis)
    found.swapaxes(0, axis)[places[begins]] = sums.swapaxes(0, axis)
    return found


def scale_pair(value: Any, name: str) -> tuple[Scale, Scale] | None:
    """Return positive numbers for height and width, or None; one number stands for both."""
    if value is None:
        return None
    sides = value if isinstance(value, (list, tuple)) else (value, value)
    if len(sides) != 2:
        raise ValueError(f"{name} must be a number or (height, width), got {value!r}")
    for side in sides:
        if not 0 < number(side, name) < 2**53:
            raise ValueError(f"{name} must be positive and finite, got {side!r}")
    height, width = (number(side, name) for side in sides)
    return _plain(height), _plain(width)


def _plain(scale: float) -> Scale:
    return int(scale) if scale == int(scale) else scale


def upsampled_shape(
    input_shape: Any,
    scale_factor: Any,
    size: Any,
    mode: str,
    align_corners: bool,
    name: str = "input_shape",
) -> tuple[int, int, int, int]:
    """Return (N, C, H_out, W_out)."""
    require_one_way(scale_factor, size, mode, align_corners)
    batch, channels, height, width = nchw_shape(input_shape, name)
    if size is not None:
        return batch, channels, *pair(size, "size")
    scales = scale_pair(scale_factor, "scale_factor") or (1, 1)
    lengths = [floor(length * scale) for length, scale in zip((height, width), scales, strict=True)]
    for axis, length, scale, out in zip(
        ("height", "width"), (height, width), scales, lengths, strict=True
    ):
        if out < 1:
            raise ValueError(f"scale_factor {scale} leaves nothing of {axis} {length}")
    return batch, channels, lengths[0], lengths[1]


def require_one_way(scale_factor: Any, size: Any, mode: Any, align_corners: Any) -> None:
    """Refuse settings of which none, or both, say how large; and corners of single pixels."""
    if (scale_factor is None) == (size is None):
        given = "neither" if size is None else "both"
        raise ValueError(f"scale_factor or size must be given, one of them, got {given}")
    if flag(align_corners, "align_corners") and upsampling_mode(mode, "mode") == "nearest":
        raise ValueError("align_corners=True needs mode='bilinear': 'nearest' reads single pixels")
    upsampling_mode(mode, "mode")
