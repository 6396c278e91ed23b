"""How a network learns: digits, curves, and what share of them several runs got right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import cycle
from math import ceil
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter

from cnnlib.figures.style import COLORS, INK, MUTED, PAPER, bare, drawing, number_grid, tint

__all__ = [
    "backward_graph",
    "color_kernels",
    "confusion_grid",
    "labeled_digits",
    "loss_curves",
    "loss_slope",
    "share_dots",
    "share_lines",
]

WIDTH = 5.2
BLUE, RED = COLORS[:2]
MARKERS = "osD^v"


@drawing
def labeled_digits(
    images: np.ndarray, labels: Sequence[object], columns: int = 10, size: float = 10
) -> Figure:
    """Show small pictures, each with its label above it.

    Parameters
    ----------
    images : (N, H, W) ndarray
        0 is black, the largest of all white.
    labels : sequence
        One for each picture.
    columns : int
        Pictures in a row.
    size : float
        Of the labels' font.

    Returns
    -------
    Figure
    """
    rows = ceil(len(images) / columns)
    figure, grid = plt.subplots(
        rows, columns, figsize=(WIDTH, rows * (WIDTH / columns + 0.25)), squeeze=False
    )
    for axes in grid.flat:
        bare(axes)
    for axes, image, label in zip(grid.flat, images, labels, strict=False):
        axes.imshow(image, cmap="gray", vmin=0, vmax=np.max(images), interpolation="nearest")
        axes.set_title(str(label), fontsize=size, weight="normal", pad=3)
    figure.tight_layout(pad=0.2, w_pad=0.4, h_pad=0.5)
    return figure


@drawing
def loss_slope(weights: np.ndarray, losses: np.ndarray, at: float, slope: float) -> Figure:
    """Draw the loss over one weight, and the straight line of the slope at one place.

    Parameters
    ----------
    weights, losses : (N,) ndarray
    at : float
        The weight where the slope was taken; among `weights`.
    slope : float

    Returns
    -------
    Figure
    """
    figure, axes = plt.subplots(figsize=(WIDTH, 2.7))
    here = losses[np.argmin(abs(weights - at))]
    axes.plot(weights, losses, color=BLUE, lw=2.2, label="loss")
    near = at + 0.35 * np.ptp(weights) * np.array([-1, 1])
    axes.plot(near, here + slope * (near - at), "--", color=RED, lw=1.8, label="slope")
    axes.plot(at, here, "o", color=RED, ms=8)
    axes.set(xlabel="one weight", ylabel="loss")
    axes.legend(frameon=False)
    figure.tight_layout(pad=0.3)
    return figure


@drawing
def loss_curves(panels: Mapping[str, Mapping[str, np.ndarray]]) -> Figure:
    """Draw the loss of what was learned and of what was not, epoch by epoch, side by side.

    Parameters
    ----------
    panels : dict
        From a title to a dict from a name, such as "training", to the (epochs,) losses.

    Returns
    -------
    Figure
    """
    figure, row = plt.subplots(1, len(panels), figsize=(WIDTH, 2.7), sharey=True, squeeze=False)
    for axes, (title, lines) in zip(row.flat, panels.items(), strict=True):
        for color, style, (name, losses) in zip(COLORS, ("-", "--"), lines.items(), strict=False):
            axes.plot(1 + np.arange(len(losses)), losses, style, color=color, lw=2.2, label=name)
        axes.set_title(title, fontsize=10, weight="normal")
        axes.set(xlabel="epochs", ylim=(0, None))
    row[0, 0].set_ylabel("mean loss")
    row[0, -1].legend(frameon=False)
    figure.tight_layout(pad=0.3)
    return figure


@drawing
def backward_graph(
    columns: Sequence[Mapping[str, tuple[float, float]]],
    edges: Mapping[tuple[str, str], str],
) -> Figure:
    """Draw a small network as a graph: values go right, slopes of the loss come back.

    Parameters
    ----------
    columns : sequence of dict
        From the name of a number to its value and to the slope of the loss for it, column by
        column from the input to the loss.
    edges : dict
        From the names of two numbers to what stands on the line between them.

    Returns
    -------
    Figure
    """
    figure, axes = plt.subplots(figsize=(WIDTH, 2.9))
    places = {}
    for across, column in enumerate(columns):
        for down, (name, (value, slope)) in enumerate(column.items()):
            x, y = across * 2.0, (len(column) - 1) / 2 * 1.9 - down * 1.9
            places[name] = x, y
            circle = {"boxstyle": "circle,pad=0.45", "fc": tint(BLUE, 0.15), "ec": MUTED}
            axes.text(x, y, name, ha="center", va="center", bbox=circle, fontsize=11, zorder=3)
            axes.text(
                x,
                y + 0.56,
                f"{value:g}".replace("-", "−"),
                color=BLUE,
                ha="center",
                fontsize=11,
                zorder=4,
            )
            axes.text(
                x,
                y - 0.78,
                f"{slope:g}".replace("-", "−"),
                color=RED,
                ha="center",
                fontsize=11,
                zorder=4,
            )
    for (one, other), label in edges.items():
        (x0, y0), (x1, y1) = places[one], places[other]
        axes.annotate(
            "",
            (x1 - 0.36, y1),
            (x0 + 0.36, y0),
            arrowprops={"arrowstyle": "->", "color": MUTED, "lw": 1.2},
        )
        at = 0.3 if y0 != y1 else 0.5
        card = {"fc": PAPER, "ec": "none", "pad": 1}
        where = x0 + at * (x1 - x0), y0 + at * (y1 - y0)
        axes.text(*where, label, ha="center", va="center", fontsize=9, bbox=card, color=INK)
    axes.text(-0.6, -2.3, "above: value, computed to the right", color=BLUE, fontsize=10)
    axes.text(
        -0.6, -2.9, "below: slope of the loss, passed back to the left", color=RED, fontsize=10
    )
    axes.set(xlim=(-0.7, 2 * len(columns) - 1.3), ylim=(-3.1, 1.9))
    bare(axes)
    figure.tight_layout(pad=0.3)
    return figure


@drawing
def color_kernels(kernels: np.ndarray, columns: int = 8) -> Figure:
    """Draw kernels over red, green and blue as small color pictures; gray stands for zero.

    Parameters
    ----------
    kernels : (N, 3, K, K) ndarray
        Each is drawn on its own scale.
    columns : int
        Pictures in a row.

    Returns
    -------
    Figure
    """
    rows = ceil(len(kernels) / columns)
    figure, grid = plt.subplots(
        rows, columns, figsize=(WIDTH, rows * WIDTH / columns), squeeze=False
    )
    for axes in grid.flat:
        bare(axes)
    for axes, kernel in zip(grid.flat, kernels, strict=False):
        axes.imshow(0.5 + kernel.transpose(1, 2, 0) / (2 * abs(kernel).max()))
    figure.tight_layout(pad=0.2)
    return figure


@drawing
def share_lines(
    positions: Sequence[float],
    lines: Mapping[str, np.ndarray],
    label: str,
    logarithmic: bool = False,
) -> Figure:
    """Draw shares over something that was varied: a line through the means of several runs.

    Parameters
    ----------
    positions : sequence of float
    lines : dict
        From a name to a (runs, positions) ndarray of shares; bars go from the worst run to the
        best.
    label : str
        What was varied.
    logarithmic : bool
        Whether equal factors lie equally far apart.

    Returns
    -------
    Figure
    """
    figure, axes = plt.subplots(figsize=(WIDTH, 3.2))
    styles = zip(COLORS, cycle(MARKERS), lines.items(), strict=False)
    for color, marker, (name, runs) in styles:
        mean = np.mean(runs, axis=0)
        reach = [mean - np.min(runs, axis=0), np.max(runs, axis=0) - mean]
        axes.errorbar(positions, mean, reach, color=color, marker=marker, capsize=4, label=name)
    axes.set(xlabel=label, ylabel="right", xscale="log" if logarithmic else "linear")
    axes.set_xticks(positions, [f"{position:,}" for position in positions])
    axes.minorticks_off()
    _percent(axes)
    axes.legend(frameon=False)
    figure.tight_layout(pad=0.3)
    return figure


@drawing
def share_dots(groups: Mapping[str, Mapping[str, Sequence[float]]]) -> Figure:
    """Draw the share that each run got right as a dot, a row for each way to train.

    Parameters
    ----------
    groups : dict
        From the name of a row to a dict from a name, such as "test", to the shares of the runs.

    Returns
    -------
    Figure
    """
    figure, axes = plt.subplots(figsize=(WIDTH, 0.9 + 0.55 * len(groups)))
    for row, shares in enumerate(groups.values()):
        for place, (name, values) in enumerate(shares.items()):
            height = np.full(len(values), row + 0.22 * (place - (len(shares) - 1) / 2))
            color, marker = COLORS[place], MARKERS[place]
            axes.plot(values, height, marker, color=color, ms=7, alpha=0.7, label=name)
            axes.plot(np.mean(values), height[0], "|", color=INK, ms=17, mew=2)
    axes.set(ylim=(len(groups) - 0.5, -0.5), xlabel="right (vertical stroke: mean)")
    axes.set_yticks(range(len(groups)), groups)
    axes.xaxis.set_major_formatter(PercentFormatter(1))
    handles, names = axes.get_legend_handles_labels()
    known = dict(zip(names, handles, strict=True))
    if len(known) > 1:
        corner: dict[str, Any] = {
            "loc": "lower left",
            "bbox_to_anchor": (0, 1),
            "ncols": len(known),
        }
        axes.legend(known.values(), known, frameon=False, **corner)
    axes.grid(axis="x", color=MUTED, alpha=0.25)
    figure.tight_layout(pad=0.3)
    return figure


@drawing
def confusion_grid(counts: np.ndarray) -> Figure:
    """Write how often each class (row) was read as each class (column).

    Parameters
    ----------
    counts : (N, N) ndarray of int
        Zeros are left empty; the diagonal is tinted blue, the rest red.

    Returns
    -------
    Figure
    """
    figure, axes = plt.subplots(figsize=(WIDTH, WIDTH))
    fills = {
        place: tint(BLUE if place[0] == place[1] else RED)
        for place in zip(*np.nonzero(counts), strict=True)
    }
    number_grid(axes, np.where(counts, counts, np.nan), fills=fills, size=11)
    digits = range(len(counts))
    axes.set_xticks(digits, map(str, digits))
    axes.set_yticks(digits, map(str, digits))
    axes.tick_params(length=0)
    axes.set(xlabel="read as", ylabel="written")
    figure.tight_layout(pad=0.3)
    return figure


def _percent(axes: Axes) -> None:
    axes.yaxis.set_major_formatter(PercentFormatter(1, decimals=0))
