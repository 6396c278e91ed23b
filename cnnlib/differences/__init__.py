"""Where engines differ from one another and from cnnlib, each side measured.

A case in Python is an input, a setting and cnnlib's own answer; a difference has the reason. What
the engines answer is measured: `peers/ask_engines.py` asks them and writes a file for each.
Nothing else in cnnlib needs this package. It can be called: with a network and two engines it
names the layers whose answer differs between them.
"""

import sys

from cnnlib.differences.activations import ACTIVATIONS
from cnnlib.differences.adaptive import ADAPTIVE
from cnnlib.differences.any_size import ANY_SIZE
from cnnlib.differences.averages import AVERAGES
from cnnlib.differences.case import Case, answer
from cnnlib.differences.ceil_mode import CEIL_MODE
from cnnlib.differences.check import Asked
from cnnlib.differences.convolution import CONVOLUTION
from cnnlib.differences.difference import Difference, Differences
from cnnlib.differences.engine import ENGINES, Engine, Engines
from cnnlib.differences.gradients import GRADIENTS
from cnnlib.differences.indices import INDICES
from cnnlib.differences.layer_case import LayerCase
from cnnlib.differences.layers import LAYERS
from cnnlib.differences.normalization import NORMALIZATION
from cnnlib.differences.norms import NORMS
from cnnlib.differences.numbers import NUMBERS
from cnnlib.differences.options import OPTIONS
from cnnlib.differences.pooling import POOLING
from cnnlib.differences.quantization import QUANTIZATION
from cnnlib.differences.rearranging import REARRANGING
from cnnlib.differences.regions import REGIONS
from cnnlib.differences.report import RouteReport
from cnnlib.differences.resizing import RESIZING
from cnnlib.differences.same import SAME
from cnnlib.differences.special_values import SPECIAL_VALUES
from cnnlib.differences.transposed import TRANSPOSED
from cnnlib.differences.windows import WINDOWS

__all__ = [
    "DIFFERENCES",
    "ENGINES",
    "Case",
    "Difference",
    "Differences",
    "Engine",
    "Engines",
    "LayerCase",
    "RouteReport",
    "answer",
]

DIFFERENCES = Differences(
    {
        "windows": SAME + ANY_SIZE + WINDOWS,
        "convolution": CONVOLUTION + TRANSPOSED,
        "pooling": POOLING + INDICES,
        "averages": AVERAGES,
        "ceil mode": CEIL_MODE,
        "adaptive pooling": ADAPTIVE,
        "resizing": RESIZING + REARRANGING + REGIONS,
        "normalization": NORMALIZATION + NORMS,
        "activations": ACTIVATIONS,
        "special values": SPECIAL_VALUES,
        "options": OPTIONS,
        "numbers": NUMBERS,
        "gradients": GRADIENTS,
        "layers": LAYERS,
        "quantization": QUANTIZATION,
    }
)
"""Every difference of the book's page *Where frameworks differ*, in its order."""

sys.modules[__name__].__class__ = Asked
