"""The normal distribution's cumulative function, which NumPy has not: it needs erf."""

from __future__ import annotations

from math import erfc, pi, sqrt

import numpy as np

from cnnlib._checks import once
from cnnlib.functional._arrays import scratch

__all__ = ["cumulative", "density"]

_REACH = 9  # Farther out the function is 0 or 1 to the last digit of float64.
_STEPS = 256  # Places to a unit at which it is known.
_BLOCK = 8192  # Numbers that a core's cache holds beside all that is made of them.

# The function is (1 + tanh(u)) / 2, where u is x times a sum of powers of x². Of x¹² downwards,
# fitted up to |x| = 6 so that the function errs least, and |x| times it where |x| > 1: by
# 2.2 · 10⁻⁸, found by least squares, each place weighed again by its error until all peaks were
# equal. Farther out u is so large that tanh(u) is 1: the first power's factor is positive.
_POWERS = (
    1.84665995e-09,
    -1.35730375e-07,
    4.0126002e-06,
    -5.56039471e-05,
    -3.17414858e-05,
    0.0363320649,
    0.797885308,
)


def cumulative(x: np.ndarray, y: np.ndarray) -> None:
    """Write how probable a normal number below x is: (1 + erf(x / √2)) / 2, of a line of numbers.

    It is off by up to 10⁻⁷ in float32, as any sum near 1 is, and by 10⁻¹⁵ in float64.
    """
    if x.dtype == np.float32:
        _by_tanh(x, y)
    else:
        for start in range(0, x.size, _BLOCK):
            _by_series(x[start : start + _BLOCK], y[start : start + _BLOCK])


def density(x: np.ndarray, y: np.ndarray) -> None:
    """Write the normal distribution's density, exp(−x² / 2) / √(2π)."""
    np.multiply(x, x, out=y)
    y *= -0.5
    np.exp(y, out=y)
    y /= sqrt(2 * pi)


def _by_tanh(x: np.ndarray, y: np.ndarray) -> None:
    """Write it by tanh, which NumPy computes eight or sixteen at a time, and Horner's rule."""
    square = scratch("square", x.shape, x.dtype)
    np.multiply(x, x, out=square)
    np.multiply(square, _POWERS[0], out=y)
    y += _POWERS[1]
    for factor in _POWERS[2:]:
        y *= square
        y += factor
    y *= x
    np.tanh(y, out=y)
    y += 1
    y *= 0.5


def _by_series(x: np.ndarray, y: np.ndarray) -> None:
    """Write it by Taylor's series about the nearest of places 1/256 apart.

    There Python's own erfc says the value: the first term left out is below 10⁻¹⁵.

    References
    ----------
    M. Abramowitz and I. Stegun, Handbook of mathematical functions, 1964, 26.2.11: the derivatives
    of the density are Hermite polynomials times it.
    """
    first, *others = _coefficients()
    away = np.clip(x, -_REACH, _REACH)
    place = np.rint(away * _STEPS)
    away -= place / _STEPS
    index = place.astype(np.intp) + _REACH * _STEPS
    # NaN is near no place: with any, what is away from it makes NaN of the sum.
    first.take(index, mode="clip", out=y)
    for coefficients in others:
        y *= away
        y += coefficients.take(index, mode="clip")


@once
def _coefficients() -> np.ndarray:
    """Return Taylor's coefficients at every place, the highest first."""
    at = np.arange(-_REACH * _STEPS, _REACH * _STEPS + 1) / _STEPS
    slope = np.empty_like(at)
    density(at, slope)
    highest_first = np.array(
        [
            slope * (3 * at - at**3) / 24,
            slope * (at**2 - 1) / 6,
            slope * -at / 2,
            slope,
            [erfc(-place / sqrt(2)) / 2 for place in at],
        ]
    )
    highest_first[:, [0, -1]] = 0
    highest_first[-1, -1] = 1
    return highest_first
