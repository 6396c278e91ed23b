"""Padding and output sizes, in whole numbers.

Every size in this package comes from here: layers, counters, figures and the book's
pages all call these functions. Nothing here touches an array.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, NamedTuple

from cnnlib._checks import Pair, flag, least_zero_pair, pair, pair_or_none, whole_number
from cnnlib._padding import FourSides, padding_form, parse_padding
from cnnlib._transposed import require_output_padding, transposed_length

__all__ = [
    "Windows",
    "effective_kernel_size",
    "output_size",
    "padding_before",
    "padding_form",
    "pair",
    "parse_padding",
    "place_transposed",
    "place_windows",
    "resolve_padding",
]


class Windows(NamedTuple):
    """Where the windows of a kernel stand on an image; what `place_windows` returns.

    Attributes
    ----------
    kernel, stride, dilation : (int, int)
        Of height and width. Where one window or one pixel stands alone on an axis, the way to
        the next one is given as 1.
    sides : tuple of four int
        Rows and columns of padding: top, bottom, left, right.
    count : (int, int)
        How many windows there are down and across: the output size.

    Examples
    --------
    >>> windows = place_windows((6, 6), kernel_size=3, stride=2)
    >>> windows.count, windows.reach(axis=0)
    ((2, 2), 5)
    """

    kernel: Pair
    stride: Pair
    dilation: Pair
    sides: FourSides
    count: Pair  # type: ignore[assignment] # Hides how a tuple counts; nobody asks this one.

    def reach(self, axis: int, windows: int | None = None) -> int:
        """Return how many pixels some windows in a row span, or all of them."""
        steps = (self.count[axis] if windows is None else windows) - 1
        return steps * self.stride[axis] + self.dilation[axis] * (self.kernel[axis] - 1) + 1

    def met(self, axis: int, size: int) -> int:
        """Return how often the windows of an axis, one after the other, lie on a pixel of it.

        The rest of ``count × kernel`` lies on padding. Over the plane the two axes multiply.

        Examples
        --------
        >>> windows = place_windows((4, 4), kernel_size=3, padding=1)
        >>> windows.met(axis=0, size=4), windows.count[0] * windows.kernel[0]
        (10, 12)
        """
        stride, begin = self.stride[axis], self.sides[2 * axis]
        met = 0
        for tap in range(self.kernel[axis]):
            # The window at i has this tap on pixel i · stride + offset.
            offset = tap * self.dilation[axis] - begin
            first = max(-(offset // stride), 0)
            last = min((size - 1 - offset) // stride, self.count[axis] - 1)
            met += max(last - first + 1, 0)
        return met


def effective_kernel_size(kernel: int, dilation: int = 1) -> int:
    """Return how many pixels a kernel reaches across: dilation · (kernel − 1) + 1.

    Examples
    --------
    >>> effective_kernel_size(3), effective_kernel_size(3, dilation=2)
    (3, 5)
    """
    return whole_number(dilation, "dilation") * (whole_number(kernel, "kernel") - 1) + 1


def resolve_padding(
    padding: Any, input_size: Any, kernel_size: Any, stride: Any = 1, dilation: Any = 1
) -> FourSides:
    """Turn any form of padding into the four numbers (top, bottom, left, right).

    ``'SAME'`` pads so that the output has ``ceil(input / stride)`` rows and columns. Where
    the total is odd, the extra row or column goes to the end, with ``'SAME_LOWER'`` to the
    beginning. ``'VALID'`` pads nothing.

    Parameters
    ----------
    padding : int, sequence or str
        An int, (height, width), (top, bottom, left, right),
        ((0, 0), (0, 0), (top, bottom), (left, right)), ``'SAME'``, ``'SAME_LOWER'`` or
        ``'VALID'``. ONNX's ``'SAME_UPPER'`` is another word for ``'SAME'``, its ``'NOTSET'`` for 0.
    input_size, kernel_size, stride, dilation : int or (int, int)
        Height and width in pixels; only ``'SAME'`` and ``'SAME_LOWER'`` depend on them.

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
    The rule for ``'SAME'`` is TensorFlow's, and PaddlePaddle's ``padding_algorithm``; the other
    words are those of ONNX's ``auto_pad``.

    Examples
    --------
    >>> resolve_padding((1, 2), (12, 6), (3, 5))
    (1, 1, 2, 2)
    >>> resolve_padding("SAME", (4, 4), 3, stride=2)
    (0, 1, 0, 1)
    >>> resolve_padding("SAME_LOWER", (4, 4), 3, stride=2)
    (1, 0, 1, 0)
    """
    sides = parse_padding(padding)
    size, kernel = pair(input_size, "input_size"), pair(kernel_size, "kernel_size")
    stride, dilation = pair(stride, "stride"), pair(dilation, "dilation")
    return _four_sides(sides, size, kernel, stride, dilation)


def padding_before(
    padding: Any, input_size: Any, kernel_size: Any, stride: Any = 1, dilation: Any = 1
) -> Pair:
    """Return the rows of padding at the top and the columns at the left.

    Takes what `resolve_padding` takes.

    Examples
    --------
    >>> padding_before("SAME_LOWER", (4, 4), 2)
    (1, 1)
    """
    if type(padding) is int:  # Most often, and most quickly.
        return padding, padding
    top, _, left, _ = resolve_padding(padding, input_size, kernel_size, stride, dilation)
    return top, left


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
    ceil_mode = flag(ceil_mode, "ceil_mode")
    if not isinstance(input_size, (list, tuple)):
        height, width = output_size(
            (input_size, input_size), kernel_size, stride, padding, dilation, ceil_mode
        )
        if height != width:
            raise ValueError(
                f"input_size must be (height, width) where the axes differ, got {input_size!r}"
            )
        return height
    return place_windows(input_size, kernel_size, stride, padding, dilation, ceil_mode).count


def place_windows(
    input_size: Any,
    kernel_size: Any,
    stride: Any = 1,
    padding: Any = 0,
    dilation: Any = 1,
    ceil_mode: bool = False,
) -> Windows:
    """Place the windows of a kernel on an image: `resolve_padding` and `output_size` in one.

    Parameters
    ----------
    input_size, kernel_size, stride, dilation : int or (int, int)
        Height and width in pixels.
    padding : int, sequence or str
        Any form that `resolve_padding` takes.
    ceil_mode : bool
        As in `output_size`.

    Returns
    -------
    Windows

    Raises
    ------
    TypeError, ValueError
        If an argument is none of the accepted forms, or the window does not fit.

    Examples
    --------
    >>> place_windows((4, 4), kernel_size=3, stride=2, padding="SAME").count
    (2, 2)
    """
    sides = parse_padding(padding)
    return _place(
        pair(input_size, "input_size"),
        pair(kernel_size, "kernel_size"),
        pair(stride, "stride"),
        sides,
        pair(dilation, "dilation"),
        flag(ceil_mode, "ceil_mode"),
    )


def place_transposed(
    input_size: Any,
    kernel_size: Any,
    stride: Any = 1,
    padding: Any = 0,
    output_padding: Any = 0,
    dilation: Any = 1,
    output_size: Any = None,
) -> tuple[Windows, Pair]:
    """Place the windows of a transposed convolution on its output, one for each input pixel.

    They are the windows of the convolution that makes this input's size of that output's: each
    axis of it is s · (n − 1) + d · (k − 1) + 1 − p + output_padding long.

    Parameters
    ----------
    input_size, kernel_size, stride, dilation : int or (int, int)
        Height and width in pixels.
    padding : int, sequence or str
        Any form that `resolve_padding` takes: rows and columns that the output lacks. With
        ``'SAME'`` it is stride times as large as the input.
    output_padding : int or (int, int)
        Rows and columns more at the end, fewer than the stride or the dilation.
    output_size : int or (int, int), optional
        The size itself, in place of `output_padding`.

    Returns
    -------
    (Windows, (int, int))
        Where the windows stand, and the height and width of the output.

    Raises
    ------
    TypeError, ValueError
        If an argument is none of the accepted forms, or no windows come from such a size.

    References
    ----------
    V. Dumoulin and F. Visin, A guide to convolution arithmetic for deep learning, 2016,
    relationships 13 and 14. For ``'SAME'``, TensorFlow's ``conv2d_transpose`` and ONNX's
    ``SAME_UPPER``.

    Examples
    --------
    >>> windows, size = place_transposed((4, 4), kernel_size=3, stride=2, padding=1)
    >>> windows.count, size
    ((4, 4), (7, 7))
    >>> place_transposed(4, 3, stride=2, padding="SAME")[1]
    (8, 8)
    """
    sides = parse_padding(padding)
    return _place_transposed(
        pair(input_size, "input_size"),
        pair(kernel_size, "kernel_size"),
        pair(stride, "stride"),
        sides,
        least_zero_pair(output_padding, "output_padding"),
        pair(dilation, "dilation"),
        pair_or_none(output_size, "output_size"),
    )


@lru_cache(maxsize=1024)
def _place_transposed(
    count: Pair,
    kernel: Pair,
    stride: Pair,
    padding: FourSides | str,
    more: Pair,
    dilation: Pair,
    wanted: Pair | None,
) -> tuple[Windows, Pair]:
    require_output_padding(more, stride, dilation)
    lengths = [
        transposed_length(
            name,
            ((count[axis] - 1) * stride[axis], stride[axis]),
            effective_kernel_size(kernel[axis], dilation[axis]),
            None if isinstance(padding, str) else (padding[2 * axis], padding[2 * axis + 1]),
            more[axis],
            wanted and wanted[axis],
        )
        for axis, name in enumerate(("height", "width"))
    ]
    size = lengths[0], lengths[1]
    sides = _four_sides(padding, size, kernel, stride, dilation)
    return Windows(kernel, _led_on(stride, count), _led_on(dilation, kernel), sides, count), size


@lru_cache(maxsize=1024)  # A network asks for the same few places again at every call.
def _place(
    size: Pair, kernel: Pair, stride: Pair, padding: FourSides | str, dilation: Pair, ceil: bool
) -> Windows:
    top, bottom, left, right = _four_sides(padding, size, kernel, stride, dilation)
    count = (
        _output_length("height", size[0], kernel[0], stride[0], dilation[0], top, bottom, ceil),
        _output_length("width", size[1], kernel[1], stride[1], dilation[1], left, right, ceil),
    )
    # A step to no next window or pixel leads nowhere; NumPy could not hold a huge one.
    steps = _led_on(stride, count)
    gaps = _led_on(dilation, kernel)
    return Windows(kernel, steps, gaps, (top, bottom, left, right), count)


def _led_on(steps: Pair, counts: Pair) -> Pair:
    """Return the steps, 1 on an axis on which there is nothing to step to."""
    return 1 if counts[0] == 1 else steps[0], 1 if counts[1] == 1 else steps[1]


def _four_sides(
    padding: FourSides | str, size: Pair, kernel: Pair, stride: Pair, dilation: Pair
) -> FourSides:
    if not isinstance(padding, str):
        return padding
    (top, bottom), (left, right) = map(_same_padding, size, kernel, stride, dilation)
    return (bottom, top, right, left) if padding == "SAME_LOWER" else (top, bottom, left, right)


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
