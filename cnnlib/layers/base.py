"""What every layer has: parameters and gradients, a mode, a shape rule and a printed form."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from math import prod
from reprlib import recursive_repr
from typing import Any, ClassVar

import numpy as np

from cnnlib._checks import Pair, flag
from cnnlib.layers.attributes import Shape, printed
from cnnlib.layers.calls import PASSING, Called
from cnnlib.layers.holder import building
from cnnlib.layers.signals import Signal, Step, Walk, Window, widest

__all__ = ["Layer"]


class Layer(Called):
    """Base of all layers.

    A subclass says how shapes change (`output_shape`), how numbers change (`forward`), how a
    gradient goes back (`differentiate`) and how large its parameters are (`parameter_shapes`).
    The rest follows. Layers that it keeps in attributes, or in lists, tuples or dicts there, are
    its parts: they are counted, trained and saved with it. `forward` calls them, `differentiate`
    calls the `backward` of each as often, the last call first. What `backward` needs beside `x`
    and only the forward pass knows, a draw for example, `forward` puts into `self.drawn`.

    A layer that joins several inputs says ``takes_several = True`` in its class; its `forward`,
    `output_shape` and `differentiate` take as many arrays or shapes as it is given.

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

    family: ClassVar[str | None] = None
    """How the shape changes, in a word that the pages have a rule for."""
    macs: ClassVar[tuple[str, ...]] = ()
    """How often it multiplies and adds: the factors of a product, as in a convention's cell."""
    takes_several: ClassVar[bool] = False
    statistic_shapes: dict[str, Shape]
    arrays: dict[str, np.ndarray]
    frozen = False
    _general = True
    _of_file: int | None = None
    """Of a layer read from an exported file: how many of its numbers operators lead to there."""
    _merged: Collection[str] = ()
    """Arrays that the file it came from keeps with a layer before it, or not at all."""

    @building
    def __init__(self) -> None:
        vars(self).update(parameter_shapes={}, statistic_shapes={}, arrays={})

    def output_shape(self, *input_shapes: Any, **named: Any) -> Shape:
        """Return the shape of the output from the shape of each input, computing nothing."""
        if not self._shape_traced:
            raise TypeError(f"{type(self).__name__} defines no output_shape(input_shape)")
        return self.traced(*input_shapes).output_shape(*input_shapes)

    def parameters(self) -> list[np.ndarray]:
        """Return the trainable arrays: weight before bias, first layer before last.

        A layer that stands in several places gives its arrays once, a frozen one none.
        """
        return [getattr(layer, name) for _, layer, name in self.named_parameters()]

    def gradients(self) -> list[np.ndarray]:
        """Return the gradients that `backward` found, in the order of `parameters`."""
        gradients = []
        for path, layer, name in self.named_parameters():
            if layer._gradients is None:
                raise ValueError(
                    f"{layer!r} has no gradients yet: call backward(grad_output)"
                    + (f"; {type(self).__name__} must go back through {path}" if path else "")
                )
            gradients.append(layer._gradients[name])
        return gradients

    def named_parameters(self) -> Iterator[tuple[str, Layer, str]]:
        """Yield the path, the layer and the name of each trainable array."""
        for path, layer in self.named_layers():
            if not layer.frozen:
                for name in layer.parameter_shapes:
                    yield path, layer, name

    def parameter_count(self) -> int:
        """Count the numbers of this layer's own parameters."""
        return self._numbers_in(self.parameter_shapes)

    def trainable_count(self) -> int:
        """Count those of this layer's own parameters that training changes."""
        return 0 if self.frozen else self.parameter_count()

    def statistic_count(self) -> int:
        """Count this layer's own running statistics."""
        return self._numbers_in(self.statistic_shapes)

    def _numbers_in(self, shapes: dict[str, Shape]) -> int:
        return sum([prod(shape) for name, shape in shapes.items() if name not in self._merged])

    def freeze(self) -> Layer:
        """Keep this layer and all its parts as they are through training. Returns the layer.

        `parameters` leaves a frozen layer out, so no optimizer moves it. A frozen batch norm also
        keeps its running statistics, and normalizes by them in training too.

        Examples
        --------
        >>> from cnnlib import LeNet, count
        >>> net = LeNet()
        >>> report = count(net.freeze(), (1, 1, 28, 28))
        >>> report.total_params, report.trainable_params
        (61610, 0)
        >>> report = count((net.fc.unfreeze(), net)[1], (1, 1, 28, 28))
        >>> report.total_params, report.trainable_params
        (61610, 59134)
        """
        return self._set_frozen(True)

    def unfreeze(self) -> Layer:
        """Let this layer and all its parts learn again. Returns the layer."""
        return self._set_frozen(False)

    @property
    def training(self) -> bool:
        """Whether the layer is in training; setting it sets it for all parts."""
        return self._training

    @training.setter
    def training(self, value: bool) -> None:
        self._set_mode(training=flag(value, "training"))

    def train(self) -> Layer:
        """Switch to training: dropout drops, batch norm uses its batch. Returns the layer."""
        return self._set_mode(training=True)

    def eval(self) -> Layer:
        """Switch to evaluation: dropout rests, batch norm uses what it kept."""
        return self._set_mode(training=False)

    def window(self, *input_shapes: Any, **named: Any) -> Window | None:
        """Return how far one output looks (height, width) and how far the next one is.

        None stands for a layer whose every output may see the whole input. Of a layer that
        enlarges they are fractions: an output sees each number that lies as a whole within.
        """
        return (1, 1), (1, 1)

    def overhang(self, *input_shapes: Any, **named: Any) -> Pair:
        """Return how many rows and columns the first output looks at before the input's first."""
        return 0, 0

    def walk(self, before: tuple[Signal, ...], name: str = "") -> Walk:
        """Yield a `Step` for every plain layer in here, in order; return the last signal."""
        shapes = [signal[0] for signal in before]
        if self._shape_traced:
            return (yield from self.traced(*shapes).walk(before, name))
        read = before[0] if len(before) == 1 else widest(before)
        after = self.output_shape(*shapes)
        signal = read.behind(after, self.window(*shapes), self.overhang(*shapes))
        yield Step(name or type(self).__name__, self, before, signal)
        return signal

    def settings(self) -> str:
        """Return what stands between the brackets of the printed form."""
        return printed(self)

    @recursive_repr()
    def __repr__(self) -> str:
        parts = [f"({name}): {part!r}{self._of_inputs(name)}" for name, part in self.children()]
        inside = "".join(f"\n{part}" for part in parts).replace("\n", "\n  ")
        within = f"{inside}\n" if parts else self.settings()
        return f"{type(self).__name__}({within})"

    def _of_inputs(self, name: str) -> str:
        """Return what stands behind a part in the printed form."""
        return ""

    def __getstate__(self) -> dict[str, Any]:
        """Leave out what the last pass left: a copy of a layer has seen nothing yet."""
        return {
            name: dict(value) if type(value) is dict else value
            for name, value in vars(self).items()
            if name not in PASSING
        }

    def _set_mode(self, *, training: bool) -> Layer:
        for _, layer in self.named_layers():
            layer._training = training
            vars(layer).pop("_last_call", None)
        return self

    def _set_frozen(self, frozen: bool) -> Layer:
        for _, layer in self.named_layers():
            vars(layer)["frozen"] = frozen
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
            layer._training = training


def require_layer(value: Any, name: str) -> Layer:
    """Return `value` if it is a layer, or say what it is."""
    if not isinstance(value, Layer):
        raise TypeError(f"{name} must be a layer of cnnlib, got {value!r} ({type(value).__name__})")
    return value
