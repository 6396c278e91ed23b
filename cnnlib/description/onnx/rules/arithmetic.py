"""What is done number by number."""

from __future__ import annotations

import numpy as np

from cnnlib.description.imported.values import Stored, Stream, Weight
from cnnlib.description.onnx.node import Node
from cnnlib.description.onnx.rules.elementary import elementwise
from cnnlib.description.onnx.rules.registry import Made, rule
from cnnlib.layers.arithmetic import Arithmetic
from cnnlib.layers.joins import Add, Multiply

__all__ = ["add", "divide", "multiply", "subtract"]


@rule("Add", "Sum")
def add(node: Node) -> Made:
    """Add streams, or a stream and a constant."""
    return _combined(node, np.add)


@rule("Mul")
def multiply(node: Node) -> Made:
    """Multiply streams, or a stream by a constant."""
    return _combined(node, np.multiply)


@rule("Sub")
def subtract(node: Node) -> Made:
    """Subtract: of two streams, the second times −1 is added."""
    return _combined(node, np.subtract)


@rule("Div")
def divide(node: Node) -> Made:
    """Divide a stream by a constant."""
    return _combined(node, np.divide)


def _combined(node: Node, operation: np.ufunc) -> Made:
    if len(node.inputs) == 2:
        a, b = node.inputs
        if isinstance(a, Stream) and isinstance(b, Stored):
            return _with(node, operation, a, b, first=False)
        if isinstance(a, Stored) and isinstance(b, Stream):
            return _with(node, operation, b, a, first=True)
    streams = [node.stream(place) for place in range(len(node.inputs))]
    if len(streams) == 1:
        return streams[0]
    alike = len({each.shape for each in streams}) == 1
    if operation is np.subtract and alike:
        minus = node.emit(Arithmetic(np.multiply, -1.0), streams[1], part="minus")
        return node.emit(Add(), streams[0], minus)
    if operation is np.add and alike:
        return node.emit(Add(), *streams)
    ranks = {len(each.shape) for each in streams}
    if operation is np.multiply and len(ranks) == 1:
        return node.emit(Multiply(), *streams)
    return elementwise(node)


def _with(node: Node, operation: np.ufunc, x: Stream, by: Stored, first: bool) -> Stream:
    """Compute with a constant; one that stretches what flows is a stream of its own."""
    of_x = first and operation is np.divide
    if of_x or np.broadcast_shapes(x.shape, by.shape) != x.shape:
        return elementwise(node)
    first = first and operation is np.subtract
    if by.size == 1 and by.is_small:
        return node.emit(Arithmetic(operation, float(by.number()), first), x)
    nothing = np.broadcast_to(np.float32(0), by.shape)
    layer = Arithmetic(operation, by.array() if by.is_small else nothing, first)
    weights: dict[str, Weight] = {}
    if by.trained:
        layer.parameter_shapes["by"] = by.shape
        weights["by"] = by, None
    return node.emit(layer, x, weights=weights)
