"""MobileNet: a convolution split into one per channel and one across channels."""

from __future__ import annotations

from cnnlib._checks import whole_number
from cnnlib.layers import (
    AdaptiveAvgPool2D,
    Dropout,
    Flatten,
    Layer,
    Linear,
    ReLU,
    ReLU6,
    Residual,
    Sequential,
)
from cnnlib.models._convolution import conv_norm

__all__ = ["MobileNetV1", "MobileNetV2"]


class MobileNetV1(Sequential):
    """Thirteen depthwise separable blocks: 4,231,976 parameters.

    Parameters
    ----------
    num_classes : int

    References
    ----------
    A. Howard et al., MobileNets: efficient convolutional neural networks for mobile vision
    applications, 2017, table 1.

    Examples
    --------
    >>> MobileNetV1().output_shape((1, 3, 224, 224))
    (1, 1000)
    """

    input_size = (1, 3, 224, 224)

    # Output channels and stride of each block.
    blocks = (
        (64, 1),
        (128, 2),
        (128, 1),
        (256, 2),
        (256, 1),
        (512, 2),
        *((512, 1),) * 5,
        (1024, 2),
        (1024, 1),
    )

    def __init__(self, num_classes: int = 1000) -> None:
        features = conv_norm(3, 32, 3, stride=2, activation=ReLU)
        in_channels = 32
        for channels, stride in self.blocks:
            features += conv_norm(
                in_channels, in_channels, 3, stride=stride, groups=in_channels, activation=ReLU
            )
            features += conv_norm(in_channels, channels, 1, activation=ReLU)
            in_channels = channels
        super().__init__(
            ("features", Sequential(*features)),
            ("avgpool", AdaptiveAvgPool2D(1)),
            ("flatten", Flatten()),
            ("fc", Linear(in_channels, whole_number(num_classes, "num_classes"))),
        )


class MobileNetV2(Sequential):
    """Seventeen inverted residuals: 3,504,872 parameters.

    Parameters
    ----------
    num_classes : int

    References
    ----------
    M. Sandler et al., MobileNetV2: inverted residuals and linear bottlenecks, CVPR 2018,
    table 2.

    Examples
    --------
    >>> MobileNetV2().output_shape((1, 3, 224, 224))
    (1, 1000)
    """

    input_size = (1, 3, 224, 224)

    # The columns t, c, n and s of the paper's table.
    stages = (
        (1, 16, 1, 1),
        (6, 24, 2, 2),
        (6, 32, 3, 2),
        (6, 64, 4, 2),
        (6, 96, 3, 1),
        (6, 160, 3, 2),
        (6, 320, 1, 1),
    )

    def __init__(self, num_classes: int = 1000) -> None:
        features = conv_norm(3, 32, 3, stride=2, activation=ReLU6)
        in_channels = 32
        for expansion, channels, repeats, first_stride in self.stages:
            for repeat in range(repeats):
                stride = first_stride if repeat == 0 else 1
                features.append(_inverted_residual(in_channels, channels, stride, expansion))
                in_channels = channels
        features += conv_norm(in_channels, 1280, 1, activation=ReLU6)
        super().__init__(
            ("features", Sequential(*features)),
            ("avgpool", AdaptiveAvgPool2D(1)),
            ("flatten", Flatten()),
            (
                "classifier",
                Sequential(Dropout(0.2), Linear(1280, whole_number(num_classes, "num_classes"))),
            ),
        )


def _inverted_residual(in_channels: int, out_channels: int, stride: int, expansion: int) -> Layer:
    """Widen, filter each channel on its own, narrow; add the input where the shapes agree."""
    wide = in_channels * expansion
    widen = conv_norm(in_channels, wide, 1, activation=ReLU6) if expansion > 1 else []
    body = Sequential(
        *widen,
        *conv_norm(wide, wide, 3, stride=stride, groups=wide, activation=ReLU6),
        *conv_norm(wide, out_channels, 1),
    )
    return Residual(body) if stride == 1 and in_channels == out_channels else body
