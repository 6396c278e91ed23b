"""By whose rule: what each counter says that a layer costs.

A convention is a row of ``table.json``: a cell for each type of layer that it counts, in words,
such as ``"2 macs + bias"``. The page of the cost explorer reads the same table. Of a layer, its
input shape and its output shape a cell makes the cost of **one image**, a list of products, each
a tuple of factors: ``[(9, 6, 28, 28), (6, 28, 28)]`` stands for 9 × 6 × 28 × 28 + 6 × 28 × 28. So
the number and the formula that is shown for it come from one place, and two conventions can be
compared term by term.

To count as nobody else does, add a row; to count a layer of your own, add a cell in words, or a
function that makes the products::

    add_convention("mine", "my thesis, table 2", {"Conv2D": "2 macs", "ReLU": "outputs"})
    CONVENTIONS["paddle"].rules[MyLayer] = Cell("2 outputs")
    CONVENTIONS["paddle"].rules[MyLayer] = lambda layer, x, y: [(2, *y[1:])]

The counters that people install for PyTorch were checked on PyTorch 2.13.0, and count a network
in evaluation. All but PaddlePaddle's list only what is trained as parameters. A residual's
addition costs nothing as it is usually written, ``x + y``: none of them counts that operator.
None knows K-max pooling; its ``topk`` and ``gather`` are free with all of them. The rules count
the output that there is, however the padding was written, and the whole batch, as a report does.

Where a tool trips over the form of a network and prints another number, over a layer that stands
in several containers, a word as padding or a bare layer, the convention keeps to its rule, and
`count` and `compare` warn with the number that the tool would print. `departures` has them all.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib.resources import files
from typing import Any

from cnnlib._checks import flag
from cnnlib.conventions.cells import Cell, Rule
from cnnlib.conventions.convention import Convention, read_rules
from cnnlib.conventions.exports import Export
from cnnlib.conventions.letters import in_letters, letters_of

__all__ = [
    "CONVENTIONS",
    "Cell",
    "Convention",
    "Rule",
    "add_convention",
    "find_convention",
    "in_letters",
    "letters_of",
    "table",
]

_TABLE = json.loads(files(__name__).joinpath("table.json").read_text("utf-8"))

CONVENTIONS: dict[str, Convention] = {
    name: Convention(
        name,
        row["source"],
        read_rules(name, row["rules"]),
        row.get("counts_statistics", False),
        tuple(row.get("notes", ())),
        Export(**{**row["export"], "folded": Cell(row["export"]["folded"])})
        if "export" in row
        else None,
        row.get("unit", ""),
    )
    for name, row in _TABLE.items()
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


def add_convention(
    name: str, source: str, rules: Mapping[Any, Any], counts_statistics: bool = False
) -> Convention:
    """Add a convention of your own: from then on `count` and `compare` know it by its name.

    Parameters
    ----------
    name : str
    source : str
        Whose rules these are.
    rules : dict
        From a type of layer, or its name, to what it costs: words as `Cell` takes them, or a
        function of the layer, its input shape and its output shape that returns products. What
        is left out of cnnlib's types is free.
    counts_statistics : bool
        Whether the running statistics of batch normalization count as parameters.

    Returns
    -------
    Convention
        To take it out again: ``del CONVENTIONS[name]``.

    Raises
    ------
    TypeError, ValueError
        If a rule is for no type of layer, or has a measure that is none; the message names it.

    Examples
    --------
    >>> from cnnlib import LeNet, count
    >>> mine = add_convention("mine", "this example", {"Conv2D": "macs", "ReLU": "outputs"})
    >>> count(LeNet(), (1, 1, 28, 28), "mine").total_flops
    288640
    >>> in_letters(mine.rules[type(LeNet().features[0])], type(LeNet().features[0]))
    'C_out · C_in/g · k_h · k_w · H_out · W_out'
    >>> del CONVENTIONS["mine"]
    """
    for what, value in (("name", name), ("source", source)):
        if not isinstance(value, str):
            raise TypeError(f"{what} must be text, got {value!r} ({type(value).__name__})")
        if not value.strip():
            raise ValueError(f"{what} must be a text that is not empty, got {value!r}")
    if name in _TABLE:
        raise ValueError(f"name must be one that is free, got {name!r}: cnnlib has it already")
    counts = flag(counts_statistics, "counts_statistics")
    convention = Convention(name, source, read_rules(name, rules), counts)
    CONVENTIONS[name] = convention
    return convention


def table() -> dict[str, dict[str, Any]]:
    """Return the conventions as rows of words, those included that were added in words.

    Examples
    --------
    >>> table()["paddle"]["rules"]["AdaptiveAvgPool2D"]
    'cells + outputs'
    """
    return {
        name: {
            "source": row.source,
            "unit": row.unit,
            "counts_statistics": row.counts_statistics,
            "notes": list(row.notes),
            **(
                {"export": {"folded": row.export.folded.text, "repeats": row.export.repeats}}
                if row.export
                else {}
            ),
            "rules": {
                kind.__name__: rule.text
                for kind, rule in row.rules.items()
                if isinstance(rule, Cell)
            },
        }
        for name, row in CONVENTIONS.items()
        if all(isinstance(rule, Cell) for rule in row.rules.values())
    }
