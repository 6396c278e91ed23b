"""The one container: layers by name, each of which reads what stands before it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain, count
from typing import Any

from cnnlib._checks import did_you_mean, whole_number
from cnnlib.layers.base import Layer
from cnnlib.layers.joins import __all__ as JOINS  # noqa: N812
from cnnlib.layers.wired import Wired

__all__ = ["Graph"]

INPUT = "input"
"""What an entry calls that which enters the graph."""

Entry = tuple[str | None, Layer, tuple[str, ...]]


class _Place(str):
    """The name of a part that is called by its place; it follows when the part moves."""


class Graph(Wired):
    """Layers, each of which reads the one before it, or earlier ones by their names.

    Parameters
    ----------
    *layers : Layer or (str, Layer) or (str, Layer, str, …)
        A name, a layer and the names of what it reads; ``"input"`` is what enters the graph.
        Without names of what it reads, an entry reads the one before it; without a name of its
        own it is called by its place: ``"0"``, ``"1"``, … The last one is what the graph returns.

    Examples
    --------
    >>> from cnnlib import Add, Conv2D, ReLU
    >>> block = Graph(
    ...     ("conv", Conv2D(4, 4, 3, padding=1)),
    ...     ("relu", ReLU()),
    ...     ("add", Add(), "relu", "input"),
    ... )
    >>> block
    Graph(
      (conv): Conv2D(4, 4, kernel_size=[3, 3], padding=1, data_format=NCHW)
      (relu): ReLU()
      (add): Add() of relu, input
    )
    >>> block.output_shape((1, 4, 8, 8)), block["relu"]
    ((1, 4, 8, 8), ReLU())
    """

    _adding = "append((name, layer)) adds a part"
    _forms = "layers, (name, layer) or (name, layer, names of what it reads)"
    _names_inputs = True
    _sequence: dict[str, Layer]
    _reads: dict[str, tuple[str, ...]]
    """What each part reads; "" is what enters the graph."""

    def __init__(self, *layers: Layer | tuple[Any, ...]) -> None:
        super().__init__()
        self._put(self._entry(layer, f"at place {place}") for place, layer in enumerate(layers))
        self._require_all_read()

    def children(self) -> Iterator[tuple[str, Layer]]:
        """Yield the name and the layer of each part, then what a class of one's own adds."""
        return chain(self._sequence.items(), super().children())

    def __len__(self) -> int:
        return len(self._sequence)

    def __iter__(self) -> Iterator[Layer]:
        return iter(self._sequence.values())

    def __getitem__(self, key: int | str | slice) -> Layer:
        """Return a part by its place or its name; a slice gives a network of its parts."""
        if isinstance(key, slice):
            parts = list(self._sequence.items())[key]
            return self._of([(name, part, self.inputs_of(name)) for name, part in parts])
        return self._sequence[self._name(key)]

    def __setitem__(self, key: int | str, layer: Layer) -> None:
        """Replace a part by its place or its name: ``net.classifier[6] = Linear(4096, 3)``."""
        name, layer = self._name(key), require_part(layer, f"part {key}")
        _require_inputs(name, layer, self._reads[name])
        self._sequence[name] = layer

    def __delitem__(self, key: int | str | slice) -> None:
        """Take out a part, or those of a slice; those called by their place move up."""
        parts = self._entries()
        place = key if isinstance(key, slice) else list(self._sequence).index(self._name(key))
        del parts[place]
        self._put(parts)

    def append(self, layer: Layer | tuple[Any, ...]) -> Graph:
        """Add a part, with a name or without, behind the last. Returns the network."""
        return self.insert(len(self), layer)

    def insert(self, place: int, layer: Layer | tuple[Any, ...]) -> Graph:
        """Add a part before the one at `place`. Returns the network.

        Examples
        --------
        >>> from cnnlib import Dropout, Linear, ReLU, Sequential
        >>> Sequential(Linear(2, 4), Linear(4, 3)).insert(1, ReLU()).append(("drop", Dropout()))
        Sequential(
          (0): Linear(in_features=2, out_features=4, dtype=float32)
          (1): ReLU()
          (2): Linear(in_features=4, out_features=3, dtype=float32)
          (drop): Dropout(p=0.5)
        )
        """
        parts = self._entries()
        place = whole_number(place, "place", minimum=None)
        parts.insert(place, self._entry(layer, f"for place {place}"))
        self._put(parts)
        return self

    def __getattr__(self, name: str) -> Any:
        """Return a part by its name: ``net.features``."""
        layers = vars(self).get("_sequence", {})
        return layers[name] if name in layers else super().__getattr__(name)

    def __setattr__(self, name: str, value: Any) -> None:
        """Replace a part by its name: ``net.head = Linear(84, 3)``; in `__init__`, add one."""
        if name in vars(self).get("_sequence", {}):
            self[name] = value
        elif isinstance(value, Layer) and not vars(self).get("_built"):
            self._require_begun()
            if vars(self).get(name, self) is None:
                del vars(self)[name]
            self._put([*self._entries(), (name, value, ())])
        else:
            super().__setattr__(name, value)

    def __delattr__(self, name: str) -> None:
        """Take out a part by its name: ``del net.head``."""
        if name in self._sequence:
            del self[name]
        else:
            super().__delattr__(name)

    def wiring(self) -> Iterable[tuple[str, Layer, tuple[str, ...]]]:
        """Return name and layer of each part, and what it reads; "" is what enters."""
        parts = self._sequence
        return zip(parts, parts.values(), self._reads.values(), strict=True)

    def _entry(self, value: Any, where: str) -> Entry:
        """Return name, layer and inputs of what is to become a part."""
        entry = value if isinstance(value, tuple) and len(value) > 1 else (None, value)
        name, layer, *inputs = entry
        if not (
            isinstance(layer, Layer)
            and (name is None or isinstance(name, str))
            and (not inputs or (self._names_inputs and {*map(type, inputs)} == {str}))
        ):
            raise TypeError(f"layers must be {self._forms}, got {value!r} {where}")
        return name, layer, tuple(inputs)

    def _of(self, parts: list[Entry]) -> Graph:
        """Return a network of some of the parts."""
        return Graph(*((name, part, *inputs) for name, part, inputs in parts))

    def _entries(self) -> list[Entry]:
        """Return the parts; the name of one that is called by its place says so."""
        return [
            (_Place(name) if name == str(place) else name, part, self.inputs_of(name))
            for place, (name, part) in enumerate(self._sequence.items())
        ]

    def inputs_of(self, name: str) -> tuple[str, ...]:
        """Return the names of what a part reads; none where that is the one before it."""
        names = ["", *self._reads]
        reads = self._reads.get(name)
        if reads is None or reads == (names[names.index(name, 1) - 1],):
            return ()
        return tuple(each or INPUT for each in reads)

    def _put(self, entries: Iterable[Entry]) -> None:
        """Take these as the parts; call one without a name by its place, or the next number."""
        entries = list(entries)
        names = [name for name, _, _ in entries if type(name) is str]
        for name in names:
            if not name or "." in name or hasattr(type(self), name) or name in vars(self):
                raise ValueError(
                    f"layers must have names without dots that are free here, got {name!r}"
                )
        parts: dict[str, Layer] = {}
        reads: dict[str, tuple[str, ...]] = {}
        known, before = {INPUT: ""}, ""
        for place, (called, layer, inputs) in enumerate(entries):
            name = called if type(called) is str else str(place)
            if name is not called and name in parts:
                name = next(free for n in count(place) if (free := str(n)) not in {*names, *parts})
            if name in parts:
                raise ValueError(f"layers must have different names, got {name!r} twice")
            if INPUT in names and INPUT in inputs:
                raise ValueError(
                    f"{name} reads {INPUT!r}, what enters the graph, and a layer has that name: "
                    "call it otherwise"
                )
            reads[name] = (before,)
            if inputs:
                reads[name] = tuple(_read(each, known, name) for each in inputs)
                _require_inputs(name, layer, reads[name])
            parts[name] = layer
            known[called or name] = before = name
        vars(self).update(_sequence=parts, _reads=reads)

    def _require_all_read(self) -> None:
        """Refuse a part that works for nothing."""
        read = {each for reads in self._reads.values() for each in reads}
        idle = [name for name in [*self._sequence][:-1] if name not in read]
        if idle:
            raise ValueError(
                f"nothing reads {', '.join(idle)}: the last layer is what the graph returns, and "
                "each other must be read by one behind it"
            )

    def _name(self, key: int | str) -> str:
        """Return the name of the part that a place or a name stands for."""
        if isinstance(key, str):
            if key not in self._sequence:
                hint = did_you_mean(key, self._sequence) if self._sequence else "it is empty"
                raise KeyError(f"{type(self).__name__} has no part {key!r}: {hint}")
            return key
        place = whole_number(key, "place", minimum=None)
        if not -len(self) <= place < len(self):
            raise IndexError(f"place must be below {len(self)}, the number of parts, got {place}")
        return list(self._sequence)[place]

    def _of_inputs(self, name: str) -> str:
        return " of " + ", ".join(reads) if (reads := self.inputs_of(name)) else ""


def require_part(value: Any, name: str) -> Layer:
    """Return `value` if it is a layer, or say what it is."""
    if not isinstance(value, Layer):
        raise TypeError(f"{name} must be a layer, got {value!r}")
    return value


def _read(name: str, known: dict[str, str], reader: str) -> str:
    """Return what a name stands for now, or say what is near it."""
    if name not in known:
        raise ValueError(
            f"{reader} reads {name!r}, which does not stand before it: {did_you_mean(name, known)}"
        )
    return known[name]


def _require_inputs(name: str, layer: Layer, reads: tuple[str, ...]) -> None:
    """Refuse to give several inputs to a layer of one."""
    kind = type(layer)
    if len(reads) > 1 and not kind.takes_several:
        raise ValueError(
            f"{name} reads {' and '.join(each or INPUT for each in reads)}, but {kind.__name__} "
            f"takes one input: join them before it, with {', '.join(JOINS[:-1])} or {JOINS[-1]}"
        )
