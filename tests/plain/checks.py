"""What an argument may be, and the refusal of what it may not."""

import math
import operator
from numbers import Real

import numpy as np

MOST = 10**6  # A test that needs more pixels than this has met a huge number.


class Refused(Exception):
    """The arguments make no sense; its own arguments are the words one of which must be said."""


def require(sense, *blamed):
    if not sense:
        raise Refused(*blamed)


def whole(value, name, least=1):
    require(not isinstance(value, (bool, np.bool_)), name)
    try:
        number = operator.index(value)
    except TypeError:
        raise Refused(name) from None
    require(number >= least, name)
    return number


def pair(value, name, least=1):
    if not isinstance(value, (list, tuple)):
        return (whole(value, name, least),) * 2
    require(len(value) == 2, name)
    return tuple(whole(side, name, least) for side in value)


def shape(sizes, name):
    require(isinstance(sizes, (list, tuple)) and len(sizes) > 0, name)
    return tuple(whole(size, name) for size in sizes)


def flag(value, name):
    require(isinstance(value, (bool, np.bool_)), name)
    return bool(value)


def real(value, name, least, most):
    require(isinstance(value, Real) and not isinstance(value, bool), name)
    try:
        number = float(value)
    except OverflowError:
        raise Refused(name) from None
    require(least <= number <= most, name)
    return number


def finite(value, name):
    return real(value, name, -np.finfo(float).max, np.finfo(float).max)


def positive(value, name):
    return real(value, name, math.ulp(0.0), np.finfo(float).max)


def floats(x, name="x", shape=None):
    require(isinstance(x, np.ndarray) and not isinstance(x, (np.ma.MaskedArray, np.matrix)), name)
    require(x.dtype in ("float32", "float64") and x.ndim > 0 and x.size > 0, name)
    require(shape is None or x.shape == shape, name)
    return x.astype(np.float64)


def images(x, name="x"):
    require(floats(x, name).ndim == 4, name)
    return x.astype(np.float64)
