"""Which layer stands for an operation that a traced forward pass uses."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import combinations
from math import prod
from numbers import Real
from operator import getitem
from typing import Any

import numpy as np

from cnnlib import functional
from cnnlib.functional._symbol import Symbol
from cnnlib.functional.reshaping import flat_shape
from cnnlib.layers.activation import Dropout, ReLU, Tanh
from cnnlib.layers.adaptive_pooling import AdaptiveAvgPool2D
from cnnlib.layers.applied import Applied
from cnnlib.layers.arithmetic import Arithmetic
from cnnlib.layers.base import Layer
from cnnlib.layers.joins import Add, Concat, MatMul, Multiply
from cnnlib.layers.lending import LENDING, bound, follow_lending
from cnnlib.layers.padding import Pad2D
from cnnlib.layers.reshaping import Flatten, Permute, Reshape
from cnnlib.layers.slicing import follow_index, follow_split

__all__ = ["follow"]


def follow(trace: Any, operation: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    """Write an operation down in a trace, by the layer that stands for it."""
    if operation in _OPERATIONS:
        return _OPERATIONS[operation](trace, *args, **kwargs)
    if operation in LENDING:
        return follow_lending(trace, operation, args, kwargs)
    name = operation.__name__
    kind: Any = next((k for k in _kinds(Applied) if getattr(k, "operation", 0) is operation), None)
    if kind is None:
        of_numpy = (getattr(operation, "__module__", None) or "numpy").startswith("numpy")
        trace.refuse(f"np.{name}" if of_numpy else name, *_symbols(args)[:1])
    x, settings = bound(operation, args, kwargs)
    if settings.get("return_mask"):
        trace.refuse(f"{name} with return_mask", x)
    return trace.step(name, kind(**settings), x)


def _kinds(kind: type[Layer]) -> Iterator[type[Layer]]:
    for each in kind.__subclasses__():
        yield each
        yield from _kinds(each)


def _symbols(args: Any) -> list[Symbol]:
    return [each for each in args if isinstance(each, Symbol)]


def _arithmetic(operation: np.ufunc, join: type[Layer] | None) -> Callable[..., Symbol]:
    """Return what follows an operator: a join of two symbols, or arithmetic with a constant."""

    def followed(trace: Any, a: Any, b: Any) -> Symbol:
        name = operation.__name__
        if isinstance(a, Symbol) and isinstance(b, Symbol):
            if operation is np.subtract:
                return trace.apply(np.add, a, trace.apply(np.multiply, b, -1))
            if join is not None and (join is not Add or a.shape == b.shape):
                return trace.step(join.__name__.lower(), join(), a, b)
            trace.refuse(f"np.{name} of shapes {a.shape} and {b.shape}")
        first = isinstance(b, Symbol)
        x, by = (b, a) if first else (a, b)
        if isinstance(by, (Real, np.generic)) or (isinstance(by, np.ndarray) and by.ndim == 0):
            by = float(by)
            if by == 0 and operation is np.add:
                return x  # As in sum([x, y]), which begins at 0.
        elif not isinstance(by, np.ndarray):
            trace.refuse(f"np.{name} with {by!r}", x)
        if first and operation is np.divide:
            trace.refuse("a division by x", x)
        layer = Arithmetic(operation, by, first and operation is np.subtract)
        trace.lend(layer, by=by)
        return trace.step(name, layer, x)

    return followed


def _maximum(trace: Any, a: Any, b: Any) -> Symbol:
    """Follow ``np.maximum(x, 0)``."""
    x, other = (a, b) if isinstance(a, Symbol) else (b, a)
    if isinstance(other, Symbol) or np.ndim(other) or other != 0:
        trace.refuse("np.maximum with something else than 0", x)
    return trace.step("relu", ReLU(), x)


def _concatenate(trace: Any, arrays: Any, axis: int = 0) -> Symbol:
    arrays = tuple(arrays)
    symbols = _symbols(arrays)
    if len(symbols) < len(arrays):
        trace.refuse("np.concatenate with an array that does not follow from", symbols[0])
    return symbols[0] if len(symbols) == 1 else trace.step("concat", Concat(axis), *symbols)


def _reshape(trace: Any, x: Symbol, shape: Any) -> Symbol:
    """Follow a reshape that leaves the batch, or that joins axes one behind the other."""
    stated = tuple(shape) if isinstance(shape, (tuple, list)) else (shape,)
    wanted = stated
    if wanted.count(-1) == 1:
        rest = prod(x.shape) // -prod(wanted) if 0 not in wanted else 0
        wanted = tuple(rest if size == -1 else size for size in wanted)
    if wanted == x.shape:
        return x
    for start, stop in combinations(range(x.ndim), 2):
        if flat_shape(x.shape, start, stop) == wanted:
            last = -1 if stop == x.ndim - 1 else stop
            return trace.step("flatten", Flatten(start, last), x).view_of(x)
    if len(wanted) < 2 or wanted[0] != len(x) or prod(wanted) != prod(x.shape):
        trace.refuse(f"x.reshape{tuple(wanted)}, which does not leave the batch as it is", x)
    return trace.step("reshape", Reshape(stated[1:]), x).view_of(x)


def _transpose(trace: Any, x: Symbol, axes: Any = None) -> Symbol:
    """Follow another order of the axes; the batch stays first."""
    order = [*reversed(range(x.ndim))] if axes is None else [*np.arange(x.ndim)[list(axes)]]
    if order == [*range(x.ndim)]:
        return x
    if order[0] != 0:
        trace.refuse(f"x.transpose{tuple(map(int, order))}, which moves the batch", x)
    return trace.step("permute", Permute(tuple(order)), x).view_of(x)


def _swapaxes(trace: Any, x: Symbol, axis1: int, axis2: int) -> Symbol:
    order = np.arange(x.ndim)
    order[[axis1, axis2]] = order[[axis2, axis1]]
    return _transpose(trace, x, order)


def _matmul(trace: Any, a: Any, b: Any) -> Symbol:
    """Follow a product of two symbols, or of one and a matrix, which a linear layer is."""
    if not isinstance(b, Symbol):
        return trace.apply(functional.linear, a, b)
    if not isinstance(a, Symbol):
        trace.refuse("an array @ x", b)
    if a.ndim != b.ndim or a.ndim < 3:
        trace.refuse(f"a product of shapes {a.shape} and {b.shape}")
    return trace.step("matmul", MatMul(), a, b)


def _mean(trace: Any, x: Symbol, axis: Any = None, keepdims: bool = False) -> Symbol:
    """Follow the mean of each plane."""
    axes = axis if isinstance(axis, tuple) else (axis,)
    if x.ndim != 4 or {each if each is None else each % 4 for each in axes} != {2, 3}:
        trace.refuse(f"x.mean(axis={axis})", x)
    mean = trace.step("mean", AdaptiveAvgPool2D(1), x)
    return mean if keepdims else trace.step("flatten", Flatten(), mean)


def _pad2d(trace: Any, *args: Any, **kwargs: Any) -> Symbol:
    x, settings = bound(functional.pad2d, args, kwargs)
    return trace.step("pad2d", Pad2D(settings["padding"], settings["mode"], settings["value"]), x)


def _dropout(trace: Any, *args: Any, **kwargs: Any) -> Symbol:
    x, settings = bound(functional.dropout, args, kwargs)
    for name in ("generator", "return_mask"):
        if settings[name]:
            trace.refuse(f"dropout with {name}", x)
    return trace.step("dropout", Dropout(settings["p"]), x) if settings["training"] else x


_OPERATIONS: dict[Callable[..., Any], Callable[..., Any]] = {
    np.add: _arithmetic(np.add, Add),
    np.multiply: _arithmetic(np.multiply, Multiply),
    np.subtract: _arithmetic(np.subtract, None),
    np.divide: _arithmetic(np.divide, None),
    np.negative: lambda trace, x: trace.apply(np.multiply, x, -1),
    np.maximum: _maximum,
    np.tanh: lambda trace, x: trace.step("tanh", Tanh(), x),
    np.concatenate: _concatenate,
    np.reshape: _reshape,
    np.transpose: _transpose,
    np.swapaxes: _swapaxes,
    np.matmul: _matmul,
    np.split: follow_split,
    getitem: follow_index,
    np.mean: _mean,
    functional.pad2d: _pad2d,
    functional.dropout: _dropout,
}
