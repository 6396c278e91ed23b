"""What a network costs: its parameters and its operations, from shapes alone."""

from __future__ import annotations

import re
import warnings
from collections import Counter
from collections.abc import Iterable
from math import ceil
from typing import Any

from cnnlib._checks import Pair, batch_shape, flag
from cnnlib._tables import text_table
from cnnlib.comparison import Comparison, ConventionCost
from cnnlib.conventions import CONVENTIONS, Convention, find_convention
from cnnlib.conventions.exports import Kept
from cnnlib.conventions.forms import Form
from cnnlib.conventions.tally import Tally, first_at_work, products_by
from cnnlib.layer_cost import LayerCost
from cnnlib.layers.attributes import Shape
from cnnlib.layers.base import Layer, require_layer
from cnnlib.layers.foreign import unruled_at
from cnnlib.layers.reshaping import Flatten
from cnnlib.layers.signals import Pixels, Signal, Step
from cnnlib.memory import Memory
from cnnlib.report import CostReport

__all__ = ["compare", "count", "flops"]


# A text of its own: who names no tool is not told what paddle.flops makes of one bare layer.
_USUAL = "".join(["pad", "dle"])


def count(net: Layer, input_size: Any, convention: str = _USUAL) -> CostReport:
    """Count the parameters and the work of a network, layer by layer.

    Nothing is computed and no parameter is allocated: shapes are enough. A layer that stands in
    several places works in each, but has its parameters once.

    Parameters
    ----------
    net : Layer
        A network or one bare layer.
    input_size : sequence of int
        The shape of the input, the batch first: ``(1, 3, 224, 224)``.
    convention : str
        Whose rules to count by, and so in which unit; `cnnlib.conventions` has them all.

    Returns
    -------
    CostReport
        `CostReport.select` shows other columns: windows, memory, the cost of training.

    Raises
    ------
    TypeError, ValueError
        If `net` is no layer, a size does not fit a layer, or there is no such convention.

    Warns
    -----
    UserWarning
        If the convention has no rule for a type of layer, or there is none for an operator of a
        file, which then adds no FLOPs, if the network has layers that its forward pass does not
        reach, or if the tool itself prints another number of a network in this form.

    Examples
    --------
    >>> from cnnlib import Conv2D
    >>> report = count(Conv2D(2, 4, 3, padding=1), (1, 2, 320, 320), "macs")
    >>> report.total_params, report.total, report.unit, report.rows[0].formula
    (76, 7372800, 'MACs', '4 × 2 × 3 × 3 × 320 × 320')
    """
    shape, tally = _walk(net, input_size)
    rules = find_convention(convention)
    if unknown := tally.unknown_to(rules):
        warnings.warn(
            f"convention {convention!r} has no rule for {', '.join(unknown)}: counted as 0",
            stacklevel=2,
        )
    report = _report(shape, tally, rules)
    form = Form(net, shape, tally.steps, named=convention is not _USUAL)
    if printed := tally.printed_by(rules, form):
        warnings.warn(str(printed), stacklevel=2)
    return report


def compare(net: Layer, input_size: Any, conventions: Iterable[str] | None = None) -> Comparison:
    """Count a network by several conventions, side by side.

    Parameters
    ----------
    net : Layer
        A network or one bare layer.
    input_size : sequence of int
        The shape of the input, the batch first.
    conventions : sequence of str, optional
        Whose rules to count by, in this order; all there are where left out.

    Returns
    -------
    Comparison

    Raises
    ------
    TypeError, ValueError
        If `net` is no layer, a size does not fit a layer, or there is no such convention.

    Warns
    -----
    UserWarning
        If conventions have no rule for a type of layer, which then adds no FLOPs to theirs.

    Examples
    --------
    >>> from cnnlib import LeNet
    >>> for row in compare(LeNet(), (1, 1, 28, 28), ["paddle", "macs", "flops"]).rows:
    ...     print(f"{row.total:,} {row.unit}")
    347,560 counted by paddle
    341,256 MACs
    682,512 FLOPs
    """
    if isinstance(conventions, str):
        raise TypeError(f"conventions must be a list of names, got the text {conventions!r}")
    if not isinstance(conventions, Iterable | None):
        kind = type(conventions).__name__
        raise TypeError(f"conventions must be a list of names, got {conventions!r} ({kind})")
    asked = [
        find_convention(name) for name in (CONVENTIONS if conventions is None else conventions)
    ]
    if not asked:
        raise ValueError(f"conventions must name one or more of {list(CONVENTIONS)}, got none")
    shape, tally = _walk(net, input_size)
    lacking: dict[str, list[str]] = {}
    for convention in asked:
        for layer_type in tally.unknown_to(convention):
            lacking.setdefault(layer_type, []).append(convention.name)
    for layer_type, names in sorted(lacking.items()):
        warnings.warn(
            f"no rule for {layer_type} in {', '.join(names)}: counted as 0 there",
            stacklevel=2,
        )
    form = Form(net, shape, tally.steps)
    for convention in asked:
        if printed := tally.printed_by(convention, form):
            warnings.warn(str(printed), stacklevel=2)
    types = [type(step.layer).__name__ for step in tally.steps]
    by_type = [_by_type(types, tally.flops_by(convention)) for convention in asked]
    counted = [kind for kind in dict.fromkeys(types) if any(flops[kind] for flops in by_type)]
    trainable = sum(tally.trainable)
    rows = (
        ConventionCost(
            convention.name,
            convention.source,
            sum(tally.params_by(convention)),
            trainable,
            sum(flops.values()),
            convention.unit,
            {kind: flops[kind] for kind in counted},
        )
        for convention, flops in zip(asked, by_type, strict=True)
    )
    return Comparison(shape, tuple(rows))


def _by_type(types: list[str], flops: list[int]) -> Counter[str]:
    """Return the FLOPs of each type of layer."""
    sums: Counter[str] = Counter()
    for kind, number in zip(types, flops, strict=True):
        if number:
            sums[kind] += number
    return sums


def flops(net: Layer, input_size: Any, print_detail: bool = False) -> int:
    """Count FLOPs as ``paddle.flops`` does, and print what it prints.

    Parameters
    ----------
    net : Layer
    input_size : sequence of int
        The shape of the input, the batch first.
    print_detail : bool
        Also print a row for every layer.

    Returns
    -------
    int
        The total.

    Examples
    --------
    >>> from cnnlib import LeNet
    >>> flops(LeNet(), [1, 1, 28, 28])
    Total Flops: 347560     Total Params: 61610
    347560
    """
    print_detail = flag(print_detail, "print_detail")
    report = count(net, input_size, "paddle")
    if print_detail:
        print(_paddle_table(report))
    print(f"Total Flops: {report.total}     Total Params: {report.total_params}")
    return report.total


def _walk(net: Layer, input_size: Any) -> tuple[Shape, Tally]:
    """Return the shape of the input, and the steps to be counted."""
    require_layer(net, "net")
    shape = batch_shape(input_size, "input_size")
    steps = [*net.walk((Signal(shape),))]
    new, waiting = first_at_work(net, steps)
    if missing := unruled_at((step.name, step.layer) for step in steps):
        warnings.warn(f"no rule for {missing}: counted as 0", stacklevel=3)
    idle = [path or "itself" for path, part in waiting.values() if part.parameter_shapes]
    if idle:
        warnings.warn(
            f"the forward pass of {type(net).__name__} does not reach {', '.join(idle)}: "
            "not counted",
            stacklevel=3,
        )
    return shape, Tally(steps, new)


def _report(shape: Shape, tally: Tally, convention: Convention) -> CostReport:
    plane = (shape[2], shape[3]) if len(shape) == 4 else None
    kept = tally.kept if convention.export else {}
    numbers = zip(tally.params_by(convention), tally.trainable, strict=True)
    memory = Memory(tally.steps)
    rows = tuple(
        _cost(step, params, convention, plane, (memory, place), kept.get(place))
        for place, (step, params) in enumerate(zip(tally.steps, numbers, strict=True))
    )
    return CostReport(convention.name, shape, rows, unit=convention.unit)


def _cost(
    step: Step,
    params: tuple[int, int],
    convention: Convention,
    plane: Pair | None,
    place: tuple[Memory, int],
    kept: Kept | None,
) -> LayerCost:
    """Return a step's cost, with its parameters and how many of them are trained."""
    name, layer, before, after = step
    shapes = tuple([signal.shape for signal in before])
    x = shapes if type(layer).takes_several else shapes[0]
    rule = convention.rule_for(layer)
    products = products_by(rule, layer, x, after.shape) if rule else ()
    if convention.export and kept:
        products = tuple(convention.export.products(kept, layer, x, after.shape, products))
    return LayerCost(
        name,
        type(layer).__name__,
        shapes,
        after.shape,
        *params,
        products,
        _inside(after.receptive_field, plane),
        *place,
    )


def _inside(field: tuple[Pixels, Pixels] | None, plane: Pair | None) -> Pair | None:
    """Return the part of a receptive field that the input can fill; padding is no input."""
    if field is None or plane is None:
        return plane if field is None else (ceil(field[0]), ceil(field[1]))
    # Behind an enlargement it may end within a pixel.
    return ceil(min(field[0], plane[0])), ceil(min(field[1], plane[1]))


def _paddle_table(report: CostReport) -> str:
    """Return Paddle's table: layers numbered by type, no row for a reshape or a join."""
    seen: Counter[str] = Counter()
    rows = []
    for row in report.rows:
        if row.layer_type == Flatten.__name__ or len(row.inputs) > 1:
            continue
        kind = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", row.layer_type).lower()
        shapes = str(list(row.input_shape)), str(list(row.output_shape))
        rows.append([f"{kind}_{seen[kind]}", *shapes, str(row.params), str(row.flops)])
        seen[kind] += 1
    return text_table(["Layer Name", "Input Shape", "Output Shape", "Params", "Flops"], rows)
