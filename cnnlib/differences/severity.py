"""How much it hurts where a network answers one thing here and another there."""

from __future__ import annotations

import re

from cnnlib.differences.engine import REFUSED

__all__ = ["SEVERITIES", "severity", "shape_in"]

SEVERITIES = ("wrong", "shape", "refused")
"""The worst first: other numbers in the same shape, of which no error tells; another shape, at
which a later layer may stop; and a refusal, which says so at once."""

# A shape is an answer too, such as that of a weight: 4 × 2.
_SHAPE = re.compile(r"\d+(?: × \d+)+")


def severity(source: str, target: str) -> str | None:
    """Return how bad it is where the answer `source` becomes `target`; None where nothing bites.

    What the source refuses is in no network that it hands on.

    Examples
    --------
    >>> severity("6 7", "3 9"), severity("4 7", "4 7 0"), severity("6 7", "refused: SAME")
    ('wrong', 'shape', 'refused')
    >>> severity("4 × 2", "2 × 4"), severity("6 7", "6 7"), severity("refused: SAME", "6 7")
    ('shape', None, None)
    """
    if source == target or source.startswith(REFUSED):
        return None
    if target.startswith(REFUSED):
        return "refused"
    return "wrong" if shape_in(source) == shape_in(target) else "shape"


def shape_in(answer: str) -> str:
    """Return the shape that an answer has, or that it is.

    Examples
    --------
    >>> shape_in("1 0.6667 / 0 -inf"), shape_in("4 × 2"), shape_in("nothing, 0 × 0")
    ('2 2', '4 × 2', '0 × 0')
    """
    if shape := _SHAPE.search(answer):
        return shape[0]
    return " ".join(str(len(row.split())) for row in answer.split(" / "))
