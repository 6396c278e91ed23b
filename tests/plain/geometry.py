"""Where windows start: each place is an element of a range."""

import math
from fractions import Fraction

from plain.checks import flag, pair, require, whole


def number_of(places):
    """Return the length of a range, which may be longer than `len` can say."""
    return places.index(places[-1]) + 1


def starts(size, kernel, stride, begin, end, dilation=1, ceil_mode=False):
    """Return the pixel at which each window starts; the image's first is 0."""
    span = dilation * (kernel - 1) + 1
    require(span <= begin + size + end, "kernel", "input_size")
    places = range(-begin, size + end - span + 1, stride)
    if ceil_mode:
        reaches_the_end = places[-1] + span == size + end
        one_more = places if reaches_the_end else range(-begin, places[-1] + stride + 1, stride)
        places = one_more[:-1] if one_more[-1] >= size else one_more
    return places


def parse_padding(padding):
    sides = resolve_padding(padding, 1, 1)
    word = padding.upper() if isinstance(padding, str) else ""
    return {"SAME": "SAME", "SAME_UPPER": "SAME", "SAME_LOWER": "SAME_LOWER"}.get(word, sides)


def resolve_padding(padding, input_size, kernel_size, stride=1, dilation=1):
    axes = zip(
        pair(input_size, "input_size"),
        pair(kernel_size, "kernel_size"),
        pair(stride, "stride"),
        pair(dilation, "dilation"),
        strict=True,
    )
    if isinstance(padding, str):
        word = padding.upper()
        require(word in ("SAME", "SAME_UPPER", "SAME_LOWER", "VALID", "NOTSET"), "padding")
        if not word.startswith("SAME"):
            return 0, 0, 0, 0
        sides = []
        for n, k, s, d in axes:
            missing = max((math.ceil(Fraction(n, s)) - 1) * s + d * (k - 1) + 1 - n, 0)
            begin = math.ceil(missing / 2) if word == "SAME_LOWER" else math.floor(missing / 2)
            sides += [begin, missing - begin]
        return tuple(sides)
    if not isinstance(padding, (list, tuple)):
        return (whole(padding, "padding", 0),) * 4
    if len(padding) == 4 and all(isinstance(ends, (list, tuple)) for ends in padding):
        batch, channels, rows, columns = (pair(tuple(ends), "padding", 0) for ends in padding)
        require(batch == channels == (0, 0), "padding")
        padding = *rows, *columns
    require(len(padding) in (2, 4), "padding")
    sides = [whole(side, "padding", 0) for side in padding]
    return tuple(sides) if len(sides) == 4 else (sides[0], sides[0], sides[1], sides[1])


def grid(input_size, kernel_size, stride, padding, dilation=1, ceil_mode=False):
    """Return where the windows start down and across, and the four sides of padding."""
    ceil_mode = flag(ceil_mode, "ceil_mode")
    sides = resolve_padding(padding, input_size, kernel_size, stride, dilation)
    axes = zip(
        *(pair(value, "") for value in (input_size, kernel_size, stride)),
        (sides[:2], sides[2:]),
        pair(dilation, ""),
        strict=True,
    )
    down, across = (starts(n, k, s, *ends, d, ceil_mode) for n, k, s, ends, d in axes)
    return down, across, sides


def output_size(input_size, kernel_size, stride=1, padding=0, dilation=1, ceil_mode=False):
    down, across, _ = grid(input_size, kernel_size, stride, padding, dilation, ceil_mode)
    height, width = number_of(down), number_of(across)
    if isinstance(input_size, (list, tuple)):
        return height, width
    require(height == width, "input_size")
    return height
