"""The pooling layers: they have no parameters."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np

from cnnlib import functional
from cnnlib._checks import Pair, flag, nchw_shape, pair, positive_or_none, whole_number
from cnnlib.functional._arrays import require_images
from cnnlib.functional._windows import pooling_windows
from cnnlib.functional.k_max_pooling import k_max_shape
from cnnlib.functional.padding import require_pooling_mode
from cnnlib.functional.pooling import maxima, require_places
from cnnlib.geometry import Windows, effective_kernel_size, padding_before
from cnnlib.layers.applied import Applied
from cnnlib.layers.attributes import (
    Setting,
    Shape,
    axis_number,
    padding_setting,
    settings_of,
    settle,
    stated,
    unusual,
)

__all__ = ["AvgPool2D", "KMaxPool", "MaxPool2D"]

_place = lru_cache(maxsize=1024)(pooling_windows)  # A layer's settings are checked and stay.


class _Pool2D(Applied):
    """What average and max pooling share: a window that slides over each plane."""

    family = "pooled"
    kernel_size = Setting(pair)
    stride = Setting(pair)
    padding = Setting(padding_setting)
    ceil_mode = Setting(flag)
    dilation = Setting(pair)
    padding_mode = Setting(require_pooling_mode)

    def __init__(self, kernel_size: Any, stride: Any, **others: Any) -> None:
        super().__init__()
        stride = kernel_size if stride is None else stride
        settle(self, kernel_size=kernel_size, stride=stride, **others)
        # An input as large as a window takes every setting that makes sense at all.
        self._windows(self._span())

    def output_shape(self, input_shape: Shape) -> Shape:
        """Return (N, C, H_out, W_out)."""
        batch, channels, *size = nchw_shape(input_shape)
        return batch, channels, *self._windows(tuple(size)).count

    def window(self, input_shape: Shape) -> tuple[Pair, Pair]:
        """Return how far one output looks, and the stride."""
        return self._span(), self.stride

    def overhang(self, input_shape: Shape) -> Pair:
        """Return the padding at the top and at the left."""
        return padding_before(
            self.padding, input_shape[2:], self.kernel_size, self.stride, self.dilation
        )

    def settings(self) -> str:
        """Return the window, then what is unusual, as PaddlePaddle prints them."""
        shown = {"padding", *unusual(self)}
        return ", ".join(
            f"{name}={value!r}" for name, value in stated(self).items() if name in shown
        )

    def _span(self) -> Pair:
        (k_h, k_w), (d_h, d_w) = self.kernel_size, self.dilation
        return effective_kernel_size(k_h, d_h), effective_kernel_size(k_w, d_w)

    def _windows(self, size: tuple[int, ...]) -> Windows:
        window = self.kernel_size, self.stride, self.padding
        return _place(size, *window, self.ceil_mode, self.dilation, self.padding_mode)


class MaxPool2D(_Pool2D):
    """Max pooling: the largest pixel of every window.

    Parameters
    ----------
    kernel_size : int or (int, int)
    stride : int or (int, int), optional
        The kernel size where left out.
    padding : int, sequence or str
        Any form that `cnnlib.geometry.resolve_padding` takes.
    return_mask : bool
        Also return each maximum's flat index in the input plane. In a network the next layer
        gets the maxima alone.
    ceil_mode : bool
        Round the output size up.
    dilation : int or (int, int)
        The way from one pixel of a window to the next.
    padding_mode : {'empty', 'zeros', 'reflect', 'replicate', 'circular'}
        ``'empty'`` padding is never picked; any other mode fills it, and it counts as the image.

    Examples
    --------
    >>> MaxPool2D(2)(np.arange(1.0, 17.0).reshape(1, 1, 4, 4))[0, 0]
    array([[ 6.,  8.],
           [14., 16.]])
    """

    operation = staticmethod(functional.max_pool2d)
    return_mask = Setting(flag)

    def __init__(
        self,
        kernel_size: Any,
        stride: Any = None,
        padding: Any = 0,
        return_mask: bool = False,
        ceil_mode: bool = False,
        dilation: Any = 1,
        padding_mode: str = "empty",
    ) -> None:
        super().__init__(
            kernel_size,
            stride,
            padding=padding,
            return_mask=return_mask,
            ceil_mode=ceil_mode,
            dilation=dilation,
            padding_mode=padding_mode,
        )
        require_places(self.return_mask, self.padding_mode)

    def forward(self, x: np.ndarray) -> Any:
        """Keep the largest pixel of every window."""
        windows = self._windows(require_images(x).shape[2:])
        return maxima(x, windows, self.padding_mode, self.return_mask)

    def differentiate(self, grad_output: np.ndarray, x: np.ndarray) -> tuple[np.ndarray]:
        """Hand each gradient to the pixel that was the largest."""
        window = {k: v for k, v in settings_of(self).items() if k != "return_mask"}
        return (functional.max_pool2d_backward(grad_output, x, **window),)


class AvgPool2D(_Pool2D):
    """Average pooling: the mean of every window.

    Parameters
    ----------
    kernel_size : int or (int, int)
    stride : int or (int, int), optional
        The kernel size where left out.
    padding : int, sequence or str
        Any form that `cnnlib.geometry.resolve_padding` takes.
    ceil_mode : bool
        Round the output size up.
    exclusive : bool
        True divides by the pixels inside the image; False counts the padding too.
    divisor_override : positive number, optional
        Divides every window's sum instead.
    dilation : int or (int, int)
        The way from one pixel of a window to the next.
    padding_mode : {'empty', 'zeros', 'reflect', 'replicate', 'circular'}
        ``'empty'`` padding counts as `exclusive` says; any other mode fills it, and it counts as
        the image.

    Examples
    --------
    >>> AvgPool2D(3, stride=1, padding=1).output_shape((1, 1, 6, 6))
    (1, 1, 6, 6)
    """

    operation = staticmethod(functional.avg_pool2d)
    slope = staticmethod(functional.avg_pool2d_backward)
    exclusive = Setting(flag)
    divisor_override = Setting(positive_or_none)

    def __init__(
        self,
        kernel_size: Any,
        stride: Any = None,
        padding: Any = 0,
        ceil_mode: bool = False,
        exclusive: bool = True,
        divisor_override: float | None = None,
        dilation: Any = 1,
        padding_mode: str = "empty",
    ) -> None:
        super().__init__(
            kernel_size,
            stride,
            padding=padding,
            ceil_mode=ceil_mode,
            exclusive=exclusive,
            divisor_override=divisor_override,
            dilation=dilation,
            padding_mode=padding_mode,
        )


class KMaxPool(Applied):
    """K-max pooling: the `k` largest values along an axis, in the order in which they stood.

    Parameters
    ----------
    k : int
    axis : int

    References
    ----------
    N. Kalchbrenner, E. Grefenstette and P. Blunsom, ACL 2014, section 3.2.

    Examples
    --------
    >>> KMaxPool(2)(np.array([[5.0, 1.0, 7.0, 3.0]]))
    array([[5., 7.]])
    """

    family = "k largest"
    operation = staticmethod(functional.k_max_pool)
    slope = staticmethod(functional.k_max_pool_backward)
    k = Setting(whole_number)
    axis = Setting(axis_number)

    def __init__(self, k: int, axis: int = -1) -> None:
        super().__init__()
        settle(self, k=k, axis=axis)

    def output_shape(self, input_shape: Shape) -> Shape:
        """Return `input_shape` with `k` in the place of the axis."""
        return k_max_shape(input_shape, self.k, self.axis)

    def window(self, input_shape: Shape) -> None:
        """Return None: any value of the axis may be kept."""
        return None
