"""Poolings."""

from __future__ import annotations

from cnnlib.description.imported.values import Stream
from cnnlib.description.keras.call import Call
from cnnlib.description.keras.rules.convolution import padding
from cnnlib.description.keras.rules.registry import rule
from cnnlib.layers.adaptive_pooling import AdaptiveAvgPool2D, AdaptiveMaxPool2D
from cnnlib.layers.pooling import AvgPool2D, MaxPool2D
from cnnlib.layers.reshaping import Flatten

__all__ = ["global_pool", "pool"]


@rule("MaxPooling2D", "AveragePooling2D")
def pool(call: Call) -> Stream:
    """Pool windows; padding counts in no mean."""
    kind = MaxPool2D if call.kind == "MaxPooling2D" else AvgPool2D
    size = call.pair("pool_size", 2)
    layer = kind(size, call.pair("strides", call.get("pool_size", 2)), padding(call))
    return call.emit(layer, call.stream(4))


@rule("GlobalAveragePooling2D", "GlobalMaxPooling2D")
def global_pool(call: Call) -> Stream:
    """Pool each plane."""
    kind = AdaptiveAvgPool2D if call.kind == "GlobalAveragePooling2D" else AdaptiveMaxPool2D
    y = call.emit(kind(1), call.stream(4))
    return y if call.get("keepdims", False) else call.emit(Flatten(), y, part="flatten")
