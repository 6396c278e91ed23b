"""Layers made of layers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from cnnlib.layers.base import Layer, Shape, Signal, Step, Walk

__all__ = ["Residual", "Sequential"]


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
            self._layers[name] = layer

    def children(self) -> Iterator[tuple[str, Layer]]:
        """Yield the name and the layer of each part."""
        return iter(self._layers.items())

    def __len__(self) -> int:
        return len(self._layers)

    def __iter__(self) -> Iterator[Layer]:
        return iter(self._layers.values())

    def __getitem__(self, key: int | str) -> Layer:
        """Return a part by its place or its name."""
        if isinstance(key, str):
            return self._layers[key]
        return list(self._layers.values())[key]

    def __getattr__(self, name: str) -> Any:
        """Return a part by its name: ``net.features``."""
        layers = self.__dict__.get("_layers", {})
        if name not in layers:
            raise AttributeError(f"{type(self).__name__} has no attribute or layer {name!r}")
        return layers[name]

    def forward(self, x: np.ndarray) -> Any:
        """Apply one layer after another."""
        for name, layer in self._layers.items():
            with _at(name):
                x = layer(x)
        return x

    def output_shape(self, input_shape: Shape) -> Shape:
        """Return the shape behind the last layer."""
        for name, layer in self._layers.items():
            with _at(name):
                input_shape = layer.output_shape(input_shape)
        return input_shape

    def walk(self, before: Signal, name: str = "") -> Walk:
        """Yield a `Step` for every plain layer in here, in order; return the last signal."""
        for part, layer in self._layers.items():
            with _at(part):
                before = yield from layer.walk(before, _path(name, part))
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

    def __init__(self, body: Layer, shortcut: Layer | None = None) -> None:
        super().__init__()
        for name, layer in (("body", body), ("shortcut", shortcut)):
            if not isinstance(layer, Layer) and not (name == "shortcut" and layer is None):
                raise TypeError(f"{name} must be a layer, got {layer!r}")
        self.body = body
        self.shortcut = shortcut

    def children(self) -> Iterator[tuple[str, Layer]]:
        """Yield the body and, where there is one, the shortcut."""
        yield "body", self.body
        if self.shortcut is not None:
            yield "shortcut", self.shortcut

    def forward(self, x: np.ndarray) -> np.ndarray:
        """Add the two ways."""
        self.output_shape(x.shape)
        return self.body(x) + (x if self.shortcut is None else self.shortcut(x))

    def output_shape(self, input_shape: Shape) -> Shape:
        """Return the shape of the sum; both ways must end in the same one."""
        ends = {name: layer.output_shape(input_shape) for name, layer in self.children()}
        around = ends.get("shortcut", tuple(input_shape))
        if ends["body"] != around:
            raise ValueError(
                f"body and shortcut must end in one shape, got {ends['body']} and {around}"
            )
        return around

    def walk(self, before: Signal, name: str = "") -> Walk:
        """Yield the steps of both ways, then the addition itself."""
        ends = [before] if self.shortcut is None else []
        for part, layer in self.children():
            with _at(part):
                ends.append((yield from layer.walk(before, _path(name, part))))
        fields = [end.receptive_field for end in ends]
        widest = None if None in fields else (max(f[0] for f in fields), max(f[1] for f in fields))
        after = Signal(self.output_shape(before.shape), widest, ends[-1].jump)
        yield Step(_path(name, "add"), self, before, after)
        return after


@contextmanager
def _at(name: str) -> Iterator[None]:
    """Say in which part of a network an error arose."""
    try:
        yield
    except (TypeError, ValueError) as error:
        raise type(error)(f"{name}: {error}") from error


def _path(*names: str) -> str:
    return ".".join(filter(None, names))
