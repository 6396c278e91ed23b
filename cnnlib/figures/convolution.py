"""What a convolutional network does to a picture: maps, numbers, shapes and curves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import ceil
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from cnnlib.counting import count
from cnnlib.figures.style import COLORS, INK, MUTED, bare, drawing, number_grid, tint
from cnnlib.layers import Layer

__all__ = ["framed_patches", "function_curves", "map_pictures", "network_shapes", "number_grids"]

WIDTH = 5.2
BLUE, RED = COLORS[:2]
# White is zero, blue positive, red negative; few steps keep the pictures light.
SIGNED = LinearSegmentedColormap.from_list(
    "signed", ["#7a1428", RED, "#ffffff", BLUE, "#12304f"], N=31
)


@drawing
def map_pictures(
    panels: Mapping[str, np.ndarray],
    columns: int = 3,
    limit: float | None = None,
    to_scale: bool = False,
) -> Figure:
    """Show photographs and feature maps side by side.

    Arrays of uint8 are photographs. Any other array is a map: white is zero, blue positive,
    red negative.

    Parameters
    ----------
    panels : dict
        From a title to an (H, W) or (H, W, 3) ndarray.
    columns : int
        Pictures in a row.
    limit : float, optional
        The value of the darkest blue; where left out, each map's own largest.
    to_scale : bool
        Whether a picture of half the size is drawn half as large.

    Returns
    -------
    Figure
    """
    rows = ceil(len(panels) / columns)
    largest = max(max(picture.shape[:2]) for picture in panels.values())
    first = next(iter(panels.values())).shape
    size = WIDTH, rows * (WIDTH / columns * first[0] / first[1] + 0.3)
    figure, grid = plt.subplots(rows, columns, figsize=size, squeeze=False)
    for axes in grid.flat[len(panels) :]:
        axes.remove()
    for axes, (title, picture) in zip(grid.flat, panels.items(), strict=False):
        show_picture(axes, picture, limit)
        axes.set_title(title, fontsize=10, weight="normal", pad=4)
        if to_scale:
            height, width = picture.shape[:2]
            left, bottom = (width - largest) / 2 - 0.5, height - 0.5
            axes.set(xlim=(left, left + largest), ylim=(bottom, bottom - largest))
    figure.tight_layout(pad=0.2, w_pad=0.5, h_pad=0.6)
    return figure


def show_picture(axes: Axes, picture: np.ndarray, limit: float | None = None) -> None:
    """Show one photograph or feature map, as `map_pictures` does."""
    colors: dict[str, Any]
    if picture.dtype == np.uint8:
        # 32 grays look like 256 and store in half the bytes.
        colors = {"cmap": "gray", "vmin": 0, "vmax": 248}
        picture = picture // 8 * 8
    else:
        limit = limit or max(float(np.abs(picture).max()), 1e-9)
        colors = {"cmap": SIGNED, "vmin": -limit, "vmax": limit}
    axes.imshow(picture, interpolation="nearest", **colors)
    height, width = picture.shape[:2]
    frame = Rectangle((-0.5, -0.5), width, height, fill=False, ec=MUTED, lw=0.8, clip_on=False)
    axes.add_patch(frame)
    bare(axes)


@drawing
def number_grids(
    panels: Mapping[str, np.ndarray], signs: Sequence[str] = (), cell: float = 0.42
) -> Figure:
    """Write matrices side by side, with a sign behind each but the last.

    Parameters
    ----------
    panels : dict
        From a title to an (H, W) ndarray. Gray levels of uint8 are shaded like the picture
        they are from, other numbers by their sign; NaN leaves its cell empty.
    signs : sequence of str
        Such as ``"×"`` and ``"="``.
    cell : float
        The side of a cell in inches.

    Returns
    -------
    Figure
    """
    gap = 0.9
    rows, columns = zip(*(matrix.shape for matrix in panels.values()), strict=True)
    figure, row = plt.subplots(
        1,
        len(panels),
        figsize=(cell * (sum(columns) + gap * (len(panels) - 1)), cell * max(rows)),
        gridspec_kw={"width_ratios": columns, "wspace": gap * len(columns) / sum(columns)},
        squeeze=False,
    )
    for place, (axes, (title, matrix)) in enumerate(zip(row[0], panels.items(), strict=True)):
        if matrix.dtype == np.uint8:
            fills = {at: f"{0.6 + level / 640:.3f}" for at, level in np.ndenumerate(matrix)}
        else:
            signed: dict[float, Any] = {-1: tint(RED, 0.35), 1: tint(BLUE, 0.35)}
            fills = {at: signed.get(np.sign(n), "white") for at, n in np.ndenumerate(matrix)}
        number_grid(axes, matrix, title, fills, size=min(10.5, 46 * cell))
        if place < len(signs):
            middle = matrix.shape[1] - 0.5 + gap / 2, (matrix.shape[0] - 1) / 2
            axes.text(*middle, signs[place], ha="center", va="center", size=13)
    figure.subplots_adjust(0, 0, 1, 1)
    return figure


@drawing
def network_shapes(net: Layer, input_shape: Sequence[int]) -> Figure:
    """Draw what stands between the layers of a network, from its real shapes.

    Feature maps are squares of their size, vectors are bars as tall as the root of their
    length. Layers that change no shape share a place with the layer before.

    Parameters
    ----------
    net : Layer
    input_shape : sequence of int
        (1, C, H, W).

    Returns
    -------
    Figure
    """
    places: list[tuple[list[str], tuple[int, ...]]] = [(["input"], tuple(input_shape))]
    for layer in count(net, input_shape).rows:
        if layer.output_shape == places[-1][1]:
            places[-1][0].append(layer.layer_type)
        else:
            places.append(([layer.layer_type], layer.output_shape))
    in_a_row = 5
    rows = ceil(len(places) / in_a_row)
    figure, grid = plt.subplots(rows, 1, figsize=(5.4, 1.75 * rows), squeeze=False)
    for place, (names, shape) in enumerate(places):
        axes, x = grid[place // in_a_row, 0], place % in_a_row
        if place:
            arrow = {"arrowstyle": "->", "color": INK}
            axes.annotate("", (x - 0.4, 0), (x - 0.6, 0), arrowprops=arrow)
        _stack(axes, x, shape, unit=0.62 / input_shape[-1])
        axes.text(x, 0.5, "\n".join(names), ha="center", va="bottom", size=9.5)
        label = " × ".join(map(str, shape[1:]))
        axes.text(x, -0.5, label, ha="center", va="top", weight="bold", size=9.5)
        axes.set(xlim=(-0.65, in_a_row - 0.45), ylim=(-0.7, 1.05))
        bare(axes)
    figure.tight_layout(pad=0.1)
    return figure


def _stack(axes: Axes, x: float, shape: tuple[int, ...], unit: float) -> None:
    """Draw the planes of (1, C, H, W) one behind the other, or the bar of (1, n)."""
    if len(shape) == 2:
        tall = 0.045 * shape[1] ** 0.5
        axes.add_patch(Rectangle((x - 0.05, -tall / 2), 0.1, tall, facecolor=RED))
        return
    planes, tall, wide = shape[1], shape[2] * unit, shape[3] * unit
    for plane in reversed(range(planes)):
        shift = 0.018 * (plane - (planes - 1) / 2)
        corner = x - wide / 2 + shift, -tall / 2 + shift
        axes.add_patch(Rectangle(corner, wide, tall, facecolor=tint(BLUE), ec=INK, lw=0.5))


@drawing
def framed_patches(
    image: np.ndarray, frames: Mapping[str, tuple[int, int, int, int]], margin: int = 0
) -> Figure:
    """Frame patches of an image, the first on top; a frame may reach over the border.

    Parameters
    ----------
    image : (H, W) ndarray
    frames : dict
        From a title to (top, left, height, width) in pixels.
    margin : int
        How many pixels to leave around the image.

    Returns
    -------
    Figure
    """
    figure, axes = plt.subplots(figsize=(5.2, 3.2))
    show_picture(axes, image)
    for place, (title, (top, left, tall, wide)) in enumerate(frames.items()):
        look: dict[str, Any] = {
            "ec": COLORS[place],
            "zorder": len(frames) - place + 2,
            "label": title,
        }
        axes.add_patch(Rectangle((left - 0.5, top - 0.5), wide, tall, fill=False, lw=3, **look))
    (bottom, right), start = np.add(image.shape, margin - 0.5), -0.5 - margin
    axes.set(xlim=(start, right), ylim=(bottom, start))
    axes.legend(loc="center left", bbox_to_anchor=(1.02, 0.5), frameon=False, fontsize=9.5)
    return figure


@drawing
def function_curves(
    panels: Mapping[str, tuple[np.ndarray, Mapping[str, np.ndarray]]],
    region: tuple[float, float] | None = None,
) -> Figure:
    """Plot functions of one number, a panel a title.

    Parameters
    ----------
    panels : dict
        From a title to the arguments and the curves over them, by name; one may have no name, "".
    region : (float, float), optional
        An interval to shade.

    Returns
    -------
    Figure
    """
    figure, row = plt.subplots(1, len(panels), figsize=(5.4, 2.3), sharey=True, squeeze=False)
    for axes, (title, (x, curves)) in zip(row[0], panels.items(), strict=True):
        if region:
            axes.axvspan(*region, color="#e6ebf1", lw=0)
        axes.axhline(0, color=MUTED, lw=0.6)
        for color, style, (name, y) in zip(COLORS, ("-", "--", ":"), curves.items(), strict=False):
            axes.plot(x, y, style, color=color, lw=2.2, label=name)
        axes.set_title(title, fontsize=10, weight="normal")
    if any(curves):
        row[0, 0].legend(frameon=False, fontsize=9.5, handlelength=1.5)
    figure.tight_layout(pad=0.3, w_pad=1.2)
    return figure
