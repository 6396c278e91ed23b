"""Which operators have a rule."""

from __future__ import annotations

from collections.abc import Callable

from cnnlib.description.onnx.node import Node
from cnnlib.description.onnx.values import Value

__all__ = ["RULES", "rule"]

Made = Value | tuple[Value | None, ...]
Rule = Callable[[Node], Made]

RULES: dict[tuple[str, str], Rule] = {}
"""By domain and operator: what returns the outputs, having added layers; `NoRule` leaves it."""


def rule(*operators: str, domain: str = "") -> Callable[[Rule], Rule]:
    """Register the rule of some operators."""

    def register(function: Rule) -> Rule:
        RULES.update({(domain, operator): function for operator in operators})
        return function

    return register
