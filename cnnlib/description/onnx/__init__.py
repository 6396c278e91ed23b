"""Networks from ONNX files: `read_onnx`."""

from cnnlib.description.onnx.reading import read_onnx

__all__ = ["read_onnx"]
