"""What moves numbers and computes none."""

from __future__ import annotations

from functools import partial

import numpy as np

from cnnlib.description.imported.values import Stored, Stream
from cnnlib.description.onnx.constants import constant
from cnnlib.description.onnx.folding import FOLDED, resolved
from cnnlib.description.onnx.node import Node
from cnnlib.description.onnx.rules.registry import Made, rule
from cnnlib.layers.foreign import Function, Moved
from cnnlib.layers.joins import Concat
from cnnlib.layers.reshaping import Flatten, Permute, Reshape

__all__ = ["concat", "gather", "moved", "pass_on", "reshape", "shape_of", "squeeze", "transpose"]

rule("Constant")(constant)


def moved(node: Node, shape: tuple[int, ...], function: Function, *streams: Stream) -> Stream:
    """Add a layer that moves numbers in a way that no layer of cnnlib has."""
    return node.place(partial(Moved, node.operator), shape, function, *streams)


@rule("Identity", "Cast", "CastLike")
def pass_on(node: Node) -> Made:
    """Add no layer: what comes in goes out."""
    return node.stream()


@rule("Dropout")
def dropout(node: Node) -> Made:
    """Add no layer: in evaluation nothing is dropped."""
    if node.has(2) and node.number(2, False):
        node.only_counted("it is in training")
    return node.stream()


@rule("QuantizeLinear", "DequantizeLinear", "DynamicQuantizeLinear")
def quantize(node: Node) -> Made:
    """Add no layer: whole numbers in place of others cost what these do."""
    node.only_counted("numbers are rounded to whole ones")
    scale = Stored(f"{node.name} scale", (1,), None)
    return (node.stream(), scale, scale)[: len(node.proto.output)]


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
    """Join the axes before the one stated, and those from it on."""
    x = node.stream()
    axis = node.get("axis", 1)
    before = x.shape[: axis + len(x.shape) if axis < 0 else axis]
    return reshaped(node, x, resolved([int(np.prod(before)), -1], x.shape))


@rule("Reshape")
def reshape(node: Node) -> Stream:
    """Give the numbers other axes."""
    x = node.stream()
    wanted = node.numbers(1) if node.opset >= 5 else node.get("shape")
    node.require(wanted is not None, "no shape is given")
    return reshaped(node, x, resolved(wanted or [], x.shape, bool(node.get("allowzero", 0))))


@rule("Squeeze", "Unsqueeze")
def squeeze(node: Node) -> Stream:
    """Leave out axes of size 1, or put some in."""
    x = node.stream()
    nothing = np.broadcast_to(np.float32(0), x.shape)
    return reshaped(node, x, FOLDED[node.operator](node, nothing).shape)


def reshaped(node: Node, x: Stream, shape: tuple[int, ...]) -> Stream:
    """Add the layer that gives `x` a shape: none, a Flatten, a Reshape."""
    if shape == x.shape:
        return x
    if shape[:1] != x.shape[:1] or len(shape) < 2:
        return moved(node, shape, lambda array: array.reshape(shape), x)
    return node.emit(Flatten() if len(shape) == 2 else Reshape(shape[1:]), x)


@rule("Transpose")
def transpose(node: Node) -> Stream:
    """Put the axes into another order."""
    x = node.stream()
    axes = tuple(node.get("perm") or reversed(range(len(x.shape))))
    node.require(sorted(axes) == [*range(len(x.shape))], "its order is none of the axes")
    if axes == tuple(range(len(axes))):
        return x
    if axes[0] == 0:
        return node.emit(Permute(axes), x)
    shape = tuple(x.shape[axis] for axis in axes)
    return moved(node, shape, lambda array: array.transpose(axes).copy(), x)


@rule("Gather")
def gather(node: Node) -> Stream:
    """Take some places of an axis; of a table, those that what flows says."""
    axis = node.get("axis", 0)
    table, places = node.stream(), node.inputs[1]
    node.require(-len(table.shape) <= axis < len(table.shape), "it has no such axis")
    axis %= len(table.shape)
    if isinstance(places, Stream):
        shape = _taken(table.shape, places.shape, axis)
        take: Function = lambda x, places: np.take(x, places.astype(int), axis)  # noqa: E731
        return moved(node, shape, take, table, places)
    constant = node.stored(1)
    shape = _taken(table.shape, constant.shape, axis)
    return moved(node, shape, lambda x: np.take(x, constant.array().astype(int), axis), table)


def _taken(shape: tuple[int, ...], places: tuple[int, ...], axis: int) -> tuple[int, ...]:
    return *shape[:axis], *places, *shape[axis + 1 :]


@rule("Expand")
def expand(node: Node) -> Stream:
    """Repeat along axes of size 1."""
    x = node.stream()
    shape = np.broadcast_shapes(x.shape, tuple(map(int, node.numbers(1) or ())))
    if shape == x.shape:
        return x
    return moved(node, shape, lambda array: np.broadcast_to(array, shape).copy(), x)


@rule("Tile")
def tile(node: Node) -> Stream:
    """Repeat the whole along axes."""
    x, repeats = node.stream(), tuple(map(int, node.numbers(1) or ()))
    shape = tuple(size * times for size, times in zip(x.shape, repeats, strict=True))
    return x if shape == x.shape else moved(node, shape, lambda array: np.tile(array, repeats), x)
