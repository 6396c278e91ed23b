"""Networks whose ways part and meet: the blocks and the U-Net of the chapter on any network."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import FancyArrowPatch, Rectangle

from cnnlib._tables import shape_text
from cnnlib.counting import count
from cnnlib.description import flat
from cnnlib.figures.style import COLORS, INK, MUTED, bare, drawing, tint
from cnnlib.layers.base import Layer

__all__ = ["block_wiring", "channel_widths", "u_shape"]

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
