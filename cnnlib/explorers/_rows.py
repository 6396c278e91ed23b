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
from cnnlib.description import flat
from cnnlib.description.reading import Object, parts_of
from cnnlib.layers import Graph, Layer, Sequential
from cnnlib.layers.graph import INPUT

__all__ = ["RESERVED", "Description", "described", "network_of", "without_names"]

Description = dict[str, Any]

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


def without_names(layers: Sequence[Description]) -> list[Description]:
    """Return rows that say how far above them those stand that they read: short, once packed.

    Examples
    --------
    >>> from cnnlib import ReLU, Residual
    >>> without_names(described(Residual(ReLU())))
    [{'type': 'ReLU'}, {'type': 'Add', 'inputs': [1, 2]}]
    """
    places = {INPUT: -1} | {row["name"]: place for place, row in enumerate(layers) if "name" in row}
    return [
        {key: value for key, value in row.items() if key not in ("name", "inputs")}
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
