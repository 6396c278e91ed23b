"""An image in its padding seen from above, and beside each axis the place of every window."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from cnnlib.figures.padding import BORDER, MISSED, Ruler
from cnnlib.figures.style import COLORS, INK, MUTED, PAPER, bare, drawing

__all__ = ["windows_from_above"]


@drawing
def windows_from_above(
    down: Ruler, across: Ruler, at: Sequence[int], title: str, sides: Sequence[str]
) -> Figure:
    """Draw how many windows meet each pixel; the one at `at` is framed, `sides` are words."""
    figure, axes = plt.subplots(figsize=(4.4, 4.4))
    _draw_image(axes, down, across)
    _draw_sides(axes, down, across, sides)
    corner = across.starts[at[1]] - 0.5, down.starts[at[0]] - 0.5
    reach = across.taps[-1] + 1, down.taps[-1] + 1
    axes.add_patch(Rectangle(corner, *reach, fill=False, ec=COLORS[0], lw=3, zorder=4))
    thickness = max(down.stop - down.first, across.stop - across.first) / 60
    for ruler, other, vertical in ((down, across, True), (across, down, False)):
        _draw_places(axes, ruler, other.stop + 5 * thickness, thickness, vertical)
    axes.set_title(title, weight="normal", pad=18)
    axes.set_aspect("equal")
    axes.autoscale_view()
    axes.invert_yaxis()
    bare(axes)
    return figure


def _draw_image(axes: Axes, down: Ruler, across: Ruler) -> None:
    """Draw padding in gray, pixels the bluer the more windows read them, and hatch the unread."""
    corner = across.first - 0.5, down.first - 0.5
    padded = across.end - across.first, down.end - down.first
    axes.add_patch(Rectangle(corner, *padded, fc=BORDER, ec=MUTED, lw=0.8))
    counts = np.outer(down.visits(), across.visits())
    height, width = counts.shape
    edges = np.arange(width + 1) - 0.5, np.arange(height + 1) - 0.5
    axes.pcolormesh(*edges, counts, cmap="Blues", vmin=0, vmax=3 * counts.max(), ec=MUTED, lw=0.4)
    for lines, box in (
        (down.visits(), lambda i: ((-0.5, i - 0.5), width, 1)),
        (across.visits(), lambda i: ((i - 0.5, -0.5), 1, height)),
    ):
        for i in np.flatnonzero(lines == 0):
            axes.add_patch(Rectangle(*box(i), fc=PAPER, hatch="////", ec=MISSED, lw=0))
    if max(padded) <= 14:
        for (i, j), count in np.ndenumerate(counts):
            card = {"fc": PAPER, "ec": "none", "pad": 1} if count == 0 else None
            text: dict[str, Any] = {
                "ha": "center",
                "va": "center_baseline",
                "fontsize": 8.5,
                "bbox": card,
            }
            axes.text(j, i, count, **text)
    axes.add_patch(Rectangle((-0.5, -0.5), width, height, fill=False, ec=INK, lw=2, zorder=3))


def _draw_sides(axes: Axes, down: Ruler, across: Ruler, sides: Sequence[str]) -> None:
    middle, center = (down.size - 1) / 2, (across.size - 1) / 2
    places = (
        (center, down.first - 0.6, 0, ("center", "bottom")),
        (center, down.stop - 0.4, 0, ("center", "top")),
        (across.first - 0.6, middle, 90, ("right", "center")),
        (across.stop - 0.4, middle, 90, ("left", "center")),
    )
    for words, (x, y, turn, place) in zip(sides, places, strict=True):
        axes.text(x, y, words, ha=place[0], va=place[1], rotation=turn, fontsize=9)


def _draw_places(axes: Axes, ruler: Ruler, at: float, thickness: float, vertical: bool) -> None:
    """Draw a short line for each window; lines that do not meet share a lane."""
    reach = ruler.taps[-1] + 1
    step = ruler.starts[1] - ruler.starts[0] if len(ruler.starts) > 1 else reach
    lanes = -(-reach // step)
    starts = np.array(ruler.starts)
    lane = at + 1.6 * thickness * (np.arange(len(starts)) % lanes)
    draw = axes.vlines if vertical else axes.hlines
    draw(lane, starts - 0.4, starts + ruler.taps[-1] + 0.4, color=COLORS[0], lw=2)
