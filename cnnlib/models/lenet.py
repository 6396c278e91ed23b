"""LeNet, the network that the tutorial counts layer by layer."""

from __future__ import annotations

from cnnlib._checks import whole_number
from cnnlib.layers import Conv2D, Flatten, Linear, MaxPool2D, ReLU, Sequential

__all__ = ["LeNet"]


class LeNet(Sequential):
    """The tutorial's LeNet for one channel of 28 × 28: 61,610 parameters.

    The network of LeCun et al. 1998 has trainable pooling, sigmoid-like activations and a
    partly connected second convolution; this is its shape as PaddlePaddle ships it.

    Parameters
    ----------
    num_classes : int

    References
    ----------
    Y. LeCun, L. Bottou, Y. Bengio and P. Haffner, Gradient-based learning applied to document
    recognition, Proceedings of the IEEE, 1998.

    Examples
    --------
    >>> LeNet().output_shape((1, 1, 28, 28))
    (1, 10)
    """

    input_size = (1, 1, 28, 28)

    def __init__(self, num_classes: int = 10) -> None:
        super().__init__(
            (
                "features",
                Sequential(
                    Conv2D(1, 6, 3, padding=1),
                    ReLU(),
                    MaxPool2D(2, 2),
                    Conv2D(6, 16, 5),
                    ReLU(),
                    MaxPool2D(2, 2),
                ),
            ),
            ("flatten", Flatten()),
            (
                "fc",
                Sequential(
                    Linear(400, 120),
                    Linear(120, 84),
                    Linear(84, whole_number(num_classes, "num_classes")),
                ),
            ),
        )
