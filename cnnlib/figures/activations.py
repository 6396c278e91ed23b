"""Activation functions and their slopes."""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

from cnnlib.figures.style import COLORS, MUTED, drawing
from cnnlib.layers import Layer

__all__ = ["activation_curves"]


@drawing
def activation_curves(
    layers: Mapping[str, Layer], columns: int = 3, region: tuple[float, float] = (-4, 4)
) -> Figure:
    """Draw activation functions, each with its slope: solid and dashed.

    Parameters
    ----------
    layers : dict
        From a title to an activation layer, such as ``cnnlib.LeakyReLU(0.2)``.
    columns : int
        Panels in a row.
    region : (float, float)
        The arguments.

    Returns
    -------
    Figure

    Examples
    --------
    >>> import cnnlib
    >>> layers = {"sigmoid": cnnlib.Sigmoid(), "tanh": cnnlib.Tanh()}
    >>> figure = activation_curves(layers, columns=2)
    >>> [axes.get_title() for axes in figure.axes]
    ['sigmoid', 'tanh']
    """
    x = np.linspace(*region, 401)
    rows = ceil(len(layers) / columns)
    figure, grid = plt.subplots(
        rows,
        columns,
        figsize=(5.4, 1.85 * rows + 0.2),
        sharex=True,
        sharey=True,
        squeeze=False,
    )
    for axes in grid.flat[len(layers) :]:
        axes.remove()
    for axes, (title, layer) in zip(grid.flat, layers.items(), strict=False):
        y, slope = layer(x), layer.backward(np.ones_like(x))
        # Where a slope jumps, no line joins its two values.
        slope[abs(np.gradient(slope)) > 0.2] = np.nan
        axes.axhline(0, color=MUTED, lw=0.6)
        axes.axvline(0, color=MUTED, lw=0.6)
        axes.plot(x, y, color=COLORS[0], lw=2.2, label="function")
        axes.plot(x, slope, "--", color=COLORS[1], lw=2.2, label="slope")
        axes.set_title(title, fontsize=10, weight="normal")
        axes.set(xlim=region, ylim=(-1.25, 2.25), xticks=(-3, 0, 3), yticks=(-1, 0, 1, 2))
        axes.tick_params(labelbottom=True, labelsize=9)
    grid[0, 0].legend(frameon=False, fontsize=9, handlelength=1.8, loc="upper left")
    figure.tight_layout(pad=0.3)
    return figure
