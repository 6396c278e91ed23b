"""Where engines differ from one another and from cnnlib, each side measured.

A case in Python is an input, a setting and cnnlib's own answer; a difference has the reason. What
the engines answer is measured: `peers/ask_engines.py` asks them and writes a file for each.
Nothing else in cnnlib needs this package.
"""

from cnnlib.differences.case import Case, answer
from cnnlib.differences.difference import Difference, Differences
from cnnlib.differences.engine import ENGINES, Engine, Engines
from cnnlib.differences.layers import LAYERS
from cnnlib.differences.pooling import POOLING
from cnnlib.differences.windows import WINDOWS

__all__ = [
    "DIFFERENCES",
    "ENGINES",
    "Case",
    "Difference",
    "Differences",
    "Engine",
    "Engines",
    "answer",
]

DIFFERENCES = Differences({"windows": WINDOWS, "pooling": POOLING, "layers": LAYERS})
"""Every difference of the book's page *Where frameworks differ*, in its order."""
