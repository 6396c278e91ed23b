"""What an argument may be: whole numbers, flags, numbers, pairs and shapes.

Each check returns the value it was given, or refuses it by name and says what was received
and what is accepted.
"""

from __future__ import annotations

import operator
import sys
from collections.abc import Callable, Iterable
from difflib import get_close_matches
from functools import cache
from math import inf
from numbers import Real
from typing import Any, ParamSpec, TypeVar, cast

Pair = tuple[int, int]
P = ParamSpec("P")
T = TypeVar("T")


def once(compute: Callable[P, T]) -> Callable[P, T]:
    """Compute a function once for each of its arguments; unlike `cache` it says what they are."""
    return cast(Callable[P, T], cache(compute))


def whole_number(value: Any, name: str, minimum: int | None = 1) -> int:
    """Return `value` as a Python int of at least `minimum`, or say why it is none."""
    number = value if type(value) is int else _index(value)
    if number is None:
        raise TypeError(f"{name} must be a whole number, got {value!r} ({type(value).__name__})")
    if minimum is not None and number < minimum:
        raise ValueError(f"{name} must be at least {minimum}, got {number}")
    return number


def flag(value: Any, name: str) -> bool:
    """Return `value` as a Python bool, or say that it is none."""
    if not _is_flag(value):
        raise TypeError(f"{name} must be True or False, got {value!r} ({type(value).__name__})")
    return bool(value)


def number(value: Any, name: str) -> float:
    """Return `value` if it is a number, or say what it is."""
    if isinstance(value, bool) or not isinstance(value, Real):
        raise TypeError(f"{name} must be a number, got {value!r} ({type(value).__name__})")
    try:
        return value if isinstance(value, (int, float)) else float(value)
    except OverflowError:  # A fraction may be larger than any float.
        return -inf if value < 0 else inf


def share(value: Any, name: str) -> float:
    """Return `value` if it is a number between 0 and 1."""
    if not 0 <= number(value, name) <= 1:
        raise ValueError(f"{name} must lie between 0 and 1, got {value!r}")
    return number(value, name)


def small_number(value: Any, name: str) -> float:
    """Return `value` if it is a finite number of at least 0."""
    if not 0 <= number(value, name) <= sys.float_info.max:
        raise ValueError(f"{name} must be 0 or more, and finite, got {value!r}")
    return number(value, name)


def finite_number(value: Any, name: str) -> float:
    """Return `value` as a float if it is a number that is finite."""
    if not -sys.float_info.max <= number(value, name) <= sys.float_info.max:
        raise ValueError(f"{name} must be finite, got {value!r}")
    return float(value)


def positive_or_none(value: Any, name: str) -> float | None:
    """Return `value` if it is None or a positive finite number."""
    if value is None:
        return None
    if not 0 < number(value, name) <= sys.float_info.max:
        raise ValueError(f"{name} must be positive and finite, got {value!r}")
    return number(value, name)


class OneOf:
    """The check of an argument that is one of some words.

    Examples
    --------
    >>> OneOf("nearest", "bilinear")("nearest", "mode")
    'nearest'
    """

    def __init__(self, *choices: str) -> None:
        self.choices = choices

    def __call__(self, value: Any, name: str) -> str:
        if not isinstance(value, str) or value not in self.choices:
            raise ValueError(f"{name} must be one of {list(self.choices)}, got {value!r}")
        return value


def pair(value: Any, name: str, minimum: int = 1) -> Pair:
    """Return `value` as (height, width); one number stands for both.

    Examples
    --------
    >>> pair(3, "kernel_size"), pair([3, 5], "kernel_size")
    ((3, 3), (3, 5))
    """
    if type(value) is tuple and len(value) == 2:  # what a layer keeps, and asks for at every call
        height, width = value
        if type(height) is type(width) is int and min(height, width) >= minimum:
            return height, width
    if not isinstance(value, (list, tuple)):
        side = whole_number(value, name, minimum)
        return side, side
    if len(value) != 2:
        raise ValueError(f"{name} must be an int or (height, width), got {value!r}")
    return whole_number(value[0], name, minimum), whole_number(value[1], name, minimum)


def least_zero_pair(value: Any, name: str) -> Pair:
    """Return `value` as (height, width), each 0 or more."""
    return pair(value, name, minimum=0)


def pair_or_none(value: Any, name: str) -> Pair | None:
    """Return `value` as (height, width), or None."""
    return None if value is None else pair(value, name)


def sizes(value: Any, name: str) -> tuple[int, ...]:
    """Return `value` as whole numbers of at least 1; one number is a list of one.

    Examples
    --------
    >>> sizes(96, "normalized_shape"), sizes([3, 4], "normalized_shape")
    ((96,), (3, 4))
    """
    return whole_numbers(value, name, minimum=1)


def whole_numbers(value: Any, name: str, minimum: int | None) -> tuple[int, ...]:
    """Return `value`, one whole number or several, as a tuple of them."""
    if not isinstance(value, (list, tuple)):
        return (whole_number(value, name, minimum),)
    if not value:
        raise ValueError(f"{name} must have at least one number, got {value!r}")
    return tuple(whole_number(each, name, minimum) for each in value)


def batch_shape(shape: Any, name: str = "input_shape") -> tuple[int, ...]:
    """Return `shape` as a tuple of positive ints: a batch of anything."""
    if not isinstance(shape, (list, tuple)):
        raise TypeError(
            f"{name} must be a sequence of sizes such as (1, 3, 224, 224), got {shape!r}"
        )
    if shape and (shape[0] is None or (isinstance(shape[0], int) and shape[0] == -1)):
        raise ValueError(
            f"{name} must begin with a batch that is known and positive, such as 1, "
            f"got {shape[0]}: {tuple(shape)}"
        )
    sizes = tuple(whole_number(size, name, minimum=None) for size in shape)
    if not sizes:
        raise ValueError(f"{name} must have at least one size, got {sizes}")
    if min(sizes) < 1:
        raise ValueError(f"{name} must be at least 1 on every axis, got {min(sizes)}: {sizes}")
    return sizes


def nchw_shape(shape: Any, name: str = "input_shape") -> tuple[int, int, int, int]:
    """Return `shape` as (N, C, H, W), or say what is missing."""
    sizes = batch_shape(shape, name)
    if len(sizes) != 4:
        hint = _of_three(*sizes) if len(sizes) == 3 else ""
        raise ValueError(
            f"{name} must be (N, C, H, W), four sizes, got {len(sizes)}: {sizes}{hint}"
        )
    batch, channels, height, width = sizes
    return batch, channels, height, width


def axis_of(axis: Any, sizes: tuple[int, ...], name: str = "axis") -> int:
    """Return an axis of a shape, counted from the first, or say that there is none.

    Examples
    --------
    >>> axis_of(-1, (1, 3, 8, 8))
    3
    """
    if whole_number(axis, name, minimum=-len(sizes)) >= len(sizes):
        raise ValueError(f"{name} must be below {len(sizes)} for shape {sizes}, got {axis}")
    return axis % len(sizes)


def channel_shape(shape: Any, name: str = "input_shape") -> tuple[int, ...]:
    """Return `shape` as (N, C, …): a batch of things that have channels."""
    sizes = batch_shape(shape, name)
    if len(sizes) < 2:
        raise ValueError(f"{name} must be (N, C, …), two sizes or more, got {len(sizes)}: {sizes}")
    return sizes


def require_channels(sizes: tuple[int, ...], channels: int, stated: str) -> None:
    """Refuse a shape of another number of channels than is `stated`, in words."""
    if sizes[1] != channels:
        raise ValueError(
            f"input must have {stated}, got {sizes[1]}: {sizes}{channels_last(sizes, channels)}"
        )


def channels_last(shape: tuple[int, ...], channels: int) -> str:
    """Return a hint if a shape with the wrong number of channels has the right one at its end.

    Examples
    --------
    >>> channels_last((1, 224, 224, 3), 3)
    '; (N, H, W, C)? transposed by (0, 3, 1, 2) it is (1, 3, 224, 224)'
    >>> channels_last((1, 4, 224, 224), 3)
    ''
    """
    if len(shape) != 4 or shape[3] != channels:
        return ""
    batch, height, width, _ = shape
    turned = batch, channels, height, width
    return f"; (N, H, W, C)? transposed by (0, 3, 1, 2) it is {turned}"


def _of_three(first: int, second: int, last: int) -> str:
    """Return what three sizes lack: an image its batch, or images of one channel that axis."""
    if last in (1, 3, 4) and min(first, second) > 4:
        batch = (1, last, first, second)
        return f"; one image (H, W, C)? transposed by (2, 0, 1), as a batch of one, it is {batch}"
    hint = f"; one image is a batch of one: {(1, first, second, last)}"
    if first > 4:
        hint += f"; {first} images of one channel are {(first, 1, second, last)}"
    return hint


def turned(given: tuple[int, ...], shape: tuple[int, ...]) -> str:
    """Return a hint if an array would fit in the order that another framework has."""
    if len(shape) == 2 and given == shape[::-1]:
        return "; transposed, as in PyTorch? its .T fits"
    if len(shape) == 4 and given == (*shape[2:], shape[1], shape[0]):
        return "; as in Keras? its .transpose(3, 2, 0, 1) fits"
    return ""


def did_you_mean(word: str, known: Iterable[str], cutoff: float = 0.6) -> str:
    """Return the known words nearest to `word`, or all of them where none is near.

    `cutoff` is how alike near ones are, from 0 to 1 (difflib).

    Examples
    --------
    >>> did_you_mean("kernal_size", ["stride", "kernel_size"])
    'did you mean kernel_size?'
    >>> did_you_mean("depth", ["stride", "kernel_size"])
    'there are stride, kernel_size'
    """
    spelled = {name.casefold(): name for name in known}
    near = get_close_matches(word.casefold(), spelled, cutoff=cutoff)
    if not near:
        return f"there are {', '.join(spelled.values())}"
    return f"did you mean {' or '.join(spelled[name] for name in near)}?"


def _index(value: Any) -> int | None:
    try:
        return None if _is_flag(value) else operator.index(value)
    except TypeError:
        return None


def _is_flag(value: Any) -> bool:
    return type(value).__name__ in ("bool", "bool_")  # NumPy's was called bool_ before 2.0
