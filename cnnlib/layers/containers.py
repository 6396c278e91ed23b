"""Layers made of layers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from cnnlib._checks import batch_shape
from cnnlib.functional._arrays import ieee_arithmetic, require_floats, require_gradient
from cnnlib.layers.attributes import Setting, Shape
from cnnlib.layers.base import Layer, Signal, Step, Walk, joined

__all__ = ["Residual", "Sequential"]


def _layer(value: Any, name: str) -> Layer:
    if not isinstance(value, Layer):
        raise TypeError(f"{name} must be a layer, got {value!r}")
    return value


def _layer_or_none(value: Any, name: str) -> Layer | None:
    return None if value is None else _layer(value, name)


class Sequential(Layer):
    """Layers one after another.

    Parameters
    ----------
    *layers : Layer or (str, Layer)
        A layer without a name is called by its place: ``"0"``, ``"1"``, …

    Examples
    --------
    >>> from cnnlib import Linear, ReLU
    >>> net = Sequential(Linear(2, 4), ("activation", ReLU()))
    >>> net
    Sequential(
      (0): Linear(in_features=2, out_features=4, dtype=float32)
      (activation): ReLU()
    )
    >>> net.output_shape((1, 2)), net["activation"]
    ((1, 4), ReLU())
    """

    def __init__(self, *layers: Layer | tuple[str, Layer]) -> None:
        super().__init__()
        self._layers: dict[str, Layer] = {}
        for place, entry in enumerate(layers):
            name, layer = (
                entry if isinstance(entry, tuple) and len(entry) == 2 else (str(place), entry)
            )
            if not isinstance(layer, Layer) or not isinstance(name, str):
                raise TypeError(
                    f"layers must be layers or (name, layer), got {entry!r} at place {place}"
                )
            if name in self._layers:
                raise ValueError(f"layers must have different names, got {name!r} twice")
            if not name or "." in name or hasattr(self, name):
                raise ValueError(
                    f"layers must have names without dots that are free here, got {name!r}"
                )
            self._layers[name] = layer

    def children(self) -> Iterator[tuple[str, Layer]]:
        """Yield the name and the layer of each part."""
        return iter(self._layers.items())

    def __len__(self) -> int:
        return len(self._layers)

    def __iter__(self) -> Iterator[Layer]:
        return iter(self._layers.values())

    def __getitem__(self, key: int | str | slice) -> Layer:
        """Return a part by its place or its name; a slice gives a network of its parts."""
        parts = list(self._layers.items())
        if isinstance(key, slice):
            return Sequential(*parts[key])
        if isinstance(key, str):
            return self._layers[key]
        return parts[key][1]

    def __getattr__(self, name: str) -> Any:
        """Return a part by its name: ``net.features``."""
        layers = self.__dict__.get("_layers", {})
        if name not in layers:
            raise AttributeError(f"{type(self).__name__} has no attribute or layer {name!r}")
        return layers[name]

    def __setattr__(self, name: str, value: Any) -> None:
        """Replace a part by its name: ``net.head = Linear(84, 3)``."""
        if name in self.__dict__.get("_layers", {}):
            self._layers[name] = _layer(value, name)
        else:
            super().__setattr__(name, value)

    def forward(self, x: np.ndarray) -> Any:
        """Apply one layer after another; an empty network changes nothing."""
        if not self._layers:
            return require_floats(x).copy()
        for name, layer in self._layers.items():
            # Not `with at(name)`: in a small network a context manager for each layer is felt.
            try:
                x = layer(x)
            except (TypeError, ValueError) as error:
                raise _located(error, name) from error
        return x

    def differentiate(self, grad_output: np.ndarray, x: np.ndarray) -> tuple[np.ndarray]:
        """Go back through one layer after another."""
        if not self._layers:
            return (require_gradient(grad_output, x.shape, x).copy(),)
        for name, layer in reversed(self._layers.items()):
            with at(name):
                grad_output = layer.backward(grad_output)
        return (grad_output,)

    def output_shape(self, input_shape: Shape) -> Shape:
        """Return the shape behind the last layer."""
        input_shape = batch_shape(input_shape)
        for name, layer in self._layers.items():
            with at(name):
                input_shape = layer.output_shape(input_shape)
        return input_shape

    def walk(self, before: Signal, name: str = "") -> Walk:
        """Yield a `Step` for every plain layer in here, in order; return the last signal."""
        for part, layer in self._layers.items():
            with at(part):
                before = yield from layer.walk(before, joined(name, part))
        return before


class Residual(Layer):
    """A body of layers with a way around it: body(x) + shortcut(x).

    Parameters
    ----------
    body : Layer
    shortcut : Layer, optional
        What the input passes on its way around; nothing where left out.

    References
    ----------
    K. He et al., Deep residual learning for image recognition, CVPR 2016.

    Examples
    --------
    >>> from cnnlib import ReLU
    >>> Residual(ReLU())(np.array([-1.0, 2.0]))
    array([-1.,  4.])
    """

    body = Setting(_layer)
    shortcut = Setting(_layer_or_none)

    def __init__(self, body: Layer, shortcut: Layer | None = None) -> None:
        super().__init__()
        self.body = body
        self.shortcut = shortcut

    def children(self) -> Iterator[tuple[str, Layer]]:
        """Yield the body and, where there is one, the shortcut."""
        yield "body", self.body
        if self.shortcut is not None:
            yield "shortcut", self.shortcut

    @ieee_arithmetic
    def forward(self, x: np.ndarray) -> np.ndarray:
        """Add the two ways."""
        self.output_shape(require_floats(x).shape)
        ways = [x] if self.shortcut is None else []
        for name, layer in self.children():
            with at(name):
                ways.append(layer(x))
        return ways[0] + ways[1]

    @ieee_arithmetic
    def differentiate(self, grad_output: np.ndarray, x: np.ndarray) -> tuple[np.ndarray]:
        """Go back both ways, and add up."""
        grad_output = require_gradient(grad_output, self.output_shape(x.shape), x)
        ways = [grad_output] if self.shortcut is None else []
        for name, layer in self.children():
            with at(name):
                ways.append(layer.backward(grad_output))
        return (ways[0] + ways[1],)

    def output_shape(self, input_shape: Shape) -> Shape:
        """Return the shape of the sum; both ways must end in the same one."""
        ends = {"shortcut": batch_shape(input_shape)}
        for name, layer in self.children():
            with at(name):
                ends[name] = layer.output_shape(input_shape)
        if ends["body"] != ends["shortcut"]:
            raise ValueError(
                "body and shortcut must end in one shape, "
                f"got {ends['body']} and {ends['shortcut']}"
            )
        return ends["body"]

    def walk(self, before: Signal, name: str = "") -> Walk:
        """Yield the steps of both ways, then the addition itself."""
        ends = [before] if self.shortcut is None else []
        for part, layer in self.children():
            with at(part):
                ends.append((yield from layer.walk(before, joined(name, part))))
        fields = [end.receptive_field for end in ends]
        widest = None if None in fields else (max(f[0] for f in fields), max(f[1] for f in fields))
        after = Signal(self.output_shape(before.shape), widest, ends[-1].jump)
        yield Step(joined(name, "add"), self, before, after)
        return after


@contextmanager
def at(name: str) -> Iterator[None]:
    """Say in which part of a network an error arose."""
    try:
        yield
    except (TypeError, ValueError) as error:
        raise _located(error, name) from error


def _located(error: Exception, name: str) -> Exception:
    kind = TypeError if isinstance(error, TypeError) else ValueError
    return kind(f"{name}: {error}")
