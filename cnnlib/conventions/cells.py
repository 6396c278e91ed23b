"""Rules in words: a cell such as ``"2 macs + bias"`` says what a type of layer costs.

A cell is terms joined by `` + ``. A term is a whole number, which may be left out, then measures
joined by `` × ``. A measure is a list of products of sizes, so number and formula have one source.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import chain, product
from math import prod
from typing import Any

from cnnlib._checks import did_you_mean
from cnnlib.layers import Layer

__all__ = ["MEASURES", "Cell", "Product", "Rule", "Shape"]

Shape = tuple[int, ...]
Product = tuple[int, ...]
# Of a layer, the shape of its input (a tuple of shapes where it takes several) and its output's.
Rule = Callable[[Any, Any, Any], list[Product]]


def _macs(layer: Layer, x: Shape, y: Shape) -> list[Product]:
    if not layer.macs:
        raise ValueError(
            f"no macs in a {type(layer).__name__}: count it by other measures, or let its class "
            'say what it multiplies, as in macs = ("weight", "output plane")'
        )
    return _times([MEASURES[factor](layer, x, y) for factor in layer.macs])


def _weight(layer: Layer, x: Shape, y: Shape) -> list[Product]:
    if "weight" not in layer.parameter_shapes:
        raise ValueError(f"no weight in a {type(layer).__name__}: count it by other measures")
    return [layer.parameter_shapes["weight"]]


def _inputs(layer: Layer, x: Any, y: Shape) -> list[Product]:
    return [shape[1:] for shape in (x if isinstance(x[0], tuple) else (x,))]


def _plane(layer: Layer, shape: Any, measure: str) -> Product:
    if len(shape) != 4 or not all(isinstance(size, (int, str)) for size in shape):
        raise ValueError(
            f"no {measure} in {type(layer).__name__} of shape {shape}: only images have one, "
            "of shape (batch, channels, height, width)"
        )
    return tuple(shape[2:])


def _cells(layer: Layer, x: Any, y: Shape) -> list[Product]:
    before, after = (_plane(layer, shape, "cells") for shape in (x, y))
    return [(prod(size // cells for size, cells in zip(before, after, strict=True)), *y[1:])]


def _inner_size(layer: Layer, x: Any, y: Shape) -> list[Product]:
    if not hasattr(layer, "transpose_x"):
        raise ValueError(f"no inner size in a {type(layer).__name__}: only a product has one")
    return [(x[0][-2 if layer.transpose_x else -1],)]


MEASURES: dict[str, Rule] = {
    "macs": _macs,
    "bias": lambda layer, x, y: [y[1:]] if "bias" in layer.parameter_shapes else [],
    "inputs": _inputs,
    "outputs": lambda layer, x, y: [y[1:]],
    "parameters": lambda layer, x, y: list(layer.parameter_shapes.values()),
    "cells": _cells,
    "weight": _weight,
    "input plane": lambda layer, x, y: [_plane(layer, x, "input plane")],
    "output plane": lambda layer, x, y: [_plane(layer, y, "output plane")],
    "last output": lambda layer, x, y: [y[-1:]],
    "inner size": _inner_size,
}


@dataclass(frozen=True)
class Cell:
    """A rule in words: called with a layer and its shapes, it returns the products of its cost.

    Parameters
    ----------
    text : str
        Terms joined by `` + ``. A term is a whole number, which may be left out, then measures
        joined by `` × ``. These are the measures:

        ========================  ==========================================================
        ``macs``                  what the layer multiplies and adds, as its class states it
        ``bias``                  each output of a layer that has a bias
        ``inputs``, ``outputs``   each number that goes in, or comes out
        ``parameters``            each trained number, however often it is used
        ``cells``                 ⌊input / output⌋ on each axis, for each output
        ``weight``                the sizes of the weight
        ``input plane``           height and width of the input
        ``output plane``          height and width of the output
        ``last output``           the last size of the output
        ``inner size``            how many products one number of a matrix product adds up
        ========================  ==========================================================

    Raises
    ------
    TypeError, ValueError
        If `text` is no cell; the message names the measure.

    Examples
    --------
    >>> from cnnlib import Conv2D
    >>> Cell("2 macs + bias")(Conv2D(4, 8, 3), (1, 4, 5, 5), (1, 8, 3, 3))
    [(2, 8, 4, 3, 3, 3, 3), (8, 3, 3)]
    """

    text: str
    terms: tuple[tuple[Product, tuple[str, ...]], ...] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        if not isinstance(self.text, str):
            raise TypeError(
                'a cell must be text such as "2 macs + bias", '
                f"got {self.text!r} ({type(self.text).__name__})"
            )
        terms = tuple(self._term(term) for term in self.text.split(" + "))
        object.__setattr__(self, "terms", terms)

    def __call__(self, layer: Any, x: Any, y: Any) -> list[Product]:
        """Return the products that the cost of one image is the sum of."""
        products: list[Product] = []
        for number, measures in self.terms:
            found = [MEASURES[measure](layer, x, y) for measure in measures]
            products += [number + each for each in _times(found)]
        return products

    def _term(self, term: str) -> tuple[Product, tuple[str, ...]]:
        number = re.match(r"([1-9][0-9]*) ", term)
        measures = tuple(term[number.end() if number else 0 :].split(" × "))
        for measure in measures:
            if measure not in MEASURES:
                raise ValueError(
                    f"no measure {measure!r} in {self.text!r}: {did_you_mean(measure, MEASURES)}"
                )
        return (int(number[1]),) if number else (), measures


def _times(factors: list[list[Product]]) -> list[Product]:
    """Multiply sums of products out."""
    return [tuple(chain(*each)) for each in product(*factors)]
