# /// script
# requires-python = ">=3.11"
# dependencies = ["MNN==3.6.1", "numpy"]
# ///
"""The cases in MNN, by its converter from ONNX."""

import os
import sys
import tempfile
from contextlib import contextmanager
from importlib.metadata import version

import numpy as np
from asking import Program


@contextmanager
def quiet():
    """Let nothing reach stdout, not even what is written there by C++."""
    sys.stdout.flush()
    kept, nowhere = os.dup(1), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    try:
        yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)
        os.close(nowhere)


with quiet():
    import _tools
    import MNN

KINDS = {name: getattr(MNN.expr, name) for name in ("double", "int8", "uint8", "int64")} | {
    "float32": MNN.expr.float,
    "float16": MNN.expr.float,
    "int32": MNN.expr.int,
}
LEFT_OUT = {
    "average-bfloat16",
    "average-defaults-stride",
    "batch-norm-four",
    "batch-norm-kept",
    "batch-norm-translated",
    "dequantize-uint8",
    "dropout-one",
    "log-softmax-minus-infinity",
    "max-defaults-stride",
    "no-fit-conv",
    "pad-negative",
    "quantized-average-padding",
    "quantized-max-negative",
    "transposed-output-shape",
    "keras/nearest-enlarge",
    "paddle/average-bfloat16",
    "paddle/max-index",
    "paddle/max-index-batch",
    "paddle/max-index-stride",
    "paddle/pad-negative",
    "pytorch/average-bfloat16",
    "pytorch/batch-norm-fresh",
    "pytorch/batch-norm-large",
    "pytorch/dropout-one",
    "pytorch/pad-negative",
    "pytorch/unpool",
    "pytorch/unpool-pair",
}
"""Not asked: there is no answer to keep, or another one each time."""


def run(path, x):
    with tempfile.TemporaryDirectory() as folder, quiet():
        file = os.path.join(folder, "case.mnn")
        _tools.mnnconvert(
            ["mnnconvert", "-f", "ONNX", "--modelFile", str(path), "--MNNModel", file]
        )
        if not os.path.exists(file):
            raise ValueError("the converter writes no model")
        net = MNN.nn.load_module_from_file(file, [], [])
        given = MNN.expr.placeholder(list(x.shape), MNN.expr.NCHW, KINDS[x.dtype.name])
        try:
            # The converter makes floats of 32 bits of those of 16.
            given.write(x.astype(np.float32) if x.dtype == np.float16 else x)
            y = MNN.expr.convert(net.forward(given), MNN.expr.NCHW)
            return y.read().copy()  # what it reads lives as long as y
        except SystemError as error:
            raise error.__cause__ from error


PROGRAM = Program(
    "MNN",
    version("MNN"),
    "engine",
    "ONNX models by its converter, on the CPU",
    reads="onnx",
    run=run,
    left_out=LEFT_OUT,
)

if __name__ == "__main__":
    PROGRAM.main()
