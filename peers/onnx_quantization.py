"""The cases of quantization as ONNX models."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper
from onnx_cases import Build, model

__all__ = ["MODELS"]

S8, U8 = np.int8, np.uint8
ZERO = S8(0)
OWN = "com.microsoft"
"""The domain of ONNX Runtime's own operators."""


class Graph:
    """Steps and constants, written down one after the other."""

    def __init__(self) -> None:
        self.steps: list[onnx.NodeProto] = []
        self.constants: dict[str, np.ndarray] = {}

    def step(self, operator: str, *operands: str | np.ndarray | np.generic, **options: Any) -> str:
        """Add an operator; return the name of its output."""
        names = [name if isinstance(name, str) else self.constant(name) for name in operands]
        output = f"v{len(self.steps)}"
        self.steps.append(helper.make_node(operator, names, [output], **options))
        return output

    def constant(self, value: np.ndarray | np.generic) -> str:
        """Add a constant; return its name."""
        name = f"c{len(self.constants)}"
        self.constants[name] = np.asarray(value)
        return name

    def pair(self, value: str, scale: float = 1, zero: np.generic = ZERO) -> str:
        """Quantize and dequantize."""
        by = np.float32(scale), zero
        return self.step("DequantizeLinear", self.step("QuantizeLinear", value, *by), *by)

    def between(self, operator: str, scale: float, zero: np.generic, **options: Any) -> str:
        """Apply an operator to x between two such pairs."""
        output = self.step(operator, self.pair("x", scale, zero), **options)
        return self.pair(output, scale, zero)

    def convolved(self, weight: np.ndarray, *bias: str | np.ndarray, **options: Any) -> str:
        """Convolve x, quantized, with a weight that is stored as integers."""
        zero = options.pop("zero", ZERO)
        stored = self.step("DequantizeLinear", weight.astype(S8), np.float32(1), ZERO)
        return self.step("Conv", self.pair("x", 1, zero), stored, *bias, **options)


def graph(write: Callable[..., str], returns: type[np.generic] | None = None) -> Build:
    """Return what makes a model of what `write` puts into a graph; its last output is y."""

    def build(x: np.ndarray, *inputs: np.ndarray) -> onnx.ModelProto:
        to = Graph()
        write(to, *inputs)
        to.steps[-1].output[0] = "y"
        return model(to.steps, x, to.constants, returns)

    return build


def quantized(scale: float = 1, zero: np.generic = ZERO) -> Build:
    """Only quantize x and dequantize it."""
    return graph(lambda to: to.pair("x", scale, zero))


def cast(kind: int, **options: Any) -> Build:
    """Only cast x to a small type and back."""
    return graph(
        lambda to: to.step("Cast", to.step("Cast", "x", to=kind, **options), to=TensorProto.FLOAT)
    )


def averaged(zero: np.generic, **options: Any) -> Build:
    """Average counted 3 × 3 windows with padding 1, quantized before and behind."""
    options |= {"kernel_shape": [3, 3], "pads": [1, 1, 1, 1], "count_include_pad": 1}
    return graph(lambda to: to.between("AveragePool", 0.25, zero, **options))


def biased(to: Graph, weight: np.ndarray) -> str:
    """Convolve with a bias of 10 whose scale is its own."""
    bias = to.step("DequantizeLinear", np.array([10], np.int32), np.float32(0.1))
    return to.pair(to.convolved(weight, bias))


def softmax(to: Graph) -> str:
    """Quantize in 32ds before, in 256ths behind."""
    return to.pair(to.step("Softmax", to.pair("x", 1 / 32), axis=-1), 1 / 256, U8(0))


def added(to: Graph, other: np.ndarray) -> str:
    """Add between dequantized and quantized numbers."""
    stored = to.step("DequantizeLinear", other.astype(U8), np.float32(1), U8(0))
    return to.pair(to.step("Add", to.pair("x", 1, U8(0)), stored), 1, U8(0))


def added_as_integers(to: Graph, other: np.ndarray) -> str:
    """Add by QLinearAdd, which takes each image with its scale and zero point."""
    by = np.float32(1), U8(0)
    x = to.step("QuantizeLinear", "x", *by)
    output = to.step("QLinearAdd", x, *by, other.astype(U8), *by, *by, domain=OWN)
    return to.step("DequantizeLinear", output, *by)


def joined_as_integers(to: Graph) -> str:
    """Join by QLinearConcat, which takes the output's scale and zero point first."""
    by, behind = (np.float32(1), U8(0)), (np.float32(2), U8(0))
    x = to.step("QuantizeLinear", "x", *by)
    output = to.step("QLinearConcat", *behind, x, *by, x, *by, domain=OWN, axis=3)
    return to.step("DequantizeLinear", output, *behind)


def dynamic(to: Graph) -> str:
    """Return the integers alone of the three outputs."""
    output = to.step("DynamicQuantizeLinear", "x")
    to.steps[-1].output.extend(["scale", "zero"])
    return output


def resized(mode: str) -> Build:
    """Enlarge an image of integers to 4 × 4."""
    return graph(lambda to: to.step("Resize", "x", "", "", np.array([1, 1, 4, 4]), mode=mode))


MODELS: dict[str, Build] = {
    "quantize-half": quantized(),
    "quantize-uint8-half": quantized(zero=U8(0)),
    "quantize-half-zero-point": quantized(zero=S8(1)),
    "quantize-reciprocal": quantized(scale=0.3),
    "quantize-saturate": quantized(),
    "quantize-huge": quantized(),
    "quantize-nan": quantized(),
    "cast-saturate": graph(lambda to: to.step("Cast", "x", to=TensorProto.INT8), S8),
    "float8-saturate": cast(TensorProto.FLOAT8E4M3FN),
    "float8-not-saturated": cast(TensorProto.FLOAT8E4M3FN, saturate=0),
    "float8-e5m2": cast(TensorProto.FLOAT8E5M2),
    "int4-cast": cast(TensorProto.INT4),
    "quantized-average-half": graph(
        lambda to: to.between("AveragePool", 1, U8(0), kernel_shape=[1, 2], strides=[1, 2])
    ),
    "quantized-conv-padding": graph(
        lambda to, w: to.pair(to.convolved(w, zero=U8(128), pads=[1, 1, 1, 1]), 1, U8(0))
    ),
    "quantized-average-padding": averaged(S8(-128)),
    "quantized-average-ceil": averaged(U8(0), strides=[2, 2], ceil_mode=1),
    "quantized-max-negative": graph(
        lambda to: to.between("MaxPool", 1, ZERO, kernel_shape=[3, 3], pads=[1, 1, 1, 1])
    ),
    "quantized-softmax": graph(softmax),
    "quantized-relu": graph(lambda to: to.between("Relu", 0.5, U8(128))),
    "dequantize-uint8": graph(
        lambda to: to.step("DequantizeLinear", "x", np.float32(0.5), U8(128)), np.float32
    ),
    "quantized-add": graph(added),
    "quantized-add-integer": graph(added_as_integers),
    "quantized-concat-scales": graph(joined_as_integers),
    "quantized-float-bias": graph(
        lambda to, w: to.pair(to.convolved(w, np.array([0.3], np.float32)), 0.1)
    ),
    "quantized-bias-scale": graph(biased),
    "quantize-twice": graph(lambda to: to.pair(to.pair("x", 1, U8(0)), 2, U8(100))),
    "dynamic-quantize": graph(dynamic, U8),
    "dynamic-quantize-zeros": graph(dynamic, U8),
    "quantized-resize": resized("cubic"),
    "quantized-resize-linear": resized("linear"),
}
