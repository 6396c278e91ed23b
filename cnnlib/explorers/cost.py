"""What a network costs: a list of layers that can be changed, and the count that follows."""

from __future__ import annotations

from functools import cache
from typing import Any

import matplotlib.pyplot as plt
import traitlets
from matplotlib.figure import Figure

from cnnlib import models
from cnnlib._checks import batch_shape
from cnnlib._tables import shape_text
from cnnlib.conventions import find_convention, in_letters, table
from cnnlib.counting import count
from cnnlib.description.types import TYPES, schema
from cnnlib.explorers._rows import RESERVED, Description, described, network_of, packed
from cnnlib.explorers._sources import Late, joined, style
from cnnlib.explorers.base import Explorer, Setting, accept
from cnnlib.explorers.words import words_of
from cnnlib.figures.costs import short_count
from cnnlib.figures.style import COLORS, MUTED, drawing
from cnnlib.report import CostReport

__all__ = ["CostExplorer"]

WORDS = words_of("cost")


def _size(network: str) -> int:
    """Return how many numbers a known network learns."""
    return sum(layer.parameter_count() for _, layer in getattr(models, network)().named_layers())


# Made where an explorer asks for them: they take longer than all else that an import does.
@cache
def networks() -> dict[str, dict[str, Any]]:
    """Return what the page offers to start from, the smallest first."""
    return {
        name: {"layers": described(name), "input_size": getattr(models, name).input_size}
        for name in sorted(models.KNOWN, key=_size)
    }


@cache
def packed_networks() -> dict[str, dict[str, Any]]:
    """Return the same as a page gets it."""
    return {name: known | {"layers": packed(**known)} for name, known in networks().items()}


DEFAULTS = {
    "layers": described("LeNet"),
    "input_size": models.LeNet.input_size,
    "convention": "paddle",
}
# Where somebody replaces a rule by a function, the page keeps to these words.
TABLE = table()


def handed_over() -> dict[str, Any]:
    """Return what the page must know of cnnlib, since it has none to ask."""
    return {
        "LAYER_TYPES": schema(),
        "CONVENTIONS": {name: _with_letters(row) for name, row in (TABLE | table()).items()},
        "NETWORKS": packed_networks(),
        "DEFAULTS": DEFAULTS,
        "RESERVED": RESERVED,
    }


def _with_letters(row: dict[str, Any]) -> dict[str, Any]:
    """Return a convention's cells for cnnlib's own types, and the same in letters."""
    rules = {kind: cell for kind, cell in row["rules"].items() if kind in TYPES}
    letters = {kind: in_letters(cell, TYPES[kind]) for kind, cell in rules.items()}
    return row | {"rules": rules, "letters": letters}


class CostExplorer(Explorer):
    """Count a network while you change it.

    Parameters
    ----------
    layers : str, Layer or sequence of dict
        The name of a network such as ``"VGG16"``, a network, or descriptions of layers, as in
        `cnnlib.description`: ``[{"type": "ReLU"}]``. At first LeNet. Read back, it is one tuple
        of descriptions, in which ``"inputs"`` names what a layer reads if that is not the one
        before it; set it anew to change it.
    input_size : sequence of int
        The shape of the input, the batch first.
    convention : str
        Whose rules to count by; `cnnlib.conventions` has them all.

    Attributes
    ----------
    network : Sequential or Graph
        The layers, ready to use.
    report : CostReport or None
        The count; None while a layer does not fit what comes before it.
    problem : str or None
        Then, which layer does not fit, and why.

    Raises
    ------
    TypeError, ValueError
        If a setting makes no sense by itself; the last good one stays.

    Examples
    --------
    >>> explorer = CostExplorer(convention="document")
    >>> explorer.report.total_params, explorer.report.total, explorer.report.unit
    (61610, 347560, "counted by the tutorial's rule")
    >>> explorer.layers = explorer.layers[1:]
    >>> explorer.report, explorer.problem
    (None, '2: input must have in_channels 6, got 1: (1, 1, 14, 14)')
    >>> explorer.layers = [{"type": "Conv2D", "in_channels": 1}]
    Traceback (most recent call last):
    ...
    cnnlib.explorers.base.RefusedValue: layers[0]: Conv2D needs the key "out_channels"
    """

    _esm: Any
    _css = style("cost/explorer.js")

    layers = Setting(())
    input_size = Setting(DEFAULTS["input_size"])
    convention = Setting(DEFAULTS["convention"])
    network = traitlets.Any()
    report = traitlets.Any()
    problem = traitlets.Any()

    _accept = accept("layers", "input_size", "convention")

    def __init__(self, **settings: Any) -> None:
        # Conventions may have been added since.
        self._esm = joined("cost/explorer.js", **handed_over())
        super().__init__(**settings)

    @traitlets.default("layers")
    def _lenet(self) -> tuple[Description, ...]:
        return described("LeNet")

    def checked(self, name: str, value: Any) -> Any:
        """Return one setting in the form to keep, or refuse it."""
        if name == "layers":
            return described(value)
        if name == "input_size":
            return batch_shape(value, name)
        return find_convention(value).name

    def results(self, settings: dict[str, Any]) -> dict[str, Any]:
        """Return the network and its count, or which layer does not fit."""
        network, report, problem = network_of(settings["layers"]), None, None
        try:
            report = count(network, settings["input_size"], settings["convention"])
        except (TypeError, ValueError) as error:
            problem = str(error)
        return {"network": network, "report": report, "problem": problem}

    @drawing
    def still(self) -> Figure:
        """Draw where parameters and work sit: the layers that have 1 % of either, or more."""
        report = self._counted()
        totals = {"params": report.total_params, "count": report.total}
        rows = [
            row
            for row in report.rows
            if any(0 < total <= 100 * getattr(row, name) for name, total in totals.items())
        ]
        figure, axes = plt.subplots(1, 2, figsize=(5.4, 0.8 + 0.2 * len(rows)), sharey=True)
        titles = WORDS.parameters(report.total_params), WORDS.work(report.total, report.unit)
        for panel, color, name, title in zip(axes, COLORS, totals, titles, strict=False):
            counts = [getattr(row, name) for row in rows]
            panel.barh(range(len(rows)), counts, color=color)
            panel.set_title(title)
            panel.set(xticks=[], xlim=(0, 1.45 * max([1, *counts])))
            for place, number in enumerate(counts):
                if 100 * number >= totals[name]:
                    text = f" {short_count(number)}"
                    panel.text(number, place, text, va="center", fontsize=8, color=MUTED)
        names = [f"{row.name} {row.layer_type}" for row in rows]
        axes[0].set_yticks(range(len(rows)), names, fontsize=8)
        axes[0].set_ylim(len(rows) - 0.4, -0.6)
        figure.tight_layout()
        return figure

    def summary(self) -> str:
        """Return the totals in words and numbers."""
        report = self._counted()
        upto = ""
        if self.problem is not None:
            place, _, message = self.problem.partition(": ")
            upto = WORDS.misfit(place, message)
        return WORDS.summary(
            *(len(self.layers), shape_text(self.input_size), self.convention, upto),
            *(report.total_params, report.trainable_params, report.total, report.unit),
        )

    def _counted(self) -> CostReport:
        """Return the count of the layers before the first that does not fit."""
        if self.report is not None:
            return self.report
        stuck = self.problem.partition(":")[0]
        fitting = [name for name, _ in self.network.children()].index(stuck)
        return count(network_of(self.layers[:fitting]), self.input_size, self.convention)


CostExplorer._esm = Late(lambda: joined("cost/explorer.js", **handed_over()))
