"""What networks cost: pictures of parameters, MACs and the shapes they come from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

from cnnlib._tables import shape_text
from cnnlib.figures.style import COLORS, INK, MUTED, bare, drawing, tint
from cnnlib.report import CostReport

__all__ = [
    "channel_spread",
    "conv_and_linear",
    "count_scale",
    "layer_bars",
    "layer_column",
    "part_bars",
    "total_bars",
]

BLUE, RED, _, YELLOW = COLORS[:4]


@drawing
def channel_spread(before: np.ndarray, after: np.ndarray) -> Figure:
    """Show the values of each channel, with mean and standard deviation, in two arrays.

    Parameters
    ----------
    before, after : (N, C, H, W) ndarray

    Returns
    -------
    Figure
    """
    channels = before.shape[1]
    figure, panels = plt.subplots(2, 1, figsize=(5.2, 4.2), sharex=True)
    for axes, x, title in zip(panels, (before, after), ("before", "after"), strict=True):
        for channel in range(channels):
            values = x[:, channel].ravel()
            axes.plot(values, np.full(values.size, channel), "|", color=BLUE, alpha=0.25, ms=13)
            mean, deviation = values.mean(), values.std()
            axes.plot([mean - deviation, mean + deviation], [channel] * 2, color=RED, lw=2.5)
            axes.plot(mean, channel, "o", color=RED, ms=7)
        axes.axvline(0, color=MUTED, lw=0.8, zorder=0)
        axes.set(title=title, ylabel="channel", yticks=range(channels))
        axes.set_ylim(channels - 0.4, -0.6)
    panels[1].set_xlabel("value (dot: mean, line: ± 1 standard deviation)")
    figure.tight_layout()
    return figure


def conv_and_linear(report: CostReport, quantity: str) -> dict[str, int]:
    """Sum a column of a report over its convolutions and over its linear layers.

    Parameters
    ----------
    report : CostReport
    quantity : str
        ``"params"``, ``"count"`` or another number that each row has.

    Returns
    -------
    dict
        Parts for one bar of `part_bars`.
    """
    kinds = {"convolutions": "Conv2D", "linear layers": "Linear"}
    return {
        part: sum(getattr(row, quantity) for row in report.rows if row.layer_type == kind)
        for part, kind in kinds.items()
    }


@drawing
def count_scale(counts: Mapping[str, int], unit: str = "") -> Figure:
    """Place counts on one logarithmic scale, from a thousand to a hundred billion.

    Parameters
    ----------
    counts : dict
        From a name to its count.
    unit : str
        What is counted: the label of the axis.

    Returns
    -------
    Figure
    """
    figure, axes = plt.subplots(figsize=(5.2, 0.8 + 0.62 * len(counts)))
    for row, (name, count) in enumerate(counts.items()):
        axes.plot([1, count], [row, row], color=BLUE, lw=3, solid_capstyle="butt")
        axes.plot(count, row, "o", color=BLUE, ms=8)
        axes.text(1.4, row - 0.2, name, va="bottom")
        axes.text(count * 1.8, row, short_count(count), va="center", weight="bold")
    axes.set(xscale="log", xlim=(1, 1e12), ylim=(len(counts) - 0.5, -0.7), yticks=[])
    axes.set_xticks(
        [1, 1e3, 1e6, 1e9, 1e12],
        ["1", "$10^3$\nkilo", "$10^6$\nmega", "$10^9$\ngiga", "$10^{12}$\ntera"],
    )
    axes.minorticks_off()
    axes.set_xlabel(unit)
    axes.spines["left"].set_visible(False)
    return figure


@drawing
def layer_bars(names: Sequence[str], columns: Mapping[str, Sequence[float]]) -> Figure:
    """Draw a bar for every layer, one panel a column; write each share from 1 % at its bar.

    Parameters
    ----------
    names : sequence of str
        The layers, first on top.
    columns : dict
        From a title to one number for each layer.

    Returns
    -------
    Figure
    """
    figure, row = plt.subplots(
        1, len(columns), figsize=(5.4, 0.9 + 0.27 * len(names)), sharey=True, squeeze=False
    )
    places = np.arange(len(names))
    for axes, color, (title, values) in zip(row[0], COLORS, columns.items(), strict=False):
        share = np.asarray(values) / np.sum(values)
        axes.barh(places, share, color=color, height=0.72)
        for place in places[share >= 0.01]:
            axes.text(share[place], place, f" {share[place]:.0%}", va="center", fontsize=9.5)
        axes.set_title(title, loc="left")
        axes.set(xticks=[], xlim=(0, 1.3 * share.max()))
        axes.set_yticks(places, names)
        axes.tick_params(axis="y", length=0, labelcolor=INK)
        axes.spines["bottom"].set_visible(False)
    row[0, 0].set_ylim(len(names) - 0.4, -0.6)
    figure.tight_layout(w_pad=0.6)
    return figure


@drawing
def layer_column(report: CostReport) -> Figure:
    """Draw the convolutions, poolings and linear layers of a chain from top to bottom.

    A bar is as wide as the logarithm of its channels; those with weights have numbers. What a layer
    gives stands beside it where it is not what the one above gives.

    Parameters
    ----------
    report : CostReport

    Returns
    -------
    Figure
    """
    kinds = {"Conv2D": ("conv", BLUE), "MaxPool2D": ("pool", YELLOW), "Linear": ("linear", RED)}
    rows = [row for row in report.rows if row.layer_type in kinds]
    figure, axes = plt.subplots(figsize=(4.4, 0.4 + 0.2 * len(rows)))
    edge, weighted, above = 0.5 * max(np.log2(row.output_shape[1]) for row in rows), 0, None
    axes.text(-1.1 * edge, -1, "input", ha="right", va="center_baseline")
    axes.text(1.1 * edge, -1, shape_text(report.input_size[1:]), va="center_baseline")
    for place, row in enumerate(rows):
        name, color = kinds[row.layer_type]
        width = np.log2(row.output_shape[1])
        axes.barh(place, width, left=-width / 2, height=0.74, color=tint(color, 0.45))
        axes.text(-1.1 * edge, place, name, ha="right", va="center_baseline")
        if row.output_shape != above:
            above = row.output_shape
            axes.text(1.1 * edge, place, shape_text(above[1:]), va="center_baseline")
        if row.params:
            weighted += 1
            axes.text(0, place, str(weighted), ha="center", va="center_baseline", weight="bold")
    axes.set(xlim=(-1.7 * edge, 2.6 * edge), ylim=(len(rows) - 0.4, -1.7))
    bare(axes)
    figure.tight_layout(pad=0.2)
    return figure


@drawing
def part_bars(bars: Mapping[str, Mapping[str, int]], unit: str = "") -> Figure:
    """Draw a bar for each total, split into its parts, and write the total at its end.

    Parameters
    ----------
    bars : dict
        From a bar's name to its parts, which all bars name alike and in one order.
    unit : str
        Follows the prefix of the totals: ``"B"`` gives ``553 MB``, ``" MACs"`` ``15.5 G MACs``.

    Returns
    -------
    Figure
    """
    figure, axes = plt.subplots(figsize=(5.2, 0.7 + 0.62 * len(bars)))
    names = list(next(iter(bars.values())))
    largest = max(sum(parts.values()) for parts in bars.values())
    for row, (name, parts) in enumerate(bars.items()):
        end = 0
        for part, color in zip(names, COLORS, strict=False):
            label = part if row == 0 else None
            axes.barh(row, parts[part], left=end, height=0.36, color=color, label=label)
            end += parts[part]
        axes.text(0, row - 0.24, name, va="bottom")
        axes.text(end + 0.015 * largest, row, short_count(end) + unit, va="center", weight="bold")
    axes.set(xlim=(0, 1.22 * largest), ylim=(len(bars) - 0.6, -0.75))
    axes.legend(
        **{"loc": "lower left", "bbox_to_anchor": (0, 1), "ncols": len(names)},
        **{"frameon": False, "borderpad": 0, "borderaxespad": 0.4},
    )
    bare(axes)
    return figure


@drawing
def total_bars(totals: Mapping[str, int], units: Mapping[str, str] = {}) -> Figure:
    """Draw one bar for each total, its name above it and its size and unit at its end.

    Parameters
    ----------
    totals : dict
        From a name to a number.
    units : dict
        From a name to what follows its number.

    Returns
    -------
    Figure
    """
    figure, axes = plt.subplots(figsize=(5.2, 0.3 + 0.62 * len(totals)))
    largest = max(totals.values())
    for row, (name, total) in enumerate(totals.items()):
        text = f"{short_count(total)} {units.get(name, '')}".rstrip()
        axes.barh(row, total, height=0.36, color=BLUE)
        axes.text(0, row - 0.24, name, va="bottom")
        axes.text(total + 0.015 * largest, row, text, va="center", weight="bold")
    axes.set(xlim=(0, 1.32 * largest), ylim=(len(totals) - 0.6, -0.75))
    bare(axes)
    return figure


def short_count(count: int) -> str:
    """Return three figures and the prefix: 15483811840 as 15.5 G."""
    for factor, prefix in ((1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k")):
        if count >= factor:
            return f"{count / factor:.3g} {prefix}"
    return str(count)
