"""Pooling: windows and their one number, what they keep, and what a shift changes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import Circle

from cnnlib import functional, geometry
from cnnlib.figures.style import COLORS, INK, MUTED, bare, drawing, frame_cells, number_grid, tint

__all__ = [
    "kept_by_pooling",
    "kept_columns",
    "maxima_places",
    "neighbor_correlation",
    "pooled_regions",
    "pooled_shift",
    "share_panels",
    "shares_by_shift",
    "shift_pictures",
    "window_steps",
]

# As the tutorial colors its four windows: pink, blue, green, yellow.
REGIONS = (COLORS[1], COLORS[0], COLORS[2], COLORS[3])
POOLS: dict[str, Callable[..., np.ndarray]] = {
    "average": functional.avg_pool2d,
    "max": functional.max_pool2d,
}
MARKERS = {1: ("x", INK), 2: ("o", COLORS[0]), 3: ("s", COLORS[1]), 4: ("D", COLORS[2])}
WIDTH = 5.2


@drawing
def neighbor_correlation(images: Mapping[str, np.ndarray], distances: Sequence[int]) -> Figure:
    """Show the first of some (H, W) images, and how pixels some columns apart correlate in each."""
    figure, (left, right) = plt.subplots(1, 2, figsize=(WIDTH, 2.7), width_ratios=[1, 1.7])
    # Every fourth pixel in 32 grays: enough for a thumbnail, and a light file.
    thumbnail = next(iter(images.values()))[::4, ::4] // 8
    left.imshow(thumbnail, cmap="gray", interpolation="nearest")
    bare(left)
    for color, marker, (name, image) in zip(COLORS, "os", images.items(), strict=False):
        pairs = [(image[:, :-d].ravel(), image[:, d:].ravel()) for d in distances]
        correlations = [np.corrcoef(*pair)[0, 1] for pair in pairs]
        right.plot(distances, correlations, f"{marker}-", color=color)
        above = distances[-1], correlations[-3] + 0.08
        right.text(*above, name, color=color, weight="bold", ha="right")
    right.set_xscale("log", base=2)
    right.set_xticks(distances, [str(d) for d in distances])
    right.set(ylim=(-0.08, 1.05), xlabel="distance in pixels", title="correlation")
    figure.tight_layout()
    return figure


@drawing
def pooled_regions(x: np.ndarray, kernel: int = 2) -> Figure:
    """Color four windows that do not overlap, and the averages and maxima they give."""
    return _four_regions(x, {name: _pooled(x, pool, kernel) for name, pool in POOLS.items()})


@drawing
def window_steps(x: np.ndarray, kernel: int, stride: int) -> Figure:
    """Draw one panel a step: where the window stands on `x`, and the maxima so far."""
    y = _pooled(x, functional.max_pool2d, kernel, stride)
    figure, grid = plt.subplots(2, y.size, figsize=(WIDTH, 2.35), height_ratios=[len(x), len(y)])
    seen = np.full(y.shape, np.nan)
    for step, at in enumerate(np.ndindex(y.shape)):
        color = REGIONS[step % 4]
        top, left = at[0] * stride, at[1] * stride
        cells = {(top + i, left + j): tint(color) for i, j in np.ndindex(kernel, kernel)}
        number_grid(grid[0, step], x, f"{step + 1}", cells, size=9.5)
        frame_cells(grid[0, step], (top, left), kernel, color)
        seen[at] = y[at]
        number_grid(grid[1, step], seen, fills={at: tint(color)}, size=9.5)
    figure.tight_layout(w_pad=0.4, h_pad=0.3)
    return figure


@drawing
def kept_by_pooling(images: Mapping[str, np.ndarray], kernel: int) -> Figure:
    """Show (H, W) gray images, values 0 to 255, each with its averages and maxima."""
    figure, grid = plt.subplots(len(images), 3, figsize=(WIDTH, 1.62 * len(images) + 0.2))
    for row, (name, image) in zip(grid, images.items(), strict=True):
        shown = {name: image} | {n: _pooled(image, pool, kernel) for n, pool in POOLS.items()}
        for axes, (title, pixels) in zip(row, shown.items(), strict=True):
            axes.imshow(pixels, cmap="gray", vmin=0, vmax=255, interpolation="nearest")
            axes.set_title(title, fontsize=10.5, weight="normal", pad=4)
            bare(axes)
    figure.tight_layout(h_pad=0.5)
    return figure


@drawing
def maxima_places(x: np.ndarray, kernel: int = 2) -> Figure:
    """Circle each window's maximum; beside it the maxima and their flat indices."""
    best, mask = functional.max_pool2d(x[None, None], kernel, return_mask=True)
    figure = _four_regions(x, {"max": best[0, 0], "index": mask[0, 0]})
    for index in mask.ravel():
        i, j = divmod(int(index), x.shape[1])
        figure.axes[0].add_patch(Circle((j, i), 0.4, fill=False, edgecolor=INK, linewidth=2))
    return figure


@drawing
def kept_columns(x: np.ndarray, k: int) -> Figure:
    """Color the `k` largest values of every column, and draw what K-max pooling returns."""
    y = functional.k_max_pool(x, k, axis=0)
    kept = np.argsort(-x, axis=0, kind="stable")[:k]
    fills = {(int(i), j): tint(REGIONS[j % 4]) for j in range(x.shape[1]) for i in kept[:, j]}
    figure, row = plt.subplots(1, 2, figsize=(4.6, 2.4))
    number_grid(row[0], x, "input", fills, size=12)
    all_kept = {at: tint(REGIONS[at[1] % 4]) for at in np.ndindex(y.shape)}
    number_grid(row[1], y, f"K = {k}", all_kept, size=12)
    row[1].set_ylim(row[0].get_ylim())
    figure.tight_layout()
    return figure


@drawing
def pooled_shift(
    before: np.ndarray, after: np.ndarray, kernel: int | tuple[int, int], titles: Sequence[str]
) -> Figure:
    """Draw two images over their maxima; outputs that differ are framed in the second.

    Parameters
    ----------
    before, after : (H, W) ndarray
    kernel : int or (int, int)
        Of the windows, which lie side by side and are told apart by two shades.
    titles : (str, str)
    """
    pair = geometry.pair(kernel, "kernel")
    outputs = [_pooled(x, functional.max_pool2d, pair) for x in (before, after)]
    rows = len(before) + len(outputs[0])
    figure, grid = plt.subplots(
        2, 2, figsize=(WIDTH, 0.42 * rows + 0.9), height_ratios=[len(before), len(outputs[0])]
    )
    shade, cells = tint(COLORS[0], 0.2), np.ndindex(before.shape)
    fills = {(i, j): shade for i, j in cells if (i // pair[0] + j // pair[1]) % 2}
    small = {at: shade for at in np.ndindex(outputs[0].shape) if sum(at) % 2}
    for column, (x, y, title) in enumerate(zip((before, after), outputs, titles, strict=True)):
        number_grid(grid[0, column], x, title, fills)
        number_grid(grid[1, column], y, fills=small)
        # Cells of one size above and below.
        spare = (x.shape[1] - y.shape[1]) / 2
        grid[1, column].set_xlim(-0.6 - spare, y.shape[1] - 0.4 + spare)
    for at in zip(*np.nonzero(outputs[0] != outputs[1]), strict=True):
        frame_cells(grid[1, 1], at, 1, COLORS[1])
    figure.tight_layout(h_pad=0.4)
    return figure


@drawing
def shares_by_shift(measured: Mapping[int, Mapping[int, float]]) -> Figure:
    """Plot shares of unchanged maxima: dots as measured, lines (k − d) / (k + d) as derived.

    Parameters
    ----------
    measured : dict
        From a kernel size k to a dict from a shift d to the share measured, 0 to 1.
    """
    figure, axes = plt.subplots(figsize=(WIDTH, 3.0))
    for kernel, shares in measured.items():
        marker, color = MARKERS[kernel]
        shift = np.linspace(0, kernel, 60)
        axes.plot(shift, (kernel - shift) / (kernel + shift), color=color, lw=1.4)
        points = list(shares), list(shares.values())
        axes.plot(*points, marker, color=color, ms=8, label=f"{kernel} × {kernel}")
    axes.axhline(0.5, color=MUTED, lw=0.8, ls=":")
    axes.set(xlim=(-0.1, 4.1), ylim=(-0.04, 1.04), xlabel="shift in pixels", xticks=range(5))
    axes.set_yticks([0, 0.5, 1], ["0 %", "50 %", "100 %"])
    axes.legend(frameon=False)
    figure.tight_layout()
    return figure


@drawing
def share_panels(panels: Mapping[str, Mapping[str, Mapping[int, float]]]) -> Figure:
    """Plot shares as dots: a panel a title, a row a kind of picture, a color a window.

    Parameters
    ----------
    panels : dict
        From a title to a dict from a kind to a dict from a kernel size to a share, 0 to 1.
    """
    figure, row = plt.subplots(1, len(panels), figsize=(WIDTH, 2.9), sharey=True, squeeze=False)
    for axes, (title, kinds) in zip(row[0], panels.items(), strict=True):
        for place, shares in enumerate(kinds.values()):
            axes.axhline(place, color=MUTED, lw=0.5, zorder=0)
            for kernel, share in shares.items():
                marker, color = MARKERS[kernel]
                label = None if place else f"{kernel} × {kernel}"
                axes.plot(share, place, marker, color=color, ms=8, label=label)
        axes.set_title(title, fontsize=10.5, weight="normal")
        axes.set(xlim=(-0.06, 1.06), ylim=(len(kinds) - 0.5, -0.5))
        axes.set_xticks([0, 0.5, 1], ["0 %", "50 %", "100 %"])
        axes.set_yticks(range(len(kinds)), list(kinds))
        axes.tick_params(axis="y", length=0, labelcolor=INK)
        axes.spines["left"].set_visible(False)
    figure.tight_layout(rect=(0, 0.09, 1, 1), w_pad=1.2)
    style = {"ncols": 4, "loc": "lower center", "frameon": False, "columnspacing": 1.2}
    figure.legend(*row[0, 0].get_legend_handles_labels(), **style)
    return figure


def shift_pictures(photo: np.ndarray, seed: int = 0) -> dict[str, np.ndarray]:
    """Make pictures of five kinds, each 48 rows high or more, to shift and pool.

    Parameters
    ----------
    photo : (H, W) ndarray
        Gray values from 0 to 255.
    seed : int

    Returns
    -------
    dict
        From a kind to an (N, 1, H, W) ndarray: uniform noise; noise blurred to large soft
        shapes; squares of 3 × 3 ones on zeros; the photograph; its edges after a ReLU.
    """
    rng = np.random.default_rng(seed)
    bell = np.exp(-(np.arange(-9, 10) ** 2) / 18)
    noise = rng.normal(size=(200, 1, 66, 70))
    specks = (rng.random((200, 1, 48, 52)) < 0.02).astype(float)
    image = photo[None, None]
    edge = np.array([[-1.0, 0, 1], [-2, 0, 2], [-1, 0, 1]])[None, None]
    return {
        "noise": rng.random((200, 1, 48, 52)),
        "smooth": functional.conv2d(noise, np.outer(bell, bell)[None, None]),
        "blobs": functional.max_pool2d(specks, 3, stride=1, padding=1),
        "photo": image,
        "edges": functional.relu(functional.conv2d(image, edge) - 40),
    }


def _four_regions(x: np.ndarray, outputs: Mapping[str, np.ndarray]) -> Figure:
    """Draw an image cut into 2 × 2 regions, and 2 × 2 outputs in the regions' colors."""
    figure, row = plt.subplots(1, 3, figsize=(WIDTH, 2.3), width_ratios=[4, 2.4, 2.4])
    for axes, (title, values) in zip(row, {"input": x, **outputs}.items(), strict=True):
        half = len(values) // 2
        cells = np.ndindex(values.shape)
        fills = {(i, j): tint(REGIONS[2 * (i // half) + j // half]) for i, j in cells}
        number_grid(axes, values, title, fills, size=12)
    figure.tight_layout()
    return figure


def _pooled(x: np.ndarray, pool: Callable[..., np.ndarray], *settings: Any) -> np.ndarray:
    return pool(x[None, None], *settings)[0, 0]
