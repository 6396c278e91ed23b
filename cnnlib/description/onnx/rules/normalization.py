"""Normalizations."""

from __future__ import annotations

from cnnlib.description.onnx.node import Node
from cnnlib.description.onnx.rules.registry import rule
from cnnlib.description.onnx.values import Stream, Weight
from cnnlib.layers.normalization import BatchNorm2D

__all__ = ["batch_norm"]


@rule("BatchNormalization")
def batch_norm(node: Node) -> Stream:
    """Normalize each channel by what was kept in training."""
    features = node.stored(1).shape[0]
    node.require(len(node.stream().shape) == 4, "only images are normalized")
    layer = BatchNorm2D(features, node.get("momentum", 0.9), node.get("epsilon", 1e-5))
    layer.eval()
    names = ("weight", "bias", "running_mean", "running_var")
    weights: dict[str, Weight] = {
        name: (node.stored(place), None) for place, name in enumerate(names, start=1)
    }
    return node.emit(layer, node.stream(), weights=weights)
