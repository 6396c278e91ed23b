"""The cases as ONNX models, for every engine that reads them.

The first input of a case is the model's input; the others are weights in it.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import helper, numpy_helper

from cnnlib.differences import DIFFERENCES

__all__ = ["MODELS", "model", "node", "write"]

OPSET, IR_VERSION = 22, 10
Build = Callable[..., onnx.ModelProto]


def node(
    operator: str,
    *operands: np.ndarray | None,
    outputs: tuple[str, ...] = ("y",),
    **attributes: Any,
) -> Build:
    """Return what makes a model of one operator from the inputs of a case.

    The operands behind x are arrays, None for one that is left out; without any, they are the
    case's other inputs. The output that is called y is the model's.
    """

    def build(x: np.ndarray, *inputs: np.ndarray, **options: Any) -> onnx.ModelProto:
        weights = {f"x{i}": w for i, w in enumerate(operands or inputs, 1)}
        names = ["x", *(name if w is not None else "" for name, w in weights.items())]
        step = helper.make_node(operator, names, list(outputs), **attributes)
        return model([step], x, {n: w for n, w in weights.items() if w is not None}, **options)

    return build


def model(
    steps: list[onnx.NodeProto],
    x: np.ndarray,
    weights: dict[str, np.ndarray],
    returns: type[np.generic] | None = None,
    opset: int = OPSET,
    rank: int = 4,
) -> onnx.ModelProto:
    """Return a model from x to y, which is of x's type unless it `returns` another.

    The output has a rank and no sizes: whoever runs the model finds them.
    """
    kinds = [
        helper.np_dtype_to_tensor_dtype(np.dtype(kind)) for kind in (x.dtype, returns or x.dtype)
    ]
    graph = helper.make_graph(
        steps,
        steps[0].op_type,
        [helper.make_tensor_value_info("x", kinds[0], x.shape)],
        [helper.make_tensor_value_info("y", kinds[1], [None] * rank)],
        [numpy_helper.from_array(array, name) for name, array in weights.items()],
    )
    domains = {step.domain: 1 for step in steps} | {"": opset}
    versions = [helper.make_opsetid(*pair) for pair in domains.items()]
    return helper.make_model(graph, opset_imports=versions, ir_version=IR_VERSION)


def both_sides(x: np.ndarray) -> onnx.ModelProto:
    """Put a zero at each end, then take the maximum."""
    pads = np.array([0, 0, 0, 1, 0, 0, 0, 1])
    steps = [
        helper.make_node("Pad", ["x", "pads"], ["padded"]),
        helper.make_node("MaxPool", ["padded"], ["y"], **PAIR, **BY_ONE),
    ]
    return model(steps, x, {"pads": pads})


def index(**attributes: Any) -> Build:
    """Return what makes a model that says where the maxima stood, as a row."""

    def build(x: np.ndarray) -> onnx.ModelProto:
        maxima = ["maxima", "indices"]
        steps = [
            helper.make_node("MaxPool", ["x"], maxima, **TWO, **{**EVERY_SECOND, **attributes}),
            helper.make_node("Flatten", ["indices"], ["y"], axis=0),
        ]
        return model(steps, x, {}, returns=np.int64, rank=2)

    return build


def there_and_back(x: np.ndarray) -> onnx.ModelProto:
    """Pool, then put the maxima back where they stood."""
    steps = [
        helper.make_node("MaxPool", ["x"], ["maxima", "indices"], **TWO, **EVERY_SECOND),
        helper.make_node("MaxUnpool", ["maxima", "indices"], ["y"], **TWO, **EVERY_SECOND),
    ]
    return model(steps, x, {})


def continued(mode: str) -> Build:
    """Return what makes a model that pads in this mode, then convolves."""

    def build(x: np.ndarray, weight: np.ndarray) -> onnx.ModelProto:
        steps = [
            helper.make_node("Pad", ["x", "pads"], ["padded"], mode=mode),
            helper.make_node("Conv", ["padded", "weight"], ["y"]),
        ]
        return model(steps, x, {"pads": np.array([0, 0, 1, 1, 0, 0, 1, 1]), "weight": weight})

    return build


def in_bfloat16(x: np.ndarray) -> onnx.ModelProto:
    """Cast to bfloat16, average the whole image, and cast back."""
    steps = [
        helper.make_node("Cast", ["x"], ["short"], to=onnx.TensorProto.BFLOAT16),
        helper.make_node("AveragePool", ["short"], ["average"], kernel_shape=x.shape[2:], **BY_ONE),
        helper.make_node("Cast", ["average"], ["y"], to=onnx.TensorProto.FLOAT),
    ]
    return model(steps, x, {})


def kept(x: np.ndarray) -> onnx.ModelProto:
    """Return the running mean and variance after one batch."""
    start = {name: np.array([value], np.float32) for name, value in ZERO_TO_ONE.items()}
    outputs = ["normalized", "mean", "var"]
    steps = [
        helper.make_node("BatchNormalization", ["x", *start], outputs, training_mode=1),
        helper.make_node("Concat", ["mean", "var"], ["y"], axis=0),
    ]
    return model(steps, x, start, rank=1)


ZERO_TO_ONE = {"scale": 1, "bias": 0, "running_mean": 0, "running_var": 1}
PAIR, TRIPLE = {"kernel_shape": [1, 2]}, {"kernel_shape": [1, 3]}
ONE_EACH, TWO_EACH = {"pads": [0, 1, 0, 1]}, {"pads": [0, 2, 0, 2]}
BY_ONE = {"strides": [1, 1]}
BY_TWO, COUNTED, CEIL = {"strides": [1, 2]}, {"count_include_pad": 1}, {"ceil_mode": 1}
ONE, TWO, THREE = ({"kernel_shape": [side, side]} for side in (1, 2, 3))
EVERY_SECOND, AROUND, APART = {"strides": [2, 2]}, {"pads": [1] * 4}, {"dilations": [2, 2]}
UPPER, LOWER = {"auto_pad": "SAME_UPPER"}, {"auto_pad": "SAME_LOWER"}

MODELS: dict[str, Build] = {
    "same-odd": node("Conv", **UPPER),
    "same-odd-lower": node("Conv", **LOWER),
    "same-stride": node("Conv", **UPPER, **BY_TWO),
    "same-stride-lower": node("Conv", **LOWER, **BY_TWO),
    "same-2d": node("Conv", **UPPER, **EVERY_SECOND),
    "same-2d-lower": node("Conv", **LOWER, **EVERY_SECOND),
    "same-max": node("MaxPool", **THREE, **UPPER, **EVERY_SECOND),
    "same-max-lower": node("MaxPool", **THREE, **LOWER, **EVERY_SECOND),
    "same-average": node("AveragePool", **THREE, **UPPER, **EVERY_SECOND),
    "same-average-even": node("AveragePool", **THREE, **UPPER, **BY_ONE),
    "same-average-lower": node("AveragePool", **TWO, **LOWER, **BY_ONE),
    "same-1x1": node("Conv", **UPPER, **EVERY_SECOND),
    "same-1x1-stride-3": node("MaxPool", **ONE, **UPPER, strides=[3, 3]),
    "same-max-dilated": node("MaxPool", **TWO, **UPPER, **APART, **BY_ONE),
    "same-conv-dilated-stride": node("Conv", **UPPER, **EVERY_SECOND, **APART),
    "same-transposed": node("ConvTranspose", **UPPER, **EVERY_SECOND),
    "same-1x1-last": node("Conv", **UPPER, strides=[3, 3]),
    "same-max-1x1": node("MaxPool", **ONE, **UPPER, **EVERY_SECOND),
    "same-average-dilated": node("AveragePool", **TWO, **UPPER, **APART, **BY_ONE),
    "same-transposed-gaps": node("ConvTranspose", **UPPER, **EVERY_SECOND),
    "same-by-number": node("Conv", **BY_TWO, **ONE_EACH),
    "same-dilation": node("Conv", dilations=[1, 2], **UPPER),
    "padding-order": node("Conv", pads=[0, 1, 0, 0]),
    "no-fit-pool": node("MaxPool", kernel_shape=[3, 3], strides=[3, 3]),
    "no-fit-stride-1": node("MaxPool", kernel_shape=[3, 3], **BY_ONE),
    "no-fit-conv": node("Conv"),
    "padding-whole-window": node("MaxPool", **PAIR, **TWO_EACH, **BY_TWO),
    "padding-over-half": node("MaxPool", **TRIPLE, **TWO_EACH, **BY_ONE),
    "conv-circular": continued("wrap"),
    "conv-reflect": continued("reflect"),
    "conv-replicate": continued("edge"),
    "conv-asymmetric": node("Conv", pads=[0, 0, 1, 1]),
    "conv-flipped": node("Conv", **AROUND),
    "conv-groups-order": node("Conv", group=2),
    "conv-default-padding": node("Conv"),
    "conv-empty-batch": node("Conv"),
    "max-negative": node("MaxPool", **PAIR, **ONE_EACH, **BY_ONE),
    "max-negative-square": node("MaxPool", **THREE, **AROUND, **BY_ONE),
    "max-zeros-by-hand": both_sides,
    "max-minus-infinity": node("MaxPool", kernel_shape=[1, 1], **BY_ONE),
    "max-nan": node("MaxPool", **PAIR, **BY_ONE),
    "max-nan-last": node("MaxPool", **TRIPLE, **BY_ONE),
    "max-nan-global": node("GlobalMaxPool"),
    "max-integers": node("MaxPool", **THREE, **AROUND, **BY_ONE),
    "max-integers-plain": node("MaxPool", **TWO, **EVERY_SECOND),
    "max-defaults-stride": node("MaxPool", **TWO),
    "max-whole-image": node("MaxPool", **TWO, **EVERY_SECOND),
    "max-dilated": node("MaxPool", **TWO, **APART, **BY_ONE),
    "lp-negative": node("LpPool", **PAIR, p=1, **BY_ONE),
    "lp-three": node("LpPool", **PAIR, p=3, **BY_ONE),
    "lp-ceil": node("LpPool", **PAIR, **BY_TWO, **CEIL, p=2),
    "lp-same": node("LpPool", **PAIR, **BY_ONE, **UPPER, p=2),
    "global-lp": node("GlobalLpPool"),
    "average-default": node("AveragePool", **TRIPLE, **ONE_EACH, **BY_ONE),
    "average-counted": node("AveragePool", **TRIPLE, **ONE_EACH, **COUNTED, **BY_ONE),
    "average-same": node("AveragePool", **PAIR, **COUNTED, **UPPER, **BY_ONE),
    "average-one-side": node("AveragePool", **PAIR, **COUNTED, pads=[0, 0, 0, 1], **BY_ONE),
    "average-2d-default": node("AveragePool", **THREE, **AROUND, **BY_ONE),
    "average-unequal-counted": node("AveragePool", **TWO, **COUNTED, pads=[0, 0, 1, 1], **BY_ONE),
    "average-defaults-stride": node("AveragePool", **TWO),
    "average-whole-image": node("AveragePool", **TWO, **EVERY_SECOND),
    "average-dilated": node("AveragePool", **TWO, **APART, **BY_ONE),
    "average-half": node("GlobalAveragePool"),
    "average-bfloat16": in_bfloat16,
    "average-nan": node("AveragePool", **TWO, **BY_ONE),
    "ceil-max": node("MaxPool", **PAIR, **BY_TWO, **ONE_EACH, **CEIL),
    "ceil-average": node("AveragePool", **PAIR, **BY_TWO, **ONE_EACH, **CEIL),
    "ceil-clipped": node("AveragePool", **TRIPLE, **BY_TWO, **ONE_EACH, **CEIL, **COUNTED),
    "ceil-max-square": node("MaxPool", **TWO, **EVERY_SECOND, **AROUND, **CEIL),
    "ceil-max-over": node("MaxPool", **THREE, **EVERY_SECOND, **CEIL),
    "ceil-max-one": node("MaxPool", **ONE, **EVERY_SECOND, **CEIL),
    "ceil-average-square": node("AveragePool", **TWO, **EVERY_SECOND, **AROUND, **CEIL),
    "average-ceil": node("AveragePool", **THREE, **EVERY_SECOND, **CEIL),
    "average-ceil-counted": node("AveragePool", **THREE, **EVERY_SECOND, **CEIL, **COUNTED),
    "average-ceil-padded": node(
        "AveragePool", **THREE, **EVERY_SECOND, **AROUND, **CEIL, **COUNTED
    ),
    "max-index": index(),
    "max-index-stride": index(strides=[1, 1]),
    "max-index-batch": index(),
    "max-index-storage": index(storage_order=1),
    "max-index-padded": node("MaxPool", **TWO, **EVERY_SECOND, **AROUND, outputs=("y", "indices")),
    "unpool-pair": there_and_back,
    "unpool": node("MaxUnpool", **TWO, **EVERY_SECOND),
    "batch-norm-kept": kept,
    "batch-norm-translated": kept,
    "batch-norm-one-value": node(
        "BatchNormalization",
        *(np.array([value], np.float32) for value in ZERO_TO_ONE.values()),
        outputs=("y", "mean", "var"),
        training_mode=1,
    ),
}


def write(folder: Path, models: dict[str, Build]) -> None:
    """Write the models of cases into the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    cases = DIFFERENCES.cases
    for name, build in models.items():
        onnx.save(build(*cases[name].inputs), folder / f"{name}.onnx")
