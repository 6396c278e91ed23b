"""AlexNet, the network that won ImageNet 2012, in its later one-column shape."""

from __future__ import annotations

from cnnlib._checks import whole_number
from cnnlib.layers import (
    AdaptiveAvgPool2D,
    Conv2D,
    Dropout,
    Flatten,
    Linear,
    MaxPool2D,
    ReLU,
    Sequential,
)

__all__ = ["AlexNet"]


class AlexNet(Sequential):
    """Five convolutions and three linear layers: 61,100,840 parameters.

    Parameters
    ----------
    num_classes : int

    References
    ----------
    A. Krizhevsky, One weird trick for parallelizing convolutional neural networks, 2014: the
    network of Krizhevsky, Sutskever and Hinton (NIPS 2012) in one column.

    Examples
    --------
    >>> AlexNet().output_shape((1, 3, 224, 224))
    (1, 1000)
    """

    input_size = (1, 3, 224, 224)

    def __init__(self, num_classes: int = 1000) -> None:
        super().__init__(
            (
                "features",
                Sequential(
                    Conv2D(3, 64, 11, stride=4, padding=2),
                    ReLU(),
                    MaxPool2D(3, 2),
                    Conv2D(64, 192, 5, padding=2),
                    ReLU(),
                    MaxPool2D(3, 2),
                    Conv2D(192, 384, 3, padding=1),
                    ReLU(),
                    Conv2D(384, 256, 3, padding=1),
                    ReLU(),
                    Conv2D(256, 256, 3, padding=1),
                    ReLU(),
                    MaxPool2D(3, 2),
                ),
            ),
            ("avgpool", AdaptiveAvgPool2D(6)),
            ("flatten", Flatten()),
            (
                "classifier",
                Sequential(
                    Dropout(),
                    Linear(256 * 6 * 6, 4096),
                    ReLU(),
                    Dropout(),
                    Linear(4096, 4096),
                    ReLU(),
                    Linear(4096, whole_number(num_classes, "num_classes")),
                ),
            ),
        )
