"""What a network costs: its parameters and its operations, from shapes alone."""

from __future__ import annotations

import re
import warnings
from collections import Counter
from collections.abc import Iterable
from math import ceil
from typing import Any

from cnnlib._checks import Pair, batch_shape, flag, whole_number
from cnnlib._tables import text_table
from cnnlib.comparison import Comparison, ConventionCost
from cnnlib.conventions import CONVENTIONS, Cell, Convention, Rule, find_convention
from cnnlib.conventions.exports import Export, Kept, kept_by_export
from cnnlib.layer_cost import LayerCost
from cnnlib.layers.attributes import Shape
from cnnlib.layers.base import Layer, require_layer
from cnnlib.layers.foreign import unruled_at
from cnnlib.layers.reshaping import Flatten
from cnnlib.layers.signals import Pixels, Signal, Step
from cnnlib.memory import Memory
from cnnlib.report import CostReport

__all__ = ["compare", "count", "flops"]


def count(net: Layer, input_size: Any, convention: str = "paddle") -> CostReport:
    """Count the parameters and the FLOPs of a network, layer by layer.

    Nothing is computed and no parameter is allocated: shapes are enough. A layer that stands in
    several places works in each, but has its parameters once.

    Parameters
    ----------
    net : Layer
        A network or one bare layer.
    input_size : sequence of int
        The shape of the input, the batch first: ``(1, 3, 224, 224)``.
    convention : str
        Whose rules to count by; `cnnlib.conventions` has them all.

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
        file, which then adds no FLOPs, or if the network has layers that its forward pass does not
        reach.

    Examples
    --------
    >>> from cnnlib import Conv2D
    >>> report = count(Conv2D(2, 4, 3, padding=1), (1, 2, 320, 320))
    >>> report.total_params, report.total_flops, report.rows[0].formula
    (76, 7782400, '4 × 2 × 3 × 3 × 320 × 320 + 4 × 320 × 320')
    """
    report, unknown = _report(*_walk(net, input_size), find_convention(convention))
    if unknown:
        warnings.warn(
            f"convention {convention!r} has no rule for {', '.join(sorted(unknown))}: "
            "their FLOPs are missing from the count",
            stacklevel=2,
        )
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
    ...     print(row.convention, row.total_flops)
    paddle 347560
    macs 341256
    flops 682512
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
    reports: list[CostReport] = []
    lacking: dict[str, list[str]] = {}
    walked = _walk(net, input_size)
    for convention in asked:
        report, unknown = _report(*walked, convention)
        reports.append(report)
        for layer_type in unknown:
            lacking.setdefault(layer_type, []).append(convention.name)
    for layer_type, names in sorted(lacking.items()):
        warnings.warn(
            f"no rule for {layer_type} in {', '.join(names)}: "
            "its FLOPs are missing from their counts",
            stacklevel=2,
        )
    costs = [_by_type(report) for report in reports]
    counted = [kind for kind in costs[0] if any(cost[kind] for cost in costs)]
    rows = (
        ConventionCost(
            convention.name,
            convention.source,
            report.total_params,
            report.trainable_params,
            report.total_flops,
            {kind: cost[kind] for kind in counted},
        )
        for convention, report, cost in zip(asked, reports, costs, strict=True)
    )
    return Comparison(reports[0].input_size, tuple(rows))


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
    print(f"Total Flops: {report.total_flops}     Total Params: {report.total_params}")
    return report.total_flops


Steps = list[tuple[Step, list[Layer]]]


def _walk(net: Layer, input_size: Any) -> tuple[Shape, Steps, Memory]:
    """Return the shape of the input, the steps, and what they need.

    Each step comes with the layers that first work in it.
    """
    require_layer(net, "net")
    shape = batch_shape(input_size, "input_size")
    waiting = {id(part): (path, part) for path, part in net.named_layers()}
    steps = [*net.walk((Signal(shape),))]
    new = []
    for step in steps:
        layer = step.layer
        if not (layer._lent or layer._has_parts):
            new.append([layer] if waiting.pop(id(layer), None) else [])
            continue
        parts = [layer, *(owner for owner, _ in layer._lent.values())] if layer._lent else [layer]
        if layer._has_parts:
            parts += [part for _, child in layer.children() for _, part in child.named_layers()]
        new.append([part for part in parts if waiting.pop(id(part), None)])
    if missing := unruled_at((step.name, step.layer) for step in steps):
        warnings.warn(
            f"no rule for {missing}: their FLOPs are missing from the count", stacklevel=3
        )
    idle = [path or "itself" for path, part in waiting.values() if part.parameter_shapes]
    if idle:
        warnings.warn(
            f"the forward pass of {type(net).__name__} does not reach {', '.join(idle)}: "
            "not counted",
            stacklevel=3,
        )
    return shape, [*zip(steps, new, strict=True)], Memory(steps)


def _report(
    shape: Shape, steps: Steps, memory: Memory, convention: Convention
) -> tuple[CostReport, set[str]]:
    """Return the count, and the types of layers that the convention has no rule for."""
    plane = (shape[2], shape[3]) if len(shape) == 4 else None
    rules = [convention.rule_for(step.layer) for step, _ in steps]
    unknown = {
        type(step.layer).__name__
        for (step, _), rule in zip(steps, rules, strict=True)
        if rule is None
    }
    kept = kept_by_export(steps) if convention.export else {}
    rows = tuple(
        _cost(
            step,
            _params(parts, convention),
            rule,
            plane,
            (memory, place),
            convention.export,
            kept.get(place),
        )
        for place, ((step, parts), rule) in enumerate(zip(steps, rules, strict=True))
    )
    return CostReport(convention.name, shape, rows), unknown


def _by_type(report: CostReport) -> Counter[str]:
    """Return the FLOPs of each type of layer, in the order in which the network has them."""
    costs: Counter[str] = Counter()
    for row in report.rows:
        costs[row.layer_type] += row.flops
    return costs


def _params(parts: list[Layer], convention: Convention) -> tuple[int, int]:
    """Return how many parameters the layers have, and how many of them are trained."""
    params = trainable = 0
    for part in parts:
        if not (part.parameter_shapes or part.statistic_shapes):
            continue
        own = part.parameter_count()
        params += own
        trainable += 0 if part.frozen else own
        if convention.counts_statistics:
            params += part.statistic_count()
    return params, trainable


def _cost(
    step: Step,
    params: tuple[int, int],
    rule: Rule | None,
    plane: Pair | None,
    place: tuple[Memory, int],
    export: Export | None,
    kept: Kept | None,
) -> LayerCost:
    """Return a step's cost, with the parameters of the layers that first work in it."""
    name, layer, before, after = step
    shapes = tuple([signal.shape for signal in before])
    x = shapes if type(layer).takes_several else shapes[0]
    products = _products(rule, layer, x, after.shape) if rule else ()
    if export and kept:
        products = tuple(export.products(kept, layer, x, after.shape, products))
        params = kept.stored, params[1]
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


def _products(rule: Rule, layer: Layer, x: Any, y: Shape) -> tuple[tuple[int, ...], ...]:
    """Return what a rule makes of a layer, or say that it is no list of products."""
    products: Any = rule(layer, x, y)
    if isinstance(rule, Cell) or products == []:
        return tuple(products)
    if isinstance(products, (list, tuple)) and all(isinstance(e, (list, tuple)) for e in products):
        name = f"a factor of the rule for {type(layer).__name__}"
        return tuple(tuple(whole_number(size, name, 0) for size in each) for each in products)
    raise TypeError(
        f"the rule for {type(layer).__name__} must return a list of products such as "
        f"[(2, 6, 28, 28)], a tuple of whole numbers each, got {products!r}"
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
