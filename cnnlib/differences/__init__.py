"""Where frameworks differ from one another and from cnnlib, each side measured.

`peers/differences.py` asks the frameworks again and stores what they say; a test holds this
table against it. Nothing else in cnnlib needs this package.
"""

from cnnlib.differences.difference import FRAMEWORKS, Case, Difference, Differences, answer
from cnnlib.differences.layers import LAYERS
from cnnlib.differences.pooling import POOLING
from cnnlib.differences.windows import WINDOWS

__all__ = ["DIFFERENCES", "FRAMEWORKS", "Case", "Difference", "Differences", "answer"]

DIFFERENCES = Differences((*WINDOWS, *POOLING, *LAYERS))
"""Every difference of the book's page *Where frameworks differ*, in its order."""
