"""The ONNX standard's own test cases, as far as cnnlib's operations can say them."""

from __future__ import annotations

import contextlib
import io
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from onnx.backend.test.case.node import collect_testcases
from onnx.helper import get_attribute_value
from onnx_enlarging import TRANSLATIONS as ENLARGING
from onnx_needs import Call, Inexpressible, need
from records import Record, Setting

__all__ = ["TOLERANCE", "inexpressible", "records"]

TOLERANCE = 1e-4
"""Some cases state four digits."""


def records() -> Iterator[Record]:
    """Yield every case that cnnlib can say, with the answer that ONNX expects."""
    for case, call in _cases():
        if not isinstance(call, Inexpressible):
            operation, arguments, arrays = call
            expected = [np.asarray(array) for array in case.data_sets[0][1]]
            if operation == "batch_norm" and not arguments["training"]:
                expected += arrays["running_mean"], arrays["running_var"]  # as they were
            if operation == "layer_norm":
                expected = expected[:1]  # without mean and deviation
            setting = Setting(operation, "float32", arguments, arrays)
            yield Record(setting, "onnx", {}, {"onnx": expected}, case.name)


def inexpressible() -> dict[str, str]:
    """Return the other cases of the same operators, with what is missing."""
    return {case.name: str(call) for case, call in _cases() if isinstance(call, Inexpressible)}


def _cases() -> Iterator[tuple[Any, Call | Inexpressible]]:
    with warnings.catch_warnings(), contextlib.redirect_stderr(io.StringIO()):
        warnings.simplefilter("ignore")  # from cases of operators that are not asked for
        cases = collect_testcases(None)
    for case in cases:
        nodes = case.model.graph.node
        if len(nodes) != 1 or nodes[0].op_type not in _TRANSLATIONS:
            continue
        attributes = {part.name: get_attribute_value(part) for part in nodes[0].attribute}
        inputs = [np.asarray(array) for array in case.data_sets[0][0]]
        translate = _TRANSLATIONS[nodes[0].op_type]
        try:
            yield case, translate(inputs, len(case.data_sets[0][1]), **attributes)
        except Inexpressible as missing:
            yield case, missing


def _window(x: np.ndarray, kernel_shape: list[int], attributes: dict[str, Any]) -> dict[str, Any]:
    """Return the stride and the padding that a case asks for."""
    need(x.dtype == np.float32, f"{x.dtype}")
    need(len(kernel_shape) == 2, f"{len(kernel_shape)}-D windows")
    strides = attributes.get("strides", [1, 1])
    auto_pad = attributes.get("auto_pad", b"NOTSET")
    if auto_pad != b"NOTSET":
        return {"stride": strides, "padding": auto_pad.decode()}
    top, left, bottom, right = attributes.get("pads", [0, 0, 0, 0])
    return {"stride": strides, "padding": [top, bottom, left, right]}


def _pool(inputs: list[np.ndarray], kernel_shape: list[int], attributes: dict[str, Any]) -> dict:
    return _window(inputs[0], kernel_shape, attributes) | {
        "kernel_size": kernel_shape,
        "ceil_mode": bool(attributes.get("ceil_mode", 0)),
        "dilation": attributes.get("dilations", 1),
    }


def _max_pool(inputs: list[np.ndarray], outputs: int, kernel_shape, **attributes: Any) -> Call:
    need(not attributes.get("storage_order", 0), "a mask that counts down the columns")
    arguments = _pool(inputs, kernel_shape, attributes) | {"return_mask": outputs == 2}
    return "max_pool2d", arguments, {"x": inputs[0]}


def _average_pool(inputs: list[np.ndarray], outputs: int, kernel_shape, **attributes: Any) -> Call:
    exclusive = {"exclusive": not attributes.get("count_include_pad", 0)}
    return "avg_pool2d", _pool(inputs, kernel_shape, attributes) | exclusive, {"x": inputs[0]}


def _global_average_pool(inputs: list[np.ndarray], outputs: int) -> Call:
    return "adaptive_avg_pool2d", {"output_size": 1}, {"x": inputs[0]}


def _global_max_pool(inputs: list[np.ndarray], outputs: int) -> Call:
    return "adaptive_max_pool2d", {"output_size": 1}, {"x": inputs[0]}


def _conv(inputs: list[np.ndarray], outputs: int, kernel_shape, **attributes: Any) -> Call:
    arguments = _window(inputs[0], kernel_shape, attributes)
    arguments["dilation"] = attributes.get("dilations", 1)
    arguments["groups"] = attributes.get("group", 1)
    return "conv2d", arguments, dict(zip(("x", "weight", "bias"), inputs, strict=False))


def _batch_normalization(inputs: list[np.ndarray], outputs: int, **attributes: Any) -> Call:
    arguments = {
        "training": bool(attributes.get("training_mode", 0)),
        "momentum": attributes.get("momentum", 0.9),
        "epsilon": attributes.get("epsilon", 1e-5),
    }
    names = "x", "weight", "bias", "running_mean", "running_var"
    return "batch_norm", arguments, dict(zip(names, inputs, strict=True))


def _layer_normalization(
    inputs: list[np.ndarray], outputs: int, axis: int = -1, epsilon: float = 1e-5
) -> Call:
    x, *rest = inputs
    need(axis % x.ndim > 0, "a mean over the batch")
    arguments = {"normalized_shape": list(x.shape[axis % x.ndim :]), "epsilon": epsilon}
    return "layer_norm", arguments, dict(zip(("x", "weight", "bias"), (x, *rest), strict=False))


def _group_normalization(
    inputs: list[np.ndarray], outputs: int, num_groups: int, epsilon: float = 1e-5
) -> Call:
    arguments = {"num_groups": num_groups, "epsilon": epsilon}
    return "group_norm", arguments, dict(zip(("x", "weight", "bias"), inputs, strict=True))


def _instance_normalization(inputs: list[np.ndarray], outputs: int, epsilon: float = 1e-5) -> Call:
    return _group_normalization(inputs, outputs, inputs[0].shape[1], epsilon)


def _transpose(inputs: list[np.ndarray], outputs: int, perm: Any = None) -> Call:
    axes = list(range(inputs[0].ndim))[::-1] if perm is None else list(perm)
    need(axes[0] == 0, "a batch that moves")
    return "permute", {"axes": axes}, {"x": inputs[0]}


def _reshape(inputs: list[np.ndarray], outputs: int, allowzero: int = 0) -> Call:
    x, shape = inputs
    sizes = [int(own if size == 0 else size) for size, own in zip(shape, x.shape, strict=False)]
    sizes += map(int, shape[len(sizes) :])
    need(x.size > 0 and sizes[0] == len(x) and len(sizes) > 1 and 0 not in sizes, "another batch")
    return "reshape", {"shape": sizes[1:]}, {"x": x}


def _gemm(inputs: list[np.ndarray], outputs: int, **attributes: Any) -> Call:
    a, b, *c = inputs
    need(attributes.get("alpha", 1) == attributes.get("beta", 1) == 1, "a scaled product")
    arrays = {
        "x": a.T if attributes.get("transA", 0) else a,
        "weight": b.T if attributes.get("transB", 0) else b,
    }
    if c:
        need(c[0].ndim < 2 or len(c[0]) == 1, "a bias that differs by row")
        arrays["bias"] = np.broadcast_to(c[0].ravel(), arrays["weight"].shape[1:])
    return "linear", {}, arrays


def _matmul(inputs: list[np.ndarray], outputs: int) -> Call:
    need(inputs[1].ndim == 2, "a product with more or fewer axes than a matrix has")
    return "linear", {}, dict(zip(("x", "weight"), inputs, strict=True))


def _clip(inputs: list[np.ndarray], outputs: int) -> Call:
    need([float(bound) for bound in inputs[1:]] == [0, 6], "bounds other than 0 and 6")
    return "relu6", {}, {"x": inputs[0]}


def _plain(operation: str) -> Callable[..., Call]:
    """Return how a case of an operation without attributes is said."""
    return lambda inputs, outputs: (operation, {}, {"x": _floats(inputs[0])})


def _floats(x: np.ndarray) -> np.ndarray:
    need(x.dtype in (np.float32, np.float64) and x.ndim > 0, f"{x.dtype} of {x.ndim} axes")
    return x


def _leaky_relu(inputs: list[np.ndarray], outputs: int, alpha: float = 0.01) -> Call:
    return "leaky_relu", {"negative_slope": alpha}, {"x": inputs[0]}


def _prelu(inputs: list[np.ndarray], outputs: int) -> Call:
    x, slope = inputs
    channels = slope.ndim == x.ndim - 1 and slope.size == len(slope) == x.shape[1]
    need(slope.size == 1 or channels, "a slope for each number")
    return "prelu", {}, {"x": x, "weight": slope.ravel()}


def _elu(inputs: list[np.ndarray], outputs: int, alpha: float = 1.0) -> Call:
    return "elu", {"alpha": alpha}, {"x": inputs[0]}


def _hard_sigmoid(
    inputs: list[np.ndarray], outputs: int, alpha: float = 0.2, beta: float = 0.5
) -> Call:
    need(abs(alpha - 1 / 6) < 1e-6 and beta == 0.5, "a slope other than 1/6")
    return "hardsigmoid", {}, {"x": inputs[0]}


def _gelu(inputs: list[np.ndarray], outputs: int, approximate: bytes = b"none") -> Call:
    return "gelu", {"approximate": approximate == b"tanh"}, {"x": inputs[0]}


def _swish(inputs: list[np.ndarray], outputs: int, alpha: float = 1.0) -> Call:
    need(alpha == 1, "x that is scaled before its sigmoid")
    return "silu", {}, {"x": inputs[0]}


def _softmax(inputs: list[np.ndarray], outputs: int, axis: int = -1) -> Call:
    return "softmax", {"axis": axis}, {"x": inputs[0]}


_TRANSLATIONS: dict[str, Callable[..., Call]] = {
    "AveragePool": _average_pool,
    "BatchNormalization": _batch_normalization,
    "Clip": _clip,
    "Conv": _conv,
    "Elu": _elu,
    "Gelu": _gelu,
    "Gemm": _gemm,
    "GlobalAveragePool": _global_average_pool,
    "GlobalMaxPool": _global_max_pool,
    "GroupNormalization": _group_normalization,
    "HardSigmoid": _hard_sigmoid,
    "HardSwish": _plain("hardswish"),
    "InstanceNormalization": _instance_normalization,
    "LayerNormalization": _layer_normalization,
    "LeakyRelu": _leaky_relu,
    "MatMul": _matmul,
    "MaxPool": _max_pool,
    "PRelu": _prelu,
    "Relu": _plain("relu"),
    "Reshape": _reshape,
    "Sigmoid": _plain("sigmoid"),
    "Softmax": _softmax,
    "Swish": _swish,
    "Tanh": _plain("tanh"),
    "Transpose": _transpose,
    **ENLARGING,
}
