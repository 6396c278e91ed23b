"""The pooling layers: they have no parameters."""

from __future__ import annotations

from math import gcd
from typing import Any

import numpy as np

from cnnlib import functional
from cnnlib._checks import Pair, flag, nchw_shape, pair, whole_number
from cnnlib.functional._windows import pooling_windows
from cnnlib.functional.k_max_pooling import k_max_shape
from cnnlib.functional.pooling import positive_or_none
from cnnlib.layers.attributes import Setting, Shape, axis_number, padding_setting, short
from cnnlib.layers.base import Layer

__all__ = ["AdaptiveAvgPool2D", "AvgPool2D", "KMaxPool", "MaxPool2D"]


class _Pool2D(Layer):
    """What average and max pooling share: a window that slides over each plane."""

    kernel_size = Setting(pair)
    stride = Setting(pair)
    padding = Setting(padding_setting)
    ceil_mode = Setting(flag)

    def __init__(self, kernel_size: Any, stride: Any, padding: Any, ceil_mode: bool) -> None:
        super().__init__()
        self.kernel_size = kernel_size
        self.stride = self.kernel_size if stride is None else stride
        self.padding = padding
        self.ceil_mode = ceil_mode
        # An input as large as the kernel takes every setting that makes sense at all.
        pooling_windows(self.kernel_size, self.kernel_size, self.stride, padding, ceil_mode)

    def output_shape(self, input_shape: Shape) -> Shape:
        """Return (N, C, H_out, W_out)."""
        batch, channels, *size = nchw_shape(input_shape)
        windows = pooling_windows(size, self.kernel_size, self.stride, self.padding, self.ceil_mode)
        return batch, channels, *windows.count

    def window(self, input_shape: Shape) -> tuple[Pair, Pair]:
        """Return the kernel size and the stride."""
        return self.kernel_size, self.stride

    def settings(self) -> str:
        """Return kernel, stride and padding, then what differs from the defaults."""
        shown = (
            f"kernel_size={short(self.kernel_size)}, "
            f"stride={short(self.stride)}, padding={self.padding!r}"
        )
        return shown + (", ceil_mode=True" if self.ceil_mode else "")


class MaxPool2D(_Pool2D):
    """Max pooling: the largest pixel of every window.

    Parameters
    ----------
    kernel_size : int or (int, int)
    stride : int or (int, int), optional
        The kernel size where left out.
    padding : int, sequence or str
        Any form that `cnnlib.geometry.resolve_padding` takes; counts as −∞.
    return_mask : bool
        Also return each maximum's flat index in the input plane. In a network the next layer
        gets the maxima alone.
    ceil_mode : bool
        Round the output size up.

    Examples
    --------
    >>> MaxPool2D(2)(np.arange(1.0, 17.0).reshape(1, 1, 4, 4))[0, 0]
    array([[ 6.,  8.],
           [14., 16.]])
    """

    return_mask = Setting(flag)

    def __init__(
        self,
        kernel_size: Any,
        stride: Any = None,
        padding: Any = 0,
        return_mask: bool = False,
        ceil_mode: bool = False,
    ) -> None:
        super().__init__(kernel_size, stride, padding, ceil_mode)
        self.return_mask = return_mask

    def forward(self, x: np.ndarray) -> Any:
        """Pool an (N, C, H, W) array."""
        return functional.max_pool2d(
            x, self.kernel_size, self.stride, self.padding, self.return_mask, self.ceil_mode
        )

    def differentiate(self, grad_output: np.ndarray, x: np.ndarray) -> tuple[np.ndarray]:
        """Hand each gradient to the pixel that was the largest."""
        window = self.kernel_size, self.stride, self.padding, self.ceil_mode
        return (functional.max_pool2d_backward(grad_output, x, *window),)


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

    Examples
    --------
    >>> AvgPool2D(3, stride=1, padding=1).output_shape((1, 1, 6, 6))
    (1, 1, 6, 6)
    """

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
    ) -> None:
        super().__init__(kernel_size, stride, padding, ceil_mode)
        self.exclusive = exclusive
        self.divisor_override = divisor_override

    def forward(self, x: np.ndarray) -> np.ndarray:
        """Pool an (N, C, H, W) array."""
        return functional.avg_pool2d(
            x,
            self.kernel_size,
            self.stride,
            self.padding,
            self.ceil_mode,
            self.exclusive,
            self.divisor_override,
        )

    def differentiate(self, grad_output: np.ndarray, x: np.ndarray) -> tuple[np.ndarray]:
        """Share each gradient out among the pixels of its window."""
        window = self.kernel_size, self.stride, self.padding, self.ceil_mode
        divisor = self.exclusive, self.divisor_override
        return (functional.avg_pool2d_backward(grad_output, x, *window, *divisor),)

    def settings(self) -> str:
        """Return kernel, stride and padding, then what differs from the defaults."""
        shown = super().settings() + ("" if self.exclusive else ", exclusive=False")
        if self.divisor_override is not None:
            shown += f", divisor_override={self.divisor_override}"
        return shown


class AdaptiveAvgPool2D(Layer):
    """Average into a grid of a given size, whatever the input's; 1 is global pooling.

    Parameters
    ----------
    output_size : int or (int, int)

    Examples
    --------
    >>> AdaptiveAvgPool2D(1).output_shape((1, 512, 7, 7))
    (1, 512, 1, 1)
    """

    output_size = Setting(pair)

    def __init__(self, output_size: Any) -> None:
        super().__init__()
        self.output_size = output_size

    def forward(self, x: np.ndarray) -> np.ndarray:
        """Pool an (N, C, H, W) array."""
        return functional.adaptive_avg_pool2d(x, self.output_size)

    def differentiate(self, grad_output: np.ndarray, x: np.ndarray) -> tuple[np.ndarray]:
        """Share each gradient out among the pixels of its cell."""
        return (functional.adaptive_avg_pool2d_backward(grad_output, x, self.output_size),)

    def output_shape(self, input_shape: Shape) -> Shape:
        """Return (N, C, H_out, W_out)."""
        return *nchw_shape(input_shape)[:2], *self.output_size

    def window(self, input_shape: Shape) -> tuple[Pair, Pair]:
        """Return the largest cell and the whole pixels between two of them."""
        (in_h, in_w), (out_h, out_w) = nchw_shape(input_shape)[2:], self.output_size
        (cell_h, step_h), (cell_w, step_w) = _largest_cell(in_h, out_h), _largest_cell(in_w, out_w)
        return (cell_h, cell_w), (step_h, step_w)

    def settings(self) -> str:
        """Return the output size."""
        return f"output_size={short(self.output_size)}"


class KMaxPool(Layer):
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

    k = Setting(whole_number)
    axis = Setting(axis_number)

    def __init__(self, k: int, axis: int = -1) -> None:
        super().__init__()
        self.k = k
        self.axis = axis

    def forward(self, x: np.ndarray) -> np.ndarray:
        """Pool an array along the axis."""
        return functional.k_max_pool(x, self.k, self.axis)

    def differentiate(self, grad_output: np.ndarray, x: np.ndarray) -> tuple[np.ndarray]:
        """Hand each gradient to the value that was kept."""
        return (functional.k_max_pool_backward(grad_output, x, self.k, self.axis),)

    def output_shape(self, input_shape: Shape) -> Shape:
        """Return `input_shape` with `k` in the place of the axis."""
        return k_max_shape(input_shape, self.k, self.axis)

    def window(self, input_shape: Shape) -> None:
        """Return None: any value of the axis may be kept."""
        return None

    def settings(self) -> str:
        """Return k and the axis."""
        return f"k={self.k}, axis={self.axis}"


def _largest_cell(size: int, cells: int) -> Pair:
    # Where the cells do not divide the size evenly, the worst placed one takes a pixel in part
    # at one end, or at both.
    whole, rest = divmod(size, cells)
    return whole + (rest > 0) + (rest > gcd(size, cells)), max(1, whole)
