"""Fully connected layers, and what gives arrays other axes."""

from __future__ import annotations

from math import prod

from cnnlib.description.imported.values import Stream
from cnnlib.description.keras.call import Call
from cnnlib.description.keras.rules.activation import activated
from cnnlib.description.keras.rules.registry import rule
from cnnlib.layers.linear import Linear
from cnnlib.layers.reshaping import Flatten, Permute, Reshape

__all__ = ["dense", "flatten", "last", "permute", "reshape"]


@rule("Dense")
def dense(call: Call) -> Stream:
    """Multiply the last axis: of images, the channels."""
    x = last(call, call.stream(), always=True)
    layer = Linear(x.shape[-1], call.get("units"), bias=call.get("use_bias", True))
    y = first(call, call.emit(layer, x))
    return activated(call, y, call.get("activation"))


@rule("Flatten")
def flatten(call: Call) -> Stream:
    """Join all axes behind the batch, channels last as Keras has them."""
    x = call.stream()
    return x if len(x.shape) == 2 else call.emit(Flatten(), last(call, x))


@rule("Reshape")
def reshape(call: Call) -> Stream:
    """Give each image other axes."""
    x, wanted = call.stream(), [int(size) for size in call.get("target_shape")]
    if -1 in wanted:
        others = prod(size for size in wanted if size != -1)
        wanted[wanted.index(-1)] = prod(x.shape[1:]) // max(others, 1)
    x = last(call, x)
    if len(wanted) == 3 and wanted[:2] == [1, 1] and call.channels_last:
        return call.emit(Reshape((wanted[2], 1, 1)), x)
    return first(call, call.emit(Flatten() if len(wanted) == 1 else Reshape(tuple(wanted)), x))


@rule("Permute")
def permute(call: Call) -> Stream:
    """Put the axes behind the batch into another order."""
    x = last(call, call.stream())
    axes = (0, *map(int, call.get("dims")))
    return first(call, call.emit(Permute(axes), x))


def last(call: Call, x: Stream, always: bool = False) -> Stream:
    """Return an image with its channels last, always or where it changes the order of numbers."""
    if len(x.shape) != 4 or not call.channels_last or (x.shape[2:] == (1, 1) and not always):
        return x
    return call.emit(Permute((0, 2, 3, 1)), x, part="channels_last")


def first(call: Call, x: Stream) -> Stream:
    """Return an image with its channels first again."""
    if len(x.shape) != 4 or not call.channels_last:
        return x
    return call.emit(Permute((0, 3, 1, 2)), x, part="channels_first")
