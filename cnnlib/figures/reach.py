"""What a number reads and what a pixel paints: dilated and transposed kernels, receptive fields."""

from __future__ import annotations

from collections.abc import Mapping

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from cnnlib import geometry
from cnnlib.figures.convolution import show_picture
from cnnlib.figures.style import COLORS, INK, MUTED, bare, drawing, tint

__all__ = ["kernel_reach", "lit_photographs", "painted_rows", "spread_row"]

BLUE, RED, GREEN, YELLOW = COLORS[:4]


@drawing
def kernel_reach(cases: Mapping[str, tuple[int, int]], size: int = 9) -> Figure:
    """Show which pixels around the middle one a kernel reads.

    Parameters
    ----------
    cases : dict
        From a title to (kernel size, dilation).
    size : int
        Height and width of the image.

    Returns
    -------
    Figure
    """
    figure, row = plt.subplots(1, len(cases), figsize=(5.4, 2.1), squeeze=False)
    middle = size // 2
    for axes, (title, (kernel, dilation)) in zip(row[0], cases.items(), strict=True):
        reach = geometry.effective_kernel_size(kernel, dilation) // 2
        read = {*range(middle - reach, middle + reach + 1, dilation)}
        for i, j in np.ndindex(size, size):
            color = BLUE if i in read and j in read else "#eef1f5"
            axes.add_patch(Rectangle((j, i), 1, 1, facecolor=color, edgecolor="white", lw=0.8))
        corner, span = middle - reach, 2 * reach + 1
        axes.add_patch(Rectangle((corner, corner), span, span, fill=False, ec=RED, lw=2))
        axes.set(xlim=(-0.2, size + 0.2), ylim=(size + 0.2, -0.2), aspect="equal")
        axes.set_title(title, fontsize=10, weight="normal")
        bare(axes)
    figure.tight_layout(pad=0.4)
    return figure


@drawing
def painted_rows(cases: Mapping[str, tuple[int, int, int, int]]) -> Figure:
    """Show how the pixels of a row paint a longer row, each as many as the kernel is wide.

    Parameters
    ----------
    cases : dict
        From a title to (pixels, kernel size, stride, padding).

    Returns
    -------
    Figure
    """
    figure, panels = plt.subplots(len(cases), 1, figsize=(5.4, 1.9 * len(cases)), squeeze=False)
    widest = max((n - 1) * stride + kernel for n, kernel, stride, _ in cases.values())
    for axes, (title, (n, kernel, stride, padding)) in zip(
        panels[:, 0], cases.items(), strict=True
    ):
        length = (n - 1) * stride + kernel
        start = (length - n * 1.6) / 2
        painted = np.zeros(length, int)
        for i in range(n):
            color = COLORS[i % 2]
            left = start + i * 1.6
            for place in range(i * stride, i * stride + kernel):
                painted[place] += 1
                kept = padding <= place < length - padding
                ends = [left + 0.6, place + 0.5], [1, 2.3]
                axes.plot(*ends, color=color if kept else "#c9ced6", lw=1.6)
            axes.add_patch(Rectangle((left, 0), 1.2, 1, facecolor=color, edgecolor=INK, lw=0.8))
        for place, times in enumerate(painted):
            kept = padding <= place < length - padding
            fill = tint(GREEN, 0.22 * times) if kept else "white"
            axes.add_patch(Rectangle((place, 2.3), 1, 1, facecolor=fill, edgecolor=INK, lw=0.8))
            color = INK if kept else MUTED
            axes.text(place + 0.5, 2.8, times, ha="center", va="center_baseline", color=color)
        middle = length / 2
        axes.set(xlim=(middle - widest / 2 - 0.3, middle + widest / 2 + 0.3), ylim=(3.45, -0.15))
        axes.set_title(title, fontsize=10, weight="normal")
        bare(axes)
    figure.tight_layout(pad=0.4)
    return figure


@drawing
def spread_row(pixels: int, kernel: int, stride: int, padding: int) -> Figure:
    """Show a transposed convolution as windows: its input spread, zeros between and around.

    Parameters
    ----------
    pixels, kernel, stride, padding : int
        The size of the input and the settings of the transposed convolution.

    Returns
    -------
    Figure
    """
    length, around = (pixels - 1) * stride + 1, kernel - 1 - padding
    windows = length + 2 * around - kernel + 1
    cell = 5.2 / (length + 2 * around + 0.6)
    figure, axes = plt.subplots(figsize=(5.2, 0.62 * cell * (1.3 * windows + 1.9)))
    full = {place: "abcdefgh"[place // stride] for place in range(0, length, stride)}
    for place in range(-around, length + around):
        color = tint(BLUE) if place in full else "#eef1f5"
        axes.add_patch(Rectangle((place, 0), 1, 1, facecolor=color, edgecolor=INK, lw=0.8))
        axes.text(place + 0.5, 0.5, full.get(place, "0"), ha="center", va="center_baseline")
    for window in range(windows):
        color, top = COLORS[(0, 2, 5)[window % 3]], 1.5 + 1.3 * window
        for place in range(window - around, window - around + kernel):
            fill = color if place in full else "white"
            corner = place + 0.06, top
            axes.add_patch(Rectangle(corner, 0.88, 1, facecolor=fill, edgecolor=color, lw=1.4))
    axes.set(xlim=(-around - 0.3, length + around + 0.3), ylim=(1.3 * windows + 1.6, -0.3))
    bare(axes)
    figure.tight_layout(pad=0.2)
    return figure


@drawing
def lit_photographs(photo: np.ndarray, influences: Mapping[str, np.ndarray]) -> Figure:
    """Light a photograph where it moves a number most, and frame all that moves it at all.

    Parameters
    ----------
    photo : (H, W) ndarray of uint8
    influences : dict
        From a title to the influence of each pixel, an (H, W) ndarray.

    Returns
    -------
    Figure
    """
    figure, row = plt.subplots(1, len(influences), figsize=(5.4, 2.1), squeeze=False)
    for axes, (title, influence) in zip(row[0], influences.items(), strict=True):
        # Single pixels flicker as the weights do; means over 4 × 4 show the form.
        blocks = np.sqrt(influence).reshape(len(photo) // 4, 4, -1, 4).mean(axis=(1, 3))
        light = np.clip(blocks / np.quantile(blocks[blocks > 0], 0.98), 0, 1)
        lit = photo * (0.15 + 0.85 * np.kron(light, np.ones((4, 4))))
        show_picture(axes, lit.astype("uint8"))
        moved = np.argwhere(influence)
        (top, left), (height, width) = moved.min(axis=0) - 0.5, np.ptp(moved, axis=0) + 1
        axes.add_patch(Rectangle((left, top), width, height, fill=False, ec=YELLOW, lw=2))
        axes.set_title(title, fontsize=10, weight="normal")
    figure.tight_layout(pad=0.4)
    return figure
