"""Calls of the explorers' arithmetic, and the comparison of their answers with cnnlib's."""

import json
from math import isclose, isnan
from typing import Any

import numpy as np


def call(name: str, *arguments: Any) -> str:
    """Write a call in JavaScript; JSON with NaN and Infinity is JavaScript too."""
    return f"{name}({', '.join(map(json.dumps, arguments))})"


def plane_call(name: str, planes: list[Any], *arguments: Any) -> str:
    given = [f"planeOf({json.dumps(rows)})" for rows in planes]
    return f"{name}({', '.join([*given, *map(json.dumps, arguments)])})"


def outcome(function: Any, *arguments: Any, **settings: Any) -> dict[str, Any]:
    try:
        return {"value": function(*arguments, **settings)}
    except (TypeError, ValueError) as error:
        return {"refused": [type(error).__name__, str(error)]}


def same(ours: Any, theirs: Any) -> bool:
    """Compare what JavaScript answered with what cnnlib did; a list may be a tuple."""
    if isinstance(theirs, np.ndarray):
        theirs = theirs.tolist()
    if isinstance(theirs, (list, tuple)):
        return isinstance(ours, list) and len(ours) == len(theirs) and all(map(same, ours, theirs))
    if isinstance(theirs, dict):
        return (
            isinstance(ours, dict)
            and ours.keys() == theirs.keys()
            and all(same(ours[key], theirs[key]) for key in theirs)
        )
    if isinstance(theirs, float):
        close = isclose(ours, theirs, rel_tol=1e-12, abs_tol=1e-12)
        return close or (isnan(ours) and isnan(theirs))
    return type(ours) is type(theirs) and ours == theirs


def compare(answers: Any, calls: list[str], expected: list[Any], family: str) -> None:
    """Fail on the first difference; a family without refusals, or full of them, tests little."""
    given = [answer for i in range(0, len(calls), 1000) for answer in answers(calls[i : i + 1000])]
    for expression, ours, theirs in zip(calls, given, expected, strict=True):
        assert same(ours, theirs), f"{expression}\nJavaScript: {ours}\ncnnlib:     {theirs}"
    refused = sum("refused" in answer for answer in given)
    print(f"{family}: {len(calls)} settings, {refused} refused")
    assert 0.1 < refused / len(calls) < 0.7
