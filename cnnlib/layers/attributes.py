"""What a layer is built with and what it learns: settings, parameters and their first draws."""

from __future__ import annotations

from collections.abc import Callable
from inspect import signature
from math import prod
from types import NoneType
from typing import TYPE_CHECKING, Any, Generic, TypeVar, overload

import numpy as np

from cnnlib._checks import (
    flag,
    least_zero_pair,
    once,
    pair,
    pair_or_none,
    sizes,
    turned,
    whole_number,
)
from cnnlib.functional._arrays import ieee_arithmetic, require_floats, require_room
from cnnlib.functional.adaptive_pooling import cells
from cnnlib.functional.padding import sides_in_numbers
from cnnlib.functional.reshaping import axis_order, sizes_or_rest
from cnnlib.functional.resizing import scale_pair
from cnnlib.geometry import padding_form

__all__ = ["Parameter", "RunningStatistic", "Setting", "seed"]

Shape = tuple[int, ...]
Value = TypeVar("Value")
Array = TypeVar("Array", bound=np.ndarray | None)

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


class Setting(Generic[Value]):
    """A value that a layer is built with, checked whenever it is set.

    A `fixed` one decides what the parameters are at first and stays as it was built.
    """

    def __init__(self, check: Callable[[Any, str], Value], fixed: bool = False) -> None:
        self.check = check
        self.fixed = fixed

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    if TYPE_CHECKING:  # Python itself finds the value in the layer, quicker than any method.

        @overload
        def __get__(self, layer: None, owner: type) -> Setting[Value]: ...
        @overload
        def __get__(self, layer: object, owner: type) -> Value: ...
        def __get__(self, layer: object | None, owner: type) -> Any: ...

    def __set__(self, layer: Any, value: Any) -> None:
        if self.fixed and self.name in layer.__dict__:
            raise ValueError(
                f"{self.name} {layer.__dict__[self.name]} is fixed: the parameters follow "
                f"from it; build a new {type(layer).__name__} for {value!r}"
            )
        layer.__dict__[self.name] = self.check(value, self.name)


class Parameter(Generic[Array]):
    """A trainable array of a layer, drawn when it is first read.

    Its sizes are settings by name, such as ``"out_channels"``, or one over another, as in
    ``"in_channels / groups"``; a setting that is a pair gives two. Where an argument of the class
    has the array's own name, it tells whether the layer has the array. What it holds at first,
    `draw` makes of the shape; or it is the name of a setting, which each number starts as.

    Counting a network reads only `Layer.parameter_shapes`, so it allocates nothing.
    """

    def __init__(self, *sizes: str, draw: Callable[[Shape], np.ndarray] | str) -> None:
        self.sizes = sizes
        self.draw = draw

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    @overload
    def __get__(self, layer: None, owner: type) -> Parameter[Array]: ...
    @overload
    def __get__(self, layer: object, owner: type) -> Array: ...
    def __get__(self, layer: Any, owner: type) -> Any:
        if layer is None:
            return self
        array = layer.arrays.get(self.name)
        if array is None:
            shape = self.shapes(layer).get(self.name)
            if shape is None:
                return None
            require_room(shape, self.name)
            layer.arrays[self.name] = array = self._first(layer, shape)
        return array

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

    @ieee_arithmetic
    def _first(self, layer: Any, shape: Shape) -> np.ndarray:
        draw = self.draw
        first = np.full(shape, getattr(layer, draw)) if isinstance(draw, str) else draw(shape)
        return first.astype(np.float32)

    def shapes(self, layer: Any) -> dict[str, Shape]:
        """Return the table of shapes that this array is listed in."""
        return layer.parameter_shapes

    def shape_in(self, layer: Any) -> Shape:
        """Return the shape that follows from a layer's settings."""
        shape: Shape = ()
        for size in self.sizes:
            name, _, divisor = size.partition(" / ")
            value = getattr(layer, name)
            if divisor:
                value //= getattr(layer, divisor)
            shape += value if isinstance(value, tuple) else (value,)
        return shape


class RunningStatistic(Parameter[np.ndarray]):
    """An array that a layer keeps from batch to batch but does not train."""

    def shapes(self, layer: Any) -> dict[str, Shape]:
        """Return the table of shapes that this array is listed in."""
        return layer.statistic_shapes


@once
def described(kind: type) -> dict[str, Setting[Any] | Parameter[Any]]:
    """Return the settings, parameters and statistics of a class by name, its bases' first."""
    values: dict[str, Any] = {}
    for base in reversed(kind.__mro__):
        values |= vars(base)
    return {name: each for name, each in values.items() if isinstance(each, (Setting, Parameter))}


@once
def starts(kind: type) -> dict[str, int | str]:
    """Return what the arrays of a class start as: a number, or a setting by its name.

    Where one of them is drawn at random, none is listed.
    """
    arrays = {n: each.draw for n, each in described(kind).items() if isinstance(each, Parameter)}
    known: dict[Any, int] = {np.zeros: 0, np.ones: 1}
    if not all(isinstance(draw, str) or draw in known for draw in arrays.values()):
        return {}
    return {n: draw if isinstance(draw, str) else known[draw] for n, draw in arrays.items()}


@once
def defaults(kind: type) -> dict[str, Any]:
    """Return the arguments of a class with their defaults; `Signature.empty` stands for none.

    For a class of one's own they are those of cnnlib's class that it refines.
    """
    known = next(base for base in kind.__mro__ if base.__module__.startswith("cnnlib."))
    return {name: each.default for name, each in signature(known).parameters.items()}


def settle(layer: object, **arguments: Any) -> None:
    """Set what a layer is built with; the shapes of its parameters and statistics follow."""
    kind: type = type(layer)
    known = described(kind)
    for name, value in arguments.items():
        if isinstance(known[name], Parameter):
            arguments[name] = flag(value, name)
        else:
            setattr(layer, name, value)
    for name, each in known.items():
        if isinstance(each, Parameter) and arguments.get(name, True):
            each.shapes(layer)[name] = each.shape_in(layer)


def settings_of(layer: object) -> dict[str, Any]:
    """Return the settings of a layer by name, as an operation of `functional` takes them."""
    kind: type = type(layer)
    values = vars(layer)
    return {name: values[name] for name in described(kind) if name in values}


def stated(layer: object) -> dict[str, Any]:
    """Return the arguments that a layer was built with, in the form in which a user writes them."""
    kind: type = type(layer)
    known = described(kind)
    values: dict[str, Any] = {}
    for name in defaults(kind):
        match known.get(name):
            case Parameter() as each:
                values[name] = name in each.shapes(layer)
            case Setting() as each:
                value = vars(layer)[name]
                shown = _SHORT.get(each.check) if value is not None else None
                values[name] = shown(value) if shown else value
    return values


def unusual(layer: object) -> dict[str, Any]:
    """Return those of the arguments that a layer was built with that are not at their defaults."""
    kind: type = type(layer)
    return {name: value for name, value in stated(layer).items() if value != defaults(kind)[name]}


def printed(layer: object) -> str:
    """Return the arguments of a layer as text; a flag or None only where it is unusual."""
    shown = unusual(layer)
    return ", ".join(
        f"{name}={value!r}"
        for name, value in stated(layer).items()
        if name in shown or not isinstance(value, (bool, NoneType))
    )


def he_normal(shape: Shape, fan_in: float | None = None) -> np.ndarray:
    """Draw normal numbers of variance 2 / fan-in (K. He et al., ICCV 2015).

    The fan-in is how many numbers add up in one output: of a kernel that slides, its size.
    """
    return current_generator().normal(scale=(2 / (fan_in or prod(shape[1:]))) ** 0.5, size=shape)


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


def frame_setting(value: Any, name: str) -> Any:
    """Return a padding in numbers, checked, in the form it was given."""
    sides_in_numbers(value)
    return padding_form(value)


def short(values: tuple[Any, ...]) -> Any:
    """Return one number where height and width agree, as the printed forms show it."""
    return values[0] if values[0] == values[1] else list(values)


def _listed(values: tuple[int, ...]) -> int | list[int]:
    return values[0] if len(values) == 1 else list(values)


# By the check of a setting, how the printed forms show several numbers.
_SHORT: dict[Callable[..., Any], Callable[[Any], Any]] = {
    pair: short,
    least_zero_pair: short,
    pair_or_none: short,
    scale_pair: short,
    sizes: _listed,
    sizes_or_rest: _listed,
    axis_order: _listed,
    cells: short,
}
