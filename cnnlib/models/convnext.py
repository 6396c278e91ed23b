"""ConvNeXt: a ResNet rebuilt after the habits of vision transformers."""

from __future__ import annotations

from cnnlib._checks import whole_number
from cnnlib.layers import (
    GELU,
    AdaptiveAvgPool2D,
    Add,
    Conv2D,
    Flatten,
    Graph,
    Layer,
    LayerNorm,
    Linear,
    Permute,
    Scale,
    Sequential,
)

__all__ = ["ConvNeXtTiny"]

_LAST, _FIRST = (0, 2, 3, 1), (0, 3, 1, 2)


class ConvNeXtTiny(Sequential):
    """Four stages of 3, 3, 9 and 3 blocks on 96 to 768 channels: 28,589,128 parameters.

    Its arrays have torchvision's names, so `load` reads its weights. The training trick of the
    paper that drops whole blocks at random, stochastic depth, is not in here.

    Parameters
    ----------
    num_classes : int

    References
    ----------
    Z. Liu et al., A ConvNet for the 2020s, CVPR 2022, figure 4 and table 9.

    Examples
    --------
    >>> ConvNeXtTiny().output_shape((1, 3, 224, 224))
    (1, 1000)
    """

    input_size = (1, 3, 224, 224)

    stages = ((96, 3), (192, 3), (384, 9), (768, 3))

    def __init__(self, num_classes: int = 1000) -> None:
        (width, _), *_ = self.stages
        features: list[Layer] = [
            Sequential(("0", Conv2D(3, width, 4, stride=4)), *_normalized("1", width))
        ]
        for channels, blocks in self.stages:
            if channels != width:
                halve = ("1", Conv2D(width, channels, 2, stride=2))
                features.append(Sequential(*_normalized("0", width), halve))
                width = channels
            features.append(Sequential(*(_block(width) for _ in range(blocks))))
        scores = Linear(width, whole_number(num_classes, "num_classes"))
        super().__init__(
            ("features", Sequential(*features)),
            ("avgpool", AdaptiveAvgPool2D(1)),
            (
                "classifier",
                Sequential(*_normalized("0", width), ("1", Flatten()), ("2", scores)),
            ),
        )


def _block(channels: int) -> Layer:
    """Look around in each channel alone, mix the channels at each place, add a little of that."""
    block = Sequential(
        Conv2D(channels, channels, 7, padding=3, groups=channels),
        Permute(_LAST),
        LayerNorm(channels, epsilon=1e-6),
        Linear(channels, 4 * channels),
        GELU(),
        Linear(4 * channels, channels),
        Permute(_FIRST),
    )
    return Graph(
        ("block", block),
        ("layer_scale", Scale(channels, init=1e-6)),
        ("add", Add(), "layer_scale", "input"),
    )


def _normalized(name: str, channels: int) -> tuple[tuple[str, Layer], ...]:
    """Normalize the channels of each place, which stand last meanwhile."""
    return (
        ("last", Permute(_LAST)),
        (name, LayerNorm(channels, epsilon=1e-6)),
        ("first", Permute(_FIRST)),
    )
