"""What a layer of a functional model reads, in the forms of Keras 2 and Keras 3."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

__all__ = ["Reference", "calls_of", "outputs_of", "shapes_of"]

Reference = tuple[str, int, int]
"""A layer by its name, which of its calls, and which of the arrays that this one returns."""


def calls_of(entry: dict[str, Any]) -> list[tuple[list[Reference], list[float]]]:
    """Return for each call of a layer the arrays that it reads, and numbers beside them."""
    calls = []
    for node in entry.get("inbound_nodes") or ():
        if isinstance(node, dict):
            found = [*_walk([node.get("args", []), [*(node.get("kwargs") or {}).values()]])]
        elif _is_reference(node):  # An operation of TensorFlow; its other arguments are named.
            found = [_reference(node), *_walk(_given(node))]
        else:
            found = [part for each in node for part in (_reference(each), *_walk(_given(each)))]
        references = [each for each in found if isinstance(each, tuple)]
        calls.append((references, [each for each in found if isinstance(each, (int, float))]))
    return calls


def outputs_of(value: Any) -> list[Reference]:
    """Return the outputs of a model, in any of the forms that Keras writes."""
    if _is_reference(value):
        return [_reference(value)]
    values = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [each for part in values for each in outputs_of(part)]


def shapes_of(value: Any) -> Iterator[tuple[Reference, list[Any]]]:
    """Yield the sizes of arrays, which Keras 3 writes where they are read."""
    if isinstance(value, dict):
        if value.get("class_name") == "__keras_tensor__":
            yield _reference(value["config"]["keras_history"]), value["config"]["shape"]
            return
        value = [*value.values()]
    if isinstance(value, list):
        for part in value:
            yield from shapes_of(part)


def _walk(value: Any) -> Iterator[Reference | float]:
    if isinstance(value, dict):
        if value.get("class_name") == "__keras_tensor__":
            yield _reference(value["config"]["keras_history"])
        return
    if isinstance(value, list):
        if _is_reference(value):
            yield _reference(value)
            return
        for part in value:
            yield from _walk(part)
    elif isinstance(value, (int, float)) and not isinstance(value, bool):
        yield value


def _given(node: list[Any]) -> list[Any]:
    """Return the named arguments of a call of Keras 2."""
    named = node[3] if len(node) > 3 and isinstance(node[3], dict) else {}
    return [value for name, value in named.items() if name not in ("name", "training", "mask")]


def _is_reference(value: Any) -> bool:
    return isinstance(value, list) and len(value) >= 3 and isinstance(value[0], str) and all(
        isinstance(each, int) for each in value[1:3]
    )  # fmt: skip


def _reference(value: list[Any]) -> Reference:
    return str(value[0]), int(value[1]), int(value[2])
