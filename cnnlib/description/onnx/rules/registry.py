"""Which operators have a rule."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from cnnlib.description.imported.values import Value
from cnnlib.description.onnx.node import Node

__all__ = ["RULES", "rule"]

Made = Value | tuple[Value | None, ...]
Rule = Callable[[Node], Made]
AnyRule = TypeVar("AnyRule", bound=Rule)

RULES: dict[tuple[str, str], Rule] = {}
"""By domain and operator: what returns the outputs, having added layers; `NoRule` leaves it."""


def rule(*operators: str, domain: str = "") -> Callable[[AnyRule], AnyRule]:
    """Register the rule of some operators."""

    def register(function: AnyRule) -> AnyRule:
        RULES.update({(domain, operator): function for operator in operators})
        return function

    return register
