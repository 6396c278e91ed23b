"""The look that all pictures of the book share."""

from __future__ import annotations

import matplotlib.pyplot as plt
from cycler import cycler
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap

__all__ = ["COLORS", "INK", "MUTED", "PAPER", "SEQUENTIAL", "bare", "use_book_style"]

PAPER = "#fbfaf7"
INK = "#1f2a37"
MUTED = "#5b6675"

# Four window colours and two accents: Paul Tol's "bright" scheme, told apart by every kind of
# colour vision, here in an order that keeps neighbours far apart in lightness.
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


def bare(axes: Axes) -> None:
    """Take ticks and frame away: for pictures and grids, where they say nothing."""
    axes.set_xticks([])
    axes.set_yticks([])
    for spine in axes.spines.values():
        spine.set_visible(False)
