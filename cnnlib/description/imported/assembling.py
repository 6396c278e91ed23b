"""From what was read to a Graph, with the weights where they are asked for."""

from __future__ import annotations

from typing import Any

import numpy as np

from cnnlib.description.imported.network import Network
from cnnlib.description.imported.values import Entry, Stored
from cnnlib.layers.attributes import Shape
from cnnlib.layers.base import Layer
from cnnlib.layers.convolution import Conv2D
from cnnlib.layers.foreign import Outputs
from cnnlib.layers.graph import INPUT, Graph
from cnnlib.layers.linear import Linear
from cnnlib.layers.wired import at

__all__ = ["Imported", "assembled"]

SHAREABLE = (Conv2D, Linear)
"""Layers of which one with the very weights of another is that layer once more."""


class Imported(Graph):
    """A Graph that was read from a file, and the size of the input that it was read for."""

    def __init__(self, *layers: Any, input_size: Shape) -> None:
        super().__init__(*layers)
        self.input_size = input_size


def assembled(
    network: Network, ends: list[str], weights: bool = False, exported: bool = False
) -> Imported:
    """Return the layers that lead to the outputs, each array of the file counted once."""
    entries = network.needed(ends)
    if len(ends) > 1:
        shapes = [network.shape_of(name) for name in ends]
        name = network.names.free("outputs")
        entries.append(Entry(name, Outputs(), tuple(ends), shapes[0]))
    layers = _shared(entries)
    _mark_merged(entries, layers, exported)
    if weights:
        for entry in entries:
            if layers[entry.name] is entry.layer:
                with at(entry.name):
                    _fill(entry)
    names = _labels(entries)
    parts = [
        (names[entry.name], layers[entry.name], *(names[each] for each in entry.reads or (INPUT,)))
        for entry in entries
    ]
    net = Imported(*parts, input_size=network.input.shape)
    net.eval()
    return net


def _labels(entries: list[Entry]) -> dict[str, str]:
    """Return what each entry is called in the end."""
    names = {entry.name: entry.name for entry in entries} | {INPUT: INPUT}
    taken = {*names}
    for entry in entries:
        if entry.label and entry.label not in taken:
            names[entry.name] = entry.label
            taken.add(entry.label)
    return names


def _shared(entries: list[Entry]) -> dict[str, Layer]:
    """Return the layer of each entry: one that is used again with its weights is one layer."""
    layers: dict[str, Layer] = {}
    known: dict[Any, Layer] = {}
    for entry in entries:
        layers[entry.name] = layer = entry.layer
        if isinstance(layer, SHAREABLE) and entry.weights:
            arrays = tuple((name, stored.name) for name, (stored, _) in entry.weights.items())
            layers[entry.name] = known.setdefault((repr(layer), arrays), layer)
    return layers


def _mark_merged(entries: list[Entry], layers: dict[str, Layer], exported: bool) -> None:
    """Tell each layer which of its arrays the file keeps with an earlier one, or not at all."""
    met: set[str] = set()
    marked: set[int] = set()
    for entry in entries:
        if layers[entry.name] is entry.layer and id(entry.layer) not in marked:
            marked.add(id(entry.layer))
            led = sum(stored.size for stored, _ in entry.weights.values() if stored.led)
            vars(entry.layer)["_of_file"] = led if exported else None
            names = {name: stored.name for name, (stored, _) in entry.weights.items()}
            arrays = [*entry.layer.parameter_shapes, *entry.layer.statistic_shapes]
            merged = set()
            for name in arrays:
                if name not in names or names[name] in met:
                    merged.add(name)
                else:
                    met.add(names[name])
            entry.layer._merged = frozenset(merged)
            met.update(names.values())


def _fill(entry: Entry) -> None:
    """Give a layer its arrays."""
    shapes = entry.layer.parameter_shapes | entry.layer.statistic_shapes
    for name, (stored, turn) in entry.weights.items():
        array = _floats(stored)
        array = array if turn is None else turn(array)
        if name in shapes and array.shape != shapes[name]:
            raise ValueError(f"{name} must have shape {shapes[name]}, got {array.shape}")
        entry.layer.arrays[name] = array.copy()  # To be trained, and not the file's memory.


def _floats(stored: Stored) -> np.ndarray:
    """Return the numbers as those that layers compute with."""
    array = stored.array()
    return array if array.dtype in (np.float32, np.float64) else array.astype(np.float32)
