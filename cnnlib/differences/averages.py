"""Differences in what an average divides by, and in the precision of its sum."""

from __future__ import annotations

import numpy as np

import cnnlib.differences.meeting as M
from cnnlib import functional as F
from cnnlib.differences._sources import sources
from cnnlib.differences.case import Case, ramp, row, square
from cnnlib.differences.difference import Difference

__all__ = ["AVERAGES"]

AVERAGES = (
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
                meets=M.AVERAGE & M.PADDED & M.EXCLUDED,
                when=M.DEFAULTS,
            ),
            Case(
                "average-counted",
                "average 1 × 3, stride 1, one pixel at each end, padding counted",
                (row(6, 6),),
                "4 4",
                lambda x: F.avg_pool2d(x, (1, 3), 1, (0, 1), exclusive=False),
                standard="4 4",
                meets=M.AVERAGE & M.PADDED & M.COUNTED,
            ),
            Case(
                "average-same",
                "average 1 × 2, stride 1, SAME, padding counted",
                (row(6, 6),),
                "6 3",
                lambda x: F.avg_pool2d(x, (1, 2), 1, "SAME", exclusive=False),
                standard="6 3",
                meets=M.AVERAGE & M.PADDED & M.COUNTED & M.SAME & M.ODD_WHERE_PLAIN,
            ),
            Case(
                "average-one-side",
                "average 1 × 2, stride 1, one pixel at the end, padding counted",
                (row(6, 6),),
                "6 3",
                lambda x: F.avg_pool2d(x, (1, 2), 1, (0, 0, 0, 1), exclusive=False),
                standard="6 3",
                meets=M.AVERAGE & M.PADDED & M.COUNTED & M.UNEQUAL,
            ),
            Case(
                "average-2d-default",
                "average 3 × 3, stride 1, one pixel all around, every other option at its default",
                (ramp(3),),
                "3 3.5 4 / 4.5 5 5.5 / 6 6.5 7",
                lambda x: F.avg_pool2d(x, 3, 1, 1),
                standard="3 3.5 4 / 4.5 5 5.5 / 6 6.5 7",
                meets=M.AVERAGE & M.PADDED & M.EXCLUDED & M.BROAD,
                when=M.DEFAULTS,
            ),
            Case(
                "average-unequal-counted",
                "average 2 × 2, stride 1, one row below and one column at the right, counted",
                (ramp(3),),
                "3 4 2.25 / 6 7 3.75 / 3.75 4.25 2.25",
                lambda x: F.avg_pool2d(x, 2, 1, (0, 1, 0, 1), exclusive=False),
                standard="3 4 2.25 / 6 7 3.75 / 3.75 4.25 2.25",
                meets=M.AVERAGE & M.PADDED & M.COUNTED & M.UNEQUAL & M.BROAD,
            ),
            Case(
                "average-override",
                "average 1 × 2, stride 1, one pixel at each end, padding not counted, "
                "divisor_override=3",
                (row(6, 6),),
                "2 4 2",
                lambda x: F.avg_pool2d(x, (1, 2), 1, (0, 1), divisor_override=3),
                meets=M.AVERAGE & M.OVERRIDDEN & M.LEAVING_OUT,
            ),
            Case(
                "average-override-counted",
                "average 1 × 2, stride 1, one pixel at each end, padding counted, "
                "divisor_override=3",
                (row(6, 6),),
                "2 4 2",
                lambda x: F.avg_pool2d(x, (1, 2), 1, (0, 1), exclusive=False, divisor_override=3),
                meets=M.AVERAGE & M.OVERRIDDEN & M.COUNTING,
            ),
            Case(
                "average-divisor-sum",
                "average 3 × 3, stride 1, one pixel all around, padding not counted, "
                "divisor_override=1",
                (ramp(3),),
                "12 21 16 / 27 45 33 / 24 39 28",
                lambda x: F.avg_pool2d(x, 3, 1, 1, divisor_override=1),
                meets=M.AVERAGE & M.OVERRIDDEN & M.LEAVING_OUT & M.BROAD,
            ),
        ),
        "By default the pixels inside the image (exclusive=True), as PaddlePaddle, TensorFlow "
        "and ONNX do; PyTorch and most other frameworks count the padding unless told not to. "
        "With exclusive=False the padding at both ends counts, whatever its form. "
        "divisor_override divides the sum.",
        "Say it: `count_include_pad`, `exclusive` or what the layer calls it, at both ends. "
        "For a divisor of your own, average with the padding counted, and multiply by window "
        "size / divisor behind the layer.",
        sources(
            "Paddle: avg_pool2d",
            "PyTorch: AvgPool2d",
            "ONNX: AveragePool",
            "TensorFlow: notes on padding",
        ),
    ),
    Difference(
        "average-precision",
        "An average in half precision",
        "Is the sum of an average kept in the precision of its pixels?",
        (
            Case(
                "average-half",
                "global average in float16",
                (np.full((1, 1, 64, 64), 1000, np.float16),),
                "refused: x must hold float32 or float64, got float16",
                lambda x: F.adaptive_avg_pool2d(x, 1),
                meets=M.CELLS_AVERAGED & M.GLOBAL,
                when=M.HALF,
            ),
            Case(
                "average-bfloat16",
                "average 32 × 32 in bfloat16",
                (np.ones((1, 1, 32, 32), np.float32),),
                meets=M.AVERAGE,
                when=M.HALF,
            ),
        ),
        "cnnlib computes in float32 and float64. A sum in float16 ends at 65504, so 66 pixels of "
        "1000 are too many; one in bfloat16 stops growing at 256 ones. Who adds up in float32 and "
        "rounds at the end loses nothing.",
        "Cast to float32 before a large average and back behind it.",
        sources("ONNX: GlobalAveragePool", "Flax: pooling", "JAX: reduce_window"),
    ),
    Difference(
        "average-input",
        "An average of NaN, and of integers",
        "What does an average make of what is no ordinary float?",
        (
            Case(
                "average-nan",
                "average 2 × 2",
                (square(np.nan, 1, 2, 3),),
                "nan",
                lambda x: F.avg_pool2d(x, 2),
                meets=M.AVERAGE,
                when=M.SPECIAL,
            ),
            Case(
                "average-integers",
                "average 2 × 2 of int32",
                (square(1, 2, 3, 5).astype(np.int32),),
                "refused: x must hold float32 or float64, got int32",
                lambda x: F.avg_pool2d(x, 2),
                meets=M.AVERAGE,
                when=M.INTEGERS,
            ),
        ),
        "NaN is passed on, as any sum does; LiteRT and ExecuTorch turn it into −∞, and ONNX's "
        "evaluator leaves it out of the mean. Integers are refused, for their mean is none: "
        "others give a float.",
        "Cast to float32 before an average.",
        sources("ONNX: AveragePool", "PyTorch: AvgPool2d"),
    ),
)
