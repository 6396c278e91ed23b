"""What a convention is: a name, a source and a rule for types of layers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cnnlib._checks import did_you_mean, once
from cnnlib.conventions.cells import Cell, Rule
from cnnlib.conventions.exports import Export
from cnnlib.conventions.letters import in_letters
from cnnlib.description.types import TYPES
from cnnlib.layers import Layer

__all__ = ["Convention", "free", "read_rules"]


@dataclass(frozen=True)
class Convention:
    """The rules of one counter.

    Attributes
    ----------
    name : str
    source : str
        Whose rules these are, with the version they were checked against.
    rules : dict
        From a layer's class to its rule, a `Cell` or a function; subclasses inherit. A class of
        cnnlib's that is not in here is free.
    counts_statistics : bool
        Whether the running statistics of batch normalization count as parameters.
    notes : tuple of str
        Why some rules are as they are, and where the counter itself slips.
    export : Export, optional
        How it counts what an export leaves of norms, if it counts one.
    unit : str
        What stands behind its numbers and above its column: ``"MACs"``, ``"FLOPs"``, or of a rule
        that counts neither alone, whose it is.

    Examples
    --------
    >>> from cnnlib import Linear
    >>> from cnnlib.conventions import CONVENTIONS
    >>> rule = CONVENTIONS["flops"].rule_for(Linear(2, 4))
    >>> rule
    Cell(text='2 macs')
    >>> rule(Linear(2, 4), (1, 2), (1, 4))
    [(2, 2, 4)]
    """

    name: str
    source: str
    rules: dict[type[Layer], Rule]
    counts_statistics: bool = False
    notes: tuple[str, ...] = ()
    export: Export | None = None
    unit: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "unit", self.unit or f"counted by {self.name}")

    def rule_for(self, layer: Layer) -> Rule | None:
        """Return the rule of the layer's class, or of the nearest class above it."""
        for kind in type(layer).__mro__:
            if kind in self.rules:
                return self.rules[kind]
            if _is_free(kind):
                return free
        return None


def read_rules(name: str, rules: Mapping[Any, Any]) -> dict[type[Layer], Rule]:
    """Return rules by class from a row of cells: words or functions, by classes or their names."""
    if not isinstance(rules, Mapping):
        raise TypeError(f"convention {name!r}: rules must be a dict of cells, got {rules!r}")
    read: dict[type[Layer], Rule] = {}
    for kind, cell in rules.items():
        if isinstance(kind, str):
            if kind not in TYPES:
                hint = did_you_mean(kind, TYPES)
                raise ValueError(
                    f"convention {name!r}: no type of layer {kind!r}: {hint}; "
                    "a class of your own stands as the class, not as its name"
                )
            kind = TYPES[kind]
        elif not (isinstance(kind, type) and issubclass(kind, Layer)):
            raise TypeError(
                f"convention {name!r}: rules must be for types of layers or their names, "
                f"got {kind!r}"
            )
        try:
            read[kind] = rule = cell if callable(cell) else Cell(cell)
            if isinstance(rule, Cell) and _is_free(kind):
                in_letters(rule, kind)  # It may measure what the type has not.
        except (TypeError, ValueError) as error:
            raise type(error)(f"convention {name!r}, {kind.__name__}: {error}") from None
    return read


@once
def _is_free(kind: type) -> bool:
    """Tell whether a type costs nothing unless a convention says otherwise: all of cnnlib's.

    Any other class is one of a user's own, and a convention that has no rule for it must say so.
    """
    ours = kind.__module__.startswith("cnnlib.layers.")
    return ours and getattr(kind, "family", None) is not None


def free(layer: Layer, x: Any, y: Any) -> list[tuple[int, ...]]:
    """Return no products: what a type costs that a convention leaves out."""
    return []
