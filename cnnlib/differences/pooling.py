"""Differences in what a pooling window gives."""

from __future__ import annotations

import numpy as np

from cnnlib import functional as F
from cnnlib.differences._sources import sources
from cnnlib.differences.case import Case, row
from cnnlib.differences.difference import Difference

__all__ = ["POOLING"]

TWO_CHANNELS = np.array([1, 2, 3, 4, 5, 5, 5, 5], np.float32).reshape(1, 2, 2, 2)

POOLING = (
    Difference(
        "max-padding",
        "−∞ in max pooling",
        "What stands in the padding of max pooling?",
        (
            Case(
                "max-negative",
                "max 1 × 2, stride 1, one pixel at each end",
                (row(-1, -2),),
                "-1 -1 -2",
                lambda x: F.max_pool2d(x, (1, 2), stride=1, padding=(0, 1)),
                standard="-1 -1 -2",
            ),
            Case(
                "max-zeros-by-hand",
                "max 1 × 2, stride 1, a zero put at each end by hand",
                (row(-1, -2),),
                "0 -1 0",
                lambda x: F.max_pool2d(F.pad2d(x, (0, 0, 1, 1)), (1, 2), stride=1),
                standard="0 -1 0",
            ),
            Case(
                "max-minus-infinity",
                "max 1 × 1",
                (row(-np.inf),),
                "-inf",
                lambda x: F.max_pool2d(x, 1),
            ),
            Case(
                "max-nan",
                "max 1 × 2, stride 1",
                (row(np.nan, 1, 2),),
                "nan 2",
                lambda x: F.max_pool2d(x, (1, 2), stride=1),
            ),
            Case(
                "max-nan-last",
                "max 1 × 3",
                (row(1, 2, np.nan),),
                "nan",
                lambda x: F.max_pool2d(x, (1, 3)),
            ),
        ),
        "Padding is never picked: it counts as −∞. A pixel that is −∞ stays so, and NaN is "
        "passed on, as PyTorch does, so that it is found where it arose. Where the search "
        "starts from the lowest float, −∞ is replaced and NaN loses every comparison.",
        "Pad by hand with −∞, never with 0, before a maximum. Look for NaN before the pooling, "
        "not behind it.",
        sources("TensorFlow: notes on padding", "PyTorch: MaxPool2d", "Paddle: pooling.h"),
    ),
    Difference(
        "average-divisor",
        "The average's divisor",
        "By how many pixels is a window at the border divided?",
        (
            Case(
                "average-default",
                "average 1 × 3, stride 1, one pixel at each end",
                (row(6, 6),),
                "6 6",
                lambda x: F.avg_pool2d(x, (1, 3), stride=1, padding=(0, 1)),
                standard="6 6",
            ),
            Case(
                "average-counted",
                "average 1 × 3, stride 1, one pixel at each end, padding counted",
                (row(6, 6),),
                "4 4",
                lambda x: F.avg_pool2d(x, (1, 3), 1, (0, 1), exclusive=False),
                standard="4 4",
            ),
            Case(
                "average-same",
                "average 1 × 2, stride 1, SAME, padding counted",
                (row(6, 6),),
                "6 3",
                lambda x: F.avg_pool2d(x, (1, 2), 1, "SAME", exclusive=False),
                standard="6 3",
            ),
            Case(
                "average-one-side",
                "average 1 × 2, stride 1, one pixel at the end, padding counted",
                (row(6, 6),),
                "6 3",
                lambda x: F.avg_pool2d(x, (1, 2), 1, (0, 0, 0, 1), exclusive=False),
                standard="6 3",
            ),
            Case(
                "average-override",
                "average 1 × 2, stride 1, one pixel at each end, divisor_override=3",
                (row(6, 6),),
                "2 4 2",
                lambda x: F.avg_pool2d(x, (1, 2), 1, (0, 1), divisor_override=3),
            ),
            Case(
                "average-override-counted",
                "average 1 × 2, stride 1, one pixel at each end, padding counted, "
                "divisor_override=3",
                (row(6, 6),),
                "2 4 2",
                lambda x: F.avg_pool2d(x, (1, 2), 1, (0, 1), exclusive=False, divisor_override=3),
            ),
        ),
        "By default the pixels inside the image (exclusive=True), as PaddlePaddle, TensorFlow "
        "and ONNX do; PyTorch counts the padding unless told not to. With exclusive=False the "
        "padding at both ends counts, whatever its form. divisor_override divides the sum.",
        "Say it: `count_include_pad`, `exclusive` or what the layer calls it, at both ends. A "
        "divisor of your own is a sum: multiply by it behind the layer.",
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
                "max 1 × 2, stride 2, one pixel at each end, ceil_mode",
                (row(1, 2, 3),),
                "1 3",
                lambda x: F.max_pool2d(x, (1, 2), 2, (0, 1), ceil_mode=True),
                standard="1 3",
            ),
            Case(
                "ceil-average",
                "average 1 × 2, stride 2, one pixel at each end, ceil_mode, padding not counted",
                (row(1, 2, 3),),
                "1 2.5",
                lambda x: F.avg_pool2d(x, (1, 2), 2, (0, 1), ceil_mode=True),
                standard="1 2.5",
            ),
            Case(
                "ceil-clipped",
                "average 1 × 3, stride 2, one pixel at each end, ceil_mode, padding counted",
                (row(6, 6, 6, 6),),
                "4 6 3",
                lambda x: F.avg_pool2d(x, (1, 3), 2, (0, 1), ceil_mode=True, exclusive=False),
                standard="4 6 3",
            ),
        ),
        "A last window that would start in the end padding, or beyond, is dropped: the rule of "
        "PyTorch and ONNX. One that hangs over is cut to the padded image, and only what is "
        "left of it counts.",
        "Choose sizes that divide, or pad the end with −∞ (for an average, crop) and leave "
        "ceil_mode off: then every end has the same windows.",
        sources("PyTorch: Pool.h", "PyTorch: MaxPool2d", "ONNX: MaxPool", "Paddle: pooling.h"),
    ),
    Difference(
        "max-index",
        "The index of the maximum",
        "What does the number mean that says where the maximum stood?",
        (
            Case(
                "max-index",
                "max 2 × 2, where the maxima stood",
                (TWO_CHANNELS,),
                "3 0",
                lambda x: F.max_pool2d(x, 2, return_mask=True)[1].ravel(),
                standard="3 4",
            ),
        ),
        "The place in its own plane, row by row, and the first of equals. ONNX counts through "
        "the whole array, so the second channel starts at 4. TensorFlow counts through (height, "
        "width, channel).",
        "Take the remainder of the division by height × width; from TensorFlow, divide by the "
        "number of channels first.",
        sources("PyTorch: MaxPool2d", "ONNX: MaxPool", "TensorFlow: max_pool_with_argmax"),
    ),
    Difference(
        "adaptive-average",
        "Adaptive cells",
        "Which pixels does each cell of an adaptive average cover?",
        (
            Case(
                "adaptive-cells",
                "averaged into 1 × 3",
                (row(1, 2, 3, 4, 5),),
                "1.5 3 4.5",
                lambda x: F.adaptive_avg_pool2d(x, (1, 3)),
            ),
        ),
        "Cell i of m covers ⌊i·n/m⌋ to ⌈(i+1)·n/m⌉, so that neighbors share a pixel where m does "
        "not divide n. Those who have the layer agree. ONNX has only the global average.",
        "Choose a number of cells that divides the image: then it is a plain pooling everywhere.",
        sources("PyTorch: AdaptiveAvgPool2d", "ONNX: GlobalAveragePool"),
    ),
)
