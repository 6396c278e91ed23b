"""What every layer has: parameters and gradients, a mode, a shape rule and a printed form."""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import contextmanager
from fractions import Fraction
from math import prod
from reprlib import recursive_repr
from typing import Any, ClassVar, NamedTuple

import numpy as np

from cnnlib._checks import Pair, flag
from cnnlib.functional._arrays import ieee_arithmetic
from cnnlib.layers.attributes import Shape, printed
from cnnlib.layers.holder import Holder, building

__all__ = ["Layer", "Signal", "Step"]

Pixels = int | Fraction


class Signal(NamedTuple):
    """What a network knows of its data at one place, without the data."""

    shape: Shape
    receptive_field: tuple[Pixels, Pixels] | None = (1, 1)
    """Height and width of the input patch that one number here depends on."""
    jump: tuple[Pixels, Pixels] = (1, 1)
    """Distance in input pixels between two neighbors here; below 1 behind an enlargement."""


class Step(NamedTuple):
    """One layer of a network at work: its path, what it reads, and the signal behind it."""

    name: str
    layer: Layer
    before: tuple[Signal, ...]
    after: Signal


Walk = Generator[Step, None, Signal]


Call = tuple["Layer", tuple[np.ndarray, ...], Any, bool, list["Call"] | None]
"""What one ``layer(*xs)`` must remember to be gone back through: the layer, its inputs, what it
drew, its mode, and the calls of other layers that it made: so each place has its own memory."""


class _Here(threading.local):
    """Where this thread is: within which call, and in which outermost way back."""

    calls: Any = None
    way_back: object | None = None


here = _Here()


@ieee_arithmetic
def added(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Add two gradients of one thing."""
    return np.add(a, b)


PASSING = ("_gradients", "_last_call", "_graphs", "_way_back", "drawn")
"""The attributes that passes leave behind."""


class Layer(Holder):
    """Base of all layers.

    A subclass says how shapes change (`output_shape`), how numbers change (`forward`), how a
    gradient goes back (`differentiate`) and how large its parameters are (`parameter_shapes`).
    The rest follows. Layers that it keeps in attributes, or in lists, tuples or dicts there, are
    its parts: they are counted, trained and saved with it. `forward` calls them, `differentiate`
    calls the `backward` of each as often, the last call first. What `backward` needs beside `x`
    and only the forward pass knows, a draw for example, `forward` puts into `self.drawn`.

    A layer that joins several inputs says ``takes_several = True`` in its class; its `forward`,
    `output_shape` and `differentiate` take as many arrays or shapes as it is given.

    Examples
    --------
    >>> class Double(Layer):
    ...     def forward(self, x):
    ...         return 2 * x
    ...
    ...     def differentiate(self, grad_output, x):
    ...         return (2 * grad_output,)
    ...
    ...     def output_shape(self, input_shape):
    ...         return input_shape
    >>> double = Double()
    >>> double(np.array([1.0, 2.0]))
    array([2., 4.])
    >>> double.backward(np.array([1.0, 1.0]))
    array([2., 2.])
    """

    family: ClassVar[str | None] = None
    """How the shape changes, in a word that the pages have a rule for."""
    macs: ClassVar[tuple[str, ...]] = ()
    """How often it multiplies and adds: the factors of a product, as in a convention's cell."""
    takes_several: ClassVar[bool] = False
    _shape_traced: ClassVar[bool]
    """Whether the shape follows from a trace of `forward`; so does, next, the way back."""
    _slope_traced: ClassVar[bool]
    _lent: Mapping[str, tuple[Layer, str]] = {}
    """Arrays of its own that are another layer's: whose, and under which name."""
    parameter_shapes: dict[str, Shape]
    statistic_shapes: dict[str, Shape]
    arrays: dict[str, np.ndarray]
    drawn: Any = None
    frozen = False
    _general = True
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

    @building
    def __init__(self) -> None:
        vars(self).update(parameter_shapes={}, statistic_shapes={}, arrays={})

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
        made = [*filter(None, [self._last_call])] if outer is None else outer
        place = next((n for n in reversed(range(len(made))) if made[n][0] is self), -1)
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
        graph = _found(self.drawn)
        return *graph.differentiate(grad_output, *xs), *graph.lent_gradients(self)

    def output_shape(self, *input_shapes: Any, **named: Any) -> Shape:
        """Return the shape of the output from the shape of each input, computing nothing."""
        if not self._shape_traced:
            raise TypeError(f"{type(self).__name__} defines no output_shape(input_shape)")
        return self.traced(*input_shapes).output_shape(*input_shapes)

    def traced(self, *input_shapes: Shape) -> Any:
        """Return the graph that a `forward` of one's own is, for inputs of these shapes."""
        return _found(self._graph_of(self, input_shapes))

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

    def parameters(self) -> list[np.ndarray]:
        """Return the trainable arrays: weight before bias, first layer before last.

        A layer that stands in several places gives its arrays once, a frozen one none.
        """
        return [getattr(layer, name) for _, layer, name in self.named_parameters()]

    def gradients(self) -> list[np.ndarray]:
        """Return the gradients that `backward` found, in the order of `parameters`."""
        gradients = []
        for path, layer, name in self.named_parameters():
            if layer._gradients is None:
                raise ValueError(
                    f"{layer!r} has no gradients yet: call backward(grad_output)"
                    + (f"; {type(self).__name__} must go back through {path}" if path else "")
                )
            gradients.append(layer._gradients[name])
        return gradients

    def named_parameters(self) -> Iterator[tuple[str, Layer, str]]:
        """Yield the path, the layer and the name of each trainable array."""
        for path, layer in self.named_layers():
            if not layer.frozen:
                for name in layer.parameter_shapes:
                    yield path, layer, name

    def parameter_count(self) -> int:
        """Count the numbers of this layer's own parameters."""
        return sum(map(prod, self.parameter_shapes.values()))

    def trainable_count(self) -> int:
        """Count those of this layer's own parameters that training changes."""
        return 0 if self.frozen else self.parameter_count()

    def statistic_count(self) -> int:
        """Count this layer's own running statistics."""
        return sum(map(prod, self.statistic_shapes.values()))

    def freeze(self) -> Layer:
        """Keep this layer and all its parts as they are through training. Returns the layer.

        `parameters` leaves a frozen layer out, so no optimizer moves it. A frozen batch norm also
        keeps its running statistics, and normalizes by them in training too.

        Examples
        --------
        >>> from cnnlib import LeNet, count
        >>> net = LeNet()
        >>> report = count(net.freeze(), (1, 1, 28, 28))
        >>> report.total_params, report.trainable_params
        (61610, 0)
        >>> report = count((net.fc.unfreeze(), net)[1], (1, 1, 28, 28))
        >>> report.total_params, report.trainable_params
        (61610, 59134)
        """
        return self._set_frozen(True)

    def unfreeze(self) -> Layer:
        """Let this layer and all its parts learn again. Returns the layer."""
        return self._set_frozen(False)

    @property
    def training(self) -> bool:
        """Whether the layer is in training; setting it sets it for all parts."""
        return self._training

    @training.setter
    def training(self, value: bool) -> None:
        self._set_mode(training=flag(value, "training"))

    def train(self) -> Layer:
        """Switch to training: dropout drops, batch norm uses its batch. Returns the layer."""
        return self._set_mode(training=True)

    def eval(self) -> Layer:
        """Switch to evaluation: dropout rests, batch norm uses what it kept."""
        return self._set_mode(training=False)

    def window(self, *input_shapes: Any, **named: Any) -> tuple[Pair, Pair] | None:
        """Return how far one output looks (height, width) and how far the next one is.

        None stands for a layer whose every output may see the whole input.
        """
        return (1, 1), (1, 1)

    def walk(self, before: tuple[Signal, ...], name: str = "") -> Walk:
        """Yield a `Step` for every plain layer in here, in order; return the last signal."""
        shapes = [signal[0] for signal in before]
        if self._shape_traced:
            return (yield from self.traced(*shapes).walk(before, name))
        after, window = self.output_shape(*shapes), self.window(*shapes)
        _, field, jump = before[0] if len(before) == 1 else _widest(before)
        if window is None:
            field = None
        elif field is not None:
            span, stride = window
            field = field[0] + (span[0] - 1) * jump[0], field[1] + (span[1] - 1) * jump[1]
            jump = jump[0] * stride[0], jump[1] * stride[1]
        signal = Signal(after, field, jump)
        yield Step(name or type(self).__name__, self, before, signal)
        return signal

    def settings(self) -> str:
        """Return what stands between the brackets of the printed form."""
        return printed(self)

    @recursive_repr()
    def __repr__(self) -> str:
        parts = [f"({name}): {child!r}".replace("\n", "\n  ") for name, child in self.children()]
        if not parts:
            return f"{type(self).__name__}({self.settings()})"
        return f"{type(self).__name__}(\n  " + "\n  ".join(parts) + "\n)"

    def __getstate__(self) -> dict[str, Any]:
        """Leave out what the last pass left: a copy of a layer has seen nothing yet."""
        return {
            name: dict(value) if type(value) is dict else value
            for name, value in vars(self).items()
            if name not in PASSING
        }

    def _set_mode(self, *, training: bool) -> Layer:
        for _, layer in self.named_layers():
            layer._training = training
            vars(layer).pop("_last_call", None)
        return self

    def _set_frozen(self, frozen: bool) -> Layer:
        for _, layer in self.named_layers():
            vars(layer)["frozen"] = frozen
        return self


def _is_traced(kind: type, rule: str) -> bool:
    """Tell whether a rule follows from a class's own `forward`, for want of one by hand."""
    own = False
    for base in kind.__mro__:
        if rule in vars(base):
            return own and "_general" in vars(base)
        own |= "forward" in vars(base)
    return False


def _found(graph: Any) -> Any:
    """Return a graph, or raise why there is none."""
    if isinstance(graph, Exception):
        raise graph
    return graph


def _widest(signals: tuple[Signal, ...]) -> Signal:
    """Return the widest receptive field of several ways, and the largest jump."""
    fields = [signal.receptive_field for signal in signals]
    jump = _largest([signal.jump for signal in signals])
    return Signal((), None if None in fields else _largest(fields), jump)


def _largest(pairs: list[Any]) -> Any:
    return max(height for height, _ in pairs), max(width for _, width in pairs)


Layer._shape_traced = Layer._slope_traced = False


@contextmanager
def evaluating(network: Layer) -> Iterator[None]:
    """Switch to evaluation for a while; afterwards each layer is in its own mode again."""
    modes = [(layer, layer.training) for _, layer in network.named_layers()]
    network.eval()
    try:
        yield
    finally:
        network.train()
        for layer, training in modes:
            layer._training = training


def require_layer(value: Any, name: str) -> Layer:
    """Return `value` if it is a layer, or say what it is."""
    if not isinstance(value, Layer):
        raise TypeError(f"{name} must be a layer of cnnlib, got {value!r} ({type(value).__name__})")
    return value
