"""Differences in what a pooling window gives."""

from __future__ import annotations

import numpy as np

from cnnlib import functional as F
from cnnlib.differences._sources import sources
from cnnlib.differences.difference import Case, Difference, row

__all__ = ["POOLING"]

TWO_CHANNELS = np.array([1.0, 2, 3, 4, 5, 5, 5, 5]).reshape(1, 2, 2, 2)

POOLING = (
    Difference(
        "max-padding",
        "−∞ in max pooling",
        "What stands in the padding of max pooling?",
        (
            Case(
                "max-negative",
                "−1 −2, max 1 × 2, stride 1, one pixel at each end",
                lambda: F.max_pool2d(row(-1, -2), (1, 2), stride=1, padding=(0, 1)),
                cnnlib="-1 -1 -2",
            ),
            Case(
                "max-zeros-by-hand",
                "the same, zeros put there by hand",
                lambda: F.max_pool2d(F.pad2d(row(-1, -2), (0, 0, 1, 1)), (1, 2), stride=1),
                cnnlib="0 -1 0",
            ),
            Case(
                "max-minus-infinity",
                "one pixel −∞, max 1 × 1",
                lambda: F.max_pool2d(row(-np.inf), 1),
                cnnlib="-inf",
            ),
            Case(
                "max-nan",
                "NaN 1 2, max 1 × 2, stride 1",
                lambda: F.max_pool2d(row(np.nan, 1, 2), (1, 2), stride=1),
                cnnlib="nan 2",
            ),
            Case(
                "max-nan-last",
                "1 2 NaN, max 1 × 3",
                lambda: F.max_pool2d(row(1, 2, np.nan), (1, 3)),
                cnnlib="nan",
            ),
        ),
        "Padding is never picked: it counts as −∞. A pixel that is −∞ stays so, and NaN is "
        "passed on, as PyTorch does, so that it is found where it arose. Where the search "
        "starts from the lowest float, −∞ is replaced and NaN loses every comparison.",
        sources("TensorFlow: notes on padding", "PyTorch: MaxPool2d", "Paddle: pooling.h"),
    ),
    Difference(
        "average-divisor",
        "The average's divisor",
        "By how many pixels is a window at the border divided?",
        (
            Case(
                "average-default",
                "6 6, average 1 × 3, stride 1, one pixel at each end",
                lambda: F.avg_pool2d(row(6, 6), (1, 3), stride=1, padding=(0, 1)),
                cnnlib="6 6",
            ),
            Case(
                "average-counted",
                "the same, padding counted",
                lambda: F.avg_pool2d(row(6, 6), (1, 3), 1, (0, 1), exclusive=False),
                cnnlib="4 4",
            ),
            Case(
                "average-same",
                "6 6, average 1 × 2, stride 1, SAME, padding counted",
                lambda: F.avg_pool2d(row(6, 6), (1, 2), 1, "SAME", exclusive=False),
                cnnlib="6 3",
            ),
            Case(
                "average-one-side",
                "the same, (0, 0, 0, 1) for SAME",
                lambda: F.avg_pool2d(row(6, 6), (1, 2), 1, (0, 0, 0, 1), exclusive=False),
                cnnlib="6 3",
            ),
            Case(
                "average-override",
                "6 6, average 1 × 2, stride 1, one pixel at each end, divisor_override=3",
                lambda: F.avg_pool2d(row(6, 6), (1, 2), 1, (0, 1), divisor_override=3),
                cnnlib="2 4 2",
            ),
            Case(
                "average-override-counted",
                "the same, padding counted",
                lambda: F.avg_pool2d(
                    row(6, 6), (1, 2), 1, (0, 1), exclusive=False, divisor_override=3
                ),
                cnnlib="2 4 2",
            ),
        ),
        "By default the pixels inside the image (exclusive=True), as PaddlePaddle, TensorFlow "
        "and ONNX do; PyTorch counts the padding unless told not to. With exclusive=False the "
        "padding at both ends counts, whatever its form. divisor_override divides the sum.",
        sources(
            "Paddle: avg_pool2d",
            "PyTorch: AvgPool2d",
            "ONNX: AveragePool",
            "TensorFlow: notes on padding",
        ),
    ),
    Difference(
        "ceil-mode",
        "Ceil mode's last window",
        "Which windows are there when sizes are rounded up?",
        (
            Case(
                "ceil-max",
                "1 2 3, max 1 × 2, stride 2, one pixel at each end, ceil_mode",
                lambda: F.max_pool2d(row(1, 2, 3), (1, 2), 2, (0, 1), ceil_mode=True),
                cnnlib="1 3",
            ),
            Case(
                "ceil-average",
                "the same, average, padding not counted",
                lambda: F.avg_pool2d(row(1, 2, 3), (1, 2), 2, (0, 1), ceil_mode=True),
                cnnlib="1 2.5",
            ),
            Case(
                "ceil-clipped",
                "6 6 6 6, average 1 × 3, stride 2, one pixel at each end, ceil_mode, padding "
                "counted",
                lambda: F.avg_pool2d(
                    row(6, 6, 6, 6), (1, 3), 2, (0, 1), ceil_mode=True, exclusive=False
                ),
                cnnlib="4 6 3",
            ),
        ),
        "A last window that would start in the end padding, or beyond, is dropped: the rule of "
        "PyTorch and ONNX. One that hangs over is cut to the padded image, and only what is "
        "left of it counts.",
        sources("PyTorch: Pool.h", "PyTorch: MaxPool2d", "ONNX: MaxPool", "Paddle: pooling.h"),
    ),
    Difference(
        "max-index",
        "The index of the maximum",
        "What does the number mean that says where the maximum stood?",
        (
            Case(
                "max-index",
                "two channels, 1 2 / 3 4 and 5 5 / 5 5, max 2 × 2",
                lambda: F.max_pool2d(TWO_CHANNELS, 2, return_mask=True)[1].ravel(),
                cnnlib="3 0",
            ),
        ),
        "The place in its own plane, row by row, and the first of equals. ONNX counts through "
        "the whole array, so the second channel starts at 4. TensorFlow counts through (height, "
        "width, channel).",
        sources("PyTorch: MaxPool2d", "ONNX: MaxPool", "TensorFlow: max_pool_with_argmax"),
    ),
    Difference(
        "adaptive-average",
        "Adaptive cells",
        "Which pixels does each cell of an adaptive average cover?",
        (
            Case(
                "adaptive-cells",
                "1 2 3 4 5, averaged into 1 × 3",
                lambda: F.adaptive_avg_pool2d(row(1, 2, 3, 4, 5), (1, 3)),
                cnnlib="1.5 3 4.5",
            ),
        ),
        "Cell i of m covers ⌊i·n/m⌋ to ⌈(i+1)·n/m⌉, so that neighbors share a pixel where m does "
        "not divide n. Those who have the layer agree. ONNX has only the global average.",
        sources("PyTorch: AdaptiveAvgPool2d", "ONNX: GlobalAveragePool"),
    ),
)
