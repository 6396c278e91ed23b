"""The cases in ONNX Runtime, on the CPU."""

import onnxruntime

from answers.onnx_operators import cases

VERSION = f"ONNX Runtime {onnxruntime.__version__}"


def run(built, feed):
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 4
    session = onnxruntime.InferenceSession(
        built.SerializeToString(), options, providers=["CPUExecutionProvider"]
    )
    return session.run(None, feed)


CASES = cases(run)
