"""Constants of a model file, and what is computed from them while it is read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from cnnlib.description.imported.values import NoRule, Stored
from cnnlib.description.onnx.folding import FOLDED, resolved
from cnnlib.description.onnx.node import Node

__all__ = ["folded", "stored"]

MOST_AXES = 16


def stored(proto: Any, name: str = "") -> Stored:
    """Return the constant that a TensorProto is."""
    from onnx import TensorProto
    from onnx.helper import tensor_dtype_to_np_dtype
    from onnx.numpy_helper import to_array

    shape = tuple(proto.dims)
    name = name or proto.name
    if min(shape, default=0) < 0 or len(shape) > MOST_AXES:
        raise ValueError(f"{name} has shape {shape}")
    try:
        kind = tensor_dtype_to_np_dtype(proto.data_type)
    except (KeyError, TypeError):
        raise ValueError(f"{name} has the unknown type {proto.data_type}") from None

    def read() -> np.ndarray:
        try:
            array = to_array(proto)
        except Exception as error:  # Of the package, NumPy or ml_dtypes.
            raise ValueError(f"{name} of shape {shape} cannot be read: {error}") from None
        return array if array.dtype.kind in "biufc" else array.astype(np.float32)

    held = any(proto.HasField(each) if each == "raw_data" else len(getattr(proto, each))
               for each in _DATA)  # fmt: skip
    readable = (held or 0 in shape) and proto.data_location != TensorProto.EXTERNAL
    trained = len(shape) > 0 and kind not in _OF_SIZES
    return Stored(name, shape, read if readable else None, trained)


_DATA = ("raw_data", "float_data", "int32_data", "int64_data", "double_data", "uint64_data")
_OF_SIZES = {
    np.dtype(name) for name in ("bool", "int16", "int32", "int64", "uint32", "uint64", "O")
}


def folded(node: Node) -> Stored | None:
    """Return what an operator makes of constants alone; None where that is not computed here."""
    values = [each for each in node.inputs if each is not None]
    constants = [each for each in values if isinstance(each, Stored)]
    if len(constants) < len(values) or not constants:
        return None
    if node.operator == "Identity":
        return replace(constants[0], led=True)
    operation = FOLDED.get(node.operator)
    if operation is None:
        return _rescaled(node) if node.operator == "DequantizeLinear" else None
    name, trained = constants[0].name, any(each.trained for each in constants)
    if all(each.is_small for each in constants):
        node.network.spend(sum(each.size for each in constants))
        array = np.asarray(operation(node, *(each.array() for each in constants)))
        node.network.spend(array.size)
        name = name if len(constants) == 1 else node.proto.output[0]
        return Stored.of(name, array, trained and array.ndim > 0)
    first, others = constants[0], constants[1:]
    if node.operator not in _LAZY or not all(each.is_small for each in others):
        return None
    few = [each.array() for each in others]
    return Stored(
        name,
        _shape(node, first, others),
        first.read and (lambda: np.asarray(operation(node, first.array(), *few))),
        trained,
    )


_MOVES = ("Cast", "Slice", "Squeeze", "Transpose", "Unsqueeze")
_LAZY = {*_MOVES, "Reshape", "Flatten", "Mul", "Add", "Sub", "Div", "Pow", "Sqrt", "Neg"}


def _shape(node: Node, first: Stored, others: list[Stored]) -> tuple[int, ...]:
    """Return the shape of what an operator makes of a large constant."""
    if node.operator == "Reshape":
        return resolved(others[0].numbers(), first.shape, bool(node.get("allowzero", 0)))
    if node.operator == "Flatten":
        axis = node.get("axis", 1)
        return resolved([int(np.prod(first.shape[:axis])), -1], first.shape)
    nothing = np.broadcast_to(np.float32(1), first.shape)
    if node.operator in _MOVES and node.operator != "Cast":
        move: Callable[..., np.ndarray] = FOLDED[node.operator]
        return move(node, nothing).shape
    return np.broadcast_shapes(first.shape, *(each.shape for each in others))


def _rescaled(node: Node) -> Stored:
    """Return the numbers that a quantized constant stands for."""
    first = node.stored(0)
    node.require(node.get("block_size", 0) == 0, "it is quantized in blocks")

    def read() -> np.ndarray:
        scale = node.stored(1).array().astype(np.float32)
        zero = node.stored(2).array() if node.has(2) else np.zeros_like(scale)
        sizes = [1] * len(first.shape)
        if scale.size > 1:
            sizes[node.get("axis", 1)] = scale.size
        scale, zero = scale.reshape(sizes), zero.astype(np.float32).reshape(sizes)
        return (first.array().astype(np.float32) - zero) * scale

    known = first.read and node.stored(1).read
    return Stored(first.name, first.shape, read if known else None, trained=len(first.shape) > 0)


def constant(node: Node) -> Stored:
    """Return what an operator Constant holds, in any of its forms."""
    name = node.proto.output[0]
    proto = node.get("value")
    if proto is not None and hasattr(proto, "dims") and hasattr(proto, "data_type"):
        return stored(proto, name)
    for form in ("value_float", "value_int", "value_floats", "value_ints"):
        value = node.get(form)
        if value is not None:
            array = np.asarray(value, np.float32 if "float" in form else np.int64)
            return Stored.of(name, array, form == "value_floats")
    raise NoRule("it holds no numbers")
