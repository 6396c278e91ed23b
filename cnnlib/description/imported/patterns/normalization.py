"""Normalizations, which a file writes as several operators."""

from __future__ import annotations

import numpy as np

from cnnlib.description.imported.patterns.affine import computes, fits
from cnnlib.description.imported.patterns.editing import Editor, number_of
from cnnlib.description.imported.values import Entry, Weight
from cnnlib.layers.arithmetic import Arithmetic
from cnnlib.layers.foreign import unruled
from cnnlib.layers.joins import Multiply
from cnnlib.layers.normalization import GroupNorm, LayerNorm
from cnnlib.layers.reshaping import Reshape
from cnnlib.layers.scaling import Scale

__all__ = ["group_norm", "layer_norm"]


def layer_norm(editor: Editor, entry: Entry) -> bool:
    """Find (x − mean) / √(mean of squares + ε), and weight and bias where they follow."""
    if not computes(entry, np.add):
        return False
    scaled = editor.source(entry, Arithmetic, Scale)  # Of two axes, the last is the channels'.
    if scaled is None or not (isinstance(scaled.layer, Scale) or computes(scaled, np.multiply)):
        return False
    weight = scaled.weights.get("weight") or scaled.weights["by"]
    divided = editor.source(scaled, unruled("Div"))
    if divided is None or len(divided.reads) != 2:
        return False
    root = editor.source(divided, unruled("Sqrt"), place=1)
    added = editor.source(root, Arithmetic)
    mean = editor.source(added, unruled("ReduceMean"))
    epsilon = number_of(added, np.add)
    if mean is None or epsilon is None or mean.shape != (*entry.shape[:-1], 1):
        return False
    squared = editor.source(mean, unruled("Pow"), Multiply)
    centered = editor.entries.get(divided.reads[0])
    if squared is None or centered is None or centered.name not in squared.reads:
        return False
    if type(centered.layer) is not unruled("Sub"):
        return False
    shape = entry.shape[-1:]
    if {weight[0].shape, entry.layer.parameter_shapes["by"]} != {shape}:
        return False
    weights: dict[str, Weight] = {
        "weight": (weight[0], None),
        "bias": (entry.weights["by"][0], None),
    }
    return editor.put(entry, LayerNorm(shape, epsilon), centered.reads[:1], weights)


def group_norm(editor: Editor, entry: Entry) -> bool:
    """Find planes of groups normalized one by one, then scaled and shifted channel by channel."""
    if not computes(entry, np.add) or not fits(entry, 1):
        return False
    scaled = editor.source(entry, Scale)
    back = editor.source(scaled, Reshape)
    norm = editor.source(back, GroupNorm)
    apart = editor.source(norm, Reshape)
    if apart is None or scaled is None or norm is None:
        return False
    channels, groups = entry.shape[1], norm.shape[1]
    if channels % groups or len(norm.shape) != 3:
        return False
    layer = GroupNorm(groups, channels, norm.layer.epsilon)
    weights: dict[str, Weight] = {
        "weight": scaled.weights["weight"],
        "bias": (entry.weights["by"][0], np.ravel),
    }
    return editor.put(entry, layer, apart.reads, weights)
