"""Differences in numbers of few bits: rounding, saturation, and what operators make of them.

A quantized number is q = round(x / scale) + zero point, held to its type's range, and goes back as
(q − zero point) · scale. cnnlib computes in floats, and has no answer of its own here.
"""

from __future__ import annotations

import numpy as np

import cnnlib.differences.meeting as M
from cnnlib.differences._sources import sources
from cnnlib.differences.case import Case, row
from cnnlib.differences.difference import Difference
from cnnlib.differences.quantized_layers import QUANTIZED_LAYERS

__all__ = ["QUANTIZATION"]

QUANTIZATION = (
    Difference(
        "quantize-rounding",
        "Rounding a tie",
        "To which integer does a number go that lies half-way between two?",
        (
            Case(
                "quantize-half",
                "quantized to int8 and back, scale 1, zero point 0",
                (row(0.5, 1.5, 2.5, -0.5),),
                standard="0 2 2 0",
                when=M.QUANTIZED,
            ),
            Case(
                "quantize-uint8-half",
                "quantized to uint8 and back, scale 1, zero point 0",
                (row(0.5, 1.5, 2.5, 3.5),),
                standard="0 2 2 4",
                when=M.QUANTIZED,
            ),
            Case(
                "quantize-half-zero-point",
                "quantized to int8 and back, scale 1, zero point 1",
                (row(0.5, 1.5, -0.5, -1.5),),
                standard="0 2 0 -2",
                when=M.QUANTIZED,
            ),
            Case(
                "quantize-reciprocal",
                "quantized to int8 and back, scale 0.3: the numbers are 5.5, 7.5 and 19.5 scales",
                (row(5.5 * 0.3, 7.5 * 0.3, 19.5 * 0.3),),
                standard="1.5 2.1 5.7",
                when=M.QUANTIZED,
            ),
            Case(
                "fake-quantize-half",
                "the training operator that quantizes and dequantizes, int8, scale 1, zero point 0",
                (row(0.5, 1.5, 2.5, -0.5),),
                when=M.QUANTIZED,
            ),
            Case(
                "fake-quantize-zero-point",
                "the training operator that quantizes and dequantizes, int8, scale 1, zero point 1",
                (row(0.5, 1.5, -0.5, -1.5),),
                when=M.QUANTIZED,
            ),
            Case(
                "quantized-average-half",
                "average 1 × 2 of uint8, scale 1 before and after",
                (row(2, 3, 3, 4),),
                standard="2 4",
                when=M.QUANTIZED,
            ),
        ),
        "The standard divides by the scale, rounds half to even, then adds the zero point. Some "
        "add first: with an odd zero point every tie goes to the other side. Some multiply by "
        "1 / scale, which is not the same number in float32. Some round half up or away from "
        "zero. Each of them is a step of one at most, and only at ties, and real networks meet "
        "ties often: averages of integers, and images that are integers already.",
        "Compare quantized networks with a tolerance of one step. Where they must agree to the "
        "bit, take a power of two as the scale and an even zero point, as 0 and 128 are, and no "
        "engine that rounds a half up or away from zero.",
        sources("ONNX: QuantizeLinear", "PyTorch: quantize_per_tensor", "TensorFlow: fake_quant"),
    ),
    Difference(
        "quantize-saturation",
        "Numbers beyond the range",
        "What becomes of a number that the small type cannot hold?",
        (
            Case(
                "quantize-saturate",
                "quantized to int8 and back, scale 1",
                (row(1000, -1000),),
                standard="127 -128",
                when=M.QUANTIZED,
            ),
            Case(
                "quantize-huge",
                "quantized to int8 and back, scale 1",
                (row(1e10, -1e10),),
                standard="127 -128",
                when=M.QUANTIZED,
            ),
            Case(
                "quantize-nan",
                "quantized to int8 and back, scale 1",
                (row(np.nan, 1),),
                when=M.QUANTIZED,
            ),
            Case(
                "cast-saturate",
                "cast to int8",
                (row(1000, -1000, 300, -1.7),),
                when=M.QUANTIZED,
            ),
            Case(
                "float8-saturate",
                "cast to float8 (e4m3fn, up to 448) and back",
                (row(464, 465, 1e6),),
                standard="448 448 448",
                when=M.QUANTIZED,
            ),
            Case(
                "float8-not-saturated",
                "cast to float8 (e4m3fn, up to 448) and back, saturate=0",
                (row(464, 465, 480),),
                standard="448 nan nan",
                when=M.QUANTIZED,
            ),
            Case(
                "float8-e5m2",
                "cast to float8 (e5m2, up to 57344) and back",
                (row(61440, 1e6),),
                standard="5.734e+04 5.734e+04",
                when=M.QUANTIZED,
            ),
            Case(
                "int4-cast",
                "cast to int4 and back",
                (row(7, 8, -9, 100),),
                when=M.QUANTIZED,
            ),
        ),
        "Quantizing saturates by the standard's text, and casting to an integer is undefined there "
        "beyond the range: it wraps around in most, saturates in some. NaN has no integer: the "
        "lowest, 0 and the highest are all seen. A cast to float8 saturates unless it is told not "
        "to, and then gives NaN. MNN and OpenCV do not cast there at all. So a NaN or an "
        "overflow becomes a plausible number.",
        "Clip before you cast. Look for NaN and infinities in front of the first quantization, "
        "for behind it nobody can see them.",
        sources("ONNX: QuantizeLinear", "ONNX: Cast", "PyTorch: quantize_per_tensor"),
    ),
    *QUANTIZED_LAYERS,
)
