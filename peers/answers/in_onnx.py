"""The cases by the reference evaluator of the ONNX standard."""

import numpy as np
import onnx
from onnx.reference import ReferenceEvaluator

from answers.onnx_operators import cases

VERSION = f"ONNX {onnx.__version__}, reference"


def run(built, feed):
    with np.errstate(all="ignore"):
        return ReferenceEvaluator(built).run(None, feed)


CASES = cases(run)
