# /// script
# requires-python = ">=3.11"
# dependencies = ["tract==0.23.9", "numpy"]
# ///
"""The cases in tract, which reads ONNX."""

import os
from importlib.metadata import version

from asking import Program

os.environ.update(RUST_BACKTRACE="0", RUST_LIB_BACKTRACE="0")
import tract  # noqa: E402

LEFT_OUT = {"pad-negative", "paddle/pad-negative", "pytorch/pad-negative"}
"""Not asked: there is no answer to keep."""


def run(path, x):
    return tract.onnx().load(path).into_model().into_runnable().run([x])[0].to_numpy()


PROGRAM = Program(
    "tract",
    version("tract"),
    "engine",
    "ONNX models, on the CPU, optimized by default",
    reads="onnx",
    run=run,
    left_out=LEFT_OUT,
)

if __name__ == "__main__":
    PROGRAM.main()
