"""Activations and dropout: what happens to each number on its own."""

from __future__ import annotations

import numpy as np

from cnnlib._checks import flag, share
from cnnlib.functional._arrays import ieee_arithmetic, require_floats

__all__ = ["dropout", "relu", "relu6"]


def relu(x: np.ndarray) -> np.ndarray:
    """Replace every negative number by zero.

    Examples
    --------
    >>> relu(np.array([-2.0, 0.0, 3.0]))
    array([0., 0., 3.])
    """
    return np.maximum(require_floats(x), 0)


def relu6(x: np.ndarray) -> np.ndarray:
    """Cut every number to the range from 0 to 6 (MobileNet's activation).

    Examples
    --------
    >>> relu6(np.array([-2.0, 3.0, 9.0]))
    array([0., 3., 6.])
    """
    return np.clip(require_floats(x), 0, 6)


@ieee_arithmetic
def dropout(
    x: np.ndarray,
    p: float = 0.5,
    training: bool = True,
    generator: np.random.Generator | None = None,
) -> np.ndarray:
    """Drop each number with probability `p` and scale the rest by 1 / (1 − p).

    Parameters
    ----------
    x : ndarray of float32 or float64
    p : float
        Between 0 and 1.
    training : bool
        False drops nothing and scales nothing.
    generator : numpy.random.Generator, optional
        Draws which numbers fall; give a seeded one to repeat a draw.

    Returns
    -------
    ndarray

    References
    ----------
    N. Srivastava et al., Dropout: a simple way to prevent neural networks from overfitting,
    JMLR 2014. Scaling in training, not after it, is what today's frameworks do.

    Examples
    --------
    >>> dropout(np.ones(6), p=0.5, generator=np.random.default_rng(0))
    array([2., 0., 0., 0., 2., 2.])
    """
    require_floats(x)
    p = share(p, "p")
    if generator is None:
        generator = np.random.default_rng()
    elif not isinstance(generator, np.random.Generator):
        raise TypeError(f"generator must be a numpy.random.Generator, got {generator!r}")
    if not flag(training, "training") or p == 0:
        return x.copy()
    if p == 1:
        return np.zeros_like(x)
    kept = generator.random(x.shape) >= p
    return np.where(kept, x / x.dtype.type(1 - p), x.dtype.type(0))
