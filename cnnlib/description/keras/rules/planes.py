"""Larger and smaller planes."""

from __future__ import annotations

from typing import Any

from cnnlib.description.imported.values import Stream
from cnnlib.description.keras.call import Call
from cnnlib.description.keras.rules.registry import rule
from cnnlib.layers.padding import Pad2D
from cnnlib.layers.rearranging import Slice
from cnnlib.layers.resizing import Upsample

__all__ = ["crop", "pad", "resize", "upsample"]

MODES = {"nearest": "nearest", "bilinear": "bilinear"}


def _sides(call: Call, name: str) -> tuple[int, int, int, int]:
    """Return rows above and below, columns left and right."""
    value: Any = call.get(name)
    if isinstance(value, int):
        return (value,) * 4
    (top, bottom), (left, right) = [(e, e) if isinstance(e, int) else e for e in value]
    return int(top), int(bottom), int(left), int(right)


@rule("ZeroPadding2D")
def pad(call: Call) -> Stream:
    """Put a frame of zeros around each plane."""
    return call.emit(Pad2D(_sides(call, "padding")), call.stream(4))


@rule("Cropping2D")
def crop(call: Call) -> Stream:
    """Cut rows and columns off."""
    x = call.stream(4)
    top, bottom, left, right = _sides(call, "cropping")
    for axis, begin, end, part in ((2, top, bottom, "rows"), (3, left, right, "columns")):
        if begin or end:
            x = call.emit(Slice(begin, -end or None, axis), x, part=part)
    return x


@rule("UpSampling2D")
def upsample(call: Call) -> Stream:
    """Enlarge each plane by whole factors."""
    mode = MODES.get(call.get("interpolation", "nearest"))
    call.require(mode, "its interpolation has no layer")
    return call.emit(Upsample(call.pair("size", 2), mode=str(mode)), call.stream(4))


@rule("Resizing")
def resize(call: Call) -> Stream:
    """Give each plane a size."""
    mode = MODES.get(call.get("interpolation", "bilinear"))
    plain = not (call.get("crop_to_aspect_ratio") or call.get("pad_to_aspect_ratio"))
    call.require(mode and plain, "its interpolation has no layer")
    size = int(call.get("height")), int(call.get("width"))
    return call.emit(Upsample(size=size, mode=str(mode)), call.stream(4))
