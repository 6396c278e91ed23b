"""Batch normalization: every channel brought to mean 0 and variance 1, then rescaled."""

from __future__ import annotations

import numpy as np

from cnnlib.functional._arrays import (
    ieee_arithmetic,
    require_flag,
    require_images,
    require_vector,
)

__all__ = ["batch_norm"]


@ieee_arithmetic
def batch_norm(
    x: np.ndarray,
    running_mean: np.ndarray,
    running_var: np.ndarray,
    weight: np.ndarray | None = None,
    bias: np.ndarray | None = None,
    training: bool = False,
    momentum: float = 0.9,
    epsilon: float = 1e-5,
) -> np.ndarray:
    """Normalize every channel: weight · (x − mean) / √(var + epsilon) + bias.

    Parameters
    ----------
    x : (N, C, H, W) ndarray of float32 or float64
    running_mean, running_var : (C,) ndarray
        The statistics to use. With `training` they are instead **updated in place** to
        momentum · running + (1 − momentum) · batch.
    weight, bias : (C,) ndarray, optional
        γ and β of the paper; 1 and 0 where left out.
    training : bool
        Use the mean and the biased variance of this batch.
    momentum : float
        Between 0 and 1: how much of the running statistics stays.
    epsilon : float
        Keeps the division away from zero.

    Returns
    -------
    (N, C, H, W) ndarray

    References
    ----------
    S. Ioffe and C. Szegedy, Batch normalization, ICML 2015, algorithm 1.

    Examples
    --------
    >>> x = np.array([1.0, 3.0]).reshape(1, 1, 1, 2)
    >>> batch_norm(x, np.array([2.0]), np.array([4.0]), epsilon=0.0)[0, 0]
    array([[-0.5,  0.5]])
    """
    require_images(x)
    channels = x.shape[1]
    mean = require_vector(running_mean, channels, "running_mean", like=x)
    var = require_vector(running_var, channels, "running_var", like=x)
    require_momentum(momentum)
    require_epsilon(epsilon)
    if require_flag(training, "training"):
        mean, var = x.mean(axis=(0, 2, 3)), x.var(axis=(0, 2, 3))
        for running, batch in ((running_mean, mean), (running_var, var)):
            running *= momentum
            running += ((1 - momentum) * batch).astype(running.dtype)
    scale = 1 / np.sqrt(var + x.dtype.type(epsilon))
    if weight is not None:
        scale *= require_vector(weight, channels, "weight", like=x)
    y = x - mean[:, None, None]
    y *= scale[:, None, None]
    if bias is not None:
        y += require_vector(bias, channels, "bias", like=x)[:, None, None]
    return y


def require_momentum(momentum: float) -> None:
    """Refuse a momentum outside 0 to 1."""
    _require_number(momentum, "momentum")
    if not 0 <= momentum <= 1:
        raise ValueError(f"momentum must lie between 0 and 1, got {momentum!r}")


def require_epsilon(epsilon: float) -> None:
    """Refuse an epsilon that is negative, infinite or NaN."""
    _require_number(epsilon, "epsilon")
    if not 0 <= epsilon < np.inf:
        raise ValueError(f"epsilon must be 0 or more, and finite, got {epsilon!r}")


def _require_number(value: float, name: str) -> None:
    if isinstance(value, bool) or not isinstance(value, (int, float, np.floating)):
        raise TypeError(f"{name} must be a number, got {value!r} ({type(value).__name__})")
