"""Activations and dropout: layers that treat every number on its own."""

from __future__ import annotations

import numpy as np

from cnnlib import functional
from cnnlib._checks import flag, share
from cnnlib.layers.applied import Elementwise
from cnnlib.layers.attributes import Setting, current_generator, settle

__all__ = [
    "GELU",
    "Dropout",
    "Hardsigmoid",
    "Hardswish",
    "ReLU",
    "ReLU6",
    "SiLU",
    "Sigmoid",
    "Tanh",
]


class ReLU(Elementwise):
    """Replace every negative number by zero.

    Examples
    --------
    >>> ReLU()(np.array([-2.0, 3.0]))
    array([0., 3.])
    """

    operation = staticmethod(functional.relu)
    slope = staticmethod(functional.relu_backward)


class ReLU6(Elementwise):
    """Cut every number to the range from 0 to 6.

    Examples
    --------
    >>> ReLU6()(np.array([-2.0, 9.0]))
    array([0., 6.])
    """

    operation = staticmethod(functional.relu6)
    slope = staticmethod(functional.relu6_backward)


class Sigmoid(Elementwise):
    """Turn every number into one between 0 and 1.

    Examples
    --------
    >>> Sigmoid()(np.array([0.0, 1.0]))
    array([0.5       , 0.73105858])
    """

    operation = staticmethod(functional.sigmoid)
    slope = staticmethod(functional.sigmoid_backward)


class Tanh(Elementwise):
    """Turn every number into one between −1 and 1.

    Examples
    --------
    >>> Tanh()(np.array([0.0, 1.0]))
    array([0.        , 0.76159416])
    """

    operation = staticmethod(functional.tanh)
    slope = staticmethod(functional.tanh_backward)


class SiLU(Elementwise):
    """Multiply every number by its sigmoid; also called Swish (EfficientNet's activation).

    References
    ----------
    S. Elfwing, E. Uchibe and K. Doya, Neural Networks 2018; P. Ramachandran, B. Zoph and Q. Le,
    Searching for activation functions, 2017.

    Examples
    --------
    >>> SiLU()(np.array([0.0, 1.0]))
    array([0.        , 0.73105858])
    """

    operation = staticmethod(functional.silu)
    slope = staticmethod(functional.silu_backward)


class Hardsigmoid(Elementwise):
    """Rise in a straight line from 0 at −3 to 1 at 3 (the gates of MobileNetV3).

    References
    ----------
    A. Howard et al., Searching for MobileNetV3, ICCV 2019, section 5.2.

    Examples
    --------
    >>> Hardsigmoid()(np.array([-4.0, 0.0, 1.5]))
    array([0.  , 0.5 , 0.75])
    """

    operation = staticmethod(functional.hardsigmoid)
    slope = staticmethod(functional.hardsigmoid_backward)


class Hardswish(Elementwise):
    """Multiply every number by its hard sigmoid (MobileNetV3's activation).

    References
    ----------
    A. Howard et al., Searching for MobileNetV3, ICCV 2019, section 5.2.

    Examples
    --------
    >>> Hardswish()(np.array([0.0, 1.5, 4.0]))
    array([0.   , 1.125, 4.   ])
    """

    operation = staticmethod(functional.hardswish)
    slope = staticmethod(functional.hardswish_backward)


class GELU(Elementwise):
    """Multiply every number by how probable a normal number below it is (ConvNeXt's activation).

    Parameters
    ----------
    approximate : bool
        Take the paper's approximation by tanh instead of erf.

    References
    ----------
    D. Hendrycks and K. Gimpel, Gaussian error linear units (GELUs), 2016.

    Examples
    --------
    >>> GELU()(np.array([-1.0, 1.0]))
    array([-0.15865525,  0.84134475])
    """

    operation = staticmethod(functional.gelu)
    slope = staticmethod(functional.gelu_backward)
    approximate = Setting(flag)

    def __init__(self, approximate: bool = False) -> None:
        super().__init__()
        settle(self, approximate=approximate)


class Dropout(Elementwise):
    """In training, drop each number with probability `p` and scale the rest by 1 / (1 − p).

    Parameters
    ----------
    p : float
        Between 0 and 1.

    Examples
    --------
    >>> Dropout(0.5).eval()(np.ones(3))
    array([1., 1., 1.])
    """

    p = Setting(share)

    def __init__(self, p: float = 0.5) -> None:
        super().__init__()
        settle(self, p=p)

    def forward(self, x: np.ndarray) -> np.ndarray:
        """Drop in training mode; change nothing in evaluation."""
        y: np.ndarray
        y, self.drawn = functional.dropout(
            x, self.p, self.training, current_generator(), return_mask=True
        )
        return y

    def differentiate(self, grad_output: np.ndarray, x: np.ndarray) -> tuple[np.ndarray]:
        """Stop the gradient where `x` was dropped."""
        p = self.p if self.training else 0.0
        return (functional.dropout_backward(grad_output, self.drawn, p),)
