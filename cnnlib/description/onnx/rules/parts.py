"""Parts of what flows: slices, splits, and what pads it."""

from __future__ import annotations

from itertools import accumulate

import numpy as np

from cnnlib.description.imported.values import Stream
from cnnlib.description.onnx.folding import slices
from cnnlib.description.onnx.node import Node
from cnnlib.description.onnx.rules.moves import moved
from cnnlib.description.onnx.rules.registry import Made, rule
from cnnlib.layers.padding import Pad2D
from cnnlib.layers.rearranging import Slice

__all__ = ["pad", "slice_of", "split"]


@rule("Slice")
def slice_of(node: Node) -> Stream:
    """Cut axes: one layer for each that loses something."""
    x = node.stream()
    cuts = [
        (axis, cut)
        for axis, cut in slices(node, len(x.shape))
        if cut.indices(x.shape[axis]) != (0, x.shape[axis], 1)
    ]
    if any(axis == 0 or cut.step != 1 for axis, cut in cuts):
        whole = [slice(None)] * len(x.shape)
        for axis, cut in cuts:
            whole[axis] = cut
        shape = np.broadcast_to(np.float32(0), x.shape)[tuple(whole)].shape
        return moved(node, shape, lambda array: array[tuple(whole)].copy(), x)
    for axis, cut in cuts:
        start, stop, _ = cut.indices(x.shape[axis])
        x = _sliced(node, x, start, stop, axis)
    return x


@rule("Split", "SplitToSequence")
def split(node: Node) -> Made:
    """Cut an axis into parts: sizes as an attribute up to opset 12, later as an input."""
    x = node.stream()
    node.require(node.operator == "Split", "a list is no array")
    axis = node.get("axis", 0) % len(x.shape)
    sizes = node.numbers(1) if node.opset >= 13 else node.get("split")
    if sizes is None:
        parts = len(node.proto.output)
        each = -(-x.shape[axis] // parts)
        sizes = [min(each, x.shape[axis] - each * place) for place in range(parts)]
    node.require(sum(sizes) == x.shape[axis] and len(sizes) == len(node.proto.output), "sizes")
    ends = [int(end) for end in accumulate(sizes)]
    bounds = zip([0, *ends], ends, strict=False)
    return tuple(_sliced(node, x, start, stop, axis) for start, stop in bounds)


def _sliced(node: Node, x: Stream, start: int, stop: int, axis: int) -> Stream:
    if (start, stop) == (0, x.shape[axis]):
        return x
    return node.emit(Slice(start, None if stop == x.shape[axis] else stop, axis), x)


@rule("Pad")
def pad(node: Node) -> Stream:
    """Put a frame around planes: attributes up to opset 10, later inputs."""
    x = node.stream()
    modes = {"constant": "zeros", "reflect": "reflect", "edge": "replicate", "wrap": "circular"}
    mode = node.get("mode", "constant")
    if node.opset < 11:
        pads, value = node.get("pads"), node.get("value", 0.0)
    else:
        pads, value = node.numbers(1), node.number(2, 0.0)
    axes = [int(axis) % len(x.shape) for axis in node.numbers(3) or range(len(x.shape))]
    begins, ends = [0] * len(x.shape), [0] * len(x.shape)
    for place, axis in enumerate(axes):
        begins[axis], ends[axis] = int(pads[place]), int(pads[place + len(axes)])
    if not any(begins) and not any(ends):
        return x
    node.require(mode in modes, f"its mode is {mode}")
    node.require(min(begins + ends) >= 0, "a pad below 0 cuts the image")
    if len(x.shape) == 4 and not any(begins[:2] + ends[:2]):
        sides = (begins[2], ends[2], begins[3], ends[3])
        return node.emit(Pad2D(sides, modes[mode], float(value)), x)
    shape = tuple(map(sum, zip(begins, x.shape, ends, strict=True)))
    how = {"mode": mode, **({"constant_values": value} if mode == "constant" else {})}
    sides_of = [*zip(begins, ends, strict=True)]
    return moved(node, shape, lambda array: np.pad(array, sides_of, **how), x)
