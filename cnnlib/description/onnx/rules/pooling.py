"""Poolings."""

from __future__ import annotations

from cnnlib.description.onnx.node import Node
from cnnlib.description.onnx.rules.registry import rule
from cnnlib.description.onnx.rules.windows import padding, pair
from cnnlib.description.onnx.values import Stream
from cnnlib.layers.adaptive_pooling import AdaptiveAvgPool2D
from cnnlib.layers.pooling import AvgPool2D, MaxPool2D

__all__ = ["average_pool", "global_average_pool", "max_pool"]


@rule("MaxPool")
def max_pool(node: Node) -> Stream:
    """Take the largest number of each window."""
    node.require(pair(node, "dilations") == (1, 1), "dilated")
    layer = MaxPool2D(
        pair(node, "kernel_shape", ()),
        pair(node, "strides"),
        padding(node),
        ceil_mode=bool(node.get("ceil_mode", 0)),
    )
    return node.emit(layer, node.stream())


@rule("AveragePool")
def average_pool(node: Node) -> Stream:
    """Average each window; ONNX leaves padding out of the mean unless it is told otherwise."""
    node.require(pair(node, "dilations") == (1, 1), "dilated")
    layer = AvgPool2D(
        pair(node, "kernel_shape", ()),
        pair(node, "strides"),
        padding(node),
        ceil_mode=bool(node.get("ceil_mode", 0)),
        exclusive=not node.get("count_include_pad", 0),
    )
    return node.emit(layer, node.stream())


@rule("GlobalAveragePool")
def global_average_pool(node: Node) -> Stream:
    """Average each plane."""
    node.require(len(node.stream().shape) == 4, "only images are pooled")
    return node.emit(AdaptiveAvgPool2D(1), node.stream())
