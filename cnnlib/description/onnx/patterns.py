"""Layers that a file writes as several operators, found in what was read."""

from __future__ import annotations

from cnnlib.description.onnx.network import Network

__all__ = ["simplify"]


def simplify(network: Network) -> None:
    """Put one layer in the place of several that are it."""
