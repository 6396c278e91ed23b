"""A network as rows: one flat list of descriptions, which may read earlier ones by name."""

from __future__ import annotations

import itertools
import json
from collections.abc import Collection, Sequence
from string import ascii_lowercase
from typing import Any

import numpy as np

from cnnlib import models
from cnnlib._checks import did_you_mean
from cnnlib.counting import count
from cnnlib.description import flat
from cnnlib.description.reading import Object, parts_of
from cnnlib.description.types import schema
from cnnlib.layers import Graph, Layer, Sequential
from cnnlib.layers.graph import INPUT

__all__ = ["RESERVED", "Description", "described", "network_of", "packed"]

Description = dict[str, Any]

KINDS = schema()
# Names that a graph has for itself, or Python.
RESERVED = ["input", "True", "False", "None", *dir(Graph())]


class Draft(Graph):
    """A network in the making: it may hold layers that nothing reads yet."""

    def _require_all_read(self) -> None:
        pass


def described(value: Any) -> tuple[Description, ...]:
    """Return a network, its name or its description as one list of descriptions of layers.

    Examples
    --------
    >>> from cnnlib import Conv2D, ReLU, Residual
    >>> for entry in described(Sequential(ReLU(), Residual(Conv2D(6, 6, (1, 1))))):
    ...     print(entry)
    {'name': 'a', 'type': 'ReLU'}
    {'name': 'b', 'type': 'Conv2D', 'in_channels': 6, 'out_channels': 6, 'kernel_size': 1}
    {'type': 'Add', 'inputs': ['b', 'a']}
    """
    if isinstance(value, str):
        if value not in models.KNOWN:
            raise ValueError(f"no network {value!r}: {did_you_mean(value, models.KNOWN)}")
        value = getattr(models, value)()
    if isinstance(value, Layer):
        return _renamed(flat(value), kept=())
    if not isinstance(value, (list, tuple)):
        raise TypeError(f"layers must be a network or a list of descriptions, got {value!r}")
    entries = flat(network_of(value))
    words = {entry["name"] for entry in entries if entry.get("name", "").isidentifier()}
    return _renamed(entries, words.difference(RESERVED))


def _renamed(entries: list[Description], kept: Collection[str]) -> tuple[Description, ...]:
    """Call layers that are read by name a, b, …, as the page does; some may keep their names."""
    letters = (letter * times for times in itertools.count(1) for letter in ascii_lowercase)
    free = (name for name in letters if name not in kept)
    names = {INPUT: INPUT} | {
        entry["name"]: entry["name"] if entry["name"] in kept else next(free)
        for entry in entries
        if "name" in entry
    }
    return tuple(
        entry
        | ({"name": names[entry["name"]]} if "name" in entry else {})
        | ({"inputs": [names[each] for each in entry["inputs"]]} if "inputs" in entry else {})
        for entry in json.loads(json.dumps(entries))
    )


def packed(layers: Sequence[Description], input_size: Sequence[int]) -> list[Description]:
    """Return rows as a page gets them, which can tell the rest from those above.

    They say how far above them those stand that they read, and leave out what a layer must be told
    where it is the size of the second axis there, as the channels that come in.

    Examples
    --------
    >>> from cnnlib import Conv2D, Residual
    >>> packed(described(Residual(Conv2D(6, 6, 1))), (1, 6, 8, 8))
    [{'type': 'Conv2D', 'kernel_size': 1}, {'type': 'Add', 'inputs': [1, 2]}]
    """
    places = {INPUT: -1} | {row["name"]: place for place, row in enumerate(layers) if "name" in row}
    shapes = [row.input_shape for row in count(network_of(layers), input_size).rows]

    def told(row: Description, shape: Any) -> Description:
        needed = {each["name"] for each in KINDS[row["type"]]["arguments"] if "default" not in each}
        return {
            key: value
            for key, value in row.items()
            if key not in ("name", "inputs") and not (key in needed and value == shape[1])
        }

    return [
        told(row, shapes[place])
        | ({"inputs": [place - places[each] for each in row["inputs"]]} if "inputs" in row else {})
        for place, row in enumerate(layers)
    ]


def network_of(layers: Sequence[Any]) -> Graph:
    """Return descriptions of layers as a network."""
    entries = json.loads(json.dumps(layers, default=_plain), object_pairs_hook=Object)
    parts = parts_of(entries, "layers")
    return Draft(*parts) if any(inputs for _, _, *inputs in parts) else Sequential(*parts)


def _plain(value: Any) -> Any:
    """Return a number of NumPy as JSON knows it."""
    if isinstance(value, np.generic):
        return value.item()
    raise TypeError(f"layers must be descriptions such as {{'type': 'ReLU'}}, got {value!r}")
