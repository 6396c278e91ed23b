"""Differences in gradients: at corners of functions, at ties, at the border."""

from __future__ import annotations

import numpy as np

import cnnlib.differences.meeting as M
from cnnlib import functional as F
from cnnlib.differences._sources import sources
from cnnlib.differences.case import Case, ones, ramp, row
from cnnlib.differences.difference import Difference

__all__ = ["GRADIENTS"]


def _average_gradient(x: np.ndarray) -> np.ndarray:
    """Return what the sum of the averages owes to the corner pixel."""
    corner: np.ndarray = F.avg_pool2d_backward(np.ones_like(x), x, 3, 1, 1)[0, 0, 0, 0]
    return corner


GRADIENTS = (
    Difference(
        "gradient-at-corners",
        "The gradient where a function has a corner",
        "What is the gradient at the very point where the slope changes?",
        (
            Case(
                "relu-gradient-zero",
                "gradient of ReLU",
                (row(0),),
                "0",
                lambda x: F.relu_backward(np.ones_like(x), x),
                meets=M.RELU,
                when=M.TRAINING,
            ),
            Case(
                "relu6-gradient-bound",
                "gradient of ReLU6",
                (row(0, 6),),
                "0 0",
                lambda x: F.relu6_backward(np.ones_like(x), x),
                meets=M.RELU6,
                when=M.TRAINING,
            ),
            Case(
                "clip-gradient-bound",
                "gradient of the function that clips to 0 … 6",
                (row(0, 6),),
                meets=M.operator("Clip"),
                when=M.TRAINING,
            ),
            Case(
                "abs-gradient-zero",
                "gradient of the absolute value",
                (row(0),),
                meets=M.operator("Abs"),
                when=M.TRAINING,
            ),
        ),
        "0, so that what was cut off learns nothing. Any number between the slopes on both sides "
        "is a subgradient, and each is taken by somebody. It shows where exact zeros are usual: "
        "behind a ReLU, or in weights that start at 0.",
        "Do not start weights at 0 behind such a corner, and compare training runs by their loss, "
        "not by single gradients.",
        sources("PyTorch: notes on gradients", "JAX: clip", "TensorFlow: clip_by_value"),
    ),
    Difference(
        "gradient-of-ties",
        "The gradient of equal maxima",
        "Who gets the gradient when several pixels are the largest?",
        (
            Case(
                "max-tie-gradient",
                "gradient of max 2 × 2 by its four pixels",
                (ones(1, 1, 2, 2),),
                "1 0 / 0 0",
                lambda x: F.max_pool2d_backward(row(1), x, 2),
                meets=M.MAXIMUM,
                when=M.TRAINING,
            ),
            Case(
                "maximum-gradient-tie",
                "gradient of maximum(a, b) by a, for a = b = 2",
                (row(2), row(2)),
                meets=M.operator("Max"),
                when=M.TRAINING,
            ),
        ),
        "The first pixel gets all of it, as nearly everywhere; MLX shares it out. Equal shares "
        "are subgradients as well. Ties are usual behind a ReLU, where many pixels are 0.",
        "Expect it when you compare gradients; no setting changes it.",
        sources("PyTorch: notes on gradients", "MLX: MaxPool2d", "TensorFlow: maximum"),
    ),
    Difference(
        "gradient-of-averages",
        "The gradient at the border of an average",
        "What does the sum of all averages owe to the corner pixel?",
        (
            Case(
                "average-gradient-corner",
                "gradient of the sum of average 3 × 3, stride 1, one pixel all around, "
                "every other option at its default, by the corner pixel",
                (ramp(3),),
                "0.6944",
                _average_gradient,
                meets=M.AVERAGE & M.PADDED & M.EXCLUDED,
                when=M.TRAINING,
            ),
        ),
        "¼ + 2 · ⅙ + ⅑: each window gives a pixel one part in as many as it divides by, which "
        "are the pixels inside the image. Where the padding is counted it is 4 · ⅑.",
        "Write at both ends whether the padding is counted.",
        sources("Paddle: avg_pool2d", "PyTorch: AvgPool2d"),
    ),
)
