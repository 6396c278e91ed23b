"""Fully connected layers: every output sees every input."""

from __future__ import annotations

import numpy as np

from cnnlib._checks import batch_shape, turned
from cnnlib.functional._arrays import (
    ieee_arithmetic,
    require_floats,
    require_gradient,
    require_vector,
)
from cnnlib.functional._products import multiply
from cnnlib.functional._symbol import traceable

__all__ = ["linear", "linear_backward"]


@traceable
def linear(x: np.ndarray, weight: np.ndarray, bias: np.ndarray | None = None) -> np.ndarray:
    """Multiply by a matrix and add a bias: x @ weight + bias.

    Parameters
    ----------
    x : (..., in_features) ndarray of float32 or float64
    weight : (in_features, out_features) ndarray
        Used in the precision of `x`. PyTorch stores its transpose.
    bias : (out_features,) ndarray, optional

    Returns
    -------
    (..., out_features) ndarray

    Examples
    --------
    >>> linear(np.array([[1.0, 2.0]]), np.array([[1.0, 0.0, 2.0], [0.0, 1.0, 1.0]]))
    array([[1., 2., 4.]])
    """
    _require_match(x, weight)
    return multiplied(x, weight, bias)


@ieee_arithmetic
def multiplied(x: np.ndarray, weight: np.ndarray, bias: np.ndarray | None) -> np.ndarray:
    """Return what `linear` does, of a weight that fits."""
    rows = x.reshape(-1, len(weight))
    y = multiply(rows, weight.astype(x.dtype, copy=False)).reshape(*x.shape[:-1], -1)
    if bias is not None:
        y += require_vector(bias, weight.shape[1], "bias", like=x)
    return y


@ieee_arithmetic
def linear_backward(
    grad_output: np.ndarray, x: np.ndarray, weight: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the gradients with respect to `x`, the weight and the bias.

    Parameters
    ----------
    grad_output : (..., out_features) ndarray
    x : (..., in_features) ndarray
    weight : (in_features, out_features) ndarray

    Returns
    -------
    tuple of ndarray
        grad_output @ weightᵀ, xᵀ @ grad_output and the sum of grad_output, in the precision of
        `x` and in the shapes of x, weight and bias.

    Examples
    --------
    >>> x, weight = np.array([[1.0, 2.0]]), np.array([[1.0, 0.0, 2.0], [0.0, 1.0, 1.0]])
    >>> grad_x, grad_weight, grad_bias = linear_backward(np.array([[1.0, 1.0, 1.0]]), x, weight)
    >>> grad_x
    array([[3., 2.]])
    >>> grad_weight
    array([[1., 1., 1.],
           [2., 2., 2.]])
    """
    _require_match(x, weight)
    in_features, out_features = weight.shape
    grad_output = require_gradient(grad_output, (*x.shape[:-1], out_features), x)
    rows, slopes = x.reshape(-1, in_features), grad_output.reshape(-1, out_features)
    grad_x = multiply(slopes, weight.astype(x.dtype, copy=False).T)
    return grad_x.reshape(x.shape), multiply(rows.T, slopes), slopes.sum(axis=0)


def linear_shape(
    input_shape: tuple[int, ...], in_features: int, out_features: int, name: str = "input_shape"
) -> tuple[int, ...]:
    """Return `input_shape` with its last size, in_features, turned into out_features."""
    sizes = batch_shape(input_shape, name)
    if sizes[-1] != in_features:
        hint = ""
        if len(sizes) == 4 and sizes[1] * sizes[2] * sizes[3] == in_features:
            hint = f"; flatten it first: {sizes[1]} × {sizes[2]} × {sizes[3]} = {in_features}"
        raise ValueError(
            f"{name} must end in in_features {in_features}, got {sizes[-1]}: {sizes}{hint}"
        )
    return *sizes[:-1], out_features


def _require_match(x: np.ndarray, weight: np.ndarray) -> None:
    require_floats(x)
    require_floats(weight, "weight")
    if weight.ndim != 2:
        raise ValueError(f"weight must have shape (in_features, out_features), got {weight.shape}")
    if x.shape[-1] != len(weight):
        if x.shape[-1] == weight.shape[1]:
            raise ValueError(
                f"weight must have shape (in_features, out_features) for in_features "
                f"{x.shape[-1]}, got {weight.shape}{turned(weight.shape, weight.shape[::-1])}"
            )
        in_features, out_features = weight.shape
        linear_shape(x.shape, in_features, out_features, name="x.shape")
