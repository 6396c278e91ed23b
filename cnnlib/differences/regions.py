"""Differences in cutting regions out of an image, as two-stage detectors do."""

from __future__ import annotations

import numpy as np

import cnnlib.differences.meeting as M
from cnnlib.differences._sources import sources
from cnnlib.differences.case import Case, ramp
from cnnlib.differences.difference import Difference

__all__ = ["REGIONS"]

BOX = np.array([[0, 0, 3, 3]], np.float32)
"""Left, top, right, bottom, in pixels."""

REGIONS = (
    Difference(
        "roi-align",
        "A region resized to a grid",
        "What does RoiAlign put into each cell of the region?",
        (
            Case(
                "roi-align-max",
                "the box 0 0 3 3 aligned to 2 × 2, two samples along each axis of a cell, max",
                (ramp(4), BOX),
                standard="4.125 5.625 / 10.12 11.62",
                meets=M.operator("RoiAlign"),
                when="where it takes the maximum",
            ),
            Case(
                "roi-align-adaptive",
                "the box 0 0 3 3 aligned to 2 × 2, as many samples as the box has pixels, average",
                (ramp(4), BOX),
                standard="2.562 4 / 8.312 9.75",
                meets=M.operator("RoiAlign"),
                when="where it chooses how many pixels to read",
            ),
            Case(
                "roi-align",
                "the box 0 0 3 3 aligned to 2 × 2, two samples along each axis of a cell, average",
                (ramp(4), BOX),
                standard="2.562 4 / 8.312 9.75",
                meets=M.operator("RoiAlign"),
            ),
        ),
        "cnnlib has no such layer. By the standard each cell takes samples by bilinear "
        "interpolation, then their average or their maximum, and coordinates mean the middles of "
        "pixels (half_pixel, opset 16). Some take the maximum of the four pixels times their "
        "weights instead, which comes out smaller. With sampling_ratio 0 there "
        "are ⌈box / cells⌉ samples along each axis of a cell.",
        "Average, and write the number of samples: then all who have the operator agree.",
        sources("ONNX: RoiAlign", "torchvision: roi_align"),
    ),
)
