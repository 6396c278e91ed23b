"""What seeing asks for: a scene and its answers, animals near and far."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from cnnlib.figures._features import orientation_bars, picture_rows, train_and_test
from cnnlib.figures._generated import Scene, silhouette, still_life, toy_shapes
from cnnlib.figures.style import COLORS, INK, MUTED, bare, drawing

__all__ = [
    "Scene",
    "animal_sizes",
    "box_contents",
    "four_answers",
    "orientation_bars",
    "picture_as_numbers",
    "picture_rows",
    "silhouette",
    "still_life",
    "toy_shapes",
    "train_and_test",
]

WIDTH = 5.2
BLUE = COLORS[0]
BACKGROUND = "#e3e6ea"


@drawing
def picture_as_numbers(image: np.ndarray, corner: tuple[int, int], size: int = 7) -> Figure:
    """Show a gray picture, and a square of it as the numbers that it is made of.

    Parameters
    ----------
    image : (H, W) ndarray of int
        Brightness from 0 to 255.
    corner : (int, int)
        Row and column where the square starts.
    size : int
        Height and width of the square.

    Returns
    -------
    Figure
    """
    row, column = corner
    figure, (above, below) = plt.subplots(2, 1, figsize=(WIDTH, 5.6), height_ratios=(2, 3))
    for axes in (above, below):
        axes.imshow(image, cmap="gray", vmin=0, vmax=255, interpolation="nearest")
        bare(axes)
    square = (column - 0.5, row - 0.5), size, size
    above.add_patch(Rectangle(*square, fill=False, edgecolor=COLORS[1], lw=2.5))
    below.add_patch(Rectangle(*square, fill=False, edgecolor=COLORS[1], lw=5, clip_on=False))
    below.set(xlim=(column - 0.5, column + size - 0.5), ylim=(row + size - 0.5, row - 0.5))
    for i, j in np.ndindex(size, size):
        value = image[row + i, column + j]
        color = "white" if value < 128 else INK
        below.text(column + j, row + i, value, ha="center", va="center_baseline", color=color)
    figure.tight_layout()
    return figure


@drawing
def animal_sizes(views: Mapping[str, Mapping[str, int]]) -> Figure:
    """Draw animals side by side in each view, as tall as they appear, with that height in pixels.

    Parameters
    ----------
    views : dict
        From a title to a dict from "cat" or "dog" to a height in pixels.

    Returns
    -------
    Figure
    """
    figure, panels = plt.subplots(len(views), 1, figsize=(WIDTH, 2.1 * len(views)), squeeze=False)
    tallest = max(height for view in views.values() for height in view.values())
    for axes, (title, view) in zip(panels[:, 0], views.items(), strict=True):
        left = 0.0
        for kind, height in view.items():
            ink = to_rgb(COLORS[1] if kind == "cat" else BLUE)
            shape = silhouette(kind, height)
            extent = (left, left + shape.shape[1], 0, height)
            axes.imshow(
                np.dstack([np.broadcast_to(ink, (*shape.shape, 3)), shape]),
                extent=extent,
                interpolation="nearest",
            )
            axes.text(
                left + 0.75 * height, -0.05 * tallest, f"{kind}  {height}", ha="center", va="top"
            )
            left += 1.5 * height + 0.25 * tallest
        axes.axhline(0, color=MUTED, lw=1)
        axes.set(xlim=(-0.1 * tallest, 3.2 * tallest), ylim=(-0.25 * tallest, 1.05 * tallest))
        axes.set_title(title, loc="left", fontsize=10.5)
        bare(axes)
    figure.tight_layout()
    return figure


@drawing
def four_answers(scene: Scene, titles: Sequence[str]) -> Figure:
    """Show what classification, detection and the two segmentations say about a scene.

    Parameters
    ----------
    scene : Scene
    titles : sequence of str
        The four titles; the first may hold the label.

    Returns
    -------
    Figure
    """
    kinds = list(dict.fromkeys(scene.classes))
    by_class = [COLORS[2], COLORS[3], COLORS[0]]
    semantic = np.array([0] + [kinds.index(name) + 1 for name in scene.classes])[scene.instances]
    figure, grid = plt.subplots(2, 2, figsize=(WIDTH, 4.6))
    for axes, title in zip(grid.flat, titles, strict=True):
        axes.set_title(title, fontsize=10, weight="normal")
        bare(axes)
    grid[0, 0].imshow(scene.image, interpolation="nearest")
    grid[0, 1].imshow(scene.image, interpolation="nearest")
    for name, (left, top, right, bottom) in zip(scene.classes, _boxes(scene), strict=True):
        place = (left - 0.5, top - 0.5), right - left, bottom - top
        color = by_class[kinds.index(name)]
        grid[0, 1].add_patch(Rectangle(*place, fill=False, edgecolor="white", lw=4))
        grid[0, 1].add_patch(Rectangle(*place, fill=False, edgecolor=color, lw=2.2))
    grid[1, 0].imshow(_painted(semantic, by_class), interpolation="nearest")
    grid[1, 1].imshow(
        _painted(scene.instances, [COLORS[2], COLORS[3], COLORS[0], COLORS[1]]),
        interpolation="nearest",
    )
    figure.tight_layout()
    return figure


@drawing
def box_contents(scene: Scene) -> Figure:
    """Cut out each object's box; what is not the object's own is faded.

    Parameters
    ----------
    scene : Scene

    Returns
    -------
    Figure
    """
    boxes = _boxes(scene)
    figure, row = plt.subplots(1, len(boxes), figsize=(WIDTH, 2.6))
    tallest = max(bottom - top for _, top, _, bottom in boxes)
    for number, (axes, (left, top, right, bottom)) in enumerate(zip(row, boxes, strict=True), 1):
        own = scene.instances[top:bottom, left:right] == number
        cut = scene.image[top:bottom, left:right]
        (high, wide), middle = own.shape, (right - left) / 2
        axes.imshow(np.where(own[..., None], cut, 0.72 + 0.28 * cut), interpolation="nearest")
        axes.add_patch(Rectangle((-0.5, -0.5), wide, high, fill=False, ec=INK, lw=1.5))
        title = f"{scene.classes[number - 1]}\n{own.mean():.0%}"
        axes.text(middle, -4, title, ha="center", va="bottom")
        axes.set(xlim=(middle - 22, middle + 22), ylim=(high, high - tallest - 17))
        bare(axes)
    figure.tight_layout(w_pad=0)
    return figure


def _boxes(scene: Scene) -> list[tuple[int, int, int, int]]:
    """Return left, top, right and bottom of each object, the last two behind its last pixel."""
    places = [np.nonzero(scene.instances == i + 1) for i in range(len(scene.classes))]
    return [(x.min(), y.min(), x.max() + 1, y.max() + 1) for y, x in places]


def _painted(numbers: np.ndarray, colors: Sequence[str]) -> np.ndarray:
    """Turn whole numbers into colors, 0 into the background's."""
    return np.array([to_rgb(color) for color in (BACKGROUND, *colors)])[numbers]
