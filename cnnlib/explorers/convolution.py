"""Convolution: a small kernel slides over a photograph, and a picture of its sums comes out."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import traitlets
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from cnnlib import functional, geometry
from cnnlib._checks import flag, pair
from cnnlib._padding import padding_form
from cnnlib.explorers._image import Image, image, portrait
from cnnlib.explorers._sources import joined, style
from cnnlib.explorers._values import as_tuples, matrix_text, plane, rows_and_columns
from cnnlib.explorers.base import Explorer, Plane, Setting, accept, defaults
from cnnlib.explorers.words import words_of
from cnnlib.figures.convolution import show_picture
from cnnlib.figures.style import COLORS, drawing, number_grid, tint

__all__ = ["ConvolutionExplorer"]

WORDS = words_of("convolution")

# Rows, and columns, of a kernel; padding on each side.
LIMITS = {"kernel": 7, "padding": 32}
POOLINGS = (None, "max", "average")


class ConvolutionExplorer(Explorer):
    """Slide a kernel of your own over a photograph.

    Parameters
    ----------
    image : (H, W) array of uint8 or floats, optional
        At most 256 × 256 pixels. At first the portrait of Grace Hopper that ships with
        Matplotlib, in gray, 128 × 128.
    kernel : (k_h, k_w) array
        At most 7 × 7 weights. At first Sobel's, right minus left.
    stride : int or (int, int)
    padding : int, sequence or str
        Any form that `cnnlib.geometry.resolve_padding` takes, at most 32 on each side.
    relu : bool
        Replace each negative sum by zero.
    pooling : {None, 'max', 'average'}
        Pool what comes out, windows of 2 × 2 with stride 2.
    pixel : (int, int)
        Row and column of the output pixel whose products are shown.

    Attributes
    ----------
    output : (H_out, W_out) ndarray
        What `cnnlib.functional` gives. Can be observed.

    Raises
    ------
    TypeError, ValueError
        If a setting makes no sense; the last good one stays.

    Examples
    --------
    >>> step = np.array([[0, 0, 9, 9]] * 3, dtype=np.uint8)
    >>> explorer = ConvolutionExplorer(image=step)
    >>> explorer.output
    array([[36., 36.]])
    >>> explorer.kernel = [[1, -1]]
    >>> explorer.relu = True
    >>> explorer.output
    array([[0., 0., 0.],
           [0., 0., 0.],
           [0., 0., 0.]])
    >>> explorer.kernel = np.ones((4, 4))
    Traceback (most recent call last):
    ...
    cnnlib.explorers.base.RefusedValue: kernel 4 does not fit: input 3 + padding 0 + 0 = 3 (height)
    """

    image = Image()
    kernel = Plane([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]])
    stride = Setting(1)
    padding = Setting(0)
    relu = Setting(False)
    pooling = Setting(None)
    pixel = Setting((89, 48))
    _esm = joined(
        "convolution/explorer.js", DEFAULTS=defaults(vars()), LIMITS=LIMITS, POOLINGS=POOLINGS
    )
    _css = style("convolution/explorer.js")
    output = traitlets.Any()

    _accept = accept(*defaults(vars()))

    @traitlets.default("image")
    def _portrait(self) -> np.ndarray:
        return portrait()

    def checked(self, name: str, value: Any) -> Any:
        """Return one setting in the form to keep, or refuse it."""
        if name in ARRAYS:
            return ARRAYS[name](value, name)
        CHECKS[name](value, name)
        return as_tuples(value)

    def results(self, settings: dict[str, Any]) -> dict[str, Any]:
        """Return the output."""
        x = settings["image"].astype(float)[None, None]
        weight = settings["kernel"][None, None]
        y = functional.conv2d(x, weight, stride=settings["stride"], padding=settings["padding"])
        if settings["relu"]:
            y = functional.relu(y)
        if settings["pooling"]:
            pool = functional.max_pool2d if settings["pooling"] == "max" else functional.avg_pool2d
            y = pool(y, 2)
        return {"output": y[0, 0]}

    @drawing
    def still(self) -> Figure:
        """Draw photograph, kernel and output, with the window of one pixel."""
        figure, axes = plt.subplots(1, 3, figsize=(5.4, 2.1), width_ratios=(4, 3, 4))
        at, frame = self._shown()
        show_picture(axes[0], self.image)
        axes[0].set_title(WORDS.PICTURE, fontsize=10, weight="normal")
        _frame(axes[0], frame)
        rounded = np.vectorize(lambda weight: float(f"{weight:.2g}"))(self.kernel)
        tints = {-1: tint(COLORS[1]), 0: "white", 1: tint(COLORS[0])}
        fills = {place: tints[np.sign(weight)] for place, weight in np.ndenumerate(self.kernel)}
        size = min(10.5, 27 / max(self.kernel.shape))
        number_grid(axes[1], rounded, WORDS.KERNEL, fills, size)
        show_picture(axes[2], _without_sign(self.output))
        span = WORDS.span(self.output.min(), self.output.max())
        axes[2].set_title(span, fontsize=10, weight="normal")
        _frame(axes[2], (*at, 1, 1))
        figure.tight_layout(pad=0.3)
        return figure

    def summary(self) -> str:
        """Return settings and output in words and numbers."""
        at, _ = self._shown()
        return WORDS.summary(
            size=self.image.shape,
            kernel=matrix_text(self.kernel),
            stride=self.stride,
            padding=self.padding,
            relu=self.relu,
            pooling=self.pooling,
            output=self.output.shape,
            span=(self.output.min(), self.output.max()),
            at=at,
            value=self.output[at],
        )

    def _shown(self) -> tuple[tuple[int, int], tuple[int, int, int, int]]:
        """Return the output pixel to show, and (top, left, height, width) of what it sees."""
        at = tuple(min(i, n - 1) for i, n in zip(self.pixel, self.output.shape, strict=True))
        windows = geometry.place_windows(
            self.image.shape, self.kernel.shape, self.stride, self.padding
        )
        maps = 2 if self.pooling else 1
        corner = [maps * at[i] * windows.stride[i] - windows.sides[2 * i] for i in (0, 1)]
        extent = [(maps - 1) * windows.stride[i] + windows.kernel[i] for i in (0, 1)]
        return at, (*corner, *extent)


def _frame(axes: Axes, frame: tuple[int, int, int, int]) -> None:
    top, left, height, width = frame
    corner = left - 1, top - 1
    color = COLORS[4]
    axes.add_patch(Rectangle(corner, width + 1, height + 1, fill=False, ec=color, lw=2))


def _without_sign(output: np.ndarray) -> np.ndarray:
    """Return an output without negatives as gray levels, its largest white; others as they are."""
    if output.min() < 0:
        return output
    return (255 * output / max(output.max(), 1e-300)).round().astype(np.uint8)


def _padding(value: Any, name: str) -> None:
    sides = geometry.parse_padding(padding_form(value))
    if not isinstance(sides, str) and max(sides) > LIMITS[name]:
        raise ValueError(f"{name} must be at most {LIMITS[name]} here, got {max(sides)}")


def _pooling(value: Any, name: str) -> None:
    if value not in POOLINGS:
        raise ValueError(f"{name} must be one of {list(POOLINGS)}, got {value!r}")


ARRAYS: dict[str, Callable[[Any, str], np.ndarray]] = {
    "image": image,
    "kernel": partial(plane, largest=LIMITS["kernel"]),
}
CHECKS: dict[str, Callable[[Any, str], Any]] = {
    "stride": pair,
    "padding": _padding,
    "relu": flag,
    "pooling": _pooling,
    "pixel": rows_and_columns(0),
}
