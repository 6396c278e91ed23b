"""What a network costs: a list of layers that can be changed, and the count that follows."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from typing import Any

import matplotlib.pyplot as plt
import traitlets
from matplotlib.figure import Figure

from cnnlib import models
from cnnlib._checks import batch_shape
from cnnlib._tables import shape_text
from cnnlib.conventions import find_convention
from cnnlib.counting import count
from cnnlib.description import from_json, to_json
from cnnlib.explorers._sources import joined
from cnnlib.explorers.base import Explorer, Setting, accept
from cnnlib.figures.costs import short_count
from cnnlib.figures.style import COLORS, MUTED, drawing
from cnnlib.layers import Layer, Residual, Sequential

__all__ = ["CostExplorer"]

Description = dict[str, Any]
PRESETS = {
    "LeNet": (1, 1, 28, 28),
    "AlexNet": (1, 3, 224, 224),
    "VGG11": (1, 3, 224, 224),
    "VGG16": (1, 3, 224, 224),
    "VGG19": (1, 3, 224, 224),
    "MobileNetV1": (1, 3, 224, 224),
}


@cache
def presets() -> dict[str, Any]:
    """Return the known networks whose layers stand one after another, each with its input size."""
    return {
        name: {"input_size": size, "layers": described(getattr(models, name)())}
        for name, size in PRESETS.items()
    }


def described(net: Any) -> tuple[Description, ...]:
    """Return a network, or descriptions of its layers, as checked descriptions in one row.

    Examples
    --------
    >>> from cnnlib import Conv2D, ReLU
    >>> described(Sequential(Sequential(Conv2D(1, 6, (3, 3))), ReLU()))[0]
    {'type': 'Conv2D', 'in_channels': 1, 'out_channels': 6, 'kernel_size': 3}
    """
    if isinstance(net, Layer):
        net = Sequential(*_one_after_another(net))
    elif isinstance(net, (list, tuple)):
        net, _ = from_json(json.dumps({"layers": net}))
    else:
        raise TypeError(f"layers must be a network or a list of descriptions, got {net!r}")
    return tuple(json.loads(to_json(net))["layers"])


def _one_after_another(net: Layer) -> Iterator[Layer]:
    if isinstance(net, Residual):
        raise ValueError("layers must stand one after another: a Residual has two ways")
    if not isinstance(net, Sequential):
        yield net
    for _, part in net.children():
        yield from _one_after_another(part)


class CostExplorer(Explorer):
    """Count a network while you change it.

    Parameters
    ----------
    layers : Layer or sequence of dict
        A network whose layers stand one after another, or their descriptions, as in
        `cnnlib.description`: ``[{"type": "ReLU"}]``. At first LeNet. Read back, it is a tuple of
        descriptions; set it anew to change it.
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
    """

    _esm = joined("cost.js")

    layers = Setting(())
    input_size = Setting(PRESETS["LeNet"])
    convention = Setting("paddle")
    presets = traitlets.Dict().tag(sync=True)
    network = traitlets.Any()
    report = traitlets.Any()
    problem = traitlets.Any()

    _accept = accept("layers", "input_size", "convention")

    @traitlets.default("layers")
    def _lenet(self) -> tuple[Description, ...]:
        return presets()["LeNet"]["layers"]

    @traitlets.default("presets")
    def _known(self) -> dict[str, Any]:
        return presets()

    def checked(self, name: str, value: Any) -> Any:
        """Return one setting in the form to keep, or refuse it."""
        if name == "layers":
            return described(value)
        if name == "input_size":
            return batch_shape(value, name)
        return find_convention(value).name

    def results(self, settings: dict[str, Any]) -> dict[str, Any]:
        """Return the network and its count, or which layer does not fit."""
        network, _ = from_json(json.dumps({"layers": settings["layers"]}))
        try:
            report = count(network, settings["input_size"], settings["convention"])
        except (TypeError, ValueError) as error:
            return {"network": network, "report": None, "problem": str(error)}
        return {"network": network, "report": report, "problem": None}

    @drawing
    def still(self) -> Figure:
        """Draw where parameters and FLOPs sit, layer by layer, with their numbers."""
        rows = self.report.rows if self.report else ()
        rows = [row for row in rows if row.params or row.flops]
        figure, axes = plt.subplots(1, 2, figsize=(6.4, 0.6 + 0.24 * len(rows)), sharey=True)
        for column, quantity in enumerate(("params", "flops")):
            counts = [getattr(row, quantity) for row in rows]
            axes[column].barh(range(len(rows)), counts, color=COLORS[column])
            axes[column].set_title(["parameters", "FLOPs"][column])
            axes[column].set_xticks([])
            axes[column].set_xlim(0, 1.45 * max(counts, default=1))
            for place, number in enumerate(counts):
                text = f" {short_count(number)}"
                axes[column].text(number, place, text, va="center", fontsize=8, color=MUTED)
        names = [f"{row.name} {row.layer_type}" for row in rows]
        axes[0].set_yticks(range(len(rows)), names, fontsize=8)
        axes[0].invert_yaxis()
        figure.tight_layout()
        return figure

    def summary(self) -> str:
        """Return the totals in words and numbers."""
        size = shape_text(self.input_size)
        start = f"{len(self.layers)} layers on {size}, convention {self.convention}; "
        if self.report is None:
            return start + f"a layer does not fit: {self.problem}"
        parameters, flops = self.report.total_params, self.report.total_flops
        return start + f"{parameters:,} parameters, {flops:,} FLOPs"
