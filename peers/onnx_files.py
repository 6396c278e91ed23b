"""ONNX's own node cases as files that cnnlib reads: what it computes is what the standard says."""

from __future__ import annotations

import contextlib
import io
import warnings
from collections import Counter
from collections.abc import Iterator
from typing import Any

import numpy as np
from onnx import numpy_helper
from onnx.backend.test.case.node import collect_testcases

import cnnlib

__all__ = ["differences"]

ROUNDING = {"rtol": 1e-3, "atol": 1e-5}
"""Some cases state four digits."""


def differences() -> Iterator[str]:
    """Yield the cases that cnnlib reads, computes and answers otherwise; print how many agree."""
    outcomes: Counter[str] = Counter()
    with warnings.catch_warnings(), contextlib.redirect_stderr(io.StringIO()):
        warnings.simplefilter("ignore")
        cases = [case for case in collect_testcases(None) if _is_of_floats(case)]
        for case in cases:
            outcome = _asked(case)
            outcomes[outcome] += 1
            if outcome == "differ":
                yield f"a file of one ONNX case computes otherwise: {case.name}"
    print("ONNX's cases as files:", ", ".join(f"{n} {what}" for what, n in outcomes.items()))


def _is_of_floats(case: Any) -> bool:
    """Tell whether the first input is one that layers take."""
    first = case.data_sets[0][0][:1] if case.data_sets else ()
    arrays = [each for each in first if isinstance(each, np.ndarray)]
    return bool(arrays) and arrays[0].dtype in (np.float32, np.float64) and arrays[0].ndim > 1


def _asked(case: Any) -> str:
    """Return what became of a case: all inputs but the first are weights of its file."""
    (x, *others), expected = case.data_sets[0]
    graph = case.model.graph
    try:
        for value, array in zip(graph.input[1:], others, strict=False):
            graph.initializer.append(numpy_helper.from_array(np.asarray(array), value.name))
        y = cnnlib.read_onnx(case.model.SerializeToString(), weights=True)(x)
    except (NotImplementedError, TypeError, ValueError):
        return "are refused or not computed"
    found = y if isinstance(y, tuple) else (y,)
    if len(found) < len(expected):
        return "return more than follows from the first input"
    same = all(
        np.allclose(ours, theirs, **ROUNDING, equal_nan=True)
        for ours, theirs in zip(found, expected, strict=False)
    )
    return "agree" if same else "differ"
