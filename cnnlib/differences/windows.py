"""Differences in the padding of windows: the order of its numbers, and what does not fit."""

from __future__ import annotations

import cnnlib.differences.meeting as M
from cnnlib import functional as F
from cnnlib.differences._sources import sources
from cnnlib.differences.case import Case, ones, row, square
from cnnlib.differences.difference import Difference

__all__ = ["WINDOWS"]

WINDOWS = (
    Difference(
        "padding-order",
        "The order of four numbers",
        "In which order are the four sides written?",
        (
            Case(
                "padding-order",
                "padding (0, 1, 0, 0) of a convolution 1 × 1",
                (row(7), ones(1, 1, 1, 1)),
                "7 / 0",
                lambda x, weight: F.conv2d(x, weight, padding=(0, 1, 0, 0)),
                standard="0 7",
                meets=M.CONVOLUTION & M.UNEQUAL,
                when=M.COPIED,
            ),
            Case(
                "padding-function",
                "(0, 1, 0, 0) given to the function that only pads",
                (row(7),),
                "7 / 0",
                lambda x: F.pad2d(x, (0, 1, 0, 0)),
                meets=M.PAD & M.UNEQUAL,
                when=M.COPIED,
            ),
        ),
        "Top, bottom, left, right, everywhere: the order of PaddlePaddle's layers. ONNX writes "
        "top, left, bottom, right. Most functions that only pad start with the last axis: left, "
        "right, top, bottom. Jittor's convolution takes the first two for height and width and "
        "reads over the others. TensorFlow takes a pair for each axis, as cnnlib does too.",
        "Write a pair for each axis where that is taken; else try (0, 1, 0, 0) and look.",
        sources("Paddle: conv2d", "Paddle: pad", "PyTorch: pad", "ONNX: Conv"),
    ),
    Difference(
        "no-fit",
        "A kernel that does not fit",
        "What comes out when the kernel is larger than the padded input?",
        (
            Case(
                "no-fit-pool",
                "max 3 × 3, stride 3",
                (square(1, 2, 3, 4),),
                "refused: kernel 3 does not fit: input 2 + padding 0 + 0 = 2 (height)",
                lambda x: F.max_pool2d(x, 3),
                when="where a window does not fit, which cnnlib refuses",
            ),
            Case(
                "no-fit-stride-1",
                "max 3 × 3, stride 1",
                (square(1, 2, 3, 4),),
                "refused: kernel 3 does not fit: input 2 + padding 0 + 0 = 2 (height)",
                lambda x: F.max_pool2d(x, 3, stride=1),
                when="where a window does not fit, which cnnlib refuses",
            ),
            Case(
                "no-fit-conv",
                "convolution 4 × 4 of ones",
                (square(1, 2, 3, 4), ones(1, 1, 4, 4)),
                "refused: kernel 4 does not fit: input 2 + padding 0 + 0 = 2 (height)",
                F.conv2d,
                when="where a window does not fit, which cnnlib refuses",
            ),
        ),
        "Refused, with the numbers. An output for a window that never fitted, or an array with "
        "nothing in it, hides a slip in the sizes until something far behind it fails.",
        "Check the sizes before you export: `cnnlib.count` refuses a window that does not fit.",
        sources("Paddle: pooling.h", "PyTorch: Pool.h", "ONNX Runtime: pool_attributes.h"),
    ),
    Difference(
        "large-padding",
        "Padding as large as the window",
        "How much padding may pooling have?",
        (
            Case(
                "padding-whole-window",
                "max 1 × 2, stride 2, two pixels at each end",
                (row(1, 2),),
                "refused: padding 2 must be less than kernel 2: a window would see "
                "nothing but padding",
                lambda x: F.max_pool2d(x, (1, 2), padding=(0, 2)),
                when="where a window lies on padding alone, which cnnlib refuses",
            ),
            Case(
                "padding-over-half",
                "max 1 × 3, stride 1, two pixels at each end",
                (row(1, 2),),
                "1 2 2 2",
                lambda x: F.max_pool2d(x, (1, 3), stride=1, padding=(0, 2)),
                standard="1 2 2 2",
                meets=M.MAXIMUM & M.OVER_HALF,
            ),
        ),
        "Padding stays below the kernel size, so that every window holds a pixel. That is all a "
        "maximum needs; half the kernel, the limit of PyTorch and MindSpore, is stricter.",
        "Keep the padding at half the window or below: then every window holds a pixel, and no "
        "framework refuses it.",
        sources("PyTorch: Pool.h", "ONNX Runtime: pool_attributes.h", "Paddle: pooling.h"),
    ),
)
