"""Larger and smaller planes, and channels that become pixels."""

from __future__ import annotations

from typing import Any

import numpy as np

from cnnlib._checks import Pair
from cnnlib.description.imported.values import NoRule, Stream
from cnnlib.description.onnx.node import Node
from cnnlib.description.onnx.rules.moves import moved
from cnnlib.description.onnx.rules.registry import rule
from cnnlib.layers.rearranging import PixelShuffle
from cnnlib.layers.resizing import Upsample

__all__ = ["depth_to_space", "resize", "space_to_depth"]


@rule("Resize", "Upsample")
def resize(node: Node) -> Stream:
    """Enlarge planes; Upsample is its name up to opset 9, and its scales were an attribute."""
    x = node.stream()
    node.require(len(x.shape) == 4, "only images are enlarged")
    size, factors = _asked(node, x)
    mode = {"nearest": "nearest", "linear": "bilinear", "bilinear": "bilinear"}.get(
        node.get("mode", "nearest")
    )
    if mode is None:
        raise NoRule(f"its mode is {node.get('mode')}")
    corners = _corners(node, mode, x, size, factors)
    how: dict[str, Any] = {"scale_factor": factors} if factors else {"size": size}
    return node.emit(Upsample(**how, mode=mode, align_corners=corners), x)


def _asked(node: Node, x: Stream) -> tuple[Pair, tuple[float, float] | None]:
    """Return height and width, and the factors that lead to them where those are stated."""
    old = node.operator == "Upsample" or node.opset < 11
    axes = [int(axis) % len(x.shape) for axis in node.get("axes") or range(len(x.shape))]
    sizes = None if old else node.numbers(3)
    if sizes:
        node.require(node.get("keep_aspect_ratio_policy", "stretch") == "stretch", "aspect ratio")
        wanted = dict(zip(axes, map(int, sizes), strict=True))
        node.require(_kept(wanted, x) == [*x.shape[:2]], "its channels change")
        return (wanted.get(2, x.shape[2]), wanted.get(3, x.shape[3])), None
    scales = node.get("scales") or node.numbers(1 if old else 2) or []
    factors = dict(zip(axes, map(float, scales), strict=True))
    node.require(all(factors.get(axis, 1) == 1 for axis in (0, 1)), "its channels change")
    down, across = factors.get(2, 1.0), factors.get(3, 1.0)
    return (int(x.shape[2] * down), int(x.shape[3] * across)), (down, across)


def _kept(wanted: dict[int, int], x: Stream) -> list[int]:
    return [wanted.get(axis, x.shape[axis]) for axis in (0, 1)]


def _corners(node: Node, mode: str, x: Stream, size: Pair, factors: Any) -> bool:
    """Tell whether corners stay corners; refuse places that no layer of cnnlib has."""
    node.require(not node.get("antialias", 0), "it smooths before")
    old = node.operator == "Upsample" or node.opset < 11
    usual = "asymmetric" if old else "half_pixel"
    places = node.get("coordinate_transformation_mode", usual)
    ratios = factors or [a / b for a, b in zip(size, x.shape[2:], strict=True)]
    whole = all(ratio == int(ratio) for ratio in ratios)
    if mode == "bilinear":
        node.require(places in ("align_corners", "half_pixel", "pytorch_half_pixel"), places)
        node.require(places != "pytorch_half_pixel" or min(size) > 1, "it shrinks to one pixel")
        node.require(places != "align_corners" or whole or not factors, "its factors are broken")
        return bool(places == "align_corners")
    rounding = node.get("nearest_mode", "floor" if old else "round_prefer_floor")
    exact = places == "asymmetric" and rounding == "floor"
    middle = places == "half_pixel" and rounding.startswith("round")
    node.require(exact or (whole and middle), f"{places}, {rounding}")
    return False


@rule("DepthToSpace")
def depth_to_space(node: Node) -> Stream:
    """Turn channels into pixels: PyTorch's order is CRD, the other one has no layer."""
    x, factor = node.stream(), node.get("blocksize")
    if node.get("mode", "DCR") == "CRD":
        return node.emit(PixelShuffle(factor), x)
    batch, channels, height, width = x.shape
    inner = channels // factor**2

    def place(array: np.ndarray) -> np.ndarray:
        array = array.reshape(-1, factor, factor, inner, height, width)
        return array.transpose(0, 3, 4, 1, 5, 2).reshape(-1, inner, height * factor, width * factor)

    return moved(node, (batch, inner, height * factor, width * factor), place, x)


@rule("SpaceToDepth")
def space_to_depth(node: Node) -> Stream:
    """Turn pixels into channels."""
    x, factor = node.stream(), node.get("blocksize")
    batch, channels, height, width = x.shape
    down, across = height // factor, width // factor
    node.require(down * factor == height and across * factor == width, "it does not divide")
    order = (0, 1, 3, 5, 2, 4) if node.get("mode", "DCR") == "CRD" else (0, 3, 5, 1, 2, 4)

    def place(array: np.ndarray) -> np.ndarray:
        array = array.reshape(-1, channels, down, factor, across, factor).transpose(order)
        return array.reshape(-1, channels * factor**2, down, across)

    return moved(node, (batch, channels * factor**2, down, across), place, x)
