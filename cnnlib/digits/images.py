"""From 8 × 8 counts of ink to the 28 × 28 pixels that LeNet takes."""

from __future__ import annotations

import numpy as np

__all__ = ["enlarge"]

SIDE = 8
INK = 16
LENET_SIDE = 28


def enlarge(images: np.ndarray) -> np.ndarray:
    """Return digits of 8 × 8 pixels as LeNet takes them: 28 × 28, from 0 to 1, one channel.

    Between the centers of the pixels the values go straight (bilinear); beyond the outermost
    centers they stay. scikit-learn's ``load_digits().images`` are such digits.

    Parameters
    ----------
    images : (N, 8, 8) ndarray
        Each pixel from 0 (paper) to 16 (all ink).

    Returns
    -------
    (N, 1, 28, 28) ndarray of float32

    Raises
    ------
    TypeError, ValueError
        If these are no digits of that size and range.

    Examples
    --------
    >>> digit = np.zeros((1, 8, 8))
    >>> digit[0, :, 4:] = 16
    >>> large = enlarge(digit)
    >>> large.shape
    (1, 1, 28, 28)
    >>> large[0, 0, 9, 11:17].round(2)
    array([0.  , 0.07, 0.36, 0.64, 0.93, 1.  ], dtype=float32)
    """
    if not isinstance(images, np.ndarray):
        raise TypeError(f"images must be an (N, 8, 8) NumPy array, got {type(images).__name__}")
    if images.ndim != 3 or images.shape[1:] != (SIDE, SIDE):
        raise ValueError(f"images must have shape (N, 8, 8), got {images.shape}")
    if not ((images >= 0) & (images <= INK)).all():
        raise ValueError(
            f"images must hold numbers from 0 to {INK}, got {images.min()} to {images.max()}"
        )
    between = _interpolation()
    return (between @ (images / INK) @ between.T)[:, None].astype(np.float32)


def _interpolation() -> np.ndarray:
    """Return the (28, 8) matrix that takes 8 values on a line to 28."""
    at = np.clip((np.arange(LENET_SIDE) + 0.5) * SIDE / LENET_SIDE - 0.5, 0, SIDE - 1)
    return np.maximum(0, 1 - abs(at[:, None] - np.arange(SIDE)))
