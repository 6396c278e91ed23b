"""How a network learns: the loop over the batches."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import prod
from typing import Any, cast

import numpy as np

from cnnlib._checks import flag, whole_number
from cnnlib._finite import LastGood, NotFinite, finite_scores, require_finite_parameters
from cnnlib._progress import progress_bar, stop_asked
from cnnlib.functional import cross_entropy, cross_entropy_backward
from cnnlib.functional._arrays import require_finite, require_floats
from cnnlib.functional._symbol import Untraceable
from cnnlib.functional.loss import require_labels
from cnnlib.layers import Layer
from cnnlib.layers.attributes import Shape
from cnnlib.layers.base import evaluating, require_layer
from cnnlib.layers.calls import learning_from
from cnnlib.layers.normalization import BatchNorm
from cnnlib.layers.signals import Signal
from cnnlib.optimizers import SGD, Adam

__all__ = ["History", "accuracy", "fit"]

_KEPT_BYTES = 2**24


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
    drop_last: bool = False,
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
        Gives (N, classes) scores, or (N, classes, H, W) where each pixel has a label. It is in
        training mode afterwards; frozen layers are as before.
    images, labels : (N, ...) ndarray of floats, (N,) or (N, H, W) ndarray of whole numbers
    optimizer : SGD or Adam, optional
        ``Adam()`` where left out, or that of `history`, which keeps the one given from here on.
    epochs, batch_size : int
        How often each image is seen, `history` included, and how many at once.
    drop_last : bool
        Leave out the images, others in each epoch, that do not fill a batch.
    seed : int
        Decides the order of the images; first weights and dropout follow `cnnlib.seed`.
    validation : (ndarray, ndarray), optional
        Images and labels to look at after every epoch.
    history : History, optional
        What an earlier call returned.
    progress : bool
        Show a bar (needs tqdm).

    Raises
    ------
    TypeError, ValueError
        Before the first step, if an argument makes no sense or does not fit the network.
    NotFinite
        At the first score, loss, gradient or parameter that is NaN or infinite. It names epoch,
        step and layer, and its `history` has the losses until then. The network has again the
        parameters and running statistics that gave the last of them, and the optimizer begins
        anew: ``fit(…, history=stopped.history)`` goes on, with a smaller `learning_rate` say.
    Exception
        What a layer of your own raises on the way; it has the `history` until then, too.

    Notes
    -----
    Beside the network, memory holds one copy of its parameters, to give back, and what the
    optimizer keeps: as much again for `SGD`, twice as much for `Adam`.

    Examples
    --------
    >>> from cnnlib import Linear
    >>> points, labels = np.array([[-1.0], [1.0]]), np.array([0, 1])
    >>> history = fit(Linear(1, 2), points, labels, SGD(1.0), epochs=20, progress=False)
    >>> len(history.losses), history.accuracies[-1]
    (20, 1.0)
    """
    _require_labelled(network, images, labels)
    if validation is not None:
        if not isinstance(validation, (tuple, list)) or len(validation) != 2:
            raise TypeError(f"validation must be (images, labels), got {type(validation).__name__}")
        _require_labelled(network, *validation, of="validation ")
    epochs, batch_size = whole_number(epochs, "epochs"), whole_number(batch_size, "batch_size")
    seed = whole_number(seed, "seed", minimum=0)
    whole, rest = divmod(len(images), batch_size)
    batches = whole if flag(drop_last, "drop_last") else whole + (rest > 0)
    if not batches:
        raise ValueError(f"drop_last leaves no batch of {batch_size}: there are {rest} images")
    sizes = [batch_size] * (whole > 0) + [rest] * (batches > whole)
    _require_trainable(network, [(size, *images.shape[1:]) for size in sizes])
    if not isinstance(history, (History, type(None))):
        raise TypeError(f"history must be what an earlier fit returned, got {history!r}")
    history = history or History(Adam() if optimizer is None else optimizer, batches)
    if history.steps_per_epoch != batches:
        kept = history.steps_per_epoch
        raise ValueError(f"history has {kept} steps an epoch, these images make {batches}")
    optimizer = history.optimizer if optimizer is None else optimizer
    if not isinstance(optimizer, (SGD, Adam)):
        raise TypeError(f"optimizer must be SGD or Adam, such as SGD(0.1), got {optimizer!r}")
    optimizer.require_own(network)
    history.optimizer = optimizer
    steps = range(len(history.losses), epochs * batches)
    network.train()
    good = LastGood(network)
    # glibc takes the largest block that was ever given back as a measure of what to keep. Without
    # this one, never written to, the system has to clear most of a step's memory again and again.
    np.empty(_KEPT_BYTES, np.uint8)
    with stop_asked() as stop, progress_bar(steps, flag(progress, "progress")) as advance:
        for step in steps:
            epoch, place = divmod(step, batches)
            if place == 0 or step == steps.start:
                order = np.random.default_rng([seed, epoch]).permutation(len(images))
            batch = order[place * batch_size : (place + 1) * batch_size]
            try:
                _step(network, images[batch], labels[batch], optimizer, history, good)
                if place == batches - 1 and validation is not None:
                    history.validation.append(accuracy(network, *validation))
            except NotFinite as stopped:
                good.restore()
                network.train()
                optimizer.reset()
                if validation is not None and place == batches - 1:
                    # Gone on with, the epoch makes its last step again, and gets its value.
                    del history.losses[step:], history.accuracies[step:]
                raise NotFinite(
                    f"epoch {epoch + 1}, step {place + 1} of {batches}: {stopped}. The network "
                    "has its last good parameters again; this error's history has the losses "
                    "until here. Often the learning_rate, "
                    f"{optimizer.learning_rate}, is too large",
                    history,
                ) from None
            except Exception as error:
                cast(Any, error).history = history
                raise
            advance(loss=f"{history.losses[-1]:.4f}")
            if stop.is_set():
                break
    return history


def accuracy(network: Layer, images: np.ndarray, labels: np.ndarray) -> float:
    """Return the share of `images`, or of their pixels, whose highest score is at their label.

    Dropout rests and batch norm uses what it kept; afterwards each layer is in its mode again.

    Raises
    ------
    TypeError, ValueError
        If images, labels and the network's scores do not fit one another.
    NotFinite
        If a score is NaN or infinite; it names the first layer that gave such a number.

    Examples
    --------
    >>> from cnnlib import Flatten
    >>> accuracy(Flatten(), np.array([[0.1, 0.9], [0.2, 0.8]]), np.array([1, 0]))
    0.5
    """
    _require_labelled(network, images, labels)
    right = 0
    with evaluating(network):
        for start in range(0, len(images), 256):  # in blocks, to save memory
            block = slice(start, start + 256)
            scores = _scores(network, images[block], labels)
            right += _right(scores, require_labels(labels[block], scores.shape))
    return right / labels.size


def _step(
    network: Layer,
    images: np.ndarray,
    labels: np.ndarray,
    optimizer: SGD | Adam,
    history: History,
    good: LastGood,
) -> None:
    """Learn from one batch and write down how it went, or refuse what is not finite."""
    scores = _scores(network, images, labels)
    loss = cross_entropy(scores, labels)
    if not np.isfinite(loss):
        raise NotFinite(
            f"the loss is {loss}: the scores reach from {scores.min()} to {scores.max()}"
        )
    good.keep()
    history.losses.append(loss)
    history.accuracies.append(_right(scores, labels) / labels.size)
    with learning_from(images):
        network.backward(cross_entropy_backward(scores, labels))
    optimizer.step(network)
    require_finite_parameters(network)
    optimizer.require_finite()


def _scores(network: Layer, images: np.ndarray, labels: np.ndarray) -> np.ndarray:
    scores = finite_scores(network, images)
    _require_scores_shape(scores.shape, len(images), labels)
    return scores


def _right(scores: np.ndarray, labels: np.ndarray) -> int:
    return int((scores.argmax(axis=1) == labels).sum())


def _require_labelled(network: Any, images: Any, labels: Any, of: str = "") -> None:
    """Refuse images and labels that do not fit each other and, as far as it tells, the network."""
    require_layer(network, "network")
    require_finite(require_floats(images, f"{of}images"), f"{of}images")
    scores: tuple[int | None, ...] | None = _known_shape(network, images.shape)
    if scores is None:
        plane = np.shape(labels)[1:] if np.ndim(labels) == 3 else ()
        scores = len(images), None, *plane
    else:
        _require_scores_shape(scores, len(images), labels)
    require_labels(labels, (len(images), *scores[1:]), f"{of}labels")


def _require_scores_shape(shape: tuple[int | None, ...], images: int, labels: Any) -> None:
    """Say what shape scores must have: of images or, where labels are so, of their pixels."""
    if shape[0] == images and (len(shape) == 2 or (len(shape) == 4 and np.ndim(labels) > 2)):
        return
    hint = ""
    if len(shape) > 2 and shape[0] == images:
        hint = (
            ": a Flatten before the end?"
            if len(shape) != 4
            else (": a Flatten before the end, or labels of shape (N, H, W), one a pixel?")
        )
    raise ValueError(
        f"network must give scores of shape (N, classes), got {shape} for N = {images}{hint}"
    )


def _require_trainable(network: Layer, shapes: list[Shape]) -> None:
    """Refuse broken parameters, frozen ones alone, and a lone value a channel for batch norm."""
    frozen = any(layer.frozen and layer.parameter_shapes for _, layer in network.named_layers())
    if frozen and not any(network.named_parameters()):
        raise ValueError("network is frozen: unfreeze() the layers that shall learn")
    for path, layer in network.named_layers():
        for own, array in layer.arrays.items():
            require_finite(array, f"{own} of {path or type(layer).__name__}")
    of, advice = "the last", "use drop_last=True or another batch_size"
    if len(shapes) == 1:
        of, advice = "a", "a batch needs two images or more"
    may_lack_numbers = any(
        isinstance(layer, BatchNorm) or layer._shape_traced for _, layer in network.named_layers()
    )
    for shape in shapes if may_lack_numbers and _known_shape(network, shapes[0]) else []:
        for name, layer, (before, *_), _ in network.walk((Signal(shape),)):
            lone = isinstance(layer, BatchNorm) and prod(before.shape) == before.shape[1]
            if lone and not layer.frozen:
                raise ValueError(
                    f"{name} ({type(layer).__name__}) gets a single value a channel, "
                    f"{before.shape}, from {of} batch of {shape[0]} image: "
                    f"no variance to divide by; {advice}"
                )


def _known_shape(network: Layer, shape: Shape) -> Shape | None:
    """Return the output's shape, or None where a layer of one's own does not tell it."""
    if not all(_tells_shape(type(layer)) for _, layer in network.named_layers()):
        return None
    try:
        return network.output_shape(shape)
    except Untraceable:
        return None


def _tells_shape(kind: type[Layer]) -> bool:
    """Tell whether a class has a shape rule, and no forward of one's own in place of the rule's."""
    if kind._shape_traced:
        return True
    for base in kind.__mro__:
        if base is Layer:
            return False
        if "output_shape" in vars(base):
            return True
        if "forward" in vars(base) and not base.__module__.startswith("cnnlib."):
            return False
    return False
