"""Walk a network and find the cases that its layers run into on the way between two engines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from types import ModuleType
from typing import Any

from cnnlib._checks import batch_shape
from cnnlib.differences.difference import Differences
from cnnlib.differences.engine import ENGINES, Engines
from cnnlib.differences.layer_case import LayerCase
from cnnlib.differences.meeting import BY_HAND
from cnnlib.differences.report import RouteReport
from cnnlib.differences.severity import SEVERITIES
from cnnlib.layers.attributes import Shape
from cnnlib.layers.base import Layer, require_layer
from cnnlib.layers.signals import Signal

__all__ = ["Asked"]


class Asked(ModuleType):
    """What `cnnlib.differences` is: the package of the cases, and a function that asks for them."""

    DIFFERENCES: Differences
    ENGINES: Engines

    def __call__(
        self, net: Layer, input_size: Any = None, *, source: str = "cnnlib", target: str
    ) -> RouteReport:
        """Find the layers whose answer differs where a network goes from one engine to another.

        Each layer is held against the cases that both engines were asked. Nothing is computed,
        and nothing is said of what was not measured.

        Parameters
        ----------
        net : Layer
            A network or one bare layer.
        input_size : sequence of int, optional
            The shape of the input, the batch first; that of `net` where it states one.
        source, target : str
            Whose answers are the truth, cnnlib's where left out, and where the network shall run:
            names of `cnnlib.differences.ENGINES`, usual short forms of them, or ``"cnnlib"``.

        Returns
        -------
        RouteReport

        Raises
        ------
        TypeError, ValueError
            If `net` is no layer, a size does not fit a layer, or there is no such engine.

        Examples
        --------
        >>> import cnnlib
        >>> net = cnnlib.MaxPool2D((1, 2), padding=(0, 1), ceil_mode=True)
        >>> report = cnnlib.differences(net, (1, 1, 3, 3), source="torch", target="paddle")
        >>> [(row.case.name, row.crossing.severity) for row in report.rows]
        [('ceil-max', 'shape')]
        """
        return _checked(self.DIFFERENCES, net, input_size, source, target)


def _checked(
    differences: Differences, net: Layer, input_size: Any, source: str, target: str
) -> RouteReport:
    ends = _end(source, "source"), _end(target, "target")
    shape = _input_size(require_layer(net, "net"), input_size)
    # From an engine to itself there is no way to go wrong.
    rows = differences.rows if ends[0] != ends[1] else ()
    # What only runs the files of others is written by no hand.
    written = ends[1] == "cnnlib" or ENGINES[ends[1]].kind == "framework"
    layers: list[str] = []
    met: list[LayerCase] = []
    for name, layer, before, _ in net.walk((Signal(shape),)):
        layers.append(name)
        place = name, type(layer).__name__, before[0].shape
        for row in rows:
            cases = (case for case in row.cases if case.meets and case.meets(layer, place[2]))
            found = (LayerCase(*place, row, case, case.between(*ends)) for case in cases)
            for alike in _by_when(each for each in found if written or each.when not in BY_HAND):
                met += _telling(alike)
    return RouteReport(*ends, shape, tuple(layers), tuple(met))


def _end(name: str, argument: str) -> str:
    return "cnnlib" if name == "cnnlib" else ENGINES.named(name, argument).name


def _input_size(net: Layer, input_size: Any) -> Shape:
    stated = getattr(net, "input_size", None) if input_size is None else input_size
    if stated is None:
        raise ValueError(
            f"input_size must be given, such as (1, 3, 224, 224): {type(net).__name__} states none"
        )
    return batch_shape(stated, "input_size")


def _by_when(cases: Iterable[LayerCase]) -> Iterable[list[LayerCase]]:
    """Set apart what happens at once and what happens on one more condition."""
    groups: dict[str, list[LayerCase]] = {}
    for each in cases:
        groups.setdefault(each.when, []).append(each)
    return groups.values()


def _telling(cases: list[LayerCase]) -> Iterator[LayerCase]:
    """Yield the worst of the most specific cases; if it agrees, also what is not known of it."""
    known = [each for each in cases if each.crossing.known]
    if known:
        worst = min(_most_specific(known), key=_rank)
        yield worst
        if worst.crossing.severity:
            return
    told = [each.case.meets for each in known]
    for each in _most_specific(cases):
        if each.case.meets not in told:
            told.append(each.case.meets)
            yield each


def _most_specific(cases: list[LayerCase]) -> list[LayerCase]:
    return [each for each in cases if not any(_is_wider(each, other) for other in cases)]


def _is_wider(one: LayerCase, other: LayerCase) -> bool:
    a, b = one.case.meets, other.case.meets
    return a is not None and b is not None and a < b


def _rank(case: LayerCase) -> int:
    severity = case.crossing.severity
    return len(SEVERITIES) if severity is None else SEVERITIES.index(severity)
