"""How torchinfo lists a network in which layers stand in several containers, and adds it up."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cnnlib.conventions.forms import Form
from cnnlib.layers.base import Layer

__all__ = ["listed_params"]


@dataclass(frozen=True, eq=False)
class _Place:
    """A layer at a place of the tree; of one in several places the last is taken."""

    layer: Layer
    depth: int
    holder: _Place | None

    def above(self, depth: int) -> _Place:
        """Return the container at a depth that holds it."""
        place = self
        while place.depth > depth:
            assert place.holder
            place = place.holder
        return place


@dataclass
class _Row:
    place: _Place
    recursive: bool

    def params(self) -> int:
        return sum(layer.parameter_count() for _, layer in self.place.layer.named_layers())


def listed_params(form: Form) -> int:
    """Return the parameters that torchinfo counts: those of rows, and what is left of containers.

    A layer is listed under the container that holds it last. Where that one is not open, it is
    listed once more, so in the container that called the layer nothing is found.
    """
    places: dict[int, _Place] = {}
    waiting = [_Place(form.net, 0, None)]
    while waiting:
        last = waiting.pop()
        places[id(last.layer)] = last
        parts = [part for _, part in last.layer.children() if not part.takes_several]
        waiting += [_Place(part, last.depth + 1, last) for part in reversed(parts)]
    rows: list[_Row] = []
    seen: set[int] = set()
    for layer in _called(form):
        if place := places.get(id(layer)):  # A function of a forward is no layer to it.
            rows.append(_Row(place, id(layer) in seen))
            seen.add(id(layer))
    rows = _with_missing(rows)
    lefts = zip(_left(rows), rows, strict=True)
    return sum(max(left, 0) for left, row in lefts if not row.recursive)


def _called(form: Form) -> Iterator[Layer]:
    """Yield each container and each layer as it is called."""
    yield form.net
    before: list[str] = []
    for step in form.steps:
        if step.layer is form.net:
            return
        path = step.name.split(".")
        same = next((i for i, (a, b) in enumerate(zip(path, before, strict=False)) if a != b), 0)
        holder = form.net
        for level, name in enumerate(path):
            holder = dict(holder.children()).get(name, step.layer)
            if level >= min(same, len(path) - 1) and not holder.takes_several:
                yield holder
        before = path


def _with_missing(rows: list[_Row]) -> list[_Row]:
    """Put the containers into the list that hold a layer there and are not open."""
    full: list[_Row] = []
    open_: dict[int, Layer] = {}
    for row in rows:
        for depth in range(1, row.place.depth):
            holder = row.place.above(depth)
            if open_.get(depth) is not holder.layer:
                full.append(_Row(holder, True))  # It is called somewhere, so it is known.
                open_[depth] = holder.layer
        open_ = {depth: layer for depth, layer in open_.items() if depth < row.place.depth}
        open_[row.place.depth] = row.place.layer
        full.append(row)
    return full


def _left(rows: list[_Row]) -> list[int]:
    """Return each row's parameters; of a container, those that no row below it has."""
    left = [row.params() for row in rows]
    for at in reversed(range(len(rows))):
        for below in range(at + 1, len(rows)):
            if rows[below].place.depth <= rows[at].place.depth:
                break
            if not rows[below].recursive:
                left[at] -= left[below]
    return left
