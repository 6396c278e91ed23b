"""The cases in PaddlePaddle."""

import signal
import subprocess
import sys

import numpy as np
import paddle
import paddle.nn.functional as F

VERSION = f"PaddlePaddle {paddle.__version__}"


def image(*rows):
    return paddle.to_tensor(np.array(rows, np.float32)[None, None])


def ones(height, width):
    return paddle.ones([1, 1, height, width])


def negative_size():
    """Read the output in a process of its own, which it takes down."""
    code = "import paddle; x, k = paddle.ones([1, 1, 2, 2]), paddle.ones([1, 1, 4, 4])"
    code += "; y = paddle.nn.functional.conv2d(x, k); print(*y.shape[2:], sep=' × ', flush=True)"
    run = subprocess.run([sys.executable, "-c", f"{code}; y.numpy()"], capture_output=True)
    size = run.stdout.decode().split("\n")[0]
    ended = signal.Signals(-run.returncode).name if run.returncode < 0 else run.returncode
    return f"{size}; reading it ends the process ({ended})"


def kept(*batch):
    norm = paddle.nn.BatchNorm2D(1, momentum=0.9)
    norm(image(batch))
    return np.concatenate([norm._mean.numpy(), norm._variance.numpy()])


def defaults():
    norm = paddle.nn.BatchNorm2D(1)
    return np.array([norm._momentum, norm._epsilon])


def index():
    x = paddle.to_tensor(np.array([1, 2, 3, 4, 5, 5, 5, 5], np.float32).reshape(1, 2, 2, 2))
    return F.max_pool2d(x, 2, return_mask=True)[1].numpy().ravel()


ONE_EACH = [0, 1]
ROW, SQUARE = image([6, 6]), image([1, 2], [3, 4])
NEGATIVE, PIXEL = image([-1, -2]), image([7])
SHORT, LONG = image([1, 2, 3]), image([1, 2, 3, 4])

CASES = {
    "same-odd": lambda: F.conv2d(SHORT, ones(1, 2), padding="SAME"),
    "same-stride": lambda: F.conv2d(LONG, ones(1, 3), stride=2, padding="SAME"),
    "same-by-number": lambda: F.conv2d(LONG, ones(1, 3), stride=2, padding=ONE_EACH),
    "same-dilation": lambda: F.conv2d(SHORT, ones(1, 2), padding="SAME", dilation=2),
    "padding-order": lambda: F.conv2d(PIXEL, ones(1, 1), padding=[0, 1, 0, 0]),
    "padding-function": lambda: F.pad(PIXEL, [0, 1, 0, 0]),
    "no-fit-pool": lambda: F.max_pool2d(SQUARE, 3),
    "no-fit-stride-1": lambda: F.max_pool2d(SQUARE, 3, 1),
    "no-fit-conv": negative_size,
    "padding-whole-window": lambda: F.max_pool2d(image([1, 2]), [1, 2], 2, [0, 2]),
    "padding-over-half": lambda: F.max_pool2d(image([1, 2]), [1, 3], 1, [0, 2]),
    "max-negative": lambda: F.max_pool2d(NEGATIVE, [1, 2], 1, ONE_EACH),
    "max-zeros-by-hand": lambda: F.max_pool2d(F.pad(NEGATIVE, [1, 1, 0, 0]), [1, 2], 1),
    "max-minus-infinity": lambda: F.max_pool2d(image([-np.inf]), 1),
    "max-nan": lambda: F.max_pool2d(image([np.nan, 1, 2]), [1, 2], 1),
    "max-nan-last": lambda: F.max_pool2d(image([1, 2, np.nan]), [1, 3]),
    "average-default": lambda: F.avg_pool2d(ROW, [1, 3], 1, ONE_EACH),
    "average-counted": lambda: F.avg_pool2d(ROW, [1, 3], 1, ONE_EACH, exclusive=False),
    "average-same": lambda: F.avg_pool2d(ROW, [1, 2], 1, "SAME", exclusive=False),
    "average-one-side": lambda: F.avg_pool2d(ROW, [1, 2], 1, [0, 0, 0, 1], exclusive=False),
    "average-override": lambda: F.avg_pool2d(ROW, [1, 2], 1, ONE_EACH, divisor_override=3),
    "average-override-counted": lambda: F.avg_pool2d(
        ROW, [1, 2], 1, ONE_EACH, exclusive=False, divisor_override=3
    ),
    "ceil-max": lambda: F.max_pool2d(SHORT, [1, 2], 2, ONE_EACH, ceil_mode=True),
    "ceil-average": lambda: F.avg_pool2d(SHORT, [1, 2], 2, ONE_EACH, ceil_mode=True),
    "ceil-clipped": lambda: F.avg_pool2d(
        image([6, 6, 6, 6]), [1, 3], 2, ONE_EACH, ceil_mode=True, exclusive=False
    ),
    "max-index": index,
    "adaptive-cells": lambda: F.adaptive_avg_pool2d(image([1, 2, 3, 4, 5]), [1, 3]),
    "batch-norm-kept": lambda: kept(1, 5),
    "batch-norm-translated": lambda: kept(1, 5),
    "batch-norm-defaults": defaults,
    "batch-norm-one-value": lambda: paddle.nn.BatchNorm2D(1)(image([5])).numpy(),
    "linear-weight": lambda: tuple(paddle.nn.Linear(2, 4).weight.shape),
    "conv-weight": lambda: tuple(paddle.nn.Conv2D(2, 4, 3).weight.shape),
    "depthwise-weight": lambda: tuple(paddle.nn.Conv2D(4, 4, 3, groups=4).weight.shape),
}
