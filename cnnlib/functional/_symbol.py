"""What stands for an array while a forward pass is traced: a shape and a type, and no numbers."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from operator import getitem
from typing import Any, ParamSpec, TypeVar

import numpy as np

__all__ = ["Symbol", "Untraceable", "traceable"]

P = ParamSpec("P")
T = TypeVar("T")


class Untraceable(TypeError):
    """A forward pass does what a trace cannot follow; a pass with numbers is not concerned."""


class Memory:
    """What several arrays may share: how often it has changed in place."""

    changes = 0


class Symbol:
    """An array without numbers; what is done with it, `trace` writes down.

    `trace` has a method ``apply(operation, *args, **kwargs)``, which returns the next symbol, and
    ``refuse(attempt)``, which says what cannot be followed.
    """

    def __init__(self, trace: Any, name: str, shape: tuple[int, ...], dtype: np.dtype) -> None:
        self.trace = trace
        self.name = name
        self.shape = shape
        self.dtype = dtype
        self.ndim = len(shape)
        self.memory = Memory()
        self.seen = 0

    def __len__(self) -> int:
        return self.shape[0]

    def __repr__(self) -> str:
        return f"<array of {self.dtype}, shape {self.shape}, without its numbers>"

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *args: Any, **kwargs: Any) -> Any:
        if method != "__call__" or kwargs:
            self.refuse(f"np.{ufunc.__name__} with {method if not kwargs else [*kwargs]}")
        return self.trace.apply(ufunc, *args)

    def __array_function__(self, function: Any, types: Any, args: Any, kwargs: Any) -> Any:
        return self.trace.apply(function, *args, **kwargs)

    def __add__(self, other: Any) -> Any:
        return self.trace.apply(np.add, self, other)

    def __radd__(self, other: Any) -> Any:
        return self.trace.apply(np.add, other, self)

    def __sub__(self, other: Any) -> Any:
        return self.trace.apply(np.subtract, self, other)

    def __rsub__(self, other: Any) -> Any:
        return self.trace.apply(np.subtract, other, self)

    def __mul__(self, other: Any) -> Any:
        return self.trace.apply(np.multiply, self, other)

    def __rmul__(self, other: Any) -> Any:
        return self.trace.apply(np.multiply, other, self)

    def __truediv__(self, other: Any) -> Any:
        return self.trace.apply(np.divide, self, other)

    def __rtruediv__(self, other: Any) -> Any:
        return self.trace.apply(np.divide, other, self)

    def __matmul__(self, other: Any) -> Any:
        return self.trace.apply(np.matmul, self, other)

    def __rmatmul__(self, other: Any) -> Any:
        return self.trace.apply(np.matmul, other, self)

    def __neg__(self) -> Any:
        return self.trace.apply(np.negative, self)

    def __iadd__(self, other: Any) -> Any:
        return self._become(self + other)

    def __isub__(self, other: Any) -> Any:
        return self._become(self - other)

    def __imul__(self, other: Any) -> Any:
        return self._become(self * other)

    def __itruediv__(self, other: Any) -> Any:
        return self._become(self / other)

    def _become(self, result: Symbol) -> Symbol:
        """Stand for a result from now on, under every name: an array changes in place."""
        if result.shape != self.shape:
            self.refuse(f"changing it in place into shape {result.shape}")
        self.name = result.name
        self.memory.changes += 1
        self.seen = self.memory.changes
        return self

    def view_of(self, whole: Symbol) -> Symbol:
        """Share the memory of another one, as a slice does: what changes in place changes both."""
        self.memory, self.seen = whole.memory, whole.seen
        return self

    def require_current(self) -> None:
        """Refuse numbers that have changed in place under the name of another array."""
        if self.seen < self.memory.changes:
            self.refuse("reading an array after another, which shares its memory, changed in place")

    def __getitem__(self, key: Any) -> Any:
        return self.trace.apply(getitem, self, key)

    def reshape(self, *shape: Any) -> Any:
        """Join axes, or cut them: ``x.reshape(len(x), -1)``."""
        return self.trace.apply(np.reshape, self, shape[0] if len(shape) == 1 else shape)

    def transpose(self, *axes: Any) -> Any:
        """Put the axes into another order: ``x.transpose(0, 2, 3, 1)``."""
        order = axes[0] if len(axes) == 1 else axes
        return self.trace.apply(np.transpose, self, order if axes else None)

    def swapaxes(self, axis1: int, axis2: int) -> Any:
        """Swap two axes: ``x.swapaxes(-1, -2)``."""
        return self.trace.apply(np.swapaxes, self, axis1, axis2)

    def mean(self, axis: Any = None, keepdims: bool = False) -> Any:
        """Average each plane: ``x.mean(axis=(2, 3))``."""
        return self.trace.apply(np.mean, self, axis=axis, keepdims=keepdims)

    def refuse(self, attempt: str) -> Any:
        """Say that a trace cannot follow this."""
        self.trace.refuse(attempt, self)

    def __getattr__(self, name: str) -> Any:
        """Refuse every other attribute of an array."""
        if name.startswith("__"):  # Python and NumPy look for protocols; this is no array.
            raise AttributeError(name)
        self.refuse(f"x.{name}")


def _refusing(attempt: str) -> Callable[..., Any]:
    def refuse(self: Symbol, *args: Any) -> Any:
        self.refuse(attempt)

    return refuse


# What would need the numbers, or is one of the operators that no layer stands for.
for _attempt, _names in {
    "x[...] = ...": "setitem",
    "a loop over x": "iter contains",
    "a number or a truth of x": "float int bool index complex",
    "a comparison of x": "lt le gt ge eq ne",
    "x as an array": "array",
    "an operator other than +, -, *, @ and division by a number": (
        "pow rpow floordiv rfloordiv mod rmod abs and or xor invert"
    ),
}.items():
    for _name in _names.split():
        setattr(Symbol, f"__{_name}__", _refusing(_attempt))


def traceable(operation: Callable[P, T]) -> Callable[P, T]:
    """Let an operation be traced: of a symbol it writes itself down, of an array nothing changes.

    In `cnnlib.layers` a class stands for it, the one that has it as its `operation`.
    """

    @wraps(operation)
    def traced(*args: P.args, **kwargs: P.kwargs) -> T:
        if args and type(args[0]) is Symbol:
            return args[0].trace.apply(traced, *args, **kwargs)
        return operation(*args, **kwargs)

    return traced
