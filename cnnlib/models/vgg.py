"""VGG: nothing but 3 × 3 convolutions, pooled after every stage."""

from __future__ import annotations

from cnnlib._checks import whole_number
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

__all__ = ["VGG11", "VGG13", "VGG16", "VGG19"]


class _VGG(Sequential):
    """A column of the paper's table 1: `convolutions` says how many each stage has.

    The adaptive average pooling to 7 × 7 is what torchvision and PaddlePaddle put before the fully
    connected layers; on 224 × 224 it changes nothing.
    """

    input_size = (1, 3, 224, 224)

    convolutions: tuple[int, int, int, int, int]

    def __init__(self, num_classes: int = 1000) -> None:
        features: list[Layer] = []
        in_channels = 3
        for channels, repeats in zip((64, 128, 256, 512, 512), self.convolutions, strict=True):
            for _ in range(repeats):
                features += [Conv2D(in_channels, channels, 3, padding=1), ReLU()]
                in_channels = channels
            features.append(MaxPool2D(2, 2))
        super().__init__(
            ("features", Sequential(*features)),
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
                    Linear(4096, whole_number(num_classes, "num_classes")),
                ),
            ),
        )


class VGG11(_VGG):
    """Eleven layers with weights, configuration A: 132,863,336 parameters.

    Parameters
    ----------
    num_classes : int

    References
    ----------
    K. Simonyan and A. Zisserman, Very deep convolutional networks for large-scale image
    recognition, ICLR 2015, table 1.

    Examples
    --------
    >>> VGG11().output_shape((1, 3, 224, 224))
    (1, 1000)
    """

    convolutions = (1, 1, 2, 2, 2)


class VGG13(_VGG):
    """Thirteen layers with weights, configuration B: 133,047,848 parameters.

    Parameters
    ----------
    num_classes : int

    References
    ----------
    K. Simonyan and A. Zisserman, ICLR 2015, table 1.

    Examples
    --------
    >>> VGG13().output_shape((1, 3, 224, 224))
    (1, 1000)
    """

    convolutions = (2, 2, 2, 2, 2)


class VGG16(_VGG):
    """Sixteen layers with weights, configuration D: 138,357,544 parameters.

    Parameters
    ----------
    num_classes : int

    References
    ----------
    K. Simonyan and A. Zisserman, ICLR 2015, table 1.

    Examples
    --------
    >>> VGG16().output_shape((1, 3, 224, 224))
    (1, 1000)
    """

    convolutions = (2, 2, 3, 3, 3)


class VGG19(_VGG):
    """Nineteen layers with weights, configuration E: 143,667,240 parameters.

    Parameters
    ----------
    num_classes : int

    References
    ----------
    K. Simonyan and A. Zisserman, ICLR 2015, table 1.

    Examples
    --------
    >>> VGG19().output_shape((1, 3, 224, 224))
    (1, 1000)
    """

    convolutions = (2, 2, 4, 4, 4)
