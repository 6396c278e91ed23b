"""The convolution layer."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np

from cnnlib import geometry
from cnnlib._checks import Pair, nchw_shape, pair, require_channels, whole_number
from cnnlib.functional._arrays import require_images
from cnnlib.functional.convolution import conv2d_gradients, convolved, place
from cnnlib.functional.padding import require_frame, require_padding_mode
from cnnlib.layers.attributes import (
    Parameter,
    Setting,
    Shape,
    he_normal,
    padding_setting,
    settle,
    unusual,
)
from cnnlib.layers.base import Layer
from cnnlib.layers.calls import here

__all__ = ["Conv2D"]

_place = lru_cache(maxsize=1024)(place)  # A layer's settings are checked and stay.


class Conv2D(Layer):
    """Convolution: C_out kernels slide over C_in channels.

    Parameters
    ----------
    in_channels, out_channels : int
    kernel_size, stride, dilation : int or (int, int)
        Height and width in pixels.
    padding : int, sequence or str
        Any form that `cnnlib.geometry.resolve_padding` takes.
    groups : int
        Must divide both channel counts; ``groups=in_channels`` is depthwise.
    padding_mode : {'zeros', 'reflect', 'replicate', 'circular'}
    bias : bool
        Whether each output channel adds a number of its own.

    Attributes
    ----------
    weight : (C_out, C_in / groups, k_h, k_w) ndarray
    bias : (C_out,) ndarray or None

    Raises
    ------
    TypeError, ValueError
        If a setting makes no sense; the message names it.

    Examples
    --------
    >>> conv = Conv2D(2, 4, kernel_size=(3, 3), padding=1)
    >>> [p.shape for p in conv.parameters()]
    [(4, 2, 3, 3), (4,)]
    >>> conv.output_shape((1, 2, 320, 320))
    (1, 4, 320, 320)
    """

    family = "convolved"
    macs = ("weight", "output plane")
    in_channels = Setting(whole_number, fixed=True)
    out_channels = Setting(whole_number, fixed=True)
    kernel_size = Setting(pair, fixed=True)
    stride = Setting(pair)
    padding = Setting(padding_setting)
    dilation = Setting(pair)
    groups = Setting(whole_number, fixed=True)
    padding_mode = Setting(require_padding_mode)
    weight: Parameter[np.ndarray] = Parameter(
        "out_channels", "in_channels / groups", "kernel_size", draw=he_normal
    )
    bias: Parameter[np.ndarray | None] = Parameter("out_channels", draw=np.zeros)

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: Any,
        stride: Any = 1,
        padding: Any = 0,
        dilation: Any = 1,
        groups: int = 1,
        padding_mode: str = "zeros",
        bias: bool = True,
    ) -> None:
        super().__init__()
        settle(
            self,
            in_channels=in_channels,
            out_channels=out_channels,
            kernel_size=kernel_size,
            stride=stride,
            padding=padding,
            dilation=dilation,
            groups=groups,
            padding_mode=padding_mode,
            bias=bias,
        )
        require_dividing_groups(self)

    def forward(self, x: np.ndarray) -> np.ndarray:
        """Convolve an (N, C_in, H, W) array."""
        shape = require_images(x).shape
        if not self.arrays or shape[1] != self.in_channels:  # A misfit draws no weights.
            self.output_shape(shape)
        weight, (*placing, mode) = self.weight, self._placing()
        groups, windows = _place(shape, weight.shape, *placing)
        return convolved(x, weight, self.bias, groups, windows, mode)

    def differentiate(self, grad_output: np.ndarray, x: np.ndarray) -> tuple[np.ndarray, ...]:
        """Return the gradients with respect to `x`, weight and bias."""
        placing, of_x = self._placing(), x is not here.images
        return conv2d_gradients(grad_output, x, self.weight, *placing, of_x)

    def _placing(self) -> tuple[Pair, Any, Pair, int, str]:
        return self.stride, self.padding, self.dilation, self.groups, self.padding_mode

    def output_shape(self, input_shape: Shape) -> Shape:
        """Return (N, C_out, H_out, W_out)."""
        shape = nchw_shape(input_shape)
        require_channels(shape, self.in_channels, f"in_channels {self.in_channels}")
        batch, _, *size = shape
        windows = geometry.place_windows(
            size, self.kernel_size, self.stride, self.padding, self.dilation
        )
        require_frame((size[0], size[1]), windows.sides, self.padding_mode)
        return batch, self.out_channels, *windows.count

    def window(self, input_shape: Shape) -> tuple[Pair, Pair]:
        """Return how far one output looks, and the stride."""
        (k_h, k_w), (d_h, d_w) = self.kernel_size, self.dilation
        span = geometry.effective_kernel_size(k_h, d_h), geometry.effective_kernel_size(k_w, d_w)
        return span, self.stride

    def overhang(self, input_shape: Shape) -> Pair:
        """Return the padding at the top and at the left."""
        return geometry.padding_before(
            self.padding, input_shape[2:], self.kernel_size, self.stride, self.dilation
        )

    def settings(self) -> str:
        """Return channels and kernel, then what is unusual, as PaddlePaddle prints them."""
        return convolution_settings(self)


def require_dividing_groups(layer: Any) -> None:
    """Refuse a convolution whose groups do not divide its channels, before or behind it."""
    for name, channels in (("in", layer.in_channels), ("out", layer.out_channels)):
        if channels % layer.groups:
            raise ValueError(f"groups {layer.groups} must divide {name}_channels {channels}")


def convolution_settings(layer: Any) -> str:
    """Return channels and kernel of a convolution, then what is unusual."""
    shown = [str(layer.in_channels), str(layer.out_channels)]
    for name, value in unusual(layer).items():
        if name in ("kernel_size", "stride", "dilation"):
            shown.append(f"{name}={list(vars(layer)[name])}")
        elif name not in ("in_channels", "out_channels"):
            shown.append(f"{name}={value!r}" if name == "padding" else f"{name}={value}")
    return ", ".join([*shown, "data_format=NCHW"])
