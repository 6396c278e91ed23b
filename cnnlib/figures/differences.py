"""One small case by several rules: window results, divisors, and the order of four numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

from cnnlib import functional
from cnnlib.figures.padding import BORDER, WIDTH, WINDOWS, Ruler
from cnnlib.figures.style import SEQUENTIAL, bare, drawing, frame_cells, number_grid

__all__ = ["average_divisors", "padding_orders", "window_results"]


@drawing
def window_results(
    values: Sequence[int], cases: Mapping[str, tuple[Mapping[str, Any], Sequence[float]]]
) -> Figure:
    """Draw a row of pixels with its padding, every window below it, and what each window gives.

    Parameters
    ----------
    values : sequence of int
        The pixels.
    cases : dict
        From a title to the keywords of `cnnlib.geometry.output_size` for one axis, without
        `input_size`, and the results, one a window.

    Returns
    -------
    Figure
    """
    rulers = {title: Ruler(len(values), **case) for title, (case, _) in cases.items()}
    left = min(ruler.first for ruler in rulers.values())
    right = max(ruler.stop for ruler in rulers.values()) + 1
    heights = [len(ruler.starts) + (ruler.dropped is not None) + 2.5 for ruler in rulers.values()]
    cell = min(WIDTH / (right - left + 1), 0.5)
    size = cell * (right - left + 1), 0.75 * cell * sum(heights)
    grid = {"height_ratios": heights, "hspace": 0}
    figure, rows = plt.subplots(len(rulers), 1, figsize=size, gridspec_kw=grid, squeeze=False)
    for axes, (title, ruler), height in zip(rows[:, 0], rulers.items(), heights, strict=True):
        ruler.draw(axes, values)
        for index, result in enumerate(cases[title][1]):
            color = WINDOWS[index % len(WINDOWS)]
            place = {"ha": "center", "va": "center_baseline", "weight": "bold", "fontsize": 11}
            axes.text(right - 0.2, index + 1.2, f"{result:g}", color=color, **place)
        axes.set(xlim=(left - 0.6, right + 0.4), ylim=(height - 0.9, -1.6))
        axes.text(left - 0.5, -0.68, title, va="bottom", fontsize=10)
        bare(axes)
    return figure


@drawing
def average_divisors(size: int, cases: Mapping[str, Mapping[str, Any]]) -> Figure:
    """Write at each window of an average the number by which its sum is divided.

    Parameters
    ----------
    size : int
        Side of the image.
    cases : dict
        From a title to the settings of `cnnlib.functional.avg_pool2d`.

    Returns
    -------
    Figure
    """
    ones = np.ones((1, 1, size, size))
    figure, row = plt.subplots(1, len(cases), figsize=(WIDTH, 2.2), squeeze=False)
    for axes, (title, case) in zip(row[0], cases.items(), strict=True):
        sums = functional.avg_pool2d(ones, **{**case, "divisor_override": 1})[0, 0]
        divisors = (sums / functional.avg_pool2d(ones, **case)[0, 0]).round()
        shades = SEQUENTIAL(0.4 * (divisors - 1) / max(divisors.max() - 1, 1))
        fills = {place: shades[place] for place in np.ndindex(divisors.shape)}
        number_grid(axes, divisors, title, fills, size=11)
        frame_cells(axes, (0, 0), 1, WINDOWS[2])
    figure.tight_layout()
    return figure


@drawing
def padding_orders(
    pixel: float, padding: Sequence[int], orders: Mapping[str, Sequence[str]]
) -> Figure:
    """Pad one pixel by the same four numbers, read in several orders.

    Parameters
    ----------
    pixel : float
    padding : (int, int, int, int)
    orders : dict
        From a title to the names of the sides in the order in which they are read.

    Returns
    -------
    Figure
    """
    figure, row = plt.subplots(1, len(orders), figsize=(WIDTH, 1.7), squeeze=False)
    reach = max(padding) + 0.6
    for axes, (title, order) in zip(row[0], orders.items(), strict=True):
        added = dict(zip(order, padding, strict=True))
        sides = tuple(added[side] for side in ("top", "bottom", "left", "right"))
        padded = functional.pad2d(np.full((1, 1, 1, 1), float(pixel)), sides)[0, 0]
        y, x = added["top"], added["left"]
        fills = {**dict.fromkeys(np.ndindex(padded.shape), BORDER), (y, x): "white"}
        number_grid(axes, padded, title, fills, size=11)
        frame_cells(axes, (y, x), 1, WINDOWS[0])
        axes.set(xlim=(x - reach, x + reach), ylim=(y + reach, y - reach))
    figure.tight_layout()
    return figure
