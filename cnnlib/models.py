"""Well-known networks, as compositions of layers that read like their papers' tables."""

from __future__ import annotations

from cnnlib.layers import (
    AdaptiveAvgPool2D,
    Conv2D,
    Dropout,
    Flatten,
    Layer,
    Linear,
    MaxPool2D,
    ReLU,
    Sequential,
)

__all__ = ["VGG16", "LeNet"]


class LeNet(Sequential):
    """The tutorial's LeNet for one channel of 28 × 28: 61,610 parameters.

    The network of LeCun et al. 1998 has trainable pooling, sigmoid-like activations and a
    partly connected second convolution; this is its shape as PaddlePaddle ships it.

    Parameters
    ----------
    num_classes : int

    References
    ----------
    Y. LeCun, L. Bottou, Y. Bengio and P. Haffner, Gradient-based learning applied to document
    recognition, Proceedings of the IEEE, 1998.

    Examples
    --------
    >>> LeNet().output_shape((1, 1, 28, 28))
    (1, 10)
    """

    def __init__(self, num_classes: int = 10) -> None:
        super().__init__(
            (
                "features",
                Sequential(
                    Conv2D(1, 6, 3, padding=1),
                    ReLU(),
                    MaxPool2D(2, 2),
                    Conv2D(6, 16, 5),
                    ReLU(),
                    MaxPool2D(2, 2),
                ),
            ),
            ("flatten", Flatten()),
            ("fc", Sequential(Linear(400, 120), Linear(120, 84), Linear(84, num_classes))),
        )


class VGG16(Sequential):
    """Sixteen layers with weights, all convolutions 3 × 3: 138,357,544 parameters.

    Configuration D of the paper, with the adaptive average pooling to 7 × 7 that today's
    frameworks put before the fully connected layers.

    Parameters
    ----------
    num_classes : int

    References
    ----------
    K. Simonyan and A. Zisserman, Very deep convolutional networks for large-scale image
    recognition, ICLR 2015, table 1.

    Examples
    --------
    >>> VGG16().output_shape((1, 3, 224, 224))
    (1, 1000)
    """

    def __init__(self, num_classes: int = 1000) -> None:
        super().__init__(
            ("features", _vgg_features((64, 64), (128, 128), (256,) * 3, (512,) * 3, (512,) * 3)),
            ("avgpool", AdaptiveAvgPool2D(7)),
            ("flatten", Flatten()),
            (
                "classifier",
                Sequential(
                    Linear(512 * 7 * 7, 4096),
                    ReLU(),
                    Dropout(),
                    Linear(4096, 4096),
                    ReLU(),
                    Dropout(),
                    Linear(4096, num_classes),
                ),
            ),
        )


def _vgg_features(*stages: tuple[int, ...]) -> Sequential:
    """Stack the paper's columns: convolutions of the given channels, a pooling after each stage."""
    layers: list[Layer] = []
    in_channels = 3
    for stage in stages:
        for channels in stage:
            layers += [Conv2D(in_channels, channels, 3, padding=1), ReLU()]
            in_channels = channels
        layers.append(MaxPool2D(2, 2))
    return Sequential(*layers)
