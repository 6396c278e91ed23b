"""The cases in PyTorch."""

import numpy as np
import torch
import torch.nn.functional as F

VERSION = f"PyTorch {torch.__version__.partition('+')[0]}"


def image(*rows):
    return torch.tensor(np.array(rows, np.float32)[None, None])


def ones(height, width):
    return torch.ones(1, 1, height, width)


def kept(*batch, momentum):
    norm = torch.nn.BatchNorm2d(1, momentum=momentum)
    norm(image(batch))
    return torch.cat([norm.running_mean, norm.running_var])


def defaults():
    norm = torch.nn.BatchNorm2d(1)
    return np.array([norm.momentum, norm.eps])


def index():
    x = torch.tensor([1.0, 2, 3, 4, 5, 5, 5, 5]).reshape(1, 2, 2, 2)
    return F.max_pool2d(x, 2, return_indices=True)[1].ravel()


ONE_EACH = (0, 1)
ROW, SQUARE = image([6, 6]), image([1, 2], [3, 4])
NEGATIVE, PIXEL = image([-1, -2]), image([7])
SHORT, LONG = image([1, 2, 3]), image([1, 2, 3, 4])

# Pooling pads by numbers, and evenly: there is no SAME and no single side.
CASES = {
    "same-odd": lambda: F.conv2d(SHORT, ones(1, 2), padding="same"),
    "same-stride": lambda: F.conv2d(LONG, ones(1, 3), stride=2, padding="same"),
    "same-by-number": lambda: F.conv2d(LONG, ones(1, 3), stride=2, padding=ONE_EACH),
    "same-dilation": lambda: F.conv2d(SHORT, ones(1, 2), padding="same", dilation=2),
    "padding-order": lambda: F.conv2d(PIXEL, ones(1, 1), padding=(0, 1, 0, 0)),
    "padding-function": lambda: F.pad(PIXEL, (0, 1, 0, 0)),
    "no-fit-pool": lambda: F.max_pool2d(SQUARE, 3),
    "no-fit-stride-1": lambda: F.max_pool2d(SQUARE, 3, 1),
    "no-fit-conv": lambda: F.conv2d(SQUARE, ones(4, 4)),
    "padding-whole-window": lambda: F.max_pool2d(image([1, 2]), (1, 2), 2, (0, 2)),
    "padding-over-half": lambda: F.max_pool2d(image([1, 2]), (1, 3), 1, (0, 2)),
    "max-negative": lambda: F.max_pool2d(NEGATIVE, (1, 2), 1, ONE_EACH),
    "max-zeros-by-hand": lambda: F.max_pool2d(F.pad(NEGATIVE, (1, 1)), (1, 2), 1),
    "max-minus-infinity": lambda: F.max_pool2d(image([-np.inf]), 1),
    "max-nan": lambda: F.max_pool2d(image([np.nan, 1, 2]), (1, 2), 1),
    "max-nan-last": lambda: F.max_pool2d(image([1, 2, np.nan]), (1, 3)),
    "average-default": lambda: F.avg_pool2d(ROW, (1, 3), 1, ONE_EACH),
    "average-counted": lambda: F.avg_pool2d(ROW, (1, 3), 1, ONE_EACH, count_include_pad=True),
    "average-override": lambda: F.avg_pool2d(
        ROW, (1, 2), 1, ONE_EACH, count_include_pad=False, divisor_override=3
    ),
    "average-override-counted": lambda: F.avg_pool2d(
        ROW, (1, 2), 1, ONE_EACH, count_include_pad=True, divisor_override=3
    ),
    "ceil-max": lambda: F.max_pool2d(SHORT, (1, 2), 2, ONE_EACH, ceil_mode=True),
    "ceil-average": lambda: F.avg_pool2d(
        SHORT, (1, 2), 2, ONE_EACH, ceil_mode=True, count_include_pad=False
    ),
    "ceil-clipped": lambda: F.avg_pool2d(
        image([6, 6, 6, 6]), (1, 3), 2, ONE_EACH, ceil_mode=True, count_include_pad=True
    ),
    "max-index": index,
    "adaptive-cells": lambda: F.adaptive_avg_pool2d(image([1, 2, 3, 4, 5]), (1, 3)),
    "batch-norm-kept": lambda: kept(1, 5, momentum=0.9),
    "batch-norm-translated": lambda: kept(1, 5, momentum=0.1),
    "batch-norm-defaults": defaults,
    "batch-norm-one-value": lambda: torch.nn.BatchNorm2d(1)(image([5])),
    "linear-weight": lambda: tuple(torch.nn.Linear(2, 4).weight.shape),
    "conv-weight": lambda: tuple(torch.nn.Conv2d(2, 4, 3).weight.shape),
    "depthwise-weight": lambda: tuple(torch.nn.Conv2d(4, 4, 3, groups=4).weight.shape),
}
