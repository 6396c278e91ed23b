"""ResNet: blocks that learn what to add to their input."""

from __future__ import annotations

from cnnlib._checks import whole_number
from cnnlib.layers import (
    AdaptiveAvgPool2D,
    BatchNorm2D,
    Conv2D,
    Flatten,
    Layer,
    Linear,
    MaxPool2D,
    ReLU,
    Residual,
    Sequential,
)

__all__ = ["ResNet18", "ResNet34", "ResNet50"]


class _ResNet(Sequential):
    """A column of the paper's table 1: `blocks` says how many each stage has."""

    input_size = (1, 3, 224, 224)

    blocks: tuple[int, int, int, int]
    bottleneck = False

    def __init__(self, num_classes: int = 1000) -> None:
        block, widening = (_bottleneck, 4) if self.bottleneck else (_basic, 1)
        stages: list[tuple[str, Layer]] = []
        in_channels = 64
        for number, repeats in enumerate(self.blocks):
            width = 64 * 2**number
            layers = []
            for repeat in range(repeats):
                stride = 2 if number > 0 and repeat == 0 else 1
                layers.append(block(in_channels, width, stride))
                in_channels = width * widening
            stages.append((f"layer{number + 1}", Sequential(*layers)))
        super().__init__(
            ("conv1", Conv2D(3, 64, 7, stride=2, padding=3, bias=False)),
            ("bn1", BatchNorm2D(64)),
            ("relu", ReLU()),
            ("maxpool", MaxPool2D(3, 2, padding=1)),
            *stages,
            ("avgpool", AdaptiveAvgPool2D(1)),
            ("flatten", Flatten()),
            ("fc", Linear(in_channels, whole_number(num_classes, "num_classes"))),
        )


class ResNet18(_ResNet):
    """Eighteen layers with weights: 11,689,512 parameters.

    Parameters
    ----------
    num_classes : int

    References
    ----------
    K. He, X. Zhang, S. Ren and J. Sun, Deep residual learning for image recognition,
    CVPR 2016, table 1.

    Examples
    --------
    >>> ResNet18().output_shape((1, 3, 224, 224))
    (1, 1000)
    """

    blocks = (2, 2, 2, 2)


class ResNet34(_ResNet):
    """Thirty-four layers with weights: 21,797,672 parameters.

    Parameters
    ----------
    num_classes : int

    References
    ----------
    K. He, X. Zhang, S. Ren and J. Sun, CVPR 2016, table 1.

    Examples
    --------
    >>> ResNet34().output_shape((1, 3, 224, 224))
    (1, 1000)
    """

    blocks = (3, 4, 6, 3)


class ResNet50(_ResNet):
    """Fifty layers with weights, in bottlenecks: 25,557,032 parameters.

    The stride stands at the 3 × 3 convolution, as in today's frameworks; the paper has it at
    the 1 × 1 before.

    Parameters
    ----------
    num_classes : int

    References
    ----------
    K. He, X. Zhang, S. Ren and J. Sun, CVPR 2016, table 1.

    Examples
    --------
    >>> ResNet50().output_shape((1, 3, 224, 224))
    (1, 1000)
    """

    blocks = (3, 4, 6, 3)
    bottleneck = True


def _basic(in_channels: int, width: int, stride: int) -> Layer:
    body = Sequential(
        Conv2D(in_channels, width, 3, stride=stride, padding=1, bias=False),
        BatchNorm2D(width),
        ReLU(),
        Conv2D(width, width, 3, padding=1, bias=False),
        BatchNorm2D(width),
    )
    return Sequential(Residual(body, _shortcut(in_channels, width, stride)), ReLU())


def _bottleneck(in_channels: int, width: int, stride: int) -> Layer:
    body = Sequential(
        Conv2D(in_channels, width, 1, bias=False),
        BatchNorm2D(width),
        ReLU(),
        Conv2D(width, width, 3, stride=stride, padding=1, bias=False),
        BatchNorm2D(width),
        ReLU(),
        Conv2D(width, 4 * width, 1, bias=False),
        BatchNorm2D(4 * width),
    )
    return Sequential(Residual(body, _shortcut(in_channels, 4 * width, stride)), ReLU())


def _shortcut(in_channels: int, out_channels: int, stride: int) -> Layer | None:
    """Project where the shape changes; pass the input on where it does not."""
    if stride == 1 and in_channels == out_channels:
        return None
    return Sequential(
        Conv2D(in_channels, out_channels, 1, stride=stride, bias=False),
        BatchNorm2D(out_channels),
    )
