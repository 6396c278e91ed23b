"""What the tests know of a type of layer, and what several families draw."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from agreement import exact
from hypothesis import strategies as st
from plain.checks import MOST, require
from strategies import any_array, image_batches

from cnnlib import Layer

images = image_batches(channels=4, values=["eighths", "many equal", "special"])
numbers, shares, pixels = st.integers(1, 5), st.floats(0, 1), st.integers(3, 6)
sides = numbers | st.tuples(numbers, numbers)
shapes = st.tuples(st.integers(1, 2), st.integers(1, 2), pixels, pixels)
two, channels = st.just(2), st.sampled_from([2, 2, 4])


@dataclass(frozen=True)
class Case:
    """What the tests know of a type of layer."""

    signature: str
    # The family of its shape rule.
    family: str
    # Arguments to write as JSON, whether or not they go together.
    settings: st.SearchStrategy
    # Layers with their printed form, and with the shape that they make of (2, 4, 9, 8).
    printed: list[tuple[Layer, str]]
    shapes: list[tuple[Layer, tuple[int, ...]]] = ()
    # Arguments that make sense on an image of 2 channels, 6 × 6, and others with which it comes
    # back as it was, or in its shape.
    usual: dict[str, Any] | None = None
    idle: dict[str, Any] | None = None
    # Arguments and an array x, for the layer and for its twin, and how closely both agree.
    drawn: st.SearchStrategy | None = None
    twin: Callable[..., Any] | None = None
    agree: Callable[..., None] = exact
    # Layers in a network of images of 2 channels: those that keep the shape, and others.
    keeps: st.SearchStrategy | None = None
    changes: st.SearchStrategy | None = None
    # Arguments and a shape to try gradients on, with numbers in any order or apart from kinks.
    slopes: st.SearchStrategy | None = None
    smooth: bool = False


def elementwise(kind, twin, agree=exact, signature="", smooth=False, shown=None, **settings):
    """Return the case of a type that treats every number on its own; `settings` draw arguments."""
    shown = signature if shown is None else shown
    return Case(
        signature=signature,
        family="same",
        usual={},
        idle={},
        shapes=[(kind(), (2, 4, 9, 8))],
        printed=[(kind(), f"{kind.__name__}({shown})")],
        settings=st.fixed_dictionaries(settings),
        drawn=st.fixed_dictionaries({"x": any_array(), **settings}),
        twin=twin,
        agree=agree,
        keeps=st.builds(kind),
        slopes=st.tuples(st.fixed_dictionaries(settings), st.sampled_from([(3, 7), (2, 30)])),
        smooth=smooth,
    )


def filled(*shape):
    """Return the parameters that both a layer and its twin work with."""
    require(math.prod(shape) <= MOST, "weight", "input")
    return np.random.default_rng(0).integers(-16, 17, shape) / 8
