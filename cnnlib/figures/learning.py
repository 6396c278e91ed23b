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

from cnnlib.figures.style import COLORS, INK, MUTED, bare, drawing, number_grid, tint
from cnnlib.training import History

__all__ = [
    "confusion_grid",
    "labeled_digits",
    "learning_curves",
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
def learning_curves(groups: Mapping[str, Sequence[History]]) -> Figure:
    """Draw the mean loss of each epoch, and the share of validation pictures right after it.

    Parameters
    ----------
    groups : dict
        From the name of a way to train to its runs: what `cnnlib.fit` returned with
        `validation`.

    Returns
    -------
    Figure
    """
    figure, (above, below) = plt.subplots(2, 1, figsize=(WIDTH, 3.0), sharex=True)
    for color, marker, (name, histories) in zip(COLORS, MARKERS, groups.items(), strict=False):
        for place, history in enumerate(histories):
            losses = np.reshape(history.losses, (-1, history.steps_per_epoch)).mean(axis=1)
            style = {
                "color": color,
                "lw": 1.2,
                "marker": marker,
                "ms": 3,
                "label": None if place else name,
            }
            above.plot(1 + np.arange(len(losses)), losses, color=color, lw=1.2)
            below.plot(1 + np.arange(len(losses)), history.validation, **style)
    above.set(yscale="log", ylabel="mean loss")
    below.set(ylim=(0.84, 1.005), xlabel="epochs", ylabel="validation, right")
    _percent(below)
    below.legend(frameon=False, loc="lower right")
    figure.tight_layout(pad=0.3)
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
    axes.set(ylim=(len(groups) - 0.5, -0.5), xlabel="right (upright stroke: mean)")
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
