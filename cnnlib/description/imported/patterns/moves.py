"""Moves of channels, which a file writes as several operators."""

from __future__ import annotations

from cnnlib.description.imported.patterns.editing import Editor
from cnnlib.description.imported.values import Entry
from cnnlib.layers.rearranging import ChannelShuffle, PixelShuffle
from cnnlib.layers.reshaping import Permute, Reshape

__all__ = ["shuffle"]


def shuffle(editor: Editor, entry: Entry) -> bool:
    """Find channels cut into groups and put back by turns, or put beside one another as pixels."""
    turned = editor.source(entry, Permute) if isinstance(entry.layer, Reshape) else None
    apart = editor.source(turned, Reshape)
    if turned is None or apart is None or not isinstance(turned.layer, Permute):
        return False
    before = editor.shape(apart.reads[0])
    axes = tuple(turned.layer.axes)
    if axes == (0, 2, 1, 3, 4) and entry.shape == before and apart.shape[3:] == before[2:]:
        return editor.put(entry, ChannelShuffle(apart.shape[1]), apart.reads)
    _, channels, *cut = apart.shape
    if axes != (0, 1, 4, 2, 5, 3) or cut[0] != cut[1] or tuple(cut[2:]) != before[2:]:
        return False
    if entry.shape[1:] != (channels, before[2] * cut[0], before[3] * cut[0]):
        return False
    return editor.put(entry, PixelShuffle(cut[0]), apart.reads)
