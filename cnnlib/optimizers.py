"""What moves a network's parameters against their gradients."""

from __future__ import annotations

from abc import abstractmethod
from itertools import zip_longest
from typing import Any

import numpy as np

from cnnlib._checks import did_you_mean, share, small_number
from cnnlib._finite import NotFinite
from cnnlib.functional._arrays import are_finite, ieee_arithmetic, is_finite, not_finite
from cnnlib.layers import Layer
from cnnlib.layers.attributes import Setting
from cnnlib.layers.holder import joined

__all__ = ["SGD", "Adam"]

Place = tuple[str, Layer, str]
"""The path, the layer and the name of a parameter, as `Layer.named_parameters` yields them."""
Begun = tuple[str, Layer | None, str]
"""The same; a copy of an optimizer knows no layer."""


class _Optimizer:
    """What both do: keep arrays for each parameter, and move it by a change of their own."""

    _kept: tuple[str, ...]
    """The names of the arrays that are kept for each parameter."""

    learning_rate = Setting(small_number)
    weight_decay = Setting(small_number)

    def __init__(self, learning_rate: float, weight_decay: float) -> None:
        self.learning_rate = learning_rate
        self.weight_decay = weight_decay
        self.reset()

    def __setattr__(self, name: str, value: Any) -> None:
        """Set a setting; a name that is none is refused."""
        kind = type(self)
        known = getattr(kind, name, None)
        if not name.startswith("_") and (known is None or callable(known)):
            settings = [name for name in vars(self) if not name.startswith("_")]
            raise AttributeError(
                f"{kind.__name__} has no {name} to set: {did_you_mean(name, settings)}"
            )
        object.__setattr__(self, name, value)

    def __getstate__(self) -> dict[str, Any]:
        """Leave the network out: a copy tells it by its names and shapes."""
        return vars(self) | {"_begun": [(path, None, name) for path, _, name in self._begun]}

    @abstractmethod
    def _change(self, gradient: np.ndarray, *kept: np.ndarray) -> np.ndarray:
        """Return what to take from a parameter; the kept arrays are brought up to date in place."""

    def reset(self) -> None:
        """Forget all steps made, as if it were new."""
        self._steps = 0
        self._begun: list[Begun] = []
        self._state: list[np.ndarray] = []

    def require_own(self, network: Layer) -> list[Place]:
        """Return the parameters of a network; refuse others than those it began with."""
        places = [*network.named_parameters()]
        for begun, kept, place in zip_longest(
            self._begun, self._state, places if self._begun else []
        ):
            if not (begun and place and _same(begun, kept, place)):
                name = type(self).__name__
                held = _named(begun, "no parameter")
                found = _named(place, "none")
                found = "that of another layer" if found == held else found
                raise ValueError(
                    f"network must be the one this {name} began with: where it moved {held}, "
                    f"there is {found}; a new layer, freezing and unfreezing change what it moves, "
                    f"so begin a new {name} then"
                )
        return places

    def require_finite(self) -> None:
        """Refuse what is kept where it has overflowed: the parameters would stand still."""
        if are_finite(self._state):
            return
        for (path, _, own), arrays in zip(self._begun, self._state, strict=True):
            for name, array in zip(self._kept, arrays, strict=True):
                if not is_finite(array):
                    raise NotFinite(
                        f"the {name} that {type(self).__name__} keeps for {joined(path, own)} is "
                        f"{not_finite(array)}"
                    )

    @ieee_arithmetic
    def step(self, network: Layer) -> None:
        """Move every parameter once, against its gradient, in place."""
        places = self.require_own(network)
        parameters = [getattr(layer, name) for _, layer, name in places]
        gradients = network.gradients()
        if not self._begun:
            self._state = [np.zeros((len(self._kept), *p.shape), p.dtype) for p in parameters]
        self._begun = [*places]
        self._steps += 1
        for parameter, gradient, kept in zip(parameters, gradients, self._state, strict=True):
            if self.weight_decay:
                gradient = gradient + self.weight_decay * parameter
            parameter -= self._change(gradient.astype(parameter.dtype, copy=False), *kept)


def _same(begun: Begun, kept: np.ndarray, place: Place) -> bool:
    """Tell whether a place is the one begun with; a copy knows its path alone."""
    path, layer, name = begun
    own = place[0] == path if layer is None else place[1] is layer
    return own and place[2] == name and kept.shape[1:] == place[1].parameter_shapes[name]


def _named(place: Begun | None, otherwise: str) -> str:
    return joined(place[0], place[2]) if place else otherwise


class SGD(_Optimizer):
    """Stochastic gradient descent: velocity = momentum · velocity + gradient; a step against it.

    Parameters
    ----------
    learning_rate : float
        How far a step goes.
    momentum : float
        Between 0 and 1: how much of the velocity stays.
    weight_decay : float
        This share of each parameter is added to its gradient.

    References
    ----------
    I. Sutskever et al., ICML 2013; the learning rate stays out of the velocity, as in PyTorch.

    Examples
    --------
    >>> from cnnlib import Linear
    >>> layer = Linear(1, 1, bias=False)
    >>> layer.weight = np.array([[5.0]])
    >>> y, grad_input = layer(np.array([[2.0]])), layer.backward(np.array([[1.0]]))
    >>> SGD(learning_rate=0.5).step(layer)
    >>> layer.weight
    array([[4.]])
    """

    _kept = ("velocity",)
    momentum = Setting(share)

    def __init__(
        self, learning_rate: float = 0.001, momentum: float = 0.0, weight_decay: float = 0.0
    ) -> None:
        super().__init__(learning_rate, weight_decay)
        self.momentum = momentum

    def _change(self, gradient: np.ndarray, *kept: np.ndarray) -> np.ndarray:
        (velocity,) = kept
        velocity *= self.momentum
        velocity += gradient
        return self.learning_rate * velocity


def _share_below_one(value: Any, name: str) -> float:
    if share(value, name) == 1:
        raise ValueError(f"{name} must be below 1, or nothing new is ever taken in, got {value!r}")
    return share(value, name)


class Adam(_Optimizer):
    """Adam: each number steps by its mean gradient over the root of its mean squared gradient.

    Parameters
    ----------
    learning_rate, weight_decay : float
        As for `SGD`; the learning rate is about how far each number moves in a step.
    beta1, beta2 : float
        How much of the two running means stays at each step, from 0 to below 1.
    epsilon : float
        Keeps the division away from zero.

    References
    ----------
    D. Kingma and J. Ba, Adam: a method for stochastic optimization, ICLR 2015.

    Examples
    --------
    >>> from cnnlib import Linear
    >>> layer = Linear(1, 1, bias=False)
    >>> layer.weight = np.array([[5.0]])
    >>> y, grad_input = layer(np.array([[2.0]])), layer.backward(np.array([[1.0]]))
    >>> Adam(learning_rate=0.5).step(layer)
    >>> layer.weight.round(6)
    array([[4.5]])
    """

    _kept = ("mean", "square")
    beta1 = Setting(_share_below_one)
    beta2 = Setting(_share_below_one)
    epsilon = Setting(small_number)

    def __init__(
        self,
        learning_rate: float = 0.001,
        beta1: float = 0.9,
        beta2: float = 0.999,
        epsilon: float = 1e-8,
        weight_decay: float = 0.0,
    ) -> None:
        super().__init__(learning_rate, weight_decay)
        self.beta1, self.beta2 = beta1, beta2
        self.epsilon = epsilon

    def _change(self, gradient: np.ndarray, *kept: np.ndarray) -> np.ndarray:
        mean, square = kept
        change = gradient - mean
        change *= 1 - self.beta1
        mean += change
        np.multiply(gradient, 1 - self.beta2, out=change)
        change *= gradient
        square *= self.beta2
        square += change
        # Both began at zero: what is missing of the weight 1 is made up, of the root in its epsilon
        # and in the factor.
        whole = (1 - self.beta2**self._steps) ** 0.5
        root = np.sqrt(square)
        root += self.epsilon * whole
        np.multiply(mean, self.learning_rate * whole / (1 - self.beta1**self._steps), out=change)
        change /= root
        return change
