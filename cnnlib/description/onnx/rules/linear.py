"""Matrix products."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from cnnlib.description.imported.values import Stored, Stream, Weight
from cnnlib.description.onnx.node import Node
from cnnlib.description.onnx.rules.registry import rule
from cnnlib.layers.joins import MatMul
from cnnlib.layers.linear import Linear

__all__ = ["gemm", "matmul"]


@rule("Gemm")
def gemm(node: Node) -> Stream:
    """Multiply by a matrix and add a bias: alpha · A · B + beta · C."""
    node.require(not node.get("transA", 0), "its input is transposed")
    node.require(len(node.stream().shape) == 2, "its input is no matrix")
    turned = bool(node.get("transB", 0))
    bias = node.stored(2) if node.has(2) and node.get("beta", 1.0) else None
    outputs = node.stored(1).shape[0 if turned else 1]
    if bias is not None:
        node.require(bias.size == outputs and bias.shape[-1:] == (outputs,), "no bias a feature")
    return _multiplied(
        node, node.stored(1), turned, bias, node.get("alpha", 1.0), node.get("beta", 1.0)
    )


@rule("MatMulInteger")
def in_integers(node: Node) -> Stream:
    """Multiply in whole numbers."""
    node.only_counted("it is quantized")
    return matmul(node)


@rule("MatMul")
def matmul(node: Node) -> Stream:
    """Multiply by a constant matrix; two streams are multiplied with each other."""
    if isinstance(node.inputs[1], Stored) and len(node.inputs[1].shape) == 2:
        return _multiplied(node, node.inputs[1])
    x, y = node.stream(0), node.stream(1)
    node.require(min(len(x.shape), len(y.shape)) > 1, "a vector is multiplied")
    return node.emit(MatMul(), x, y)


@rule("QLinearMatMul")
def quantized(node: Node) -> Stream:
    """Multiply in whole numbers."""
    node.only_counted("it is quantized")
    return _multiplied(node, node.stored(3))


@rule("QGemm", domain="com.microsoft")
def quantized_gemm(node: Node) -> Stream:
    """Multiply in whole numbers, and add a bias."""
    node.only_counted("it is quantized")
    bias = node.stored(6) if node.has(6) else None
    return _multiplied(node, node.stored(3), bool(node.get("transB", 0)), bias)


def _multiplied(
    node: Node,
    weight: Stored,
    turned: bool = False,
    bias: Stored | None = None,
    alpha: float = 1.0,
    beta: float = 1.0,
) -> Stream:
    node.require(len(weight.shape) == 2, "its weight is no matrix")
    inputs, outputs = weight.shape[::-1] if turned else weight.shape
    layer = Linear(inputs, outputs, bias=bias is not None)
    weights: dict[str, Weight] = {"weight": (weight, _scaled(alpha, turned))}
    if bias is not None:
        weights["bias"] = bias, _scaled(beta, flat=True)
    return node.emit(layer, node.stream(), weights=weights)


def _scaled(
    factor: float, turned: bool = False, flat: bool = False
) -> Callable[[np.ndarray], np.ndarray]:
    """Return what makes an array of the file the layer's."""

    def scaled(array: np.ndarray) -> np.ndarray:
        array = array.T if turned else array.ravel() if flat else array
        return np.ascontiguousarray(array if factor == 1 else array * array.dtype.type(factor))

    return scaled
