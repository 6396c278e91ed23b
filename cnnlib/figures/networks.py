"""Networks that branch, look past pixels and grow: what the chapter on any network draws."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import FancyArrowPatch, Rectangle

from cnnlib import geometry
from cnnlib._tables import shape_text
from cnnlib.counting import count
from cnnlib.description import flat
from cnnlib.figures.style import COLORS, INK, MUTED, bare, drawing, tint
from cnnlib.layers.base import Layer

__all__ = ["block_wiring", "channel_widths", "kernel_reach", "painted_rows", "u_shape"]

BLUE, RED, GREEN, YELLOW = COLORS[:4]
FAMILY_COLORS = {"Conv2D": BLUE, "Linear": BLUE, "Add": RED, "Multiply": RED, "Concat": RED}


@drawing
def block_wiring(net: Layer, input_size: Sequence[int]) -> Figure:
    """Draw the layers of a block from top to bottom, and a line for each that is read later.

    Parameters
    ----------
    net : Layer
    input_size : sequence of int
        The shape of the input, the batch first.

    Returns
    -------
    Figure
    """
    entries, rows = flat(net, input_size), count(net, input_size, "macs").rows
    places = {"input": -1} | {each.get("name", ""): at for at, each in enumerate(entries)}
    figure, axes = plt.subplots(figsize=(5.2, 0.42 * len(rows) + 0.9))
    labels = [("input", shape_text(input_size))]
    labels += [(row.layer_type, shape_text(row.output_shape)) for row in rows]
    for at, (kind, shape) in enumerate(labels, start=-1):
        color = tint(FAMILY_COLORS.get(kind, MUTED), 0.35 if kind in FAMILY_COLORS else 0.12)
        axes.add_patch(Rectangle((0, at - 0.34), 4, 0.68, facecolor=color, edgecolor=INK, lw=0.8))
        axes.text(0.12, at, kind, va="center_baseline", weight="bold")
        axes.text(3.88, at, shape, va="center_baseline", ha="right")
    depth = 0
    for at, entry in enumerate(entries):
        for name in entry.get("inputs", [None]):
            start = at - 1 if name is None else places[name]
            if start == at - 1:
                _arrow(axes, (2, start + 0.34), (2, at - 0.34))
            else:
                depth += 1
                out = 4.15 + 0.35 * depth
                axes.plot([4, out, out], [start, start, at], color=RED, lw=2)
                _arrow(axes, (out, at), (4, at), RED)
    axes.set(xlim=(-0.1, 4.4 + 0.35 * max(depth, 1)), ylim=(len(rows) - 0.4, -1.5))
    bare(axes)
    figure.tight_layout(pad=0.2)
    return figure


@drawing
def channel_widths(blocks: Mapping[str, Sequence[int]]) -> Figure:
    """Draw the channels along blocks as bars, all on one scale.

    Parameters
    ----------
    blocks : dict
        From a title to the channels of the input and behind each layer.

    Returns
    -------
    Figure
    """
    figure, row = plt.subplots(1, len(blocks), figsize=(5.4, 2.5), sharey=True, squeeze=False)
    widest = max(map(max, blocks.values()))
    for axes, (title, channels) in zip(row[0], blocks.items(), strict=True):
        for at, number in enumerate(channels):
            inside = 0 < at < len(channels) - 1
            color = tint(RED if inside else BLUE, 0.5)
            corner = at - 0.32, -number / 2
            axes.add_patch(Rectangle(corner, 0.64, number, facecolor=color, edgecolor=INK, lw=0.8))
            axes.text(at, number / 2 + widest * 0.03, number, ha="center", va="bottom")
            if at:
                _arrow(axes, (at - 0.68, 0), (at - 0.32, 0))
        axes.set(xlim=(-0.6, len(channels) - 0.4), ylim=(-widest * 0.55, widest * 0.66))
        axes.set_title(title, fontsize=10, weight="normal")
        bare(axes)
    figure.tight_layout(pad=0.4)
    return figure


@drawing
def kernel_reach(cases: Mapping[str, tuple[int, int]], size: int = 9) -> Figure:
    """Show which pixels around the middle one a kernel reads.

    Parameters
    ----------
    cases : dict
        From a title to (kernel size, dilation).
    size : int
        Height and width of the image.

    Returns
    -------
    Figure
    """
    figure, row = plt.subplots(1, len(cases), figsize=(5.4, 2.1), squeeze=False)
    middle = size // 2
    for axes, (title, (kernel, dilation)) in zip(row[0], cases.items(), strict=True):
        reach = geometry.effective_kernel_size(kernel, dilation) // 2
        read = {*range(middle - reach, middle + reach + 1, dilation)}
        for i, j in np.ndindex(size, size):
            color = BLUE if i in read and j in read else "#eef1f5"
            axes.add_patch(Rectangle((j, i), 1, 1, facecolor=color, edgecolor="white", lw=0.8))
        corner, span = middle - reach, 2 * reach + 1
        axes.add_patch(Rectangle((corner, corner), span, span, fill=False, ec=RED, lw=2))
        axes.set(xlim=(-0.2, size + 0.2), ylim=(size + 0.2, -0.2), aspect="equal")
        axes.set_title(title, fontsize=10, weight="normal")
        bare(axes)
    figure.tight_layout(pad=0.4)
    return figure


@drawing
def painted_rows(cases: Mapping[str, tuple[int, int, int, int]]) -> Figure:
    """Show how the pixels of a row paint a longer row, each as many as the kernel is wide.

    Parameters
    ----------
    cases : dict
        From a title to (pixels, kernel size, stride, padding).

    Returns
    -------
    Figure
    """
    figure, panels = plt.subplots(len(cases), 1, figsize=(5.4, 1.9 * len(cases)), squeeze=False)
    widest = max((n - 1) * stride + kernel for n, kernel, stride, _ in cases.values())
    for axes, (title, (n, kernel, stride, padding)) in zip(
        panels[:, 0], cases.items(), strict=True
    ):
        length = (n - 1) * stride + kernel
        start = (length - n * 1.6) / 2
        painted = np.zeros(length, int)
        for i in range(n):
            color = COLORS[i % 2]
            left = start + i * 1.6
            for place in range(i * stride, i * stride + kernel):
                painted[place] += 1
                kept = padding <= place < length - padding
                ends = [left + 0.6, place + 0.5], [1, 2.3]
                axes.plot(*ends, color=color if kept else "#c9ced6", lw=1.6)
            axes.add_patch(Rectangle((left, 0), 1.2, 1, facecolor=color, edgecolor=INK, lw=0.8))
        for place, times in enumerate(painted):
            kept = padding <= place < length - padding
            fill = tint(GREEN, 0.22 * times) if kept else "white"
            axes.add_patch(Rectangle((place, 2.3), 1, 1, facecolor=fill, edgecolor=INK, lw=0.8))
            color = INK if kept else MUTED
            axes.text(place + 0.5, 2.8, times, ha="center", va="center_baseline", color=color)
        middle = length / 2
        axes.set(xlim=(middle - widest / 2 - 0.3, middle + widest / 2 + 0.3), ylim=(3.45, -0.15))
        axes.set_title(title, fontsize=10, weight="normal")
        bare(axes)
    figure.tight_layout(pad=0.4)
    return figure


@drawing
def u_shape(levels: Sequence[tuple[int, int]]) -> Figure:
    """Draw a U-Net: maps that shrink on the left, grow on the right, and what is handed across.

    Parameters
    ----------
    levels : sequence of (int, int)
        Channels and height of the maps of each level, the highest level first.

    Returns
    -------
    Figure
    """
    figure, axes = plt.subplots(figsize=(5.4, 0.72 * len(levels) + 0.7))
    deepest = len(levels) - 1
    for level, (channels, size) in enumerate(levels):
        sides = [level] if level == deepest else [level, 2 * deepest - level]
        for at in sides:
            corner = at - 0.42, level - 0.3
            axes.add_patch(
                Rectangle(corner, 0.84, 0.6, facecolor=tint(BLUE, 0.35), edgecolor=INK, lw=0.8)
            )
            text = f"{channels}\n{size}²"
            axes.text(at, level, text, ha="center", va="center", size=11, linespacing=1.05)
        if level < deepest:
            _arrow(axes, (level + 0.42, level), (2 * deepest - level - 0.42, level), RED)
            _arrow(axes, (level + 0.3, level + 0.3), (level + 0.7, level + 0.7))
            right = 2 * deepest - level
            _arrow(axes, (right - 0.7, level + 0.7), (right - 0.3, level + 0.3), GREEN)
    axes.set(xlim=(-0.6, 2 * deepest + 0.6), ylim=(deepest + 0.5, -0.5))
    bare(axes)
    figure.tight_layout(pad=0.2)
    return figure


def _arrow(
    axes: Axes, start: tuple[float, float], end: tuple[float, float], color: str = INK
) -> None:
    arrow = FancyArrowPatch(
        start, end, arrowstyle="-|>", mutation_scale=9, shrinkA=0, shrinkB=0, color=color, lw=1.6
    )
    axes.add_patch(arrow)
