"""By whose rule: what each counter says that a layer costs.

A rule is a function of a layer, its input shape and its output shape. It returns the cost of
**one image** as a list of products, each a tuple of factors: ``[(9, 6, 28, 28), (6, 28, 28)]``
stands for 9 × 6 × 28 × 28 + 6 × 28 × 28. So the number and the formula that is shown for it
come from one place, and two conventions can be compared term by term.

To count a layer of your own, add a rule for it::

    CONVENTIONS["paddle"].rules[MyLayer] = lambda layer, x, y: [(2, *y[1:])]
"""

from __future__ import annotations

from cnnlib.conventions.convention import Convention, Rule
from cnnlib.conventions.general import DOCUMENT, FLOPS, MACS, PADDLE
from cnnlib.conventions.pytorch import (
    CALFLOPS,
    FVCORE,
    PTFLOPS,
    PTFLOPS_PYTORCH,
    THOP,
    TORCHINFO,
)

__all__ = ["CONVENTIONS", "Convention", "Rule", "find_convention"]

CONVENTIONS: dict[str, Convention] = {
    convention.name: convention
    for convention in (
        DOCUMENT,
        PADDLE,
        MACS,
        FLOPS,
        THOP,
        FVCORE,
        TORCHINFO,
        PTFLOPS,
        PTFLOPS_PYTORCH,
        CALFLOPS,
    )
}


def find_convention(name: str) -> Convention:
    """Return a convention by its name, or say which there are.

    Examples
    --------
    >>> find_convention("document").name
    'document'
    """
    if not isinstance(name, str) or name not in CONVENTIONS:
        raise ValueError(f"convention must be one of {list(CONVENTIONS)}, got {name!r}")
    return CONVENTIONS[name]
