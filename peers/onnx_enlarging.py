"""The ONNX standard's cases of layers that enlarge, frame or cut, in cnnlib's words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from onnx_needs import Call, need

__all__ = ["TRANSLATIONS"]


def _conv_transpose(inputs: list[np.ndarray], outputs: int, **attributes: Any) -> Call:
    need(inputs[0].ndim == 4, f"{inputs[0].ndim - 2}-D windows")
    top, left, bottom, right = attributes.get("pads", [0, 0, 0, 0])
    word = attributes.get("auto_pad", b"NOTSET").decode()
    size = attributes.get("output_shape")
    arguments = {
        "stride": attributes.get("strides", 1),
        "padding": [top, bottom, left, right] if word == "NOTSET" else word,
        # The size decides as much.
        "output_padding": attributes.get("output_padding", 0) if size is None else 0,
        "dilation": attributes.get("dilations", 1),
        "groups": attributes.get("group", 1),
        "output_size": size,
    }
    return "conv2d_transpose", arguments, dict(zip(("x", "weight", "bias"), inputs, strict=False))


def _resize(inputs: list[np.ndarray], outputs: int, mode: bytes, **attributes: Any) -> Call:
    x, sizes = inputs[0], inputs[-1]
    place = attributes.pop("coordinate_transformation_mode", b"half_pixel")
    axes = attributes.pop("axes", range(x.ndim))
    need(mode in (b"nearest", b"linear"), f"{mode.decode()} interpolation")
    need(not attributes, ", ".join(attributes))
    ways = dict(zip((axis % x.ndim for axis in axes), sizes.tolist(), strict=True))
    by_size = sizes.dtype.kind == "i"
    height, width = (ways[axis] for axis in (2, 3))
    arguments = {"size": [height, width]} if by_size else {"scale_factor": [height, width]}
    if mode == b"linear":
        corners = place == b"align_corners"
        whole = by_size or all((times * x.shape[a]).is_integer() for a, times in ways.items())
        need(not corners or whole, "corners of a size that is no whole number")
        # PyTorch's own is another one where a single pixel is left.
        need(corners or place == b"half_pixel", f"places by {place.decode()}")
        return "upsample", {**arguments, "mode": "bilinear", "align_corners": corners}, {"x": x}
    times = [ways[axis] / x.shape[axis] if by_size else ways[axis] for axis in (2, 3)]
    need(all(each == int(each) for each in times), "nearest pixels by rounding")
    return "upsample", arguments, {"x": x}


def _depth_to_space(
    inputs: list[np.ndarray], outputs: int, blocksize: int, mode: bytes = b"DCR"
) -> Call:
    need(mode == b"CRD", "squares in front of the channels")
    return "pixel_shuffle", {"factor": blocksize}, {"x": inputs[0]}


_MODES = {b"constant": "zeros", b"edge": "replicate", b"reflect": "reflect", b"wrap": "circular"}


def _pad(inputs: list[np.ndarray], outputs: int, mode: bytes = b"constant") -> Call:
    x, pads, *more = inputs
    need(x.dtype == np.float32, f"{x.dtype}")
    axes = (more[1] if len(more) > 1 else np.arange(x.ndim)) % x.ndim
    begins, ends = pads.reshape(2, -1).tolist()
    ways = dict(zip(axes.tolist(), zip(begins, ends, strict=True), strict=True))
    need(all(axis > 1 or ways[axis] == (0, 0) for axis in ways), "padding of batch or channels")
    rows, columns = (list(ways.get(axis, (0, 0))) for axis in (2, 3))
    value = float(more[0]) if more and more[0].size else 0.0
    arguments = {"padding": [[0, 0], [0, 0], rows, columns], "mode": _MODES[mode], "value": value}
    return "pad2d", arguments, {"x": x}


def _slice(inputs: list[np.ndarray], outputs: int) -> Call:
    x, starts, stops, *more = inputs
    axes = more[0] % x.ndim if more else np.arange(len(starts))
    need(len(more) < 2 or set(more[1].tolist()) == {1}, "a slice with steps")
    cut = {}
    for axis, start, stop in zip(axes.tolist(), starts.tolist(), stops.tolist(), strict=True):
        kept = slice(start, stop).indices(x.shape[axis])
        need(kept[0] < kept[1], "a slice that is empty")
        if kept[:2] != (0, x.shape[axis]):
            cut = {"start": start, "stop": stop, "axis": axis, "more": bool(cut)}
    need(not cut.pop("more", False), "slices of two axes")
    return "take_slice", cut, {"x": x}


TRANSLATIONS: dict[str, Callable[..., Call]] = {
    "ConvTranspose": _conv_transpose,
    "DepthToSpace": _depth_to_space,
    "Pad": _pad,
    "Resize": _resize,
    "Slice": _slice,
    "Upsample": _resize,
}
