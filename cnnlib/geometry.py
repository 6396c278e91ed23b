"""Padding and output sizes, in whole numbers.

Every size in this package comes from here: layers, counters, figures and the book's
pages all call these functions. Nothing here touches an array.
"""

from __future__ import annotations

import operator
from collections.abc import Sequence
from typing import Any

__all__ = ["effective_kernel_size", "output_size", "pair", "parse_padding", "resolve_padding"]

Pair = tuple[int, int]
FourSides = tuple[int, int, int, int]

_PADDING_FORMS = (
    "an int, (height, width), (top, bottom, left, right), "
    "((0, 0), (0, 0), (top, bottom), (left, right)), 'SAME' or 'VALID'"
)


def whole_number(value: Any, name: str, minimum: int = 1) -> int:
    """Return `value` as a Python int of at least `minimum`, or say why it is none."""
    if isinstance(value, bool) or not hasattr(value, "__index__"):
        raise TypeError(f"{name} must be a whole number, got {value!r} ({type(value).__name__})")
    number = operator.index(value)
    if number < minimum:
        raise ValueError(f"{name} must be at least {minimum}, got {number}")
    return number


def pair(value: Any, name: str, minimum: int = 1) -> Pair:
    """Return `value` as (height, width); one number stands for both.

    Examples
    --------
    >>> pair(3, "kernel_size"), pair([3, 5], "kernel_size")
    ((3, 3), (3, 5))
    """
    if not isinstance(value, (list, tuple)):
        number = whole_number(value, name, minimum)
        return number, number
    if len(value) != 2:
        raise ValueError(f"{name} must be an int or (height, width), got {value!r}")
    return whole_number(value[0], name, minimum), whole_number(value[1], name, minimum)


def parse_padding(padding: Any) -> FourSides | str:
    """Return ``'SAME'``, or the four numbers (top, bottom, left, right) that `padding` names.

    Raises
    ------
    TypeError, ValueError
        If `padding` is none of the accepted forms, negative, or pads batch or channels.

    Examples
    --------
    >>> parse_padding((1, 2)), parse_padding("valid"), parse_padding("Same")
    ((1, 1, 2, 2), (0, 0, 0, 0), 'SAME')
    """
    if isinstance(padding, str):
        name = padding.upper()
        if name not in ("SAME", "VALID"):
            raise ValueError(f"padding must be {_PADDING_FORMS}, got {padding!r}")
        return "SAME" if name == "SAME" else (0, 0, 0, 0)
    if not isinstance(padding, (list, tuple)):
        side = whole_number(padding, "padding", minimum=0)
        return side, side, side, side
    if len(padding) == 4 and all(isinstance(axis, (list, tuple)) for axis in padding):
        if any(len(axis) != 2 for axis in padding):
            raise ValueError(f"padding must be {_PADDING_FORMS}, got {padding!r}")
        sides = [whole_number(side, "padding", minimum=0) for axis in padding for side in axis]
        if any(sides[:4]):
            raise ValueError(f"padding of batch and channels must be (0, 0), got {padding!r}")
        sides = sides[4:]
    elif len(padding) in (2, 4):
        sides = [whole_number(side, "padding", minimum=0) for side in padding]
        if len(sides) == 2:
            sides = [sides[0], sides[0], sides[1], sides[1]]
    else:
        raise ValueError(f"padding must be {_PADDING_FORMS}, got {padding!r}")
    top, bottom, left, right = sides
    return top, bottom, left, right


def effective_kernel_size(kernel: int, dilation: int = 1) -> int:
    """Return how many pixels a kernel reaches across: dilation · (kernel − 1) + 1.

    Examples
    --------
    >>> effective_kernel_size(3), effective_kernel_size(3, dilation=2)
    (3, 5)
    """
    return dilation * (kernel - 1) + 1


def resolve_padding(
    padding: Any, input_size: Any, kernel_size: Any, stride: Any = 1, dilation: Any = 1
) -> FourSides:
    """Turn any form of padding into the four numbers (top, bottom, left, right).

    ``'SAME'`` pads so that the output has ``ceil(input / stride)`` rows and columns. Where
    the total is odd, the extra row or column goes to the end.

    Parameters
    ----------
    padding : int, sequence or str
        An int, (height, width), (top, bottom, left, right),
        ((0, 0), (0, 0), (top, bottom), (left, right)), ``'SAME'`` or ``'VALID'``.
    input_size, kernel_size, stride, dilation : int or (int, int)
        Height and width in pixels; only ``'SAME'`` depends on them.

    Returns
    -------
    tuple of four int
        Rows added above and below, columns added left and right.

    Raises
    ------
    TypeError, ValueError
        If an argument is none of the accepted forms, or negative.

    References
    ----------
    The rule for ``'SAME'`` is TensorFlow's, and PaddlePaddle's ``padding_algorithm``.

    Examples
    --------
    >>> resolve_padding((1, 2), (12, 6), (3, 5))
    (1, 1, 2, 2)
    >>> resolve_padding("SAME", (4, 4), 3, stride=2)
    (0, 1, 0, 1)
    """
    sides = parse_padding(padding)
    axes = tuple(
        zip(
            pair(input_size, "input_size"),
            pair(kernel_size, "kernel_size"),
            pair(stride, "stride"),
            pair(dilation, "dilation"),
            strict=True,
        )
    )
    if not isinstance(sides, str):
        return sides
    (top, bottom), (left, right) = (_same_padding(*axis) for axis in axes)
    return top, bottom, left, right


def output_size(
    input_size: Any,
    kernel_size: Any,
    stride: Any = 1,
    padding: Any = 0,
    dilation: Any = 1,
    ceil_mode: bool = False,
) -> Any:
    """Count how often a window fits: floor((n + p − d · (k − 1) − 1) / s) + 1 on each axis.

    Parameters
    ----------
    input_size : int or (int, int)
        Height and width. A single int stands for one axis and gives an int back.
    kernel_size, stride, dilation : int or (int, int)
        Of the window, in pixels.
    padding : int, sequence or str
        Any form that `resolve_padding` takes.
    ceil_mode : bool
        Round up instead of down. A last window that would start in the end padding, or
        beyond it, is dropped (the rule of PyTorch and ONNX).

    Returns
    -------
    (int, int) or int
        Output height and width.

    Raises
    ------
    ValueError
        If the window is larger than the padded input.

    References
    ----------
    V. Dumoulin and F. Visin, A guide to convolution arithmetic for deep learning, 2016,
    relationships 6 and 15.

    Examples
    --------
    >>> output_size((12, 6), kernel_size=(3, 5), padding=(1, 2))
    (12, 6)
    >>> output_size(28, kernel_size=5)
    24
    """
    if not isinstance(input_size, (list, tuple)):
        height, width = output_size(
            (input_size, input_size), kernel_size, stride, padding, dilation, ceil_mode
        )
        if height != width:
            raise ValueError(
                f"input_size must be (height, width) where the axes differ, got {input_size!r}"
            )
        return height
    top, bottom, left, right = resolve_padding(padding, input_size, kernel_size, stride, dilation)
    (in_h, in_w), (k_h, k_w) = pair(input_size, "input_size"), pair(kernel_size, "kernel_size")
    (s_h, s_w), (d_h, d_w) = pair(stride, "stride"), pair(dilation, "dilation")
    return (
        _output_length("height", in_h, k_h, s_h, d_h, top, bottom, ceil_mode),
        _output_length("width", in_w, k_w, s_w, d_w, left, right, ceil_mode),
    )


def batch_shape(shape: Any, name: str = "input_shape") -> tuple[int, ...]:
    """Return `shape` as a tuple of positive ints: a batch of anything."""
    if not isinstance(shape, Sequence) or isinstance(shape, str) or len(shape) == 0:
        raise TypeError(
            f"{name} must be a sequence of sizes such as (1, 3, 224, 224), got {shape!r}"
        )
    return tuple(whole_number(size, name) for size in shape)


def nchw_shape(shape: Any, name: str = "input_shape") -> tuple[int, int, int, int]:
    """Return `shape` as (N, C, H, W), or say what is missing."""
    sizes = batch_shape(shape, name)
    if len(sizes) != 4:
        raise ValueError(f"{name} must be (N, C, H, W), four sizes, got {len(sizes)}: {sizes}")
    batch, channels, height, width = sizes
    return batch, channels, height, width


def _same_padding(size: int, kernel: int, stride: int, dilation: int) -> Pair:
    windows = -(-size // stride)
    reach = (windows - 1) * stride + effective_kernel_size(kernel, dilation)
    total = max(reach - size, 0)
    return total // 2, total - total // 2


def _output_length(
    axis: str, size: int, kernel: int, stride: int, dilation: int, begin: int, end: int, ceil: bool
) -> int:
    span = effective_kernel_size(kernel, dilation)
    padded = begin + size + end
    if span > padded:
        dilated = f" with dilation {dilation} reaches across {span} and" if dilation > 1 else ""
        raise ValueError(
            f"kernel {kernel}{dilated} does not fit: "
            f"input {size} + padding {begin} + {end} = {padded} ({axis})"
        )
    if not ceil:
        return (padded - span) // stride + 1
    windows = -(-(padded - span) // stride) + 1
    last_start = (windows - 1) * stride
    return windows - 1 if last_start >= begin + size else windows
