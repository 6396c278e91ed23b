"""Differences in norms: over a window, along an axis, and as what is divided by."""

from __future__ import annotations

import cnnlib.differences.meeting as M
from cnnlib.differences._sources import sources
from cnnlib.differences.case import Case, row, square
from cnnlib.differences.difference import Difference

__all__ = ["NORMS"]

NORMS = (
    Difference(
        "lp-pooling",
        "The Lp pool",
        "Is it the norm of what is in the window, of negative numbers and at the border too?",
        (
            Case(
                "lp-negative",
                "Lp pool 1 × 2, p = 1",
                (row(-1, -2),),
                standard="3",
                meets=M.operator("LpPool"),
                when="where p is odd and numbers lie below zero",
            ),
            Case(
                "lp-three",
                "Lp pool 1 × 2, p = 3",
                (row(-1, -2),),
                standard="2.08",
                meets=M.operator("LpPool"),
                when="where p is odd and numbers lie below zero",
            ),
            Case(
                "lp-ceil",
                "Lp pool 1 × 2, p = 2, stride 2, ceil_mode",
                (row(1, 2, 3),),
                standard="2.236 3",
                meets=M.operator("LpPool"),
                when="in ceil mode",
            ),
            Case(
                "lp-same",
                "Lp pool 1 × 2, p = 2, stride 1, SAME",
                (row(1, 2, 3),),
                standard="2.236 3.606 3",
                meets=M.operator("LpPool"),
                when="under SAME",
            ),
            Case(
                "global-lp",
                "global Lp pool, p = 2",
                (row(3, 4),),
                standard="5",
                meets=M.operator("GlobalLpPool"),
            ),
        ),
        "cnnlib has no Lp pooling. ONNX takes the norm, the p-th root of Σ|x|ᵖ. PyTorch, "
        "PaddlePaddle, MindSpore and MXNet add up xᵖ without the absolute value, so an odd p can "
        "give a negative sum, and most find no root of that. Who "
        "computes it as an average times the window's size makes a window with fewer pixels too "
        "large.",
        "Use an even p, or put the absolute value before the layer, and leave ceil_mode off.",
        sources("ONNX: LpPool", "ONNX: GlobalLpPool", "PyTorch: LPPool2d"),
    ),
    Difference(
        "lp-normalization",
        "Dividing by the norm",
        "What becomes of negative numbers, and of nothing but zeros?",
        (
            Case(
                "lp-normalize-negative",
                "divided by the sum of absolute values along the last axis",
                (row(-1, 2, -3),),
                standard="-0.1667 0.3333 -0.5",
                meets=M.operator("LpNormalization"),
                when="where it divides by a sum",
            ),
            Case(
                "lp-normalize-zero",
                "divided by the length along the last axis",
                (row(0, 0),),
                standard="0 0",
                meets=M.operator("LpNormalization"),
                when="where all numbers are 0",
            ),
        ),
        "cnnlib has no such layer. By the standard the norm is a sum of absolute values or the "
        "root of the sum of squares, and zeros stay zeros: the empty crop of a detector has an "
        "embedding of zeros. 0 ÷ 0 is NaN where nobody looks.",
        "Divide by the maximum of the norm and a small number, such as 1e-12: zeros stay zeros.",
        sources("ONNX: LpNormalization", "PyTorch: normalize"),
    ),
    Difference(
        "reduction-axes",
        "The axes of a reduction",
        "Is it along the axes that were asked for?",
        (
            Case(
                "reduce-l2",
                "the length along the last axis",
                (square(3, 4, 6, 8),),
                standard="5 / 10",
                meets=M.operator("ReduceL2"),
            ),
            Case(
                "reduce-l1",
                "the sum of absolute values along the last axis",
                (square(1, -2, 3, -4),),
                standard="3 / 7",
                meets=M.operator("ReduceL1"),
            ),
        ),
        "cnnlib leaves reductions to NumPy. Since opset 18 of ONNX the axes are an input and no "
        "longer an attribute; a reader that looks for the attribute, as MNN does, reduces "
        "everything to one number. PyTorch writes `normalize` as such a length, by which it then "
        "divides.",
        "Compare the shape; export with opset 17, or write the root of a sum of squares.",
        sources("ONNX: ReduceL2", "ONNX: ReduceL1", "PyTorch: normalize"),
    ),
)
