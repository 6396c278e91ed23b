"""Batch normalization: every channel brought to mean 0 and variance 1, then rescaled."""

from __future__ import annotations

import numpy as np

from cnnlib._checks import channel_shape, flag, share, small_number
from cnnlib.functional._arrays import (
    ieee_arithmetic,
    require_floats,
    require_gradient,
    require_vector,
    scratch,
)
from cnnlib.functional._blocks import work_on_channels
from cnnlib.functional._symbol import traceable

__all__ = ["batch_norm", "batch_norm_backward"]


@traceable
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
    x : (N, C, …) ndarray of float32 or float64
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
    (N, C, …) ndarray

    Raises
    ------
    TypeError, ValueError
        If an array or a setting makes no sense, if a variance + epsilon is not positive, or
        if training gets a single value a channel, which has no spread to divide by.

    References
    ----------
    S. Ioffe and C. Szegedy, Batch normalization, ICML 2015, algorithm 1.

    Examples
    --------
    >>> x = np.array([1.0, 3.0]).reshape(1, 1, 1, 2)
    >>> batch_norm(x, np.array([2.0]), np.array([4.0]), epsilon=0.0)[0, 0]
    array([[-0.5,  0.5]])
    """
    _, channels, *_ = channel_shape(require_floats(x).shape, "x.shape")
    mean = require_vector(running_mean, channels, "running_mean", like=x)
    var = require_vector(running_var, channels, "running_var", like=x)
    gamma = None if weight is None else require_vector(weight, channels, "weight", like=x)
    beta = None if bias is None else require_vector(bias, channels, "bias", like=x)
    momentum = share(momentum, "momentum")
    epsilon = small_number(epsilon, "epsilon")
    training = flag(training, "training")
    if training:
        _require_trainable(x, running_mean=running_mean, running_var=running_var)
        mean, var = _statistics(x)
    spread = spread_of(var, epsilon, "the variance of x" if training else "running_var")
    if training:
        for running, batch in ((running_mean, mean), (running_var, var)):
            running *= momentum
            running += ((1 - momentum) * batch).astype(running.dtype)
    scale = 1 / np.sqrt(spread)
    if gamma is not None:
        scale *= gamma
    return _rescaled(x, mean, scale, beta)


@ieee_arithmetic
def batch_norm_backward(
    grad_output: np.ndarray,
    x: np.ndarray,
    running_mean: np.ndarray,
    running_var: np.ndarray,
    weight: np.ndarray | None = None,
    training: bool = False,
    epsilon: float = 1e-5,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the gradients with respect to `x`, the weight and the bias.

    Parameters
    ----------
    grad_output : (N, C, …) ndarray
    x, running_mean, running_var, weight, training, epsilon
        What `batch_norm` got. In training, mean and variance come from the batch and depend on
        every pixel, so a part of the gradient flows back through them.

    Returns
    -------
    tuple of ndarray
        In the precision of `x`, of shapes (N, C, …), (C,) and (C,).

    References
    ----------
    S. Ioffe and C. Szegedy, Batch normalization, ICML 2015, section 3.

    Examples
    --------
    >>> x = np.array([1.0, 3.0]).reshape(1, 1, 1, 2)
    >>> two, four = np.array([2.0]), np.array([4.0])
    >>> grad_x, grad_weight, grad_bias = batch_norm_backward(x, x, two, four, epsilon=0.0)
    >>> grad_x.ravel(), grad_weight, grad_bias
    (array([0.5, 1.5]), array([1.]), array([4.]))
    """
    _, channels, *_ = channel_shape(require_floats(x).shape, "x.shape")
    others, column = _around_channels(x)
    grad_output = require_gradient(grad_output, x.shape, x)
    mean = require_vector(running_mean, channels, "running_mean", like=x)
    var = require_vector(running_var, channels, "running_var", like=x)
    epsilon = small_number(epsilon, "epsilon")
    training = flag(training, "training")
    if training:
        _require_spread(x)
        mean, var = _statistics(x)
    scale = 1 / np.sqrt(spread_of(var, epsilon, "the variance of x" if training else "running_var"))
    factor = scale
    if weight is not None:
        factor = scale * require_vector(weight, channels, "weight", like=x)
    mean, scale, factor = (each.reshape(column) for each in (mean, scale, factor))
    grad_x = np.empty_like(x, subok=False)
    grad_weight, grad_bias = np.empty((2, channels), x.dtype)
    pixels = x.dtype.type(x.size // channels)

    def work(images: slice, block: slice) -> None:
        part, grad = grad_x[images, block], grad_output[images, block]
        normalized = scratch("normalized", grad.shape, x.dtype)
        np.subtract(x[images, block], mean[block], out=normalized)
        normalized *= scale[block]
        np.multiply(grad, normalized, out=part)
        grad_weight[block] = part.sum(axis=others)
        grad_bias[block] = grad.sum(axis=others)
        if training:
            through_mean, through_var = grad_bias[block] / pixels, grad_weight[block] / pixels
            np.subtract(grad, through_mean.reshape(column), out=part)
            normalized *= through_var.reshape(column)
            part -= normalized
            part *= factor[block]
        else:
            np.multiply(grad, factor[block], out=part)

    work_on_channels(work, x, steps=8, whole_batch=True)
    return grad_x, grad_weight, grad_bias


def _statistics(x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return each channel's mean and its biased variance."""
    mean, var = np.empty((2, x.shape[1]), x.dtype)
    others, column = _around_channels(x)

    def work(images: slice, block: slice) -> None:
        pixels = x[images, block]
        away = scratch("normalized", pixels.shape, x.dtype)
        mean[block] = pixels.mean(axis=others)
        np.subtract(pixels, mean[block].reshape(column), out=away)
        np.square(away, out=away)
        var[block] = away.mean(axis=others)

    work_on_channels(work, x, steps=4, whole_batch=True)
    return mean, var


def _rescaled(
    x: np.ndarray, mean: np.ndarray, scale: np.ndarray, bias: np.ndarray | None
) -> np.ndarray:
    """Return scale · (x − mean) + bias.

    Multiplied out it would be one step less, and lose the digits of what is near a large mean.
    """
    y = np.empty_like(x, subok=False)
    _, column = _around_channels(x)
    mean, scale = mean.reshape(column), scale.reshape(column)
    shift = None if bias is None else bias.reshape(column)

    def work(images: slice, block: slice) -> None:
        part = y[images, block]
        np.subtract(x[images, block], mean[block], out=part)
        part *= scale[block]
        if shift is not None:
            part += shift[block]

    work_on_channels(work, x, steps=3)
    return y


def _around_channels(x: np.ndarray) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return all axes but that of the channels, and the shape of what stands along that one."""
    return (0, *range(2, x.ndim)), (-1, *[1] * (x.ndim - 2))


def spread_of(var: np.ndarray, epsilon: float, name: str) -> np.ndarray:
    spread = var + var.dtype.type(epsilon)
    if (spread <= 0).any():
        raise ValueError(f"{name} + epsilon must be positive, got {spread.min()}")
    return spread


def _require_spread(x: np.ndarray) -> None:
    if x.size == x.shape[1]:
        raise ValueError(
            "x must have more than one value a channel in training, or every variance is 0, got "
            f"x.shape {x.shape}: use a larger batch, or training=False (layer.eval())"
        )


def _require_trainable(x: np.ndarray, **running: np.ndarray) -> None:
    _require_spread(x)
    for name, values in running.items():
        if not values.flags.writeable:
            raise ValueError(f"{name} must be writeable: training updates it in place")
