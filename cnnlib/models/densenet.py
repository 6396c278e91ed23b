"""DenseNet: each layer reads what all layers before it have made."""

from __future__ import annotations

from cnnlib._checks import whole_number
from cnnlib.layers import (
    AdaptiveAvgPool2D,
    AvgPool2D,
    BatchNorm2D,
    Concat,
    Conv2D,
    Flatten,
    Graph,
    Layer,
    Linear,
    MaxPool2D,
    ReLU,
    Sequential,
)

__all__ = ["DenseNet121"]


class DenseNet121(Sequential):
    """Four dense blocks of 6, 12, 24 and 16 layers that add 32 channels each: 7,978,856 parameters.

    Parameters
    ----------
    num_classes : int

    References
    ----------
    G. Huang, Z. Liu, L. van der Maaten and K. Weinberger, Densely connected convolutional
    networks, CVPR 2017, table 1.

    Examples
    --------
    >>> DenseNet121().output_shape((1, 3, 224, 224))
    (1, 1000)
    """

    input_size = (1, 3, 224, 224)

    layers = (6, 12, 24, 16)
    growth = 32

    def __init__(self, num_classes: int = 1000) -> None:
        channels = 2 * self.growth
        features: list[tuple[str, Layer]] = [
            ("conv0", Conv2D(3, channels, 7, stride=2, padding=3, bias=False)),
            ("norm0", BatchNorm2D(channels)),
            ("relu0", ReLU()),
            ("pool0", MaxPool2D(3, 2, padding=1)),
        ]
        for number, layers in enumerate(self.layers, start=1):
            if number > 1:
                features.append((f"transition{number - 1}", _transition(channels)))
                channels //= 2
            block = []
            for place in range(1, layers + 1):
                block.append((f"denselayer{place}", _dense_layer(channels, self.growth)))
                channels += self.growth
            features.append((f"denseblock{number}", Sequential(*block)))
        super().__init__(
            (
                "features",
                Sequential(*features, ("norm5", BatchNorm2D(channels)), ("relu5", ReLU())),
            ),
            ("avgpool", AdaptiveAvgPool2D(1)),
            ("flatten", Flatten()),
            ("classifier", Linear(channels, whole_number(num_classes, "num_classes"))),
        )


def _dense_layer(channels: int, growth: int) -> Layer:
    """Make a few channels of all before, and put them behind these: the next layer reads both."""
    return Graph(
        ("norm1", BatchNorm2D(channels)),
        ("relu1", ReLU()),
        ("conv1", Conv2D(channels, 4 * growth, 1, bias=False)),
        ("norm2", BatchNorm2D(4 * growth)),
        ("relu2", ReLU()),
        ("conv2", Conv2D(4 * growth, growth, 3, padding=1, bias=False)),
        ("concat", Concat(), "input", "conv2"),
    )


def _transition(channels: int) -> Layer:
    """Halve the channels, and both sides."""
    return Sequential(
        ("norm", BatchNorm2D(channels)),
        ("relu", ReLU()),
        ("conv", Conv2D(channels, channels // 2, 1, bias=False)),
        ("pool", AvgPool2D(2, 2)),
    )
