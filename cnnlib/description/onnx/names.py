"""Names of layers from those of a file: readable, without dots, each once."""

from __future__ import annotations

import re
from typing import Any

from cnnlib.layers.graph import INPUT, Graph

__all__ = ["Names"]

FUNCTIONS = {"Add", "Concat", "Div", "Expand", "Flatten", "Gather", "Mul", "Pad", "ReduceMean"}
FUNCTIONS |= {"Reshape", "Slice", "Split", "Sqrt", "Squeeze", "Sub", "Transpose", "Unsqueeze"}
"""Operators that a forward pass uses beside modules: a module's path alone would not tell them."""
LONGEST = 80
"""Letters: what an exporter makes of a deep network is longer than a table is wide."""


class Names:
    """Gives each operator a name that no other one has."""

    def __init__(self) -> None:
        self._taken: dict[str, int] = {}

    def of(self, node: Any) -> str:
        """Return the name of an operator: by its weight, by its own name, or by what it is.

        The exporters of PyTorch put the path of a module into the name of the operator,
        ``/layer1/layer1.0/conv1/Conv``, or beside it, and into that of a weight; equal weights
        have one name, so that is asked last. All are ``layer1_0_conv1`` here.
        """
        path = _of_scopes(node) or ("/" not in node.name and _of_weight(node)) or _of_operator(node)
        return self.free(path or node.op_type.lower())

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


def _of_weight(node: Any) -> str:
    """Return the path of the module whose weight an operator works with."""
    found = [each[: -len(".weight")] for each in node.input if each.endswith(".weight")]
    return found[0] if len(found) == 1 else ""


def _of_scopes(node: Any) -> str:
    """Return the path of the module that the newer exporter of PyTorch writes beside a node."""
    for each in node.metadata_props:
        if each.key == "pkg.torch.onnx.name_scopes":
            *modules, _ = re.findall(r"'([^']*)'", each.value) or [""]
            called = node.op_type.lower() if node.op_type in FUNCTIONS else ""
            return "_".join(filter(None, (modules[-1] if modules else "", called)))
    return ""


def _of_operator(node: Any) -> str:
    """Return the path within the name of an operator, each step once."""
    steps = [step for step in re.split("[/;]", node.name) if step]
    if len(steps) > 1 and re.fullmatch(rf"{re.escape(node.op_type)}(_\d+)?", steps[-1]):
        steps[-1:] = [node.op_type.lower()] if node.op_type in FUNCTIONS else []
    kept = [
        step
        for step, after in zip(steps, [*steps, ""][1:], strict=True)
        if not after.startswith(f"{step}.")
    ]
    return "_".join(kept)
