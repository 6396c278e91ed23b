"""What most networks are made of: a convolution, its batch norm, and perhaps an activation."""

from __future__ import annotations

from cnnlib.layers import BatchNorm2D, Conv2D, Layer

__all__ = ["conv_norm"]


def conv_norm(
    in_channels: int,
    out_channels: int,
    kernel_size: int,
    *,
    stride: int = 1,
    groups: int = 1,
    activation: type[Layer] | None = None,
    **norm: float,
) -> list[Layer]:
    """Convolve at the same size (at stride 1), normalize, and activate if asked to."""
    padding = (kernel_size - 1) // 2
    layers: list[Layer] = [
        Conv2D(in_channels, out_channels, kernel_size, stride, padding, groups=groups, bias=False),
        BatchNorm2D(out_channels, **norm),
    ]
    return [*layers, activation()] if activation else layers
