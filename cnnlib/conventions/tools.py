"""What a tool itself prints of a network, where it does not follow its own rule."""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from cnnlib.conventions.departures import departures_of
from cnnlib.conventions.forms import Form, Work
from cnnlib.conventions.listing import listed_params
from cnnlib.geometry import effective_kernel_size, resolve_padding
from cnnlib.layers.attributes import Shape
from cnnlib.layers.pooling import AvgPool2D, MaxPool2D
from cnnlib.layers.signals import Signal, Step

__all__ = ["Printed", "of_operators", "printed_by"]

Recount = Callable[[Form], list[Work]]


class Printed(NamedTuple):
    """What a tool prints, None where it has no answer, and why it is not what the rule says."""

    tool: str
    flops: int | None
    params: int | None
    why: tuple[str, ...]
    known: bool = True

    def __str__(self) -> str:
        reason = "; ".join(self.why)
        if not self.known:
            return f"{self.tool} itself may print another number: {reason}"
        if self.flops is None:
            return f"{self.tool} itself has no answer: {reason}"
        counts = f"{self.flops:,} FLOPs and {self.params:,} parameters"
        return f"{self.tool} itself prints {counts}: {reason}"


def of_operators(tool: str, regrouped: list[str]) -> Printed | None:
    """Return that a tool may print another number of a file that has other operators there."""
    if not regrouped:
        return None
    shown, more = ", ".join(regrouped[:5]), len(regrouped) - 5
    why = (
        "it counts the operators of the file, which need not be those that PyTorch writes for "
        f"{shown}{f' and {more} more' if more > 0 else ''}"
    )
    return Printed(tool, None, None, (why,), known=False)


def printed_by(tool: str, form: Form, recount: Recount) -> Printed | None:
    """Return what a tool prints of a network, or None where it follows its rule.

    `recount` makes a convention's count of a form, layer by layer.
    """
    asked = [each for each in departures_of(tool) if each.when(form)]
    seen = _OTHER_FORMS[tool](form) if tool in _OTHER_FORMS else None
    stored = _OTHER_PARAMS[tool](form) if tool in _OTHER_PARAMS else None
    if not (asked or seen or stored):
        return None
    why: dict[str, None] = {}
    if seen:
        form, reason = seen
        why[reason] = None
    flops: int | None = 0
    params = 0
    for work in recount(form):
        cost: int | None = work.flops
        own = work.params
        for departure in asked:
            before = cost, own
            cost = None if cost is None else departure.flops(work, cost)
            own = departure.params(work, own)
            if before != (cost, own):
                why[departure.why] = None
        flops = None if flops is None or cost is None else flops + cost
        params += own
    if stored and stored[0] != params:
        params = stored[0]
        why[stored[1]] = None
    return Printed(tool, flops, params, tuple(why)) if why else None


def _rounded_up(layer: Any, input_shape: Shape) -> Shape:
    """Return the shape behind a pooling of which each window counts that begins."""
    placing = layer.kernel_size, layer.stride, getattr(layer, "dilation", (1, 1))
    sides = resolve_padding(layer.padding, input_shape[2:], *placing)
    counts = []
    for axis, (kernel, stride, gap) in enumerate(zip(*placing, strict=True)):
        padded = input_shape[2 + axis] + sides[2 * axis] + sides[2 * axis + 1]
        counts.append(-(-(padded - effective_kernel_size(kernel, gap)) // stride) + 1)
    return *input_shape[:2], *counts


def _with_empty_windows(form: Form) -> tuple[Form, str] | None:
    """Return the form as PaddlePaddle and ONNX see it, if ceil mode leaves more windows there."""
    hanging = [
        step.layer
        for kind in (AvgPool2D, MaxPool2D)
        for step in form.steps_of(kind)
        if step.layer.ceil_mode
        and _rounded_up(step.layer, step.before[0].shape) != step.after.shape
    ]
    if not hanging:
        return None
    why = "in ceil mode it keeps a last window that lies in the padding alone"
    memo: dict[int, Any] = {}
    for _, layer in form.net.named_layers():
        memo[id(layer.arrays)] = layer.arrays  # Not the numbers, only who has them.
    net = copy.deepcopy(form.net, memo)
    for _, layer in net.named_layers():
        if isinstance(layer, (AvgPool2D, MaxPool2D)) and layer.ceil_mode:
            kind = type(layer)
            layer.__class__ = type(kind.__name__, (kind,), {"output_shape": _rounded_up})
    try:
        steps: Sequence[Step] = [*net.walk((Signal(form.shape),))]
    except (TypeError, ValueError):
        return None  # A later layer takes no such size: Paddle refuses it, too.
    return replace(form, net=net, steps=steps), why


def _stored_by_torchinfo(form: Form) -> tuple[int, str] | None:
    if not form.shares:
        return None
    return listed_params(form), "it lists a layer under the container that holds it last"


_OTHER_FORMS = dict.fromkeys(("paddle", "onnx-tool", "onnx-opcounter"), _with_empty_windows)
_OTHER_PARAMS = {"torchinfo": _stored_by_torchinfo}
