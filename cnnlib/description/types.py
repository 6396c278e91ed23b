"""Which types of layers a description knows, and the keys of each: its class's arguments."""

from __future__ import annotations

from functools import cache
from inspect import Parameter, isclass, signature

from cnnlib import layers
from cnnlib.layers.base import Layer

__all__ = ["TOO_DEEP", "TYPES", "parameters_of", "require_shallow"]

# No known network is built this deep; somewhat deeper, Python itself gives up.
DEEPEST = 50
TOO_DEEP = f"nested too deep: layers may lie {DEEPEST} deep in one another"

TYPES: dict[str, type[Layer]] = {
    name: kind
    for name in layers.__all__
    if isclass(kind := getattr(layers, name)) and issubclass(kind, Layer) and kind is not Layer
}


@cache
def parameters_of(kind: type[Layer]) -> dict[str, Parameter]:
    """Return the arguments of a class: the keys that its entry takes."""
    return dict(signature(kind, eval_str=True).parameters)


def require_shallow(path: str) -> None:
    """Refuse a layer that lies too deep in others, by its path."""
    if path.count(".") > DEEPEST:
        raise ValueError(TOO_DEEP)
