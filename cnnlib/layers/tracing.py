"""A network written as Python becomes a graph: a run of its forward pass without numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from operator import is_
from typing import Any, NoReturn

import numpy as np

from cnnlib._checks import batch_shape
from cnnlib.functional._symbol import Symbol, Untraceable
from cnnlib.layers.attributes import Shape
from cnnlib.layers.base import Layer
from cnnlib.layers.calls import PASSING, here
from cnnlib.layers.holder import joined
from cnnlib.layers.operations import follow
from cnnlib.layers.wired import Wired, located

__all__: list[str] = []

_ADVICE = (
    "write output_shape and differentiate by hand, or let forward use layers, cnnlib.functional, "
    "+, -, *, @, np.concatenate, x[:, 2:5], np.split, x.reshape(len(x), ...), "
    "x.transpose(0, ...) and x.mean(axis=(2, 3)) alone"
)
_MOST_KEPT = 8  # shapes of the input for which a layer keeps a refusal
Part = tuple[str, Layer, tuple[str, ...]]


class Traced(Wired):
    """What a forward pass did, as a graph of the parts of the layer that was traced."""

    def __init__(self, parts: Iterable[Part]) -> None:
        super().__init__()
        vars(self)["parts"] = tuple(parts)  # Not as its own: the layer that was traced has them.

    def wiring(self) -> tuple[Part, ...]:
        """Return name and layer of each step, and what it reads; "" is what enters."""
        parts: tuple[Part, ...] = vars(self)["parts"]
        return parts

    def lent_gradients(self, traced: Layer) -> tuple[np.ndarray, ...]:
        """Give the owners of lent arrays their gradients; return those of the traced layer."""
        found: dict[Layer, dict[str, np.ndarray]] = {traced: {}}
        for _, part, _ in self.wiring():
            for own, (owner, name) in part._lent.items():
                grads = found.setdefault(owner, {})
                grad = (part._gradients or {})[own]
                grads[name] = grads[name] + grad if name in grads else grad
            if part._lent:
                vars(part)["_way_back"] = None  # They are handed on: another place begins anew.
        of = {
            owner: tuple(
                grads[name] if name in grads else np.zeros(shape)
                for name, shape in owner.parameter_shapes.items()
            )
            for owner, grads in found.items()
        }
        of_traced = of.pop(traced)
        for owner, gradients in of.items():
            owner._keep(gradients)
        return of_traced


def graph_of(layer: Layer, shapes: tuple[Any, ...], dtype: Any = np.float32) -> Traced | Exception:
    """Return the graph of a layer for inputs of these shapes, or why there is none.

    Each call follows `forward` anew, so what it draws, counts, prints or reads elsewhere is this
    call's. A refusal alone is kept, until an attribute, a part or an array of the layer is
    another one: `forward` then runs with numbers, and not a second time for each call.
    """
    key = tuple(map(batch_shape, shapes)), np.dtype(dtype)
    kept = vars(layer).setdefault("_refusals", {})
    if key in kept:
        state, refusal = kept.pop(key)
        now = _state(layer)
        if len(now) == len(state) and all(map(is_, now, state)):
            kept[key] = state, refusal
            return refusal
    try:
        return _Trace(layer).graph(*key)
    except Exception as error:  # Whatever code of one's own raises where no numbers are.
        refusal = error.with_traceback(None)
    if len(kept) >= _MOST_KEPT:
        kept.clear()
    kept[key] = _state(layer), refusal  # Parameters may have been drawn.
    return refusal


Layer._graph_of = staticmethod(graph_of)


def _state(layer: Layer) -> list[Any]:
    """Return all that a forward pass of one's own may depend on."""
    state: list[Any] = []
    for _, part in layer.named_layers():
        state.append(part)
        if part._shape_traced or part._slope_traced:
            for name, value in vars(part).items():
                if name not in PASSING:
                    values = value.values() if isinstance(value, dict) else value
                    state += values if isinstance(value, (dict, list, tuple)) else [value]
    return state


class _Trace:
    """One run of a forward pass with symbols: what it does is written down, step by step."""

    def __init__(self, layer: Layer) -> None:
        self.layer = layer
        self.paths = {id(part): path for path, part in layer.named_layers()}
        self.within: list[tuple[str, Layer]] = []
        self.parts: dict[str, Part] = {}

    def graph(self, shapes: tuple[Shape, ...], dtype: np.dtype) -> Traced:
        """Run the forward pass; return what led to its result."""
        outer, here.calls = here.calls, self
        try:
            if len(shapes) != 1:
                raise Untraceable(
                    f"{type(self.layer).__name__}.forward takes {len(shapes)} inputs: it can be "
                    "traced within a forward that calls it; by itself, or in a Graph, it needs "
                    "output_shape and differentiate written by hand"
                )
            y = self.through("", self.layer, (Symbol(self, "", shapes[0], dtype),))
        finally:
            here.calls = outer
        needed, parts = {y.name}, []
        for name, layer, reads in reversed(self.parts.values()):
            if name in needed:
                needed.update(reads)
                parts.append((name, layer, reads))
        return Traced(reversed(parts))

    def through(self, path: str, layer: Layer, xs: tuple[Any, ...]) -> Symbol:
        """Follow a forward pass of one's own."""
        self.within.append((path, layer))
        y = layer.forward(*xs)
        if not isinstance(y, Symbol):
            self.refuse(f"returning {type(y).__name__}, not one array that follows from x")
        y.require_current()
        self.require_none_kept(layer)
        self.within.pop()
        return y

    def require_none_kept(self, layer: Layer) -> None:
        """Refuse symbols in a list or a dict of one's own, where arrays belong, and remove them."""
        for name, value in vars(layer).items():
            if isinstance(value, (list, dict)):
                values = value if isinstance(value, dict) else dict(enumerate(value))
                kept = [key for key, each in values.items() if isinstance(each, Symbol)]
                for key in reversed(kept):
                    del value[key]
                if kept:
                    self.refuse(f"keeping it in self.{name}")

    def call(self, layer: Layer, xs: tuple[Any, ...]) -> Symbol:
        """Write down that a layer is called."""
        path = self.paths.get(id(layer), type(layer).__name__.lower())
        if not all(isinstance(x, Symbol) for x in xs):
            self.refuse(f"calling {path} on something that does not follow from x")
        if layer._shape_traced and layer._slope_traced:
            return self.through(path, layer, xs)
        return self.add(path, layer, *xs)

    def add(self, path: str, layer: Layer, *xs: Symbol) -> Symbol:
        """Add a step under a name that is free."""
        for x in xs:
            x.require_current()
        name, uses = path, 0
        while name in self.parts:
            uses += 1
            name = f"{path}_{uses}"
        try:
            shape = layer.output_shape(*[x.shape for x in xs])
        except (TypeError, ValueError) as error:
            raise located(error, name) from error
        self.parts[name] = name, layer, tuple(x.name for x in xs)
        return Symbol(self, name, shape, xs[0].dtype)

    def step(self, name: str, layer: Layer, *xs: Symbol) -> Symbol:
        """Add what is no part of the network, an operation, beside the parts around it."""
        return self.add(joined(self.within[-1][0], name), layer, *xs)

    def apply(self, operation: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """Write down an operation, by the layer that stands for it."""
        return follow(self, operation, *args, **kwargs)

    def lend(self, layer: Layer, **arrays: Any) -> None:
        """Let a step work with arrays of the network's own, which are trained where they lie."""
        lent = {}
        for own, array in arrays.items():
            if not isinstance(array, np.ndarray):
                continue
            layer.arrays[own] = array
            for _, owner in self.layer.named_layers():
                for name, held in owner.arrays.items():
                    if held is array and name in owner.parameter_shapes:
                        layer.parameter_shapes[own] = array.shape
                        lent[own] = owner, name
        vars(layer)["_lent"] = lent

    def refuse(self, attempt: str, x: Symbol | None = None) -> NoReturn:
        """Say what cannot be followed, where, and what to do."""
        path, layer = self.within[-1]
        where = f"{type(layer).__name__}.forward" + (f" (of {path})" if path else "")
        of = f", x of shape {x.shape}" if x is not None else ""
        raise Untraceable(f"{where} cannot be traced, because of {attempt}{of}: {_ADVICE}")
