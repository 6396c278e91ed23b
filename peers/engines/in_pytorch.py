# /// script
# requires-python = ">=3.11"
# dependencies = ["torch==2.13.0", "numpy"]
# ///
"""The cases in PyTorch."""

import numpy as np
import torch
import torch.nn.functional as F
from asking import Program


def given(function):
    """Let a function of tensors take arrays."""

    def asked(*arrays):
        y = function(*map(torch.from_numpy, arrays))
        return y.detach().numpy() if isinstance(y, torch.Tensor) else y

    return asked


def kept(x, momentum):
    norm = torch.nn.BatchNorm2d(1, momentum=momentum)
    norm(x)
    return torch.cat([norm.running_mean, norm.running_var])


def defaults():
    norm = torch.nn.BatchNorm2d(1)
    return np.array([norm.momentum, norm.eps])


ONE_EACH, CEIL = (0, 1), {"ceil_mode": True}
COUNTED, LEFT_OUT = {"count_include_pad": True}, {"count_include_pad": False}

# Pooling pads by numbers, and evenly: there is no SAME and no single side.
CASES = {
    "same-odd": lambda x, w: F.conv2d(x, w, padding="same"),
    "same-stride": lambda x, w: F.conv2d(x, w, stride=2, padding="same"),
    "same-by-number": lambda x, w: F.conv2d(x, w, stride=2, padding=ONE_EACH),
    "same-dilation": lambda x, w: F.conv2d(x, w, padding="same", dilation=2),
    "padding-order": lambda x, w: F.conv2d(x, w, padding=(0, 1, 0, 0)),
    "padding-function": lambda x: F.pad(x, (0, 1, 0, 0)),
    "no-fit-pool": lambda x: F.max_pool2d(x, 3),
    "no-fit-stride-1": lambda x: F.max_pool2d(x, 3, 1),
    "no-fit-conv": F.conv2d,
    "padding-whole-window": lambda x: F.max_pool2d(x, (1, 2), 2, (0, 2)),
    "padding-over-half": lambda x: F.max_pool2d(x, (1, 3), 1, (0, 2)),
    "max-negative": lambda x: F.max_pool2d(x, (1, 2), 1, ONE_EACH),
    "max-zeros-by-hand": lambda x: F.max_pool2d(F.pad(x, (1, 1)), (1, 2), 1),
    "max-minus-infinity": lambda x: F.max_pool2d(x, 1),
    "max-nan": lambda x: F.max_pool2d(x, (1, 2), 1),
    "max-nan-last": lambda x: F.max_pool2d(x, (1, 3)),
    "average-default": lambda x: F.avg_pool2d(x, (1, 3), 1, ONE_EACH),
    "average-counted": lambda x: F.avg_pool2d(x, (1, 3), 1, ONE_EACH, **COUNTED),
    "average-override": lambda x: F.avg_pool2d(
        x, (1, 2), 1, ONE_EACH, divisor_override=3, **LEFT_OUT
    ),
    "average-override-counted": lambda x: F.avg_pool2d(
        x, (1, 2), 1, ONE_EACH, divisor_override=3, **COUNTED
    ),
    "ceil-max": lambda x: F.max_pool2d(x, (1, 2), 2, ONE_EACH, **CEIL),
    "ceil-average": lambda x: F.avg_pool2d(x, (1, 2), 2, ONE_EACH, **CEIL, **LEFT_OUT),
    "ceil-clipped": lambda x: F.avg_pool2d(x, (1, 3), 2, ONE_EACH, **CEIL, **COUNTED),
    "max-index": lambda x: F.max_pool2d(x, 2, return_indices=True)[1].ravel(),
    "adaptive-cells": lambda x: F.adaptive_avg_pool2d(x, (1, 3)),
    "batch-norm-kept": lambda x: kept(x, momentum=0.9),
    "batch-norm-translated": lambda x: kept(x, momentum=0.1),
    "batch-norm-defaults": defaults,
    "batch-norm-one-value": lambda x: torch.nn.BatchNorm2d(1)(x),
    "linear-weight": lambda: tuple(torch.nn.Linear(2, 4).weight.shape),
    "conv-weight": lambda: tuple(torch.nn.Conv2d(2, 4, 3).weight.shape),
    "depthwise-weight": lambda: tuple(torch.nn.Conv2d(4, 4, 3, groups=4).weight.shape),
}

PROGRAM = Program(
    "PyTorch",
    torch.__version__.partition("+")[0],
    "framework",
    "torch.nn and its functions, on the CPU",
    cases={name: given(case) for name, case in CASES.items()},
)

if __name__ == "__main__":
    PROGRAM.main()
