"""What a network costs: a list of layers that can be changed, and the count that follows."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import traitlets
from matplotlib.figure import Figure

from cnnlib import models
from cnnlib._checks import batch_shape, did_you_mean
from cnnlib._tables import shape_text
from cnnlib.conventions import find_convention
from cnnlib.counting import count
from cnnlib.description import from_json, to_json
from cnnlib.explorers._sources import joined, style
from cnnlib.explorers.base import Explorer, Setting, accept
from cnnlib.explorers.words import words_of
from cnnlib.figures.costs import short_count
from cnnlib.figures.style import COLORS, MUTED, drawing
from cnnlib.layers import Layer, Residual, Sequential
from cnnlib.report import CostReport

__all__ = ["CostExplorer"]

WORDS = words_of("cost")

Description = dict[str, Any]

# What the page offers to start from, with the input that each is made for.
INPUT_SIZES = {
    "LeNet": (1, 1, 28, 28),
    **dict.fromkeys(("AlexNet", "VGG11", "VGG16", "VGG19", "MobileNetV1"), (1, 3, 224, 224)),
}


def described(value: Any) -> tuple[Description, ...]:
    """Return a network, its name or its description as descriptions of layers in one row.

    Examples
    --------
    >>> from cnnlib import Conv2D, ReLU
    >>> described(Sequential(Sequential(Conv2D(1, 6, (3, 3))), ReLU()))[0]
    {'type': 'Conv2D', 'in_channels': 1, 'out_channels': 6, 'kernel_size': 3}
    """
    row = Sequential(*_one_after_another(_network(value), ""))
    return tuple(json.loads(to_json(row))["layers"])


def _network(value: Any) -> Layer:
    """Return a network from what is named or described."""
    if isinstance(value, Layer):
        return value
    if isinstance(value, str):
        if value not in models.KNOWN:
            raise ValueError(f"no network {value!r}: {did_you_mean(value, models.KNOWN)}")
        return getattr(models, value)()
    if not isinstance(value, (list, tuple)):
        raise TypeError(f"layers must be a network or a list of descriptions, got {value!r}")
    return from_json(json.dumps({"layers": value}, default=_plain))[0]


def _plain(value: Any) -> Any:
    """Return a number of NumPy as JSON knows it."""
    if isinstance(value, np.generic):
        return value.item()
    raise TypeError(f"layers must be descriptions such as {{'type': 'ReLU'}}, got {value!r}")


def _one_after_another(layer: Layer, path: str) -> Iterator[Layer]:
    if isinstance(layer, Residual):
        where = f"{path}: " if path else ""
        raise ValueError(f"{where}layers must stand one after another: a Residual has two ways")
    if isinstance(layer, Sequential) and type(layer).forward is Sequential.forward:
        for name, part in layer.children():
            yield from _one_after_another(part, f"{path}.{name}" if path else name)
    else:
        yield layer


class CostExplorer(Explorer):
    """Count a network while you change it.

    Parameters
    ----------
    layers : str, Layer or sequence of dict
        The name of a network such as ``"VGG16"``, a network whose layers stand one after another,
        or their descriptions, as in `cnnlib.description`: ``[{"type": "ReLU"}]``. At first LeNet.
        Read back, it is a tuple of descriptions; set it anew to change it.
    input_size : sequence of int
        The shape of the input, the batch first.
    convention : str
        Whose rules to count by; `cnnlib.conventions` has them all.

    Attributes
    ----------
    network : Sequential
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
    >>> explorer.report.total_params, explorer.report.total_flops
    (61610, 347560)
    >>> explorer.layers = explorer.layers[1:]
    >>> explorer.report, explorer.problem
    (None, '2: input must have in_channels 6, got 1: (1, 1, 14, 14)')
    >>> explorer.layers = [{"type": "Conv2D", "in_channels": 1}]
    Traceback (most recent call last):
    ...
    cnnlib.explorers.base.RefusedValue: layers[0]: Conv2D needs the key "out_channels"
    """

    _esm = joined(
        "cost.js",
        NETWORKS={
            name: {"layers": described(name), "input_size": size}
            for name, size in INPUT_SIZES.items()
        },
    )
    _css = style("cost.js")

    layers = Setting(())
    input_size = Setting(INPUT_SIZES["LeNet"])
    convention = Setting("paddle")
    network = traitlets.Any()
    report = traitlets.Any()
    problem = traitlets.Any()

    _accept = accept("layers", "input_size", "convention")

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
        network, report, problem = _network(settings["layers"]), None, None
        try:
            report = count(network, settings["input_size"], settings["convention"])
        except (TypeError, ValueError) as error:
            problem = str(error)
        return {"network": network, "report": report, "problem": problem}

    @drawing
    def still(self) -> Figure:
        """Draw where parameters and FLOPs sit: the layers that have 1 % of either, or more."""
        report = self._counted()
        totals = {"params": report.total_params, "flops": report.total_flops}
        rows = [
            row
            for row in report.rows
            if any(0 < total <= 100 * getattr(row, name) for name, total in totals.items())
        ]
        figure, axes = plt.subplots(1, 2, figsize=(5.4, 0.8 + 0.2 * len(rows)), sharey=True)
        columns = {"params": WORDS.parameters, "flops": WORDS.flops}
        for panel, color, (name, title) in zip(axes, COLORS, columns.items(), strict=False):
            counts = [getattr(row, name) for row in rows]
            panel.barh(range(len(rows)), counts, color=color)
            panel.set_title(title(totals[name]))
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
            *(report.total_params, report.trainable_params, report.total_flops),
        )

    def _counted(self) -> CostReport:
        """Return the count of the layers before the first that does not fit."""
        if self.report is not None:
            return self.report
        fitting = int(self.problem.partition(":")[0])
        return count(self.network[:fitting], self.input_size, self.convention)
