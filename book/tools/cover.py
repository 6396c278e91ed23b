"""Draw the two pictures that stand for the book: of the start page, and on the cover of the e-book.

Both show the tutorial's pooling of 1 to 16.
"""

from __future__ import annotations

import textwrap

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

from book import ROOT
from book.model import BOOK
from cnnlib import figures, functional
from cnnlib.figures.pooling import REGIONS
from cnnlib.figures.style import MUTED, number_grid, tint

START_PAGE = ROOT / "_static" / "cover.png"
EBOOK = ROOT / "book" / "tools" / "ebook" / "cover.png"
NUMBERS = np.arange(1.0, 17.0).reshape(4, 4)


def ebook_cover() -> Figure:
    """Draw the numbers, an arrow down, and their maxima, under the title."""
    maxima = functional.max_pool2d(NUMBERS[None, None], 2)[0, 0]
    figure = plt.figure(figsize=(6, 9))
    title = textwrap.fill(BOOK.config["title"], 15)
    figure.text(0.5, 0.86, title, ha="center", va="center", fontsize=34, weight="bold")
    for values, (left, bottom), side, pool in (
        (NUMBERS, (0.14, 0.285), 0.72, 2),
        (maxima, (0.32, 0.02), 0.36, 1),
    ):
        axes = figure.add_axes((left, bottom, side, side * 6 / 9))
        window = {(i, j): 2 * (i // pool) + j // pool for i, j in np.ndindex(values.shape)}
        fills = {place: tint(REGIONS[which]) for place, which in window.items()}
        number_grid(axes, values, fills=fills, size=30)
    figure.text(0.5, 0.272, "↓", ha="center", va="center", fontsize=26, color=MUTED)
    return figure


def draw_ebook() -> None:
    """Store the cover of the e-book, in the title that the book has now."""
    figures.use_book_style()
    cover = ebook_cover()
    cover.savefig(EBOOK, dpi=200, bbox_inches=cover.bbox_inches)


if __name__ == "__main__":
    draw_ebook()
    figures.pooled_regions(NUMBERS).savefig(START_PAGE)
