"""Pooling into a grid of a given size: layers without parameters."""

from __future__ import annotations

from math import gcd
from typing import Any

import numpy as np

from cnnlib import functional
from cnnlib._checks import Pair, flag, nchw_shape
from cnnlib.functional.adaptive_pooling import cells, grid_on
from cnnlib.layers.applied import Applied
from cnnlib.layers.attributes import Setting, Shape, settle

__all__ = ["AdaptiveAvgPool2D", "AdaptiveMaxPool2D"]


class _Adaptive(Applied):
    """What average and max pooling into a grid share."""

    family = "cells"
    output_size = Setting(cells)

    def output_shape(self, input_shape: Shape) -> Shape:
        """Return (N, C, H_out, W_out)."""
        batch, channels, height, width = nchw_shape(input_shape)
        return batch, channels, *grid_on((height, width), self.output_size)

    def window(self, input_shape: Shape) -> tuple[Pair, Pair]:
        """Return the largest cell and the whole pixels between two of them."""
        height, width = nchw_shape(input_shape)[2:]
        rows, columns = grid_on((height, width), self.output_size)
        cell_h, step_h = _largest_cell(height, rows)
        cell_w, step_w = _largest_cell(width, columns)
        return (cell_h, cell_w), (step_h, step_w)


class AdaptiveAvgPool2D(_Adaptive):
    """Average into a grid of a given size, whatever the input's; 1 is global pooling.

    Parameters
    ----------
    output_size : int, None or (int or None, int or None)
        None keeps the input's size on that axis.

    Examples
    --------
    >>> AdaptiveAvgPool2D(1).output_shape((1, 512, 7, 7))
    (1, 512, 1, 1)
    >>> AdaptiveAvgPool2D((None, 1)).output_shape((1, 512, 7, 7))
    (1, 512, 7, 1)
    """

    operation = staticmethod(functional.adaptive_avg_pool2d)
    slope = staticmethod(functional.adaptive_avg_pool2d_backward)

    def __init__(self, output_size: Any) -> None:
        super().__init__()
        settle(self, output_size=output_size)


class AdaptiveMaxPool2D(_Adaptive):
    """The largest pixel of each cell of a grid of a given size, whatever the input's.

    Parameters
    ----------
    output_size : int, None or (int or None, int or None)
        1 is global max pooling. None keeps the input's size on that axis.
    return_mask : bool
        Also return each maximum's flat index in the input plane. In a network the next layer
        gets the maxima alone.

    Examples
    --------
    >>> AdaptiveMaxPool2D(2)(np.arange(1.0, 17.0).reshape(1, 1, 4, 4))[0, 0]
    array([[ 6.,  8.],
           [14., 16.]])
    """

    operation = staticmethod(functional.adaptive_max_pool2d)
    return_mask = Setting(flag)

    def __init__(self, output_size: Any, return_mask: bool = False) -> None:
        super().__init__()
        settle(self, output_size=output_size, return_mask=return_mask)

    def differentiate(self, grad_output: np.ndarray, x: np.ndarray) -> tuple[np.ndarray]:
        """Hand each gradient to the pixel that was the largest."""
        return (functional.adaptive_max_pool2d_backward(grad_output, x, self.output_size),)


def _largest_cell(size: int, cells: int) -> Pair:
    # Where the cells do not divide the size evenly, the worst placed one takes a pixel in part
    # at one end, or at both.
    whole, rest = divmod(size, cells)
    return whole + (rest > 0) + (rest > gcd(size, cells)), max(1, whole)
