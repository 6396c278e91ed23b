"""The arithmetic of convolutional networks in NumPy: small, exact, and loud about mistakes."""

from importlib import import_module
from typing import TYPE_CHECKING

from cnnlib import conventions, description, functional, geometry, layers, models
from cnnlib._finite import NotFinite
from cnnlib.comparison import Comparison, ConventionCost
from cnnlib.counting import compare, count, flops
from cnnlib.description import read_keras, read_onnx
from cnnlib.functional._winograd import direct_sums
from cnnlib.layer_cost import LayerCost
from cnnlib.layers import *
from cnnlib.models import *
from cnnlib.optimizers import SGD, Adam
from cnnlib.report import CostReport
from cnnlib.storage import load, save
from cnnlib.training import accuracy, fit

if TYPE_CHECKING:
    from cnnlib.differences.check import Asked

    differences: Asked
else:

    def __getattr__(name):
        """Load what few need, and only then: the answers of all engines."""
        if name == "differences":
            return import_module("cnnlib.differences")
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


__version__ = "0.1.0"

__all__ = [
    "Adam",
    "Comparison",
    "ConventionCost",
    "CostReport",
    "LayerCost",
    "NotFinite",
    "SGD",
    "accuracy",
    "compare",
    "conventions",
    "count",
    "description",
    "differences",
    "direct_sums",
    "fit",
    "flops",
    "functional",
    "geometry",
    "load",
    "read_keras",
    "read_onnx",
    "save",
]
__all__ += vars(layers)["__all__"]
__all__ += models.KNOWN
__all__.sort()
