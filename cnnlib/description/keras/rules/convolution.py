"""Convolutions."""

from __future__ import annotations

from typing import Any

from cnnlib.description.imported.values import Stream
from cnnlib.description.keras.call import Call
from cnnlib.description.keras.rules.activation import activated
from cnnlib.description.keras.rules.registry import rule
from cnnlib.layers.convolution import Conv2D
from cnnlib.layers.transposed_convolution import Conv2DTranspose

__all__ = ["conv", "depthwise", "padding", "separable", "transposed"]


def padding(call: Call) -> Any:
    """Return the padding as a layer of cnnlib takes it."""
    word = str(call.get("padding", "valid")).upper()
    call.require(word in ("SAME", "VALID"), f"its padding is {word}")
    return "SAME" if word == "SAME" else 0


@rule("Conv2D")
def conv(call: Call) -> Stream:
    """Convolve."""
    x = call.stream(4)
    layer = Conv2D(
        x.shape[1],
        call.get("filters"),
        call.pair("kernel_size"),
        call.pair("strides", 1),
        padding(call),
        call.pair("dilation_rate", 1),
        call.get("groups", 1),
        bias=call.get("use_bias", True),
    )
    return activated(call, call.emit(layer, x), call.get("activation"))


@rule("DepthwiseConv2D")
def depthwise(call: Call) -> Stream:
    """Convolve each channel by itself."""
    bias = call.get("use_bias", True)
    return activated(call, _depthwise(call, bias, ""), call.get("activation"))


@rule("SeparableConv2D")
def separable(call: Call) -> Stream:
    """Convolve each channel by itself, then all of them in each place."""
    between = _depthwise(call, False, "depthwise")
    layer = Conv2D(between.shape[1], call.get("filters"), 1, bias=call.get("use_bias", True))
    y = call.emit(layer, between, part="pointwise")
    return activated(call, y, call.get("activation"))


def _depthwise(call: Call, bias: bool, part: str) -> Stream:
    x = call.stream(4)
    channels = x.shape[1]
    layer = Conv2D(
        channels,
        channels * call.get("depth_multiplier", 1),
        call.pair("kernel_size"),
        call.pair("strides", 1),
        padding(call),
        call.pair("dilation_rate", 1),
        channels,
        bias=bias,
    )
    return call.emit(layer, x, part=part)


@rule("Conv2DTranspose")
def transposed(call: Call) -> Stream:
    """Convolve backwards; 'same' leaves size times stride, 'valid' all that is reached."""
    x = call.stream(4)
    kernel, stride = call.pair("kernel_size"), call.pair("strides", 1)
    dilation, same = call.pair("dilation_rate", 1), padding(call) == "SAME"
    call.require(call.get("output_padding") is None, "its output_padding is stated")
    spans = [(size - 1) * gap + 1 for size, gap in zip(kernel, dilation, strict=True)]
    if same:
        cuts = [max(span - step, 0) for span, step in zip(spans, stride, strict=True)]
    else:
        cuts = [0, 0]
    more = [max(step - span, 0) for span, step in zip(spans, stride, strict=True)]
    down, across = cuts
    layer = Conv2DTranspose(
        x.shape[1],
        call.get("filters"),
        kernel,
        stride,
        (down // 2, down - down // 2, across // 2, across - across // 2),
        (more[0], more[1]),
        dilation,
        call.get("groups", 1),
        bias=call.get("use_bias", True),
    )
    return activated(call, call.emit(layer, x), call.get("activation"))
