"""What a convention is: a name, a source and a rule for every type of layer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from cnnlib.layers import Layer

__all__ = ["Convention", "Product", "Rule", "Shape"]

Shape = tuple[int, ...]
Product = tuple[int, ...]
Rule = Callable[[Layer, Shape, Shape], list[Product]]


@dataclass(frozen=True)
class Convention:
    """The rules of one counter.

    Attributes
    ----------
    name : str
    source : str
        Whose rules these are, with the version they were checked against.
    rules : dict
        From a layer's class to its rule; subclasses inherit.
    counts_statistics : bool
        Whether the running statistics of batch normalization count as parameters.

    Examples
    --------
    >>> from cnnlib import Linear
    >>> from cnnlib.conventions import CONVENTIONS
    >>> rule = CONVENTIONS["flops"].rule_for(Linear(2, 4))
    >>> rule(Linear(2, 4), (1, 2), (1, 4))
    [(2, 2, 4)]
    """

    name: str
    source: str
    rules: dict[type[Layer], Rule]
    counts_statistics: bool = False

    def rule_for(self, layer: Layer) -> Rule | None:
        """Return the rule of the layer's class, or of the nearest class above it."""
        return next((self.rules[c] for c in type(layer).__mro__ if c in self.rules), None)
