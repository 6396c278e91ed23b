"""SqueezeNet: as good as AlexNet in its day, with a fiftieth of the parameters."""

from __future__ import annotations

from cnnlib._checks import OneOf, whole_number
from cnnlib.layers import (
    AdaptiveAvgPool2D,
    Concat,
    Conv2D,
    Dropout,
    Flatten,
    Graph,
    Layer,
    MaxPool2D,
    ReLU,
    Sequential,
)

__all__ = ["SqueezeNet"]


class SqueezeNet(Sequential):
    """Eight Fire modules and no linear layer: 1,235,496 parameters.

    Parameters
    ----------
    num_classes : int
    version : {'1.1', '1.0'}
        1.0 is the paper's table 1, with 1,248,424 parameters. 1.1, its authors' second, starts
        with a smaller convolution, pools earlier and needs 2.3 times fewer operations.

    References
    ----------
    F. Iandola et al., SqueezeNet: AlexNet-level accuracy with 50x fewer parameters and < 0.5 MB
    model size, 2016, table 1.

    Examples
    --------
    >>> SqueezeNet().output_shape((1, 3, 224, 224))
    (1, 1000)
    """

    input_size = (1, 3, 224, 224)

    # Channels and kernel of the first convolution, and which Fire modules a pooling stands before.
    versions = {"1.0": (96, 7, (2, 5, 9)), "1.1": (64, 3, (2, 4, 6))}
    # What the modules fire2 to fire9 squeeze to: the paper's column s₁ₓ₁.
    squeezes = (16, 16, 32, 32, 48, 48, 64, 64)

    def __init__(self, num_classes: int = 1000, version: str = "1.1") -> None:
        in_channels, kernel_size, pooled = self.versions[OneOf(*self.versions)(version, "version")]
        features: list[Layer] = [Conv2D(3, in_channels, kernel_size, stride=2), ReLU()]
        for number, squeeze in enumerate(self.squeezes, start=2):
            if number in pooled:
                features.append(MaxPool2D(3, 2, ceil_mode=True))
            features.append(_fire(in_channels, squeeze, 4 * squeeze))
            in_channels = 8 * squeeze
        super().__init__(
            ("features", Sequential(*features)),
            (
                "classifier",
                Sequential(
                    Dropout(),
                    Conv2D(in_channels, whole_number(num_classes, "num_classes"), 1),
                    ReLU(),
                    AdaptiveAvgPool2D(1),
                ),
            ),
            ("flatten", Flatten()),
        )


def _fire(in_channels: int, squeeze: int, expand: int) -> Layer:
    """Squeeze to a few channels, then expand with 1 × 1 and 3 × 3 kernels, side by side."""
    return Graph(
        ("squeeze", Conv2D(in_channels, squeeze, 1)),
        ("squeeze_activation", ReLU()),
        ("expand1x1", Conv2D(squeeze, expand, 1)),
        ("expand1x1_activation", ReLU()),
        ("expand3x3", Conv2D(squeeze, expand, 3, padding=1), "squeeze_activation"),
        ("expand3x3_activation", ReLU()),
        ("concat", Concat(), "expand1x1_activation", "expand3x3_activation"),
    )
