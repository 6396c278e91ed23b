"""K-max pooling: the largest values of a line, in their order."""

from __future__ import annotations

from typing import Any

import numpy as np

from cnnlib._checks import axis_of, batch_shape, whole_number
from cnnlib.functional._arrays import require_floats, require_gradient
from cnnlib.functional._symbol import traceable

__all__ = ["k_max_pool", "k_max_pool_backward"]


@traceable
def k_max_pool(x: np.ndarray, k: int, axis: int = -1) -> np.ndarray:
    """Keep the `k` largest values along an axis, in the order in which they stood.

    Parameters
    ----------
    x : ndarray of float32 or float64
    k : int
        At most the length of the axis.
    axis : int

    Returns
    -------
    ndarray
        Shaped like `x` but for `axis`, which has length `k`. Of equal values the first stay;
        NaN counts as larger than any number.

    References
    ----------
    N. Kalchbrenner, E. Grefenstette and P. Blunsom, A convolutional neural network for
    modelling sentences, ACL 2014, section 3.2.

    Examples
    --------
    >>> k_max_pool(np.array([[5.0, 1.0, 7.0, 3.0]]), k=2)
    array([[5., 7.]])
    """
    require_floats(x)
    k = k_max_shape(x.shape, k, axis, "x.shape")[axis]
    return np.take_along_axis(x, _kept_places(x, k, axis), axis=axis)


def k_max_pool_backward(
    grad_output: np.ndarray, x: np.ndarray, k: int, axis: int = -1
) -> np.ndarray:
    """Hand each gradient to the value that was kept; the others get none.

    Parameters
    ----------
    grad_output : ndarray
        Shaped like `x` but for `axis`, which has length `k`.
    x, k, axis
        What `k_max_pool` got.

    Returns
    -------
    ndarray
        Shaped like `x`.

    Examples
    --------
    >>> k_max_pool_backward(np.array([[1.0, 2.0]]), np.array([[5.0, 1.0, 7.0, 3.0]]), k=2)
    array([[1., 0., 2., 0.]])
    """
    require_floats(x)
    shape = k_max_shape(x.shape, k, axis, "x.shape")
    grad_output = require_gradient(grad_output, shape, x)
    grad_x = np.zeros(x.shape, x.dtype)
    np.put_along_axis(grad_x, _kept_places(x, shape[axis], axis), grad_output, axis=axis)
    return grad_x


def _kept_places(x: np.ndarray, k: int, axis: int) -> np.ndarray:
    """Return where the `k` largest stand along an axis, in ascending order."""
    # Sorted back to front, the first of equals comes last: among the largest, which stay.
    length = x.shape[axis]
    ascending = length - 1 - np.argsort(np.flip(x, axis), axis=axis, kind="stable")
    return np.sort(np.take(ascending, range(length - k, length), axis=axis), axis=axis)


def k_max_shape(
    input_shape: Any, k: int, axis: int = -1, name: str = "input_shape"
) -> tuple[int, ...]:
    """Return `input_shape` with `k` in the place of the axis."""
    sizes = batch_shape(input_shape, name)
    along = axis_of(axis, sizes)
    k = whole_number(k, "k")
    if k > sizes[along]:
        raise ValueError(
            f"k {k} does not fit: axis {axis} of shape {sizes} has {sizes[along]} values"
        )
    kept = list(sizes)
    kept[along] = k
    return tuple(kept)
