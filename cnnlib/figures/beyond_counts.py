"""What a count does not say: pictures of time, memory and accuracy beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch

from cnnlib.figures.style import COLORS, INK, MUTED, bare, drawing, tint

__all__ = ["frontier", "memory_over_time", "roofline", "time_over_batch", "winograd_pair"]

BLUE, RED, GREEN = COLORS[:3]
MARKS = "oDs^"


@drawing
def roofline(
    peak: float, bandwidth: float, layers: Mapping[str, Sequence[tuple[float, float, float]]]
) -> Figure:
    """Draw the roof of a machine, and under it what layers reached.

    Parameters
    ----------
    peak : float
        FLOPs a second, where the data are at hand.
    bandwidth : float
        Bytes a second between processor and memory.
    layers : dict
        From a network to (FLOPs, bytes moved, seconds) of each of its layers.

    Returns
    -------
    Figure
    """
    figure, axes = plt.subplots(figsize=(5.4, 4.0))
    ridge = peak / bandwidth
    intensities = np.array([0.1, ridge, 2000])
    roof = np.minimum(peak, bandwidth * intensities) / 1e9
    told = f"roof: {peak / 1e9:.0f} · 10⁹ FLOPs,\n{bandwidth / 1e9:.0f} · 10⁹ bytes a second"
    axes.plot(intensities, roof, color=INK, lw=2, label=told)
    axes.axvline(ridge, color=MUTED, lw=0.8, ls=":")
    for (name, rows), color, mark in zip(layers.items(), COLORS, MARKS, strict=False):
        flops, moved, seconds = np.array(rows).T
        axes.plot(flops / moved, flops / seconds / 1e9, mark, color=color, ms=6, alpha=0.8)
        axes.plot([], [], mark, color=color, ms=6, label=name)
    axes.set(xscale="log", yscale="log", xlim=(0.1, 2000), ylim=(roof[0] / 3, 6 * roof[-1]))
    axes.set(xlabel="FLOPs for each byte moved", ylabel="10⁹ FLOPs a second")
    axes.legend(frameon=False, loc="lower right", fontsize=9.5)
    return figure


@drawing
def time_over_batch(batches: Sequence[int], seconds: Sequence[float]) -> Figure:
    """Draw how long batches take, between no growth at all and growth in proportion.

    Parameters
    ----------
    batches : sequence of int
        How many pictures at once, the least first.
    seconds : sequence of float
        What each batch took.

    Returns
    -------
    Figure
    """
    figure, axes = plt.subplots(figsize=(4.4, 2.9))
    sizes, times = np.array(batches), 1000 * np.array(seconds)
    axes.plot(sizes, times, "o-", color=BLUE, label="measured")
    axes.plot(sizes, times[0] * sizes / sizes[0], "--", color=MUTED, lw=1, label="in proportion")
    axes.plot(sizes, 0 * sizes + times[0], ":", color=MUTED, lw=1.5, label="as long as one")
    axes.set(xscale="log", yscale="log", xlabel="pictures in a batch", ylabel="milliseconds")
    axes.set_xticks(sizes, [str(size) for size in batches])
    axes.minorticks_off()
    axes.yaxis.set_major_formatter("{x:g}")
    axes.legend(frameon=False, fontsize=9.5)
    return figure


@drawing
def memory_over_time(
    curves: Mapping[str, Sequence[float]], measured: Sequence[float] = (), middle: int = 0
) -> Figure:
    """Draw what is held after each step of a pass forward and, where there is one, back.

    Parameters
    ----------
    curves : dict
        From a name to the bytes held after each step.
    measured : sequence of float, optional
        The same as seen by a measurement: dots.
    middle : int
        After how many steps the way back begins; marked where it is not 0.

    Returns
    -------
    Figure
    """
    figure, axes = plt.subplots(figsize=(5.4, 4.0), layout="constrained")
    for (name, held), color, style in zip(curves.items(), COLORS, ("-", "--", "-."), strict=False):
        axes.plot(1 + np.arange(len(held)), np.array(held) / 1e6, style, color=color, label=name)
    if len(measured):
        steps = 1 + np.arange(len(measured))
        axes.plot(steps, np.array(measured) / 1e6, ".", color=INK, ms=4, label="measured")
    if middle:
        axes.axvline(middle + 0.5, color=MUTED, lw=0.8, ls=":")
        top = axes.get_xaxis_transform()
        axes.text(middle, 1, "forward", ha="right", va="bottom", color=MUTED, transform=top)
        axes.text(middle + 1, 1, "backward", ha="left", va="bottom", color=MUTED, transform=top)
    axes.set(xlabel="layers that have worked", ylabel="MB held", ylim=(0, None))
    figure.legend(frameon=False, fontsize=9.5, ncols=2, loc="outside lower center")
    return figure


@drawing
def winograd_pair() -> Figure:
    """Draw how four pixels and three weights make two outputs by four products.

    Returns
    -------
    Figure
    """
    figure, axes = plt.subplots(figsize=(5.6, 4.3))
    pixels = [_box(axes, (0, y), f"$d_{i}$", BLUE) for i, y in enumerate((7, 5, 3, 1))]
    kept = ("$g_0$", r"$\frac{g_0+g_1+g_2}{2}$", r"$\frac{g_0-g_1+g_2}{2}$", "$g_2$")
    rows = (7, 5, 3, 1)
    sums = ("$d_0-d_2$", "$d_1+d_2$", "$d_2-d_1$", "$d_1-d_3$")
    reads = (((0, 1), (2, -1)), ((1, 1), (2, 1)), ((2, 1), (1, -1)), ((1, 1), (3, -1)))
    outputs = [_box(axes, (12.3, y), f"$y_{i}$", GREEN) for i, y in enumerate((5.4, 2.6))]
    writes = (((0, 1),), ((0, 1), (1, 1)), ((0, 1), (1, -1)), ((1, -1),))
    for row, y in enumerate(rows):
        left = _box(axes, (3.9, y), sums[row], BLUE, width=1.9)
        right = _box(axes, (7.4, y), kept[row], RED, width=2.2)
        axes.text((left[0] + right[0]) / 2 - 0.05, y, "×", ha="center", va="center", size=13)
        axes.text(9.6, y, f"$m_{row + 1}$", ha="center", va="center")
        for which, sign in reads[row]:
            _line(axes, (pixels[which][0] + 0.55, pixels[which][1]), (left[0] - 1.0, y), sign)
        for which, sign in writes[row]:
            _line(axes, (10.0, y), (outputs[which][0] - 0.6, outputs[which][1]), sign)
    for x, head in (
        (0, "pixels"),
        (3.9, "sums"),
        (7.4, "kept"),
        (9.6, "products"),
        (12.3, "outputs"),
    ):
        axes.text(x, 8.4, head, ha="center", va="bottom", color=MUTED)
    axes.plot([], [], color=INK, label="added")
    axes.plot([], [], color=INK, ls="--", label="subtracted")
    axes.legend(frameon=False, loc="lower center", ncols=2, bbox_to_anchor=(0.5, -0.06))
    axes.set(xlim=(-0.8, 13.2), ylim=(-0.6, 9.2))
    bare(axes)
    return figure


def _box(
    axes: Axes, at: tuple[float, float], text: str, color: str, width: float = 1.0
) -> tuple[float, float]:
    corner = at[0] - width / 2, at[1] - 0.6
    style = "round,pad=0,rounding_size=0.15"
    axes.add_patch(FancyBboxPatch(corner, width, 1.2, style, fc=tint(color), ec=MUTED, lw=0.8))
    axes.text(*at, text, ha="center", va="center")
    return at


def _line(axes: Axes, start: tuple[float, float], end: tuple[float, float], sign: int) -> None:
    """Join two points: dashed where what comes from the first is subtracted."""
    style = "-" if sign > 0 else "--"
    axes.plot(*zip(start, end, strict=True), style, color=INK, lw=1, zorder=0)


@drawing
def frontier(
    panels: Mapping[str, Mapping[str, Sequence[tuple[float, Sequence[float], str]]]],
) -> Figure:
    """Draw accuracy over cost, families of networks apart, and the line that none lies above.

    Parameters
    ----------
    panels : dict
        From what a cost is, the label of an axis, to families; from each family to its networks:
        cost, accuracies of one or more trainings, and a name, empty where none is written.

    Returns
    -------
    Figure
    """
    figure, row = plt.subplots(
        len(panels), 1, figsize=(5.4, 3.1 * len(panels)), sharey=True, squeeze=False
    )
    for axes, (cost, families) in zip(row[:, 0], panels.items(), strict=True):
        for (name, networks), color, mark in zip(families.items(), COLORS, MARKS, strict=False):
            for at, accuracies, label in networks:
                axes.plot([at, at], [min(accuracies), max(accuracies)], color=color, lw=1.5)
                axes.plot(at, np.mean(accuracies), mark, color=color, ms=6)
                place = {"xytext": (5, -12), "textcoords": "offset points", "fontsize": 9}
                axes.annotate(label, (at, np.mean(accuracies)), **place)
            axes.plot([], [], mark, color=color, ms=6, label=name)
        steps = _best([each for networks in families.values() for each in networks])
        axes.plot(*zip(*steps, strict=True), color=MUTED, lw=1, zorder=0, drawstyle="steps-post")
        axes.set(xscale="log", xlabel=cost, ylabel="accuracy in %")
        axes.margins(x=0.12, y=0.12)
    if len(families) > 1:
        row[0, 0].legend(frameon=False, loc="lower right", fontsize=9.5)
    figure.tight_layout()
    return figure


def _best(networks: Sequence[tuple[float, Sequence[float], str]]) -> list[tuple[float, float]]:
    """Return those that no cheaper one, or one as cheap, reaches: by cost, with their means."""
    found: list[tuple[float, float]] = []
    for cost, accuracies, _ in sorted(networks, key=lambda each: (each[0], -np.mean(each[1]))):
        if not found or np.mean(accuracies) > found[-1][1]:
            found.append((cost, float(np.mean(accuracies))))
    return found
