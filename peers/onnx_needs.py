"""What a case of the ONNX standard asks for, and whether cnnlib has it."""

from __future__ import annotations

from typing import Any

import numpy as np

__all__ = ["Call", "Inexpressible", "need"]

Call = tuple[str, dict[str, Any], dict[str, np.ndarray]]


class Inexpressible(Exception):
    """What a case asks for and cnnlib does not have."""


def need(condition: bool, what: str) -> None:
    """Say what is missing where a condition does not hold."""
    if not condition:
        raise Inexpressible(what)
