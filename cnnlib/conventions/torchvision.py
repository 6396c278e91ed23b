"""How torchvision writes known networks where some counters do not see what it writes."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from cnnlib.conventions.forms import Form, Work
from cnnlib.conventions.slips import hooks

__all__ = ["unseen_by_hooks", "unseen_functions", "unseen_means", "unseen_params", "writes"]

# By the names of layers: a function, the mean of a tensor, or a class of torchvision's own.
_WRITTEN = {
    "MobileNetV2": {"function": r"avgpool"},
    "DenseNet121": {"function": r"avgpool|features\.relu5"},
    "GoogLeNet": {"function": r".*\.relu"},
    "InceptionV3": {"function": r".*\.(relu|pool|branch_pool)"},
    "ShuffleNetV2": {"mean": r"avgpool"},
    "ConvNeXtTiny": {"class": r"features\.(0\.1|[246]\.0)|classifier\.0"},
}


def writes(*ways: str) -> Callable[[Form], bool]:
    """Return what tells whether torchvision writes a network in one of these ways."""

    def is_written(form: Form) -> bool:
        kind = type(form.net)
        found = _WRITTEN.get(kind.__name__, {})
        return not found.keys().isdisjoint(ways) and kind.__module__.startswith("cnnlib.models.")

    return is_written


def _written(work: Work) -> str:
    return _way(type(work.form.net).__name__, work.form.steps[work.place].name)


@cache
def _way(network: str, name: str) -> str:
    forms = _WRITTEN[network].items()
    return next((way for way, names in forms if re.fullmatch(names, name)), "")


def unseen_functions(work: Work, flops: int) -> int:
    """Count none of it, as a tool does that knows layers alone."""
    return 0 if _written(work) else flops


def unseen_params(work: Work, params: int) -> int:
    """Leave out the parameters of a class that the tool does not know."""
    return 0 if _written(work) == "class" else params


def unseen_by_hooks(work: Work, flops: int) -> int:
    """Count a function once, not twice; what is none, not at all."""
    written = _written(work)
    if not written:
        return flops
    return flops - hooks(work) if written == "function" else 0


def unseen_means(work: Work, flops: int) -> int:
    """Count no mean that is none of a pooling."""
    return 0 if _written(work) == "mean" else flops
