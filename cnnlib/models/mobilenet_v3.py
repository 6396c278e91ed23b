"""MobileNetV3: inverted residuals, some with a gate, found by search and trimmed by hand."""

from __future__ import annotations

from cnnlib._checks import whole_number
from cnnlib.layers import (
    AdaptiveAvgPool2D,
    Dropout,
    Flatten,
    Hardsigmoid,
    Hardswish,
    Layer,
    Linear,
    ReLU,
    Sequential,
)
from cnnlib.models._gated import convolution, gate, inverted_residual

__all__ = ["MobileNetV3Large", "MobileNetV3Small"]

# PyTorch's momentum of 0.01 is 0.99 here.
_NORM = {"momentum": 0.99, "epsilon": 0.001}

RE, HS = ReLU, Hardswish


class _MobileNetV3(Sequential):
    """A table of the paper: `bnecks` are its rows, `last` the channels before the classes."""

    input_size = (1, 3, 224, 224)

    bnecks: tuple[tuple[int, int, int, bool, type[Layer], int], ...]
    last: int

    def __init__(self, num_classes: int = 1000) -> None:
        features = [convolution(3, 16, 3, _NORM, Hardswish, stride=2)]
        in_channels = 16
        for kernel_size, wide, channels, gated, activation, stride in self.bnecks:
            squeezed = gate(wide, _eighths(wide // 4), ReLU, Hardsigmoid) if gated else None
            sizes = in_channels, wide, channels
            features.append(
                inverted_residual(sizes, kernel_size, stride, _NORM, activation, squeezed)
            )
            in_channels = channels
        wide = 6 * in_channels
        features.append(convolution(in_channels, wide, 1, _NORM, Hardswish))
        super().__init__(
            ("features", Sequential(*features)),
            ("avgpool", AdaptiveAvgPool2D(1)),
            ("flatten", Flatten()),
            (
                "classifier",
                Sequential(
                    Linear(wide, self.last),
                    Hardswish(),
                    Dropout(0.2),
                    Linear(self.last, whole_number(num_classes, "num_classes")),
                ),
            ),
        )


class MobileNetV3Large(_MobileNetV3):
    """Fifteen inverted residuals, eight of them with a gate: 5,483,032 parameters.

    As torchvision has it, whose weights `load` reads.

    Parameters
    ----------
    num_classes : int

    References
    ----------
    A. Howard et al., Searching for MobileNetV3, ICCV 2019, table 1.

    Examples
    --------
    >>> MobileNetV3Large().output_shape((1, 3, 224, 224))
    (1, 1000)
    """

    # The kernel, and the columns exp size, #out, SE, NL and s of the paper's table.
    bnecks = (
        (3, 16, 16, False, RE, 1),
        (3, 64, 24, False, RE, 2),
        (3, 72, 24, False, RE, 1),
        (5, 72, 40, True, RE, 2),
        (5, 120, 40, True, RE, 1),
        (5, 120, 40, True, RE, 1),
        (3, 240, 80, False, HS, 2),
        (3, 200, 80, False, HS, 1),
        (3, 184, 80, False, HS, 1),
        (3, 184, 80, False, HS, 1),
        (3, 480, 112, True, HS, 1),
        (3, 672, 112, True, HS, 1),
        (5, 672, 160, True, HS, 2),
        (5, 960, 160, True, HS, 1),
        (5, 960, 160, True, HS, 1),
    )
    last = 1280


class MobileNetV3Small(_MobileNetV3):
    """Eleven inverted residuals, nine of them with a gate: 2,542,856 parameters.

    As torchvision has it, whose weights `load` reads: without the gate that the paper's table has
    behind the last convolution.

    Parameters
    ----------
    num_classes : int

    References
    ----------
    A. Howard et al., Searching for MobileNetV3, ICCV 2019, table 2.

    Examples
    --------
    >>> MobileNetV3Small().output_shape((1, 3, 224, 224))
    (1, 1000)
    """

    # The kernel, and the columns exp size, #out, SE, NL and s of the paper's table.
    bnecks = (
        (3, 16, 16, True, RE, 2),
        (3, 72, 24, False, RE, 2),
        (3, 88, 24, False, RE, 1),
        (5, 96, 40, True, HS, 2),
        (5, 240, 40, True, HS, 1),
        (5, 240, 40, True, HS, 1),
        (5, 120, 48, True, HS, 1),
        (5, 144, 48, True, HS, 1),
        (5, 288, 96, True, HS, 2),
        (5, 576, 96, True, HS, 1),
        (5, 576, 96, True, HS, 1),
    )
    last = 1024


def _eighths(channels: int) -> int:
    """Return the nearest multiple of 8 that takes away a tenth of the channels at most."""
    nearest = max(8, (channels + 4) // 8 * 8)
    return nearest if 10 * nearest >= 9 * channels else nearest + 8
