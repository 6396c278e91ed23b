"""The cases of PaddlePaddle's layers that have no window."""

import paddle
import paddle.nn.functional as F
from paddle import nn
from paddle.nn.quant.format import LinearDequanter, LinearQuanter

LINEAR, CUBIC = {"mode": "bilinear"}, {"mode": "bicubic"}


def normalized(x):
    """Normalize by the mean and variance of the batch."""
    return F.batch_norm(x, paddle.zeros([1]), paddle.ones([1]), training=True)


def quantized(x, scale=1.0, zero=0.0):
    """Quantize and dequantize; Paddle's scale is that of the largest integer, 127."""
    by = scale * 127, zero
    return LinearDequanter(*by)(LinearQuanter(*by)(x))


NORMALIZATION = {
    "batch-norm-fresh": normalized,
    "batch-norm-large": normalized,
    "batch-norm-epsilon": lambda x: F.batch_norm(x, paddle.zeros([1]), paddle.full([1], 0.001)),
    "layer-norm-small": lambda x: F.layer_norm(x, x.shape[-1:]),
    "layer-norm-large": lambda x: F.layer_norm(x, x.shape[-1:]),
    "group-norm-large": lambda x: F.group_norm(x, 1),
    "group-norm-order": lambda x: F.group_norm(x, 2),
    "instance-norm-one": F.instance_norm,
    "lrn": lambda x: F.local_response_norm(x, 3, alpha=1.0, beta=1.0, k=1.0),
    "lrn-even": lambda x: F.local_response_norm(x, 2, alpha=1.0, beta=1.0, k=1.0),
    "lrn-defaults": lambda x: F.local_response_norm(x, 3),
}

ACTIVATIONS = {
    "leaky-default": nn.LeakyReLU(),
    "leaky-function-default": F.leaky_relu,
    "prelu-default": nn.PReLU(),
    "gelu-default": nn.GELU(),
    "gelu-function-default": F.gelu,
    "gelu-tanh": nn.GELU(approximate=True),
    "hard-sigmoid": nn.Hardsigmoid(),
    "hard-swish": nn.Hardswish(),
    "softmax-default-axis": nn.Softmax(),
    "elu-default": nn.ELU(),
    "selu": nn.SELU(),
    "celu": nn.CELU(2),
    "swish": nn.Silu(),
    "hardtanh-default": nn.Hardtanh(),
    "threshold": nn.ThresholdedReLU(1),
    "relu-nan": nn.ReLU(),
    "relu6-nan": nn.ReLU6(),
    "clip-nan": lambda x: paddle.clip(x, 0, 6),
    "hard-sigmoid-nan": nn.Hardsigmoid(),
    "softmax-nan": nn.Softmax(),
    "sign-nan": paddle.sign,
    "argmax-nan": lambda x: paddle.argmax(x, -1),
    "argmax-tie": lambda x: paddle.argmax(x, -1),
    "sigmoid-large": nn.Sigmoid(),
    "softplus-large": nn.Softplus(),
    "prelu-axis": F.prelu,
    "log-softmax-large": nn.LogSoftmax(-1),
    "log-softmax-minus-infinity": nn.LogSoftmax(-1),
    "relu-negative-zero": lambda x: (1 / F.relu(x) < 0).astype("float32"),
}

RESIZING = {
    "nearest-enlarge": lambda x: F.interpolate(x, [1, 5]),
    "nearest-floor": lambda x: F.interpolate(x, [1, 5]),
    "nearest-scale": lambda x: F.interpolate(x, scale_factor=[1.0, 2.6]),
    "upsample-defaults": nn.Upsample(scale_factor=2),
    "bilinear-default": lambda x: F.interpolate(x, [1, 4], **LINEAR),
    "bilinear-aligned": lambda x: F.interpolate(x, [1, 4], align_corners=True, **LINEAR),
    "bilinear-shrink": lambda x: F.interpolate(x, [2, 2], **LINEAR),
    "bilinear-antialias": lambda x: F.interpolate(x, [2, 2], antialias=True, **LINEAR),
    "bilinear-scale": lambda x: F.interpolate(x, scale_factor=0.6, **LINEAR),
    "bilinear-scale-large": lambda x: F.interpolate(x, scale_factor=[1.0, 1.7], **LINEAR),
    "bilinear-aligned-scale": lambda x: F.interpolate(
        x, scale_factor=[1.0, 1.5], align_corners=True, **LINEAR
    ),
    "bicubic-default": lambda x: F.interpolate(x, [1, 8], **CUBIC),
    "bicubic-shrink": lambda x: F.interpolate(x, [2, 2], **CUBIC),
    "area": lambda x: F.interpolate(x, [2, 2], mode="area"),
    "pixel-shuffle": nn.PixelShuffle(2),
    "depth-to-space": nn.PixelShuffle(2),
}

NUMBERS = {
    "std-default": paddle.std,
    "integer-division": lambda x: x / 2,
    "floor-divide": lambda x: paddle.floor_divide(x, paddle.full_like(x, 2)),
    "modulo": lambda x: x % 3,
    "round-half": paddle.round,
    "dropout-one": lambda x: F.dropout(x, 1.0),
    "pad-negative": lambda x: F.pad(x, [-1, -1, -1, -1]),
    "quantize-half": quantized,
    "quantize-half-zero-point": lambda x: quantized(x, zero=1.0),
    "quantize-reciprocal": lambda x: quantized(x, 0.3),
    "quantize-saturate": quantized,
    "quantize-huge": quantized,
    "quantize-nan": quantized,
    "lp-normalize-negative": lambda x: F.normalize(x, 1, -1),
    "lp-normalize-zero": lambda x: F.normalize(x, 2, -1),
    "reduce-l1": lambda x: paddle.linalg.norm(x, 1, -1, keepdim=True),
    "reduce-l2": lambda x: paddle.linalg.norm(x, 2, -1, keepdim=True),
    "cast-saturate": lambda x: x.astype("int8"),
    "float8-saturate": lambda x: x.astype("float8_e4m3fn").astype("float32"),
    "float8-e5m2": lambda x: x.astype("float8_e5m2").astype("float32"),
}

OPTIONS = {
    "leaky-slope-given": nn.LeakyReLU(0.2),
    "pad-value": lambda x: F.pad(x, [1, 1, 0, 0], value=5),
    "hardtanh-bounds": nn.Hardtanh(-2, 3),
    "elu-alpha": nn.ELU(2),
    "group-norm-epsilon": lambda x: F.group_norm(x, 1, epsilon=1),
    "softplus-threshold": nn.Softplus(2, 3),
    "flatten-order": nn.Flatten(),
}

FUNCTIONS = {**OPTIONS, **NORMALIZATION, **ACTIVATIONS, **RESIZING, **NUMBERS}
