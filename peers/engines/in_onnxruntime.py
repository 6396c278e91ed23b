# /// script
# requires-python = ">=3.11"
# dependencies = ["onnxruntime==1.32.0", "numpy"]
# ///
"""The cases in ONNX Runtime, on the CPU."""

import onnxruntime
from asking import Program


def run(path, x):
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 4
    session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    return session.run(None, {session.get_inputs()[0].name: x})[0]


PROGRAM = Program(
    "ONNX Runtime",
    onnxruntime.__version__,
    "engine",
    "ONNX models, on the CPU with its default optimizations",
    reads="onnx",
    run=run,
)

if __name__ == "__main__":
    PROGRAM.main()
