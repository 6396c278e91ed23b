"""Features that people made and kernels that were learned: small pictures, bars and curves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from cnnlib.figures.convolution import SIGNED
from cnnlib.figures.style import COLORS, MUTED, bare, drawing

__all__ = ["orientation_bars", "picture_rows", "train_and_test"]

WIDTH = 5.2
BLUE, RED = COLORS[:2]


@drawing
def picture_rows(rows: Mapping[str, Sequence[np.ndarray]], signed: bool = False) -> Figure:
    """Draw a row of small pictures under each title.

    Parameters
    ----------
    rows : dict
        From a title to (H, W) ndarrays, as many in each row.
    signed : bool
        Color them by sign: zero white, above blue, below red. Each has its own scale.

    Returns
    -------
    Figure
    """
    columns = len(next(iter(rows.values())))
    side = WIDTH / columns
    figure, grid = plt.subplots(
        len(rows), columns, figsize=(WIDTH, (side + 0.3) * len(rows)), squeeze=False
    )
    for line, (title, pictures) in zip(grid, rows.items(), strict=True):
        for axes, picture in zip(line, pictures, strict=True):
            edge, gray = np.abs(picture).max(), {"cmap": "gray", "vmin": 0, "vmax": 1}
            span = {"cmap": SIGNED, "vmin": -edge, "vmax": edge} if signed else gray
            axes.imshow(picture, interpolation="nearest", **span)
            bare(axes)
            axes.add_patch(
                Rectangle((0, 0), 1, 1, transform=axes.transAxes, fill=False, ec=MUTED, lw=0.8)
            )
        line[0].set_title(title, loc="left", fontsize=10.5)
    figure.tight_layout(w_pad=0.4)
    return figure


@drawing
def orientation_bars(histograms: Mapping[str, np.ndarray]) -> Figure:
    """Draw histograms over the directions from 0° to 180°, one panel each.

    Parameters
    ----------
    histograms : dict
        From a title to the shares of equal steps of direction.

    Returns
    -------
    Figure
    """
    figure, row = plt.subplots(1, len(histograms), figsize=(WIDTH, 2.3), sharey=True, squeeze=False)
    for axes, color, (title, shares) in zip(row[0], COLORS, histograms.items(), strict=False):
        angles = 180 / len(shares) * np.arange(len(shares))
        axes.bar(angles, shares, width=0.75 * angles[1], color=color)
        axes.set_title(title)
        axes.set_xticks(angles[::2], [f"{angle:g}°" for angle in angles[::2]])
        axes.spines["left"].set_visible(False)
        axes.set_yticks([])
    figure.tight_layout()
    return figure


@drawing
def train_and_test(counts: Sequence[int], train: Sequence[float], test: Sequence[float]) -> Figure:
    """Draw the share of right answers on seen and on new pictures against how many were seen.

    Parameters
    ----------
    counts : sequence of int
    train, test : sequence of float

    Returns
    -------
    Figure
    """
    figure, axes = plt.subplots(figsize=(WIDTH, 3.0))
    axes.axhline(0.5, color=MUTED, lw=1, ls=":")
    axes.plot(counts, train, "s-", color=RED, label="train")
    axes.plot(counts, test, "o-", color=BLUE, label="test")
    axes.set(xscale="log", ylim=(0.45, 1.03))
    axes.set_xticks(counts, [f"{count:,}" for count in counts])
    axes.set_yticks([0.5, 0.6, 0.7, 0.8, 0.9, 1], ["50%", "60%", "70%", "80%", "90%", "100%"])
    axes.minorticks_off()
    axes.legend(frameon=False, loc="center left")
    return figure
