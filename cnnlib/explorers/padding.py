"""Padding: where windows stand on an image and its border, and which pixels they never read.

Read backwards, as a transposed convolution is: where each pixel paints, and what is never painted.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import traitlets
from matplotlib.figure import Figure

from cnnlib._checks import flag, least_zero_pair, pair
from cnnlib._padding import padding_form
from cnnlib.explorers._sources import joined, style
from cnnlib.explorers._values import as_tuples, rows_and_columns
from cnnlib.explorers.base import Explorer, Setting, accept, defaults
from cnnlib.explorers.words import words_of
from cnnlib.figures._above import windows_from_above
from cnnlib.figures.padding import Ruler
from cnnlib.geometry import Windows, place_transposed, place_windows

__all__ = ["PaddingExplorer"]

WORDS = words_of("padding")

# What can be drawn: rows, and columns, without the padding and with it.
LIMITS = {"input_size": 32, "padded": 64}


class PaddingExplorer(Explorer):
    """Place the windows of a layer on an image of any size up to 32 × 32.

    Parameters
    ----------
    input_size : int or (int, int)
        Height and width of the input.
    kernel_size, stride, dilation : int or (int, int)
    padding : int, sequence or str
        Any form that `cnnlib.geometry.resolve_padding` takes. Image and padding together have at
        most 64 rows and columns.
    ceil_mode : bool
        Round the output size up.
    transposed : bool
        A transposed convolution: each pixel of the input paints a window of the output, from which
        the padding is then cut off.
    output_padding : int or (int, int)
        Of a transposed convolution, the rows and columns more at the end.
    window : (int, int)
        Row and column, in the output, of the window that is shown; with `transposed`, in the input.

    Attributes
    ----------
    output_size : (int, int)
        Height and width of the output. Can be observed, as the others can.
    sides : tuple of four int
        Rows and columns of padding: top, bottom, left, right.
    unreached : (tuple of int, tuple of int)
        The rows, and the columns, of the image that no window reads, counted from 0; with
        `transposed`, those of the output that no pixel paints.

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
    >>> explorer.transposed = True
    >>> explorer.output_size
    (16, 16)
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
    transposed = Setting(False)
    output_padding = Setting(0)
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
        """Return the size of the output, what is added, and what no window reads."""
        windows, size = placed(settings)
        rulers = rulers_of(settings, windows, size)
        return {
            "output_size": size if settings["transposed"] else windows.count,
            "sides": windows.sides,
            "unreached": tuple(
                tuple(np.flatnonzero(ruler.visits() == 0).tolist()) for ruler in rulers
            ),
        }

    def still(self) -> Figure:
        """Draw the image in its padding, and beside each axis the place of every window."""
        windows, size = placed(self.settings)
        down, across = rulers_of(self.settings, windows, size)
        at = [min(i, n - 1) for i, n in zip(self.window, windows.count, strict=True)]
        title = WORDS.title(windows.count, size if self.transposed else None)
        sides = [words.format(n) for words, n in zip(WORDS.SIDES, windows.sides, strict=True)]
        return windows_from_above(down, across, at, title, sides)

    def summary(self) -> str:
        """Return settings and sizes in words and numbers."""
        return WORDS.summary(
            pair(self.input_size, "input_size"),
            self.settings,
            self.sides,
            self.output_size,
            self.unreached,
        )


def placed(settings: dict[str, Any]) -> tuple[Windows, tuple[int, int]]:
    """Place the windows of an explorer's settings; refuse what it could not draw.

    Returns them, and the size of what they stand on: the input, or the output that is painted.
    """
    names = ("input_size", "kernel_size", "stride", "padding", "dilation")
    asked = {name: settings[name] for name in names}
    more, ceil_mode = settings["output_padding"], settings["ceil_mode"]
    if settings["transposed"]:
        if ceil_mode:
            raise ValueError("ceil_mode must be False with transposed, which rounds nothing")
        windows, size = place_transposed(**asked, output_padding=more)
        name, rule = "output", "what is painted may reach across"
    else:
        if most := max(pair(more, "output_padding", 0)):
            raise ValueError(f"output_padding must be 0 without transposed, got {most}")
        windows = place_windows(**asked, ceil_mode=ceil_mode)
        size = pair(settings["input_size"], "input_size")
        name, rule = "input", "padding may widen the input to"
    for axis, length in enumerate(size):
        begin, end = windows.sides[2 * axis : 2 * axis + 2]
        padded = begin + length + end
        if padded > LIMITS["padded"]:
            raise ValueError(
                f"{rule} {LIMITS['padded']} here, got {name} {length} + "
                f"padding {begin} + {end} = {padded} ({('height', 'width')[axis]})"
            )
    return windows, size


def rulers_of(settings: dict[str, Any], windows: Windows, size: tuple[int, int]) -> list[Ruler]:
    """Return the windows' places down and across."""
    stride, dilation = (pair(settings[name], name) for name in ("stride", "dilation"))
    ends = windows.sides[:2] * 2, windows.sides[2:] * 2
    return [
        Ruler(
            *(size[axis], windows.kernel[axis], stride[axis]),
            *(ends[axis], dilation[axis], settings["ceil_mode"]),
            count=windows.count[axis],
        )
        for axis in (0, 1)
    ]


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
    "transposed": flag,
    "output_padding": least_zero_pair,
    "window": rows_and_columns(0),
}
