"""The same numbers at other places, one place after another."""

import itertools
import math

import numpy as np

from plain.checks import MOST, flag, floats, images, pair, real, require, whole
from plain.functional import axis_of
from plain.functional import pad2d as framed


def scales(value):
    sides = value if isinstance(value, (list, tuple)) else (value, value)
    require(len(sides) == 2, "scale_factor")
    for side in sides:
        real(side, "scale_factor", math.ulp(0.0), 2**53 - 1)
    return sides


def sources(n, out, scale, mode, align_corners):
    """Return what is read at each place: pixels of n with their weights."""
    for o in range(out):
        if out == n:
            yield [(o, 1)]
        elif mode == "nearest":
            step = np.float32(1 / float(scale) if scale else n / out)
            at = o // 2 if out == 2 * n else int(np.float32(o) * step)
            yield [(min(at, n - 1), 1)]
        else:
            at = max(0, (o + 0.5) * (1 / float(scale) if scale else n / out) - 0.5)
            if align_corners:
                at = o * (n - 1) / (out - 1) if out > 1 else 0
            below = min(int(at), n - 1)
            share = min(at - below, 1)
            yield [(below, 1 - share), (min(below + 1, n - 1), share)]


def upsample(x, scale_factor=None, size=None, mode="nearest", align_corners=False):
    x = images(x)
    require((scale_factor is None) != (size is None), "scale_factor", "size")
    require(isinstance(mode, str) and mode in ("nearest", "bilinear"), "mode")
    require(not (flag(align_corners, "align_corners") and mode == "nearest"), "align_corners")
    sides = (None, None) if scale_factor is None else scales(scale_factor)
    if size is None:
        size = [math.floor(n * float(s)) for n, s in zip(x.shape[2:], sides, strict=True)]
        require(min(size) > 0, "scale_factor")
    else:
        size = pair(size, "size")
    require(math.prod(size) <= MOST, "output")
    for axis in (2, 3):
        reads = sources(x.shape[axis], size[axis - 2], sides[axis - 2], mode, align_corners)
        lines = [sum(x.take(i, axis) * weight for i, weight in read) for read in reads]
        x = np.stack(lines, axis)
    return x


def pixel_shuffle(x, factor):
    x, factor = images(x), whole(factor, "factor")
    batch, channels, height, width = x.shape
    require(channels % factor**2 == 0, "factor")
    y = np.empty((batch, channels // factor**2, height * factor, width * factor))
    for c, i, j in itertools.product(range(y.shape[1]), range(y.shape[2]), range(y.shape[3])):
        (row, down), (column, across) = divmod(i, factor), divmod(j, factor)
        y[:, c, i, j] = x[:, c * factor**2 + down * factor + across, row, column]
    return y


def channel_shuffle(x, groups):
    x, groups = images(x), whole(groups, "groups")
    require(x.shape[1] % groups == 0, "groups")
    each = x.shape[1] // groups
    order = [group * each + place for place in range(each) for group in range(groups)]
    return np.stack([x[:, channel] for channel in order], axis=1)


def take_slice(x, start=0, stop=None, axis=1):
    x = floats(x)
    start = whole(start, "start", -math.inf)
    stop = stop if stop is None else whole(stop, "stop", -math.inf)
    places = [*range(x.shape[axis := axis_of(axis, "axis", x.ndim)])][start:stop]
    require(places, "start")
    return np.stack([x.take(place, axis) for place in places], axis)


def pad2d(x, padding, padding_mode="zeros", value=0.0):
    fill = real(value, "value", -np.finfo(float).max, np.finfo(float).max)
    y = framed(x, padding, padding_mode, "padding_mode")
    require(not fill or padding_mode == "zeros", "value")
    inside = framed(np.ones_like(images(x)), padding, padding_mode)
    return np.where(inside == 0, fill, y) if fill else y
