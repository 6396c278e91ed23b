"""Which types of layers a description knows, and the keys of each: its class's arguments."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

from cnnlib import layers
from cnnlib._checks import (
    OneOf,
    finite_number,
    flag,
    least_zero_pair,
    once,
    pair,
    pair_or_none,
    positive_or_none,
    share,
    sizes,
    small_number,
    whole_number,
)
from cnnlib.functional.adaptive_pooling import cells
from cnnlib.functional.rearranging import place, place_or_none
from cnnlib.functional.reshaping import axis_order, sizes_or_rest
from cnnlib.functional.resizing import scale_pair
from cnnlib.layers.attributes import (
    Parameter,
    RunningStatistic,
    axis_number,
    described,
    frame_setting,
    padding_setting,
    starts,
)
from cnnlib.layers.base import Layer

__all__ = ["TOO_DEEP", "TYPES", "parameters_of", "require_shallow", "schema"]

# No known network is built this deep; somewhat deeper, Python itself gives up.
DEEPEST = 50
TOO_DEEP = f"nested too deep: layers may lie {DEEPEST} deep in one another"

TYPES: dict[str, type[Layer]] = {
    name: kind
    for name, kind in sorted(vars(layers).items())
    if inspect.isclass(kind) and issubclass(kind, Layer) and kind is not Layer
}


@once
def parameters_of(kind: type[Layer]) -> dict[str, inspect.Parameter]:
    """Return the arguments of a class: the keys that its entry takes."""
    return dict(inspect.signature(kind, eval_str=True).parameters)


# What a page must know to check an argument as its `Setting` does.
KINDS: dict[Callable[..., Any], str] = {
    axis_number: "axis",
    axis_order: "order of axes",
    cells: "pair of cells",
    finite_number: "finite number",
    flag: "flag",
    frame_setting: "frame",
    least_zero_pair: "pair from 0",
    padding_setting: "padding",
    pair: "pair",
    pair_or_none: "pair",
    place: "axis",
    place_or_none: "axis",
    positive_or_none: "positive number",
    scale_pair: "scale",
    share: "share",
    sizes: "sizes",
    sizes_or_rest: "sizes or rest",
    small_number: "number",
    whole_number: "whole",
}


def schema() -> dict[str, Any]:
    """Return what a page must know of each type of layer, as its class states it.

    ``arguments`` have a name, a kind and, where one is, a default. ``parameters`` and
    ``statistics`` have their sizes: arguments by name, or one over another. ``starts`` is there
    where none of them is drawn at random: what they start as, a number or an argument by its
    name. ``macs`` are the factors of what the layer multiplies and adds, ``shape`` is the family
    of its shape rule, and ``inputs`` is 1 or ``"several"``.

    Examples
    --------
    >>> schema()["Linear"]["parameters"]
    {'weight': ['in_features', 'out_features'], 'bias': ['out_features']}
    >>> schema()["Dropout"]["arguments"]
    [{'name': 'p', 'kind': 'share', 'default': 0.5}]
    """
    return {name: _facts(kind) for name, kind in TYPES.items() if kind.family is not None}


def _facts(kind: type[Layer]) -> dict[str, Any]:
    known = described(kind).items()
    sizes = {name: list(each.sizes) for name, each in known if isinstance(each, Parameter)}
    statistics = {name for name, each in known if isinstance(each, RunningStatistic)}
    return {
        "arguments": [_argument(kind, each) for each in parameters_of(kind).values()],
        "parameters": {name: sizes[name] for name in sizes if name not in statistics},
        "statistics": {name: sizes[name] for name in sizes if name in statistics},
        **({"starts": starts(kind)} if starts(kind) else {}),
        **({"macs": list(kind.macs)} if kind.macs else {}),
        "shape": kind.family,
        "inputs": "several" if kind.takes_several else 1,
    }


def _argument(kind: type, parameter: inspect.Parameter) -> dict[str, Any]:
    # An argument that has the name of an array tells whether the layer has it.
    check = getattr(described(kind)[parameter.name], "check", flag)
    facts: dict[str, Any] = {"name": parameter.name}
    if isinstance(check, OneOf):
        facts |= {"kind": "choice", "choices": list(check.choices)}
    else:
        facts["kind"] = KINDS[check]
    if parameter.default is not parameter.empty:
        facts["default"] = parameter.default
    return facts


def require_shallow(path: str) -> None:
    """Refuse a layer that lies too deep in others, by its path."""
    if path.count(".") > DEEPEST:
        raise ValueError(TOO_DEEP)
