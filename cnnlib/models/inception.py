"""Inception: kernels of several sizes side by side, their channels put together."""

from __future__ import annotations

from cnnlib._checks import whole_number
from cnnlib.layers import (
    AdaptiveAvgPool2D,
    AvgPool2D,
    BatchNorm2D,
    Branches,
    Concat,
    Conv2D,
    Dropout,
    Flatten,
    Graph,
    Layer,
    Linear,
    MaxPool2D,
    ReLU,
    Sequential,
)

__all__ = ["GoogLeNet", "InceptionV3"]

Size = int | tuple[int, int]


class GoogLeNet(Sequential):
    """Nine Inception modules: 6,624,904 parameters.

    As torchvision has it, without the two auxiliary heads that helped the paper's network to
    learn: batch norm follows each convolution, poolings round up, and where the paper's table
    says 5 × 5 the kernel is 3 × 3, a slip that the trained weights have kept.

    Parameters
    ----------
    num_classes : int

    References
    ----------
    C. Szegedy et al., Going deeper with convolutions, CVPR 2015, table 1.

    Examples
    --------
    >>> GoogLeNet().output_shape((1, 3, 224, 224))
    (1, 1000)
    """

    input_size = (1, 3, 224, 224)

    # The paper's columns #1×1, #3×3 reduce, #3×3, #5×5 reduce, #5×5 and pool proj.
    modules = {
        "3a": (64, 96, 128, 16, 32, 32),
        "3b": (128, 128, 192, 32, 96, 64),
        "4a": (192, 96, 208, 16, 48, 64),
        "4b": (160, 112, 224, 24, 64, 64),
        "4c": (128, 128, 256, 24, 64, 64),
        "4d": (112, 144, 288, 32, 64, 64),
        "4e": (256, 160, 320, 32, 128, 128),
        "5a": (256, 160, 320, 32, 128, 128),
        "5b": (384, 192, 384, 48, 128, 128),
    }

    def __init__(self, num_classes: int = 1000) -> None:
        parts: list[tuple[str, Layer]] = [
            ("conv1", _conv(3, 64, 7, stride=2, padding=3)),
            ("maxpool1", MaxPool2D(3, 2, ceil_mode=True)),
            ("conv2", _conv(64, 64, 1)),
            ("conv3", _conv(64, 192, 3, padding=1)),
            ("maxpool2", MaxPool2D(3, 2, ceil_mode=True)),
        ]
        in_channels = 192
        for name, (one, reduce3, three, reduce5, five, pooled) in self.modules.items():
            if name == "4a":
                parts.append(("maxpool3", MaxPool2D(3, 2, ceil_mode=True)))
            if name == "5a":
                parts.append(("maxpool4", MaxPool2D(2, 2, ceil_mode=True)))
            module = Branches(
                Concat(),
                ("branch1", _conv(in_channels, one, 1)),
                (
                    "branch2",
                    Sequential(_conv(in_channels, reduce3, 1), _conv(reduce3, three, 3, padding=1)),
                ),
                (
                    "branch3",
                    Sequential(_conv(in_channels, reduce5, 1), _conv(reduce5, five, 3, padding=1)),
                ),
                (
                    "branch4",
                    Sequential(
                        MaxPool2D(3, 1, padding=1, ceil_mode=True), _conv(in_channels, pooled, 1)
                    ),
                ),
            )
            parts.append((f"inception{name}", module))
            in_channels = one + three + five + pooled
        super().__init__(
            *parts,
            ("avgpool", AdaptiveAvgPool2D(1)),
            ("flatten", Flatten()),
            ("dropout", Dropout(0.2)),
            ("fc", Linear(in_channels, whole_number(num_classes, "num_classes"))),
        )


class InceptionV3(Sequential):
    """Eleven Inception modules on 299 × 299 pixels: 23,834,568 parameters.

    A 5 × 5 kernel is two of 3 × 3 here, a 7 × 7 is a 1 × 7 and a 7 × 1. Without the auxiliary
    head that is used in training alone.

    Parameters
    ----------
    num_classes : int

    References
    ----------
    C. Szegedy et al., Rethinking the Inception architecture for computer vision, CVPR 2016,
    table 1; the channels inside the modules are those of its authors' code.

    Examples
    --------
    >>> InceptionV3().output_shape((1, 3, 299, 299))
    (1, 1000)
    """

    input_size = (1, 3, 299, 299)

    def __init__(self, num_classes: int = 1000) -> None:
        super().__init__(
            ("Conv2d_1a_3x3", _conv(3, 32, 3, stride=2)),
            ("Conv2d_2a_3x3", _conv(32, 32, 3)),
            ("Conv2d_2b_3x3", _conv(32, 64, 3, padding=1)),
            ("maxpool1", MaxPool2D(3, 2)),
            ("Conv2d_3b_1x1", _conv(64, 80, 1)),
            ("Conv2d_4a_3x3", _conv(80, 192, 3)),
            ("maxpool2", MaxPool2D(3, 2)),
            ("Mixed_5b", _mixed_35(192, 32)),
            ("Mixed_5c", _mixed_35(256, 64)),
            ("Mixed_5d", _mixed_35(288, 64)),
            ("Mixed_6a", _shrink_35(288)),
            ("Mixed_6b", _mixed_17(768, 128)),
            ("Mixed_6c", _mixed_17(768, 160)),
            ("Mixed_6d", _mixed_17(768, 160)),
            ("Mixed_6e", _mixed_17(768, 192)),
            ("Mixed_7a", _shrink_17(768)),
            ("Mixed_7b", _mixed_8(1280)),
            ("Mixed_7c", _mixed_8(2048)),
            ("avgpool", AdaptiveAvgPool2D(1)),
            ("dropout", Dropout()),
            ("flatten", Flatten()),
            ("fc", Linear(2048, whole_number(num_classes, "num_classes"))),
        )


def _mixed_35(c: int, pooled: int) -> Layer:
    """Mix on 35 × 35: the paper's figure 5."""
    return Graph(
        ("branch1x1", _conv(c, 64, 1)),
        ("branch5x5_1", _conv(c, 48, 1), "input"),
        ("branch5x5_2", _conv(48, 64, 5, padding=2)),
        ("branch3x3dbl_1", _conv(c, 64, 1), "input"),
        ("branch3x3dbl_2", _conv(64, 96, 3, padding=1)),
        ("branch3x3dbl_3", _conv(96, 96, 3, padding=1)),
        ("pool", AvgPool2D(3, 1, padding=1, exclusive=False), "input"),
        ("branch_pool", _conv(c, pooled, 1)),
        ("concat", Concat(), "branch1x1", "branch5x5_2", "branch3x3dbl_3", "branch_pool"),
    )


def _shrink_35(c: int) -> Layer:
    """Go from 35 × 35 to 17 × 17: the paper's figure 10."""
    return Graph(
        ("branch3x3", _conv(c, 384, 3, stride=2)),
        ("branch3x3dbl_1", _conv(c, 64, 1), "input"),
        ("branch3x3dbl_2", _conv(64, 96, 3, padding=1)),
        ("branch3x3dbl_3", _conv(96, 96, 3, stride=2)),
        ("branch_pool", MaxPool2D(3, 2), "input"),
        ("concat", Concat(), "branch3x3", "branch3x3dbl_3", "branch_pool"),
    )


def _mixed_17(c: int, narrow: int) -> Layer:
    """Mix on 17 × 17, with rows and columns for squares: the paper's figure 6."""
    return Graph(
        ("branch1x1", _conv(c, 192, 1)),
        ("branch7x7_1", _conv(c, narrow, 1), "input"),
        ("branch7x7_2", _conv(narrow, narrow, (1, 7), padding=(0, 3))),
        ("branch7x7_3", _conv(narrow, 192, (7, 1), padding=(3, 0))),
        ("branch7x7dbl_1", _conv(c, narrow, 1), "input"),
        ("branch7x7dbl_2", _conv(narrow, narrow, (7, 1), padding=(3, 0))),
        ("branch7x7dbl_3", _conv(narrow, narrow, (1, 7), padding=(0, 3))),
        ("branch7x7dbl_4", _conv(narrow, narrow, (7, 1), padding=(3, 0))),
        ("branch7x7dbl_5", _conv(narrow, 192, (1, 7), padding=(0, 3))),
        ("pool", AvgPool2D(3, 1, padding=1, exclusive=False), "input"),
        ("branch_pool", _conv(c, 192, 1)),
        ("concat", Concat(), "branch1x1", "branch7x7_3", "branch7x7dbl_5", "branch_pool"),
    )


def _shrink_17(c: int) -> Layer:
    """Go from 17 × 17 to 8 × 8."""
    return Graph(
        ("branch3x3_1", _conv(c, 192, 1)),
        ("branch3x3_2", _conv(192, 320, 3, stride=2)),
        ("branch7x7x3_1", _conv(c, 192, 1), "input"),
        ("branch7x7x3_2", _conv(192, 192, (1, 7), padding=(0, 3))),
        ("branch7x7x3_3", _conv(192, 192, (7, 1), padding=(3, 0))),
        ("branch7x7x3_4", _conv(192, 192, 3, stride=2)),
        ("branch_pool", MaxPool2D(3, 2), "input"),
        ("concat", Concat(), "branch3x3_2", "branch7x7x3_4", "branch_pool"),
    )


def _mixed_8(c: int) -> Layer:
    """Mix on 8 × 8, where a row and a column stand side by side: the paper's figure 7."""
    return Graph(
        ("branch1x1", _conv(c, 320, 1)),
        ("branch3x3_1", _conv(c, 384, 1), "input"),
        ("branch3x3_2a", _conv(384, 384, (1, 3), padding=(0, 1))),
        ("branch3x3_2b", _conv(384, 384, (3, 1), padding=(1, 0)), "branch3x3_1"),
        ("branch3x3dbl_1", _conv(c, 448, 1), "input"),
        ("branch3x3dbl_2", _conv(448, 384, 3, padding=1)),
        ("branch3x3dbl_3a", _conv(384, 384, (1, 3), padding=(0, 1))),
        ("branch3x3dbl_3b", _conv(384, 384, (3, 1), padding=(1, 0)), "branch3x3dbl_2"),
        ("pool", AvgPool2D(3, 1, padding=1, exclusive=False), "input"),
        ("branch_pool", _conv(c, 192, 1)),
        (
            *("concat", Concat(), "branch1x1", "branch3x3_2a", "branch3x3_2b"),
            *("branch3x3dbl_3a", "branch3x3dbl_3b", "branch_pool"),
        ),
    )


def _conv(
    in_channels: int, out_channels: int, kernel_size: Size, stride: int = 1, padding: Size = 0
) -> Layer:
    """Convolve, normalize and activate."""
    return Sequential(
        ("conv", Conv2D(in_channels, out_channels, kernel_size, stride, padding, bias=False)),
        ("bn", BatchNorm2D(out_channels, epsilon=0.001)),
        ("relu", ReLU()),
    )
