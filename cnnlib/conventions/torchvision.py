"""How torchvision writes known networks where some counters do not see what it writes."""

from __future__ import annotations

import re

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


def writes(form: Form) -> bool:
    """Tell whether it is a network that torchvision writes otherwise."""
    kind = type(form.net)
    return kind.__module__.startswith("cnnlib.models.") and kind.__name__ in _WRITTEN


def _written(work: Work) -> str:
    forms = _WRITTEN[type(work.form.net).__name__]
    name = work.form.steps[work.place].name
    return next((way for way, names in forms.items() if re.fullmatch(names, name)), "")


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
