"""A layer of a network that runs into a case."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from cnnlib.differences.case import Case, Crossing
from cnnlib.differences.difference import Difference
from cnnlib.differences.engine import REFUSED
from cnnlib.differences.meeting import BY_HAND, DEFAULTS
from cnnlib.layers.attributes import Shape

__all__ = ["LayerCase"]

WIDEST = 32
"""How many characters of a longer answer a table for reading shows."""
FEW = 100
"""How many of a refusal stand below it."""


@dataclass(frozen=True)
class LayerCase:
    """A layer that runs into a case, and what both ends answer to that.

    Attributes
    ----------
    layer, layer_type, input_shape : str, str, tuple of int
        Where it stands in the network, what it is and what it reads.
    difference, case : Difference, Case
        The matter, and the case of it.
    crossing : Crossing
        The answers at both ends, whether the export was seen, and how bad it is.

    Examples
    --------
    >>> import cnnlib
    >>> conv = cnnlib.Conv2D(3, 8, 3, padding="SAME", dilation=2)
    >>> (row,) = cnnlib.differences(conv, (1, 3, 8, 8), source="tf", target="paddle").rows
    >>> row.layer, row.difference.title, row.answers
    ('Conv2D', 'Dilation under SAME', ('2 4 2', '3 5 3'))
    """

    layer: str
    layer_type: str
    input_shape: Shape
    difference: Difference
    case: Case
    crossing: Crossing

    @property
    def when(self) -> str:
        """What else must be so, beside the layer.

        What went through an export was written by no hand, so nothing else need be. A default is
        written in the file then: it counts for a layer that has it, as cnnlib's own does.
        """
        case, when = self.case, self.case.when
        if when not in BY_HAND or not self.crossing.seen:
            return when
        return when if when == DEFAULTS and self.crossing.before != case.cnnlib else ""

    def to_dict(self) -> dict[str, Any]:
        """Return everything under its name."""
        before, after, seen, severity = self.crossing
        return {
            "layer": self.layer,
            "layer_type": self.layer_type,
            "input_shape": self.input_shape,
            "case": self.case.name,
            "setting": self.case.title,
            "when": self.when,
            "severity": severity,
            "source_answer": before,
            "target_answer": after,
            "on_the_route": seen,
            "remedy": self.difference.remedy,
        }

    @property
    def answers(self) -> tuple[str, str]:
        """Both answers for reading: long ones from where they part, a refusal in a word."""
        before, after = self.crossing.before or "", self.crossing.after or ""
        if after.startswith(REFUSED):
            return _cut(before.split(), 0), "refused"
        words = before.split(), after.split()
        part = next(
            (i for i, pair in enumerate(zip(*words, strict=False)) if pair[0] != pair[1]), 0
        )
        start = part if max(map(len, (before, after))) > WIDEST else 0
        return _cut(words[0], start), _cut(words[1], start)

    @property
    def refusal(self) -> str:
        """The words of the target's refusal, the first of many; empty where there is none."""
        kind, _, words = (self.crossing.after or "").partition(REFUSED)
        return words if kind or len(words) <= FEW else f"{words[:FEW].rsplit(maxsplit=1)[0]} …"


def _cut(words: list[str], start: int) -> str:
    shown = "… " if start else ""
    for place, word in enumerate(words[start:], start + 1):
        shown += word
        if place < len(words):
            if len(shown) + len(words[place]) + 3 > WIDEST:
                return shown + " …"
            shown += " "
    return shown
