"""Differences in ceil mode: which windows there are, and what an average divides by."""

from __future__ import annotations

import cnnlib.differences.meeting as M
from cnnlib import functional as F
from cnnlib.differences._sources import sources
from cnnlib.differences.case import Case, ramp, row
from cnnlib.differences.difference import Difference

__all__ = ["CEIL_MODE"]

CEIL_MODE = (
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
                meets=M.MAXIMUM & M.LEFT_OUT & M.PADDED,
            ),
            Case(
                "ceil-max-square",
                "max 2 × 2, stride 2, one pixel all around, ceil_mode",
                (ramp(3),),
                "1 3 / 7 9",
                lambda x: F.max_pool2d(x, 2, 2, 1, ceil_mode=True),
                standard="1 3 / 7 9",
                meets=M.MAXIMUM & M.LEFT_OUT & M.PADDED & M.BROAD,
            ),
            Case(
                "ceil-max-one",
                "max 1 × 1, stride 2, ceil_mode",
                (ramp(4),),
                "1 3 / 9 11",
                lambda x: F.max_pool2d(x, 1, 2, ceil_mode=True),
                standard="1 3 / 9 11",
                meets=M.MAXIMUM & M.LEFT_OUT & M.UNPADDED,
            ),
            Case(
                "ceil-max-over",
                "max 3 × 3, stride 2, ceil_mode: the last windows hang over",
                (ramp(4),),
                "11 12 / 15 16",
                lambda x: F.max_pool2d(x, 3, 2, ceil_mode=True),
                standard="11 12 / 15 16",
                meets=M.MAXIMUM & M.HANGING_OVER,
            ),
            Case(
                "ceil-average",
                "average 1 × 2, stride 2, one pixel at each end, ceil_mode, padding not counted",
                (row(1, 2, 3),),
                "1 2.5",
                lambda x: F.avg_pool2d(x, (1, 2), 2, (0, 1), ceil_mode=True),
                standard="1 2.5",
                meets=M.AVERAGE & M.LEFT_OUT & M.PADDED,
            ),
            Case(
                "ceil-average-square",
                "average 2 × 2, stride 2, one pixel all around, ceil_mode, padding not counted",
                (ramp(3),),
                "1 2.5 / 5.5 7",
                lambda x: F.avg_pool2d(x, 2, 2, 1, ceil_mode=True),
                standard="1 2.5 / 5.5 7",
                meets=M.AVERAGE & M.LEFT_OUT & M.PADDED & M.BROAD,
            ),
        ),
        "A last window that would start in the end padding, or beyond, is dropped: the rule of "
        "PyTorch and ONNX. Kept, it holds no pixel at all: the lowest float, 0 ÷ 0, or "
        "numbers that look like pixels, in an output of another size.",
        "Choose sizes that divide, or pad the end with −∞ (for an average, crop) and leave "
        "ceil_mode off: then every end has the same windows.",
        sources("PyTorch: Pool.h", "PyTorch: MaxPool2d", "ONNX: MaxPool", "Paddle: pooling.h"),
    ),
    Difference(
        "ceil-divisor",
        "The average of a window that hangs over",
        "By how many pixels is ceil mode's last window divided?",
        (
            Case(
                "ceil-clipped",
                "average 1 × 3, stride 2, one pixel at each end, ceil_mode, padding counted",
                (row(6, 6, 6, 6),),
                "4 6 3",
                lambda x: F.avg_pool2d(x, (1, 3), 2, (0, 1), ceil_mode=True, exclusive=False),
                standard="4 6 3",
                meets=M.AVERAGE & M.HANGING_OVER & M.PADDED & M.COUNTED,
            ),
            Case(
                "average-ceil",
                "average 3 × 3, stride 2, ceil_mode, every other option at its default",
                (ramp(4),),
                "6 7.5 / 12 13.5",
                lambda x: F.avg_pool2d(x, 3, 2, ceil_mode=True),
                standard="6 7.5 / 12 13.5",
                meets=M.AVERAGE & M.HANGING_OVER & M.UNPADDED & M.EXCLUDED,
            ),
            Case(
                "average-ceil-counted",
                "average 3 × 3, stride 2, ceil_mode, padding counted",
                (ramp(4),),
                "6 7.5 / 12 13.5",
                lambda x: F.avg_pool2d(x, 3, 2, ceil_mode=True, exclusive=False),
                standard="6 7.5 / 12 13.5",
                meets=M.AVERAGE & M.HANGING_OVER & M.UNPADDED & M.COUNTED,
            ),
            Case(
                "average-ceil-padded",
                "average 3 × 3, stride 2, one pixel all around, ceil_mode, padding counted",
                (ramp(4),),
                "1.556 3.333 2 / 6.333 11 6 / 4.5 7.5 4",
                lambda x: F.avg_pool2d(x, 3, 2, 1, ceil_mode=True, exclusive=False),
                standard="1.556 3.333 2 / 6.333 11 6 / 4.5 7.5 4",
                meets=M.AVERAGE & M.HANGING_OVER & M.PADDED & M.COUNTED & M.BROAD,
            ),
        ),
        "The window is cut to the padded image, and only what is left of it counts: what hangs "
        "over is no padding. So PyTorch does, and ONNX since opset 19. Who divides by the whole "
        "kernel makes the last row and column darker.",
        "Choose sizes that divide, or crop: then no window hangs over.",
        sources("PyTorch: Pool.h", "ONNX: AveragePool", "ONNX Runtime: pool_attributes.h"),
    ),
)
