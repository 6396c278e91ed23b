"""Operators that compute number by number or along axes, and that no convention prices."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np

from cnnlib.description.imported.values import Stream
from cnnlib.description.onnx.node import Node
from cnnlib.description.onnx.rules.registry import rule
from cnnlib.layers.foreign import Function, unruled

__all__ = ["elementwise", "reduced_axes", "reduction"]


def _erf(x: np.ndarray) -> np.ndarray:
    from math import erf

    return np.vectorize(erf, otypes=[x.dtype])(x)


def _softplus(x: np.ndarray) -> np.ndarray:
    return np.logaddexp(x, x.dtype.type(0))


def _told(question: Any) -> Function:
    return lambda *xs: question(*xs).astype(np.float32)


ELEMENTWISE: dict[str, Function] = {
    "Abs": np.abs,
    "Ceil": np.ceil,
    "Cos": np.cos,
    "Div": np.divide,
    "Erf": _erf,
    "Exp": np.exp,
    "Floor": np.floor,
    "Log": np.log,
    "Max": lambda *xs: np.max(np.broadcast_arrays(*xs), axis=0),
    "Min": lambda *xs: np.min(np.broadcast_arrays(*xs), axis=0),
    "Mish": lambda x: x * np.tanh(_softplus(x)),
    "Neg": np.negative,
    "Pow": lambda x, by: np.power(x, by.astype(x.dtype)),
    "Reciprocal": np.reciprocal,
    "Sign": np.sign,
    "Sin": np.sin,
    "Softplus": _softplus,
    "Softsign": lambda x: x / (1 + np.abs(x)),
    "Sqrt": np.sqrt,
    "Where": lambda *xs: np.asarray(np.where(xs[0].astype(bool), *xs[1:])),
}
# What is true is 1: numbers flow, and nothing else.
ELEMENTWISE |= {
    name: _told(question)
    for name, question in {
        "And": np.logical_and,
        "Equal": np.equal,
        "Greater": np.greater,
        "GreaterOrEqual": np.greater_equal,
        "IsNaN": np.isnan,
        "Less": np.less,
        "LessOrEqual": np.less_equal,
        "Not": np.logical_not,
        "Or": np.logical_or,
    }.items()
}
# Their costs are a rule's where it has one, so these are for shapes that it does not take.
STRETCHED: dict[str, Function] = {"Add": np.add, "Mul": np.multiply, "Sub": np.subtract}
REDUCED: dict[str, Any] = {
    "ReduceL2": lambda x, **how: np.sqrt(np.sum(x * x, **how)),
    "ReduceMax": np.max,
    "ReduceMean": np.mean,
    "ReduceMin": np.min,
    "ReduceProd": np.prod,
    "ReduceSum": np.sum,
    "ReduceSumSquare": lambda x, **how: np.sum(x * x, **how),
}


@rule(*(name for name in ELEMENTWISE if name != "Div"))
def elementwise(node: Node) -> Stream:
    """Compute number by number; sizes stretch as in NumPy."""
    streams = [node.stream(place) for place in range(len(node.inputs))]
    shape = np.broadcast_shapes(*(each.shape for each in streams))
    function = (ELEMENTWISE | STRETCHED)[node.operator]
    return node.place(partial(unruled(node.operator), local=True), shape, function, *streams)


@rule(*(name for name in REDUCED if name not in ("ReduceMean", "ReduceMax")))
def reduction(node: Node) -> Stream:
    """Reduce along axes."""
    x, axes, keep = reduced_axes(node)
    kept = [1 if axis in axes else size for axis, size in enumerate(x.shape)]
    shape = tuple(size for axis, size in enumerate(kept) if keep or axis not in axes) or (1,)
    operation = REDUCED[node.operator]
    reduce: Function = lambda x: operation(x, axis=axes, keepdims=keep)  # noqa: E731
    return node.place(unruled(node.operator), shape, reduce, x)


def reduced_axes(node: Node) -> tuple[Stream, tuple[int, ...], bool]:
    """Return what is reduced, along which axes, and whether they are kept with a size of 1.

    Axes were an attribute up to opset 17, of ReduceSum up to 12.
    """
    x = node.stream()
    of_inputs = node.opset >= (13 if node.operator == "ReduceSum" else 18)
    axes = node.numbers(1) if of_inputs else node.get("axes")
    if not axes:
        axes = [] if node.get("noop_with_empty_axes", 0) else range(len(x.shape))
    return (
        x,
        tuple(sorted(int(axis) % len(x.shape) for axis in axes)),
        bool(node.get("keepdims", 1)),
    )
