"""What an operator is called: by the module that it came from, where that is known."""

from __future__ import annotations

import re
from typing import Any

__all__ = ["path_of"]

FUNCTIONS = {"Add", "Concat", "Div", "Expand", "Flatten", "Gather", "Mul", "Pad", "ReduceMean"}
FUNCTIONS |= {"Reshape", "Slice", "Split", "Sqrt", "Squeeze", "Sub", "Transpose", "Unsqueeze"}
"""Operators that a forward pass uses beside modules: a module's path alone would not tell them."""


def path_of(node: Any) -> str:
    """Return the path of an operator: by its module, by its weight, or by what it is.

    The exporters of PyTorch put the path of a module into the name of the operator,
    ``/layer1/layer1.0/conv1/Conv``, or beside it, and into that of a weight; equal weights have
    one name, so that is asked last. All are ``layer1_0_conv1`` here.
    """
    path = _of_scopes(node) or ("/" not in node.name and _of_weight(node)) or _of_operator(node)
    return path or str(node.op_type).lower()


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


def _of_weight(node: Any) -> str:
    """Return the path of the module whose weight an operator works with."""
    found = [each[: -len(".weight")] for each in node.input if each.endswith(".weight")]
    return found[0] if len(found) == 1 else ""
