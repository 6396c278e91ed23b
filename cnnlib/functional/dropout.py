"""Dropout: some of the numbers, drawn by chance, become zero."""

from __future__ import annotations

from typing import Any

import numpy as np

from cnnlib._checks import flag, share
from cnnlib.functional._arrays import ieee_arithmetic, require_floats, require_gradient, select
from cnnlib.functional._symbol import traceable

__all__ = ["dropout", "dropout_backward"]


@traceable
@ieee_arithmetic
def dropout(
    x: np.ndarray,
    p: float = 0.5,
    training: bool = True,
    generator: np.random.Generator | None = None,
    return_mask: bool = False,
) -> Any:
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
    return_mask : bool
        Also return which numbers stayed, as `dropout_backward` asks for it.

    Returns
    -------
    ndarray
        With `return_mask`, a pair: the numbers and an array of bools of the same shape.

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
    kept = np.ones(x.shape, bool)
    if flag(training, "training") and p > 0:
        kept = generator.random(x.shape) >= p
        y = select(x / x.dtype.type(1 - p), kept) if p < 1 else np.zeros_like(x)
    else:
        y = x.copy()
    return (y, kept) if flag(return_mask, "return_mask") else y


@ieee_arithmetic
def dropout_backward(grad_output: np.ndarray, mask: np.ndarray, p: float = 0.5) -> np.ndarray:
    """Pass the gradient on where a number stayed, scaled as the number was in training.

    Parameters
    ----------
    grad_output : ndarray of float32 or float64
    mask : ndarray of bool
        What `dropout` returned in training with ``return_mask=True``.
    p : float

    Returns
    -------
    ndarray

    Examples
    --------
    >>> dropout_backward(np.array([1.0, 2.0]), np.array([True, False]), p=0.5)
    array([2., 0.])
    """
    p = share(p, "p")
    if not isinstance(mask, np.ndarray) or mask.dtype != bool:
        raise TypeError(f"mask must be an array of bools, got {mask!r}")
    require_gradient(grad_output, mask.shape, require_floats(grad_output, "grad_output"))
    if p == 1:
        return np.zeros_like(grad_output)
    return select(grad_output / grad_output.dtype.type(1 - p), mask)
