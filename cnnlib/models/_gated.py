"""Inverted residuals with a gate: what MobileNetV3 and EfficientNet are made of.

Parts are called as in torchvision, so that its weights find their places.
"""

from __future__ import annotations

from cnnlib.layers import (
    AdaptiveAvgPool2D,
    Add,
    Conv2D,
    Graph,
    Layer,
    Multiply,
    Sequential,
)
from cnnlib.models._convolution import conv_norm

__all__ = ["convolution", "gate", "inverted_residual"]


def convolution(
    in_channels: int,
    out_channels: int,
    kernel_size: int,
    norm: dict[str, float],
    activation: type[Layer] | None = None,
    stride: int = 1,
    groups: int = 1,
) -> Layer:
    """Convolve at the same size (at stride 1), normalize, and activate if asked to."""
    return Sequential(
        *conv_norm(
            in_channels,
            out_channels,
            kernel_size,
            stride=stride,
            groups=groups,
            activation=activation,
            **norm,
        )
    )


def gate(channels: int, squeezed: int, activation: type[Layer], opening: type[Layer]) -> Layer:
    """Squeeze and excite: weigh each channel by what the means of all of them say.

    References
    ----------
    J. Hu, L. Shen and G. Sun, Squeeze-and-excitation networks, CVPR 2018, figure 2.
    """
    return Graph(
        ("avgpool", AdaptiveAvgPool2D(1)),
        ("fc1", Conv2D(channels, squeezed, 1)),
        ("activation", activation()),
        ("fc2", Conv2D(squeezed, channels, 1)),
        ("scale_activation", opening()),
        ("scale", Multiply(), "input", "scale_activation"),
    )


def inverted_residual(
    sizes: tuple[int, int, int],
    kernel_size: int,
    stride: int,
    norm: dict[str, float],
    activation: type[Layer],
    gated: Layer | None,
) -> Layer:
    """Widen, filter each channel on its own, weigh the channels, narrow; `sizes` are the channels.

    The input is added where the shapes agree.
    """
    in_channels, wide, out_channels = sizes
    block = Sequential(
        *([convolution(in_channels, wide, 1, norm, activation)] if wide != in_channels else []),
        convolution(wide, wide, kernel_size, norm, activation, stride, groups=wide),
        *([gated] if gated else []),
        convolution(wide, out_channels, 1, norm),
    )
    if stride == 1 and in_channels == out_channels:
        return Graph(("block", block), ("add", Add(), "block", "input"))
    return Sequential(("block", block))
