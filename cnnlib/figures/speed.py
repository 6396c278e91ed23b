"""How fast cnnlib is: pictures of what the benchmarks measured."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from cnnlib.figures.style import (
    COLORS,
    INK,
    MUTED,
    bare,
    drawing,
    frame_cells,
    number_grid,
    tint,
)

__all__ = ["speed_growth", "speed_ratios", "time_bars", "unrolled_windows", "winograd_tile"]

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
    figure, axes = plt.subplots(figsize=(2.9, 0.25 * len(works) + 0.8), dpi=80)
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
def speed_growth(result: Mapping[str, Any]) -> Figure:
    """Draw the counted operations a second while one size grows, beside a large matrix product.

    A multiply–accumulate counts as two operations.

    Parameters
    ----------
    result : mapping
        What ``make bench`` keeps: in `growth` by axis (`side`, `channels`, `batch`) the `sizes`
        and the seconds of `cnnlib` and `PyTorch`; in `product` the `size` of square matrices and
        the `seconds` of each who multiplied them, of whom the fastest is drawn.

    Returns
    -------
    Figure
    """
    growth, product = result["growth"], result["product"]
    reached = 2 * product["size"] ** 3 / min(product["seconds"].values()) / 1e9
    figure, panels = plt.subplots(len(growth), 1, figsize=(5.0, 1.6 * len(growth)))
    for axes, (axis, measured) in zip(panels, growth.items(), strict=True):
        label, macs = _AXES[axis]
        sizes = measured["sizes"]
        axes.axhline(reached, color=INK, lw=1, ls="--", label="matrix product")
        for name, color, marker in (("cnnlib", COLORS[2], "D"), ("PyTorch", COLORS[0], "o")):
            rates = [2 * macs(n) / s / 1e9 for n, s in zip(sizes, measured[name], strict=True)]
            axes.plot(sizes, rates, marker + "-", color=color, lw=1.5, ms=5, label=name)
        axes.set_xscale("log", base=2)
        axes.set_xticks(sizes, [str(size) for size in sizes])
        axes.set_ylim(0, 1.1 * axes.get_ylim()[1])
        axes.set(xlabel=label, ylabel="GFLOP/s")
    panels[0].legend(frameon=False, ncols=3, loc="lower center", bbox_to_anchor=(0.5, 1))
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


@drawing
def winograd_tile() -> Figure:
    """Draw how a tile of 6 × 6 pixels becomes 4 × 4 outputs by 36 products for each channel.

    Returns
    -------
    Figure
    """
    figure, axes = plt.subplots(figsize=(5.2, 4.9))
    pixels, kernel, sums = COLORS[0], COLORS[1], COLORS[2]
    _sheets(axes, (0, 0), 6, "6 × 6 pixels", pixels)
    _sheets(axes, (1.5, 10), 3, "3 × 3 weights", kernel)
    _sheets(axes, (10.5, 0), 6, "at 36 points", pixels)
    _sheets(axes, (10.5, 8.5), 6, "at 36 points", kernel)
    _sheets(axes, (21, 0), 6, "36 sums", sums, behind=0)
    _sheets(axes, (22, 9.5), 4, "4 × 4 outputs", sums, behind=0)
    for start, end in (
        ((7.2, 3), (10.2, 3)),
        ((5.7, 11.5), (10.2, 11.5)),
        ((17.7, 3), (20.7, 3)),
        ((24, 7.6), (24, 9.2)),
    ):
        arrow = {"arrowstyle": "-|>", "color": INK, "lw": 1.2, "shrinkA": 0, "shrinkB": 0}
        axes.annotate("", end, start, arrowprops=arrow)
    axes.plot([17.7, 18.9, 18.9], [11.5, 11.5, 3], color=INK, lw=1.2)
    axes.text(18.9, 3, "×", size=15, ha="center", va="center", bbox=_DISC)
    axes.set(xlim=(-0.3, 27.3), ylim=(16.4, -1.5), aspect="equal")
    bare(axes)
    return figure


_DISC = {"boxstyle": "circle,pad=0.1", "facecolor": "white", "edgecolor": INK}


def _sheets(
    axes: Axes, at: tuple[float, float], side: int, label: str, color: str, behind: int = 2
) -> None:
    """Draw a grid of cells with its upper left corner at (x, y), and the channels behind it."""
    for back in (0.8 * sheet / behind for sheet in range(behind, 0, -1)):
        corner = at[0] + back, at[1] - back
        axes.add_patch(Rectangle(corner, side, side, fc=tint(color), ec=MUTED, lw=0.7))
    for i, j in np.ndindex(side, side):
        corner = at[0] + j, at[1] + i
        axes.add_patch(Rectangle(corner, 1, 1, fc=tint(color), ec=MUTED, lw=0.7))
    axes.text(at[0] + side / 2, at[1] + side + 0.3, label, ha="center", va="top")
