"""EfficientNet: a small network found by search; larger ones are the same, scaled."""

from __future__ import annotations

from cnnlib._checks import whole_number
from cnnlib.layers import (
    AdaptiveAvgPool2D,
    Dropout,
    Flatten,
    Layer,
    Linear,
    Sequential,
    Sigmoid,
    SiLU,
)
from cnnlib.models._gated import convolution, gate, inverted_residual

__all__ = ["EfficientNetB0"]


class EfficientNetB0(Sequential):
    """Sixteen inverted residuals, each with a gate: 5,288,548 parameters.

    As torchvision has it, whose weights `load` reads. Stochastic depth is left out: in training it
    skips whole blocks at random, and in evaluation it does nothing. The epsilon of the batch norms
    is torchvision's 1e-5; the paper's authors have 0.001.

    Parameters
    ----------
    num_classes : int

    References
    ----------
    M. Tan and Q. Le, EfficientNet: rethinking model scaling for convolutional neural networks,
    ICML 2019, table 1.

    Examples
    --------
    >>> EfficientNetB0().output_shape((1, 3, 224, 224))
    (1, 1000)
    """

    input_size = (1, 3, 224, 224)

    # Stages 2 to 8 of the paper's table: the factor and kernel of its MBConv, the channels and
    # layers, and the stride that halves the next stage's resolution.
    stages = (
        (1, 3, 16, 1, 1),
        (6, 3, 24, 2, 2),
        (6, 5, 40, 2, 2),
        (6, 3, 80, 3, 2),
        (6, 5, 112, 3, 1),
        (6, 5, 192, 4, 2),
        (6, 3, 320, 1, 1),
    )

    def __init__(self, num_classes: int = 1000) -> None:
        norm: dict[str, float] = {}
        features: list[Layer] = [convolution(3, 32, 3, norm, SiLU, stride=2)]
        in_channels = 32
        for expansion, kernel_size, channels, repeats, first_stride in self.stages:
            blocks = []
            for repeat in range(repeats):
                wide = in_channels * expansion
                gated = gate(wide, in_channels // 4, SiLU, Sigmoid)
                sizes = in_channels, wide, channels
                stride = first_stride if repeat == 0 else 1
                blocks.append(inverted_residual(sizes, kernel_size, stride, norm, SiLU, gated))
                in_channels = channels
            features.append(Sequential(*blocks))
        features.append(convolution(in_channels, 1280, 1, norm, SiLU))
        super().__init__(
            ("features", Sequential(*features)),
            ("avgpool", AdaptiveAvgPool2D(1)),
            ("flatten", Flatten()),
            (
                "classifier",
                Sequential(Dropout(0.2), Linear(1280, whole_number(num_classes, "num_classes"))),
            ),
        )
