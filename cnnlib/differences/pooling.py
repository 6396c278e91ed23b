"""Differences in what a maximum over a window gives, and in pooling windows themselves."""

from __future__ import annotations

import numpy as np

import cnnlib.differences.meeting as M
from cnnlib import functional as F
from cnnlib.differences._sources import sources
from cnnlib.differences.case import Case, ramp, row, square
from cnnlib.differences.difference import Difference

__all__ = ["POOLING"]

NAN_FIRST = np.where(ramp(4) == 1, np.float32(np.nan), ramp(4))

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
                meets=M.MAXIMUM & M.PADDED,
            ),
            Case(
                "max-negative-square",
                "max 3 × 3, stride 1, one pixel all around",
                (-ramp(3),),
                "-1 -1 -2 / -1 -1 -2 / -4 -4 -5",
                lambda x: F.max_pool2d(x, 3, 1, 1),
                standard="-1 -1 -2 / -1 -1 -2 / -4 -4 -5",
                meets=M.MAXIMUM & M.PADDED & M.BROAD,
            ),
            Case(
                "max-zeros-by-hand",
                "max 1 × 2, stride 1, a zero put at each end by hand",
                (row(-1, -2),),
                "0 -1 0",
                lambda x: F.max_pool2d(F.pad2d(x, (0, 0, 1, 1)), (1, 2), stride=1),
                standard="0 -1 0",
                when="where you pad with zeros before a maximum yourself",
            ),
            Case(
                "max-minus-infinity",
                "max 1 × 1",
                (row(-np.inf),),
                "-inf",
                lambda x: F.max_pool2d(x, 1),
                meets=M.MAXIMUM,
                when=M.SPECIAL,
            ),
            Case(
                "max-integers",
                "max 3 × 3, stride 1, one pixel all around, of int8",
                (-ramp(3).astype(np.int8),),
                "refused: x must hold float32 or float64, got int8",
                lambda x: F.max_pool2d(x, 3, 1, 1),
                standard="-1 -1 -2 / -1 -1 -2 / -4 -4 -5",
                meets=M.MAXIMUM & M.PADDED,
                when=M.INTEGERS,
            ),
            Case(
                "max-integers-plain",
                "max 2 × 2, stride 2, of int8, no padding",
                (-ramp(4).astype(np.int8),),
                "refused: x must hold float32 or float64, got int8",
                lambda x: F.max_pool2d(x, 2),
                standard="-1 -3 / -9 -11",
                meets=M.MAXIMUM & M.UNPADDED,
                when=M.INTEGERS,
            ),
        ),
        "Padding is never picked: it counts as −∞, and a pixel that is −∞ stays so. Where the "
        "search starts from the lowest float, −∞ is replaced by it. Integers have no −∞: their "
        "lowest number takes its place, unless −∞ is converted to one and becomes 0. cnnlib "
        "computes with floats only.",
        "Pad by hand with −∞, never with 0, before a maximum; pool negative integers as floats.",
        sources(
            "TensorFlow: notes on padding",
            "PyTorch: MaxPool2d",
            "Paddle: pooling.h",
            "ONNX: MaxPool",
            "MLX: MaxPool2d",
        ),
    ),
    Difference(
        "max-nan",
        "NaN in a maximum",
        "Does the maximum of numbers with a NaN among them show the NaN?",
        (
            Case(
                "max-nan",
                "max 1 × 2, stride 1",
                (row(np.nan, 1, 2),),
                "nan 2",
                lambda x: F.max_pool2d(x, (1, 2), stride=1),
                meets=M.MAXIMUM,
                when=M.SPECIAL,
            ),
            Case(
                "max-nan-last",
                "max 1 × 3",
                (row(1, 2, np.nan),),
                "nan",
                lambda x: F.max_pool2d(x, (1, 3)),
                meets=M.MAXIMUM,
                when=M.SPECIAL,
            ),
            Case(
                "max-nan-global",
                "global max",
                (NAN_FIRST,),
                "nan",
                lambda x: F.adaptive_max_pool2d(x, 1),
                meets=M.CELLS_MAXIMUM & M.GLOBAL,
                when=M.SPECIAL,
            ),
        ),
        "NaN is passed on wherever it stands, as PyTorch does, so that it is found where it "
        "arose. Where each pixel is compared with the largest so far, NaN loses every comparison, "
        "or wins when it comes first: then the answer changes with its place. The standard says "
        "nothing of NaN.",
        "Look for NaN before the pooling, not behind it.",
        sources("PyTorch: MaxPool2d", "ONNX: MaxPool", "ONNX: GlobalMaxPool"),
    ),
    Difference(
        "max-stride",
        "Pooling with the stride left out",
        "How far do windows move when no stride is given?",
        (
            Case(
                "max-defaults-stride",
                "max 2 × 2, nothing else given",
                (ramp(4),),
                "6 8 / 14 16",
                lambda x: F.max_pool2d(x, 2),
                standard="6 7 8 / 10 11 12 / 14 15 16",
                meets=M.MAXIMUM & M.SIDE_BY_SIDE,
                when=M.DEFAULTS,
            ),
            Case(
                "average-defaults-stride",
                "average 2 × 2, nothing else given",
                (ramp(4),),
                "3.5 5.5 / 11.5 13.5",
                lambda x: F.avg_pool2d(x, 2),
                standard="3.5 4.5 5.5 / 7.5 8.5 9.5 / 11.5 12.5 13.5",
                meets=M.AVERAGE & M.SIDE_BY_SIDE,
                when=M.DEFAULTS,
            ),
        ),
        "By the kernel size, so that windows lie side by side, as in PyTorch, Keras and "
        "PaddlePaddle. By one pixel in ONNX, Flax, Equinox, MindSpore and ncnn: an output almost "
        "as large as the input.",
        "Always write the stride.",
        sources("PyTorch: MaxPool2d", "ONNX: MaxPool", "Flax: pooling"),
    ),
    Difference(
        "whole-window",
        "A window as large as the image",
        "May a pooling window cover the whole image?",
        (
            Case(
                "max-whole-image",
                "max 2 × 2",
                (square(1, 2, 3, 4),),
                "4",
                lambda x: F.max_pool2d(x, 2),
                standard="4",
                meets=M.MAXIMUM & M.WHOLE,
            ),
            Case(
                "average-whole-image",
                "average 2 × 2",
                (square(1, 2, 3, 4),),
                "2.5",
                lambda x: F.avg_pool2d(x, 2),
                standard="2.5",
                meets=M.AVERAGE & M.WHOLE,
            ),
        ),
        "It may: there is one window, and networks that end in a pooling of 7 × 7 have it. Jittor "
        "refuses a window as high or as wide as the image.",
        "For Jittor write a global pooling: it needs no window.",
        sources("PyTorch: MaxPool2d", "ONNX: MaxPool"),
    ),
    Difference(
        "dilated-pooling",
        "Dilation in pooling",
        "Does a pooling window keep the gaps it was given?",
        (
            Case(
                "max-dilated",
                "max 2 × 2, stride 1, dilation 2",
                (ramp(4),),
                "11 12 / 15 16",
                lambda x: F.max_pool2d(x, 2, 1, dilation=2),
                standard="11 12 / 15 16",
                meets=M.MAXIMUM & M.DILATED,
            ),
            Case(
                "average-dilated",
                "average 2 × 2, stride 1, dilation 2",
                (ramp(4),),
                "6 7 / 10 11",
                lambda x: F.avg_pool2d(x, 2, 1, dilation=2),
                standard="6 7 / 10 11",
                meets=M.AVERAGE & M.DILATED,
            ),
        ),
        "Yes, in both poolings, as ONNX has it (for the average since opset 19). PyTorch dilates "
        "the maximum only. MNN reads the file without the dilation: more rows, and other numbers.",
        "Check the output's shape behind the conversion: without the dilation it is larger.",
        sources("ONNX: MaxPool", "ONNX: AveragePool", "PyTorch: MaxPool2d"),
    ),
)
