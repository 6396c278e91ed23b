"""What every layer has: parameters, a mode, a shape rule and a printed form."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from math import prod
from typing import Any, NamedTuple

import numpy as np

from cnnlib._checks import Pair, whole_number
from cnnlib.functional._arrays import require_floats, require_room
from cnnlib.geometry import padding_form

__all__ = ["Layer", "Parameter", "RunningStatistic", "Setting", "Signal", "Step", "seed"]

Shape = tuple[int, ...]

_generator = np.random.default_rng()


def seed(number: int) -> None:
    """Start the draws of initial parameters and of dropout from `number`.

    Examples
    --------
    >>> seed(0)
    >>> int(current_generator().integers(10))
    8
    """
    global _generator
    _generator = np.random.default_rng(whole_number(number, "number", minimum=0))


def current_generator() -> np.random.Generator:
    """Return the generator that `seed` set."""
    return _generator


class Setting:
    """A value that a layer is built with, checked whenever it is set.

    A `fixed` one decides the shape of the parameters and stays as it was built.
    """

    def __init__(self, check: Callable[[Any, str], Any], fixed: bool = False) -> None:
        self.check = check
        self.fixed = fixed

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __set__(self, layer: Layer, value: Any) -> None:
        if self.fixed and self.name in layer.__dict__:
            raise ValueError(
                f"{self.name} {layer.__dict__[self.name]} is fixed: the parameters have its "
                f"shape; build a new {type(layer).__name__} for {value!r}"
            )
        layer.__dict__[self.name] = self.check(value, self.name)


class Parameter:
    """A trainable array of a layer, drawn when it is first read.

    Counting a network reads only `Layer.parameter_shapes`, so it allocates nothing.
    """

    def __init__(self, draw: Callable[[Shape], np.ndarray]) -> None:
        self.draw = draw

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __get__(self, layer: Layer | None, owner: type) -> Any:
        if layer is None:
            return self
        if self.name not in layer.arrays:
            shape = self.shapes(layer).get(self.name)
            if shape is None:
                return None
            require_room(shape, self.name)
            layer.arrays[self.name] = self.draw(shape).astype(np.float32)
        return layer.arrays[self.name]

    def __set__(self, layer: Layer, values: np.ndarray) -> None:
        shape = self.shapes(layer).get(self.name)
        if shape is None:
            raise ValueError(f"{layer!r} has no {self.name} to set")
        if require_floats(values, self.name).shape != shape:
            raise ValueError(f"{self.name} must have shape {shape}, got {values.shape}")
        layer.arrays[self.name] = values.copy()

    def shapes(self, layer: Layer) -> dict[str, Shape]:
        """Return the table of shapes that this array is listed in."""
        return layer.parameter_shapes


class RunningStatistic(Parameter):
    """An array that a layer keeps from batch to batch but does not train."""

    def shapes(self, layer: Layer) -> dict[str, Shape]:
        """Return the table of shapes that this array is listed in."""
        return layer.statistic_shapes


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

    A subclass says how shapes change (`output_shape`), how numbers change (`forward`) and
    how large its parameters are (`parameter_shapes`). The rest follows.

    Examples
    --------
    >>> class Double(Layer):
    ...     def forward(self, x):
    ...         return 2 * x
    ...
    ...     def output_shape(self, input_shape):
    ...         return input_shape
    >>> Double()(np.array([1.0, 2.0]))
    array([2., 4.])
    """

    training = True

    def __init__(self) -> None:
        self.parameter_shapes: dict[str, Shape] = {}
        self.statistic_shapes: dict[str, Shape] = {}
        self.arrays: dict[str, np.ndarray] = {}

    def __call__(self, x: np.ndarray) -> Any:
        """Apply the layer to an array of float32 or float64."""
        return self.forward(x)

    def forward(self, x: np.ndarray) -> Any:
        """Compute the output; called by ``layer(x)``."""
        raise TypeError(f"{type(self).__name__} defines no forward(x)")

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
        arrays = [getattr(self, name) for name in self.parameter_shapes]
        arrays += [array for _, child in self.children() for array in child.parameters()]
        return list({id(array): array for array in arrays}.values())

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

    def _set_mode(self, *, training: bool) -> Layer:
        self.training = training
        for _, child in self.children():
            child._set_mode(training=training)
        return self


def he_normal(shape: Shape) -> np.ndarray:
    """Draw normal numbers of variance 2 / fan-in (K. He et al., ICCV 2015)."""
    return current_generator().normal(scale=(2 / prod(shape[1:])) ** 0.5, size=shape)


def glorot_uniform(shape: Shape) -> np.ndarray:
    """Draw uniform numbers of variance 2 / (fan-in + fan-out) (Glorot and Bengio, 2010)."""
    bound = (6 / sum(shape)) ** 0.5
    return current_generator().uniform(-bound, bound, size=shape)


def axis_number(value: Any, name: str) -> int:
    """Return `value` as an int; whether there is such an axis, the input decides."""
    return whole_number(value, name, minimum=None)


def padding_setting(value: Any, name: str) -> Any:
    """Return a padding, checked, in the form it was given."""
    return padding_form(value)


def short(values: Pair) -> int | list[int]:
    """Return one number where height and width agree, as the printed forms show it."""
    return values[0] if values[0] == values[1] else list(values)
