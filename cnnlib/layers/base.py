"""What every layer has: parameters and gradients, a mode, a shape rule and a printed form."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from math import prod
from typing import Any, NamedTuple

import numpy as np

from cnnlib._checks import Pair
from cnnlib.layers.attributes import Shape

__all__ = ["Layer", "Signal", "Step"]


class Signal(NamedTuple):
    """What a network knows of its data at one place, without the data."""

    shape: Shape
    receptive_field: Pair | None
    """Height and width of the input patch that one number here depends on."""
    jump: Pair
    """Distance in input pixels between two neighbors here."""


class Step(NamedTuple):
    """One layer of a network at work: its path, and the signal before and after it."""

    name: str
    layer: Layer
    before: Signal
    after: Signal


Walk = Generator[Step, None, Signal]


class Layer:
    """Base of all layers.

    A subclass says how shapes change (`output_shape`), how numbers change (`forward`), how a
    gradient goes back (`differentiate`) and how large its parameters are (`parameter_shapes`).
    The rest follows.

    Examples
    --------
    >>> class Double(Layer):
    ...     def forward(self, x):
    ...         return 2 * x
    ...
    ...     def differentiate(self, grad_output, x):
    ...         return (2 * grad_output,)
    ...
    ...     def output_shape(self, input_shape):
    ...         return input_shape
    >>> double = Double()
    >>> double(np.array([1.0, 2.0]))
    array([2., 4.])
    >>> double.backward(np.array([1.0, 1.0]))
    array([2., 2.])
    """

    training = True
    _seen: np.ndarray | None = None
    _gradients: dict[str, np.ndarray] | None = None

    def __init__(self) -> None:
        self.parameter_shapes: dict[str, Shape] = {}
        self.statistic_shapes: dict[str, Shape] = {}
        self.arrays: dict[str, np.ndarray] = {}

    def __call__(self, x: np.ndarray) -> Any:
        """Apply the layer to an array of float32 or float64, and remember it for `backward`."""
        y = self.forward(x)
        self._seen = x
        return y

    def forward(self, x: np.ndarray) -> Any:
        """Compute the output; called by ``layer(x)``."""
        raise TypeError(f"{type(self).__name__} defines no forward(x)")

    def backward(self, grad_output: np.ndarray) -> np.ndarray:
        """Go back through the last ``layer(x)``; `gradients` has the parameters' part then.

        Parameters
        ----------
        grad_output : ndarray
            The gradient of a loss with respect to what ``layer(x)`` returned, in its shape.

        Returns
        -------
        ndarray
            The gradient with respect to `x`.

        Raises
        ------
        ValueError
            If there is no pass to go back through: each ``layer(x)`` is gone back through
            once, and another mode, `train` or `eval`, begins anew.
        """
        if self._seen is None:
            raise ValueError(
                f"{type(self).__name__} has no forward pass to go back through: call layer(x) "
                "before each layer.backward(grad_output); a layer that stands in two places "
                "needs a layer of its own for each"
            )
        grad_input, *gradients = self.differentiate(grad_output, self._seen)
        self._seen = None
        self._gradients = dict(zip(self.parameter_shapes, gradients, strict=False))
        return grad_input

    def differentiate(self, grad_output: np.ndarray, x: np.ndarray) -> tuple[np.ndarray, ...]:
        """Return the gradients with respect to `x` and to each parameter of this layer's own."""
        raise TypeError(f"{type(self).__name__} defines no differentiate(grad_output, x)")

    def output_shape(self, input_shape: Shape) -> Shape:
        """Return the shape of the output from the shape of the input, computing nothing."""
        raise TypeError(f"{type(self).__name__} defines no output_shape(input_shape)")

    def children(self) -> Iterator[tuple[str, Layer]]:
        """Yield the name and the layer of each direct part; a plain layer has none."""
        return iter(())

    def parameters(self) -> list[np.ndarray]:
        """Return the trainable arrays: weight before bias, first layer before last.

        A layer that stands in several places gives its arrays once.
        """
        return [
            getattr(layer, name)
            for _, layer in self.named_layers()
            for name in layer.parameter_shapes
        ]

    def gradients(self) -> list[np.ndarray]:
        """Return the gradients that `backward` found, in the order of `parameters`."""
        gradients = []
        for _, layer in self.named_layers():
            if layer.parameter_shapes and layer._gradients is None:
                raise ValueError(f"{layer!r} has no gradients yet: call backward(grad_output)")
            gradients += [layer._gradients[name] for name in layer.parameter_shapes]
        return gradients

    def named_layers(self) -> Iterator[tuple[str, Layer]]:
        """Yield this layer, named ``""``, and every layer in it by its path, each layer once."""
        met = set()
        waiting: list[tuple[str, Layer]] = [("", self)]
        while waiting:
            path, layer = waiting.pop()
            if id(layer) not in met:
                met.add(id(layer))
                yield path, layer
                parts = [(joined(path, name), child) for name, child in layer.children()]
                waiting += reversed(parts)

    def trainable_count(self) -> int:
        """Count this layer's own trainable numbers."""
        return sum(map(prod, self.parameter_shapes.values()))

    def statistic_count(self) -> int:
        """Count this layer's own running statistics."""
        return sum(map(prod, self.statistic_shapes.values()))

    def train(self) -> Layer:
        """Switch to training: dropout drops, batch norm uses its batch. Returns the layer."""
        return self._set_mode(training=True)

    def eval(self) -> Layer:
        """Switch to evaluation: dropout rests, batch norm uses what it kept."""
        return self._set_mode(training=False)

    def window(self, input_shape: Shape) -> tuple[Pair, Pair] | None:
        """Return how far one output looks (height, width) and how far the next one is.

        None stands for a layer whose every output may see the whole input.
        """
        return (1, 1), (1, 1)

    def walk(self, before: Signal, name: str = "") -> Walk:
        """Yield a `Step` for every plain layer in here, in order; return the last signal."""
        after = self.output_shape(before.shape)
        field, jump = before.receptive_field, before.jump
        window = self.window(before.shape)
        if window is None:
            field = None
        elif field is not None:
            span, stride = window
            field = field[0] + (span[0] - 1) * jump[0], field[1] + (span[1] - 1) * jump[1]
            jump = jump[0] * stride[0], jump[1] * stride[1]
        signal = Signal(after, field, jump)
        yield Step(name or type(self).__name__, self, before, signal)
        return signal

    def settings(self) -> str:
        """Return what stands between the brackets of the printed form."""
        return ""

    def __repr__(self) -> str:
        parts = [f"({name}): {child!r}".replace("\n", "\n  ") for name, child in self.children()]
        if not parts:
            return f"{type(self).__name__}({self.settings()})"
        return f"{type(self).__name__}(\n  " + "\n  ".join(parts) + "\n)"

    def __getstate__(self) -> dict[str, Any]:
        """Leave out what the last pass left: a copy of a layer has seen nothing yet."""
        return {
            name: value
            for name, value in self.__dict__.items()
            if name not in ("_seen", "_gradients")
        }

    def _set_mode(self, *, training: bool) -> Layer:
        for _, layer in self.named_layers():
            layer.training = training
            layer._seen = None
        return self


@contextmanager
def evaluating(network: Layer) -> Iterator[None]:
    """Switch to evaluation for a while; afterwards each layer is in its own mode again."""
    modes = [(layer, layer.training) for _, layer in network.named_layers()]
    network.eval()
    try:
        yield
    finally:
        network.train()
        for layer, training in modes:
            layer.training = training


def joined(*names: str) -> str:
    """Return the path that leads to a part of a network: ``features.0``."""
    return ".".join(filter(None, names))
