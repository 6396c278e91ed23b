"""What every operation asks of the arrays it is given."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from functools import wraps
from math import isfinite, prod
from typing import Any, ParamSpec, TypeVar

import numpy as np

from cnnlib._checks import batch_shape, nchw_shape
from cnnlib.functional._symbol import Symbol

_MOST_KEPT = 9 * 2**20  # bytes for each purpose: a thread must not hoard what was needed once
_kept = threading.local()
_NESTS = int(np.__version__.partition(".")[0]) >= 2
_FLOATS = {np.dtype(np.float32), np.dtype(np.float64)}

P = ParamSpec("P")
T = TypeVar("T")


def ieee_arithmetic(operation: Callable[P, T]) -> Callable[P, T]:
    """Let an operation compute without NumPy's warnings.

    Sums that pass the largest float become inf and inf − inf becomes NaN, as IEEE 754 says and
    as every framework does: the value tells it, a warning would say it twice. Before NumPy 2.0 each
    call enters an `np.errstate` of its own: one that is entered again inside itself, as in a
    residual block, would not give back what the caller had set.
    """
    if _NESTS:
        return np.errstate(all="ignore")(operation)  # Takes half the time.

    @wraps(operation)
    def quiet(*args: P.args, **kwargs: P.kwargs) -> T:
        with np.errstate(all="ignore"):
            return operation(*args, **kwargs)

    return quiet


def require_floats(x: Any, name: str = "x") -> np.ndarray:
    """Refuse all but a non-empty array of float32 or float64."""
    if not isinstance(x, np.ndarray) or isinstance(x, (np.ma.MaskedArray, np.matrix)):
        if isinstance(x, Symbol):
            x.refuse("an operation that no layer stands for")
        raise TypeError(f"{name} must be a NumPy array, got {type(x).__name__}")
    if x.dtype not in _FLOATS:
        raise TypeError(
            f"{name} must hold float32 or float64, got {x.dtype}: "
            f"cast it with {name}.astype(np.float32)"
        )
    if x.size == 0 or x.ndim == 0:
        batch_shape(x.shape, f"{name}.shape")
    return x


def require_images(x: Any, name: str = "x") -> np.ndarray:
    """Refuse all but a non-empty (N, C, H, W) array of floats."""
    require_floats(x, name)
    if x.ndim != 4:
        nchw_shape(x.shape, f"{name}.shape")
    return x


def require_vector(values: Any, length: int, name: str, like: np.ndarray) -> np.ndarray:
    """Refuse all but `length` floats; return them in the precision of `like`."""
    require_floats(values, name)
    if values.shape != (length,):
        raise ValueError(f"{name} must have shape ({length},), got {values.shape}")
    return values.astype(like.dtype, copy=False)


def require_gradient(grad_output: Any, shape: tuple[int, ...], like: np.ndarray) -> np.ndarray:
    """Refuse all but floats in the output's shape; return them in the precision of `like`."""
    require_floats(grad_output, "grad_output")
    if grad_output.shape != tuple(shape):
        raise ValueError(
            f"grad_output must have the shape of the output, {tuple(shape)}, "
            f"got {grad_output.shape}"
        )
    return grad_output.astype(like.dtype, copy=False)


def is_finite(x: np.ndarray) -> bool:
    """Tell whether no number is NaN or infinite."""
    return are_finite([x])


def are_finite(arrays: list[np.ndarray]) -> bool:
    """Tell whether no number of some arrays is NaN or infinite."""
    with np.errstate(all="ignore"):
        # The sum takes one pass and no memory. That it overflows says nothing yet.
        total = sum([float(x.sum()) for x in arrays])
        return isfinite(total) or all(np.isfinite(x).all() for x in arrays)


def not_finite(x: np.ndarray) -> str:
    """Say what the first number that is not finite is, where it stands, and how many there are."""
    places = np.argwhere(~np.isfinite(x))
    first = tuple(map(int, places[0]))
    value = float(x[first])
    return f"{value} at {first}" + (f" and {len(places) - 1} more" if len(places) > 1 else "")


def require_finite(x: np.ndarray, name: str) -> np.ndarray:
    """Refuse NaN and infinite numbers; say where the first one stands."""
    if not is_finite(x):
        raise ValueError(f"{name} must be finite, got {not_finite(x)}")
    return x


def require_room(shape: tuple[int, ...], name: str) -> None:
    """Refuse an array that no machine could address; its size is a slip, not a need."""
    if 8 * prod(shape) > sys.maxsize:
        raise ValueError(f"{name} asks for an array of shape {shape}, more than memory can hold")


def rounded(value: float, like: np.ndarray) -> np.floating:
    """Return a number as the nearest that is finite in the precision of `like`."""
    limits = np.finfo(like.dtype)
    number: np.floating = like.dtype.type(min(max(value, float(limits.min)), float(limits.max)))
    return number


def select(values: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """Return `values` where the mask is True and 0 elsewhere, be it NaN or inf.

    The bits of each number times 1 or 0: `np.where` guesses at every number which way to go, and
    where the mask has no pattern it is wrong half the time, which costs ten times as much.
    """
    bits = values.view(f"i{values.itemsize}")
    return (bits * mask).view(values.dtype)


def scratch(purpose: str, shape: tuple[int, ...], dtype: np.dtype) -> np.ndarray:
    """Return an array to work in, its content undefined; the next of this purpose takes its place.

    Each thread keeps the memory from call to call. New memory would cost more than the work in
    it, because the system clears every page before it hands it out.
    """
    size = prod(shape) * dtype.itemsize
    memory = _kept.__dict__.get(purpose)
    if memory is None or memory.nbytes < size:
        memory = np.empty(size, np.uint8)
        if size <= _MOST_KEPT:
            _kept.__dict__[purpose] = memory
    return np.ndarray(shape, dtype, memory)
