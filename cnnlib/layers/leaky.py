"""Leaky rectifiers: negative numbers are scaled, by a set or a trained slope, or bent."""

from __future__ import annotations

import numpy as np

from cnnlib import functional
from cnnlib._checks import finite_number, whole_number
from cnnlib.functional._arrays import require_floats
from cnnlib.functional.leaky import prelu_shape
from cnnlib.layers.applied import Elementwise
from cnnlib.layers.attributes import Parameter, Setting, Shape, settle
from cnnlib.layers.base import Layer

__all__ = ["ELU", "LeakyReLU", "PReLU"]


class LeakyReLU(Elementwise):
    """Scale every negative number by a small slope.

    Parameters
    ----------
    negative_slope : float
        PyTorch's and PaddlePaddle's usual 0.01; Keras' layer has 0.3.

    References
    ----------
    A. Maas, A. Hannun and A. Ng, ICML 2013.

    Examples
    --------
    >>> LeakyReLU()(np.array([-2.0, 3.0]))
    array([-0.02,  3.  ])
    """

    operation = staticmethod(functional.leaky_relu)
    slope = staticmethod(functional.leaky_relu_backward)
    negative_slope = Setting(finite_number)

    def __init__(self, negative_slope: float = 0.01) -> None:
        super().__init__()
        settle(self, negative_slope=negative_slope)


class PReLU(Layer):
    """Scale every negative number by a slope that is trained.

    Parameters
    ----------
    num_parameters : int
        1 for one slope, or as many as there are channels.
    init : float
        What each slope is at first.

    Attributes
    ----------
    weight : (num_parameters,) ndarray

    References
    ----------
    K. He, X. Zhang, S. Ren and J. Sun, Delving deep into rectifiers, ICCV 2015.

    Examples
    --------
    >>> PReLU()(np.array([-2.0, 3.0]))
    array([-0.5,  3. ])
    """

    family = "slopes"
    num_parameters = Setting(whole_number, fixed=True)
    init = Setting(finite_number, fixed=True)
    weight: Parameter[np.ndarray] = Parameter("num_parameters", draw="init")

    def __init__(self, num_parameters: int = 1, init: float = 0.25) -> None:
        super().__init__()
        settle(self, num_parameters=num_parameters, init=init)

    def forward(self, x: np.ndarray) -> np.ndarray:
        """Scale the negative numbers of an array."""
        self.output_shape(require_floats(x).shape)
        return functional.prelu(x, self.weight)

    def differentiate(self, grad_output: np.ndarray, x: np.ndarray) -> tuple[np.ndarray, ...]:
        """Return the gradients with respect to `x` and to the slopes."""
        return functional.prelu_backward(grad_output, x, self.weight)

    def output_shape(self, input_shape: Shape) -> Shape:
        """Return `input_shape` unchanged."""
        return prelu_shape(input_shape, self.num_parameters)


class ELU(Elementwise):
    """Bend negative numbers towards −alpha, exponentially.

    Parameters
    ----------
    alpha : float

    References
    ----------
    D. Clevert, T. Unterthiner and S. Hochreiter, ICLR 2016, equation 16.

    Examples
    --------
    >>> ELU()(np.array([-1.0, 3.0]))
    array([-0.63212056,  3.        ])
    """

    operation = staticmethod(functional.elu)
    slope = staticmethod(functional.elu_backward)
    alpha = Setting(finite_number)

    def __init__(self, alpha: float = 1.0) -> None:
        super().__init__()
        settle(self, alpha=alpha)
