"""How programs came to see: events by year, two ways to a class, errors of a contest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch

from cnnlib.figures.style import COLORS, INK, MUTED, PAPER, bare, drawing, tint

__all__ = ["error_by_year", "history", "pipelines"]

WIDTH = 5.2
BLUE, RED = COLORS[:2]


@drawing
def history(years: Mapping[str, int]) -> Figure:
    """Draw events by year, one below the other.

    Parameters
    ----------
    years : dict
        From a name to a year, in the order of the years.

    Returns
    -------
    Figure
    """
    figure, axes = plt.subplots(figsize=(WIDTH, 0.6 + 0.27 * len(years)))
    middle = (min(years.values()) + max(years.values())) / 2
    for row, (name, year) in enumerate(years.items()):
        axes.plot(year, row, "o", color=BLUE, ms=7)
        shift, side = (-1.4, "right") if year > middle else (1.4, "left")
        axes.text(year + shift, row, f"{year}  {name}", va="center", ha=side)
    axes.set(xlim=(1955, 2025), ylim=(len(years) - 0.3, -0.7), yticks=[])
    axes.spines["left"].set_visible(False)
    figure.tight_layout()
    return figure


@drawing
def pipelines(rows: Mapping[str, Sequence[tuple[str, str]]], colors: Mapping[str, str]) -> Figure:
    """Draw ways from a picture to an answer, a row of boxes each, one below the other.

    Parameters
    ----------
    rows : dict
        From a title to boxes: what is in it, and who or what made it.
    colors : dict
        From who or what made a box to its color; other boxes are white.

    Returns
    -------
    Figure
    """
    figure, grid = plt.subplots(len(rows), 1, figsize=(WIDTH, 1.35 * len(rows)), squeeze=False)
    for axes, (title, boxes) in zip(grid[:, 0], rows.items(), strict=True):
        for place, (text, maker) in enumerate(boxes):
            face = tint(colors[maker]) if maker in colors else "white"
            box = FancyBboxPatch(
                (place - 0.36, -0.3), 0.72, 0.6, "round,pad=0.02", facecolor=face, edgecolor=MUTED
            )
            axes.add_patch(box)
            axes.text(place, 0, text, ha="center", va="center", size=9.5)
            axes.text(place, -0.4, maker, ha="center", va="top", size=9.5, style="italic")
            if place:
                arrow = {"arrowstyle": "->", "color": INK}
                axes.annotate("", (place - 0.4, 0), (place - 0.6, 0), arrowprops=arrow)
        axes.set(xlim=(-0.45, len(boxes) - 0.55), ylim=(-0.75, 0.4))
        axes.set_title(title, loc="left", fontsize=10.5)
        bare(axes)
    figure.tight_layout(pad=0.3)
    return figure


@drawing
def error_by_year(errors: Mapping[str, tuple[int, float]], person: float, first: str) -> Figure:
    """Draw the errors of a contest's winners by year, beside those of a person.

    Parameters
    ----------
    errors : dict
        From a winner to a year and a percentage.
    person : float
        The percentage of a person.
    first : str
        The winner from which on the bars have the color of what is learned.

    Returns
    -------
    Figure
    """
    figure, axes = plt.subplots(figsize=(WIDTH, 0.5 + 0.32 * len(errors)))
    color = RED
    for row, (name, (year, error)) in enumerate(errors.items()):
        color = BLUE if name == first else color
        axes.barh(row, error, height=0.65, color=color)
        card = {"facecolor": PAPER, "edgecolor": "none", "pad": 1}
        axes.text(error + 0.3, row, f"{error:.1f}", va="center", weight="bold", bbox=card)
        axes.text(-0.5, row, f"{year}  {name}", ha="right", va="center")
    axes.axvline(person, color=INK, lw=1.2, ls="--", zorder=0.5)
    axes.text(person, -0.65, f"a person: {person:g}", ha="center", va="bottom", size=9.5)
    axes.set(xlim=(0, 31), ylim=(len(errors) - 0.5, -0.7), yticks=[])
    axes.set_xlabel("errors with five guesses, in percent")
    figure.tight_layout(pad=0.3)
    return figure
