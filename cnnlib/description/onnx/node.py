"""One operator of a model file, as a rule sees it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from cnnlib.description.imported.values import NoRule, Stored, Stream, Value, Weight
from cnnlib.layers.attributes import Shape
from cnnlib.layers.base import Layer
from cnnlib.layers.foreign import Function

if TYPE_CHECKING:
    from cnnlib.description.imported.network import Network

__all__ = ["Node"]

Make = Callable[[list[Shape], Shape, Function], Layer]


class Node:
    """An operator with its attributes and its inputs, and where its layers go.

    Attributes
    ----------
    name : str
        As the network calls it.
    operator : str
    opset : int
        The version of the set of operators that it belongs to.
    inputs : list of Value or None
        None stands for an optional one that is left out.
    """

    def __init__(
        self, proto: Any, name: str, opset: int, inputs: list[Value | None], network: Network
    ) -> None:
        self.proto, self.name, self.opset, self.inputs = proto, name, opset, inputs
        self.operator: str = proto.op_type
        self.network = network
        self._attributes = {each.name: each for each in proto.attribute}

    def get(self, name: str, default: Any = None) -> Any:
        """Return an attribute, lists as lists and text as str."""
        from onnx.helper import get_attribute_value

        if name not in self._attributes:
            return default
        value = get_attribute_value(self._attributes[name])
        if isinstance(value, bytes):
            return value.decode("utf-8", "replace")
        return value if isinstance(value, (int, float)) or hasattr(value, "dims") else list(value)

    def tensor(self, proto: Any) -> np.ndarray:
        """Return the array of an attribute that is one."""
        from onnx.numpy_helper import to_array

        return to_array(proto)

    def dtype(self, code: int) -> np.dtype:
        """Return the type that a number of ONNX's stands for."""
        from onnx.helper import tensor_dtype_to_np_dtype

        return tensor_dtype_to_np_dtype(code)

    def has(self, place: int) -> bool:
        """Tell whether an input is given."""
        return place < len(self.inputs) and self.inputs[place] is not None

    def stream(self, place: int = 0) -> Stream:
        """Return an input that follows from the network's; a constant is made one."""
        value = self.inputs[place] if self.has(place) else None
        if isinstance(value, Stored):
            return self.network.given(value)
        if not isinstance(value, Stream):
            raise NoRule(f"input {place} is missing")
        return value

    def stored(self, place: int) -> Stored:
        """Return an input that is a constant."""
        value = self.inputs[place] if self.has(place) else None
        if not isinstance(value, Stored):
            raise NoRule(f"input {place} is no constant")
        return value

    def numbers(self, place: int) -> list[Any] | None:
        """Return the numbers of a small constant; None where the input is left out."""
        return self.stored(place).numbers() if self.has(place) else None

    def number(self, place: int, default: Any) -> Any:
        """Return the number of a constant that is one."""
        return self.stored(place).number() if self.has(place) else default

    def emit(
        self, layer: Layer, *reads: Stream, weights: dict[str, Weight] | None = None, part: str = ""
    ) -> Stream:
        """Add a layer that reads streams; `part` tells several layers of one operator apart."""
        name = f"{self.name}_{part}" if part else self.name
        return self.network.add(name, layer, reads, weights or {})

    def place(self, make: Make, shape: Shape, function: Function, *reads: Stream) -> Stream:
        """Add a layer that is made for certain shapes, with what it does to arrays."""
        shape = shape or (1,)

        def as_array(*arrays: np.ndarray) -> np.ndarray:
            return np.asarray(function(*arrays)).reshape(shape)

        return self.emit(make([each.shape for each in reads], shape, as_array), *reads)

    def only_counted(self, why: str) -> None:
        """Refuse an operator whose cost is known and whose numbers are not, where they count."""
        if self.network.weights:
            raise ValueError(f"{why}, which cnnlib does not compute: weights=False counts it")

    def require(self, condition: Any, why: str) -> None:
        """Say why there is no rule for such an operator."""
        if not condition:
            raise NoRule(why)

    @property
    def where(self) -> str:
        """Return what the operator is, and where it stands."""
        return f"{self.operator} at {self.name}"
