"""Which layers of Keras have a rule."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from cnnlib.description.imported.values import Stream
from cnnlib.description.keras.call import Call

__all__ = ["RULES", "rule"]

Rule = Callable[[Call], Stream]
AnyRule = TypeVar("AnyRule", bound=Rule)

RULES: dict[str, Rule] = {}
"""By the name of the class: what returns the output, having added layers; `NoRule` leaves it."""


def rule(*kinds: str) -> Callable[[AnyRule], AnyRule]:
    """Register the rule of some classes."""

    def register(function: AnyRule) -> AnyRule:
        RULES.update(dict.fromkeys(kinds, function))
        return function

    return register
