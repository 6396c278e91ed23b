"""Joins, and what is done number by number."""

from __future__ import annotations

from functools import partial, reduce
from typing import Any

import numpy as np

from cnnlib.description.imported.values import Stream
from cnnlib.description.keras.call import Call
from cnnlib.description.keras.rules.registry import rule
from cnnlib.layers.activation import Dropout
from cnnlib.layers.arithmetic import Arithmetic
from cnnlib.layers.joins import Add, Concat, Multiply

__all__ = ["combine", "concat", "dropout", "rescale", "rest"]

OPERATIONS = {
    "Add": np.add,
    "Subtract": np.subtract,
    "Multiply": np.multiply,
    "Divide": np.divide,
    "TrueDivide": np.divide,
}


@rule(*OPERATIONS, "Average")
def combine(call: Call) -> Stream:
    """Combine arrays number by number, or an array with a number."""
    operation = OPERATIONS.get(call.kind, np.add)
    if len(call.streams) == 1:
        call.require(len(call.numbers) == 1, "it combines nothing")
        return call.emit(Arithmetic(operation, float(call.numbers[0])), *call.streams)
    shapes = [each.shape for each in call.streams]
    alike = len({*shapes}) == 1
    if operation is np.multiply and len({*map(len, shapes)}) == 1:
        return call.emit(Multiply(), *call.streams)
    if operation is np.add and alike:
        y = call.emit(Add(), *call.streams)
        if call.kind != "Average":
            return y
        return call.emit(Arithmetic(np.divide, float(len(shapes))), y, part="mean")
    return call.unruled(np.broadcast_shapes(*shapes), partial(reduce, operation), local=True)


@rule("Maximum", "Minimum")
def extreme(call: Call) -> Stream:
    """Take the largest or the smallest of several arrays."""
    operation: Any = np.maximum if call.kind == "Maximum" else np.minimum
    shape = np.broadcast_shapes(*(each.shape for each in call.streams))
    return call.unruled(shape, lambda *xs: reduce(operation, xs), local=True)


@rule("Concatenate")
def concat(call: Call) -> Stream:
    """Put arrays one behind the other."""
    axis = call.axis(call.get("axis", -1), len(call.streams[0].shape))
    return call.emit(Concat(axis), *call.streams)


@rule("Rescaling")
def rescale(call: Call) -> Stream:
    """Multiply by a scale and add an offset, each one number or one a channel."""
    x = _with(call, call.stream(), np.multiply, call.get("scale", 1.0), "scale")
    return _with(call, x, np.add, call.get("offset", 0.0), "offset")


def _with(call: Call, x: Stream, operation: np.ufunc, by: Any, part: str) -> Stream:
    array = np.asarray(by["config"]["value"] if isinstance(by, dict) else by, np.float32)
    if array.size == 1 and array.item() == (operation is np.multiply):
        return x
    value = float(array.item()) if array.size == 1 else array.reshape(-1, 1, 1)
    return call.emit(Arithmetic(operation, value), x, part=part)


@rule("Dropout")
def dropout(call: Call) -> Stream:
    """Drop numbers in training."""
    return call.emit(Dropout(call.get("rate", 0.5)), call.stream())


@rule("SpatialDropout2D", "GaussianDropout", "GaussianNoise", "ActivityRegularization", "Masking")
@rule("AlphaDropout", "RandomFlip", "RandomRotation", "RandomZoom", "RandomTranslation")
@rule("RandomContrast", "RandomBrightness", "Identity")
def rest(call: Call) -> Stream:
    """Add no layer: it works in training alone."""
    return call.stream()
