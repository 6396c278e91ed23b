"""How a layer is called, and gone back through: each place of a pass has its own memory."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, ClassVar

import numpy as np

from cnnlib.functional._arrays import ieee_arithmetic
from cnnlib.layers.attributes import Shape
from cnnlib.layers.holder import Holder

__all__ = ["PASSING", "Called", "added", "here"]

Call = tuple["Called", tuple[np.ndarray, ...], Any, bool, list["Call"] | None]
"""What one ``layer(*xs)`` must remember to be gone back through: the layer, its inputs, what it
drew, its mode, and the calls of other layers that it made: so each place has its own memory."""


class _Here(threading.local):
    """Where this thread is: within which call, in which outermost way back, from which images."""

    calls: Any = None
    way_back: object | None = None
    images: np.ndarray | None = None


here = _Here()


@contextmanager
def learning_from(images: np.ndarray) -> Iterator[None]:
    """For a while, ask nobody for the gradient with respect to `images`: it may be zero."""
    here.images = images
    try:
        yield
    finally:
        here.images = None


@ieee_arithmetic
def added(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Add two gradients of one thing."""
    return np.add(a, b)


PASSING = ("_gradients", "_last_call", "_refusals", "_way_back", "drawn")
"""The attributes that passes leave behind."""


class Called(Holder):
    """What is called with arrays, remembers them, and hands gradients back."""

    _shape_traced: ClassVar[bool]
    """Whether the shape follows from a trace of `forward`; so does, next, the way back."""
    _slope_traced: ClassVar[bool]
    _lent: Mapping[str, tuple[Any, str]] = {}
    """Arrays of its own that are another layer's: whose, and under which name."""
    parameter_shapes: dict[str, Shape]
    drawn: Any = None
    _general = True  # Its rules give way to a trace where a class has a forward of its own.
    _graph_of: ClassVar[Callable[..., Any]]  # Set by `tracing`, which stands above.
    _training = True
    _last_call: Call | None = None
    _way_back: object | None = None
    _gradients: dict[str, np.ndarray] | None = None

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        cls._shape_traced = _is_traced(cls, "output_shape")
        cls._slope_traced = _is_traced(cls, "differentiate")
        cls._has_parts |= cls._slope_traced

    def __call__(self, *xs: np.ndarray) -> Any:
        """Apply the layer to arrays of float32 or float64, and remember them for `backward`.

        What is called within another layer's `forward` is remembered there, place by place.
        """
        outer = here.calls
        if outer is not None and type(outer) is not list:
            return outer.call(self, xs)
        if outer is None:
            vars(self).pop("_last_call", None)  # Its memory is what this call needs next.
        calls: list[Call] | None = None
        try:
            if self._has_parts:
                here.calls = calls = []
                y = self._forward_traced(*xs) if self._slope_traced else self.forward(*xs)
            else:
                y = self.forward(*xs)
        finally:
            if calls is not None:
                here.calls = outer
        call = self, xs, self.drawn, self._training, calls
        if outer is None:
            vars(self)["_last_call"] = call  # Quicker than setting an attribute.
        else:
            outer.append(call)
        return y

    def forward(self, *xs: Any, **named: Any) -> Any:
        """Compute the output; called by ``layer(x)``."""
        raise TypeError(f"{type(self).__name__} defines no forward(x)")

    def backward(self, grad_output: np.ndarray) -> Any:
        """Go back through the last ``layer(x)``; `gradients` has the parameters' part then.

        Parameters
        ----------
        grad_output : ndarray
            The gradient of a loss with respect to what ``layer(x)`` returned, in its shape.

        Returns
        -------
        ndarray
            The gradient with respect to `x`; of a layer of several inputs, a tuple.

        Raises
        ------
        ValueError
            If there is no pass to go back through: each ``layer(x)`` is gone back through
            once, in the mode, `train` or `eval`, in which it was made.
        """
        outer, outermost = here.calls, here.way_back is None
        made = outer
        if made is None:
            made = [self._last_call] if self._last_call else []
        place = len(made) - 1  # Most often this layer's call was the last.
        while place >= 0 and made[place][0] is not self:
            place -= 1
        if place < 0 or made[place][3] is not self._training:
            raise ValueError(
                f"{type(self).__name__} has no forward pass to go back through: call layer(x) "
                "before each layer.backward(grad_output), in the same mode; called by hand it "
                "remembers its last call alone, within a network the network remembers each"
            )
        call = _, xs, drawn, _, calls = made.pop(place)
        vars(self)["drawn"] = drawn
        if calls is not None:
            here.calls = calls
        if outermost:
            here.way_back = object()
        try:
            found = self.differentiate(grad_output, *xs)
            if self.parameter_shapes:
                self._keep(found[len(xs) :])
        except BaseException:
            made.insert(place, call)
            raise
        finally:
            here.calls = outer
            if outermost:
                here.way_back = None
        if outer is None:
            vars(self).pop("_last_call", None)
        return found[0] if len(xs) == 1 else found[: len(xs)]

    def _keep(self, found: tuple[np.ndarray, ...]) -> None:
        """Keep the gradients of the parameters; those of several places of one pass add up."""
        names = [*self.parameter_shapes]
        if len(found) < len(names):
            raise ValueError(
                f"{type(self).__name__}.differentiate must return a gradient for each of "
                f"{', '.join(['x', *names])}, got {1 + len(found)}"
            )
        if self._gradients and self._way_back is here.way_back:
            found = tuple(map(added, self._gradients.values(), found))
        gradients = dict(zip(names, found, strict=False))
        vars(self).update(_gradients=gradients, _way_back=here.way_back)

    def differentiate(self, grad_output: Any, *xs: Any, **named: Any) -> tuple[np.ndarray, ...]:
        """Return the gradients with respect to each input and to each parameter of its own."""
        if not self._slope_traced:
            raise TypeError(f"{type(self).__name__} defines no differentiate(grad_output, x)")
        graph = _found(self.drawn, type(self).__name__)
        return *graph.differentiate(grad_output, *xs), *graph.lent_gradients(self)

    def traced(self, *input_shapes: Shape) -> Any:
        """Return the graph that a `forward` of one's own is, for inputs of these shapes."""
        return _found(self._graph_of(self, input_shapes), type(self).__name__)

    def _forward_traced(self, *xs: Any) -> Any:
        """Compute by the graph that `forward` is, where it is one; it can be gone back through."""
        graph = None
        if "forward" not in vars(self) and all(isinstance(x, np.ndarray) and x.size for x in xs):
            graph = self._graph_of(self, tuple(x.shape for x in xs), xs[0].dtype)
        y = (
            self.forward(*xs)
            if graph is None or isinstance(graph, Exception)
            else graph.forward(*xs)
        )
        vars(self)["drawn"] = graph
        return y


def _is_traced(kind: type, rule: str) -> bool:
    """Tell whether a rule follows from a class's own `forward`, for want of one by hand."""
    own = False
    for base in kind.__mro__:
        if rule in vars(base):
            return own and "_general" in vars(base)
        own |= "forward" in vars(base)
    return False


def _found(graph: Any, kind: str) -> Any:
    """Return a graph, or raise why there is none."""
    if isinstance(graph, Exception):
        raise graph
    if graph is None:
        raise TypeError(f"{kind} was not called by its own forward, so there is no way back")
    return graph
