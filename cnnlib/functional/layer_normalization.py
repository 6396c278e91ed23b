"""Layer and group normalization: what belongs to one image is brought to mean 0 and variance 1."""

from __future__ import annotations

from math import prod

import numpy as np

from cnnlib._checks import batch_shape, channel_shape, sizes, small_number, whole_number
from cnnlib.functional._arrays import (
    ieee_arithmetic,
    require_floats,
    require_gradient,
    require_vector,
)
from cnnlib.functional._symbol import traceable
from cnnlib.functional.normalization import spread_of

__all__ = ["group_norm", "group_norm_backward", "layer_norm", "layer_norm_backward"]


@traceable
@ieee_arithmetic
def layer_norm(
    x: np.ndarray,
    normalized_shape: int | tuple[int, ...],
    weight: np.ndarray | None = None,
    bias: np.ndarray | None = None,
    epsilon: float = 1e-5,
) -> np.ndarray:
    """Normalize over the last axes: weight · (x − mean) / √(var + epsilon) + bias.

    Parameters
    ----------
    x : (N, …, *normalized_shape) ndarray of float32 or float64
    normalized_shape : int or sequence of int
        The sizes of the axes that share one mean and one variance, the biased one.
    weight, bias : ndarray of shape `normalized_shape`, optional
        One of each a place; 1 and 0 where left out.
    epsilon : float
        Keeps the division away from zero.

    Returns
    -------
    ndarray
        In the shape of `x`.

    Raises
    ------
    TypeError, ValueError
        If an array or a setting makes no sense, or if a variance + epsilon is not positive.

    References
    ----------
    J. L. Ba, J. R. Kiros and G. E. Hinton, Layer normalization, 2016, equation 3.

    Examples
    --------
    >>> layer_norm(np.array([[1.0, 3.0], [10.0, 30.0]]), 2, epsilon=0.0)
    array([[-1.,  1.],
           [-1.,  1.]])
    """
    shape = _normalized(x, normalized_shape)
    gamma = None if weight is None else _require_shaped(weight, shape, "weight", like=x)
    beta = None if bias is None else _require_shaped(bias, shape, "bias", like=x)
    y, _ = _standardize(x.reshape(-1, prod(shape)), epsilon)
    return _rescaled(y.reshape(x.shape), gamma, beta)


@ieee_arithmetic
def layer_norm_backward(
    grad_output: np.ndarray,
    x: np.ndarray,
    normalized_shape: int | tuple[int, ...],
    weight: np.ndarray | None = None,
    epsilon: float = 1e-5,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the gradients with respect to `x`, the weight and the bias.

    Parameters
    ----------
    grad_output : ndarray in the shape of `x`
    x, normalized_shape, weight, epsilon
        What `layer_norm` got.

    Returns
    -------
    tuple of ndarray
        In the precision of `x`, in the shape of `x`, and two of shape `normalized_shape`.

    Examples
    --------
    >>> x = np.array([[1.0, 3.0]])
    >>> grad_x, grad_weight, grad_bias = layer_norm_backward(x, x, 2, epsilon=0.0)
    >>> grad_x, grad_weight, grad_bias
    (array([[0., 0.]]), array([-1.,  3.]), array([1., 3.]))
    """
    shape = _normalized(x, normalized_shape)
    grad_output = require_gradient(grad_output, x.shape, x)
    normalized, scale = _standardize(x.reshape(-1, prod(shape)), epsilon)
    grads = grad_output.reshape(normalized.shape)
    grad_weight, grad_bias = (grads * normalized).sum(axis=0), grads.sum(axis=0)
    if weight is not None:
        grads = grads * _require_shaped(weight, shape, "weight", like=x).ravel()
    grad_x = _through_statistics(grads, normalized, scale)
    return grad_x.reshape(x.shape), grad_weight.reshape(shape), grad_bias.reshape(shape)


@traceable
@ieee_arithmetic
def group_norm(
    x: np.ndarray,
    num_groups: int,
    weight: np.ndarray | None = None,
    bias: np.ndarray | None = None,
    epsilon: float = 1e-5,
) -> np.ndarray:
    """Normalize each group of channels of each image: (x − mean) / √(var + epsilon), rescaled.

    Parameters
    ----------
    x : (N, C, …) ndarray of float32 or float64
    num_groups : int
        A divisor of C: 1 takes all channels together, C each on its own.
    weight, bias : (C,) ndarray, optional
        One of each a channel, as in batch normalization; 1 and 0 where left out.
    epsilon : float
        Keeps the division away from zero.

    Returns
    -------
    (N, C, …) ndarray

    Raises
    ------
    TypeError, ValueError
        If an array or a setting makes no sense, or if a variance + epsilon is not positive.

    References
    ----------
    Y. Wu and K. He, Group normalization, ECCV 2018, equations 1 to 7.

    Examples
    --------
    >>> group_norm(np.array([[1.0, 3.0, 10.0, 30.0]]), 2, epsilon=0.0)
    array([[-1.,  1., -1.,  1.]])
    """
    channels = _grouped(x, num_groups)
    column = (-1, *[1] * (x.ndim - 2))
    gamma, beta = (
        None if each is None else require_vector(each, channels, name, like=x).reshape(column)
        for name, each in (("weight", weight), ("bias", bias))
    )
    y, _ = _standardize(x.reshape(len(x) * num_groups, -1), epsilon)
    return _rescaled(y.reshape(x.shape), gamma, beta)


@ieee_arithmetic
def group_norm_backward(
    grad_output: np.ndarray,
    x: np.ndarray,
    num_groups: int,
    weight: np.ndarray | None = None,
    epsilon: float = 1e-5,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the gradients with respect to `x`, the weight and the bias.

    Parameters
    ----------
    grad_output : (N, C, …) ndarray
    x, num_groups, weight, epsilon
        What `group_norm` got.

    Returns
    -------
    tuple of ndarray
        In the precision of `x`, of shapes (N, C, …), (C,) and (C,).

    Examples
    --------
    >>> x = np.array([[1.0, 3.0]])
    >>> grad_x, grad_weight, grad_bias = group_norm_backward(x, x, 1, epsilon=0.0)
    >>> grad_x, grad_weight, grad_bias
    (array([[0., 0.]]), array([-1.,  3.]), array([1., 3.]))
    """
    channels = _grouped(x, num_groups)
    grad_output = require_gradient(grad_output, x.shape, x)
    normalized, scale = _standardize(x.reshape(len(x) * num_groups, -1), epsilon)
    by_channel = len(x), channels, -1
    grads = grad_output.reshape(by_channel)
    grad_weight = (grads * normalized.reshape(by_channel)).sum(axis=(0, 2))
    grad_bias = grads.sum(axis=(0, 2))
    if weight is not None:
        grads = grads * require_vector(weight, channels, "weight", like=x)[:, None]
    grad_x = _through_statistics(grads.reshape(normalized.shape), normalized, scale)
    return grad_x.reshape(x.shape), grad_weight, grad_bias


def last_sizes(
    input_shape: tuple[int, ...], normalized: tuple[int, ...], name: str = "input_shape"
) -> tuple[int, ...]:
    """Return `input_shape` if its last sizes, behind the batch, are those that are normalized."""
    given = batch_shape(input_shape, name)
    if len(given) <= len(normalized) or given[-len(normalized) :] != normalized:
        hint = ""
        if len(given) == 4 and normalized == given[1:2]:
            hint = "; over the channels? Permute((0, 2, 3, 1)) brings them to the end"
        raise ValueError(
            f"{name} must have a batch and end in normalized_shape {normalized}, got {given}{hint}"
        )
    return given


def divided(num_groups: int, channels: int, name: str) -> None:
    """Refuse groups that do not divide the channels evenly."""
    if channels % num_groups:
        raise ValueError(f"num_groups {num_groups} must divide {name} {channels}")


def _normalized(x: np.ndarray, normalized_shape: int | tuple[int, ...]) -> tuple[int, ...]:
    shape = sizes(normalized_shape, "normalized_shape")
    last_sizes(require_floats(x).shape, shape, "x.shape")
    return shape


def _grouped(x: np.ndarray, num_groups: int) -> int:
    _, channels, *_ = channel_shape(require_floats(x).shape, "x.shape")
    divided(whole_number(num_groups, "num_groups"), channels, "the channels")
    return channels


def _require_shaped(
    values: np.ndarray, shape: tuple[int, ...], name: str, like: np.ndarray
) -> np.ndarray:
    if require_floats(values, name).shape != shape:
        raise ValueError(f"{name} must have shape {shape}, got {values.shape}")
    return values.astype(like.dtype, copy=False)


def _standardize(rows: np.ndarray, epsilon: float) -> tuple[np.ndarray, np.ndarray]:
    """Bring each row to mean 0 and variance 1; also return what it was multiplied by."""
    epsilon = small_number(epsilon, "epsilon")
    centered = rows - rows.mean(axis=1, keepdims=True)
    # The mean of large numbers is off by a last digit of theirs; that of what is left is not.
    centered -= centered.mean(axis=1, keepdims=True)
    var = np.square(centered).mean(axis=1, keepdims=True)
    scale = 1 / np.sqrt(spread_of(var, epsilon, "the variance of x"))
    centered *= scale
    return centered, scale


def _rescaled(y: np.ndarray, weight: np.ndarray | None, bias: np.ndarray | None) -> np.ndarray:
    if weight is not None:
        y *= weight
    if bias is not None:
        y += bias
    return y


def _through_statistics(grads: np.ndarray, normalized: np.ndarray, scale: np.ndarray) -> np.ndarray:
    """Take the gradient of the rows back through their mean and their variance."""
    through_mean = grads.mean(axis=1, keepdims=True)
    through_var = (grads * normalized).mean(axis=1, keepdims=True)
    return scale * (grads - through_mean - normalized * through_var)
