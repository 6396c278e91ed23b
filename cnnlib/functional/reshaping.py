"""The same numbers in other axes: flattened, reshaped, permuted."""

from __future__ import annotations

from functools import lru_cache
from math import prod

import numpy as np

from cnnlib._checks import axis_of, batch_shape, whole_numbers
from cnnlib.functional._arrays import require_floats
from cnnlib.functional._symbol import traceable

__all__ = ["flatten", "permute", "reshape"]


@traceable
def flatten(x: np.ndarray, start_axis: int = 1, stop_axis: int = -1) -> np.ndarray:
    """Join the axes from `start_axis` to `stop_axis` into one.

    Parameters
    ----------
    x : ndarray of float32 or float64
    start_axis, stop_axis : int
        Both included.

    Returns
    -------
    ndarray
        The same numbers in the same order.

    Examples
    --------
    >>> flatten(np.zeros((2, 16, 5, 5))).shape
    (2, 400)
    """
    require_floats(x)
    return x.reshape(_flat_shape(x.shape, start_axis, stop_axis)).copy()


@traceable
def reshape(x: np.ndarray, shape: int | tuple[int, ...]) -> np.ndarray:
    """Give each image other axes; the batch stays.

    Parameters
    ----------
    x : (N, …) ndarray of float32 or float64
    shape : int or sequence of int
        The sizes behind the batch. One may be −1: it takes what the others leave.

    Returns
    -------
    (N, *shape) ndarray
        The same numbers in the same order.

    Examples
    --------
    >>> reshape(np.zeros((2, 6, 16)), (6, 4, -1)).shape
    (2, 6, 4, 4)
    """
    return require_floats(x).reshape(new_shape(x.shape, sizes_or_rest(shape, "shape"))).copy()


@traceable
def permute(x: np.ndarray, axes: int | tuple[int, ...]) -> np.ndarray:
    """Put the axes into another order; the batch stays first.

    Parameters
    ----------
    x : (N, …) ndarray of float32 or float64
    axes : int or sequence of int
        Which axis of `x` stands at each place, each once, and 0 first.

    Returns
    -------
    ndarray

    Examples
    --------
    >>> permute(np.zeros((2, 3, 8, 9)), (0, 2, 3, 1)).shape
    (2, 8, 9, 3)
    """
    order = axis_order(axes, "axes")
    permuted_shape(require_floats(x).shape, order)
    return x.transpose(order).copy()


def flat_shape(
    input_shape: tuple[int, ...], start_axis: int = 1, stop_axis: int = -1
) -> tuple[int, ...]:
    """Return the shape that `flatten` gives."""
    sizes = batch_shape(input_shape)
    start, stop = axis_of(start_axis, sizes, "start_axis"), axis_of(stop_axis, sizes, "stop_axis")
    if start > stop:
        raise ValueError(f"start_axis {start_axis} must not lie behind stop_axis {stop_axis}")
    return *sizes[:start], prod(sizes[start : stop + 1]), *sizes[stop + 1 :]


_flat_shape = lru_cache(maxsize=1024, typed=True)(flat_shape)  # True is no axis, though equal to 1.


def sizes_or_rest(value: object, name: str) -> tuple[int, ...]:
    """Return `value` as sizes, of which one may be −1: what the others leave."""
    sizes = whole_numbers(value, name, minimum=-1)
    if 0 in sizes:
        raise ValueError(f"{name} must have sizes of 1 or more, or one −1, got {sizes}")
    if sizes.count(-1) > 1:
        raise ValueError(f"{name} can leave one size open by −1, got {sizes.count(-1)}: {sizes}")
    return sizes


def axis_order(value: object, name: str) -> tuple[int, ...]:
    """Return `value` as an order of axes that leaves the batch first."""
    axes = whole_numbers(value, name, minimum=0)
    if sorted(axes) != [*range(len(axes))] or axes[0] != 0:
        raise ValueError(
            f"{name} must have each of {', '.join(map(str, range(len(axes))))} once, and 0, the "
            f"batch, first, got {axes}"
        )
    return axes


def new_shape(input_shape: tuple[int, ...], shape: tuple[int, ...]) -> tuple[int, ...]:
    """Return the shape that `reshape` gives."""
    batch, *given = batch_shape(input_shape)
    numbers, stated = prod(given), abs(prod(shape))
    if numbers % stated or (numbers != stated and -1 not in shape):
        many = f"{' × '.join(map(str, given)) or 1} = {numbers}"
        raise ValueError(
            f"shape {shape} has not the numbers of an image, {many}, got {(batch, *given)}"
        )
    return batch, *(numbers // stated if size == -1 else size for size in shape)


def permuted_shape(input_shape: tuple[int, ...], axes: tuple[int, ...]) -> tuple[int, ...]:
    """Return the shape that `permute` gives."""
    sizes = batch_shape(input_shape)
    if len(sizes) != len(axes):
        raise ValueError(
            f"input must have an axis for each of axes {axes}, got {len(sizes)}: {sizes}"
        )
    return tuple(sizes[axis] for axis in axes)
