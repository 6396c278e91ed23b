"""What conventions make of a network in numbers: totals layer by layer, without their formulas."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from math import prod
from typing import Any

from cnnlib._checks import whole_number
from cnnlib.conventions.cells import Cell, Product, Rule
from cnnlib.conventions.convention import Convention, free
from cnnlib.conventions.exports import Kept, kept_by_export
from cnnlib.conventions.forms import Form, Work
from cnnlib.conventions.tools import Printed, of_operators, printed_by
from cnnlib.layers.base import Layer
from cnnlib.layers.signals import Step

__all__ = ["Tally", "first_at_work", "products_by"]


class Tally:
    """The steps of a network, to be counted by many conventions.

    What is measured once of a layer serves all of them.
    """

    def __init__(self, steps: Sequence[Step], new: Sequence[Sequence[Layer]]) -> None:
        self.steps = steps
        self.new = new

    @cached_property
    def _works(self) -> list[tuple[Any, Any, Any, int, dict[str, int]]]:
        works: list[tuple[Any, Any, Any, int, dict[str, int]]] = []
        for step in self.steps:
            shapes = tuple([signal.shape for signal in step.before])
            x = shapes if type(step.layer).takes_several else shapes[0]
            works.append((step.layer, x, step.after.shape, shapes[0][0], {}))
        return works

    @cached_property
    def _places(self) -> list[list[int]]:
        """Where layers of one type work: what is free is passed over type by type."""
        places: dict[type, list[int]] = {}
        for place, step in enumerate(self.steps):
            places.setdefault(type(step.layer), []).append(place)
        return [*places.values()]

    @cached_property
    def kept(self) -> dict[int, Kept]:
        """What an export keeps of the layers."""
        return kept_by_export([*zip(self.steps, self.new, strict=True)])

    @cached_property
    def _own(self) -> list[tuple[int, int, int]]:
        return [_own_numbers(parts) for parts in self.new]

    def unknown_to(self, convention: Convention) -> list[str]:
        """Return the types of layers that the convention has no rule for."""
        layers = (self.steps[places[0]].layer for places in self._places)
        return sorted(
            type(layer).__name__ for layer in layers if convention.rule_for(layer) is None
        )

    def flops_by(self, convention: Convention) -> list[int]:
        """Return the FLOPs of each step; a type without a rule has none."""
        flops = [0] * len(self._works)
        for places in self._places:
            rule = convention.rule_for(self._works[places[0]][0])
            if rule is None or rule is free:
                continue
            for place in places:
                layer, x, y, batch, known = self._works[place]
                if isinstance(rule, Cell):
                    number = known.get(rule.text)
                    if number is None:
                        number = rule.number(layer, x, y, known)
                else:
                    number = sum(map(prod, products_by(rule, layer, x, y)))
                flops[place] = batch * number
        if convention.export:
            for place, kept in self.kept.items():
                layer, x, y, batch, _ = self._works[place]
                usual = [(flops[place] // batch,)]
                exported = convention.export.products(kept, layer, x, y, usual)
                flops[place] = batch * sum(map(prod, exported))
        return flops

    def params_by(self, convention: Convention) -> list[int]:
        """Return the parameters of each step: those of the layers that first work in it."""
        statistics = convention.counts_statistics
        params = [own + kept if statistics else own for own, _, kept in self._own]
        if convention.export:
            for place, left in self.kept.items():
                params[place] = left.stored
        return params

    @property
    def trainable(self) -> list[int]:
        """How many parameters of each step training changes."""
        return [trained for _, trained, _ in self._own]

    def printed_by(self, convention: Convention, form: Form) -> Printed | None:
        """Return what the tool itself prints of the form, where that is another number."""
        if convention.export and form.regrouped is not None:
            return of_operators(convention.name, form.regrouped)
        return printed_by(convention.name, form, lambda form: self._counted(convention, form))

    def _counted(self, convention: Convention, form: Form) -> list[Work]:
        tally = self
        if form.steps is not self.steps:
            tally = Tally(form.steps, first_at_work(form.net, form.steps)[0])
        kept = tally.kept if convention.export else {}
        counts = zip(tally.flops_by(convention), tally.params_by(convention), strict=True)
        return [
            Work(place, *tally._works[place][:3], flops, params, left.repeated if left else 0, form)
            for place, (flops, params) in enumerate(counts)
            for left in (kept.get(place),)
        ]


def first_at_work(
    net: Layer, steps: Sequence[Step]
) -> tuple[list[list[Layer]], dict[int, tuple[str, Layer]]]:
    """Return the layers that first work in each step, and by path those that never do."""
    waiting = {id(part): (path, part) for path, part in net.named_layers()}
    new = []
    for step in steps:
        layer = step.layer
        if not (layer._lent or layer._has_parts):
            new.append([layer] if waiting.pop(id(layer), None) else [])
            continue
        parts = [layer, *(owner for owner, _ in layer._lent.values())] if layer._lent else [layer]
        if layer._has_parts:
            parts += [part for _, child in layer.children() for _, part in child.named_layers()]
        new.append([part for part in parts if waiting.pop(id(part), None)])
    return new, waiting


def _own_numbers(parts: Sequence[Layer]) -> tuple[int, int, int]:
    """Return how many parameters layers have, how many are trained, and how many statistics."""
    params = trainable = statistics = 0
    for part in parts:
        if part.parameter_shapes or part.statistic_shapes:
            own = part.parameter_count()
            params += own
            trainable += 0 if part.frozen else own
            statistics += part.statistic_count()
    return params, trainable, statistics


def products_by(rule: Rule, layer: Layer, x: Any, y: Any) -> tuple[Product, ...]:
    """Return what a rule makes of a layer, or say that it is no list of products."""
    products: Any = rule(layer, x, y)
    if isinstance(rule, Cell) or products == []:
        return tuple(products)
    if isinstance(products, (list, tuple)) and all(isinstance(e, (list, tuple)) for e in products):
        name = f"a factor of the rule for {type(layer).__name__}"
        return tuple(tuple(whole_number(size, name, 0) for size in each) for each in products)
    raise TypeError(
        f"the rule for {type(layer).__name__} must return a list of products such as "
        f"[(2, 6, 28, 28)], a tuple of whole numbers each, got {products!r}"
    )
