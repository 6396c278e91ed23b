"""One layer of Keras at one of its places, as a rule sees it."""

from __future__ import annotations

from typing import Any

from cnnlib._checks import Pair
from cnnlib.description.imported.network import Network
from cnnlib.description.imported.values import NoRule, Stored, Stream, Weight
from cnnlib.layers.attributes import Shape
from cnnlib.layers.base import Layer
from cnnlib.layers.foreign import Function, unruled

__all__ = ["Call"]


class Call:
    """A layer with its configuration and what it reads here.

    Keras has channels last as a rule, (N, H, W, C); every stream of four axes is (N, C, H, W).

    Attributes
    ----------
    kind, name : str
        The layer's class, and what it is called in the network.
    config : dict
    streams : list of Stream
    numbers : list of float
        What an operation of Keras gets beside arrays.
    """

    def __init__(
        self,
        network: Network,
        kind: str,
        name: str,
        config: dict[str, Any],
        reads: tuple[list[Stream], list[float]],
        made: dict[str, Layer],
        channels_last: bool,
    ) -> None:
        self.network, self.kind, self.name, self.config = network, kind, name, config
        self.streams, self.numbers = reads
        self.channels_last = config.get("data_format", "") != "channels_first" and channels_last
        self._made = made

    def get(self, name: str, default: Any = None) -> Any:
        """Return what is configured."""
        return self.config.get(name, default)

    def pair(self, name: str, default: Any = None) -> Pair:
        """Return what is configured for height and width."""
        value = self.get(name, default)
        if value is None:
            raise NoRule(f"no {name}")
        if isinstance(value, int):
            return value, value
        self.require(len(value) == 2, f"{name} has {len(value)} numbers: only images are counted")
        return int(value[0]), int(value[1])

    def stream(self, axes: int = 0) -> Stream:
        """Return the only input, which must have so many axes where that is said."""
        self.require(len(self.streams) == 1, f"it reads {len(self.streams)} arrays")
        (x,) = self.streams
        self.require(not axes or len(x.shape) == axes, f"its input has {len(x.shape)} axes")
        return x

    def axis(self, axis: int, axes: int) -> int:
        """Return an axis of Keras as cnnlib has it."""
        self.require(-axes <= axis < axes, f"there is no axis {axis}")
        place = axis % axes
        return (0, 2, 3, 1)[place] if axes == 4 and self.channels_last else place

    def emit(
        self, layer: Layer, *reads: Stream, part: str = "", absent: tuple[str, ...] = ()
    ) -> Stream:
        """Add a layer; one that is called again is the same. Some arrays may be absent in Keras."""
        layer = self._made.setdefault(part, layer)
        if self.get("trainable", True) is False:
            layer.freeze()
        name = self.network.names.free(f"{self.name}_{part}" if part else self.name)
        shapes = layer.parameter_shapes | layer.statistic_shapes
        weights: dict[str, Weight] = {
            each: (Stored(f"{id(layer)} {each}", shape, None, True), None)
            for each, shape in shapes.items()
            if each not in absent
        }
        return self.network.add(name, layer, reads, weights)

    def unruled(
        self, shape: Shape, function: Function | None = None, local: bool = False
    ) -> Stream:
        """Add a layer of this kind, that no layer of cnnlib stands for."""
        shapes = [each.shape for each in self.streams]
        return self.emit(unruled(self.kind)(shapes, shape, function, local=local), *self.streams)

    def require(self, condition: Any, why: str) -> None:
        """Say why there is no rule for such a layer."""
        if not condition:
            raise NoRule(why)
