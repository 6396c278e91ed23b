"""Names of layers from those of a file: readable, without dots, each once."""

from __future__ import annotations

import re

from cnnlib.layers.graph import INPUT, Graph

__all__ = ["Names"]

LONGEST = 80
"""Letters: what an exporter makes of a deep network is longer than a table is wide."""


class Names:
    """Gives each layer a name that no other one has."""

    def __init__(self) -> None:
        self._taken: dict[str, int] = {}

    def free(self, name: str) -> str:
        """Return a name that is free, as near to this one as may be."""
        name = re.sub(r"\W+", "_", name).strip("_")[:LONGEST] or "layer"
        if name == INPUT or name[0].isdigit() or hasattr(Graph, name):
            name = f"layer_{name}"
        if name not in self._taken:
            self._taken[name] = 0
            return name
        while True:
            self._taken[name] += 1
            other = f"{name}_{self._taken[name]}"
            if other not in self._taken:
                self._taken[other] = 0
                return other
