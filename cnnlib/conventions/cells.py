"""Rules in words: a cell such as ``"2 macs + bias"`` says what a type of layer costs.

A cell is terms joined by `` + ``. A term is a whole number, which may be left out, then measures
joined by `` × ``, and perhaps `` / `` one more. A measure is a list of products of sizes, so number
and formula have one source.
Where a setting decides, a cell has a sum for each case: ``"outputs if mode is nearest, else 4
outputs"``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from math import prod
from typing import Any, NamedTuple

from cnnlib._checks import did_you_mean
from cnnlib.conventions.measures import MEASURES, Product, Rule, Shape, times

__all__ = ["Case", "Cell", "Fact", "Product", "Rule", "Shape"]


class Measure(NamedTuple):
    """A measure by its name, or the number that it makes less one."""

    name: str
    less_one: bool

    def of(self, layer: Any, x: Any, y: Any) -> list[Product]:
        """Return the products of a layer at work."""
        found = MEASURES[self.name](layer, x, y)
        if not self.less_one:
            return found
        (number,) = map(prod, found)
        return [()] if number == 2 else [(number - 1,)]


class Term(NamedTuple):
    """A number, perhaps, times measures, over a measure, perhaps."""

    number: Product
    measures: tuple[Measure, ...]
    divisor: Measure | None

    def of(self, layer: Any, x: Any, y: Any) -> list[Product]:
        """Return the products of a layer at work; of a quotient, the whole number."""
        found = times([measure.of(layer, x, y) for measure in self.measures])
        products = [self.number + each for each in found]
        if not self.divisor or not products:
            return products
        (divisor,) = map(prod, self.divisor.of(layer, x, y))
        (dividend,) = map(prod, products)
        return [(dividend // divisor,)]


Sum = tuple[Term, ...]


class Fact(NamedTuple):
    """What a setting of a layer must be."""

    setting: str
    value: str

    def __str__(self) -> str:
        return f"{self.setting} is {self.value}"

    def holds(self, layer: Any) -> bool:
        """Tell whether it is so in a layer."""
        found = getattr(layer, self.setting)
        if self.value == "a word":
            return isinstance(found, str)
        if hasattr(layer, self.value):
            return bool(found == getattr(layer, self.value))
        return _word(found) == self.value


class Case(NamedTuple):
    """A sum, and when it is what a layer costs; without facts, else."""

    facts: tuple[Fact, ...]
    sum: Sum


@dataclass(frozen=True)
class Cell:
    """A rule in words: called with a layer and its shapes, it returns the products of its cost.

    Parameters
    ----------
    text : str
        Terms joined by `` + ``, or ``nothing``. A term is a whole number, alone or before
        measures that `` × `` joins, perhaps `` / `` one more, rounded down; ``(window − 1)`` is a
        measure less one. Where a setting of the layer decides, sums with conditions: ``"outputs
        if mode is nearest, else 4 outputs"``. A value is a number, a word, ``a word``, which any
        text is, or the name of another setting; `` and `` joins conditions. These are the
        measures:

        ===============================  ===================================================
        ``macs``                         what the layer multiplies and adds, as its class
                                         states it
        ``products that meet a pixel``   the same without those that meet padding
        ``bias``                         each output of a layer that has a bias
        ``inputs``, ``outputs``          each number that goes in, or comes out
        ``pooled inputs``                each number that goes in, if the plane shrinks or grows
        ``ways``                         how many inputs a join has
        ``parameters``                   each trained number, however often it is used
        ``cell``, ``cells``              ⌊input / output⌋ on each axis; that for each output
        ``pixels of cells``              each pixel of each cell that is averaged: two cells
                                         may share some
        ``weight``                       the sizes of the weight
        ``kernel``                       the same but the first: of a convolution, one kernel
        ``window``, ``stride``           height and width of the kernel, or of the stride
        ``input plane``                  height and width of the input
        ``output plane``                 height and width of the output
        ``dilated plane``                the output's, each size rounded up to a multiple of
                                         the dilation
        ``last output``                  the last size of the output
        ``channels``, ``groups``         how many there are
        ``features``                     how many numbers share a sum, in softmax or a norm
        ``first feature axis``           the first of their sizes
        ``inner size``                   how many products one output adds up
        ``weight grouped twice``         a transposed convolution's weight, its outputs
                                         divided by the groups once more
        ``bias of a convolution``        the outputs of one group, of the size that a
                                         convolution of these settings would leave
        ``interpolated products``        of bilinear upsampling along one axis and then along
                                         the other, in the cheaper order
        ``interpolation weights``        what it takes to work those out, along each new axis
        ``picked places``                8 for each new row and column
        ===============================  ===================================================

    Raises
    ------
    TypeError, ValueError
        If `text` is no cell; the message names the measure.

    Examples
    --------
    >>> from cnnlib import Conv2D, MaxPool2D
    >>> Cell("2 macs + bias")(Conv2D(4, 8, 3), (1, 4, 5, 5), (1, 8, 3, 3))
    [(2, 8, 4, 3, 3, 3, 3), (8, 3, 3)]
    >>> Cell("(window − 1) × outputs")(MaxPool2D(2), (1, 4, 6, 6), (1, 4, 3, 3))
    [(3, 4, 3, 3)]
    """

    text: str
    cases: tuple[Case, ...] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        if not isinstance(self.text, str):
            raise TypeError(
                'a cell must be text such as "2 macs + bias", '
                f"got {self.text!r} ({type(self.text).__name__})"
            )
        cases = tuple(self._case(text) for text in self.text.split(", "))
        object.__setattr__(self, "cases", cases)

    def __call__(self, layer: Any, x: Any, y: Any) -> list[Product]:
        """Return the products that the cost of one image is the sum of."""
        for facts, terms in self.cases:
            if all(fact.holds(layer) for fact in facts):
                return products_of(terms, layer, x, y)
        return []

    def number(self, layer: Any, x: Any, y: Any, known: dict[str, int]) -> int:
        """Return what the products make; note it in `known`, and what was measured on the way."""
        for facts, terms in self.cases:
            if not facts or all(fact.holds(layer) for fact in facts):
                known[self.text] = number = sum_of(terms, layer, x, y, known)
                return number
        known[self.text] = 0
        return 0

    def _case(self, text: str) -> Case:
        terms, _, when = text.partition(" if ")
        facts = tuple(map(self._fact, when.split(" and "))) if when else ()
        terms = terms.removeprefix("else ")
        if terms == "nothing":
            return Case(facts, ())
        return Case(facts, tuple(self._term(term) for term in terms.split(" + ")))

    def _fact(self, text: str) -> Fact:
        setting, is_, value = text.partition(" is ")
        if not is_:
            raise ValueError(
                f"no condition {text!r} in {self.text!r}: it must be as in "
                '"outputs if mode is nearest"'
            )
        return Fact(setting, value)

    def _term(self, text: str) -> Term:
        number = re.match(r"[1-9][0-9]*(?: |$)", text)
        measures = text[number.end() :] if number else text
        factors, _, divisor = measures.partition(" / ")
        return Term(
            (int(number[0]),) if number else (),
            tuple(map(self._measure, factors.split(" × "))) if measures or not number else (),
            self._measure(divisor) if divisor else None,
        )

    def _measure(self, text: str) -> Measure:
        less_one = re.fullmatch(r"\((.*) − 1\)", text)
        name = less_one[1] if less_one else text
        if name not in MEASURES:
            raise ValueError(
                f"no measure {name!r} in {self.text!r}: {did_you_mean(name, MEASURES)}"
            )
        return Measure(name, less_one is not None)


def sum_of(terms: Sum, layer: Any, x: Any, y: Any, known: dict[str, int]) -> int:
    """Return what terms make as a number; a measure that is not yet in `known` is noted there."""
    total = 0
    for number, measures, divisor in terms:
        product = number[0] if number else 1
        for name, less_one in measures:
            value = known.get(name)
            if value is None:
                value = known[name] = sum(map(prod, MEASURES[name](layer, x, y)))
            product *= value - less_one
        total += (
            product // sum_of((Term((), (divisor,), None),), layer, x, y, known)
            if divisor
            else product
        )
    return total


def products_of(terms: Sum, layer: Any, x: Any, y: Any) -> list[Product]:
    """Return the products of a sum of terms."""
    return [product for term in terms for product in term.of(layer, x, y)]


def _word(value: Any) -> str:
    """Return the value of a setting as a cell has it."""
    if isinstance(value, tuple) and len(value) == 2 and value[0] == value[1]:
        return str(value[0])
    return str(value).lower()
