"""U-Net: down to what is in the picture, up again to where it is."""

from __future__ import annotations

from cnnlib._checks import flag, whole_number
from cnnlib.layers import (
    BatchNorm2D,
    Concat,
    Conv2D,
    Conv2DTranspose,
    Graph,
    Layer,
    MaxPool2D,
    ReLU,
    Sequential,
)

__all__ = ["UNet"]


class UNet(Graph):
    """Four poolings down, four transposed convolutions up, with a way across at each level.

    It gives a score for each class at each pixel: 31,030,658 parameters. As in most programs, and
    unlike in the paper, convolutions are padded, so that the output has the size of the input;
    height and width must be divisible by 2 for each level, by 16 in all.

    Parameters
    ----------
    in_channels : int
    num_classes : int
    channels : int
        Of the first convolutions; each level down doubles them.
    levels : int
        How often the image is halved.
    batch_norm : bool
        Normalize behind each 3 × 3 convolution, which then adds no bias.

    References
    ----------
    O. Ronneberger, P. Fischer and T. Brox, U-Net: convolutional networks for biomedical image
    segmentation, MICCAI 2015, figure 1.

    Examples
    --------
    >>> UNet().output_shape((1, 1, 512, 512))
    (1, 2, 512, 512)
    """

    input_size = (1, 1, 512, 512)

    def __init__(
        self,
        in_channels: int = 1,
        num_classes: int = 2,
        channels: int = 64,
        levels: int = 4,
        batch_norm: bool = False,
    ) -> None:
        before, width = whole_number(in_channels, "in_channels"), whole_number(channels, "channels")
        levels, norm = whole_number(levels, "levels"), flag(batch_norm, "batch_norm")
        parts: list[tuple[str | Layer, ...]] = []
        for level in range(1, levels + 1):
            parts += [
                (f"down{level}", _two_convolutions(before, width, norm)),
                (f"pool{level}", MaxPool2D(2)),
            ]
            before, width = width, 2 * width
        parts.append(("bottom", _two_convolutions(before, width, norm)))
        for level in range(levels, 0, -1):
            before, width = width, width // 2
            parts += [
                (f"up{level}", Conv2DTranspose(before, width, 2, stride=2)),
                (f"across{level}", Concat(), f"down{level}", f"up{level}"),
                (f"merge{level}", _two_convolutions(before, width, norm)),
            ]
        super().__init__(
            *parts, ("classifier", Conv2D(width, whole_number(num_classes, "num_classes"), 1))
        )


def _two_convolutions(in_channels: int, out_channels: int, norm: bool) -> Layer:
    layers: list[Layer] = []
    for channels in (in_channels, out_channels):
        layers.append(Conv2D(channels, out_channels, 3, padding=1, bias=not norm))
        layers += [BatchNorm2D(out_channels), ReLU()] if norm else [ReLU()]
    return Sequential(*layers)
