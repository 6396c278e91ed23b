"""Where a tool does not follow its own rule, because of the form in which a network is written.

A convention counts what a network does. The tool itself may trip over the form: over a layer that
stands in several containers, over a layer in none, over a word as padding. A departure says
when and why, and what the tool then makes of a layer's count, so that a count can name the number
that the tool would print.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import prod
from typing import Any

from cnnlib.conventions.cells import Cell
from cnnlib.conventions.forms import Form, Work
from cnnlib.conventions.slips import (
    ADAPTIVE,
    BATCH_NORMS,
    bare_dropout,
    bias_of_tokens,
    cut_off,
    even_kernel,
    first_size,
    hooks_in_places,
    hooks_of_one_image,
    in_circles,
    in_training,
    led_to_once,
    nothing,
    reshaped,
    shape_lost,
    times_places,
    trains,
    uneven,
    uneven_cells,
    uneven_scale,
    without_rule,
    word_as_padding,
)
from cnnlib.conventions.torchvision import (
    unseen_by_hooks,
    unseen_functions,
    unseen_means,
    unseen_params,
    writes,
)
from cnnlib.layers.convolution import Conv2D
from cnnlib.layers.linear import Linear
from cnnlib.layers.normalization import GroupNorm
from cnnlib.layers.padding import Pad2D
from cnnlib.layers.rearranging import ChannelShuffle
from cnnlib.layers.reshaping import Flatten
from cnnlib.layers.resizing import Upsample
from cnnlib.layers.scaling import Scale

__all__ = ["Departure", "departures_of"]


def _same(work: Work, number: int) -> int:
    return number


@dataclass(frozen=True)
class Departure:
    """What a tool does otherwise.

    Attributes
    ----------
    why : str
    when : callable
        Tells of a `Form` whether it may matter there.
    flops, params : callable
        Of a layer at work, and what has been counted for it so far, what the tool counts. None
        stands for a tool that has no answer.
    """

    why: str
    when: Callable[[Form], bool]
    flops: Callable[[Work, int], int | None] = _same
    params: Callable[[Work, int], int] = _same


def departures_of(convention: str) -> tuple[Departure, ...]:
    """Return the departures of a tool; those of a convention of one's own are none."""
    return _ALL.get(convention, ())


def _shared(form: Form) -> bool:
    return form.shares


def _of_types(*kinds: type) -> Callable[[Form], bool]:
    return lambda form: any(issubclass(kind, kinds) for kind in form.types)


def _where(kind: type, fits: Callable[[Any], bool]) -> Callable[[Form], bool]:
    return lambda form: any(fits(layer) for layer in form.of_type(kind))


def _framed(form: Form) -> bool:
    padded = any(layer.padding_mode != "zeros" for layer in form.of_type(Conv2D))
    return padded or any(True for _ in form.of_type(Pad2D))


def _of_batch(form: Form) -> bool:
    return form.shape[0] > 1


def _bare(form: Form) -> bool:
    return form.bare and form.named


def _in_train(form: Form) -> bool:
    return any(trains(layer) for kind in BATCH_NORMS for layer in form.of_type(kind))


def _unevenly(form: Form) -> bool:
    return any(
        uneven_cells(step.before[0].shape, step.after.shape)
        for kind in ADAPTIVE
        for step in form.steps_of(kind)
    )


def _once(cells: dict[str, str]) -> Departure:
    """Return the departure of a tool that works something out once, however large the batch."""
    parts = {name: Cell(text) for name, text in cells.items()}

    def flops(work: Work, flops: int) -> int:
        for kind in type(work.layer).__mro__:
            if kind.__name__ in parts:
                products = parts[kind.__name__](work.layer, work.x, work.y)
                return flops - (work.batch - 1) * sum(map(prod, products))
        return flops

    return Departure("what it works out once a batch it counts once", _of_batch, flops)


def _refused(kind: type) -> Departure:
    return Departure(
        f"PyTorch's exporter has no operator for {kind.__name__}",
        _of_types(kind),
        lambda work, flops: None if isinstance(work.layer, kind) else flops,
    )


_FUNCTIONS_IN_PLACES = (
    "the functions that it patches count into each container that a layer stands in"
)
_UNEVEN_CELLS = "PyTorch's exporter refuses adaptive pooling into cells of different sizes"
_TORCHVISION = "torchvision writes this network with functions of which the tool sees less"

_WRITTEN_OTHERWISE = writes("function", "mean", "class")

_ALL: dict[str, tuple[Departure, ...]] = {
    "paddle": (
        Departure(
            "a layer that stands in n containers has n hooks, each of which counts every call",
            _shared,
            times_places,
        ),
        Departure(
            "it counts the parts of a network, and a bare layer has none: put it into a Sequential",
            _bare,
            nothing,
            nothing,
        ),
    ),
    "thop": (
        Departure(_TORCHVISION, _WRITTEN_OTHERWISE, unseen_functions, unseen_params),
        Departure(
            "a layer that stands in n containers has n hooks and is added up n times, n · n times "
            "a call, and its parameters n times",
            _shared,
            lambda work, flops: flops * work.places**2,
            lambda work, params: params * work.places,
        ),
        Departure(
            "it adds up the parameters of a network's parts, and a bare layer has none",
            _bare,
            params=nothing,
        ),
        Departure(
            "it divides the sizes of adaptive pooling in floating point and cuts off",
            _unevenly,
            cut_off,
        ),
        Departure(
            "it has no rule for GroupNorm or a scale, and leaves their parameters out",
            _of_types(GroupNorm, Scale),
            params=without_rule,
        ),
    ),
    "fvcore": (
        Departure(_TORCHVISION, writes("mean"), unseen_means),
        Departure(
            "it has no rule for a convolution whose padding is a word",
            _where(Conv2D, lambda layer: isinstance(layer.padding, str)),
            word_as_padding,
        ),
        Departure(
            "it counts a batch normalization in training with 5 operations a number",
            _in_train,
            in_training,
        ),
    ),
    "torchinfo": (
        Departure(
            "of an input without a batch it takes the first size of the output for one",
            lambda form: len(form.shape) == 1,
            first_size,
        ),
    ),
    "ptflops-pytorch": (
        Departure(_TORCHVISION, _WRITTEN_OTHERWISE, unseen_by_hooks),
        Departure(
            "a layer that stands in n containers is added up n times by its hooks",
            _shared,
            hooks_in_places,
        ),
        Departure(
            "it divides what its hooks counted by the batch, and its functions' share not",
            _of_batch,
            hooks_of_one_image,
        ),
    ),
    "deepspeed": (
        Departure(_TORCHVISION, writes("mean"), unseen_means),
        Departure(_FUNCTIONS_IN_PLACES, _shared, times_places),
        Departure(
            "with padding='same' it takes an even kernel's output for one pixel smaller",
            _where(Conv2D, lambda layer: layer.padding == "SAME"),
            even_kernel,
        ),
        _once({"Upsample": "nothing if size is none, else output plane"}),
    ),
    "onnx-tool": (Departure(_UNEVEN_CELLS, _unevenly, uneven), _refused(ChannelShuffle)),
    "onnx-opcounter": (
        Departure(
            "behind a frame of its own the shapes of an export are lost, and all counts 0",
            _framed,
            shape_lost,
        ),
        Departure(
            "an export puts a circular frame together by Concat, which counts each number",
            _framed,
            in_circles,
        ),
        Departure(
            "the bias of a linear layer over tokens is an addition, counted by the bias alone",
            lambda form: any(len(step.after.shape) > 2 for step in form.steps_of(Linear)),
            bias_of_tokens,
        ),
        Departure(
            "a Flatten that leaves other axes is exported as a Reshape to sizes put together",
            _where(Flatten, lambda layer: (layer.start_axis, layer.stop_axis) != (1, -1)),
            reshaped,
        ),
        Departure(
            "dropout is exported where it stands alone, as an Identity",
            lambda form: form.bare,
            bare_dropout,
        ),
        Departure("equal arrays are led to once, not once an image", _of_batch, led_to_once),
        Departure(_UNEVEN_CELLS, _unevenly, uneven),
        _refused(ChannelShuffle),
        _once(
            {
                "GELU": "1 if approximate is true, else nothing",
                "Upsample": "nothing if size is none, else 4",
            }
        ),
    ),
    "jax": (
        Departure("JAX has no adaptive pooling into cells of different sizes", _unevenly, uneven),
        _once(
            {
                **dict.fromkeys(("BatchNorm1D", "BatchNorm2D"), "parameters"),
                "Upsample": "picked places if mode is nearest, else interpolation weights",
            }
        ),
    ),
    "tensorflow": (
        _once(
            {
                **dict.fromkeys(("BatchNorm1D", "BatchNorm2D"), "3 parameters"),
                "PReLU": "parameters",
                "Upsample": "2 if mode is nearest and size is none, else nothing",
            }
        ),
    ),
}
_ALL["calflops"] = (
    *_ALL["deepspeed"],
    Departure(
        "it takes a scale_factor of two numbers for a batch of two images only",
        _where(Upsample, uneven_scale),
        lambda work, flops: None if uneven_scale(work.layer) and work.batch != 2 else flops,
    ),
)
