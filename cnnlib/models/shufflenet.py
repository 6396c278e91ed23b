"""ShuffleNetV2: half of the channels pass by, and a shuffle lets the halves meet."""

from __future__ import annotations

from cnnlib._checks import number, whole_number
from cnnlib.layers import (
    AdaptiveAvgPool2D,
    ChannelShuffle,
    Concat,
    Flatten,
    Graph,
    Layer,
    Linear,
    MaxPool2D,
    ReLU,
    Sequential,
    Slice,
)
from cnnlib.models._convolution import conv_norm

__all__ = ["ShuffleNetV2"]


class ShuffleNetV2(Sequential):
    """Three stages of units that split their channels: 2,278,604 parameters.

    Parameters
    ----------
    num_classes : int
    width : {1.0, 0.5, 1.5, 2.0}
        A column of the paper's table: how many channels the stages have.

    References
    ----------
    N. Ma, X. Zhang, H.-T. Zheng and J. Sun, ShuffleNet V2: practical guidelines for efficient CNN
    architecture design, ECCV 2018, table 5 and figure 3 (c) and (d).

    Examples
    --------
    >>> ShuffleNetV2().output_shape((1, 3, 224, 224))
    (1, 1000)
    """

    input_size = (1, 3, 224, 224)

    # Channels of stages 2, 3 and 4, and of the last convolution.
    widths = {
        0.5: (48, 96, 192, 1024),
        1.0: (116, 232, 464, 1024),
        1.5: (176, 352, 704, 1024),
        2.0: (244, 488, 976, 2048),
    }
    repeats = (4, 8, 4)

    def __init__(self, num_classes: int = 1000, width: float = 1.0) -> None:
        if number(width, "width") not in self.widths:
            raise ValueError(f"width must be one of {[*self.widths]}, got {width!r}")
        *stages, last = self.widths[width]
        parts: list[tuple[str, Layer]] = [
            ("conv1", Sequential(*conv_norm(3, 24, 3, stride=2), ReLU())),
            ("maxpool", MaxPool2D(3, 2, padding=1)),
        ]
        before = 24
        for place, (channels, repeats) in enumerate(zip(stages, self.repeats, strict=True)):
            units = [
                _halving_unit(before, channels),
                *(_unit(channels) for _ in range(repeats - 1)),
            ]
            parts.append((f"stage{place + 2}", Sequential(*units)))
            before = channels
        super().__init__(
            *parts,
            ("conv5", Sequential(*conv_norm(before, last, 1), ReLU())),
            ("avgpool", AdaptiveAvgPool2D(1)),
            ("flatten", Flatten()),
            ("fc", Linear(last, whole_number(num_classes, "num_classes"))),
        )


def _unit(channels: int) -> Graph:
    """Leave half of the channels as they are, work on the others, and shuffle: figure 3 (c)."""
    half = channels // 2
    return Graph(
        ("kept", Slice(0, half), "input"),
        ("changed", Slice(half), "input"),
        ("branch2", Sequential(*_branch(half, half, stride=1))),
        ("concat", Concat(), "kept", "branch2"),
        ("shuffle", ChannelShuffle(2)),
    )


def _halving_unit(in_channels: int, out_channels: int) -> Graph:
    """Halve the plane on both ways, so that there are twice as many channels: figure 3 (d)."""
    half = out_channels // 2
    return Graph(
        (
            "branch1",
            Sequential(
                *conv_norm(in_channels, in_channels, 3, stride=2, groups=in_channels),
                *conv_norm(in_channels, half, 1),
                ReLU(),
            ),
        ),
        ("branch2", Sequential(*_branch(in_channels, half, stride=2)), "input"),
        ("concat", Concat(), "branch1", "branch2"),
        ("shuffle", ChannelShuffle(2)),
    )


def _branch(in_channels: int, channels: int, stride: int) -> list[Layer]:
    return [
        *conv_norm(in_channels, channels, 1),
        ReLU(),
        *conv_norm(channels, channels, 3, stride=stride, groups=channels),
        *conv_norm(channels, channels, 1),
        ReLU(),
    ]
