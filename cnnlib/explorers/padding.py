"""Padding: where windows stand on an image and its border, and which pixels they never read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import traitlets
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from cnnlib._checks import flag, pair
from cnnlib._padding import padding_form
from cnnlib.explorers._sources import joined, style
from cnnlib.explorers._values import as_tuples, rows_and_columns
from cnnlib.explorers.base import Explorer, Setting, accept, defaults
from cnnlib.explorers.words import words_of
from cnnlib.figures.padding import BORDER, MISSED, Ruler
from cnnlib.figures.style import COLORS, INK, MUTED, PAPER, bare, drawing
from cnnlib.geometry import Windows, place_windows

__all__ = ["PaddingExplorer"]

WORDS = words_of("padding")

# What can be drawn: rows, and columns, without the padding and with it.
LIMITS = {"input_size": 32, "padded": 64}


class PaddingExplorer(Explorer):
    """Place the windows of a layer on an image of any size up to 32 × 32.

    Parameters
    ----------
    input_size : int or (int, int)
        Height and width of the image.
    kernel_size, stride, dilation : int or (int, int)
    padding : int, sequence or str
        Any form that `cnnlib.geometry.resolve_padding` takes. Image and padding together have at
        most 64 rows and columns.
    ceil_mode : bool
        Round the output size up.
    window : (int, int)
        Row and column, in the output, of the window that is shown.

    Attributes
    ----------
    output_size : (int, int)
        How many windows there are down and across. Can be observed, as the others can.
    sides : tuple of four int
        Rows and columns of padding: top, bottom, left, right.
    unreached : (tuple of int, tuple of int)
        The rows, and the columns, of the image that no window reads, counted from 0.

    Raises
    ------
    TypeError, ValueError
        If a setting makes no sense; the last good one stays.

    Examples
    --------
    >>> explorer = PaddingExplorer(input_size=8, kernel_size=3, stride=2, padding=0)
    >>> explorer.output_size, explorer.unreached
    ((3, 3), ((7,), (7,)))
    >>> explorer.padding = "SAME"
    >>> explorer.output_size, explorer.sides
    ((4, 4), (0, 1, 0, 1))
    >>> explorer.input_size = 33
    Traceback (most recent call last):
    ...
    cnnlib.explorers.base.RefusedValue: input_size must be at most 32 here, got 33
    """

    input_size = Setting(6)
    kernel_size = Setting(3)
    stride = Setting(1)
    dilation = Setting(1)
    padding = Setting(1)
    ceil_mode = Setting(False)
    window = Setting((0, 0))
    _esm = joined("padding/explorer.js", DEFAULTS=defaults(vars()), LIMITS=LIMITS)
    _css = style("padding/explorer.js")
    output_size = traitlets.Any()
    sides = traitlets.Any()
    unreached = traitlets.Any()

    _accept = accept(*defaults(vars()))

    def checked(self, name: str, value: Any) -> Any:
        """Return one setting in the form to keep, or refuse it."""
        CHECKS[name](value, name)
        return as_tuples(value)

    def results(self, settings: dict[str, Any]) -> dict[str, Any]:
        """Return how many windows there are, what is added, and what no window reads."""
        windows = placed(settings)
        rulers = rulers_of(settings, windows)
        return {
            "output_size": windows.count,
            "sides": windows.sides,
            "unreached": tuple(
                tuple(np.flatnonzero(ruler.visits() == 0).tolist()) for ruler in rulers
            ),
        }

    @drawing
    def still(self) -> Figure:
        """Draw the image in its padding, and beside each axis the place of every window."""
        down, across = rulers_of(self.settings, placed(self.settings))
        figure, axes = plt.subplots(figsize=(4.4, 4.4))
        _draw_image(axes, down, across)
        _draw_sides(axes, down, across, self.sides)
        at = [min(i, n - 1) for i, n in zip(self.window, self.output_size, strict=True)]
        corner = across.starts[at[1]] - 0.5, down.starts[at[0]] - 0.5
        reach = across.taps[-1] + 1, down.taps[-1] + 1
        axes.add_patch(Rectangle(corner, *reach, fill=False, ec=COLORS[0], lw=3, zorder=4))
        thickness = max(down.stop - down.first, across.stop - across.first) / 60
        for ruler, other, vertical in ((down, across, True), (across, down, False)):
            _draw_places(axes, ruler, other.stop + 5 * thickness, thickness, vertical)
        axes.set_title(WORDS.title(*self.output_size), weight="normal", pad=18)
        axes.set_aspect("equal")
        axes.autoscale_view()
        axes.invert_yaxis()
        bare(axes)
        return figure

    def summary(self) -> str:
        """Return settings and sizes in words and numbers."""
        return WORDS.summary(
            pair(self.input_size, "input_size"),
            self.settings,
            self.sides,
            self.output_size,
            self.unreached,
        )


def placed(settings: dict[str, Any]) -> Windows:
    """Place the windows of an explorer's settings; refuse what it could not draw."""
    names = ("input_size", "kernel_size", "stride", "padding", "dilation", "ceil_mode")
    windows = place_windows(*(settings[name] for name in names))
    for axis, size in enumerate(pair(settings["input_size"], "input_size")):
        begin, end = windows.sides[2 * axis : 2 * axis + 2]
        padded = begin + size + end
        if padded > LIMITS["padded"]:
            raise ValueError(
                f"padding may widen the input to {LIMITS['padded']} here, got input {size} + "
                f"padding {begin} + {end} = {padded} ({('height', 'width')[axis]})"
            )
    return windows


def rulers_of(settings: dict[str, Any], windows: Windows) -> list[Ruler]:
    """Return the windows' places down and across."""
    size = pair(settings["input_size"], "input_size")
    stride, dilation = (pair(settings[name], name) for name in ("stride", "dilation"))
    ends = windows.sides[:2] * 2, windows.sides[2:] * 2
    return [
        Ruler(
            *(size[axis], windows.kernel[axis], stride[axis]),
            *(ends[axis], dilation[axis], settings["ceil_mode"]),
        )
        for axis in (0, 1)
    ]


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


def _draw_sides(axes: Axes, down: Ruler, across: Ruler, sides: tuple[int, int, int, int]) -> None:
    middle, center = (down.size - 1) / 2, (across.size - 1) / 2
    places = (
        (center, down.first - 0.6, 0, ("center", "bottom")),
        (center, down.stop - 0.4, 0, ("center", "top")),
        (across.first - 0.6, middle, 90, ("right", "center")),
        (across.stop - 0.4, middle, 90, ("left", "center")),
    )
    for words, side, (x, y, turn, place) in zip(WORDS.SIDES, sides, places, strict=True):
        axes.text(x, y, words.format(side), ha=place[0], va=place[1], rotation=turn, fontsize=9)


def _draw_places(axes: Axes, ruler: Ruler, at: float, thickness: float, vertical: bool) -> None:
    """Draw a short line for each window; lines that do not meet share a lane."""
    reach = ruler.taps[-1] + 1
    step = ruler.starts[1] - ruler.starts[0] if len(ruler.starts) > 1 else reach
    lanes = -(-reach // step)
    starts = np.array(ruler.starts)
    lane = at + 1.6 * thickness * (np.arange(len(starts)) % lanes)
    draw = axes.vlines if vertical else axes.hlines
    draw(lane, starts - 0.4, starts + ruler.taps[-1] + 0.4, color=COLORS[0], lw=2)


def _size(value: Any, name: str) -> None:
    largest = max(pair(value, name))
    if largest > LIMITS[name]:
        raise ValueError(f"{name} must be at most {LIMITS[name]} here, got {largest}")


CHECKS: dict[str, Callable[[Any, str], Any]] = {
    "input_size": _size,
    "kernel_size": pair,
    "stride": pair,
    "dilation": pair,
    "padding": lambda value, name: padding_form(value),
    "ceil_mode": flag,
    "window": rows_and_columns(0),
}
