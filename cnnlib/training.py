"""How a network learns: optimizers, and the loop over the batches."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from cnnlib._checks import flag, share, whole_number
from cnnlib._progress import progress_bar, stop_asked
from cnnlib.functional import cross_entropy, cross_entropy_backward
from cnnlib.functional._arrays import require_floats
from cnnlib.functional.loss import require_labels
from cnnlib.functional.normalization import small_number
from cnnlib.layers import Layer
from cnnlib.layers.base import evaluating

__all__ = ["SGD", "Adam", "History", "accuracy", "fit"]


class _Optimizer:
    """What both do: keep arrays for each parameter, and move it by a change of their own."""

    def __init__(self, learning_rate: float, weight_decay: float) -> None:
        self.learning_rate = small_number(learning_rate, "learning_rate")
        self.weight_decay = small_number(weight_decay, "weight_decay")
        self.steps = 0
        self.state: list[np.ndarray] = []

    def step(self, network: Layer) -> None:
        """Move every parameter once, against its gradient, in place."""
        parameters, gradients = network.parameters(), network.gradients()
        if not self.state:
            self.state = [np.zeros((self.kept, *p.shape), p.dtype) for p in parameters]
        shapes = [kept.shape[1:] for kept in self.state]
        if shapes != [parameter.shape for parameter in parameters]:
            name = type(self).__name__
            raise ValueError(f"network must be the one this {name} began with, of shapes {shapes}")
        self.steps += 1
        for parameter, gradient, kept in zip(parameters, gradients, self.state, strict=True):
            if self.weight_decay:
                gradient = gradient + self.weight_decay * parameter
            parameter -= self._change(gradient.astype(parameter.dtype, copy=False), *kept)


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

    kept = 1

    def __init__(
        self, learning_rate: float = 0.001, momentum: float = 0.0, weight_decay: float = 0.0
    ) -> None:
        super().__init__(learning_rate, weight_decay)
        self.momentum = share(momentum, "momentum")

    def _change(self, gradient: np.ndarray, velocity: np.ndarray) -> np.ndarray:
        velocity *= self.momentum
        velocity += gradient
        return self.learning_rate * velocity


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

    kept = 2

    def __init__(
        self,
        learning_rate: float = 0.001,
        beta1: float = 0.9,
        beta2: float = 0.999,
        epsilon: float = 1e-8,
        weight_decay: float = 0.0,
    ) -> None:
        super().__init__(learning_rate, weight_decay)
        self.beta1, self.beta2 = share(beta1, "beta1"), share(beta2, "beta2")
        if max(self.beta1, self.beta2) == 1:
            raise ValueError("beta1 and beta2 must be below 1, or nothing new is ever taken in")
        self.epsilon = small_number(epsilon, "epsilon")

    def _change(self, gradient: np.ndarray, mean: np.ndarray, square: np.ndarray) -> np.ndarray:
        mean += (1 - self.beta1) * (gradient - mean)
        square *= self.beta2
        square += (1 - self.beta2) * gradient * gradient
        # Both began at zero: what is missing of the weight 1 is made up.
        root = np.sqrt(square) / (1 - self.beta2**self.steps) ** 0.5 + self.epsilon
        return self.learning_rate / (1 - self.beta1**self.steps) * mean / root


@dataclass
class History:
    """How a training went, and with what it goes on.

    `losses` and `accuracies` have the mean loss and the share right of each step's batch, before
    the step; `validation` has the share right after each epoch.
    """

    optimizer: SGD | Adam
    steps_per_epoch: int
    losses: list[float] = field(default_factory=list)
    accuracies: list[float] = field(default_factory=list)
    validation: list[float] = field(default_factory=list)


def fit(
    network: Layer,
    images: np.ndarray,
    labels: np.ndarray,
    optimizer: SGD | Adam | None = None,
    *,
    epochs: int = 10,
    batch_size: int = 64,
    seed: int = 0,
    validation: tuple[np.ndarray, np.ndarray] | None = None,
    history: History | None = None,
    progress: bool = True,
) -> History:
    """Train a classifier with softmax and cross-entropy; return how it went.

    Ctrl-C, or a notebook's stop button, stops between two steps. With what was returned as
    `history`, the next call goes on as if nothing had been.

    Parameters
    ----------
    network : Layer
        Gives (N, classes) scores. It is in training mode afterwards.
    images, labels : (N, ...) ndarray of floats, (N,) ndarray of whole numbers
    optimizer : SGD or Adam, optional
        ``Adam()`` where left out, or that of `history`.
    epochs, batch_size : int
        How often each image is seen, `history` included, and how many at once.
    seed : int
        Decides the order of the images; first weights and dropout follow `cnnlib.seed`.
    validation : (ndarray, ndarray), optional
        Images and labels to look at after every epoch.
    history : History, optional
        What an earlier call returned.
    progress : bool
        Show a bar (needs tqdm).

    Examples
    --------
    >>> from cnnlib import Linear
    >>> points, labels = np.array([[-1.0], [1.0]]), np.array([0, 1])
    >>> history = fit(Linear(1, 2), points, labels, SGD(1.0), epochs=20, progress=False)
    >>> len(history.losses), history.accuracies[-1]
    (20, 1.0)
    """
    for data in filter(None, [(images, labels), validation]):
        _require_labelled(*data)
    epochs, batch_size = whole_number(epochs, "epochs"), whole_number(batch_size, "batch_size")
    seed = whole_number(seed, "seed", minimum=0)
    batches = -(-len(images) // batch_size)
    history = history or History(optimizer or Adam(), batches)
    if history.steps_per_epoch != batches:
        kept = history.steps_per_epoch
        raise ValueError(f"history has {kept} steps an epoch, these images make {batches}")
    steps = range(len(history.losses), epochs * batches)
    network.train()
    with stop_asked() as stop, progress_bar(steps, flag(progress, "progress")) as advance:
        for step in steps:
            epoch, place = divmod(step, batches)
            order = np.random.default_rng([seed, epoch]).permutation(len(images))
            batch = order[place * batch_size : (place + 1) * batch_size]
            scores = network(images[batch])
            loss = cross_entropy(scores, labels[batch])
            network.backward(cross_entropy_backward(scores, labels[batch]))
            (optimizer or history.optimizer).step(network)
            history.losses.append(loss)
            history.accuracies.append(float((scores.argmax(axis=1) == labels[batch]).mean()))
            if place == batches - 1 and validation is not None:
                history.validation.append(accuracy(network, *validation))
            advance(loss=f"{loss:.4f}")
            if stop.is_set():
                break
    return history


def accuracy(network: Layer, images: np.ndarray, labels: np.ndarray) -> float:
    """Return the share of `images` whose highest score is at their label.

    Dropout rests and batch norm uses what it kept; afterwards each layer is in its mode again.

    Examples
    --------
    >>> from cnnlib import Flatten
    >>> accuracy(Flatten(), np.array([[0.1, 0.9], [0.2, 0.8]]), np.array([1, 0]))
    0.5
    """
    _require_labelled(images, labels)
    right = 0
    with evaluating(network):
        for start in range(0, len(images), 256):  # in blocks, to save memory
            block = slice(start, start + 256)
            right += int((network(images[block]).argmax(axis=1) == labels[block]).sum())
    return right / len(images)


def _require_labelled(images: np.ndarray, labels: np.ndarray) -> None:
    require_labels(labels, (len(require_floats(images, "images")), np.iinfo(np.int64).max))
