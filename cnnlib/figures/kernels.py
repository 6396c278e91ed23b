"""How the kernels of a layer read all its channels."""

from __future__ import annotations

from collections.abc import Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

import cnnlib.functional as F
from cnnlib.figures.convolution import BLUE, RED, show_picture
from cnnlib.figures.style import INK, drawing, number_grid, tint

__all__ = ["kernel_stack"]


@drawing
def kernel_stack(image: np.ndarray, weight: np.ndarray, kernels: Sequence[str]) -> Figure:
    """Draw a convolution of a color picture as a table: a row a kernel, a column a channel.

    Above are the channels, and below each the slice of every kernel that reads it. At the end of
    a row is the map that its slices add up to.

    Parameters
    ----------
    image : (H, W, 3) ndarray
        From 0 to 255.
    weight : (C_out, 3, K, K) ndarray
    kernels : sequence of str
        What each kernel is called.

    Returns
    -------
    Figure
    """
    maps = F.conv2d(image.transpose(2, 0, 1)[None], weight)[0]
    rows, columns = len(weight) + 1, image.shape[2] + 1
    figure, grid = plt.subplots(
        rows, columns, figsize=(4.8, 1.35 * rows), gridspec_kw={"wspace": 0.32, "hspace": 0.3}
    )
    names = ("red", "green", "blue", "picture")
    for axes, name, plane in zip(grid[0], names, [*image.transpose(2, 0, 1), image], strict=True):
        show_picture(axes, plane.astype(np.uint8) // 24 * 24)  # few grays store in few bytes
        axes.set_title(name, fontsize=10, weight="normal", pad=4)
    for row, name, kernel, plane in zip(grid[1:], kernels, weight, maps, strict=True):
        for place, (axes, slice_) in enumerate(zip(row, kernel, strict=False)):
            signed = {-1: tint(RED, 0.35), 0: "white", 1: tint(BLUE, 0.35)}
            fills = {at: signed[int(np.sign(n))] for at, n in np.ndenumerate(slice_)}
            number_grid(axes, slice_ + 0.0, f"slice {place + 1}", fills, size=8)
            sign = "+" if place < len(kernel) - 1 else "→"
            axes.text(1.16, 0.5, sign, transform=axes.transAxes, ha="center", va="center", size=13)
        row[0].set_ylabel(name, color=INK, fontsize=10, labelpad=6)
        show_picture(row[-1], plane)
        row[-1].set_title("map", fontsize=10, weight="normal", pad=4)
    return figure
