"""Differences in the place of a maximum."""

from __future__ import annotations

import numpy as np

import cnnlib.differences.meeting as M
from cnnlib import functional as F
from cnnlib.differences._sources import sources
from cnnlib.differences.case import Case, ramp, square
from cnnlib.differences.difference import Difference

__all__ = ["INDICES"]

TWO_CHANNELS = np.array([1, 2, 3, 4, 5, 5, 5, 5], np.float32).reshape(1, 2, 2, 2)
PLACES = np.array([3, 0]).reshape(1, 2, 1, 1)

INDICES = (
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
                meets=M.MAXIMUM & M.WITH_INDICES,
                when=M.INDICES,
            ),
            Case(
                "max-index-stride",
                "max 2 × 2, stride 1, where the maxima stood",
                (TWO_CHANNELS,),
                "3 0",
                lambda x: F.max_pool2d(x, 2, 1, return_mask=True)[1].ravel(),
                standard="3 4",
                meets=M.MAXIMUM & M.WITH_INDICES,
                when=M.INDICES,
            ),
            Case(
                "max-index-batch",
                "max 2 × 2 of two images, where the maxima stood",
                (TWO_CHANNELS.reshape(2, 1, 2, 2),),
                "3 0",
                lambda x: F.max_pool2d(x, 2, return_mask=True)[1].ravel(),
                standard="3 4",
                meets=M.MAXIMUM & M.WITH_INDICES,
                when=M.INDICES,
            ),
            Case(
                "max-index-padded",
                "max 2 × 2, stride 2, one pixel all around, asked with its indices: the maxima",
                (ramp(3),),
                "1 3 / 7 9",
                lambda x: F.max_pool2d(x, 2, 2, 1, return_mask=True)[0],
                standard="1 3 / 7 9",
                meets=M.MAXIMUM & M.WITH_INDICES & M.PADDED,
            ),
            Case(
                "max-index-storage",
                "max 2 × 2, where the maximum stood, storage_order=1 (column by column)",
                (square(1, 4, 2, 3),),
                standard="2",
                when="where places are asked for column by column",
            ),
            Case(
                "unpool",
                "max unpooling 2 × 2 of these maxima, which stood at 3 and 0",
                (np.array([5, 7], np.float32).reshape(1, 2, 1, 1), PLACES),
                standard="7 0 / 0 5 / 0 0 / 0 0",
                meets=M.operator("MaxUnpool"),
                when="where the places come from another engine",
            ),
            Case(
                "unpool-pair",
                "max 2 × 2, and unpooled by the places that it gave",
                (TWO_CHANNELS,),
                standard="0 0 / 0 4 / 5 0 / 0 0",
                meets=M.operator("MaxUnpool"),
            ),
        ),
        "The place in its own plane, row by row, and the first of equals. ONNX counts through "
        "the whole array, images and channels, so the second channel starts at 4: numbers of one "
        "channel put its second channel's maxima into the first. TensorFlow counts through "
        "(height, width, channel). Readers of ONNX files that count in the plane all the same are "
        "tinygrad and MNN; OpenCV starts anew with each image. cnnlib has no unpooling and no "
        "other storage order.",
        "Take the remainder of the division by height × width; from TensorFlow, the "
        "quotient of the division by the number of channels, rounded down.",
        sources(
            "PyTorch: MaxPool2d",
            "ONNX: MaxPool",
            "TensorFlow: max_pool_with_argmax",
            "ONNX: MaxUnpool",
        ),
    ),
)
