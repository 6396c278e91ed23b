# /// script
# requires-python = ">=3.8,<3.12"
# dependencies = ["jittor==1.3.11.0", "numpy<2"]
# ///
"""The cases in Jittor, which compiles what it is asked: minutes at first, then its cache helps."""

import os

# Without oneDNN and CUDA, whatever the machine has; and only answers on the standard output.
os.environ.update(use_mkl="0", nvcc_path="", log_silent="1")

import jittor as jt
import numpy as np
from asking import Program
from jittor import nn


def given(function):
    """Let a function of Jittor's arrays take and return NumPy's."""

    def asked(*arrays):
        y = function(*map(jt.array, arrays))
        return y.numpy() if isinstance(y, jt.Var) else y

    return asked


def batch_norm(x, **settings):
    """Return what a layer gives in training, and the layer."""
    norm = nn.BatchNorm(x.shape[1], **settings)
    return norm(x), norm


def kept(x, **settings):
    norm = batch_norm(x, **settings)[1]
    return jt.concat([norm.running_mean, norm.running_var])


def defaults():
    norm = nn.BatchNorm(1)
    return np.array([norm.momentum, norm.eps])


def after(x):
    norm = batch_norm(x)[1]
    norm.eval()
    return norm(x)


def evaluated(x):
    norm = nn.BatchNorm(1)
    norm.running_var.assign(jt.array([0.001]))
    norm.eval()
    return norm(x)


def sloped(x, slope):
    layer = nn.PReLU(x.shape[1])
    layer.weight.assign(slope)
    return layer(x)


def bilinear(**settings):
    return lambda x: nn.interpolate(x, **settings)


def gradient(function):
    """Return the gradient of the sum of what the function gives, by its first argument."""
    return lambda x, *rest: jt.grad(function(x, *rest).sum(), x)


CEIL = {"ceil_mode": True}

# A pooling refuses windows as high or as wide as the image, so it cannot answer for a single row
# or a single window: those cases are left out. Padding is by numbers, the same at both ends; there
# is no SAME.
CASES = {
    "same-by-number": lambda x, w: nn.conv2d(x, w, stride=2, padding=(0, 1)),
    "conv-flipped": lambda x, w: nn.conv2d(x, w, padding=1),
    "conv-groups-order": lambda x, w: nn.conv2d(x, w, groups=2),
    "conv-empty-batch": nn.conv2d,
    "conv-default-padding": nn.conv2d,
    "conv-parameters": lambda: np.array(sum(p.numel() for p in nn.Conv2d(2, 4, 3).parameters())),
    "flatten-order": lambda x: nn.Flatten()(x),
    "max-whole-image": lambda x: nn.max_pool2d(x, 2),
    "average-whole-image": lambda x: nn.avg_pool2d(x, 2),
    "padding-order": lambda x, w: nn.conv2d(x, w, padding=(0, 1, 0, 0)),
    "padding-function": lambda x: nn.pad(x, (0, 1, 0, 0)),
    "pad-value": lambda x: nn.pad(x, (1, 1), value=5),
    "transposed-kernel": lambda x, w: nn.conv_transpose2d(x, w, stride=2),
    "transposed-dilation": lambda x, w: nn.conv_transpose2d(x, w, dilation=2),
    "transposed-groups": lambda x, w: nn.conv_transpose2d(x, w, groups=2),
    "transposed-output-padding": lambda x, w: nn.conv_transpose2d(
        x, w, stride=2, padding=1, output_padding=1
    ),
    "transposed-stride-over-kernel": lambda x, w: nn.conv_transpose2d(x, w, stride=3),
    "no-fit-pool": lambda x: nn.max_pool2d(x, 3),
    "no-fit-stride-1": lambda x: nn.max_pool2d(x, 3, 1),
    "no-fit-conv": nn.conv2d,
    "max-integers-plain": lambda x: nn.max_pool2d(x, 2),
    "max-nan-global": lambda x: nn.AdaptiveMaxPool2d(1)(x),
    "max-defaults-stride": lambda x: nn.max_pool2d(x, 2),
    "average-defaults-stride": lambda x: nn.avg_pool2d(x, 2),
    "max-dilated": lambda x: nn.max_pool2d(x, 2, 1, dilation=2),
    "average-half": lambda x: nn.AdaptiveAvgPool2d(1)(x),
    "ceil-max-square": lambda x: nn.max_pool2d(x, 2, 2, 1, **CEIL),
    "ceil-max-one": lambda x: nn.max_pool2d(x, 1, 2, **CEIL),
    "ceil-max-over": lambda x: nn.max_pool2d(x, 3, 2, **CEIL),
    "ceil-average-square": lambda x: nn.avg_pool2d(x, 2, 2, 1, **CEIL, count_include_pad=False),
    "average-ceil": lambda x: nn.avg_pool2d(x, 3, 2, **CEIL),
    "average-ceil-counted": lambda x: nn.avg_pool2d(x, 3, 2, **CEIL, count_include_pad=True),
    "average-ceil-padded": lambda x: nn.avg_pool2d(x, 3, 2, 1, **CEIL, count_include_pad=True),
    "max-index-padded": lambda x: nn.max_pool2d(x, 2, 2, 1, return_indices=True)[0],
    "unpool": lambda x, places: nn.MaxUnpool2d(2)(x, places),
    "adaptive-cells": lambda x: nn.AdaptiveAvgPool2d((1, 3))(x),
    "adaptive-four-to-three": lambda x: nn.AdaptiveAvgPool2d((1, 3))(x),
    "adaptive-seven-to-five": lambda x: nn.AdaptiveAvgPool2d((1, 5))(x),
    "adaptive-enlarge": lambda x: nn.AdaptiveAvgPool2d((1, 3))(x),
    "adaptive-square": lambda x: nn.AdaptiveAvgPool2d(3)(x),
    "adaptive-max": lambda x: nn.AdaptiveMaxPool2d(3)(x),
    "relu-gradient-zero": gradient(nn.relu),
    "relu6-gradient-bound": gradient(nn.relu6),
    "clip-gradient-bound": gradient(lambda x: jt.clamp(x, 0, 6)),
    "abs-gradient-zero": gradient(jt.abs),
    "maximum-gradient-tie": gradient(jt.maximum),
    "batch-norm-kept": lambda x: kept(x, momentum=0.9),
    "batch-norm-translated": lambda x: kept(x, momentum=0.1),
    "batch-norm-evaluated": after,
    "batch-norm-defaults": defaults,
    "batch-norm-one-value": lambda x: batch_norm(x)[0],
    "batch-norm-four": kept,
    "batch-norm-fresh": lambda x: batch_norm(x)[0],
    "batch-norm-large": lambda x: batch_norm(x)[0],
    "batch-norm-epsilon": evaluated,
    "layer-norm-small": lambda x: nn.LayerNorm(x.shape[3])(x),
    "layer-norm-large": lambda x: nn.LayerNorm(x.shape[3])(x),
    "layer-norm-epsilon": lambda: np.array(nn.LayerNorm(1).eps),
    "group-norm-large": lambda x: nn.GroupNorm(1, 1)(x),
    "group-norm-order": lambda x: nn.GroupNorm(2, 4)(x),
    "group-norm-epsilon": lambda x: nn.GroupNorm(1, 2, eps=1)(x),
    "instance-norm-one": lambda x: nn.InstanceNorm(1)(x),
    "nearest-enlarge": lambda x: nn.interpolate(x, (1, 5), mode="nearest"),
    "upsample-defaults": lambda x: nn.Upsample(2)(x),
    "bilinear-default": bilinear(size=(1, 4)),
    "bilinear-aligned": bilinear(size=(1, 4), align_corners=True),
    "bilinear-shrink": bilinear(size=(2, 2)),
    "bilinear-scale": bilinear(scale_factor=0.6),
    "bilinear-aligned-scale": bilinear(scale_factor=1.5, align_corners=True),
    "bicubic-default": lambda x: nn.interpolate(x, (1, 8), mode="bicubic"),
    "bicubic-shrink": lambda x: nn.interpolate(x, (2, 2), mode="bicubic"),
    "area": lambda x: nn.interpolate(x, (2, 2), mode="area"),
    "pixel-shuffle": lambda x: nn.PixelShuffle(2)(x),
    "leaky-default": lambda x: nn.LeakyReLU()(x),
    "leaky-function-default": nn.leaky_relu,
    "leaky-slope-given": lambda x: nn.LeakyReLU(0.2)(x),
    "hardtanh-bounds": lambda x: nn.hardtanh(x, -2, 3),
    "elu-alpha": lambda x: nn.ELU(2)(x),
    "prelu-default": lambda x: nn.PReLU()(x),
    "prelu-axis": sloped,
    "gelu-default": lambda x: nn.GELU()(x),
    "gelu-function-default": nn.gelu,
    "elu-default": lambda x: nn.ELU()(x),
    "softmax-default-axis": lambda x: nn.Softmax()(x),
    "swish": nn.silu,
    "hardtanh-default": nn.hardtanh,
    "relu-nan": nn.relu,
    "relu6-nan": nn.relu6,
    "clip-nan": lambda x: jt.clamp(x, 0, 6),
    "softmax-nan": lambda x: nn.softmax(x, dim=3),
    "sign-nan": nn.sign,
    "argmax-nan": lambda x: jt.argmax(x, 3)[0],
    "argmax-tie": lambda x: jt.argmax(x, 3)[0],
    "sigmoid-large": jt.sigmoid,
    "softplus-large": nn.softplus,
    "log-softmax-minus-infinity": lambda x: nn.log_softmax(x, dim=3),
    "log-softmax-large": lambda x: nn.log_softmax(x, dim=3),
    "softplus-threshold": lambda x: nn.softplus(x, 2, 3),
    "lp-normalize-negative": lambda x: jt.normalize(x, 1, 3),
    "lp-normalize-zero": lambda x: jt.normalize(x, 2, 3),
    "reduce-l2": lambda x: jt.norm(x, 2, 3, keepdims=True),
    "reduce-l1": lambda x: jt.norm(x, 1, 3, keepdims=True),
    "relu-negative-zero": lambda x: np.signbit(nn.relu(x).numpy()),
    "integer-division": lambda x: x / 2,
    "floor-divide": lambda x: jt.floor_divide(x, 2),
    "modulo": lambda x: x % 3,
    "round-half": jt.round,
    "std-default": jt.std,
    "dropout-one": lambda x: nn.Dropout(1.0, is_train=True)(x),
    "dropout-share": lambda x: nn.Dropout(0.25, is_train=True)(x).max(),
    "cast-saturate": lambda x: x.int8(),
    "linear-weight": lambda: tuple(nn.Linear(2, 4).weight.shape),
    "linear-axes": lambda x: tuple(nn.Linear(3, 4)(x).shape),
    "conv-weight": lambda: tuple(nn.Conv2d(2, 4, 3).weight.shape),
    "depthwise-weight": lambda: tuple(nn.Conv2d(4, 4, 3, groups=4).weight.shape),
    "transposed-weight": lambda: tuple(nn.ConvTranspose2d(2, 4, 3).weight.shape),
}

PROGRAM = Program(
    "Jittor",
    jt.__version__,
    "framework",
    "jittor.nn without oneDNN, on the CPU",
    cases={name: given(case) for name, case in CASES.items()},
)

if __name__ == "__main__":
    PROGRAM.main()
