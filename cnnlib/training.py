"""How a network learns: optimizers, and the loop over the batches."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np

from cnnlib._checks import flag, share, whole_number
from cnnlib._progress import progress_bar, stop_asked
from cnnlib.functional import cross_entropy, cross_entropy_backward
from cnnlib.functional._arrays import require_floats
from cnnlib.functional.loss import require_labels
from cnnlib.functional.normalization import small_number
from cnnlib.layers import Layer

__all__ = ["SGD", "Adam", "History", "accuracy", "fit"]

_AT_ONCE = 256  # images in evaluation: a matter of memory, not of results


class _Optimizer:
    """What both do: keep some arrays for each parameter, and move it by a change of their own."""

    kept: ClassVar[int]

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
            raise ValueError(
                f"network must be the one this {type(self).__name__} began with, of shapes {shapes}"
            )
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
    I. Sutskever et al., On the importance of initialization and momentum in deep learning,
    ICML 2013; the velocity here is without the learning rate, as in PyTorch and PaddlePaddle.

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
    learning_rate : float
        About how far each number moves in a step.
    beta1, beta2 : float
        How much of the two running means stays at each step, from 0 to below 1.
    epsilon : float
        Keeps the division away from zero.
    weight_decay : float
        This share of each parameter is added to its gradient.

    References
    ----------
    D. Kingma and J. Ba, Adam: a method for stochastic optimization, ICLR 2015, algorithm 1.

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
        root = np.sqrt(square) / (1 - self.beta2**self.steps) ** 0.5
        root += self.epsilon
        return self.learning_rate / (1 - self.beta1**self.steps) * mean / root


@dataclass
class History:
    """How a training went, and with what it goes on.

    `losses` and `accuracies` have one number a step: the mean loss of its batch and the share
    it got right, before the step. `validation` has the share right after each epoch.
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

    Ctrl-C, or the stop button of a notebook, stops between two steps. Called again with what
    it returned as `history`, it goes on as if it had not been stopped.

    Parameters
    ----------
    network : Layer
        Gives (N, classes) scores. It is in training mode afterwards.
    images : (N, ...) ndarray of float32 or float64
    labels : (N,) ndarray of whole numbers
    optimizer : SGD or Adam, optional
        ``Adam()`` where left out, or that of `history`.
    epochs : int
        How often each image is seen, what `history` has included.
    batch_size : int
        The last batch of an epoch may be smaller.
    seed : int
        Decides the order of the images; first weights and dropout follow `cnnlib.seed`.
    validation : (ndarray, ndarray), optional
        Images and labels to look at after every epoch.
    history : History, optional
        What an earlier call with the same data returned.
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
        raise ValueError(
            f"history must come from the same images and batch_size: it has "
            f"{history.steps_per_epoch} steps an epoch, these make {batches}"
        )
    optimizer = optimizer or history.optimizer
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
            optimizer.step(network)
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
    modes = [(layer, layer.training) for _, layer in network.named_layers()]
    network.eval()
    right = 0
    for start in range(0, len(images), _AT_ONCE):
        scores = network(images[start : start + _AT_ONCE])
        right += int((scores.argmax(axis=1) == labels[start : start + _AT_ONCE]).sum())
    network.train()
    for layer, training in modes:
        layer.training = training
    return right / len(images)


def _require_labelled(images: np.ndarray, labels: np.ndarray) -> None:
    require_labels(labels, (len(require_floats(images, "images")), np.iinfo(np.int64).max))
