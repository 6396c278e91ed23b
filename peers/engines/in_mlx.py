# /// script
# requires-python = ">=3.11"
# dependencies = ["mlx[cpu]==0.32.4", "numpy"]
# ///
"""The cases in MLX, on the processor."""

from importlib.metadata import version

import mlx.core as mx
import numpy as np
from asking import Program
from mlx import nn

mx.set_default_device(mx.cpu)


def given(function):
    """Let a function of MLX's images and kernels, channels last, take and return ours."""

    def asked(*arrays):
        y = function(*(mx.array(a.transpose(0, 2, 3, 1) if a.ndim == 4 else a) for a in arrays))
        if not isinstance(y, mx.array):
            return y
        if y.dtype == mx.bfloat16:
            y = y.astype(mx.float32)
        y = np.array(y)
        return y.transpose(0, 3, 1, 2) if y.ndim == 4 else y

    return asked


def of(layer, x, weight, **settings):
    """Return what a convolutional layer with this weight gives."""
    made = layer(x.shape[-1], weight.shape[0], weight.shape[1:3], bias=False, **settings)
    made.weight = weight
    return made(x)


def conv(x, weight, **settings):
    return of(nn.Conv2d, x, weight, **settings)


def transposed(x, weight, **settings):
    return of(nn.ConvTranspose2d, x, weight, **settings)


def largest(x, kernel_size, *rest):
    return nn.MaxPool2d(kernel_size, *rest)(x)


def average(x, kernel_size, *rest):
    return nn.AvgPool2d(kernel_size, *rest)(x)


def kept(x, **settings):
    norm = nn.BatchNorm(x.shape[-1], **settings)
    norm(x)
    return mx.concatenate([norm.running_mean, norm.running_var])


def defaults():
    norm = nn.BatchNorm(1)
    return np.array([norm.momentum, norm.eps])


def after(x):
    norm = nn.BatchNorm(x.shape[-1])
    norm(x)
    return norm.eval()(x)


def parameters(layer):
    return np.array(sum(value.size for value in layer.parameters().values()))


def evaluated(x):
    norm = nn.BatchNorm(1)
    norm.running_var = mx.array([0.001])
    return norm.eval()(x)


def layer_norm(x):
    """Normalize over the row: the layer takes the last axis, which is that of the channels here."""
    return nn.LayerNorm(x.size)(x.reshape(1, -1))


def upsampled(*scale, **settings):
    return nn.Upsample(*scale, **settings)


def gradient(function):
    """Return the gradient of the sum of what the function gives, by its first argument."""
    return mx.grad(lambda *inputs: function(*inputs).sum())


ONE_EACH = (0, 1)

# Padding is by numbers, the same at both ends and always counted; there is no ceil mode, no
# dilation, divisor or index in a pooling, and no adaptive pooling.
CASES = {
    "same-by-number": lambda x, w: conv(x, w, stride=2, padding=ONE_EACH),
    "conv-flipped": lambda x, w: conv(x, w, padding=1),
    "conv-groups-order": lambda x, w: conv(x, w, groups=2),
    "conv-empty-batch": conv,
    "conv-default-padding": conv,
    "conv-parameters": lambda: parameters(nn.Conv2d(2, 4, 3)),
    "flatten-order": lambda x: x.reshape(len(x), -1),
    "max-whole-image": lambda x: largest(x, 2),
    "average-whole-image": lambda x: average(x, 2),
    "padding-order": lambda x, w: conv(x, w, padding=(0, 1, 0, 0)),
    "padding-function": lambda x: mx.pad(x, (0, 1, 0, 0)),
    "pad-negative": lambda x: mx.pad(x, ((0, 0), (-1, -1), (-1, -1), (0, 0))),
    "pad-value": lambda x: mx.pad(x, ((0, 0), (0, 0), (1, 1), (0, 0)), constant_values=5),
    "transposed-kernel": lambda x, w: transposed(x, w, stride=2),
    "transposed-dilation": lambda x, w: transposed(x, w, dilation=2),
    "transposed-output-padding": lambda x, w: transposed(
        x, w, stride=2, padding=1, output_padding=1
    ),
    "transposed-stride-over-kernel": lambda x, w: transposed(x, w, stride=3),
    "no-fit-pool": lambda x: largest(x, 3),
    "no-fit-stride-1": lambda x: largest(x, 3, 1),
    "no-fit-conv": conv,
    "padding-whole-window": lambda x: largest(x, (1, 2), 2, (0, 2)),
    "padding-over-half": lambda x: largest(x, (1, 3), 1, (0, 2)),
    "max-negative": lambda x: largest(x, (1, 2), 1, ONE_EACH),
    "max-negative-square": lambda x: largest(x, 3, 1, 1),
    "max-zeros-by-hand": lambda x: largest(mx.pad(x, ((0, 0), (0, 0), (1, 1), (0, 0))), (1, 2), 1),
    "max-minus-infinity": lambda x: largest(x, 1),
    "max-integers": lambda x: largest(x, 3, 1, 1),
    "max-integers-plain": lambda x: largest(x, 2),
    "max-nan": lambda x: largest(x, (1, 2), 1),
    "max-nan-last": lambda x: largest(x, (1, 3)),
    "max-nan-global": lambda x: largest(x, x.shape[1:3]),
    "max-defaults-stride": lambda x: largest(x, 2),
    "average-defaults-stride": lambda x: average(x, 2),
    "average-default": lambda x: average(x, (1, 3), 1, ONE_EACH),
    "average-counted": lambda x: average(x, (1, 3), 1, ONE_EACH),
    "average-2d-default": lambda x: average(x, 3, 1, 1),
    "average-half": lambda x: average(x, x.shape[1:3]),
    "average-bfloat16": lambda x: average(x.astype(mx.bfloat16), 32),
    "average-nan": lambda x: average(x, 2),
    "average-integers": lambda x: average(x, 2),
    "relu-gradient-zero": gradient(nn.relu),
    "relu6-gradient-bound": gradient(nn.relu6),
    "clip-gradient-bound": gradient(lambda x: mx.clip(x, 0, 6)),
    "abs-gradient-zero": gradient(mx.abs),
    "max-tie-gradient": gradient(lambda x: largest(x, 2)),
    "maximum-gradient-tie": gradient(mx.maximum),
    "average-gradient-corner": lambda x: gradient(lambda x: average(x, 3, 1, 1))(x)[0, 0, 0, 0],
    "batch-norm-kept": lambda x: kept(x, momentum=0.9),
    "batch-norm-translated": lambda x: kept(x, momentum=0.1),
    "batch-norm-evaluated": after,
    "batch-norm-defaults": defaults,
    "batch-norm-one-value": lambda x: nn.BatchNorm(1)(x),
    "batch-norm-four": kept,
    "batch-norm-fresh": lambda x: nn.BatchNorm(1)(x),
    "batch-norm-large": lambda x: nn.BatchNorm(1)(x),
    "batch-norm-epsilon": evaluated,
    "layer-norm-small": layer_norm,
    "layer-norm-large": layer_norm,
    "layer-norm-epsilon": lambda: np.array(nn.LayerNorm(1).eps),
    "group-norm-large": lambda x: nn.GroupNorm(1, 1)(x),
    "group-norm-order": lambda x: nn.GroupNorm(2, 4)(x),
    "group-norm-epsilon": lambda x: nn.GroupNorm(1, 2, eps=1)(x),
    "instance-norm-one": lambda x: nn.InstanceNorm(1)(x),
    "nearest-enlarge": upsampled((1, 5 / 3)),
    "nearest-scale": upsampled((1, 2.6)),
    "upsample-defaults": upsampled(2),
    "bilinear-default": upsampled((1, 2), "linear"),
    "bilinear-aligned": upsampled((1, 2), "linear", align_corners=True),
    "bilinear-shrink": upsampled(0.5, "linear"),
    "bilinear-antialias": upsampled(0.5, "linear", antialias=True),
    "bilinear-scale": upsampled(0.6, "linear"),
    "bilinear-scale-large": upsampled((1, 1.7), "linear"),
    "bilinear-aligned-scale": upsampled((1, 1.5), "linear", align_corners=True),
    "bicubic-default": upsampled((1, 2), "cubic"),
    "bicubic-shrink": upsampled(0.5, "cubic"),
    "leaky-default": nn.LeakyReLU(),
    "leaky-function-default": nn.leaky_relu,
    "leaky-slope-given": nn.LeakyReLU(0.2),
    "hardtanh-bounds": lambda x: nn.hard_tanh(x, -2, 3),
    "elu-alpha": nn.ELU(2),
    "prelu-default": nn.PReLU(),
    "prelu-axis": nn.prelu,
    "gelu-default": nn.GELU(),
    "gelu-function-default": nn.gelu,
    "gelu-tanh": nn.GELU("tanh"),
    "hard-swish": nn.hardswish,
    "softmax-default-axis": nn.Softmax(),
    "elu-default": nn.elu,
    "selu": nn.selu,
    "celu": lambda x: nn.celu(x, 2),
    "swish": nn.silu,
    "hardtanh-default": nn.hard_tanh,
    "relu-nan": nn.relu,
    "relu6-nan": nn.relu6,
    "clip-nan": lambda x: mx.clip(x, 0, 6),
    "softmax-nan": lambda x: nn.softmax(x, axis=2),
    "sign-nan": mx.sign,
    "argmax-nan": lambda x: mx.argmax(x, axis=2),
    "argmax-tie": lambda x: mx.argmax(x, axis=2),
    "sigmoid-large": nn.sigmoid,
    "softplus-large": nn.softplus,
    "log-softmax-minus-infinity": lambda x: nn.log_softmax(x, axis=2),
    "log-softmax-large": lambda x: nn.log_softmax(x, axis=2),
    "reduce-l2": lambda x: mx.linalg.norm(x, axis=2, keepdims=True),
    "reduce-l1": lambda x: mx.linalg.norm(x, 1, axis=2, keepdims=True),
    "relu-negative-zero": lambda x: np.signbit(np.array(nn.relu(x))),
    "integer-division": lambda x: x / 2,
    "floor-divide": lambda x: x // 2,
    "modulo": lambda x: x % 3,
    "round-half": mx.round,
    "std-default": mx.std,
    "dropout-one": lambda x: nn.Dropout(1.0)(x),
    "dropout-share": lambda x: nn.Dropout(0.25)(x).max(),
    "cast-saturate": lambda x: x.astype(mx.int8),
    "float8-saturate": lambda x: mx.from_fp8(mx.to_fp8(x), mx.float32),
    "linear-weight": lambda: nn.Linear(2, 4).weight.shape,
    "linear-axes": lambda x: nn.Linear(3, 4)(x).shape,
    "conv-weight": lambda: nn.Conv2d(2, 4, 3).weight.shape,
    "depthwise-weight": lambda: nn.Conv2d(4, 4, 3, groups=4).weight.shape,
    "transposed-weight": lambda: nn.ConvTranspose2d(2, 4, 3).weight.shape,
}

PROGRAM = Program(
    "MLX",
    version("mlx"),
    "framework",
    "mlx.nn, on the CPU",
    cases={name: given(case) for name, case in CASES.items()},
)

if __name__ == "__main__":
    PROGRAM.main()
