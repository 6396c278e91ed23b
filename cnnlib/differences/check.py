"""Walk a network and find the cases that its layers run into on the way between two engines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from types import ModuleType
from typing import Any

from cnnlib._checks import batch_shape
from cnnlib.differences.case import Case, Crossing
from cnnlib.differences.difference import Difference, Differences
from cnnlib.differences.engine import ENGINES, Engines
from cnnlib.differences.meeting import Meeting
from cnnlib.differences.report import LayerCase, RouteReport
from cnnlib.differences.severity import SEVERITIES
from cnnlib.layers.attributes import Shape
from cnnlib.layers.base import Layer, require_layer
from cnnlib.layers.signals import Signal

__all__ = ["Asked"]

Known = tuple[Case, Meeting, Crossing]


class Asked(ModuleType):
    """What `cnnlib.differences` is: the package of the cases, and a function that asks for them."""

    DIFFERENCES: Differences
    ENGINES: Engines

    def __call__(
        self, net: Layer, input_size: Any = None, *, source: str, target: str
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
            Whose answer is the truth, and where the network shall run: names of
            `cnnlib.differences.ENGINES` or usual short forms of them, or ``"cnnlib"``.

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
        >>> net = cnnlib.MaxPool2D(2, padding=1, ceil_mode=True)
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
    layers: list[str] = []
    met: list[LayerCase] = []
    for name, layer, before, _ in net.walk((Signal(shape),)):
        layers.append(name)
        place = name, type(layer).__name__, before[0].shape
        # From an engine to itself there is no way to go wrong.
        for row in differences.rows if ends[0] != ends[1] else ():
            for cases in _met(row, layer, place[2], ends):
                met += [LayerCase(*place, row, *chosen) for chosen in _telling(cases)]
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


def _met(
    difference: Difference, layer: Layer, shape: Shape, ends: tuple[str, str]
) -> Iterable[list[Known]]:
    """Return the cases of a matter that a layer runs into; apart, those on one more condition."""
    met: dict[str, list[Known]] = {}
    for case in difference.cases:
        if case.meets and case.meets(layer, shape):
            met.setdefault(case.when, []).append((case, case.meets, case.between(*ends)))
    return met.values()


def _telling(cases: list[Known]) -> Iterator[tuple[Case, Crossing]]:
    """Yield the worst of the most specific cases, and each that is not known and more specific."""
    known = [each for each in cases if each[2].known]
    sharpest = [(case, crossing) for case, _, crossing in _most_specific(known)]
    if sharpest:
        yield min(sharpest, key=lambda each: _rank(each[1]))
    told = {meets for _, meets, _ in known}
    for case, meets, crossing in _most_specific(cases):
        if meets not in told:
            told.add(meets)
            yield case, crossing


def _most_specific(cases: list[Known]) -> list[Known]:
    return [each for each in cases if not any(each[1] < other[1] for other in cases)]


def _rank(crossing: Crossing) -> int:
    severity = crossing.severity
    return len(SEVERITIES) if severity is None else SEVERITIES.index(severity)
