# /// script
# requires-python = ">=3.11"
# dependencies = ["paddlepaddle==3.3.1"]
# ///
"""The cases in PaddlePaddle."""

import numpy as np
import paddle
import paddle.nn.functional as F
from asking import Program


def image(*values):
    return paddle.to_tensor(np.array(values, np.float32).reshape(1, 1, 1, -1))


def given(function):
    """Let a function of tensors take arrays."""
    return lambda *arrays: function(*map(paddle.to_tensor, arrays))


def kept(x):
    norm = paddle.nn.BatchNorm2D(1, momentum=0.9)
    norm(x)
    return np.concatenate([norm._mean.numpy(), norm._variance.numpy()])


def defaults():
    norm = paddle.nn.BatchNorm2D(1)
    return np.array([norm._momentum, norm._epsilon])


ONE_EACH, COUNTED, CEIL = [0, 1], {"exclusive": False}, {"ceil_mode": True}

CASES = {
    "same-odd": lambda x, w: F.conv2d(x, w, padding="SAME"),
    "same-stride": lambda x, w: F.conv2d(x, w, stride=2, padding="SAME"),
    "same-by-number": lambda x, w: F.conv2d(x, w, stride=2, padding=ONE_EACH),
    "same-dilation": lambda x, w: F.conv2d(x, w, padding="SAME", dilation=2),
    "padding-order": lambda x, w: F.conv2d(x, w, padding=[0, 1, 0, 0]),
    "padding-function": lambda x: F.pad(x, [0, 1, 0, 0]),
    "no-fit-pool": lambda x: F.max_pool2d(x, 3),
    "no-fit-stride-1": lambda x: F.max_pool2d(x, 3, 1),
    "padding-whole-window": lambda x: F.max_pool2d(x, [1, 2], 2, [0, 2]),
    "padding-over-half": lambda x: F.max_pool2d(x, [1, 3], 1, [0, 2]),
    "max-negative": lambda x: F.max_pool2d(x, [1, 2], 1, ONE_EACH),
    "max-zeros-by-hand": lambda x: F.max_pool2d(F.pad(x, [1, 1, 0, 0]), [1, 2], 1),
    "max-minus-infinity": lambda x: F.max_pool2d(x, 1),
    "max-nan": lambda x: F.max_pool2d(x, [1, 2], 1),
    "max-nan-last": lambda x: F.max_pool2d(x, [1, 3]),
    "average-default": lambda x: F.avg_pool2d(x, [1, 3], 1, ONE_EACH),
    "average-counted": lambda x: F.avg_pool2d(x, [1, 3], 1, ONE_EACH, **COUNTED),
    "average-same": lambda x: F.avg_pool2d(x, [1, 2], 1, "SAME", **COUNTED),
    "average-one-side": lambda x: F.avg_pool2d(x, [1, 2], 1, [0, 0, 0, 1], **COUNTED),
    "average-override": lambda x: F.avg_pool2d(x, [1, 2], 1, ONE_EACH, divisor_override=3),
    "average-override-counted": lambda x: F.avg_pool2d(
        x, [1, 2], 1, ONE_EACH, divisor_override=3, **COUNTED
    ),
    "ceil-max": lambda x: F.max_pool2d(x, [1, 2], 2, ONE_EACH, **CEIL),
    "ceil-average": lambda x: F.avg_pool2d(x, [1, 2], 2, ONE_EACH, **CEIL),
    "ceil-clipped": lambda x: F.avg_pool2d(x, [1, 3], 2, ONE_EACH, **CEIL, **COUNTED),
    "max-index": lambda x: F.max_pool2d(x, 2, return_mask=True)[1].ravel(),
    "adaptive-cells": lambda x: F.adaptive_avg_pool2d(x, [1, 3]),
    "batch-norm-kept": kept,
    "batch-norm-translated": kept,
    "batch-norm-defaults": defaults,
    "batch-norm-one-value": lambda x: paddle.nn.BatchNorm2D(1)(x),
    "linear-weight": lambda: tuple(paddle.nn.Linear(2, 4).weight.shape),
    "conv-weight": lambda: tuple(paddle.nn.Conv2D(2, 4, 3).weight.shape),
    "depthwise-weight": lambda: tuple(paddle.nn.Conv2D(4, 4, 3, groups=4).weight.shape),
}

PROGRAM = Program(
    "PaddlePaddle",
    paddle.__version__,
    "framework",
    "paddle.nn and its functions, on the CPU",
    cases={name: given(case) for name, case in CASES.items()},
)

if __name__ == "__main__":
    PROGRAM.main()
