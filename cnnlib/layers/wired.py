"""Layers that read one another, and the passes over them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from cnnlib._checks import batch_shape
from cnnlib.functional._arrays import require_floats, require_gradient
from cnnlib.functional._symbol import Untraceable
from cnnlib.layers.adaptive_pooling import AdaptiveMaxPool2D
from cnnlib.layers.attributes import Shape
from cnnlib.layers.base import Layer
from cnnlib.layers.calls import added
from cnnlib.layers.pooling import MaxPool2D
from cnnlib.layers.signals import Signal, Walk

__all__ = ["Wired", "at", "located"]


class Wired(Layer):
    """Layers that read one another: a pass over them, forward, backward or in shapes alone."""

    _general = True
    _has_parts = True

    def wiring(self) -> Iterable[tuple[str, Layer, tuple[str, ...]]]:
        """Return name and layer of each part, and what it reads; "" is what enters."""
        raise NotImplementedError

    def forward(self, x: np.ndarray) -> Any:
        """Apply each layer to what it reads; an empty network changes nothing."""
        values = {"": x}
        y = None
        for name, layer, reads in self.wiring():
            # Not `with at(name)`: in a small network a context manager for each layer is felt.
            try:
                if len(reads) == 1:
                    y = layer(values[reads[0]])
                else:
                    y = layer(*[values[each] for each in reads])
            except (TypeError, ValueError) as error:
                raise located(error, name) from error
            if type(y) is tuple and isinstance(layer, (MaxPool2D, AdaptiveMaxPool2D)):
                y = y[0]  # Of a pooling that also tells places, the maxima.
            values[name] = y
        return require_floats(x).copy() if y is None else y

    def differentiate(self, grad_output: np.ndarray, x: np.ndarray) -> tuple[np.ndarray, ...]:
        """Go back through each layer, the last first; of what is read twice, gradients add up."""
        if self._slope_traced:
            return super().differentiate(grad_output, x)
        wiring = [*self.wiring()]
        if not wiring:
            return (require_gradient(grad_output, x.shape, x).copy(),)
        grads = {wiring[-1][0]: grad_output}
        for name, layer, reads in reversed(wiring):
            try:
                found = layer.backward(grads.pop(name))
            except (TypeError, ValueError) as error:
                raise located(error, name) from error
            for each, grad in zip(reads, found if len(reads) > 1 else (found,), strict=True):
                grads[each] = added(grads[each], grad) if each in grads else grad
        return (grads[""],)

    def output_shape(self, input_shape: Shape) -> Shape:
        """Return the shape behind the last layer."""
        if self._shape_traced:
            return super().output_shape(input_shape)
        shape = batch_shape(input_shape)
        shapes = {"": shape}
        for name, layer, reads in self.wiring():
            try:
                shapes[name] = shape = layer.output_shape(*[shapes[each] for each in reads])
            except (TypeError, ValueError) as error:
                raise located(error, name) from error
        return shape

    def walk(self, before: tuple[Signal, ...], name: str = "") -> Walk:
        """Yield a `Step` for every plain layer in here, in order; return the last signal."""
        if type(self).forward is not Wired.forward:
            return (yield from super().walk(before, name))
        (last,) = before
        signals = {"": last}
        above = name and f"{name}."
        for part, layer, reads in self.wiring():
            try:
                last = yield from layer.walk(tuple([signals[each] for each in reads]), above + part)
            except (TypeError, ValueError) as error:
                raise located(error, part) from error
            signals[part] = last
        return last


@contextmanager
def at(name: str) -> Iterator[None]:
    """Say in which part of a network an error arose."""
    try:
        yield
    except (TypeError, ValueError) as error:
        raise located(error, name) from error


def located(error: Exception, name: str) -> Exception:
    """Return an error that also says in which part of a network it arose."""
    kind = next(k for k in (Untraceable, TypeError, ValueError) if isinstance(error, k))
    return kind(f"{name}: {error}")
