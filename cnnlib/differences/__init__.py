"""Where frameworks differ from one another and from cnnlib, each side measured.

A case in Python is a setting, cnnlib's own answer and, of the difference, the reason. What the
frameworks answer is measured: `peers/differences.py` asks them and writes a file for each.
Nothing else in cnnlib needs this package.
"""

from cnnlib.differences.difference import Case, Difference, Differences, answer
from cnnlib.differences.framework import FRAMEWORKS, Framework
from cnnlib.differences.layers import LAYERS
from cnnlib.differences.pooling import POOLING
from cnnlib.differences.windows import WINDOWS

__all__ = ["DIFFERENCES", "FRAMEWORKS", "Case", "Difference", "Differences", "Framework", "answer"]

DIFFERENCES = Differences((*WINDOWS, *POOLING, *LAYERS))
"""Every difference of the book's page *Where frameworks differ*, in its order."""
