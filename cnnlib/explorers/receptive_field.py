"""Receptive field: what one number of a network can see of a photograph, and by how many ways."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import traitlets
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from cnnlib._checks import nchw_shape, whole_number
from cnnlib.explorers._image import Image, image, portrait
from cnnlib.explorers._rows import RESERVED, Description, described, network_of
from cnnlib.explorers._sources import Late, joined, style
from cnnlib.explorers._values import as_tuples, rows_and_columns
from cnnlib.explorers._ways import KEEPING, TYPES, middle_of, ways_to
from cnnlib.explorers.base import Explorer, Setting, accept, defaults
from cnnlib.explorers.cost import packed_networks
from cnnlib.explorers.words import words_of
from cnnlib.figures.style import COLORS, bare, drawing
from cnnlib.layers.signals import Signal

__all__ = ["ReceptiveFieldExplorer"]

WORDS = words_of("receptivefield")

# How many dots a still picture has down or across at the most.
DOTS = 64
# Rows, and columns, of what enters the network.
LIMITS = {"input_size": 512}
# The network to start from.
FIRST = "ResNet18"
RESULTS = ("output_size", "field", "jump", "start", "ways", "middle")


class ReceptiveFieldExplorer(Explorer):
    """See which pixels one number of a network depends on.

    Parameters
    ----------
    layers : str, Layer or sequence of dict
        A network, as `CostExplorer` takes it. At first ResNet-18.
    input_size : sequence of int
        (N, C, H, W) of what enters, at most 512 rows and columns. The photograph is laid over it.
    image : (H, W) array of uint8 or floats, optional
        At most 256 × 256 pixels. At first the portrait of Grace Hopper that ships with
        Matplotlib.
    layer : int
        Place of the layer in the list, from 0; one beyond the end is the last.
    position : (int, int)
        Row and column of the number in that layer's output.

    Attributes
    ----------
    output_size : (int, int) or None
        Height and width of the layer's output; None where it has none.
    field : (int, int) or None
        Height and width of the patch that the number depends on, as far as it reaches, padding
        included; None where it may depend on the whole input.
    jump : (int, int)
        The cumulative stride: by how many pixels the patches of two neighbors lie apart.
    start : (int, int) or None
        The row and the column that the patch begins at, below 0 in the padding. None where the
        patch is the whole input, and where patches do not lie one jump apart.
    ways : (H, W) ndarray or None
        From each pixel of the input, by how many ways through the windows it reaches the number,
        channels left out: what a network of kernels of ones would give for a gradient.
    middle : float or None
        The share of all ways that begin in the middle of the patch, half as high and half as wide.

    Raises
    ------
    TypeError, ValueError
        If a setting makes no sense; the last good one stays.

    Examples
    --------
    >>> from cnnlib import Conv2D, Sequential
    >>> net = Sequential(*(Conv2D(1, 1, 3, padding=1) for _ in range(3)))
    >>> explorer = ReceptiveFieldExplorer(
    ...     layers=net, input_size=(1, 1, 9, 9), layer=2, position=(4, 4)
    ... )
    >>> explorer.field, explorer.jump, explorer.start
    ((7, 7), (1, 1), (1, 1))
    >>> explorer.ways[4].astype(int)
    array([ 0,  7, 21, 42, 49, 42, 21,  7,  0])
    >>> explorer.layers = [{"type": "Conv2D", "in_channels": 3, "out_channels": 1}]
    Traceback (most recent call last):
    ...
    cnnlib.explorers.base.RefusedValue: layers[0]: Conv2D needs the key "kernel_size"
    """

    layers = Setting(None)
    input_size = Setting((1, 3, 224, 224))
    image = Image()
    layer = Setting(32)
    position = Setting((12, 14))
    _esm: Any
    _css = style("receptive-field/explorer.js")
    output_size = traitlets.Any()
    field = traitlets.Any()
    jump = traitlets.Any()
    start = traitlets.Any()
    ways = traitlets.Any()
    middle = traitlets.Any()

    _accept = accept(*defaults(vars()))

    @traitlets.default("layers")
    def _resnet(self) -> tuple[Description, ...]:
        return described(FIRST)

    @traitlets.default("image")
    def _portrait(self) -> np.ndarray:
        return portrait()

    def checked(self, name: str, value: Any) -> Any:
        """Return one setting in the form to keep, or refuse it."""
        if name == "layers":
            return described(value)
        if name == "image":
            return image(value, name)
        if name == "layer":
            return whole_number(value, name, 0)
        if name == "position":
            rows_and_columns(0)(value, name)
            return as_tuples(value)
        size = nchw_shape(value, name)
        if max(size[2:]) > LIMITS[name]:
            raise ValueError(
                f"{name} must have at most {LIMITS[name]} rows and columns, "
                f"got {size[2]} × {size[3]}"
            )
        return size

    def results(self, settings: dict[str, Any]) -> dict[str, Any]:
        """Return the patch of the number, and by how many ways each pixel reaches it."""
        entering = Signal(settings["input_size"])
        steps = [*network_of(settings["layers"]).walk((entering,))]
        if not steps:
            raise ValueError("layers must hold at least one layer, got none")
        place = min(settings["layer"], len(steps) - 1)
        signal = steps[place].after
        if len(signal.shape) != 4:
            return dict.fromkeys(RESULTS) | {"jump": signal.jump}
        size = signal.shape[2:]
        at = at_most(settings["position"], size)
        found = {"output_size": size, "field": signal.receptive_field, "jump": signal.jump}
        ways = ways_to(steps, place, at) if signal.begin and signal.field else None
        if ways is None:
            return dict.fromkeys(RESULTS) | found
        rows, columns = (signal.begin[axis] + at[axis] * signal.jump[axis] for axis in (0, 1))
        start = (rows, columns)
        middle = middle_of(start, signal.field, ways)
        return found | {"start": start, "ways": ways, "middle": middle}

    @drawing
    def still(self) -> Figure:
        """Draw the photograph, the ways from each pixel, and the patch."""
        figure, axes = plt.subplots(figsize=(3.2, 3.2))
        height, width = self.input_size[2:]
        extent = 0, width, height, 0
        axes.imshow(self.image, cmap="gray", extent=extent, interpolation="nearest")
        if self.ways is not None:
            axes.imshow(shaded(self.ways), extent=extent, interpolation="nearest")
            (top, left), (rows, columns) = self.start, self.field
            frame = Rectangle((left, top), columns, rows, fill=False, ec=COLORS[4], lw=2)
            axes.add_patch(frame)
            axes.set_xlim(min(left, 0) - 1, max(left + columns, width) + 1)
            axes.set_ylim(max(top + rows, height) + 1, min(top, 0) - 1)
        bare(axes)
        axes.set_title(WORDS.title(self.field), fontsize=10, weight="normal")
        figure.tight_layout(pad=0.3)
        return figure

    def summary(self) -> str:
        """Return settings and the patch in words and numbers."""
        place = min(self.layer, len(self.layers) - 1)
        return WORDS.summary(
            layers=len(self.layers),
            size=self.input_size[2:],
            layer=(place, self.layers[place]["type"]),
            output=self.output_size,
            at=at_most(self.position, self.output_size or (1, 1)),
            field=self.field,
            jump=self.jump,
            start=self.start,
            middle=self.middle,
        )


def shaded(ways: np.ndarray) -> np.ndarray:
    """Return a picture to lay over a photograph, the redder the more ways: a dot for some pixels.

    What a stride leaves out would be a grid of its own on paper.
    """
    step = -(-max(ways.shape) // DOTS)
    rows, columns = (range(0, size, step) for size in ways.shape)
    sums = np.add.reduceat(np.add.reduceat(ways, rows, 0), columns, 1)
    shade = np.empty((*sums.shape, 4))
    shade[..., :3] = to_rgb(COLORS[1])
    shade[..., 3] = 0.8 * sums / (sums.max() or 1)
    return shade


def at_most(position: Sequence[int], size: Sequence[int]) -> tuple[int, ...]:
    """Return the position, or the nearest that there is."""
    return tuple(min(at, count - 1) for at, count in zip(position, size, strict=True))


ReceptiveFieldExplorer._esm = Late(
    lambda: joined(
        "receptive-field/explorer.js",
        LAYER_TYPES=TYPES,
        NETWORKS=packed_networks(),
        RESERVED=RESERVED,
        FIRST=FIRST,
        KEEPING=KEEPING,
        DEFAULTS=defaults(dict(vars(ReceptiveFieldExplorer))),
        LIMITS=LIMITS,
    )
)
