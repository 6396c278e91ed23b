"""What is done number by number."""

from __future__ import annotations

import numpy as np

from cnnlib.description.onnx.node import Node
from cnnlib.description.onnx.rules.registry import Made, rule
from cnnlib.description.onnx.values import NoRule, Stored, Stream, Weight
from cnnlib.layers.activation import ReLU, ReLU6
from cnnlib.layers.arithmetic import Arithmetic
from cnnlib.layers.joins import Add, Multiply

__all__ = ["add", "clip", "multiply", "relu"]


@rule("Relu")
def relu(node: Node) -> Stream:
    """Cut at 0."""
    return node.emit(ReLU(), node.stream())


@rule("Clip")
def clip(node: Node) -> Stream:
    """Cut at both ends: attributes up to opset 10, inputs later."""
    low, high = node.get("min"), node.get("max")
    if node.opset >= 11:
        low, high = node.number(1, None), node.number(2, None)
    if (low, high) == (0, 6):
        return node.emit(ReLU6(), node.stream())
    if (low, high) == (0, None):
        return node.emit(ReLU(), node.stream())
    raise NoRule(f"it cuts at {low} and {high}")


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
    a, b, *others = node.inputs
    if not others and isinstance(a, Stream) and isinstance(b, Stored):
        return _with(node, operation, a, b, first=False)
    if not others and isinstance(a, Stored) and isinstance(b, Stream):
        return _with(node, operation, b, a, first=True)
    streams = [node.stream(place) for place in range(len(node.inputs))]
    if len(streams) == 1:
        return streams[0]
    alike = len({each.shape for each in streams}) == 1
    if operation is np.subtract and alike:
        minus = node.emit(Arithmetic(np.multiply, -1.0), streams[1], part="minus")
        return node.emit(Add(), streams[0], minus)
    node.require(alike or operation is np.multiply, "one of its inputs is stretched")
    node.require(operation is not np.divide, "two streams are divided")
    return node.emit(Add() if operation is np.add else Multiply(), *streams)


def _with(node: Node, operation: np.ufunc, x: Stream, by: Stored, first: bool) -> Stream:
    """Compute with a constant that does not stretch what flows."""
    node.require(np.broadcast_shapes(x.shape, by.shape) == x.shape, "the constant is larger")
    node.require(not (first and operation is np.divide), "it divides by what flows")
    first = first and operation is np.subtract
    if by.size == 1 and by.is_small:
        return node.emit(Arithmetic(operation, float(by.number()), first), x)
    layer = Arithmetic(operation, np.broadcast_to(np.float32(0), by.shape), first)
    weights: dict[str, Weight] = {}
    if by.trained:
        layer.parameter_shapes["by"] = by.shape
        weights["by"] = by, None
    return node.emit(layer, x, weights=weights)
