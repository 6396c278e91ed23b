"""What a layer is built with and what it learns: settings, parameters and their first draws."""

from __future__ import annotations

from collections.abc import Callable
from math import prod
from typing import Any

import numpy as np

from cnnlib._checks import Pair, turned, whole_number
from cnnlib.functional._arrays import require_floats, require_room
from cnnlib.geometry import padding_form

__all__ = ["Parameter", "RunningStatistic", "Setting", "seed"]

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

    def __set__(self, layer: Any, value: Any) -> None:
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

    def __get__(self, layer: Any | None, owner: type) -> Any:
        if layer is None:
            return self
        if self.name not in layer.arrays:
            shape = self.shapes(layer).get(self.name)
            if shape is None:
                return None
            require_room(shape, self.name)
            layer.arrays[self.name] = self.draw(shape).astype(np.float32)
        return layer.arrays[self.name]

    def __set__(self, layer: Any, values: np.ndarray) -> None:
        shape = self.shapes(layer).get(self.name)
        if shape is None:
            raise ValueError(f"{layer!r} has no {self.name} to set")
        if require_floats(values, self.name).shape != shape:
            raise ValueError(
                f"{self.name} must have shape {shape}, got {values.shape}"
                f"{turned(values.shape, shape)}"
            )
        layer.arrays[self.name] = values.copy()

    def shapes(self, layer: Any) -> dict[str, Shape]:
        """Return the table of shapes that this array is listed in."""
        return layer.parameter_shapes


class RunningStatistic(Parameter):
    """An array that a layer keeps from batch to batch but does not train."""

    def shapes(self, layer: Any) -> dict[str, Shape]:
        """Return the table of shapes that this array is listed in."""
        return layer.statistic_shapes


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
