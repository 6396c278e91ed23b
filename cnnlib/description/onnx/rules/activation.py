"""Activations."""

from __future__ import annotations

from functools import partial
from math import isclose

import numpy as np

from cnnlib.description.imported.values import Stream, Weight
from cnnlib.description.onnx.node import Node
from cnnlib.description.onnx.rules.registry import Made, rule
from cnnlib.layers import activation as layers
from cnnlib.layers.applied import Elementwise
from cnnlib.layers.foreign import Function, unruled
from cnnlib.layers.leaky import ELU, LeakyReLU, PReLU
from cnnlib.layers.softmax import Softmax

__all__ = [
    "clip",
    "elu",
    "gelu",
    "hard_sigmoid",
    "leaky_relu",
    "plain",
    "prelu",
    "softmax",
    "swish",
]

PLAIN: dict[str, type[Elementwise]] = {
    "HardSwish": layers.Hardswish,
    "Relu": layers.ReLU,
    "Sigmoid": layers.Sigmoid,
    "Tanh": layers.Tanh,
}


def computed(node: Node, function: Function) -> Stream:
    """Add a layer that cnnlib computes, and that no convention has a rule for."""
    x = node.stream()
    return node.place(partial(unruled(node.operator), local=True), x.shape, function, x)


@rule(*PLAIN)
def plain(node: Node) -> Made:
    """Apply what has no setting."""
    return node.emit(PLAIN[node.operator](), node.stream())


@rule("Clip")
def clip(node: Node) -> Stream:
    """Cut at both ends: attributes up to opset 10, inputs later."""
    low, high = node.get("min"), node.get("max")
    if node.opset >= 11:
        low, high = node.number(1, None), node.number(2, None)
    if low == 0 and (high is None or high > 1e38):
        return node.emit(layers.ReLU(), node.stream())
    if (low, high) == (0, 6):
        return node.emit(layers.ReLU6(), node.stream())
    return computed(node, lambda x: np.clip(x, low, high))


@rule("LeakyRelu")
def leaky_relu(node: Node) -> Stream:
    """Scale what is negative."""
    return node.emit(LeakyReLU(node.get("alpha", 0.01)), node.stream())


@rule("PRelu")
def prelu(node: Node) -> Stream:
    """Scale what is negative by a slope for all, or one a channel."""
    x, slope = node.stream(), node.stored(1)
    # Shapes broadcast from the last axis on: a channel's slope has an axis of 1 for each place.
    a_channel = slope.shape[-len(x.shape) + 1 :] == (x.shape[1], *(1,) * (len(x.shape) - 2))
    node.require(slope.size == 1 or (a_channel and slope.size == x.shape[1]), "no slope a channel")
    weights: dict[str, Weight] = {"weight": (slope, lambda array: array.ravel())}
    return node.emit(PReLU(slope.size), x, weights=weights)


@rule("Elu")
def elu(node: Node) -> Stream:
    """Bend what is negative."""
    return node.emit(ELU(node.get("alpha", 1.0)), node.stream())


@rule("HardSigmoid")
def hard_sigmoid(node: Node) -> Stream:
    """Rise from 0 to 1 with a slope of 1/6; any other slope has no layer."""
    slope, middle = node.get("alpha", 0.2), node.get("beta", 0.5)
    if isclose(slope, 1 / 6, rel_tol=1e-5) and middle == 0.5:
        return node.emit(layers.Hardsigmoid(), node.stream())
    return computed(node, lambda x: np.clip(x * slope + middle, 0, 1))


@rule("Gelu")
@rule("Gelu", "FastGelu", domain="com.microsoft")
def gelu(node: Node) -> Stream:
    """Weigh by the normal distribution, exactly or by a tanh."""
    approximate = node.get("approximate", "none") == "tanh" or node.operator == "FastGelu"
    node.require(len(node.inputs) == 1, "it has a bias")
    return node.emit(layers.GELU(approximate), node.stream())


@rule("Swish")
@rule("QuickGelu", domain="com.microsoft")
def swish(node: Node) -> Stream:
    """Multiply by the sigmoid."""
    usual = 1.0 if node.operator == "Swish" else 1.702
    node.require(node.get("alpha", usual) == 1, "its sigmoid is scaled")
    return node.emit(layers.SiLU(), node.stream())


@rule("Softmax")
def softmax(node: Node) -> Stream:
    """Turn scores into shares; up to opset 12 all axes from the one stated on are one."""
    x = node.stream()
    axis = node.get("axis", -1 if node.opset >= 13 else 1) % len(x.shape)
    alone = all(size == 1 for size in x.shape[axis + 1 :])
    node.require(node.opset >= 13 or alone, "it takes several axes together")
    return node.emit(Softmax(axis), x)
