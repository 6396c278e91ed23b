"""The entries of a network, in which layers are found and put in the place of others."""

from __future__ import annotations

from collections import Counter
from math import isclose

import numpy as np

from cnnlib.description.imported.network import Network
from cnnlib.description.imported.values import Entry, Weight
from cnnlib.layers.arithmetic import Arithmetic
from cnnlib.layers.base import Layer

__all__ = ["Editor", "near", "number_of"]


class Editor:
    """Knows who reads what; what nobody reads any longer goes."""

    def __init__(self, network: Network, ends: list[str]) -> None:
        self.entries = entries = network.entries
        self.shape = network.shape_of
        self._readers = Counter(each for entry in entries.values() for each in entry.reads)
        self._readers.update(ends)

    def source(self, entry: Entry | None, *kinds: type[Layer], place: int = 0) -> Entry | None:
        """Return what an entry reads there, if it is such a layer and only that entry reads it."""
        if entry is None or place >= len(entry.reads):
            return None
        found = self.entries.get(entry.reads[place])
        if found is None or self._readers[found.name] != entry.reads.count(found.name):
            return None
        return found if type(found.layer) in kinds else None

    def of_two(self, entry: Entry, *kinds: type[Layer]) -> tuple[Entry, str] | None:
        """Return one of two inputs that is such a layer, and the name of the other input."""
        for place in (0, 1):
            found = self.source(entry, *kinds, place=place) if len(entry.reads) == 2 else None
            if found is not None:
                return found, entry.reads[1 - place]
        return None

    def put(
        self,
        entry: Entry,
        layer: Layer,
        reads: tuple[str, ...],
        weights: dict[str, Weight] | None = None,
        named: Entry | None = None,
    ) -> bool:
        """Let an entry be another layer that reads something else. Returns True.

        It may be named by one of those that it stands for.
        """
        if named is not None:
            entry.label = named.label or named.name
        before = entry.reads
        self._readers.update(reads)
        entry.layer, entry.reads, entry.weights = layer, reads, weights or {}
        for each in before:
            self._leave(each)
        return True

    def _leave(self, name: str) -> None:
        """Take one reader from an entry; without any it goes, and leaves what it reads."""
        waiting = [name]
        while waiting:
            each = waiting.pop()
            self._readers[each] -= 1
            if self._readers[each] <= 0 and each in self.entries:
                waiting += self.entries.pop(each).reads


def number_of(entry: Entry | None, operation: np.ufunc) -> float | None:
    """Return the number that an entry adds, or multiplies by; None where it does not.

    Examples
    --------
    >>> half = Entry("half", Arithmetic(np.divide, 2.0), ("x",), (1, 4))
    >>> number_of(half, np.multiply), number_of(half, np.add)
    (0.5, None)
    """
    layer = entry.layer if entry is not None else None
    if not isinstance(layer, Arithmetic) or np.ndim(layer.by) or layer.first:
        return None
    if operation is np.multiply and layer.operation is np.divide:
        return 1 / layer.by if layer.by else None
    if operation is np.add and layer.operation is np.subtract:
        return -float(layer.by)
    return float(layer.by) if layer.operation is operation else None


def near(number: float | None, wanted: float) -> bool:
    """Tell whether there is a number, and it is the one wanted.

    Examples
    --------
    >>> near(0.16666667, 1 / 6), near(None, 1.0)
    (True, False)
    """
    return number is not None and isclose(number, wanted, rel_tol=1e-4)
