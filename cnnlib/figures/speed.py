"""How fast cnnlib is: pictures of what the benchmarks measured."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

from cnnlib.figures.style import COLORS, INK, MUTED, drawing, frame_cells, number_grid, tint

__all__ = ["speed_growth", "speed_ratios", "time_bars", "unrolled_windows"]

_AXES: dict[str, tuple[str, Callable[[int], int]]] = {
    "side": ("side of the image", lambda side: _macs(side, 64, 1)),
    "channels": ("channels", lambda channels: _macs(56, channels, 1)),
    "batch": ("images", lambda images: _macs(56, 64, images)),
}


def _macs(side: int, channels: int, images: int) -> int:
    """Count a padded 3 × 3 convolution that keeps its channels."""
    return 9 * channels**2 * side**2 * images


@drawing
def speed_ratios(result: Mapping[str, Any]) -> Figure:
    """Draw how long each work takes, as a share of the time that PyTorch takes.

    Parameters
    ----------
    result : mapping
        What ``make bench`` keeps: `works` with their `ratios` and `targets`.

    Returns
    -------
    Figure
    """
    works = [work for work in result["works"] if "PyTorch" in work["ratios"]]
    figure, axes = plt.subplots(figsize=(2.9, 0.28 * len(works) + 0.8), dpi=105)
    for place, work in enumerate(works):
        ratio = work["ratios"]["PyTorch"]
        axes.plot([ratio, 1], [place, place], color=COLORS[0], lw=1, alpha=0.5, zorder=1)
        axes.plot(ratio, place, "o", color=COLORS[0], ms=7)
    axes.axvline(1, color=INK, lw=1)
    axes.set(xscale="log", xlabel="time of cnnlib ÷ time of PyTorch")
    ticks = (0.1, 0.3, 1, 3, 10)
    axes.set_xticks(ticks, [f"{tick:g}" for tick in ticks])
    axes.minorticks_off()
    axes.set_yticks(range(len(works)), [work["name"] for work in works])
    axes.set_ylim(len(works) - 0.5, -0.5)
    axes.tick_params(axis="y", length=0)
    return figure


@drawing
def speed_growth(growth: Mapping[str, Any]) -> Figure:
    """Draw the multiply–accumulates a second while one size grows: level means no cliff.

    Parameters
    ----------
    growth : mapping
        By axis (`side`, `channels`, `batch`) its `sizes` and the seconds of `cnnlib` and
        `PyTorch`.

    Returns
    -------
    Figure
    """
    figure, panels = plt.subplots(len(growth), 1, figsize=(5.0, 1.7 * len(growth)))
    for axes, (axis, measured) in zip(panels, growth.items(), strict=True):
        label, macs = _AXES[axis]
        sizes = measured["sizes"]
        for name, color, marker in (("cnnlib", COLORS[2], "D"), ("PyTorch", COLORS[0], "o")):
            rates = [macs(n) / s / 1e9 for n, s in zip(sizes, measured[name], strict=True)]
            axes.plot(sizes, rates, marker + "-", color=color, lw=1.5, ms=5, label=name)
        axes.set_xscale("log", base=2)
        axes.set_xticks(sizes, [str(size) for size in sizes])
        axes.set_ylim(0, 1.1 * axes.get_ylim()[1])
        axes.set(xlabel=label, ylabel="GMAC/s")
    panels[0].legend(frameon=False, ncols=2, loc="lower center", bbox_to_anchor=(0.5, 1))
    figure.tight_layout()
    return figure


@drawing
def time_bars(seconds: Mapping[str, float]) -> Figure:
    """Draw times as bars, in nanoseconds, on a logarithmic axis.

    Parameters
    ----------
    seconds : mapping
        From a name to a time.

    Returns
    -------
    Figure
    """
    figure, axes = plt.subplots(figsize=(5.2, 0.5 * len(seconds) + 0.8))
    nanoseconds = [1e9 * value for value in seconds.values()]
    axes.barh(list(seconds), nanoseconds, color=COLORS[0], height=0.6)
    for place, value in enumerate(nanoseconds):
        axes.text(
            1.15 * value, place, f"{value:,.0f}" if value > 10 else f"{value:.2g}", va="center"
        )
    axes.set(xscale="log", xlabel="nanoseconds")
    axes.set_xlim(min(nanoseconds) / 4, max(nanoseconds) * 6)
    axes.invert_yaxis()
    axes.tick_params(axis="y", length=0)
    axes.grid(axis="x", color=MUTED, lw=0.5, alpha=0.4)
    axes.set_axisbelow(True)
    return figure


@drawing
def unrolled_windows(image: np.ndarray, kernel: int) -> Figure:
    """Draw an image with its windows framed, and the matrix that has each as a column.

    Parameters
    ----------
    image : (H, W) ndarray
    kernel : int

    Returns
    -------
    Figure
    """
    windows = np.lib.stride_tricks.sliding_window_view(image, (kernel, kernel))
    columns = windows.reshape(-1, kernel * kernel).T
    figure, (left, right) = plt.subplots(
        1, 2, figsize=(5.2, 3.6), width_ratios=(len(image), columns.shape[1])
    )
    number_grid(left, image, "image")
    fills = {}
    for place, (i, j) in enumerate(np.ndindex(*windows.shape[:2])):
        color = COLORS[place % len(COLORS)]
        frame_cells(left, (i, j), kernel, color, offset=0.5 - 0.07 * place)
        fills.update({(row, place): tint(color) for row in range(len(columns))})
    left.set(xlim=(-0.6, image.shape[1] - 0.2), ylim=(len(image) - 0.2, -0.6))
    number_grid(right, columns, "columns", fills)
    figure.tight_layout()
    return figure
