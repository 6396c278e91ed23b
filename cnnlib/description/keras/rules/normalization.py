"""Normalizations."""

from __future__ import annotations

import numpy as np

from cnnlib.description.imported.values import Stream
from cnnlib.description.keras.call import Call
from cnnlib.description.keras.rules.linear import first, last
from cnnlib.description.keras.rules.registry import rule
from cnnlib.layers.arithmetic import Arithmetic
from cnnlib.layers.normalization import BatchNorm1D, BatchNorm2D, GroupNorm, LayerNorm

__all__ = ["batch_norm", "group_norm", "layer_norm", "normalization"]


def _absent(call: Call) -> tuple[str, ...]:
    """Return the arrays that this layer goes without."""
    names = {"weight": call.get("scale", True), "bias": call.get("center", True)}
    return tuple(name for name, there in names.items() if not there)


@rule("BatchNormalization")
def batch_norm(call: Call) -> Stream:
    """Normalize each channel by what was kept; Keras' momentum is what stays, as here."""
    x, axis = call.stream(), call.get("axis", -1)
    axis = axis[0] if isinstance(axis, list) else axis
    call.require(call.axis(axis, len(x.shape)) == 1, "it does not normalize the channels")
    kind = BatchNorm2D if len(x.shape) == 4 else BatchNorm1D
    layer = kind(x.shape[1], call.get("momentum", 0.99), call.get("epsilon", 1e-3))
    return call.emit(layer, x, absent=_absent(call))


@rule("LayerNormalization")
def layer_norm(call: Call) -> Stream:
    """Normalize the last axis."""
    axis = call.get("axis", -1)
    axis = axis[0] if isinstance(axis, list) and len(axis) == 1 else axis
    x = call.stream()
    call.require(axis in (-1, len(x.shape) - 1), "it normalizes other axes than the last")
    x = last(call, x, always=True)
    y = call.emit(LayerNorm(x.shape[-1], call.get("epsilon", 1e-3)), x, absent=_absent(call))
    return first(call, y)


@rule("GroupNormalization")
def group_norm(call: Call) -> Stream:
    """Normalize groups of channels; −1 stands for a group a channel."""
    x, groups = call.stream(), call.get("groups", 32)
    call.require(call.axis(call.get("axis", -1), len(x.shape)) == 1, "not of channels")
    channels = x.shape[1]
    layer = GroupNorm(channels if groups == -1 else groups, channels, call.get("epsilon", 1e-3))
    return call.emit(layer, x, absent=_absent(call))


@rule("Normalization")
def normalization(call: Call) -> Stream:
    """Bring each channel to the mean and the variance that were seen in the data.

    Keras keeps three arrays: means, variances and how many numbers they are from.
    """
    x = call.stream()
    kept = [call.axis(axis, len(x.shape)) for axis in call.get("axis") or ()]
    shape = tuple(x.shape[axis] if axis in kept else 1 for axis in range(1, len(x.shape)))
    less = Arithmetic(np.subtract, np.zeros(shape, np.float32))
    if call.get("mean") is None:
        less.statistic_shapes |= {"mean": shape, "variance": shape, "count": (1,)}
    centered = call.emit(less, x, part="mean")
    return call.emit(Arithmetic(np.divide, np.ones(shape, np.float32)), centered, part="deviation")
