"""Layers that a file writes as several operators, found in what was read."""

from __future__ import annotations

from collections.abc import Callable

from cnnlib.description.imported.network import Network
from cnnlib.description.imported.patterns.activation import gate, gelu, hard_sigmoid, hard_swish
from cnnlib.description.imported.patterns.affine import bias, scale
from cnnlib.description.imported.patterns.editing import Editor
from cnnlib.description.imported.patterns.moves import shuffle
from cnnlib.description.imported.patterns.normalization import group_norm, layer_norm
from cnnlib.description.imported.values import Entry

__all__ = ["simplify"]

PATTERNS: tuple[Callable[[Editor, Entry], bool], ...] = (
    bias,
    shuffle,
    gate,
    hard_sigmoid,
    hard_swish,
    gelu,
    layer_norm,
    group_norm,
    scale,
)
"""What looks at an entry and those before it; it returns whether it put a layer there."""


def simplify(network: Network, ends: list[str]) -> None:
    """Put one layer in the place of several that are it."""
    editor = Editor(network, ends)
    for entry in [*network.entries.values()]:
        for pattern in PATTERNS:
            if entry.name in network.entries and pattern(editor, entry):
                break
