"""Digits: draw one, and a trained LeNet reads it."""

from __future__ import annotations

from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import traitlets
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from cnnlib import functional
from cnnlib.digits import enlarge, rasterize, trained_lenet
from cnnlib.digits.drawings import DRAWINGS
from cnnlib.digits.images import LENET_SIDE
from cnnlib.digits.strokes import BLOCK, DOTS, LARGEST_COUNT, LARGEST_LENGTH, PAD_SIDE, PEN_RADIUS
from cnnlib.explorers._network import Network, lenet_copy
from cnnlib.explorers._sources import joined, style
from cnnlib.explorers._values import as_tuples
from cnnlib.explorers.base import Explorer, Setting, accept, defaults
from cnnlib.explorers.words import words_of
from cnnlib.figures.style import COLORS, INK, bare, drawing
from cnnlib.models import LeNet

__all__ = ["DigitExplorer"]

WORDS = words_of("digit")


class DigitExplorer(Explorer):
    """Draw a digit and see a trained LeNet read it.

    Parameters
    ----------
    strokes : sequence of strokes
        What is drawn, each stroke a sequence of points [x, y]: whole numbers from 0 to 255, y
        downward. At most 64 strokes of at most 512 points. At first a 3.
    network : LeNet, optional
        A `cnnlib.LeNet` that you have trained. The explorer keeps a copy: train it further, and
        set it again. At first the one that `cnnlib.digits.trained_lenet` returns.

    Attributes
    ----------
    image : (8, 8) ndarray of int
        The drawing as counts of ink from 0 to 16, see `cnnlib.digits.rasterize`.
    feature_maps : list of (C, H, W) ndarray
        What stands behind each ReLU and each pooling.
    shares : (10,) ndarray or None
        The softmax of the scores; None where nothing is drawn.
    answer : int or None
        The digit with the largest share. All four can be observed.

    Raises
    ------
    TypeError, ValueError
        If a setting makes no sense; the last good one stays.

    Examples
    --------
    >>> explorer = DigitExplorer(strokes=[[[70, 45], [180, 45], [120, 215]]])
    >>> explorer.answer
    7
    >>> [maps.shape for maps in explorer.feature_maps]
    [(6, 28, 28), (6, 14, 14), (16, 10, 10), (16, 5, 5)]
    >>> explorer.strokes = [[[0, 256]]]
    Traceback (most recent call last):
    ...
    cnnlib.explorers.base.RefusedValue: strokes must lie between 0 and 255, got 256
    """

    strokes = Setting(DRAWINGS[3])
    network = Network()
    _esm = joined(
        "digit/explorer.js",
        DEFAULTS=defaults(vars()),
        LIMITS={"strokes": LARGEST_COUNT, "points": LARGEST_LENGTH},
        PAD_SIDE=PAD_SIDE,
        PEN_RADIUS=PEN_RADIUS,
        DOTS=DOTS,
        BLOCK=BLOCK,
        LENET_SIDE=LENET_SIDE,
        SHAPES=[parameter.shape for parameter in LeNet().parameters()],
        DRAWINGS=DRAWINGS,
    )
    _css = style("digit/explorer.js")
    image = traitlets.Any()
    feature_maps = traitlets.Any()
    shares = traitlets.Any()
    answer = traitlets.Any()

    _accept = accept(*defaults(vars()))

    @traitlets.default("network")
    def _trained(self) -> LeNet:
        return trained_lenet()

    def checked(self, name: str, value: Any) -> Any:
        """Return one setting in the form to keep, or refuse it."""
        if name == "network":
            return lenet_copy(value, name)
        rasterize(value)
        return as_tuples(value)

    def results(self, settings: dict[str, Any]) -> dict[str, Any]:
        """Return the image, the feature maps, the shares and the answer."""
        image, network = rasterize(settings["strokes"]), settings["network"]
        x, maps = enlarge(image[None]).astype(float), []
        for place, layer in enumerate(network.features):
            x = layer(x)
            if place in BEHIND:
                maps.append(x[0])
        shares = functional.softmax(network.fc(network.flatten(x)))[0]
        read = {"shares": shares, "answer": int(shares.argmax())}
        nothing = {"shares": None, "answer": None}
        return {"image": image, "feature_maps": maps, **(read if image.any() else nothing)}

    @drawing
    def still(self) -> Figure:
        """Draw the pad, the picture that the network gets, its maps and the ten shares."""
        figure, axes = plt.subplots(1, 4, figsize=(5.4, 1.7), width_ratios=(3, 3, 3, 4))
        _draw_strokes(axes[0], self.strokes)
        axes[1].imshow(self.image, cmap="gray", vmin=0, vmax=16, interpolation="nearest")
        axes[2].imshow(_side_by_side(self.feature_maps[0], 2), cmap="gray")
        titles = (WORDS.DRAWING, WORDS.PICTURE, WORDS.MAPS)
        for place, title in zip(axes, titles, strict=False):
            place.set_title(title, fontsize=9, weight="normal")
            bare(place)
        digits = np.arange(10)
        axes[3].bar(digits, self.shares if self.image.any() else 0 * digits, color=COLORS[0])
        axes[3].set(ylim=(0, 1), yticks=(0, 1), xticks=digits)
        axes[3].set_title(WORDS.SHARES, fontsize=9, weight="normal")
        axes[3].tick_params(labelsize=8)
        figure.tight_layout(pad=0.3)
        return figure

    def summary(self) -> str:
        """Return settings and results in words and numbers."""
        if self.answer is None:
            return WORDS.NOTHING
        points = sum(map(len, self.strokes))
        return WORDS.summary(len(self.strokes), points, self.answer, self.shares.max())


BEHIND = (1, 2, 4, 5)
"""The places in LeNet's features behind a ReLU or a pooling."""


def _draw_strokes(axes: Axes, strokes: Any) -> None:
    for stroke in strokes:
        style: dict[str, Any] = {"lw": 4, "solid_capstyle": "round", "solid_joinstyle": "round"}
        axes.plot(*zip(*stroke, strict=True), color=INK, **style)
    axes.set(xlim=(0, PAD_SIDE), ylim=(PAD_SIDE, 0), aspect="equal")


def _side_by_side(maps: np.ndarray, columns: int) -> np.ndarray:
    """Return maps as one picture with lines between them, `columns` in a row."""
    framed = np.pad(maps, ((0, 0), (0, 1), (0, 1)), constant_values=maps.max())
    count, height, width = framed.shape
    grid = framed.reshape(count // columns, columns, height, width)
    return grid.swapaxes(1, 2).reshape(count // columns * height, columns * width)
