"""How a layer reaches its inputs: windows, dot products and connections."""

from __future__ import annotations

from collections.abc import Mapping

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from cnnlib import functional
from cnnlib.figures.style import COLORS, INK, MUTED, bare, drawing, frame_cells

__all__ = ["connections", "dot_product", "stacked_windows"]

GROUP_COLORS = (COLORS[0], COLORS[1], COLORS[2], COLORS[5])


@drawing
def connections(panels: Mapping[str, tuple[int, int, int]]) -> Figure:
    """Draw a line from every input to every output that it reaches.

    Parameters
    ----------
    panels : dict
        From a title to (inputs, outputs, groups).

    Returns
    -------
    Figure
    """
    figure, row = plt.subplots(1, len(panels), figsize=(1.75 * len(panels) + 0.4, 2.5))
    for axes, (title, (inputs, outputs, groups)) in zip(
        np.atleast_1d(row), panels.items(), strict=True
    ):
        left, right = (np.arange(count) - (count - 1) / 2 for count in (inputs, outputs))
        for i, start in enumerate(left):
            for o, end in enumerate(right):
                group = i * groups // inputs
                if group == o * groups // outputs:
                    axes.plot([0, 1], [start, end], color=GROUP_COLORS[group % 4], lw=1.8)
        axes.plot(np.zeros(inputs), left, "o", color=INK, ms=9)
        axes.plot(np.ones(outputs), right, "o", color=INK, ms=9)
        edge = max(inputs, outputs) / 2
        axes.set(xlim=(-0.25, 1.25), ylim=(edge, -edge), title=title)
        bare(axes)
    figure.tight_layout()
    return figure


@drawing
def dot_product(x: np.ndarray, kernel: np.ndarray, bias: float, at: tuple[int, int]) -> Figure:
    """Show one output pixel of a convolution as a window times a kernel.

    Parameters
    ----------
    x : (C, H, W) ndarray
    kernel : (C, k, k) ndarray
    bias : float
    at : (int, int)
        Row and column of the output pixel.

    Returns
    -------
    Figure
    """
    channels, height, _ = x.shape
    size = kernel.shape[-1]
    windows = x[:, at[0] : at[0] + size, at[1] : at[1] + size]
    y = functional.conv2d(x[None], kernel[None], np.full(1, bias, x.dtype))[0, 0]
    ratios = [height, size, len(y)]
    figure, grid = plt.subplots(
        channels, 3, figsize=(5.2, 1.75 * channels), gridspec_kw={"width_ratios": ratios}
    )
    for channel in range(channels):
        color = COLORS[channel]
        _numbers(grid[channel, 0], x[channel], f"input channel {channel}")
        frame_cells(grid[channel, 0], at, size, color)
        _numbers(grid[channel, 1], kernel[channel], f"kernel, slice {channel}", size=height)
        frame_cells(grid[channel, 1], (0, 0), size, color)
        products = windows[channel] * kernel[channel]
        _below(grid[channel, 1], f"products: {products.sum():g}")
        grid[channel, 2].remove()
    output = figure.add_subplot(grid[0, 0].get_gridspec()[:, 2])
    _numbers(output, y, "output", size=height)
    frame_cells(output, at, 1, INK)
    _below(output, f"with bias {bias:g}: {y[at]:g}")
    return figure


@drawing
def stacked_windows(kernel: int = 3, layers: int = 2) -> Figure:
    """Show which pixels one output sees through stacked convolutions of stride 1.

    Parameters
    ----------
    kernel : int
    layers : int

    Returns
    -------
    Figure
    """
    sizes = [layers * (kernel - 1) + 1 - step * (kernel - 1) for step in range(layers + 1)]
    figure, row = plt.subplots(1, layers + 1, figsize=(5.2, 2.2))
    for step, (axes, size) in enumerate(zip(row, sizes, strict=True)):
        for i, j in np.ndindex(size, size):
            axes.add_patch(
                Rectangle((j, i), 1, 1, facecolor="#dbe6f2", edgecolor=MUTED, linewidth=0.8)
            )
        if step < layers:
            frame_cells(axes, (0, 0), kernel, COLORS[step + 1], offset=0)
        if step > 0:
            color = COLORS[step]
            axes.add_patch(Rectangle((0, 0), 1, 1, facecolor=color, edgecolor=INK))
        middle, half = size / 2, sizes[0] / 2 + 0.2
        axes.set(xlim=(middle - half, middle + half), ylim=(middle + half, middle - half))
        axes.set(aspect="equal", title="input" if step == 0 else f"layer {step}")
        axes.text(middle, size + 0.25, f"{size}×{size}", ha="center", va="top")
        bare(axes)
    figure.tight_layout()
    return figure


def _numbers(axes: Axes, values: np.ndarray, title: str, size: int | None = None) -> None:
    """Write a matrix into a grid; `size` sets how many cells the axes are tall."""
    rows, columns = values.shape
    for i, j in np.ndindex(rows, columns):
        axes.add_patch(
            Rectangle((j - 0.5, i - 0.5), 1, 1, facecolor="white", edgecolor=MUTED, linewidth=0.6)
        )
        axes.text(
            j, i, f"{values[i, j]:g}".replace("-", "−"), ha="center", va="center", fontsize=10
        )
    spare = ((size or rows) - rows) / 2
    axes.set(xlim=(-0.6, columns - 0.4), ylim=(rows - 0.4 + spare, -0.6 - spare), aspect="equal")
    axes.set_title(title, fontsize=10, weight="normal")
    bare(axes)


def _below(axes: Axes, text: str) -> None:
    """Write a line under a matrix."""
    box = axes.dataLim
    middle, bottom = (box.x0 + box.x1) / 2, box.ymax + 0.25
    axes.text(middle, bottom, text, ha="center", va="top")
