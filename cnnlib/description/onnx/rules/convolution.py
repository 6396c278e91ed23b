"""Convolutions."""

from __future__ import annotations

from cnnlib.description.onnx.node import Node
from cnnlib.description.onnx.rules.registry import rule
from cnnlib.description.onnx.rules.windows import padding, pair
from cnnlib.description.onnx.values import Stored, Stream, Weight
from cnnlib.layers.convolution import Conv2D

__all__ = ["conv"]


@rule("Conv")
def conv(node: Node) -> Stream:
    """Convolve; weight (C_out, C_in / groups, k_h, k_w), and a bias where there is one."""
    return _convolved(node, node.stored(1), node.stored(2) if node.has(2) else None)


@rule("QLinearConv")
def quantized(node: Node) -> Stream:
    """Convolve in whole numbers: what it costs is that of the convolution it stands for."""
    return _convolved(node, node.stored(3), node.stored(8) if node.has(8) else None)


@rule("ConvInteger")
def in_integers(node: Node) -> Stream:
    """Convolve in whole numbers, without a bias."""
    return _convolved(node, node.stored(1), None)


def _convolved(node: Node, weight: Stored, bias: Stored | None) -> Stream:
    node.require(len(weight.shape) == 4, "only images are convolved")
    out_channels, depth, *kernel = weight.shape
    groups = node.get("group", 1)
    layer = Conv2D(
        depth * groups,
        out_channels,
        kernel,
        stride=pair(node, "strides"),
        padding=padding(node),
        dilation=pair(node, "dilations"),
        groups=groups,
        bias=bias is not None,
    )
    weights: dict[str, Weight] = {"weight": (weight, None)}
    if bias is not None:
        weights["bias"] = bias, None
    return node.emit(layer, node.stream(), weights=weights)
