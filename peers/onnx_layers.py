"""The cases of all layers but windows and pooling as ONNX models."""

from __future__ import annotations

from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper
from onnx_cases import Build, model, node

__all__ = ["MODELS"]

HALF_PIXEL = {"coordinate_transformation_mode": "half_pixel"}
LINEAR, CUBIC = {"mode": "linear"}, {"mode": "cubic"}


def sized(*shape: int, **attributes: Any) -> Build:
    """Resize to a shape."""
    return node("Resize", None, None, np.array(shape), **attributes)


def scaled(*scales: float, **attributes: Any) -> Build:
    """Resize by scales of height and width."""
    return node("Resize", None, np.array([1, 1, *scales], np.float32), **attributes)


def normalized(operator: str, channels: int, **attributes: Any) -> Build:
    """Normalize with the weight 1 and the bias 0."""
    one, zero = np.ones(channels, np.float32), np.zeros(channels, np.float32)
    return node(operator, one, zero, **attributes)


def aligned(**attributes: Any) -> Build:
    """Align a box of the only image to 2 × 2; opset 16, which all have that have the operator."""

    def build(x: np.ndarray, boxes: np.ndarray) -> onnx.ModelProto:
        operands = ["x", "boxes", "images"]
        cells = {"output_height": 2, "output_width": 2}
        step = helper.make_node("RoiAlign", operands, ["y"], **cells, **attributes)
        return model([step], x, {"boxes": boxes, "images": np.array([0])}, opset=16)

    return build


def evaluated(x: np.ndarray) -> onnx.ModelProto:
    """Batch-normalize with the mean 0 and the variance 0.001."""
    values = (np.array([value], np.float32) for value in (1, 0, 0, 0.001))
    return node("BatchNormalization", *values)(x)


def trained(*start: float) -> Build:
    """Batch-normalize in training, from this weight, bias, mean and variance."""
    values = (np.array([value], np.float32) for value in start)
    outputs = ("y", "mean", "var")
    return node("BatchNormalization", *values, outputs=outputs, training_mode=1)


def kept(x: np.ndarray) -> onnx.ModelProto:
    """Return the running mean and variance after one batch, momentum by default."""
    start = {f"x{i}": np.array([value], np.float32) for i, value in enumerate((1, 0, 0, 1))}
    steps = [
        helper.make_node(
            "BatchNormalization", ["x", *start], ["normalized", "mean", "var"], training_mode=1
        ),
        helper.make_node("Concat", ["mean", "var"], ["y"], axis=0),
    ]
    return model(steps, x, start)


def sign_of_zero(x: np.ndarray) -> onnx.ModelProto:
    """Return 1 where 1 / ReLU(x) is below zero, else 0."""
    steps = [
        helper.make_node("Relu", ["x"], ["zero"]),
        helper.make_node("Reciprocal", ["zero"], ["infinite"]),
        helper.make_node("Less", ["infinite", "x1"], ["negative"]),
        helper.make_node("Cast", ["negative"], ["y"], to=TensorProto.FLOAT),
    ]
    return model(steps, x, {"x1": np.zeros(1, np.float32)})


def place(x: np.ndarray) -> onnx.ModelProto:
    """Return where the largest of the last axis stands."""
    return node("ArgMax", axis=-1, keepdims=0)(x, returns=np.int64)


def dropped(x: np.ndarray) -> onnx.ModelProto:
    """Drop everything, in training."""
    return node("Dropout", np.array(1, np.float32), np.array(True))(x)


def any_size(operator: str, **attributes: Any) -> Build:
    """Take images of a height and width that the file does not know."""

    def build(x: np.ndarray, *weights: np.ndarray) -> onnx.ModelProto:
        made = node(operator, **attributes)(x, *weights)
        for dim, name in zip(
            made.graph.input[0].type.tensor_type.shape.dim[2:], ("height", "width"), strict=True
        ):
            dim.dim_param = name
        return made

    return build


def whole(operator: str, divisor: int) -> Build:
    """Divide by an integer."""
    return node(operator, np.array([divisor], np.int32))


BY_TWO = {"strides": [2, 2]}
SIX = (np.array(0, np.float32), np.array(6, np.float32))
WINDOW = {"alpha": 1.0, "beta": 1.0, "bias": 1.0}
TO_FIVE, TO_TWO = (1, 1, 1, 5), (1, 1, 2, 2)

SAME = {"auto_pad": "SAME_UPPER"}
THREE = {"kernel_shape": [3, 3]}

MODELS: dict[str, Build] = {
    "any-size-conv": any_size("Conv", **SAME, **BY_TWO),
    "any-size-1x1": any_size("Conv", **SAME, **BY_TWO),
    "any-size-transposed": any_size("ConvTranspose", **SAME, **BY_TWO),
    "any-size-max": any_size("MaxPool", **SAME, **THREE, **BY_TWO),
    "any-size-average": any_size("AveragePool", **SAME, **THREE, **BY_TWO),
    "prelu-axis": node("PRelu"),
    "roi-align": aligned(sampling_ratio=2),
    "roi-align-adaptive": aligned(),
    "roi-align-max": aligned(mode="max", sampling_ratio=2),
    "lp-normalize-negative": node("LpNormalization", axis=-1, p=1),
    "lp-normalize-zero": node("LpNormalization", axis=-1, p=2),
    "reduce-l1": node("ReduceL1", np.array([-1])),
    "reduce-l2": node("ReduceL2", np.array([-1])),
    "log-softmax-large": node("LogSoftmax", axis=-1),
    "bilinear-aligned-scale": scaled(
        1, 1.5, coordinate_transformation_mode="align_corners", **LINEAR
    ),
    "bicubic-half": sized(1, 1, 1, 8, cubic_coeff_a=-0.5, **CUBIC),
    "bicubic-outside": sized(1, 1, 1, 8, cubic_coeff_a=-0.5, exclude_outside=1, **CUBIC),
    "transposed-kernel": node("ConvTranspose", **BY_TWO),
    "transposed-dilation": node("ConvTranspose", dilations=[2, 2]),
    "transposed-groups": node("ConvTranspose", group=2),
    "transposed-output-padding": node(
        "ConvTranspose", **BY_TWO, pads=[1, 1, 1, 1], output_padding=[1, 1]
    ),
    "transposed-output-shape": node("ConvTranspose", **BY_TWO, output_shape=[4, 4]),
    "transposed-stride-over-kernel": node("ConvTranspose", strides=[3, 3]),
    "batch-norm-four": kept,
    "batch-norm-epsilon": evaluated,
    "batch-norm-fresh": trained(1, 0, 0, 1),
    # No two constants are equal, so that none are merged.
    "batch-norm-large": trained(1, 0, -1, 2),
    "layer-norm-small": normalized("LayerNormalization", 2),
    "layer-norm-large": normalized("LayerNormalization", 4),
    "group-norm-large": normalized("GroupNormalization", 1, num_groups=1),
    "group-norm-order": normalized("GroupNormalization", 4, num_groups=2),
    "instance-norm-one": normalized("InstanceNormalization", 1),
    "lrn": node("LRN", size=3, **WINDOW),
    "lrn-even": node("LRN", size=2, **WINDOW),
    "lrn-defaults": node("LRN", size=3),
    "leaky-slope-given": node("LeakyRelu", alpha=0.2),
    "pad-value": node("Pad", np.array([0, 0, 0, 1, 0, 0, 0, 1]), np.float32(5)),
    "hardtanh-bounds": node("Clip", np.float32(-2), np.float32(3)),
    "elu-alpha": node("Elu", alpha=2.0),
    "group-norm-epsilon": normalized("GroupNormalization", 2, num_groups=1, epsilon=1.0),
    "flatten-order": node("Flatten"),
    "leaky-default": node("LeakyRelu"),
    "gelu-default": node("Gelu"),
    "gelu-tanh": node("Gelu", approximate="tanh"),
    "hard-sigmoid": node("HardSigmoid"),
    "hard-swish": node("HardSwish"),
    "softmax-default-axis": node("Softmax"),
    "elu-default": node("Elu"),
    "selu": node("Selu"),
    "celu": node("Celu", alpha=2.0),
    "threshold": node("ThresholdedRelu"),
    "relu-nan": node("Relu"),
    "relu6-nan": node("Clip", *SIX),
    "clip-nan": node("Clip", *SIX),
    "hard-sigmoid-nan": node("HardSigmoid"),
    "softmax-nan": node("Softmax"),
    "sign-nan": node("Sign"),
    "argmax-nan": place,
    "argmax-tie": place,
    "sigmoid-large": node("Sigmoid"),
    "softplus-large": node("Softplus"),
    "log-softmax-minus-infinity": node("LogSoftmax"),
    "relu-negative-zero": sign_of_zero,
    "nearest-enlarge": sized(*TO_FIVE),
    "nearest-exact": sized(
        *TO_FIVE, **HALF_PIXEL, mode="nearest", nearest_mode="round_prefer_ceil"
    ),
    "nearest-floor": sized(
        *TO_FIVE,
        mode="nearest",
        coordinate_transformation_mode="asymmetric",
        nearest_mode="floor",
    ),
    "upsample-defaults": scaled(2, 2),
    "bilinear-default": sized(1, 1, 1, 4, **LINEAR),
    "bilinear-aligned": sized(1, 1, 1, 4, **LINEAR, coordinate_transformation_mode="align_corners"),
    "bilinear-shrink": sized(*TO_TWO, **LINEAR),
    "bilinear-antialias": sized(*TO_TWO, **LINEAR, antialias=1),
    "bilinear-scale": scaled(0.6, 0.6, **LINEAR),
    "bilinear-scale-large": scaled(1, 1.7, **LINEAR),
    "nearest-scale": scaled(1, 2.6),
    "bicubic-default": sized(1, 1, 1, 8, **CUBIC),
    "bicubic-shrink": sized(*TO_TWO, **CUBIC),
    "pixel-shuffle": node("DepthToSpace", blocksize=2),
    "depth-to-space": node("DepthToSpace", blocksize=2),
    "integer-division": whole("Div", 2),
    "modulo": whole("Mod", 3),
    "round-half": node("Round"),
    "dropout-one": dropped,
    "pad-negative": node("Pad", np.array([0, 0, -1, -1, 0, 0, -1, -1])),
}
