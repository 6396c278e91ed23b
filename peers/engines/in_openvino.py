# /// script
# requires-python = ">=3.11"
# dependencies = ["openvino==2026.4.1", "numpy"]
# ///
"""The cases in OpenVINO, which reads ONNX."""

import openvino
from asking import Program

CORE = openvino.Core()
# In float32: on processors that have bfloat16 the default would compute with eight bits.
OPTIONS = {"INFERENCE_PRECISION_HINT": "f32"}


def run(path, x):
    try:
        return CORE.compile_model(CORE.read_model(path), "CPU", OPTIONS)([x])[0].copy()
    except RuntimeError as error:
        # The reason is the last line that is no summary; those before say where it was noticed.
        *_, reason = filter(None, str(error).partition("Summary:\n-- Conversion")[0].splitlines())
        raise ValueError(reason) from error


PROGRAM = Program(
    "OpenVINO",
    openvino.__version__.partition("-")[0],
    "engine",
    "ONNX models, on the CPU in float32",
    reads="onnx",
    run=run,
)

if __name__ == "__main__":
    PROGRAM.main()
