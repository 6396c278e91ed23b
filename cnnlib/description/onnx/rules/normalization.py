"""Normalizations."""

from __future__ import annotations

from cnnlib.description.imported.values import Stored, Stream, Weight
from cnnlib.description.onnx.node import Node
from cnnlib.description.onnx.rules.registry import rule
from cnnlib.layers.base import Layer
from cnnlib.layers.normalization import BatchNorm1D, BatchNorm2D, GroupNorm, LayerNorm

__all__ = ["batch_norm", "group_norm", "instance_norm", "layer_norm"]


@rule("BatchNormalization")
def batch_norm(node: Node) -> Stream:
    """Normalize each channel by what was kept in training."""
    x, features = node.stream(), node.stored(1).shape[0]
    node.require(len(x.shape) in (2, 3, 4), f"its input has {len(x.shape)} axes")
    node.require(not node.get("training_mode", 0), "it is in training")
    kind = BatchNorm2D if len(x.shape) == 4 else BatchNorm1D
    layer = kind(features, node.get("momentum", 0.9), node.get("epsilon", 1e-5))
    names = ("weight", "bias", "running_mean", "running_var")
    weights: dict[str, Weight] = {
        name: (node.stored(place), None) for place, name in enumerate(names, start=1)
    }
    return node.emit(layer, x, weights=weights)


@rule("LayerNormalization")
def layer_norm(node: Node) -> Stream:
    """Normalize the last axes of each image."""
    x = node.stream()
    axis = node.get("axis", -1) % len(x.shape)
    node.require(axis > 0, "it normalizes over the batch")
    return node.emit(
        LayerNorm(x.shape[axis:], node.get("epsilon", 1e-5)),
        x,
        weights=_affine(node, x.shape[axis:]),
    )


@rule("GroupNormalization")
def group_norm(node: Node) -> Stream:
    """Normalize groups of channels; up to opset 20 with a factor a group, not a channel."""
    x, groups = node.stream(), node.get("num_groups")
    channels = x.shape[1]
    node.require(node.opset >= 21 or groups == channels, "its factors are those of groups")
    layer: Layer = GroupNorm(groups, channels, node.get("epsilon", 1e-5))
    return node.emit(layer, x, weights=_affine(node, (channels,)))


@rule("InstanceNormalization")
def instance_norm(node: Node) -> Stream:
    """Normalize each plane of each image: groups of one channel."""
    x = node.stream()
    layer = GroupNorm(x.shape[1], x.shape[1], node.get("epsilon", 1e-5))
    return node.emit(layer, x, weights=_affine(node, (x.shape[1],)))


def _affine(node: Node, shape: tuple[int, ...]) -> dict[str, Weight]:
    """Return weight and bias, where they are given."""
    given: dict[str, Stored] = {
        name: node.stored(place)
        for place, name in enumerate(("weight", "bias"), start=1)
        if node.has(place)
    }
    node.require(all(each.shape == shape for each in given.values()), "its factors are stretched")
    return {name: (each, None) for name, each in given.items()}
