"""Differences in what layers store: running statistics and the shapes of weights."""

from __future__ import annotations

import numpy as np

from cnnlib.differences._sources import sources
from cnnlib.differences.case import Case, row
from cnnlib.differences.difference import Difference
from cnnlib.layers import BatchNorm2D, Conv2D, Linear

__all__ = ["LAYERS"]


def _kept(batch: np.ndarray) -> np.ndarray:
    """Return the running mean and variance after one batch of one channel."""
    norm = BatchNorm2D(1, momentum=0.9)
    norm(batch)
    return np.concatenate([norm.running_mean, norm.running_var])


def _defaults() -> np.ndarray:
    norm = BatchNorm2D(1)
    return np.array([norm.momentum, norm.epsilon])


LAYERS = (
    Difference(
        "batch-norm",
        "BatchNorm's momentum and variance",
        "What does a batch leave behind in the running statistics?",
        (
            Case(
                "batch-norm-kept",
                "running mean and variance, from 0 and 1, after this batch, momentum=0.9",
                (row(1, 5),),
                "0.3 1.3",
                _kept,
                standard="0.3 1.3",
            ),
            Case(
                "batch-norm-translated",
                "running mean and variance, from 0 and 1, after this batch, where the new batch "
                "has the share 0.1",
                (row(1, 5),),
                "0.3 1.3",
                _kept,
                standard="0.3 1.3",
            ),
            Case(
                "batch-norm-defaults",
                "momentum and epsilon of batch normalization by default",
                (),
                "0.9 1e-05",
                _defaults,
                standard="0.9 1e-05",
            ),
            Case(
                "batch-norm-one-value",
                "output of batch normalization in training for a single value",
                (row(5),),
                "refused: x must have more than one value a channel in training",
                lambda x: BatchNorm2D(1)(x),
            ),
        ),
        "PaddlePaddle's: momentum is the share that stays, and the variance is the biased one, "
        "divided by n, both for the output and for what is kept. PyTorch's momentum is the share "
        "that comes in, and it keeps the unbiased variance, divided by n − 1, as the paper "
        "prescribes (Ioffe and Szegedy 2015, algorithm 2). TensorFlow's column is Keras 3; the "
        "fused layer of Keras 2 kept the unbiased variance too. A single value has no spread, so "
        "cnnlib refuses it as PyTorch does.",
        "Write momentum and ε out at both ends: momentum m is 1 − m in PyTorch. When you only "
        "run the network, carry mean and variance over as they are.",
        sources(
            "Paddle: BatchNorm2D",
            "PyTorch: BatchNorm2d",
            "Keras: BatchNormalization",
            "ONNX: BatchNormalization",
        ),
    ),
    Difference(
        "linear-weight",
        "The weight of a linear layer",
        "Is the weight stored as (in, out) or as (out, in)?",
        (
            Case(
                "linear-weight",
                "the weight of a layer 2 → 4",
                (),
                "2 × 4",
                lambda: Linear(2, 4).weight.shape,
            ),
        ),
        "(in, out), as PaddlePaddle and Keras have it, so that a layer is x @ weight + bias. "
        "PyTorch stores the transpose.",
        "Compare outputs, not shapes: a square matrix that should be transposed fits anyway.",
        sources("Paddle: Linear", "PyTorch: Linear", "Keras: Dense"),
    ),
    Difference(
        "conv-weight",
        "The weight of a convolution",
        "In which order do the four axes of a kernel stand?",
        (
            Case(
                "conv-weight",
                "the weight of a convolution 3 × 3 from 2 to 4 channels",
                (),
                "4 × 2 × 3 × 3",
                lambda: Conv2D(2, 4, 3).weight.shape,
                standard="4 × 2 × 3 × 3",
            ),
            Case(
                "depthwise-weight",
                "the weight of a depthwise convolution 3 × 3 of 4 channels",
                (),
                "4 × 1 × 3 × 3",
                lambda: Conv2D(4, 4, 3, groups=4).weight.shape,
                standard="4 × 1 × 3 × 3",
            ),
        ),
        "(out, in / groups, height, width), as all but TensorFlow. TensorFlow's is (height, "
        "width, in, out): transpose(3, 2, 0, 1). For its depthwise layer, whose axes are "
        "(height, width, in, multiplier), the axes 2 and 3 change places: transpose(2, 3, 0, 1).",
        "Transpose as said here, then compare the output of one image.",
        sources("PyTorch: Conv2d", "ONNX: Conv", "Keras: DepthwiseConv2D"),
    ),
)
