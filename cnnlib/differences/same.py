"""Differences under SAME: which side is padded, and what becomes of stride and dilation."""

from __future__ import annotations

import cnnlib.differences.meeting as M
from cnnlib import functional as F
from cnnlib.differences._sources import sources
from cnnlib.differences.case import Case, ones, ramp, row
from cnnlib.differences.difference import Difference

__all__ = ["SAME"]

PAIR = ones(1, 1, 1, 2)
TRIPLE = ones(1, 1, 1, 3)
NINE = ones(1, 1, 3, 3)

SAME = (
    Difference(
        "same",
        "SAME's extra pixel",
        "On which side does SAME put the pixel that is left over?",
        (
            Case(
                "same-odd",
                "convolution 1 × 2 of ones, SAME",
                (row(1, 2, 3), PAIR),
                "3 5 3",
                lambda x, weight: F.conv2d(x, weight, padding="SAME"),
                standard="3 5 3",
                meets=M.CONVOLUTION & M.SAME & M.ODD_WHERE_PLAIN,
            ),
            Case(
                "same-odd-lower",
                "convolution 1 × 2 of ones, SAME_LOWER",
                (row(1, 2, 3), PAIR),
                "1 3 5",
                lambda x, weight: F.conv2d(x, weight, padding="SAME_LOWER"),
                standard="1 3 5",
                meets=M.CONVOLUTION & M.SAME_LOWER & M.ODD_WHERE_PLAIN,
            ),
            Case(
                "same-stride",
                "convolution 1 × 3 of ones, stride 2, SAME",
                (row(1, 2, 3, 4), TRIPLE),
                "6 7",
                lambda x, weight: F.conv2d(x, weight, stride=2, padding="SAME"),
                standard="6 7",
                meets=M.CONVOLUTION & M.SAME & M.ODD_WHERE_STRIDED,
            ),
            Case(
                "same-stride-lower",
                "convolution 1 × 3 of ones, stride 2, SAME_LOWER",
                (row(1, 2, 3, 4), TRIPLE),
                "3 9",
                lambda x, weight: F.conv2d(x, weight, stride=2, padding="SAME_LOWER"),
                standard="3 9",
                meets=M.CONVOLUTION & M.SAME_LOWER & M.ODD_WHERE_STRIDED,
            ),
            Case(
                "same-by-number",
                "convolution 1 × 3 of ones, stride 2, one pixel at each end",
                (row(1, 2, 3, 4), TRIPLE),
                "3 9",
                lambda x, weight: F.conv2d(x, weight, stride=2, padding=(0, 1)),
                standard="3 9",
                meets=M.CONVOLUTION & M.EQUAL & M.PADDED & M.STRIDED,
            ),
            Case(
                "same-2d",
                "convolution 3 × 3 of ones, stride 2, SAME",
                (ramp(4), NINE),
                "54 45 / 72 54",
                lambda x, weight: F.conv2d(x, weight, stride=2, padding="SAME"),
                standard="54 45 / 72 54",
                meets=M.CONVOLUTION & M.SAME & M.ODD_WHERE_STRIDED & M.ODD_TWICE & M.BROAD,
            ),
            Case(
                "same-2d-lower",
                "convolution 3 × 3 of ones, stride 2, SAME_LOWER",
                (ramp(4), NINE),
                "14 30 / 57 99",
                lambda x, weight: F.conv2d(x, weight, stride=2, padding="SAME_LOWER"),
                standard="14 30 / 57 99",
                meets=M.CONVOLUTION & M.SAME_LOWER & M.ODD_WHERE_STRIDED & M.ODD_TWICE & M.BROAD,
            ),
        ),
        "The extra pixel goes to the end, as TensorFlow's formula and PaddlePaddle have it, and "
        "any stride is taken. For the other side write SAME_LOWER or the four numbers.",
        "Write the padding as four numbers; `cnnlib.geometry.resolve_padding` has them. Where the "
        "layer takes no unequal sides, pad first and let the layer pad nothing.",
        sources("TensorFlow: notes on padding", "PyTorch: Conv2d", "ONNX: Conv", "Paddle: conv2d"),
    ),
    Difference(
        "same-pooling",
        "SAME in pooling",
        "Do pooling windows stand where those of a convolution stand under SAME?",
        (
            Case(
                "same-max",
                "max 3 × 3, stride 2, SAME",
                (ramp(4),),
                "11 12 / 15 16",
                lambda x: F.max_pool2d(x, 3, 2, "SAME"),
                standard="11 12 / 15 16",
                meets=M.MAXIMUM & M.SAME & M.ODD_WHERE_STRIDED,
            ),
            Case(
                "same-max-lower",
                "max 3 × 3, stride 2, SAME_LOWER",
                (ramp(4),),
                "6 8 / 14 16",
                lambda x: F.max_pool2d(x, 3, 2, "SAME_LOWER"),
                standard="6 8 / 14 16",
                meets=M.MAXIMUM & M.SAME_LOWER & M.ODD_WHERE_STRIDED,
            ),
            Case(
                "same-average",
                "average 3 × 3, stride 2, SAME, every other option at its default",
                (ramp(4),),
                "6 7.5 / 12 13.5",
                lambda x: F.avg_pool2d(x, 3, 2, "SAME"),
                standard="6 7.5 / 12 13.5",
                meets=M.AVERAGE & M.SAME & M.ODD_WHERE_STRIDED & M.EXCLUDED,
            ),
            Case(
                "same-average-even",
                "average 3 × 3, stride 1, SAME, every other option at its default",
                (ramp(3),),
                "3 3.5 4 / 4.5 5 5.5 / 6 6.5 7",
                lambda x: F.avg_pool2d(x, 3, 1, "SAME"),
                standard="3 3.5 4 / 4.5 5 5.5 / 6 6.5 7",
                meets=M.AVERAGE & M.SAME & M.PADDED & M.EXCLUDED,
            ),
            Case(
                "same-average-lower",
                "average 2 × 2, stride 1, SAME_LOWER, every other option at its default",
                (ramp(3),),
                "1 1.5 2.5 / 2.5 3 4 / 5.5 6 7",
                lambda x: F.avg_pool2d(x, 2, 1, "SAME_LOWER"),
                standard="1 1.5 2.5 / 2.5 3 4 / 5.5 6 7",
                meets=M.AVERAGE & M.SAME_LOWER & M.ODD_WHERE_PLAIN & M.EXCLUDED,
            ),
        ),
        "One rule for every window: the extra pixel goes to the end with SAME, to the beginning "
        "with SAME_LOWER. An average divides by the pixels inside the image. Where the padding "
        "is counted, or filled with copies of the border, only the border tells.",
        "Write the four numbers into the pooling layer. Where it takes none, pad by hand before "
        "it and let it pad nothing: with −∞ before a maximum; an average then counts the zeros.",
        sources(
            "TensorFlow: notes on padding", "ONNX: MaxPool", "ONNX: AveragePool", "OpenCV: pooling"
        ),
    ),
    Difference(
        "same-1x1",
        "SAME for a window smaller than its stride",
        "Which pixels are taken when SAME has nothing to pad?",
        (
            Case(
                "same-1x1",
                "convolution 1 × 1 of a one, stride 2, SAME",
                (ramp(4), ones(1, 1, 1, 1)),
                "1 3 / 9 11",
                lambda x, weight: F.conv2d(x, weight, stride=2, padding="SAME"),
                standard="1 3 / 9 11",
                meets=M.CONVOLUTION & M.SAME & M.SKIPPING,
            ),
            Case(
                "same-1x1-stride-3",
                "max 1 × 1, stride 3, SAME",
                (ramp(4),),
                "1 4 / 13 16",
                lambda x: F.max_pool2d(x, 1, 3, "SAME"),
                standard="1 4 / 13 16",
                meets=M.MAXIMUM & M.SAME & M.GAPS,
            ),
            Case(
                "same-1x1-last",
                "convolution 1 × 1 of a one, stride 3, SAME",
                (ramp(3), ones(1, 1, 1, 1)),
                "1",
                lambda x, weight: F.conv2d(x, weight, stride=3, padding="SAME"),
                standard="1",
                meets=M.CONVOLUTION & M.SAME & M.SKIPPING & M.SKIPPING_SEVERAL,
            ),
            Case(
                "same-max-1x1",
                "max 1 × 1, stride 2, SAME",
                (ramp(4),),
                "1 3 / 9 11",
                lambda x: F.max_pool2d(x, 1, 2, "SAME"),
                standard="1 3 / 9 11",
                meets=M.MAXIMUM & M.SAME & M.SKIPPING,
            ),
        ),
        "The formula's padding is negative here and counts as 0: windows start at the first "
        "pixel. Half of the negative number, used as it is, moves every window by one. These are "
        "the shortcuts of residual networks, so all that follows is shifted.",
        "Export a 1 × 1 window with padding 0: it says the same and leaves nothing to compute.",
        sources("TensorFlow: notes on padding", "ONNX: Conv", "tinygrad: onnx.py"),
    ),
    Difference(
        "same-dilation",
        "Dilation under SAME",
        "Does a dilated window keep its dilation when the padding is SAME?",
        (
            Case(
                "same-dilation",
                "convolution 1 × 2 of ones, dilation 2, SAME",
                (row(1, 2, 3), PAIR),
                "2 4 2",
                lambda x, weight: F.conv2d(x, weight, padding="SAME", dilation=2),
                standard="2 4 2",
                meets=M.CONVOLUTION & M.SAME & M.DILATED,
            ),
            Case(
                "same-max-dilated",
                "max 2 × 2, stride 1, dilation 2, SAME",
                (ramp(4),),
                "6 7 8 7 / 10 11 12 11 / 14 15 16 15 / 10 11 12 11",
                lambda x: F.max_pool2d(x, 2, 1, "SAME", dilation=2),
                standard="6 7 8 7 / 10 11 12 11 / 14 15 16 15 / 10 11 12 11",
                meets=M.MAXIMUM & M.SAME & M.DILATED,
            ),
            Case(
                "same-average-dilated",
                "average 2 × 2, stride 1, dilation 2, SAME",
                (ramp(4),),
                "6 6 7 7 / 6 6 7 7 / 10 10 11 11 / 10 10 11 11",
                lambda x: F.avg_pool2d(x, 2, 1, "SAME", dilation=2),
                standard="6 6 7 7 / 6 6 7 7 / 10 10 11 11 / 10 10 11 11",
                meets=M.AVERAGE & M.SAME & M.DILATED,
            ),
            Case(
                "same-conv-dilated-stride",
                "convolution 3 × 3 of ones, stride 2, dilation 2, SAME",
                (ramp(5), NINE),
                "28 48 36 / 72 117 84 / 68 108 76",
                lambda x, weight: F.conv2d(x, weight, stride=2, padding="SAME", dilation=2),
                standard="28 48 36 / 72 117 84 / 68 108 76",
                meets=M.CONVOLUTION & M.SAME & M.DILATED & M.STRIDED,
            ),
        ),
        "The dilation you give is the one you get, and the padding is computed from what the "
        "window reaches. PaddlePaddle sets the dilation back to 1 without a word: a network with "
        "another receptive field than the one you described. Others pad as if it were 1.",
        "Write the padding as numbers. MNN leaves out the dilation of a pooling even then.",
        sources(
            "Paddle: conv_util.h",
            "PyTorch: Conv2d",
            "TensorFlow: notes on padding",
            "ONNX Runtime: conv_attributes.h",
            "ONNX Runtime: pool_attributes.h",
        ),
    ),
)
