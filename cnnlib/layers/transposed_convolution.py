"""The transposed convolution layer."""

from __future__ import annotations

from fractions import Fraction
from math import prod
from typing import Any

import numpy as np

from cnnlib import functional, geometry
from cnnlib._checks import (
    least_zero_pair,
    nchw_shape,
    pair,
    pair_or_none,
    require_channels,
    whole_number,
)
from cnnlib._transposed import require_output_padding
from cnnlib.functional._arrays import require_images
from cnnlib.layers.attributes import Parameter, Setting, Shape, he_normal, padding_setting, settle
from cnnlib.layers.base import Layer
from cnnlib.layers.convolution import convolution_settings, require_dividing_groups
from cnnlib.layers.signals import Window

__all__ = ["Conv2DTranspose"]


class _SpreadWeight(Parameter[np.ndarray]):
    """A weight whose kernels overlap in the output."""

    def _first(self, layer: Any, shape: Shape) -> np.ndarray:
        """Draw by what adds up in one output: a pixel's kernel is shared out among the strides."""
        meeting = (max(1, k / s) for k, s in zip(layer.kernel_size, layer.stride, strict=True))
        return he_normal(shape, shape[0] // layer.groups * prod(meeting)).astype(np.float32)


class Conv2DTranspose(Layer):
    """Transposed convolution: each pixel adds its number, times C_out kernels, to a larger image.

    Parameters
    ----------
    in_channels, out_channels : int
    kernel_size, stride, dilation : int or (int, int)
        Height and width in pixels; the stride is how far the kernels of two neighbors lie apart.
    padding : int, sequence or str
        Any form that `cnnlib.geometry.resolve_padding` takes: rows and columns that are left out
        at the edges of the output. With ``'SAME'`` it is stride times as large as the input.
    output_padding : int or (int, int)
        Rows and columns more at the end, fewer than the stride or the dilation.
    groups : int
        Must divide both channel counts.
    bias : bool
        Whether each output channel adds a number of its own.
    output_size : int or (int, int), optional
        Height and width of the output, in place of `output_padding`.

    Attributes
    ----------
    weight : (C_in, C_out / groups, k_h, k_w) ndarray
        In the layout of PyTorch and PaddlePaddle.
    bias : (C_out,) ndarray or None

    Raises
    ------
    TypeError, ValueError
        If a setting makes no sense; the message names it.

    References
    ----------
    V. Dumoulin and F. Visin, A guide to convolution arithmetic for deep learning, 2016,
    chapter 4.

    Examples
    --------
    >>> up = Conv2DTranspose(64, 32, kernel_size=2, stride=2)
    >>> up.output_shape((1, 64, 28, 28)), up.parameter_shapes["weight"]
    ((1, 32, 56, 56), (64, 32, 2, 2))
    """

    family = "transposed"
    macs = ("weight", "input plane")
    in_channels = Setting(whole_number, fixed=True)
    out_channels = Setting(whole_number, fixed=True)
    kernel_size = Setting(pair, fixed=True)
    stride = Setting(pair)
    padding = Setting(padding_setting)
    output_padding = Setting(least_zero_pair)
    dilation = Setting(pair)
    groups = Setting(whole_number, fixed=True)
    output_size = Setting(pair_or_none)
    weight: Parameter[np.ndarray] = _SpreadWeight(
        "in_channels", "out_channels / groups", "kernel_size", draw=he_normal
    )
    bias: Parameter[np.ndarray | None] = Parameter("out_channels", draw=np.zeros)

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: Any,
        stride: Any = 1,
        padding: Any = 0,
        output_padding: Any = 0,
        dilation: Any = 1,
        groups: int = 1,
        bias: bool = True,
        output_size: Any = None,
    ) -> None:
        super().__init__()
        settle(
            self,
            in_channels=in_channels,
            out_channels=out_channels,
            kernel_size=kernel_size,
            stride=stride,
            padding=padding,
            output_padding=output_padding,
            dilation=dilation,
            groups=groups,
            bias=bias,
            output_size=output_size,
        )
        require_dividing_groups(self)
        require_output_padding(self.output_padding, self.stride, self.dilation)

    def forward(self, x: np.ndarray) -> np.ndarray:
        """Convolve an (N, C_in, H, W) array the other way round."""
        shape = require_images(x).shape
        if not self.arrays or shape[1] != self.in_channels:  # A misfit draws no weights.
            self.output_shape(shape)
        return functional.conv2d_transpose(x, self.weight, self.bias, **self._placing())

    def differentiate(self, grad_output: np.ndarray, x: np.ndarray) -> tuple[np.ndarray, ...]:
        """Return the gradients with respect to `x`, weight and bias."""
        return functional.conv2d_transpose_backward(grad_output, x, self.weight, **self._placing())

    def _placing(self) -> dict[str, Any]:
        values = vars(self)
        names = "stride", "padding", "output_padding", "dilation", "groups", "output_size"
        return {name: values[name] for name in names}

    def output_shape(self, input_shape: Shape) -> Shape:
        """Return (N, C_out, H_out, W_out)."""
        shape = nchw_shape(input_shape)
        require_channels(shape, self.in_channels, f"in_channels {self.in_channels}")
        batch, _, *size = shape
        _, size_behind = geometry.place_transposed(
            size,
            self.kernel_size,
            self.stride,
            self.padding,
            self.output_padding,
            self.dilation,
            self.output_size,
        )
        return batch, self.out_channels, *size_behind

    def window(self, input_shape: Shape) -> Window:
        """Return how far apart the first and the last pixel lie that meet in one output."""
        (s_h, s_w), (k_h, k_w), (d_h, d_w) = self.stride, self.kernel_size, self.dilation
        span = 1 + Fraction((k_h - 1) * d_h, s_h), 1 + Fraction((k_w - 1) * d_w, s_w)
        return span, (Fraction(1, s_h), Fraction(1, s_w))

    def settings(self) -> str:
        """Return channels and kernel, then what is unusual, as PaddlePaddle prints them."""
        return convolution_settings(self)
