"""What a network from a file has beside layers: what enters it elsewhere, leaves it, or is unknown.

None of these is written by hand: `cnnlib.read_onnx` and `cnnlib.read_keras` put them where a file
has something that no layer of cnnlib stands for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NoReturn

import numpy as np

from cnnlib._checks import batch_shape, once
from cnnlib.functional._arrays import ieee_arithmetic
from cnnlib.layers.attributes import Shape
from cnnlib.layers.base import Layer

__all__ = ["Given", "Moved", "Outputs", "Unruled", "unruled", "unruled_at"]

Function = Callable[..., np.ndarray]


class _OfAFile(Layer):
    """A layer that is counted and computes, and is not gone back through."""

    takes_several = True

    def differentiate(self, grad_output: np.ndarray, *xs: np.ndarray) -> NoReturn:
        """Refuse."""
        raise TypeError(f"{type(self).__name__} has no gradient in cnnlib: {self!r}")


class Given(_OfAFile):
    """What does not follow from the input: a constant of the file, or another input.

    Parameters
    ----------
    shape : tuple of int
    trained : bool
        Whether it is a parameter.
    """

    family = "given"

    def __init__(self, shape: Shape, trained: bool = False) -> None:
        super().__init__()
        self.shape = batch_shape(shape, "shape")
        if trained:
            self.parameter_shapes["value"] = self.shape

    def forward(self, *xs: np.ndarray) -> np.ndarray:
        """Return the constant."""
        if "value" not in self.arrays:
            raise ValueError(
                f"the array of shape {self.shape} is not known here: set it, as in "
                "layer.arrays['value'] = array"
            )
        return self.arrays["value"]

    def output_shape(self, *input_shapes: Shape) -> Shape:
        """Return the shape."""
        return self.shape

    def settings(self) -> str:
        """Return the shape."""
        return f"{self.shape}"


class Outputs(_OfAFile):
    """All that a network returns, where it returns several arrays; counted as the first."""

    family = "outputs"

    def forward(self, *xs: np.ndarray) -> Any:
        """Return the arrays as a tuple."""
        return xs

    def output_shape(self, *input_shapes: Shape) -> Shape:
        """Return the shape of the first."""
        return batch_shape(input_shapes[0])


class _Sized(_OfAFile):
    """What was read for inputs of certain shapes, and only for those.

    Parameters
    ----------
    inputs : list of tuple of int
        Their shapes.
    shape : tuple of int
        Of the output.
    """

    def __init__(self, inputs: list[Shape], shape: Shape) -> None:
        super().__init__()
        self.inputs, self.shape = [*inputs], batch_shape(shape, "shape")

    def output_shape(self, *input_shapes: Shape) -> Shape:
        """Return the shape that the file leads to."""
        if [*input_shapes] != self.inputs:
            raise ValueError(
                f"{self!r} was read for {' and '.join(map(str, self.inputs))}, got "
                f"{' and '.join(map(str, input_shapes))}: read the file for this input_size"
            )
        return self.shape


class Moved(_Sized):
    """Numbers put elsewhere, left out or repeated, by an operator of the file; none is computed.

    Parameters
    ----------
    operator : str
    inputs, shape : tuple of int
        Of the inputs and the output.
    function : callable
        What it does with arrays.
    """

    family = "moved"

    def __init__(
        self, operator: str, inputs: list[Shape], shape: Shape, function: Function
    ) -> None:
        super().__init__(inputs, shape)
        self.operator, self.function = operator, function

    def forward(self, *xs: np.ndarray) -> np.ndarray:
        """Move."""
        return self.function(*xs)

    def window(self, *input_shapes: Any, **named: Any) -> None:
        """Return None: a number may come from anywhere."""
        return None

    def settings(self) -> str:
        """Return operator and shape."""
        return f"{self.operator}, {self.shape}"


class Unruled(_Sized):
    """An operator of a file that no convention has a rule for; its class has its name.

    Parameters
    ----------
    inputs, shape : tuple of int
        Of the inputs and the output, as they follow from the file.
    function : callable, optional
        What it does with arrays, where cnnlib knows.
    parameters : dict
        The shapes of its arrays by name.
    local : bool
        Whether each number follows from those at its place alone.
    """

    family = "unruled"

    def __init__(
        self,
        inputs: list[Shape],
        shape: Shape,
        function: Function | None = None,
        parameters: dict[str, Shape] | None = None,
        local: bool = False,
    ) -> None:
        super().__init__(inputs, shape)
        self.function, self.local = function, local
        self.parameter_shapes.update(parameters or {})

    @ieee_arithmetic
    def forward(self, *xs: np.ndarray) -> np.ndarray:
        """Compute, where cnnlib knows how."""
        if self.function is None:
            raise ValueError(f"cnnlib does not compute the operator {type(self).__name__}")
        return self.function(*xs)

    def window(self, *input_shapes: Any, **named: Any) -> Any:
        """Return that of one number where it is computed place by place; else unknown."""
        return ((1, 1), (1, 1)) if self.local else None

    def settings(self) -> str:
        """Return the shape of the output."""
        return f"{self.shape}"


@once
def unruled(operator: str) -> type[Unruled]:
    """Return the class of an operator without a rule, which has its name in every table."""
    return type(operator, (Unruled,), {"__doc__": f"The operator {operator}, which has no rule."})


def unruled_at(parts: Iterable[tuple[str, Layer]]) -> str:
    """Return which operators without a rule stand among layers, and where the first few do."""
    places: dict[str, list[str]] = {}
    for name, layer in parts:
        if isinstance(layer, Unruled):
            places.setdefault(type(layer).__name__, []).append(name)
    return ", ".join(f"{kind} at {_few(names)}" for kind, names in places.items())


def _few(names: list[str]) -> str:
    """Return the first names of many."""
    more = f" and {len(names) - 3} more" if len(names) > 4 else ""
    return ", ".join(names[:3] if more else names) + more
