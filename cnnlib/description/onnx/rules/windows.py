"""Settings that convolutions and poolings share."""

from __future__ import annotations

from typing import Any

from cnnlib.description.onnx.node import Node

__all__ = ["padding", "pair"]


def pair(node: Node, name: str, default: Any = (1, 1)) -> tuple[int, int]:
    """Return an attribute that has a number for height and width."""
    values = node.get(name) or list(default)
    node.require(len(values) == 2, f"{name} has {len(values)} numbers: only images are counted")
    return int(values[0]), int(values[1])


def padding(node: Node) -> Any:
    """Return the padding as a layer takes it, as short as it may be written."""
    mode = node.get("auto_pad", "NOTSET") or "NOTSET"
    if mode in ("SAME_UPPER", "SAME_LOWER"):
        return "SAME" if mode == "SAME_UPPER" else mode
    node.require(mode in ("NOTSET", "VALID"), f"auto_pad is {mode}")
    pads = node.get("pads") if mode == "NOTSET" else None
    if not pads:
        return 0
    node.require(len(pads) == 4, f"pads has {len(pads)} numbers: only images are counted")
    top, left, bottom, right = map(int, pads)
    node.require(min(top, left, bottom, right) >= 0, "a pad below 0 cuts the image")
    if (top, left) == (bottom, right):
        return top if top == left else (top, left)
    return top, bottom, left, right
