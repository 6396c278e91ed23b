"""Arithmetic of shapes: operators on constants, computed while the file is read."""

from __future__ import annotations

from collections.abc import Callable
from math import prod
from typing import Any

import numpy as np

from cnnlib.description.imported.values import FEW, NoRule

__all__ = ["FOLDED", "resolved", "slices"]

Array = np.ndarray


def slices(node: Any, ndim: int) -> list[tuple[int, slice]]:
    """Return the axes that a Slice cuts, and how: attributes up to opset 9, inputs later."""
    if node.opset < 10:
        starts, ends, axes = (node.get(name) for name in ("starts", "ends", "axes"))
        steps = None
    else:
        starts, ends, axes, steps = (node.numbers(place) for place in (1, 2, 3, 4))
    axes = range(len(starts)) if axes is None else [int(axis) % ndim for axis in axes]
    steps = [1] * len(starts) if steps is None else steps
    cuts = zip(axes, starts, ends, steps, strict=True)
    return [
        (axis, slice(*_ends(int(a), int(b), int(step)), int(step))) for axis, a, b, step in cuts
    ]


def _ends(start: int, end: int, step: int) -> tuple[int, int | None]:
    """Return ends as Python's slices have them: backwards, the very beginning is None."""
    return start, None if step < 0 and end < -(2**31) + 1 else end


def resolved(
    wanted: list[Any], shape: tuple[int, ...], allow_zero: bool = False
) -> tuple[int, ...]:
    """Return the sizes that a Reshape asks for: 0 keeps a size, −1 takes what is left."""
    sizes = [
        shape[axis] if size == 0 and not allow_zero and axis < len(shape) else int(size)
        for axis, size in enumerate(wanted)
    ]
    if sizes.count(-1) == 1:
        known = prod(size for size in sizes if size != -1)
        if known <= 0 or prod(shape) % known:
            raise NoRule(f"{tuple(sizes)} does not hold the numbers of {shape}")
        sizes[sizes.index(-1)] = prod(shape) // known
    if prod(sizes) != prod(shape) or min(sizes, default=1) < 0:
        raise NoRule(f"{tuple(sizes)} does not hold the numbers of {shape}")
    return tuple(sizes)


def _axes(node: Any) -> tuple[int, ...] | None:
    axes = node.numbers(1) if node.opset >= 13 else node.get("axes")
    return None if axes is None else tuple(map(int, axes))


def _squeeze(node: Any, x: Array, *_: Array) -> Array:
    axes = _axes(node)
    return np.squeeze(x, None if axes is None else tuple(axis % x.ndim for axis in axes))


def _unsqueeze(node: Any, x: Array, *_: Array) -> Array:
    axes = _axes(node)
    if axes is None:
        raise NoRule("no axes")
    return np.expand_dims(x, axes)


def _slice(node: Any, x: Array, *_: Array) -> Array:
    cuts = [slice(None)] * x.ndim
    for axis, cut in slices(node, x.ndim):
        cuts[axis] = cut
    return x[tuple(cuts)]


def _range(node: Any, start: Array, limit: Array, delta: Array) -> Array:
    if not delta or (limit - start) / delta > FEW:
        raise NoRule("its range is too long")
    return np.arange(start.item(), limit.item(), delta.item(), dtype=start.dtype)


def _filled(node: Any, shape: Array) -> Array:
    value = node.get("value")
    fill = np.zeros(1, np.float32) if value is None else node.tensor(value)
    _require_few(shape)
    return np.full([*map(int, shape)], fill.ravel()[0])


def _expand(node: Any, x: Array, shape: Array) -> Array:
    sizes = np.broadcast_shapes(x.shape, tuple(map(int, shape)))
    _require_few(np.array(sizes, np.int64))
    return np.broadcast_to(x, sizes)


def _tile(node: Any, x: Array, repeats: Array) -> Array:
    _require_few(np.append(repeats, x.size))
    return np.tile(x, tuple(map(int, repeats)))


def _require_few(sizes: Array) -> None:
    if prod(max(0, int(size)) for size in sizes.ravel()) > FEW:
        raise NoRule("it makes too many numbers")


def _scatter(node: Any, x: Array, places: Array, updates: Array) -> Array:
    if node.get("reduction", "none") != "none":
        raise NoRule("it adds up")
    y = x.copy()
    y[tuple(np.moveaxis(places.astype(int), -1, 0))] = updates
    return y


def _cast(node: Any, x: Array, *_: Array) -> Array:
    return x.astype(node.dtype(node.get("to")))


def _reduced(operation: Callable[..., Any]) -> Callable[..., Array]:
    def reduce(node: Any, x: Array, *axes: Array) -> Array:
        given = [*axes[0]] if axes else node.get("axes")
        over = None if given is None else tuple(map(int, given))
        return np.asarray(operation(x, axis=over, keepdims=bool(node.get("keepdims", 1))))

    return reduce


def _divide(node: Any, a: Array, b: Array) -> Array:
    if a.dtype.kind not in "iu":
        return np.divide(a, b)
    if not np.all(b):
        raise NoRule("it divides by 0")
    return (np.abs(a) // np.abs(b)) * np.sign(a) * np.sign(b)  # Rounded towards 0, as in C.


def _plain(operation: Any) -> Callable[..., Array]:
    return lambda node, *xs: operation(*xs)


FOLDED: dict[str, Callable[..., Array]] = {
    **{
        name: _plain(operation)
        for name, operation in {
            "Abs": np.abs,
            "Add": np.add,
            "And": np.logical_and,
            "Ceil": np.ceil,
            "Equal": np.equal,
            "Exp": np.exp,
            "Floor": np.floor,
            "Greater": np.greater,
            "GreaterOrEqual": np.greater_equal,
            "Less": np.less,
            "LessOrEqual": np.less_equal,
            "Log": np.log,
            "Max": lambda *xs: np.max(np.broadcast_arrays(*xs), axis=0),
            "Min": lambda *xs: np.min(np.broadcast_arrays(*xs), axis=0),
            "Mul": np.multiply,
            "Neg": np.negative,
            "Not": np.logical_not,
            "Or": np.logical_or,
            "Pow": lambda a, b: np.power(a, b).astype(a.dtype),
            "Reciprocal": np.reciprocal,
            "Round": np.round,
            "Size": lambda x: np.array(x.size),
            "Sqrt": np.sqrt,
            "Sub": np.subtract,
            "Where": np.where,
        }.items()
    },
    "Cast": _cast,
    "Concat": lambda node, *xs: np.concatenate(xs, axis=node.get("axis", 1)),
    "ConstantOfShape": _filled,
    "Div": _divide,
    "Expand": _expand,
    "Flatten": lambda node, x: x.reshape(prod(x.shape[: node.get("axis", 1)]), -1),
    "Gather": lambda node, x, indices: np.take(x, indices.astype(int), axis=node.get("axis", 0)),
    "Mod": lambda node, a, b: np.fmod(a, b) if node.get("fmod", 0) else np.mod(a, b),
    "Range": _range,
    "ReduceMax": _reduced(np.max),
    "ReduceMin": _reduced(np.min),
    "ReduceProd": _reduced(np.prod),
    "ReduceSum": _reduced(np.sum),
    "Reshape": lambda node, x, shape: x.reshape(
        resolved(shape.tolist(), x.shape, bool(node.get("allowzero", 0)))
    ),
    "ScatterND": _scatter,
    "Slice": _slice,
    "Squeeze": _squeeze,
    "Tile": _tile,
    "Transpose": lambda node, x: x.transpose(node.get("perm")),
    "Unsqueeze": _unsqueeze,
}
"""From an operator to what it does with small arrays."""
