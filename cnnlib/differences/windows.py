"""Differences in where windows stand: padding, dilation, and what does not fit."""

from __future__ import annotations

import numpy as np

from cnnlib import functional as F
from cnnlib.differences._sources import sources
from cnnlib.differences.difference import Case, Difference, row, square

__all__ = ["WINDOWS"]

PAIR = np.ones((1, 1, 1, 2))
TRIPLE = np.ones((1, 1, 1, 3))

WINDOWS = (
    Difference(
        "same",
        "SAME's extra pixel",
        "On which side does SAME put the pixel that is left over?",
        (
            Case(
                "same-odd",
                "1 2 3, convolution 1 × 2 of ones, SAME",
                lambda: F.conv2d(row(1, 2, 3), PAIR, padding="SAME"),
                cnnlib="3 5 3",
            ),
            Case(
                "same-stride",
                "1 2 3 4, convolution 1 × 3 of ones, stride 2, SAME",
                lambda: F.conv2d(row(1, 2, 3, 4), TRIPLE, stride=2, padding="SAME"),
                cnnlib="6 7",
            ),
            Case(
                "same-by-number",
                "1 2 3 4, the same with one pixel at each end",
                lambda: F.conv2d(row(1, 2, 3, 4), TRIPLE, stride=2, padding=(0, 1)),
                cnnlib="3 9",
            ),
        ),
        "The extra pixel goes to the end, as TensorFlow's formula and PaddlePaddle have it, and "
        "any stride is taken. For the other side write the four numbers.",
        sources("TensorFlow: notes on padding", "PyTorch: Conv2d", "ONNX: Conv", "Paddle: conv2d"),
    ),
    Difference(
        "same-dilation",
        "Dilation under SAME",
        "Does a dilated convolution keep its dilation when the padding is SAME?",
        (
            Case(
                "same-dilation",
                "1 2 3, convolution 1 × 2 of ones, dilation 2, SAME",
                lambda: F.conv2d(row(1, 2, 3), PAIR, padding="SAME", dilation=2),
                cnnlib="2 4 2",
            ),
        ),
        "The dilation you give is the one you get. PaddlePaddle sets it back to 1 without a "
        "word: a network with another receptive field than the one you described.",
        sources(
            "Paddle: conv_util.h",
            "PyTorch: Conv2d",
            "TensorFlow: notes on padding",
            "ONNX Runtime: conv_attributes.h",
        ),
    ),
    Difference(
        "padding-order",
        "The order of four numbers",
        "In which order are the four sides written?",
        (
            Case(
                "padding-order",
                "one pixel 7, padding (0, 1, 0, 0) of a convolution 1 × 1",
                lambda: F.conv2d(row(7), np.ones((1, 1, 1, 1)), padding=(0, 1, 0, 0)),
                cnnlib="7 / 0",
            ),
            Case(
                "padding-function",
                "one pixel 7, (0, 1, 0, 0) given to the function that only pads",
                lambda: F.pad2d(row(7), (0, 1, 0, 0)),
                cnnlib="7 / 0",
            ),
        ),
        "Top, bottom, left, right, everywhere: the order of PaddlePaddle's layers. ONNX writes "
        "top, left, bottom, right. The functions that only pad start with the last axis: left, "
        "right, top, bottom. TensorFlow takes a pair for each axis, as cnnlib does too.",
        sources("Paddle: conv2d", "Paddle: pad", "PyTorch: pad", "ONNX: Conv"),
    ),
    Difference(
        "no-fit",
        "A kernel that does not fit",
        "What comes out when the kernel is larger than the padded input?",
        (
            Case(
                "no-fit-pool",
                "1 2 / 3 4, max 3 × 3, stride 3",
                lambda: F.max_pool2d(square(1, 2, 3, 4), 3),
                cnnlib="refused: kernel 3 does not fit: input 2 + padding 0 + 0 = 2 (height)",
            ),
            Case(
                "no-fit-stride-1",
                "the same, stride 1",
                lambda: F.max_pool2d(square(1, 2, 3, 4), 3, stride=1),
                cnnlib="refused: kernel 3 does not fit: input 2 + padding 0 + 0 = 2 (height)",
            ),
            Case(
                "no-fit-conv",
                "1 2 / 3 4, convolution 4 × 4 of ones",
                lambda: F.conv2d(square(1, 2, 3, 4), np.ones((1, 1, 4, 4))),
                cnnlib="refused: kernel 4 does not fit: input 2 + padding 0 + 0 = 2 (height)",
            ),
        ),
        "Refused, with the numbers. An output for a window that never fitted, or an array with "
        "nothing in it, hides a slip in the sizes until something far behind it fails.",
        sources("Paddle: pooling.h", "PyTorch: Pool.h", "ONNX Runtime: pool_attributes.h"),
    ),
    Difference(
        "large-padding",
        "Padding as large as the window",
        "How much padding may pooling have?",
        (
            Case(
                "padding-whole-window",
                "1 2, max 1 × 2, stride 2, two pixels at each end",
                lambda: F.max_pool2d(row(1, 2), (1, 2), padding=(0, 2)),
                cnnlib="refused: padding 2 must be less than kernel 2: a window would see "
                "nothing but padding",
            ),
            Case(
                "padding-over-half",
                "1 2, max 1 × 3, stride 1, two pixels at each end",
                lambda: F.max_pool2d(row(1, 2), (1, 3), stride=1, padding=(0, 2)),
                cnnlib="1 2 2 2",
            ),
        ),
        "Padding stays below the kernel size, so that every window holds a pixel. That is all a "
        "maximum needs; PyTorch's limit, half the kernel, is stricter.",
        sources("PyTorch: Pool.h", "ONNX Runtime: pool_attributes.h", "Paddle: pooling.h"),
    ),
)
