"""From JSON to a network."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Set
from inspect import Parameter
from typing import Any, get_args

from cnnlib._checks import batch_shape, did_you_mean
from cnnlib.description.types import TOO_DEEP, TYPES, parameters_of, require_shallow
from cnnlib.layers.attributes import Shape
from cnnlib.layers.base import Layer
from cnnlib.layers.containers import Sequential
from cnnlib.layers.graph import Graph
from cnnlib.layers.wired import at

__all__ = ["Object", "from_json", "parts_of"]


def from_json(text: str | bytes) -> tuple[Graph, Shape | None]:
    """Build the network that a description describes.

    Parameters
    ----------
    text : str or bytes
        A JSON object with ``layers`` and, where it is known, ``input_size``.

    Returns
    -------
    (Sequential or Graph, tuple of int or None)
        The network, and the input size if the description states one. It is a Graph where a layer
        says what it reads.

    Raises
    ------
    TypeError, ValueError
        If the text is no JSON or describes no network; the message names the line and the
        column, or the entry and the key.

    Examples
    --------
    >>> net, input_size = from_json('''{
    ...     "input_size": [1, 2],
    ...     "layers": [{"type": "Linear", "in_features": 2, "out_features": 4}]
    ... }''')
    >>> net, input_size
    (Sequential(
      (0): Linear(in_features=2, out_features=4, dtype=float32)
    ), (1, 2))
    """
    if not isinstance(text, (str, bytes)):
        raise TypeError(f"text must be str or bytes, got {text!r} ({type(text).__name__})")
    try:
        description = _object(json.loads(text, object_pairs_hook=Object), "network")
        net = _build(_kind(description), description, extra={"input_size"})
    except json.JSONDecodeError as error:
        hint = ": no JSON begins so" if error.pos == 0 else ""
        place = f"line {error.lineno}, column {error.colno}"
        raise ValueError(f"{place}: {error.msg}{hint}") from None
    except UnicodeDecodeError as error:
        raise ValueError(f"{error}: JSON is text, in UTF-8") from None
    except RecursionError:
        raise ValueError(TOO_DEEP) from None
    size = description.get("input_size")
    return net, None if size is None else batch_shape(size, "input_size")


class Object(dict[str, Any]):
    """A JSON object that knows which key stood in it twice."""

    def __init__(self, pairs: list[tuple[str, Any]]) -> None:
        super().__init__(pairs)
        counts = Counter(key for key, _ in pairs)
        self.repeated = next((key for key in counts if counts[key] > 1), None)


def _object(entry: Any, path: str) -> Object:
    if not isinstance(entry, Object):
        raise TypeError(f"{path} must be an object in braces, got {entry!r}")
    if entry.repeated is not None:
        raise ValueError(f'{path}: the key "{entry.repeated}" stands twice')
    return entry


def _kind(description: Object) -> type[Graph]:
    """Return what the outermost list of layers is: layers one after another, or a graph."""
    entries = description.get("layers")
    entries = entries if isinstance(entries, list) else []
    reading = any(isinstance(entry, dict) and "inputs" in entry for entry in entries)
    return Graph if reading else Sequential


def _layer(entry: Any, path: str, extra: Set[str] = frozenset()) -> Layer:
    """Build the layer of an entry that states its type."""
    require_shallow(path)
    if "type" not in _object(entry, path):
        raise ValueError(f'{path} needs the key "type"')
    name = entry["type"]
    if not isinstance(name, str):
        raise TypeError(f"{path}: type must be a name, got {name!r} ({type(name).__name__})")
    if name not in TYPES:
        raise ValueError(f'{path}: no type "{name}": {did_you_mean(name, TYPES)}')
    return _build(TYPES[name], entry, path, {"type", *extra})


def _build(kind: type[Layer], entry: Object, path: str = "", extra: Set[str] = frozenset()) -> Any:
    """Build a layer of a known class: all keys but the `extra` ones are its arguments."""
    parameters = parameters_of(kind)
    who = f"{path}: {kind.__name__}" if path else "network"
    known = [*parameters, *sorted(extra)]
    for key in entry:
        if key not in known:
            raise ValueError(f'{who} takes no key "{key}": {did_you_mean(key, known)}')
    parts, settings = [], {}
    for key, parameter in parameters.items():
        below = f"{path}.{key}" if path else key
        if key not in entry:
            if parameter.default is Parameter.empty:
                raise ValueError(f'{who} needs the key "{key}"')
        elif parameter.kind is Parameter.VAR_POSITIONAL:
            parts = parts_of(entry[key], below)
        elif _is_layer(parameter) and isinstance(entry[key], dict):
            settings[key] = _layer(entry[key], below)
        else:
            settings[key] = entry[key]  # The layer's own checks decide.
    with at(path or "network"):
        return kind(*parts, **settings)


def parts_of(entries: Any, path: str) -> list[tuple[Any, ...]]:
    """Build the layers of a list, each with its name and what it reads."""
    if not isinstance(entries, list):
        raise TypeError(f"{path} must be a list of layers, got {entries!r}")
    parts = []
    for place, entry in enumerate(entries):
        here = f"{path}[{place}]"
        layer = _layer(entry, here, {"name", "inputs"})
        name, inputs = entry.get("name", str(place)), entry.get("inputs", [])
        if not isinstance(name, str):
            raise TypeError(f"{here}: name must be text, got {name!r} ({type(name).__name__})")
        if not isinstance(inputs, list) or not all(isinstance(each, str) for each in inputs):
            raise TypeError(f"{here}: inputs must be a list of names, got {inputs!r}")
        parts.append((name, layer, *inputs))
    return parts


def _is_layer(parameter: Parameter) -> bool:
    return Layer in (parameter.annotation, *get_args(parameter.annotation))
