"""The look that all pictures of the book share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from cycler import cycler
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, to_rgb
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

__all__ = [
    "COLORS",
    "INK",
    "MUTED",
    "PAPER",
    "SEQUENTIAL",
    "bare",
    "frame_cells",
    "number_grid",
    "tint",
    "use_book_style",
]

PAPER = "#fbfaf7"
INK = "#1f2a37"
MUTED = "#5b6675"

# Four window colors and two accents: Paul Tol's "bright" scheme, told apart by every kind of
# color vision, here in an order that keeps neighbors far apart in lightness.
COLORS = ("#4477aa", "#ee6677", "#228833", "#ccbb44", "#66ccee", "#aa3377")

SEQUENTIAL = LinearSegmentedColormap.from_list("book", ["#f3f6fa", "#9cc3de", "#2f6aa3", "#12304f"])


def use_book_style() -> None:
    """Make every figure that follows look like the book's: call it once, in a first cell."""
    plt.rcParams.update(
        {
            "figure.facecolor": PAPER,
            "savefig.facecolor": PAPER,
            "axes.facecolor": PAPER,
            "figure.dpi": 120,
            "savefig.bbox": "tight",
            "savefig.pad_inches": 0.12,
            "figure.figsize": (6.4, 3.6),
            "font.family": "DejaVu Sans",
            "font.size": 10.5,
            "text.color": INK,
            "axes.labelcolor": INK,
            "axes.edgecolor": MUTED,
            "axes.titlesize": 11,
            "axes.titleweight": "bold",
            "axes.spines.top": False,
            "axes.spines.right": False,
            "xtick.color": MUTED,
            "ytick.color": MUTED,
            "axes.prop_cycle": cycler(color=COLORS),
        }
    )


def drawing(draw: Callable[..., Figure]) -> Callable[..., Figure]:
    """Close the figure that a function returns: Jupyter then shows it once, as the cell's value."""

    @wraps(draw)
    def drawn(*arguments: Any, **settings: Any) -> Figure:
        figure = draw(*arguments, **settings)
        plt.close(figure)
        return figure

    return drawn


def bare(axes: Axes) -> None:
    """Take ticks and frame away: for pictures and grids, where they say nothing."""
    axes.set_xticks([])
    axes.set_yticks([])
    for spine in axes.spines.values():
        spine.set_visible(False)


def frame_cells(
    axes: Axes, at: tuple[int, int], size: int, color: str, offset: float = 0.5
) -> None:
    """Frame the `size` × `size` cells that start at row and column `at`."""
    corner = at[1] - offset, at[0] - offset
    axes.add_patch(
        Rectangle(corner, size, size, fill=False, edgecolor=color, linewidth=3, zorder=3)
    )


def tint(color: str, strength: float = 0.45) -> tuple[float, ...]:
    """Mix a color with white, so that dark text stands on it: 0 is white, 1 the color."""
    return tuple(1 - strength * (1 - part) for part in to_rgb(color))


def number_grid(
    axes: Axes,
    values: np.ndarray,
    title: str = "",
    fills: Mapping[tuple[int, int], Any] | None = None,
    size: float = 10.5,
) -> None:
    """Write a matrix into a grid of square cells; pixel centers stand at whole numbers.

    Parameters
    ----------
    axes : Axes
    values : (H, W) ndarray
        NaN leaves its cell empty.
    title : str
    fills : dict, optional
        From (row, column) to the color of that cell; the others are white.
    size : float
        Of the font.
    """
    rows, columns = values.shape
    for (i, j), value in np.ndenumerate(values):
        color = (fills or {}).get((i, j), "white")
        axes.add_patch(
            Rectangle((j - 0.5, i - 0.5), 1, 1, facecolor=color, edgecolor=MUTED, linewidth=0.7)
        )
        if not np.isnan(value):
            text = f"{value:g}".replace("-", "−")
            axes.text(j, i, text, ha="center", va="center_baseline", fontsize=size)
    axes.set(xlim=(-0.6, columns - 0.4), ylim=(rows - 0.4, -0.6), aspect="equal")
    axes.set_title(title, fontsize=10.5, weight="normal")
    bare(axes)
