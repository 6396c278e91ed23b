"""Windows on padded images: where they stand, what they leave out, what fills the border."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from cnnlib import geometry
from cnnlib.figures.style import COLORS, INK, MUTED, SEQUENTIAL, bare, drawing

__all__ = [
    "border_values",
    "gray_percent",
    "padded_image",
    "visit_counts",
    "visits",
    "window_rulers",
]

IMAGE, BORDER, MISSED = "#ffffff", "#d9dee5", COLORS[1]
WINDOWS = (COLORS[0], COLORS[2], COLORS[5])
WIDTH = 5.2


@drawing
def window_rulers(cases: Mapping[str, Mapping[str, Any]]) -> Figure:
    """Draw one axis of an image as a ruler, and under it every window in its place.

    Pixels are white and numbered, padding is gray, and hatched pixels are those that no
    window reaches. The image pixels of all rulers stand in the same columns. A window that
    rounding up would add and the rule drops is struck through.

    Parameters
    ----------
    cases : dict
        From a title to the keywords of `cnnlib.geometry.output_size` for one axis.

    Returns
    -------
    Figure
    """
    rulers = {title: Ruler(**case) for title, case in cases.items()}
    left = min(ruler.first for ruler in rulers.values())
    right = max(ruler.stop for ruler in rulers.values())
    heights = [len(ruler.starts) + (ruler.dropped is not None) + 2.5 for ruler in rulers.values()]
    cell = min(WIDTH / (right - left + 1), 0.42)
    size = WIDTH, 0.62 * cell * sum(heights)
    grid = {"height_ratios": heights, "hspace": 0}
    figure, rows = plt.subplots(len(rulers), 1, figsize=size, gridspec_kw=grid, squeeze=False)
    for axes, (title, ruler), height in zip(rows[:, 0], rulers.items(), heights, strict=True):
        ruler.draw(axes)
        axes.set(xlim=(left - 0.6, right + 0.4), ylim=(height - 0.9, -1.6))
        axes.text(left - 0.5, -0.68, title, va="bottom", weight="bold")
        bare(axes)
    return figure


class Ruler:
    """One axis, its padding and the places of its windows; pixel 0 is the image's first."""

    def __init__(
        self,
        input_size: int,
        kernel_size: int,
        stride: int = 1,
        padding: Any = 0,
        dilation: int = 1,
        ceil_mode: bool = False,
        count: int | None = None,
    ) -> None:
        if count is None:
            case = input_size, kernel_size, stride, padding, dilation, ceil_mode
            count = geometry.output_size(*case)
        sides = geometry.resolve_padding(padding, input_size, kernel_size, stride, dilation)
        begin, end = sides[:2]
        self.first, self.size, self.end = -begin, input_size, input_size + end
        self.starts = [i * stride - begin for i in range(count)]
        self.taps = [dilation * i for i in range(kernel_size)]
        last_stop = self.starts[-1] + self.taps[-1] + 1
        # Pixels are left over, yet ceil_mode added no window: the next one would see padding only.
        self.dropped = self.starts[-1] + stride if ceil_mode and last_stop < self.end else None
        self.stop = max(self.end, last_stop + (stride if self.dropped is not None else 0))

    def visits(self) -> np.ndarray:
        """Count the windows that see each pixel of the image."""
        reached = np.add.outer(self.starts, self.taps)
        inside = reached[(reached >= 0) & (reached < self.size)]
        return np.bincount(inside, minlength=self.size)

    def draw(self, axes: Axes, values: Sequence[Any] | None = None) -> None:
        """Draw the axis with the pixels' values, or else their numbers, and the windows below."""
        visits = self.visits()
        values = range(self.size) if values is None else values
        for pixel in range(self.first, self.end):
            inside = 0 <= pixel < self.size
            missed = inside and visits[pixel] == 0
            _cell(axes, pixel, 0, IMAGE if inside else BORDER, missed=missed)
            if inside:
                _write(axes, pixel, 0, values[pixel], missed)
        for row, start in enumerate(self.starts, start=1):
            self._draw_window(axes, row, start, WINDOWS[(row - 1) % len(WINDOWS)])
        if self.dropped is not None:
            row = len(self.starts) + 1
            self._draw_window(axes, row, self.dropped, MUTED)
            ends = [self.dropped - 0.6, self.dropped + self.taps[-1] + 0.6]
            axes.plot(ends, [row + 0.2] * 2, color=MISSED, lw=2, zorder=4)

    def _draw_window(self, axes: Axes, row: int, start: int, color: str) -> None:
        y = row + 0.2
        if self.taps[-1] >= len(self.taps):
            axes.plot([start, start + self.taps[-1]], [y, y], color=color, lw=2)
        for tap in self.taps:
            pixel = start + tap
            style: dict[str, Any]
            if 0 <= pixel < self.size:
                style = {"facecolor": color, "edgecolor": IMAGE}
            elif pixel < self.end:
                style = {"facecolor": BORDER, "edgecolor": color}
            else:
                style = {"facecolor": IMAGE, "edgecolor": color, "linestyle": ":"}
            axes.add_patch(
                Rectangle((pixel - 0.46, y - 0.36), 0.92, 0.72, linewidth=1.4, zorder=3, **style)
            )


def visit_counts(**case: Any) -> np.ndarray:
    """Count how many windows see each pixel of a square image.

    Parameters
    ----------
    **case
        The keywords of `cnnlib.geometry.output_size` for one axis; the other is alike.

    Returns
    -------
    (n, n) ndarray of int

    Examples
    --------
    >>> visit_counts(input_size=3, kernel_size=2)
    array([[1, 2, 1],
           [2, 4, 2],
           [1, 2, 1]])
    """
    along = Ruler(**case).visits()
    return np.outer(along, along)


@drawing
def visits(counts: Mapping[str, np.ndarray]) -> Figure:
    """Show a whole number on each pixel, such as the windows that see it; zeros are hatched.

    Parameters
    ----------
    counts : dict
        From a title to an (H, W) ndarray of whole numbers.

    Returns
    -------
    Figure
    """
    figure, row = plt.subplots(1, len(counts), figsize=(WIDTH, 2.9), squeeze=False)
    most = max(table.max() for table in counts.values())
    for axes, (title, table) in zip(row[0], counts.items(), strict=True):
        for (i, j), count in np.ndenumerate(table):
            shade = SEQUENTIAL(0.55 * (count - 1) / max(most - 1, 1))
            _cell(axes, j, i, IMAGE if count == 0 else shade, missed=count == 0)
            _write(axes, j, i, count, count == 0)
        _fit(axes, len(table), len(table[0]), title)
    figure.tight_layout()
    return figure


@drawing
def gray_percent(images: Mapping[str, np.ndarray]) -> Figure:
    """Show gray images as they look, black 0 and white 1, with each pixel's percent on it.

    Parameters
    ----------
    images : dict
        From a title to an (H, W) ndarray of numbers from 0 to 1.

    Returns
    -------
    Figure
    """
    figure, row = plt.subplots(1, len(images), figsize=(WIDTH, 2.9), squeeze=False)
    for axes, (title, image) in zip(row[0], images.items(), strict=True):
        for (i, j), share in np.ndenumerate(image):
            _cell(axes, j, i, str(share))
            # From this gray on black stands out more than white; both have 4.5 to 1 there.
            ink = "black" if share > 0.46 else "white"
            place = {"ha": "center", "va": "center_baseline"}
            axes.text(j, i, f"{100 * share:.0f}", color=ink, fontsize=10, **place)
        _fit(axes, len(image), len(image[0]), title)
    figure.tight_layout()
    return figure


@drawing
def padded_image(size: tuple[int, int], sides: tuple[int, int, int, int]) -> Figure:
    """Draw an image with its added rows and columns, and the number of each side's.

    Parameters
    ----------
    size : (int, int)
        Height and width of the image.
    sides : (int, int, int, int)
        Rows above and below, columns left and right.

    Returns
    -------
    Figure
    """
    (height, width), (top, bottom, left, right) = size, sides
    figure, axes = plt.subplots(figsize=(4.2, 3.2))
    for i in range(-top, height + bottom):
        for j in range(-left, width + right):
            inside = 0 <= i < height and 0 <= j < width
            _cell(axes, j, i, IMAGE if inside else BORDER)
    axes.add_patch(Rectangle((-0.5, -0.5), width, height, fill=False, ec=INK, lw=2.5, zorder=4))
    middle_row, middle_column = (height - 1) / 2, (width - 1) / 2
    for text, x, y, horizontal, vertical in (
        (f"top {top}", middle_column, -0.75 - top, "center", "bottom"),
        (f"bottom {bottom}", middle_column, height - 0.25 + bottom, "center", "top"),
        (f"left {left}", -0.75 - left, middle_row, "right", "center"),
        (f"right {right}", width - 0.25 + right, middle_row, "left", "center"),
    ):
        axes.text(x, y, text, ha=horizontal, va=vertical, weight="bold")
    axes.set(
        xlim=(-left - 2.8, width + right + 1.8),
        ylim=(height + bottom + 0.5, -top - 1.5),
        aspect="equal",
    )
    bare(axes)
    return figure


@drawing
def border_values(image: np.ndarray, borders: Mapping[str, str], kernel: int = 3) -> Figure:
    """Show the corner of a padded image once for each thing that can stand in the border.

    Parameters
    ----------
    image : (H, W) ndarray
    borders : dict
        From a title to the text of one border pixel; empty for a pixel left out.
    kernel : int
        Side of the window that is framed in the corner.

    Returns
    -------
    Figure
    """
    shown = kernel + 1
    figure, row = plt.subplots(1, len(borders), figsize=(WIDTH, 2.2), squeeze=False)
    for axes, (title, text) in zip(row[0], borders.items(), strict=True):
        for i, j in np.ndindex(shown, shown):
            border = i == 0 or j == 0
            _cell(axes, j, i, BORDER if border else IMAGE)
            _write(axes, j, i, text if border else f"{image[i - 1, j - 1]:g}")
        axes.add_patch(
            Rectangle((-0.5, -0.5), kernel, kernel, fill=False, ec=WINDOWS[0], lw=3, zorder=4)
        )
        _fit(axes, shown, shown, title)
    figure.tight_layout()
    return figure


def _cell(axes: Axes, x: float, y: float, color: Any, missed: bool = False) -> None:
    corner = x - 0.5, y - 0.5
    axes.add_patch(Rectangle(corner, 1, 1, facecolor=color, edgecolor=MUTED, linewidth=0.8))
    if missed:
        axes.add_patch(Rectangle(corner, 1, 1, fill=False, hatch="////", ec=MISSED, lw=0))


def _write(axes: Axes, x: float, y: float, text: Any, missed: bool = False) -> None:
    """Write into a cell; a light card keeps the text clear of the hatching."""
    card = {"facecolor": IMAGE, "edgecolor": "none", "pad": 1.2} if missed else None
    axes.text(x, y, f"{text}", ha="center", va="center_baseline", fontsize=10, bbox=card)


def _fit(axes: Axes, rows: int, columns: int, title: str) -> None:
    axes.set(xlim=(-0.6, columns - 0.4), ylim=(rows - 0.4, -0.6), aspect="equal")
    axes.set_title(title, fontsize=10, weight="normal")
    bare(axes)
