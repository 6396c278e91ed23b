"""From a network to JSON."""

from __future__ import annotations

import json
from inspect import Parameter
from typing import Any

from cnnlib._checks import batch_shape, pair
from cnnlib.description.types import TYPES, parameters_of, require_shallow
from cnnlib.layers.attributes import short
from cnnlib.layers.base import Layer
from cnnlib.layers.containers import Sequential

__all__ = ["to_json"]


def to_json(net: Sequential, input_size: Any = None) -> str:
    """Describe a network, one plain layer a line; settings at their defaults are left out.

    Parameters
    ----------
    net : Sequential
        Of layers of cnnlib. A network of a class of its own, such as LeNet, is described by its
        parts.
    input_size : sequence of int, optional
        The shape of the input, the batch first.

    Returns
    -------
    str

    Raises
    ------
    TypeError, ValueError
        If a layer is none of cnnlib's, or if one with parameters stands in two places: a
        description cannot say that they are shared.

    Examples
    --------
    >>> from cnnlib import MaxPool2D
    >>> print(to_json(Sequential(("pool", MaxPool2D(2, stride=1))), (1, 3, 8, 8)))
    {
      "input_size": [1, 3, 8, 8],
      "layers": [
        {"name": "pool", "type": "MaxPool2D", "kernel_size": 2, "stride": 1}
      ]
    }
    """
    if not isinstance(net, Sequential):
        raise TypeError(f"net must be a Sequential, got {net!r}: put it into one")
    size = {} if input_size is None else {"input_size": batch_shape(input_size, "input_size")}
    return _written(size | {"layers": _entry(net, "", {})["layers"]})


def _entry(layer: Layer, path: str, seen: dict[int, str]) -> dict[str, Any]:
    """Describe a layer; `seen` keeps where each layer with parameters stands."""
    require_shallow(path)
    if layer.parameter_shapes and seen.setdefault(id(layer), path) != path:
        raise ValueError(
            f"{seen[id(layer)]} and {path} are one layer: a description cannot say that they "
            "share their parameters"
        )
    kind = _kind(layer, path or "net")
    if kind is Sequential:
        return {"type": "Sequential", "layers": _entries(layer, path, seen)}
    parameters = parameters_of(kind)
    needed = {name for name, p in parameters.items() if p.default is Parameter.empty}
    bare = kind(**{name: _setting(layer, name) for name in needed})
    entry: dict[str, Any] = {"type": kind.__name__}
    for name in parameters:
        value = _setting(layer, name)
        if isinstance(value, Layer):
            entry[name] = _entry(value, f"{path}.{name}", seen)
        elif name in needed or value != _setting(bare, name):
            entry[name] = value
    return entry


def _entries(net: Sequential, path: str, seen: dict[int, str]) -> list[dict[str, Any]]:
    """Describe the parts of a network; one that is called by its place needs no name."""
    return [
        ({} if name == str(place) else {"name": name})
        | _entry(part, f"{path}.{name}" if path else name, seen)
        for place, (name, part) in enumerate(net.children())
    ]


def _kind(layer: Layer, path: str) -> type[Layer]:
    """Return the class that a layer is described as."""
    kind = type(layer)
    if isinstance(layer, Sequential) and kind.forward is Sequential.forward:
        return Sequential  # A network of a class of its own, such as LeNet, is its parts.
    if TYPES.get(kind.__name__) is not kind:
        raise TypeError(f"{path} must be one of {', '.join(TYPES)}, got {layer!r}")
    return kind


def _setting(layer: Layer, name: str) -> Any:
    """Return a setting as a description states it."""
    if name in layer.parameter_shapes or name not in vars(layer):
        return name in layer.parameter_shapes  # A bias is there or not.
    value = vars(layer)[name]
    return short(value) if getattr(type(layer), name).check is pair else value


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
