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


def largest(x, kernel_size, *rest):
    return nn.MaxPool2d(kernel_size, *rest)(x)


def average(x, kernel_size, *rest):
    return nn.AvgPool2d(kernel_size, *rest)(x)


def kept(x, momentum):
    norm = nn.BatchNorm(x.shape[-1], momentum=momentum)
    norm(x)
    return mx.concatenate([norm.running_mean, norm.running_var])


def defaults():
    norm = nn.BatchNorm(1)
    return np.array([norm.momentum, norm.eps])


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
    "padding-order": lambda x, w: conv(x, w, padding=(0, 1, 0, 0)),
    "padding-function": lambda x: mx.pad(x, (0, 1, 0, 0)),
    "no-fit-pool": lambda x: largest(x, 3),
    "no-fit-stride-1": lambda x: largest(x, 3, 1),
    "no-fit-conv": conv,
    "padding-whole-window": lambda x: largest(x, (1, 2), 2, (0, 2)),
    "padding-over-half": lambda x: largest(x, (1, 3), 1, (0, 2)),
    "max-negative": lambda x: largest(x, (1, 2), 1, ONE_EACH),
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
    "batch-norm-defaults": defaults,
    "batch-norm-one-value": lambda x: nn.BatchNorm(1)(x),
    "linear-weight": lambda: nn.Linear(2, 4).weight.shape,
    "conv-weight": lambda: nn.Conv2d(2, 4, 3).weight.shape,
    "depthwise-weight": lambda: nn.Conv2d(4, 4, 3, groups=4).weight.shape,
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
