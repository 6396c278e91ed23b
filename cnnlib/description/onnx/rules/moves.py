"""What moves numbers and computes none."""

from __future__ import annotations

import numpy as np

from cnnlib.description.onnx.constants import constant
from cnnlib.description.onnx.node import Node
from cnnlib.description.onnx.rules.registry import Made, rule
from cnnlib.description.onnx.values import Stored, Stream
from cnnlib.layers.joins import Concat
from cnnlib.layers.reshaping import Flatten

__all__ = ["concat", "flatten", "pass_on", "shape_of"]

RULED = rule("Constant")(constant)


@rule("Identity", "Cast", "CastLike", "Dropout", "QuantizeLinear", "DequantizeLinear")
def pass_on(node: Node) -> Made:
    """Add no layer: what comes in goes out."""
    return node.stream()


@rule("Shape")
def shape_of(node: Node) -> Stored:
    """Return the sizes, which are known here."""
    shape = node.stream().shape
    sizes = np.array(shape[slice(node.get("start", 0), node.get("end"))], np.int64)
    return Stored.of(node.proto.output[0], sizes)


@rule("Concat")
def concat(node: Node) -> Stream:
    """Put streams one behind the other."""
    streams = [node.stream(place) for place in range(len(node.inputs))]
    return streams[0] if len(streams) == 1 else node.emit(Concat(node.get("axis", 1)), *streams)


@rule("Flatten")
def flatten(node: Node) -> Stream:
    """Join all axes from the one stated on."""
    x, axis = node.stream(), node.get("axis", 1)
    axis = axis % len(x.shape) if axis < 0 else axis
    node.require(axis == 1, "it joins the batch")
    return x if len(x.shape) == 2 else node.emit(Flatten(), x)
