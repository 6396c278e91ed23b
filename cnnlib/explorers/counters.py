"""Which counter gave a number: a field to type it into, over a table of all counts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Any, cast

import anywidget
import traitlets

from cnnlib._tables import html_table
from cnnlib.comparison import Comparison
from cnnlib.explorers._sources import joined, style

__all__ = ["CounterSearch", "matches"]

Counts = Mapping[str, Mapping[str, int]]

_UNITS = {"": 0, "K": 3, "M": 6, "G": 9, "B": 9, "T": 12}
_NUMBER = re.compile(r"\s*([0-9]+)(?:\.([0-9]+))?\s*(?:e\+?([0-9]{1,2})|([KMGBT]?))", re.I)


class CounterSearch(anywidget.AnyWidget):
    """Find out which counter gave a number, and for which network.

    It runs without a kernel, by keyboard, and with a screen reader. Where no script runs, the table
    of all counts stands there.

    Parameters
    ----------
    comparisons : dict
        From names of networks to what `cnnlib.compare` says of them.
    number : str
        What is searched for at first.

    Examples
    --------
    >>> from cnnlib import LeNet, compare
    >>> CounterSearch({"LeNet": compare(LeNet(), (1, 1, 28, 28), ["macs", "paddle"])}, "348 K")
    CounterSearch: 1 network by 2 counters; 348 K is LeNet by paddle
    """

    _esm = joined("counters/search.js")
    _css = style("counters/search.js")
    # Lists, since a stored notebook sorts the keys of what is none.
    counts: Any = traitlets.List().tag(sync=True)
    number = traitlets.Unicode("").tag(sync=True)

    def __init__(self, comparisons: Mapping[str, Comparison], number: str = "") -> None:
        counts = [
            [name, [[row.convention, row.total_flops] for row in comparison.rows]]
            for name, comparison in comparisons.items()
        ]
        super().__init__(counts=counts, number=number)

    @property
    def by_network(self) -> dict[str, dict[str, int]]:
        """The counts by network and by convention."""
        return {network: dict(row) for network, row in self.counts}

    def __repr__(self) -> str:
        found = [
            f"{network} by {', '.join(tools)}"
            for network, tools in matches(self.by_network, self.number).items()
        ]
        counters = {tool for row in self.by_network.values() for tool in row}
        networks = "1 network" if len(self.counts) == 1 else f"{len(self.counts)} networks"
        said = f"{networks} by {len(counters)} counters"
        if not self.number:
            return f"{type(self).__name__}: {said}"
        return f"{type(self).__name__}: {said}; {self.number} is {'; '.join(found) or 'none'}"

    def _repr_mimebundle_(self, **keywords: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        bundle, metadata = cast(Any, super())._repr_mimebundle_(**keywords)
        counts = self.by_network
        rows = [
            [network, " · ".join(f"{tool} {count:,}" for tool, count in row.items())]
            for network, row in counts.items()
        ]
        bundle["text/plain"] = repr(self)
        bundle["text/html"] = html_table(
            ["Network", "Counts"], rows, (), "FLOPs of networks by convention"
        )
        return bundle, metadata


def matches(counts: Counts, text: str) -> dict[str, list[str]]:
    """Return the counters whose counts round to a number as it is written, by network.

    Examples
    --------
    >>> counts = {"VGG16": {"flops": 30_940_528_640, "calflops": 30_973_778_432}}
    >>> matches(counts, "30.9 G"), matches(counts, "3.1e10 FLOPs")["VGG16"]
    ({'VGG16': ['flops']}, ['flops', 'calflops'])
    >>> matches(counts, "30,973,778,432"), matches(counts, "many")
    ({'VGG16': ['calflops']}, {})
    """
    written = _NUMBER.match(re.sub(r"[,_'\u202f\u00a0]", "", text))
    if written is None:
        return {}
    whole, part, power, unit = written.groups("")
    scale = Fraction(10) ** (int(power) if power else _UNITS[unit.upper()])
    step = scale / 10 ** len(part)
    number = int(whole + part) * step
    found = {
        network: [tool for tool, count in row.items() if 2 * abs(count - number) <= step]
        for network, row in counts.items()
    }
    return {network: tools for network, tools in found.items() if tools}
