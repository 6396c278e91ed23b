"""What stops a training whose numbers are no longer finite, and brings the last good ones back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from cnnlib.functional._arrays import are_finite, is_finite, not_finite, require_floats
from cnnlib.layers import Layer, Residual
from cnnlib.layers.attributes import current_generator
from cnnlib.layers.holder import joined

__all__ = [
    "LastGood",
    "NotFinite",
    "finite_scores",
    "require_finite_parameters",
]


class NotFinite(ValueError):
    """A number of a network is NaN or infinite, where all that went in was finite.

    Attributes
    ----------
    history : History or None
        How the training went until then, from `fit`: all losses are finite, and the network has
        the parameters again that gave the last of them.

    Examples
    --------
    >>> from cnnlib import SGD, Linear, fit
    >>> points, labels = np.array([[-1.0], [1.0]]), np.array([0, 1])
    >>> try:
    ...     fit(Linear(1, 2), points, labels, SGD(1e308), epochs=3, progress=False)
    ... except NotFinite as stopped:
    ...     print(str(stopped).partition(":")[0], "after", len(stopped.history.losses), "losses")
    epoch 1, step 1 of 1 after 1 losses
    """

    def __init__(self, message: str, history: Any = None) -> None:
        super().__init__(message)
        self.history = history


class LastGood:
    """A copy of a network's parameters and running statistics, as long as they were good.

    Parameters that were not drawn yet stay so: the order of the draws decides what they are.
    """

    def __init__(self, network: Layer) -> None:
        self.network = network
        self.statistics = {
            joined(_row(path, layer), own): getattr(layer, own)
            for path, layer in network.named_layers()
            for own in layer.statistic_shapes
        }
        self.arrays = list(self.statistics.values())
        self.copies = [array.copy() for array in self.arrays]
        self.complete = False

    def keep(self) -> None:
        """Take what the network has now, or refuse statistics that are not finite."""
        for name, statistic in self.statistics.items():
            if not is_finite(statistic):
                raise NotFinite(f"{name} is {not_finite(statistic)}")
        if self.complete:
            for copy, array in zip(self.copies, self.arrays, strict=True):
                np.copyto(copy, array)
        else:
            self.arrays = [*self.network.parameters(), *self.statistics.values()]
            self.copies = [array.copy() for array in self.arrays]
            self.complete = True

    def restore(self) -> None:
        """Give the network back what was kept."""
        for copy, array in zip(self.copies, self.arrays, strict=True):
            np.copyto(array, copy)


def finite_scores(network: Layer, x: np.ndarray) -> np.ndarray:
    """Return the scores of a batch; name the layer that spoiled them where one did."""
    draws = current_generator().bit_generator
    before = draws.state
    scores = require_floats(network(x), "scores")
    if is_finite(scores):
        return scores
    draws.state = before  # so that dropout drops the same at a second look
    raise NotFinite(
        _first_not_finite(network, x)
        or f"the scores have {not_finite(scores)}, and none at a second look: one of the layers "
        "gives other numbers each time, so none can be named"
    )


def require_finite_parameters(network: Layer) -> None:
    """Refuse parameters that a step made NaN or infinite; say whose gradient it was."""
    layers = [*network.named_layers()]
    if are_finite([array for _, layer in layers for array in layer.arrays.values()]):
        return
    for path, layer in reversed(layers):
        for own, gradient in (layer._gradients or {}).items():
            if not is_finite(gradient):
                raise NotFinite(
                    f"going back, the gradient of {_named(path, layer)} is the first that is not "
                    f"finite: {own} has {not_finite(gradient)}"
                )
    for path, layer in layers:
        for own, array in layer.arrays.items():
            if not is_finite(array):
                raise NotFinite(f"{own} of {_named(path, layer)} is {not_finite(array)}")


def _first_not_finite(network: Layer, x: np.ndarray) -> str:
    """Run a network once more; return whose output is the first that is not finite, if any."""
    found: list[str] = []

    def watched(forward: Callable[..., Any], name: str) -> Callable[..., Any]:
        def watching(x: np.ndarray) -> Any:
            y = forward(x)
            if not found and isinstance(y, np.ndarray) and not is_finite(y):
                found.append(f"the output of {name} is the first that is not finite: ")
                found.append(not_finite(y))
            return y

        return watching

    layers = [*network.named_layers()]
    own = [{"forward": way} if (way := vars(each).get("forward")) else {} for _, each in layers]
    for path, layer in layers:
        vars(layer)["forward"] = watched(layer.forward, _named(path, layer))
    try:
        network(x)
    finally:
        for (_, layer), before in zip(layers, own, strict=True):
            del vars(layer)["forward"]
            vars(layer).update(before)
    return "".join(found)


def _row(path: str, layer: Layer) -> str:
    """Return the name of a layer's row in `count`."""
    if isinstance(layer, Residual):
        return joined(path, "add")
    return path or type(layer).__name__


def _named(path: str, layer: Layer) -> str:
    row, kind = _row(path, layer), type(layer).__name__
    return row if row == kind else f"{row} ({kind})"
