"""Convolutions."""

from __future__ import annotations

from typing import Any

from cnnlib.description.imported.values import Stored, Stream, Weight
from cnnlib.description.onnx.node import Node
from cnnlib.description.onnx.rules.registry import rule
from cnnlib.description.onnx.rules.windows import padding, pair
from cnnlib.layers.convolution import Conv2D
from cnnlib.layers.transposed_convolution import Conv2DTranspose

__all__ = ["conv", "in_integers", "quantized", "transposed"]


@rule("Conv")
def conv(node: Node) -> Stream:
    """Convolve; weight (C_out, C_in / groups, k_h, k_w), and a bias where there is one."""
    return _convolved(node, node.stored(1), node.stored(2) if node.has(2) else None)


@rule("QLinearConv")
def quantized(node: Node) -> Stream:
    """Convolve in whole numbers: what it costs is that of the convolution it stands for."""
    node.only_counted("it is quantized")
    return _convolved(node, node.stored(3), node.stored(8) if node.has(8) else None)


@rule("ConvInteger")
def in_integers(node: Node) -> Stream:
    """Convolve in whole numbers, without a bias."""
    node.only_counted("it is quantized")
    return _convolved(node, node.stored(1), None)


@rule("ConvTranspose")
def transposed(node: Node) -> Stream:
    """Convolve backwards; weight (C_in, C_out / groups, k_h, k_w)."""
    x, weight = node.stream(), node.stored(1)
    node.require(len(weight.shape) == 4, "only images are convolved")
    in_channels, depth, *kernel = weight.shape
    groups = node.get("group", 1)
    stride, dilation = pair(node, "strides"), pair(node, "dilations")
    more = pair(node, "output_padding", (0, 0))
    spans = [(size - 1) * gap + 1 for size, gap in zip(kernel, dilation, strict=True)]
    full = [
        step * (size - 1) + extra + span
        for size, step, extra, span in zip(x.shape[2:], stride, more, spans, strict=True)
    ]
    layer = Conv2DTranspose(
        in_channels,
        depth * groups,
        kernel,
        stride,
        _cut(node, x, full, stride),
        more,
        dilation,
        groups,
        bias=node.has(2),
    )
    weights: dict[str, Weight] = {"weight": (weight, None)}
    if node.has(2):
        weights["bias"] = node.stored(2), None
    return node.emit(layer, x, weights=weights)


def _cut(node: Node, x: Stream, full: list[int], stride: tuple[int, int]) -> Any:
    """Return what is cut off the full output: stated, or what leads to a stated size."""
    wanted, mode = node.get("output_shape"), node.get("auto_pad", "NOTSET")
    if not wanted:
        if not mode.startswith("SAME"):
            return padding(node)
        wanted = [size * step for size, step in zip(x.shape[2:], stride, strict=True)]
    cuts = [size - int(end) for size, end in zip(full, wanted[-2:], strict=True)]
    node.require(min(cuts) >= 0, "its output is larger than what is convolved")
    small, large = [cut // 2 for cut in cuts], [cut - cut // 2 for cut in cuts]
    begin, end = (small, large) if mode == "SAME_UPPER" else (large, small)
    return begin[0], end[0], begin[1], end[1]


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
