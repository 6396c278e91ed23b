# /// script
# requires-python = ">=3.11"
# dependencies = ["onnx==1.23.2", "numpy"]
# ///
"""The cases by the reference evaluator of the ONNX standard."""

import numpy as np
import onnx
from asking import Program
from onnx.reference import ReferenceEvaluator


def run(path, x):
    model = ReferenceEvaluator(str(path))
    with np.errstate(all="ignore"):
        return model.run(None, {model.input_names[0]: x})[0]


def defaults():
    attributes = onnx.defs.get_schema("BatchNormalization").attributes
    return np.array([attributes[name].default_value.f for name in ("momentum", "epsilon")])


PROGRAM = Program(
    "ONNX reference",
    onnx.__version__,
    "engine",
    "ONNX models, by the standard's own evaluator",
    cases={"batch-norm-defaults": defaults},
    reads="onnx",
    run=run,
)

if __name__ == "__main__":
    PROGRAM.main()
