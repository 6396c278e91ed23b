"""The normalization layers."""

from __future__ import annotations

import numpy as np

from cnnlib import functional
from cnnlib._checks import (
    channel_shape,
    nchw_shape,
    require_channels,
    share,
    sizes,
    small_number,
    whole_number,
)
from cnnlib.functional._arrays import require_floats
from cnnlib.functional.layer_normalization import divided, last_sizes
from cnnlib.layers.attributes import Parameter, RunningStatistic, Setting, Shape, settle
from cnnlib.layers.base import Layer
from cnnlib.layers.signals import Window

__all__ = ["BatchNorm1D", "BatchNorm2D", "GroupNorm", "LayerNorm"]


class BatchNorm(Layer):
    """Batch normalization; how many axes an input has, a subclass says."""

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
        """Normalize each channel; in training mode also update what is kept."""
        self.output_shape(require_floats(x).shape)
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


class BatchNorm1D(BatchNorm):
    """Batch normalization of numbers without a plane: behind a linear layer, or of sequences.

    Parameters
    ----------
    num_features : int
        How many channels: the size behind the batch.
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
    >>> norm = BatchNorm1D(4)
    >>> norm.output_shape((8, 4)), norm.output_shape((8, 4, 100))
    ((8, 4), (8, 4, 100))
    """

    family = "channels of a sequence"

    def output_shape(self, input_shape: Shape) -> Shape:
        """Return `input_shape`, (N, C) or (N, C, L), unchanged."""
        shape = channel_shape(input_shape)
        if len(shape) > 3:
            hint = "; BatchNorm2D takes images" if len(shape) == 4 else ""
            raise ValueError(
                "input_shape must be (N, C) or (N, C, L), two sizes or three, "
                f"got {len(shape)}: {shape}{hint}"
            )
        require_channels(shape, self.num_features, f"num_features {self.num_features} channels")
        return shape


class BatchNorm2D(BatchNorm):
    """Batch normalization of images: each channel brought to mean 0 and variance 1, then rescaled.

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

    def output_shape(self, input_shape: Shape) -> Shape:
        """Return `input_shape` unchanged."""
        shape = nchw_shape(input_shape)
        require_channels(shape, self.num_features, f"num_features {self.num_features} channels")
        return shape


class LayerNorm(Layer):
    """Layer normalization: the last axes of each image brought to mean 0 and variance 1.

    It knows no batch and keeps nothing: training and evaluation are the same.

    Parameters
    ----------
    normalized_shape : int or sequence of int
        The last sizes of the input, which share one mean and one variance: 96 in a ConvNeXt whose
        channels stand last.
    epsilon : float
        Keeps the division away from zero.

    Attributes
    ----------
    weight, bias : ndarray of shape `normalized_shape`
        One of each a place, trained; 1 and 0 at first.

    References
    ----------
    J. L. Ba, J. R. Kiros and G. E. Hinton, Layer normalization, 2016.

    Examples
    --------
    >>> norm = LayerNorm(2)
    >>> norm(np.array([[0.0, 8.0], [5.0, 3.0]])).round(3)
    array([[-1.,  1.],
           [ 1., -1.]])
    >>> LayerNorm((4, 5)).parameter_count()
    40
    """

    family = "last axes"
    normalized_shape = Setting(sizes, fixed=True)
    epsilon = Setting(small_number)
    weight: Parameter[np.ndarray] = Parameter("normalized_shape", draw=np.ones)
    bias: Parameter[np.ndarray] = Parameter("normalized_shape", draw=np.zeros)

    def __init__(self, normalized_shape: int | tuple[int, ...], epsilon: float = 1e-5) -> None:
        super().__init__()
        settle(self, normalized_shape=normalized_shape, epsilon=epsilon)

    def forward(self, x: np.ndarray) -> np.ndarray:
        """Normalize an (N, …, *normalized_shape) array."""
        self.output_shape(require_floats(x).shape)
        return functional.layer_norm(x, self.normalized_shape, self.weight, self.bias, self.epsilon)

    def differentiate(self, grad_output: np.ndarray, x: np.ndarray) -> tuple[np.ndarray, ...]:
        """Return the gradients with respect to `x`, weight and bias."""
        return functional.layer_norm_backward(
            grad_output, x, self.normalized_shape, self.weight, self.epsilon
        )

    def output_shape(self, input_shape: Shape) -> Shape:
        """Return `input_shape` unchanged."""
        return last_sizes(input_shape, self.normalized_shape)

    def window(self, input_shape: Shape) -> Window | None:
        """Return that it looks at one place; None where it normalizes over several axes."""
        return super().window(input_shape) if len(self.normalized_shape) == 1 else None


class GroupNorm(Layer):
    """Group normalization: each group of channels of each image to mean 0 and variance 1.

    It knows no batch and keeps nothing: training and evaluation are the same.

    Parameters
    ----------
    num_groups : int
        1 takes all channels together, as many as there are channels each on its own.
    num_channels : int
    epsilon : float
        Keeps the division away from zero.

    Attributes
    ----------
    weight, bias : (C,) ndarray
        One of each a channel, trained; 1 and 0 at first.

    References
    ----------
    Y. Wu and K. He, Group normalization, ECCV 2018.

    Examples
    --------
    >>> GroupNorm(2, 4)(np.array([[0.0, 8.0, 5.0, 3.0]])).round(3)
    array([[-1.,  1.,  1., -1.]])
    """

    family = "channels in groups"
    num_groups = Setting(whole_number)
    num_channels = Setting(whole_number, fixed=True)
    epsilon = Setting(small_number)
    weight: Parameter[np.ndarray] = Parameter("num_channels", draw=np.ones)
    bias: Parameter[np.ndarray] = Parameter("num_channels", draw=np.zeros)

    def __init__(self, num_groups: int, num_channels: int, epsilon: float = 1e-5) -> None:
        super().__init__()
        settle(self, num_groups=num_groups, num_channels=num_channels, epsilon=epsilon)
        divided(self.num_groups, self.num_channels, "num_channels")

    def forward(self, x: np.ndarray) -> np.ndarray:
        """Normalize an (N, C, …) array."""
        self.output_shape(require_floats(x).shape)
        return functional.group_norm(x, self.num_groups, self.weight, self.bias, self.epsilon)

    def differentiate(self, grad_output: np.ndarray, x: np.ndarray) -> tuple[np.ndarray, ...]:
        """Return the gradients with respect to `x`, weight and bias."""
        return functional.group_norm_backward(
            grad_output, x, self.num_groups, self.weight, self.epsilon
        )

    def output_shape(self, input_shape: Shape) -> Shape:
        """Return `input_shape` unchanged."""
        divided(self.num_groups, self.num_channels, "num_channels")
        shape = channel_shape(input_shape)
        require_channels(shape, self.num_channels, f"num_channels {self.num_channels}")
        return shape

    def window(self, input_shape: Shape) -> None:
        """Return None: every output sees its whole group, by mean and variance."""
        return None
