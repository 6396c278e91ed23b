"""Layers made of layers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import chain, count
from typing import Any

import numpy as np

from cnnlib._checks import batch_shape, did_you_mean, whole_number
from cnnlib.functional._arrays import ieee_arithmetic, require_floats, require_gradient
from cnnlib.layers.attributes import Setting, Shape
from cnnlib.layers.base import Layer, Signal, Step, Walk
from cnnlib.layers.holder import joined
from cnnlib.layers.pooling import MaxPool2D

__all__ = ["Residual", "Sequential"]


def _layer(value: Any, name: str) -> Layer:
    if not isinstance(value, Layer):
        raise TypeError(f"{name} must be a layer, got {value!r}")
    return value


def _entry(value: Any, where: str) -> tuple[str | None, Layer]:
    """Return the name, if there is one, and the layer of what is to become a part."""
    name, layer = value if isinstance(value, tuple) and len(value) == 2 else (None, value)
    if not isinstance(layer, Layer) or not isinstance(name, (str, type(None))):
        raise TypeError(f"layers must be layers or (name, layer), got {value!r} {where}")
    return name, layer


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

    _adding = "append((name, layer)) adds a part"

    def __init__(self, *layers: Layer | tuple[str, Layer]) -> None:
        super().__init__()
        self._put(_entry(layer, f"at place {place}") for place, layer in enumerate(layers))

    def children(self) -> Iterator[tuple[str, Layer]]:
        """Yield the name and the layer of each part, then what a class of one's own adds."""
        return chain(self._sequence.items(), super().children())

    def __len__(self) -> int:
        return len(self._sequence)

    def __iter__(self) -> Iterator[Layer]:
        return iter(self._sequence.values())

    def __getitem__(self, key: int | str | slice) -> Layer:
        """Return a part by its place or its name; a slice gives a network of its parts."""
        if isinstance(key, slice):
            return Sequential(*list(self._sequence.items())[key])
        return self._sequence[self._name(key)]

    def __setitem__(self, key: int | str, layer: Layer) -> None:
        """Replace a part by its place or its name: ``net.classifier[6] = Linear(4096, 3)``."""
        self._sequence[self._name(key)] = _layer(layer, f"part {key}")

    def __delitem__(self, key: int | str | slice) -> None:
        """Take out a part, or those of a slice; those called by their place move up."""
        parts = self._entries()
        place = key if isinstance(key, slice) else list(self._sequence).index(self._name(key))
        del parts[place]
        self._put(parts)

    def append(self, layer: Layer | tuple[str, Layer]) -> Sequential:
        """Add a part, with a name or without, behind the last. Returns the network."""
        return self.insert(len(self), layer)

    def insert(self, place: int, layer: Layer | tuple[str, Layer]) -> Sequential:
        """Add a part before the one at `place`. Returns the network.

        Examples
        --------
        >>> from cnnlib import Dropout, Linear, ReLU
        >>> Sequential(Linear(2, 4), Linear(4, 3)).insert(1, ReLU()).append(("drop", Dropout()))
        Sequential(
          (0): Linear(in_features=2, out_features=4, dtype=float32)
          (1): ReLU()
          (2): Linear(in_features=4, out_features=3, dtype=float32)
          (drop): Dropout(p=0.5)
        )
        """
        parts = self._entries()
        place = whole_number(place, "place", minimum=None)
        parts.insert(place, _entry(layer, f"for place {place}"))
        self._put(parts)
        return self

    def __getattr__(self, name: str) -> Any:
        """Return a part by its name: ``net.features``."""
        layers = vars(self).get("_sequence", {})
        return layers[name] if name in layers else super().__getattr__(name)

    def __setattr__(self, name: str, value: Any) -> None:
        """Replace a part by its name: ``net.head = Linear(84, 3)``; in `__init__`, add one."""
        if name in vars(self).get("_sequence", {}):
            self[name] = value
        elif isinstance(value, Layer) and not vars(self).get("_built"):
            self._require_begun()
            if vars(self).get(name, self) is None:
                del vars(self)[name]
            self._put([*self._entries(), (name, value)])
        else:
            super().__setattr__(name, value)

    def __delattr__(self, name: str) -> None:
        """Take out a part by its name: ``del net.head``."""
        if name in self._sequence:
            del self[name]
        else:
            super().__delattr__(name)

    def _entries(self) -> list[tuple[str | None, Layer]]:
        """Return the parts, those that are called by their place without a name."""
        return [
            (None if name == str(place) else name, layer)
            for place, (name, layer) in enumerate(self._sequence.items())
        ]

    def _put(self, entries: Iterable[tuple[str | None, Layer]]) -> None:
        """Take these as the parts; call one without a name by its place, or the next number."""
        entries = list(entries)
        names = [name for name, _ in entries if name is not None]
        for name in names:
            if not name or "." in name or hasattr(type(self), name) or name in vars(self):
                raise ValueError(
                    f"layers must have names without dots that are free here, got {name!r}"
                )
        parts: dict[str, Layer] = {}
        for place, (name, layer) in enumerate(entries):
            if name is None and (name := str(place)) in parts:
                name = next(free for n in count(place) if (free := str(n)) not in {*names, *parts})
            if name in parts:
                raise ValueError(f"layers must have different names, got {name!r} twice")
            parts[name] = layer
        vars(self)["_sequence"] = parts

    def _name(self, key: int | str) -> str:
        """Return the name of the part that a place or a name stands for."""
        if isinstance(key, str):
            if key not in self._sequence:
                hint = did_you_mean(key, self._sequence) if self._sequence else "it is empty"
                raise KeyError(f"{type(self).__name__} has no part {key!r}: {hint}")
            return key
        place = whole_number(key, "place", minimum=None)
        if not -len(self) <= place < len(self):
            raise IndexError(f"place must be below {len(self)}, the number of parts, got {place}")
        return list(self._sequence)[place]

    def forward(self, x: np.ndarray) -> Any:
        """Apply one layer after another; an empty network changes nothing."""
        if not self._sequence:
            return require_floats(x).copy()
        for name, layer in self._sequence.items():
            # Not `with at(name)`: in a small network a context manager for each layer is felt.
            try:
                x = _values(layer, x)
            except (TypeError, ValueError) as error:
                raise _located(error, name) from error
        return x

    def differentiate(self, grad_output: np.ndarray, x: np.ndarray) -> tuple[np.ndarray]:
        """Go back through one layer after another."""
        if not self._sequence:
            return (require_gradient(grad_output, x.shape, x).copy(),)
        for name, layer in reversed(self._sequence.items()):
            with at(name):
                grad_output = layer.backward(grad_output)
        return (grad_output,)

    def output_shape(self, input_shape: Shape) -> Shape:
        """Return the shape behind the last layer."""
        input_shape = batch_shape(input_shape)
        for name, layer in self._sequence.items():
            with at(name):
                input_shape = layer.output_shape(input_shape)
        return input_shape

    def walk(self, before: Signal, name: str = "") -> Walk:
        """Yield a `Step` for every plain layer in here, in order; return the last signal."""
        if type(self).forward is not Sequential.forward:
            return (yield from super().walk(before, name))
        for part, layer in self._sequence.items():
            try:
                before = yield from layer.walk(before, joined(name, part))
            except (TypeError, ValueError) as error:
                raise _located(error, part) from error
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

    def _ways(self) -> list[tuple[str, Layer]]:
        """Return what the input passes: the body and, where there is one, the shortcut."""
        ways = [("body", self.body), ("shortcut", self.shortcut)]
        return [(name, layer) for name, layer in ways if layer is not None]

    @ieee_arithmetic
    def forward(self, x: np.ndarray) -> np.ndarray:
        """Add the two ways."""
        self.output_shape(require_floats(x).shape)
        ways = [x] if self.shortcut is None else []
        for name, layer in self._ways():
            with at(name):
                ways.append(_values(layer, x))
        return ways[0] + ways[1]

    @ieee_arithmetic
    def differentiate(self, grad_output: np.ndarray, x: np.ndarray) -> tuple[np.ndarray]:
        """Go back both ways, and add up."""
        grad_output = require_gradient(grad_output, self.output_shape(x.shape), x)
        ways = [grad_output] if self.shortcut is None else []
        for name, layer in reversed(self._ways()):  # As each place is left, last first.
            with at(name):
                ways.append(layer.backward(grad_output))
        return (ways[0] + ways[1],)

    def output_shape(self, input_shape: Shape) -> Shape:
        """Return the shape of the sum; both ways must end in the same one."""
        ends = {"shortcut": batch_shape(input_shape)}
        for name, layer in self._ways():
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
        for part, layer in self._ways():
            with at(part):
                ends.append((yield from layer.walk(before, joined(name, part))))
        fields = [end.receptive_field for end in ends]
        widest = None if None in fields else (max(f[0] for f in fields), max(f[1] for f in fields))
        after = Signal(self.output_shape(before.shape), widest, ends[-1].jump)
        yield Step(joined(name, "add"), self, before, after)
        return after


def _values(layer: Layer, x: np.ndarray) -> Any:
    """Return what the next layer gets; of a pooling that also tells places, the maxima."""
    y = layer(x)
    return y[0] if type(y) is tuple and isinstance(layer, MaxPool2D) else y


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
