"""From a network to JSON."""

from __future__ import annotations

import json
import warnings
from inspect import Parameter
from itertools import chain, count
from math import prod
from typing import Any, NamedTuple

from cnnlib._checks import batch_shape
from cnnlib.description.types import TYPES, parameters_of, require_shallow
from cnnlib.layers.arithmetic import Arithmetic
from cnnlib.layers.attributes import Shape, defaults, stated
from cnnlib.layers.base import Layer, require_layer
from cnnlib.layers.containers import Sequential
from cnnlib.layers.graph import INPUT, Graph
from cnnlib.layers.holder import joined
from cnnlib.layers.wired import Wired

__all__ = ["flat", "to_json"]


def to_json(net: Layer, input_size: Any = None) -> str:
    """Describe a network, one plain layer a line; settings at their defaults are left out.

    Parameters
    ----------
    net : Sequential, Graph or Layer
        Of layers of cnnlib. A network of a class of its own, such as LeNet, is described by its
        parts; one with a `forward` of its own, by what that does, in one flat list.
    input_size : sequence of int, optional
        The shape of the input, the batch first. A `forward` of one's own needs it.

    Returns
    -------
    str

    Raises
    ------
    TypeError, ValueError
        If a layer is none of cnnlib's, or if one with parameters stands in two places: a
        description cannot say that they are shared.

    Warns
    -----
    UserWarning
        If an exported file kept equal arrays once: here each layer has its own.

    Examples
    --------
    >>> from cnnlib import MaxPool2D, Sequential
    >>> print(to_json(Sequential(("pool", MaxPool2D(2, stride=1))), (1, 3, 8, 8)))
    {
      "input_size": [1, 3, 8, 8],
      "layers": [
        {"name": "pool", "type": "MaxPool2D", "kernel_size": 2, "stride": 1}
      ]
    }
    """
    size = {} if input_size is None else {"input_size": batch_shape(input_size, "input_size")}
    parts = [layer for _, layer in require_layer(net, "net").named_layers()]
    traced = any(layer._shape_traced for layer in parts)
    if once := sum(map(_merged, parts)):
        warnings.warn(
            f"the file that it was read from goes without {once} parameters, or keeps them with "
            "another layer; a description has them for each layer",
            stacklevel=2,
        )
    if not traced and not isinstance(net, Graph):
        raise TypeError(f"net must be a Sequential or a Graph, got {net!r}: put it into one")
    return _written(
        size | {"layers": flat(net, input_size) if traced else _entry(net, "", {})["layers"]}
    )


def _merged(layer: Layer) -> int:
    """Return how many parameters of a layer the file that it was read from does not have for it."""
    shapes = layer.parameter_shapes
    return sum(prod(shapes[name]) for name in layer._merged if name in shapes)


def flat(net: Layer, input_size: Any = None) -> list[dict[str, Any]]:
    """Describe a network as one list of plain layers, each of which may read earlier ones.

    Parameters
    ----------
    net : Layer
        A network, however deep its parts lie in one another, or one bare layer.
    input_size : sequence of int, optional
        The shape of the input, the batch first. A `forward` of one's own needs it.

    Returns
    -------
    list of dict
        Entries of ``layers``, in the order of the rows of `count`; `from_json` reads them. A
        layer has a name where another one behind it reads it by that name, and ``inputs`` where
        it does not read the one before it.

    Raises
    ------
    TypeError, ValueError
        As `to_json`.

    Examples
    --------
    >>> from cnnlib import Conv2D, ReLU, Residual, Sequential
    >>> net = Sequential(ReLU(), Residual(Sequential(Conv2D(4, 4, 1), ReLU())))
    >>> for entry in flat(net):
    ...     print(entry)
    {'name': 'layer_0', 'type': 'ReLU'}
    {'type': 'Conv2D', 'in_channels': 4, 'out_channels': 4, 'kernel_size': 1}
    {'name': 'layer_1_body_1', 'type': 'ReLU'}
    {'type': 'Add', 'inputs': ['layer_1_body_1', 'layer_0']}
    """
    shape = None if input_size is None else batch_shape(input_size, "input_size")
    rows: list[_Row] = []
    _unfold(require_layer(net, "net"), "", [_Place(-1, shape)], rows)
    read = {each for place, row in enumerate(rows) for each in row.named(place)}
    names = {-1: INPUT}
    for place in sorted(read - {-1}):
        name = rows[place].path.replace(".", "_")
        name = name if name.isidentifier() and name != INPUT else f"layer_{name}".rstrip("_")
        others = (f"{name}_{number}" for number in count(1))
        names[place] = next(n for n in chain([name], others) if n not in names.values())
    seen: dict[int, str] = {}
    return [
        ({"name": names[place]} if place in read else {})
        | _entry(row.layer, row.path, seen)
        | ({"inputs": [names[each] for each in row.named(place)]} if row.named(place) else {})
        for place, row in enumerate(rows)
    ]


class _Place(NamedTuple):
    """A row by its number, -1 for what enters the network, and its shape where that is known."""

    number: int
    shape: Shape | None


class _Row(NamedTuple):
    """A plain layer, its path, and the rows that it reads."""

    path: str
    layer: Layer
    reads: tuple[int, ...]

    def named(self, place: int) -> tuple[int, ...]:
        """Return what is read by name: all, unless it is the row before alone."""
        return () if self.reads == (place - 1,) else self.reads


def _unfold(layer: Layer, path: str, reads: list[_Place], rows: list[_Row]) -> _Place:
    """Add the rows of a network to those before it; return which of them its output is."""
    shapes = [place.shape for place in reads]
    known = [shape for shape in shapes if shape is not None]
    if layer._shape_traced and known == shapes:
        layer = layer.traced(*known)
    if not isinstance(layer, Wired) or type(layer).forward is not Wired.forward:
        rows.append(_Row(path, layer, tuple(place.number for place in reads)))
        return _Place(len(rows) - 1, layer.output_shape(*known) if known == shapes else None)
    require_shallow(path)
    places = {"": (last := reads[0])}
    for name, part, inputs in layer.wiring():
        last = _unfold(part, joined(path, name), [places[each] for each in inputs], rows)
        places[name] = last
    return last


def _entry(layer: Layer, path: str, seen: dict[int, str]) -> dict[str, Any]:
    """Describe a layer; `seen` keeps where each layer with parameters stands."""
    require_shallow(path)
    if layer.parameter_shapes and seen.setdefault(id(layer), path) != path:
        raise ValueError(
            f"{seen[id(layer)]} and {path} are one layer: a description cannot say that they "
            "share their parameters"
        )
    kind = _kind(layer, path or "net")
    if isinstance(layer, Graph):
        return {"type": kind.__name__, "layers": _entries(layer, path, seen)}
    parameters = parameters_of(kind)
    needed = {name for name, p in parameters.items() if p.default is Parameter.empty}
    values = stated(layer)
    # What is left out may follow from what is needed, as a stride does from the kernel.
    usual = stated(kind(**{name: values[name] for name in needed})) if needed else defaults(kind)
    entry: dict[str, Any] = {"type": kind.__name__}
    for name, value in values.items():
        if isinstance(value, Layer):
            entry[name] = _entry(value, f"{path}.{name}", seen)
        elif name in needed or value != usual[name]:
            entry[name] = value
    return entry


def _entries(net: Graph, path: str, seen: dict[int, str]) -> list[dict[str, Any]]:
    """Describe the parts of a network; one that is called by its place needs no name."""
    return [
        ({} if name == str(place) else {"name": name})
        | _entry(part, f"{path}.{name}" if path else name, seen)
        | ({"inputs": [*inputs]} if (inputs := net.inputs_of(name)) else {})
        for place, (name, part) in enumerate(net.children())
    ]


def _kind(layer: Layer, path: str) -> type[Layer]:
    """Return the class that a layer is described as."""
    kind = type(layer)
    if isinstance(layer, Graph) and kind.forward is Wired.forward:
        # A network of a class of its own, such as LeNet, is its parts.
        return Sequential if isinstance(layer, Sequential) else Graph
    if TYPES.get(kind.__name__) is not kind:
        hint = "; give input_size, and its forward is followed" if layer._shape_traced else ""
        if isinstance(layer, Arithmetic):
            hint = ", an operator with a number or an array: a description has no layer for it"
        raise TypeError(f"{path} must be one of {', '.join(TYPES)}, got {layer!r}{hint}")
    return kind


def _written(value: Any, indent: str = "\n") -> str:
    """Return JSON with each object on a line of its own, or on several if it holds others."""
    if not _holds_objects(value):
        return json.dumps(value, ensure_ascii=False, allow_nan=False)
    deeper = indent + "  "
    if isinstance(value, dict):
        items = [f"{json.dumps(key)}: {_written(part, deeper)}" for key, part in value.items()]
        return "{" + deeper + f",{deeper}".join(items) + indent + "}"
    return "[" + deeper + f",{deeper}".join(_written(part, deeper) for part in value) + indent + "]"


def _holds_objects(value: Any) -> bool:
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return any(isinstance(part, dict) or _holds_objects(part) for part in parts)
