"""The normalization layer."""

from __future__ import annotations

import numpy as np

from cnnlib import functional
from cnnlib._checks import channels_last, nchw_shape, share, small_number, whole_number
from cnnlib.functional._arrays import require_images
from cnnlib.layers.attributes import Parameter, RunningStatistic, Setting, Shape, settle
from cnnlib.layers.base import Layer

__all__ = ["BatchNorm2D"]


class BatchNorm2D(Layer):
    """Batch normalization: each channel brought to mean 0 and variance 1, then rescaled.

    Parameters
    ----------
    num_features : int
        How many channels.
    momentum : float
        How much of the running statistics stays at each batch. PyTorch's `momentum` is the
        other share: its 0.1 is 0.9 here.
    epsilon : float
        Keeps the division away from zero.

    Attributes
    ----------
    weight, bias : (C,) ndarray
        γ and β, trained; 1 and 0 at first.
    running_mean, running_var : (C,) ndarray
        Kept from the batches seen in training, not trained; 0 and 1 at first.

    References
    ----------
    S. Ioffe and C. Szegedy, Batch normalization, ICML 2015.

    Examples
    --------
    >>> norm = BatchNorm2D(4)
    >>> norm.trainable_count(), norm.statistic_count()
    (8, 8)
    """

    family = "channels"
    num_features = Setting(whole_number, fixed=True)
    momentum = Setting(share)
    epsilon = Setting(small_number)
    weight: Parameter[np.ndarray] = Parameter("num_features", draw=np.ones)
    bias: Parameter[np.ndarray] = Parameter("num_features", draw=np.zeros)
    running_mean = RunningStatistic("num_features", draw=np.zeros)
    running_var = RunningStatistic("num_features", draw=np.ones)

    def __init__(self, num_features: int, momentum: float = 0.9, epsilon: float = 1e-5) -> None:
        super().__init__()
        settle(self, num_features=num_features, momentum=momentum, epsilon=epsilon)

    def forward(self, x: np.ndarray) -> np.ndarray:
        """Normalize an (N, C, H, W) array; in training mode also update what is kept."""
        self.output_shape(require_images(x).shape)
        return functional.batch_norm(
            x,
            self.running_mean,
            self.running_var,
            self.weight,
            self.bias,
            self.training and not self.frozen,
            self.momentum,
            self.epsilon,
        )

    def differentiate(self, grad_output: np.ndarray, x: np.ndarray) -> tuple[np.ndarray, ...]:
        """Return the gradients with respect to `x`, weight and bias."""
        return functional.batch_norm_backward(
            grad_output,
            x,
            self.running_mean,
            self.running_var,
            self.weight,
            self.training and not self.frozen,
            self.epsilon,
        )

    def output_shape(self, input_shape: Shape) -> Shape:
        """Return `input_shape` unchanged."""
        sizes = nchw_shape(input_shape)
        if sizes[1] != self.num_features:
            raise ValueError(
                f"input must have num_features {self.num_features} channels, "
                f"got {sizes[1]}: {sizes}{channels_last(sizes, self.num_features)}"
            )
        return sizes
