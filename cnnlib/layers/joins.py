"""Layers of several inputs: in a `Graph` they join its ways."""

from __future__ import annotations

from itertools import accumulate
from math import prod

import numpy as np

from cnnlib._checks import axis_of, batch_shape, flag
from cnnlib.functional._arrays import ieee_arithmetic, require_floats, require_gradient
from cnnlib.functional._products import multiply
from cnnlib.layers.arithmetic import summed
from cnnlib.layers.attributes import Setting, Shape, axis_number, settle
from cnnlib.layers.base import Layer

__all__ = ["Add", "Concat", "MatMul", "Multiply"]


class _Join(Layer):
    """A layer of two inputs or more."""

    takes_several = True

    def _read(self, shapes: tuple[Shape, ...]) -> list[Shape]:
        """Return the shapes of the inputs, checked; one alone is nothing to join."""
        if len(shapes) < 2:
            raise ValueError(f"{type(self).__name__} joins two inputs or more, got {len(shapes)}")
        return [batch_shape(shape) for shape in shapes]

    def _arrays(self, xs: tuple[np.ndarray, ...]) -> Shape:
        """Return the shape of the output, having checked the arrays that make it."""
        return self.output_shape(*(require_floats(x).shape for x in xs))

    def _gradient(self, grad_output: np.ndarray, xs: tuple[np.ndarray, ...]) -> np.ndarray:
        return require_gradient(grad_output, self._arrays(xs), xs[0])


class _OfOneShape(_Join):
    """A join of inputs number by number."""

    family = "equal"

    def output_shape(self, *input_shapes: Shape) -> Shape:
        """Return the shape that all inputs have."""
        shapes = self._read(input_shapes)
        if shapes.count(shapes[0]) < len(shapes):
            raise ValueError(
                f"{type(self).__name__} takes inputs of one shape, "
                f"got {' and '.join(map(str, shapes))}"
            )
        return shapes[0]


class Add(_OfOneShape):
    """The sum of inputs of one shape, number by number: what closes a residual block.

    Examples
    --------
    >>> Add()(np.array([1.0, 2.0]), np.array([10.0, 20.0]))
    array([11., 22.])
    """

    @ieee_arithmetic
    def forward(self, *xs: np.ndarray) -> np.ndarray:
        """Add arrays of one shape."""
        self._arrays(xs)
        return sum(xs[1:], xs[0])

    def differentiate(self, grad_output: np.ndarray, *xs: np.ndarray) -> tuple[np.ndarray, ...]:
        """Hand the gradient to each input."""
        return (self._gradient(grad_output, xs),) * len(xs)


class Multiply(_Join):
    """The product of inputs, number by number; an axis of size 1 stretches: a gate.

    References
    ----------
    J. Hu, L. Shen and G. Sun, Squeeze-and-excitation networks, CVPR 2018, equation 4.

    Examples
    --------
    >>> Multiply().output_shape((1, 64, 7, 7), (1, 64, 1, 1))
    (1, 64, 7, 7)
    """

    family = "broadcast"

    @ieee_arithmetic
    def forward(self, *xs: np.ndarray) -> np.ndarray:
        """Multiply arrays whose sizes agree or are 1."""
        self._arrays(xs)
        return prod(xs[1:], start=xs[0])

    @ieee_arithmetic
    def differentiate(self, grad_output: np.ndarray, *xs: np.ndarray) -> tuple[np.ndarray, ...]:
        """Weigh the gradient of each input by the others; sum it up where the input stretched."""
        grad_output = self._gradient(grad_output, xs)
        return tuple(
            summed(prod((*xs[:place], *xs[place + 1 :]), start=grad_output), x.shape)
            for place, x in enumerate(xs)
        )

    def output_shape(self, *input_shapes: Shape) -> Shape:
        """Return the largest size of each axis."""
        shapes = self._read(input_shapes)
        sizes = [{*axis} - {1} for axis in zip(*shapes, strict=False)]
        if len({*map(len, shapes)}) > 1 or any(len(axis) > 1 for axis in sizes):
            raise ValueError(
                "what is multiplied must have sizes that agree or are 1 on each axis, got "
                + " and ".join(map(str, shapes))
            )
        return tuple(max(axis, default=1) for axis in sizes)


class Concat(_Join):
    """Inputs one behind the other along an axis; along the channels as a rule.

    Parameters
    ----------
    axis : int
        All other axes must have the same sizes.

    Examples
    --------
    >>> Concat().output_shape((1, 64, 28, 28), (1, 32, 28, 28))
    (1, 96, 28, 28)
    """

    family = "concat"
    axis = Setting(axis_number)

    def __init__(self, axis: int = 1) -> None:
        super().__init__()
        settle(self, axis=axis)

    def forward(self, *xs: np.ndarray) -> np.ndarray:
        """Put arrays one behind the other."""
        self._arrays(xs)
        return np.concatenate(xs, axis=self.axis)

    def differentiate(self, grad_output: np.ndarray, *xs: np.ndarray) -> tuple[np.ndarray, ...]:
        """Cut the gradient where the inputs met."""
        ends = accumulate(x.shape[self.axis] for x in xs)
        return tuple(np.split(self._gradient(grad_output, xs), [*ends][:-1], axis=self.axis))

    def output_shape(self, *input_shapes: Shape) -> Shape:
        """Return the shape with the sizes along the axis added up."""
        shapes = self._read(input_shapes)
        axis = axis_of(self.axis, shapes[0])
        others = {(len(shape), *shape[:axis], *shape[axis + 1 :]) for shape in shapes}
        if len(others) > 1:
            raise ValueError(
                f"what is concatenated must agree on all axes but axis {axis}, got "
                + " and ".join(map(str, shapes))
            )
        return *shapes[0][:axis], sum(shape[axis] for shape in shapes), *shapes[0][axis + 1 :]


class MatMul(_Join):
    """The matrix product of two inputs, for each image and each axis before the last two.

    The batch stands first, and the last two axes are the matrices; on the axes before them the
    sizes agree, or one is 1 and stretches, as in NumPy.

    Parameters
    ----------
    transpose_x, transpose_y : bool
        Whether the last two axes of the first or the second input are swapped before.

    References
    ----------
    A. Vaswani et al., Attention is all you need, NIPS 2017, equation 1: softmax(Q Kᵀ / √d) V has
    two of them.

    Examples
    --------
    >>> MatMul(transpose_y=True).output_shape((1, 4, 6, 8), (1, 4, 6, 8))
    (1, 4, 6, 6)

    These are the scores of six places against six, for each of four heads, from eight numbers a
    place. Attention of one head as a graph, where the weights of the query hold 1 / √d:

    >>> from cnnlib import Graph, Linear, Softmax
    >>> attention = Graph(
    ...     ("query", Linear(8, 8), "input"),
    ...     ("key", Linear(8, 8), "input"),
    ...     ("value", Linear(8, 8), "input"),
    ...     ("scores", MatMul(transpose_y=True), "query", "key"),
    ...     ("weights", Softmax(axis=-1)),
    ...     ("attended", MatMul(), "weights", "value"),
    ... )
    >>> attention.output_shape((1, 6, 8)), attention["scores"].output_shape((1, 6, 8), (1, 6, 8))
    ((1, 6, 8), (1, 6, 6))
    """

    family = "matrix product"
    macs = ("outputs", "inner size")
    transpose_x = Setting(flag)
    transpose_y = Setting(flag)

    def __init__(self, transpose_x: bool = False, transpose_y: bool = False) -> None:
        super().__init__()
        settle(self, transpose_x=transpose_x, transpose_y=transpose_y)

    @ieee_arithmetic
    def forward(self, *xs: np.ndarray) -> np.ndarray:
        """Multiply matrices."""
        batch = self._arrays(xs)[:-2]
        return multiply(*self._matrices(xs, batch))

    @ieee_arithmetic
    def differentiate(self, grad_output: np.ndarray, *xs: np.ndarray) -> tuple[np.ndarray, ...]:
        """Multiply the gradient by the other matrix; sum it up where an input stretched."""
        grad_output = self._gradient(grad_output, xs)
        x, y = self._matrices(xs, grad_output.shape[:-2])
        grads = multiply(grad_output, y.swapaxes(-1, -2)), multiply(x.swapaxes(-1, -2), grad_output)
        turned = self.transpose_x, self.transpose_y
        return tuple(
            summed(grad.swapaxes(-1, -2) if turn else grad, x.shape)
            for grad, turn, x in zip(grads, turned, xs, strict=True)
        )

    def output_shape(self, *input_shapes: Shape) -> Shape:
        """Return the shape of the product."""
        if len(input_shapes) != 2:
            raise ValueError(f"MatMul multiplies two inputs, got {len(input_shapes)}")
        first, second = map(batch_shape, input_shapes)
        got = f"got {first} and {second}"
        if min(len(first), len(second)) < 3 or len(first) != len(second):
            raise ValueError(
                f"MatMul takes as many axes of both inputs, three or more, the batch first, {got}"
            )
        if any(len({*sizes} - {1}) > 1 for sizes in zip(first[:-2], second[:-2], strict=True)):
            raise ValueError(
                f"before the last two axes, MatMul takes sizes that agree or are 1, {got}"
            )
        rows, inner = first[-2:][:: -1 if self.transpose_x else 1]
        met, columns = second[-2:][:: -1 if self.transpose_y else 1]
        if inner != met:
            hint = ""
            if inner == columns:
                hint = f": transpose_y={not self.transpose_y} fits"
            raise ValueError(f"MatMul cannot multiply {inner} columns by {met} rows, {got}{hint}")
        return *map(max, first[:-2], second[:-2]), rows, columns

    def window(self, *input_shapes: Shape) -> None:
        """Return None: every output sees a whole row and a whole column."""
        return None

    def _matrices(self, xs: tuple[np.ndarray, ...], batch: Shape) -> list[np.ndarray]:
        """Return both inputs as what is multiplied, in views alone."""
        turned = self.transpose_x, self.transpose_y
        matrices = [x.swapaxes(-1, -2) if turn else x for x, turn in zip(xs, turned, strict=True)]
        return [np.broadcast_to(each, (*batch, *each.shape[-2:])) for each in matrices]
