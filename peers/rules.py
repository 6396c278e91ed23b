"""Where frameworks differ, as rules on settings: which answer is right, and why not the other.

What stands before the colon in a rule's name is a name of `cnnlib.differences`, which has the
smallest example.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from records import Answer, Record, Setting

__all__ = ["DEPARTURES", "REFUSALS", "Unexplained", "judge", "refusal", "same"]

Applies = Callable[[Setting], bool]


class Departure(NamedTuple):
    """What one framework does its own way; cnnlib follows the other."""

    framework: str
    why: str
    """Why the other is right."""
    applies: Applies


class Unexplained(Exception):
    """A difference that no rule names."""


def judge(setting: Setting, torch: Answer, paddle: Answer) -> Record:
    """Decide between the frameworks' answers, without asking cnnlib."""
    answers = {"torch": torch, "paddle": paddle}
    refused = refusal(setting)
    if refused:
        rules = {name: refused for name, answer in answers.items() if _has_arrays(answer)}
        return Record(setting, "none", rules, answers)
    if same(torch, paddle, setting.tolerance):
        follows = "both" if _has_arrays(torch) else "none"
        return Record(setting, follows, {}, {"both": torch})
    rules = {}
    for name, departure in DEPARTURES.items():
        if departure.applies(setting):
            rules.setdefault(departure.framework, name)
    if len(rules) != 1:
        raise Unexplained(f"{setting.operation}({setting.arguments}): {rules or 'no rule'}")
    follows = "torch" if "paddle" in rules else "paddle"
    if not _has_arrays(answers[follows]):
        raise Unexplained(f"{setting.operation}({setting.arguments}): {follows} refuses")
    return Record(setting, follows, rules, answers)


def refusal(setting: Setting) -> str | None:
    """Return the rule by which cnnlib refuses a setting, whatever the frameworks do."""
    return next((name for name, applies in REFUSALS.items() if applies(setting)), None)


def same(one: Answer, other: Answer, tolerance: float) -> bool:
    """Tell whether two answers are equal: in number, shape, precision and values."""
    if not (_has_arrays(one) and _has_arrays(other)):
        return not (_has_arrays(one) or _has_arrays(other))
    return len(one) == len(other) and all(
        a.shape == b.shape
        and (a.dtype == b.dtype or a.dtype.kind == b.dtype.kind == "i")
        and np.allclose(a, b, rtol=tolerance, atol=tolerance)
        for a, b in zip(one, other, strict=True)
    )


def _has_arrays(answer: Answer) -> bool:
    return not isinstance(answer, str)


def _pools(setting: Setting) -> bool:
    return setting.operation in ("max_pool2d", "avg_pool2d")


def _windows(setting: Setting) -> bool:
    return setting.operation in ("max_pool2d", "avg_pool2d", "conv2d")


def _says(setting: Setting, padding: str) -> bool:
    return str(setting.arguments.get("padding")).upper() == padding


# What cnnlib refuses, though a framework may answer ------------------------------------------

REFUSALS: dict[str, Applies] = {
    "kernel or stride below 1": lambda s: (
        _windows(s) and any(axis.kernel < 1 or axis.stride < 1 for axis in s.axes())
    ),
    "negative padding": lambda s: (
        _windows(s) and any(axis.begin < 0 or axis.end < 0 for axis in s.axes())
    ),
    "large-padding: as large as the window": lambda s: (
        _pools(s) and any(max(axis.begin, axis.end) >= axis.kernel for axis in s.axes())
    ),
    "ceil_mode with VALID": lambda s: _pools(s) and s.arguments["ceil_mode"] and _says(s, "VALID"),
    "no-fit: the same, with ceil_mode": lambda s: (
        _pools(s)
        and s.arguments["ceil_mode"]
        and any(axis.kernel > axis.padded for axis in s.axes())
    ),
    "no-fit: kernel larger than the padded input": lambda s: (
        _windows(s) and any(axis.kernel > axis.padded for axis in s.axes())
    ),
    "circular padding wraps more than once": lambda s: (
        s.operation == "conv2d"
        and s.arguments["padding_mode"] == "circular"
        and any(max(axis.begin, axis.end) > axis.size for axis in s.axes())
    ),
    "divisor below 1": lambda s: s.arguments.get("divisor_override") == 0,
    "output size below 1": lambda s: (
        s.operation.startswith("adaptive")
        and any(side is not None and side < 1 for side in np.ravel(s.arguments["output_size"]))
    ),
    "epsilon below 0": lambda s: s.arguments.get("epsilon", 0) < 0,
    "one value a channel in training": lambda s: (
        s.arguments.get("training", False) and s.arrays["x"].size == s.arrays["x"].shape[1]
    ),
}


# What a framework does its own way -----------------------------------------------------------


def forgets_same(setting: Setting) -> bool:
    """Tell whether PaddlePaddle pools as if SAME were 0, even where no window fits then."""
    return setting.arguments.get("return_mask", False) and _says(setting, "SAME")


def _keeps_windows_in_the_end_padding(setting: Setting) -> bool:
    return (
        _pools(setting)
        and setting.arguments["ceil_mode"]
        and any(axis.windows(True) < axis.windows(True, drop=False) for axis in setting.axes())
    )


def _ends_the_image_at_its_begin_padding(setting: Setting) -> bool:
    return (
        setting.operation == "avg_pool2d"
        and not setting.arguments["exclusive"]
        and any(
            axis.begin != axis.end
            and axis.reach(setting.arguments["ceil_mode"])
            > axis.begin + axis.size + min(axis.begin, axis.end)
            for axis in setting.axes()
        )
    )


def _rescales_the_mean(setting: Setting) -> bool:
    return setting.arguments.get("divisor_override") is not None and any(
        (setting.arguments["exclusive"] and (axis.begin or axis.end))
        or axis.reach(setting.arguments["ceil_mode"]) > axis.padded
        for axis in setting.axes()
    )


DEPARTURES: dict[str, Departure] = {
    "batch-norm: unbiased running variance": Departure(
        "torch",
        "evaluation then divides by what training divided by",
        lambda s: s.operation == "batch_norm" and s.arguments["training"],
    ),
    "same-dilation: forgotten": Departure(
        "paddle",
        "a setting that is given is kept",
        lambda s: (
            s.operation == "conv2d"
            and s.arguments["padding_mode"] == "zeros"
            and _says(s, "SAME")
            and s.arguments["dilation"] not in (1, [1, 1])
        ),
    ),
    "a mask forgets SAME": Departure(
        "paddle", "to ask for the mask must not change the maxima", forgets_same
    ),
    "no mask with four sides": Departure(
        "paddle",
        "the maxima have a place, whatever the padding",
        lambda s: (
            _pools(s)
            and s.arguments.get("return_mask", False)
            and any(axis.begin != axis.end for axis in s.axes())
        ),
    ),
    "ceil-mode: windows in the end padding are kept": Departure(
        "paddle",
        "such a window sees no pixel: its maximum is the lowest float, its mean 0 / 0",
        _keeps_windows_in_the_end_padding,
    ),
    "average-divisor: end padding taken for begin padding": Departure(
        "paddle",
        "the padding that is given is counted, on each side its own",
        _ends_the_image_at_its_begin_padding,
    ),
    "average-divisor: override rescales the mean": Departure(
        "paddle",
        "the divisor divides the sum of a window that is cut off, too",
        _rescales_the_mean,
    ),
}
