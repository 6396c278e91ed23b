"""Biases and factors a channel, which a file adds and multiplies as operators of their own."""

from __future__ import annotations

from typing import Any

import numpy as np

from cnnlib.description.imported.patterns.editing import Editor
from cnnlib.description.imported.values import Entry, Weight
from cnnlib.layers.arithmetic import Arithmetic
from cnnlib.layers.attributes import stated
from cnnlib.layers.base import Layer
from cnnlib.layers.convolution import Conv2D
from cnnlib.layers.linear import Linear
from cnnlib.layers.scaling import Scale
from cnnlib.layers.transposed_convolution import Conv2DTranspose

__all__ = ["bias", "computes", "fits", "scale"]


def bias(editor: Editor, entry: Entry) -> bool:
    """Find a product without a bias, and an addition of one number a feature or a channel."""
    if not computes(entry, np.add):
        return False
    source = editor.source(entry, Linear, Conv2D, Conv2DTranspose)
    if source is None or "bias" in source.layer.parameter_shapes:
        return False
    axis = -1 if isinstance(source.layer, Linear) else 1
    if not fits(entry, axis % len(entry.shape)):
        return False
    layer = _with_bias(source.layer)
    weights = source.weights | {"bias": (entry.weights["by"][0], np.ravel)}
    return editor.put(entry, layer, source.reads, weights, named=source)


def _with_bias(layer: Layer) -> Layer:
    """Return the same layer with a bias."""
    kind: Any = type(layer)
    biased: Layer = kind(**stated(layer) | {"bias": True})
    return biased


def scale(editor: Editor, entry: Entry) -> bool:
    """Find a product with one number a channel."""
    if not computes(entry, np.multiply) or not fits(entry, 1):
        return False
    weights: dict[str, Weight] = {"weight": (entry.weights["by"][0], np.ravel)}
    return editor.put(entry, Scale(entry.shape[1]), entry.reads, weights)


def computes(entry: Entry, operation: np.ufunc) -> bool:
    """Tell whether an entry computes with an array that is trained."""
    layer = entry.layer
    return isinstance(layer, Arithmetic) and layer.operation is operation and "by" in entry.weights


def fits(entry: Entry, axis: int) -> bool:
    """Tell whether the array of an entry has the size of that axis, and no other axis."""
    shape = entry.layer.parameter_shapes["by"]
    full = (1,) * (len(entry.shape) - len(shape)) + shape
    wanted = tuple(size if place == axis else 1 for place, size in enumerate(entry.shape))
    return full == wanted
