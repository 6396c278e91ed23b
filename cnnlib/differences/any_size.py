"""Differences under SAME in a network that is for images of any size."""

from __future__ import annotations

import numpy as np

import cnnlib.differences.meeting as M
from cnnlib import functional as F
from cnnlib.differences._sources import sources
from cnnlib.differences.case import Case, ones, ramp, square
from cnnlib.differences.difference import Difference

__all__ = ["ANY_SIZE"]

OPEN = "where the network is for images of any size"

ANY_SIZE = (
    Difference(
        "any-size",
        "SAME on images of any size",
        "Where does SAME pad when the file does not know the image's size?",
        (
            Case(
                "any-size-conv",
                "convolution 3 × 3 of ones, stride 2, SAME, for images of any size",
                (ramp(4), ones(1, 1, 3, 3)),
                "54 45 / 72 54",
                lambda x, weight: F.conv2d(x, weight, stride=2, padding="SAME"),
                standard="54 45 / 72 54",
                meets=M.CONVOLUTION & M.SAME & M.ODD_WHERE_STRIDED,
                when=OPEN,
            ),
            Case(
                "any-size-1x1",
                "convolution 1 × 1 of ones, stride 2, SAME, for images of any size",
                (np.concatenate([ramp(4), ramp(4)], axis=1), ones(1, 2, 1, 1)),
                "2 6 / 18 22",
                lambda x, weight: F.conv2d(x, weight, stride=2, padding="SAME"),
                standard="2 6 / 18 22",
                meets=M.CONVOLUTION & M.SAME & M.STRIDED & M.SKIPPING,
                when=OPEN,
            ),
            Case(
                "any-size-transposed",
                "transposed convolution 3 × 3 of ones, stride 2, SAME, for images of any size",
                (square(1, 2, 3, 4), ones(1, 1, 3, 3)),
                "1 1 3 2 / 1 1 3 2 / 4 4 10 6 / 3 3 7 4",
                lambda x, weight: F.conv2d_transpose(x, weight, stride=2, padding="SAME"),
                standard="1 1 3 2 / 1 1 3 2 / 4 4 10 6 / 3 3 7 4",
                meets=M.TRANSPOSED & M.SAME,
                when=OPEN,
            ),
            Case(
                "any-size-max",
                "max 3 × 3, stride 2, SAME, for images of any size",
                (ramp(4),),
                "11 12 / 15 16",
                lambda x: F.max_pool2d(x, 3, 2, "SAME"),
                standard="11 12 / 15 16",
                meets=M.MAXIMUM & M.SAME & M.ODD_WHERE_STRIDED,
                when=OPEN,
            ),
            Case(
                "any-size-average",
                "average 3 × 3, stride 2, SAME, for images of any size",
                (ramp(4),),
                "6 7.5 / 12 13.5",
                lambda x: F.avg_pool2d(x, 3, 2, "SAME"),
                standard="6 7.5 / 12 13.5",
                meets=M.AVERAGE & M.SAME & M.ODD_WHERE_STRIDED,
                when=OPEN,
            ),
        ),
        "cnnlib computes SAME's sides for the image that it is given. An exporter can only write "
        "them down as numbers when it knows the size: Keras does so for Input((224, 224, 3)) and "
        "writes auto_pad=SAME_UPPER for Input((None, None, 3)). From there on the engine decides "
        "which side gets the odd pixel, and not all of them read the word.",
        "Export with the image's size written out, `keras.Input((224, 224, 3))`, even if you "
        "trained on any: the sides then stand in the file as numbers.",
        sources("ONNX: Conv", "TensorFlow: notes on padding", "Keras: export"),
    ),
)
