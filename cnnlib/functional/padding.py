"""Padding: more rows and columns around every plane."""

from __future__ import annotations

from typing import Any

import numpy as np

from cnnlib import geometry
from cnnlib._checks import OneOf, Pair, finite_number
from cnnlib._padding import FourSides
from cnnlib.functional._arrays import ieee_arithmetic, require_images, require_room
from cnnlib.functional._symbol import traceable

__all__ = ["pad2d", "pad2d_backward"]

_NUMPY_PAD_MODES: dict[str, Any] = {
    "zeros": "constant",
    "reflect": "reflect",
    "replicate": "edge",
    "circular": "wrap",
}
require_padding_mode = OneOf(*_NUMPY_PAD_MODES)
# A pooling may leave its padding empty: there is nothing then to pick or to count.
require_pooling_mode = OneOf("empty", *_NUMPY_PAD_MODES)


@traceable
def pad2d(x: np.ndarray, padding: Any, mode: str = "zeros", value: float = 0.0) -> np.ndarray:
    """Frame every plane of `x` with more rows and columns.

    Parameters
    ----------
    x : (N, C, H, W) ndarray of float32 or float64
    padding : int or sequence
        Any form that `cnnlib.geometry.resolve_padding` takes, but ``'SAME'``, which needs a
        kernel to know how much.
    mode : {'zeros', 'reflect', 'replicate', 'circular'}
        What stands in the frame.
    value : float
        What stands there in place of the zeros.

    Returns
    -------
    (N, C, top + H + bottom, left + W + right) ndarray

    Examples
    --------
    >>> pad2d(np.ones((1, 1, 1, 2)), (0, 1, 1, 0))[0, 0]
    array([[0., 1., 1.],
           [0., 0., 0.]])
    """
    require_images(x)
    sides = sides_in_numbers(padding)
    require_value_used(value, mode, "mode")
    y = framed(x, sides, mode, value)
    return x.copy() if y is x else y


@ieee_arithmetic
def pad2d_backward(grad_output: np.ndarray, padding: Any, mode: str = "zeros") -> np.ndarray:
    """Return the gradient with respect to what `pad2d` framed.

    Parameters
    ----------
    grad_output : (N, C, top + H + bottom, left + W + right) ndarray
    padding, mode
        What `pad2d` got.

    Returns
    -------
    (N, C, H, W) ndarray
        A pixel that was repeated in the frame adds up the gradients of all its copies.

    Examples
    --------
    >>> pad2d_backward(np.ones((1, 1, 1, 4)), (0, 0, 0, 2), mode="replicate")
    array([[[[1., 3.]]]])
    """
    require_images(grad_output, "grad_output")
    sides = sides_in_numbers(padding)
    height, width = grad_output.shape[2] - sum(sides[:2]), grad_output.shape[3] - sum(sides[2:])
    if min(height, width) < 1:
        raise ValueError(
            f"grad_output must be larger than its padding {sides}, got {grad_output.shape}"
        )
    require_frame((height, width), sides, require_padding_mode(mode, "mode"))
    return unframed(grad_output, sides, mode)


def require_value_used(value: Any, padding_mode: Any, name: str = "padding_mode") -> None:
    """Refuse a value for a frame that repeats pixels."""
    mode = require_padding_mode(padding_mode, name)
    if finite_number(value, "value") and mode != "zeros":
        raise ValueError(f"value {value} needs {name} 'zeros': {mode!r} repeats pixels of x")


def sides_in_numbers(padding: Any) -> FourSides:
    """Return four numbers; ``'SAME'`` names none."""
    sides = geometry.parse_padding(padding)
    if isinstance(sides, str):
        raise ValueError(f"padding must be in numbers, got {padding!r}, which needs a kernel")
    return sides


def framed(x: np.ndarray, sides: FourSides, mode: str, value: float = 0.0) -> np.ndarray:
    """Return `x` with its frame, or `x` itself where there is nothing to add."""
    top, bottom, left, right = sides
    if not any(sides):
        return x
    *batch, height, width = x.shape
    require_frame((height, width), sides, mode)
    require_room((*batch, top + height + bottom, left + width + right), "padding")
    frame = ((0, 0), (0, 0), (top, bottom), (left, right))
    values = {"constant_values": value} if value else {}
    return np.pad(x, frame, mode=_NUMPY_PAD_MODES[mode], **values)


def unframed(grad: np.ndarray, sides: FourSides, mode: str) -> np.ndarray:
    """Hand the gradient of each framed pixel to the pixel that it is a copy of."""
    for axis, (begin, end) in ((2, sides[:2]), (3, sides[2:])):
        lines = grad.swapaxes(0, axis)
        inner = len(lines) - begin - end
        summed = lines[begin : begin + inner].copy()
        if mode != "zeros":
            sources = np.pad(np.arange(inner), (begin, end), mode=_NUMPY_PAD_MODES[mode])
            for place in (*range(begin), *range(begin + inner, len(lines))):
                summed[sources[place]] += lines[place]
        grad = summed.swapaxes(0, axis)
    return np.ascontiguousarray(grad)


def require_frame(size: Pair, sides: FourSides, mode: str) -> None:
    """Refuse a frame that asks for more pixels than a plane has to repeat."""
    for axis, length, ends in zip(("height", "width"), size, (sides[:2], sides[2:]), strict=True):
        amount = max(ends)
        most = {"reflect": length - 1, "circular": length}.get(mode, amount)
        if amount > most:
            raise ValueError(
                f"padding_mode {mode!r} can pad {axis} {length} by at most {most}, got {amount}"
            )
