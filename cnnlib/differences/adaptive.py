"""Differences in adaptive pooling."""

from __future__ import annotations

import cnnlib.differences.meeting as M
from cnnlib import functional as F
from cnnlib.differences._sources import sources
from cnnlib.differences.case import Case, ramp, row
from cnnlib.differences.difference import Difference

__all__ = ["ADAPTIVE"]

ADAPTIVE = (
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
                meets=M.CELLS_AVERAGED & M.UNEVEN_CELLS & M.UNLIKE_CELLS,
            ),
            Case(
                "adaptive-four-to-three",
                "averaged into 1 × 3",
                (row(1, 2, 3, 4),),
                "1.5 2.5 3.5",
                lambda x: F.adaptive_avg_pool2d(x, (1, 3)),
                meets=M.CELLS_AVERAGED & M.UNEVEN_CELLS,
            ),
            Case(
                "adaptive-seven-to-five",
                "averaged into 1 × 5",
                (row(1, 2, 3, 4, 5, 6, 7),),
                "1.5 2.5 4 5.5 6.5",
                lambda x: F.adaptive_avg_pool2d(x, (1, 5)),
                meets=M.CELLS_AVERAGED & M.UNEVEN_CELLS & M.UNLIKE_CELLS,
            ),
            Case(
                "adaptive-enlarge",
                "averaged into 1 × 3",
                (row(1, 2),),
                "1 1.5 2",
                lambda x: F.adaptive_avg_pool2d(x, (1, 3)),
                meets=M.CELLS_AVERAGED & M.UNEVEN_CELLS & M.ENLARGED,
            ),
            Case(
                "adaptive-square",
                "averaged into 3 × 3",
                (ramp(5),),
                "4 5.5 7 / 11.5 13 14.5 / 19 20.5 22",
                lambda x: F.adaptive_avg_pool2d(x, 3),
                meets=M.CELLS_AVERAGED & M.UNEVEN_CELLS & M.UNLIKE_CELLS & M.UNEVEN_TWICE,
            ),
            Case(
                "adaptive-max",
                "the maxima of 3 × 3 cells",
                (ramp(5),),
                "7 9 10 / 17 19 20 / 22 24 25",
                lambda x: F.adaptive_max_pool2d(x, 3),
                meets=M.CELLS_MAXIMUM & M.UNEVEN_CELLS,
            ),
        ),
        "Cell i of m covers ⌊i·n/m⌋ to ⌈(i+1)·n/m⌉, so that neighbors share a pixel where m does "
        "not divide n. Nearly all who have the layer do so. Equinox shares no pixel between "
        "cells, and Jittor's cells are all of one size, as are those of the plain pooling that "
        "paddle2onnx writes. ONNX has only the global average.",
        "Choose a number of cells that divides the image: then it is a plain pooling everywhere.",
        sources("PyTorch: AdaptiveAvgPool2d", "ONNX: GlobalAveragePool"),
    ),
)
