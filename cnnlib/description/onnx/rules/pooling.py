"""Poolings."""

from __future__ import annotations

from cnnlib.description.imported.values import Stream
from cnnlib.description.onnx.node import Node
from cnnlib.description.onnx.rules.elementary import reduced_axes, reduction
from cnnlib.description.onnx.rules.registry import rule
from cnnlib.description.onnx.rules.windows import padding, pair
from cnnlib.layers.adaptive_pooling import AdaptiveAvgPool2D, AdaptiveMaxPool2D
from cnnlib.layers.base import Layer
from cnnlib.layers.pooling import AvgPool2D, MaxPool2D
from cnnlib.layers.reshaping import Flatten, Permute

__all__ = ["average_pool", "global_average_pool", "global_max_pool", "max_pool", "mean"]


@rule("MaxPool")
def max_pool(node: Node) -> Stream:
    """Take the largest number of each window."""
    layer = MaxPool2D(
        pair(node, "kernel_shape", ()),
        pair(node, "strides"),
        padding(node),
        ceil_mode=bool(node.get("ceil_mode", 0)),
        dilation=pair(node, "dilations"),
    )
    return node.emit(layer, node.stream())


@rule("AveragePool")
def average_pool(node: Node) -> Stream:
    """Average each window; ONNX leaves padding out of the mean unless it is told otherwise."""
    layer = AvgPool2D(
        pair(node, "kernel_shape", ()),
        pair(node, "strides"),
        padding(node),
        ceil_mode=bool(node.get("ceil_mode", 0)),
        exclusive=not node.get("count_include_pad", 0),
        dilation=pair(node, "dilations"),
    )
    return node.emit(layer, node.stream())


@rule("GlobalAveragePool")
def global_average_pool(node: Node) -> Stream:
    """Average each plane."""
    return _of_planes(node, AdaptiveAvgPool2D(1))


@rule("GlobalMaxPool")
def global_max_pool(node: Node) -> Stream:
    """Take the largest number of each plane."""
    return _of_planes(node, AdaptiveMaxPool2D(1))


def _of_planes(node: Node, layer: Layer) -> Stream:
    node.require(len(node.stream().shape) == 4, "only images are pooled")
    return node.emit(layer, node.stream())


@rule("ReduceMean", "ReduceMax")
def mean(node: Node) -> Stream:
    """Reduce each plane, as a global pooling; any other axes have no layer."""
    x, axes, keep = reduced_axes(node)
    last = axes == (1, 2)  # The channels stand last, as TensorFlow has them.
    if len(x.shape) != 4 or not (last or axes == (2, 3)):
        return reduction(node)
    kind = AdaptiveAvgPool2D if node.operator == "ReduceMean" else AdaptiveMaxPool2D
    x = node.emit(Permute((0, 3, 1, 2)), x, part="channels_first") if last else x
    pooled = node.emit(kind(1), x)
    if not keep:
        return node.emit(Flatten(), pooled, part="flatten")
    return node.emit(Permute((0, 2, 3, 1)), pooled, part="channels_last") if last else pooled
