"""Differences in what layers make of numbers of few bits: padding, and operators between them."""

from __future__ import annotations

import numpy as np

import cnnlib.differences.meeting as M
from cnnlib.differences._sources import sources
from cnnlib.differences.case import Case, ones, ramp, row, square
from cnnlib.differences.difference import Difference

__all__ = ["QUANTIZED_LAYERS"]

QUANTIZED_LAYERS = (
    Difference(
        "quantized-padding",
        "The padding of a quantized window",
        "Which integer stands in the padding: the zero point, which means 0, or the integer 0?",
        (
            Case(
                "quantized-conv-padding",
                "convolution 3 × 3 of ones, padding 1, of uint8 with zero point 128",
                (square(*[1] * 9), ones(1, 1, 3, 3)),
                standard="4 6 4 / 6 9 6 / 4 6 4",
                when=M.QUANTIZED,
            ),
            Case(
                "quantized-average-padding",
                "average 3 × 3, padding 1, counted, of int8 with zero point −128, scale 0.25",
                (ramp(4),),
                standard="1.5 2.75 3.25 2.5 / 3.75 6 7 5 / 6.25 10 11 7.75 / 5 8 8.75 6",
                when=M.QUANTIZED,
            ),
            Case(
                "quantized-average-ceil",
                "average 3 × 3, stride 2, padding 1, ceil mode, counted, of uint8, scale 0.25",
                (ramp(4),),
                standard="1.5 3.25 2 / 6.25 11 6 / 4.5 7.5 4",
                when=M.QUANTIZED,
            ),
            Case(
                "quantized-max-negative",
                "max 3 × 3, stride 1, padding 1, of int8, scale 1",
                (-ramp(3),),
                standard="-1 -1 -2 / -1 -1 -2 / -4 -4 -5",
                when=M.QUANTIZED,
            ),
        ),
        "The padding is 0 as a number, so it is the zero point as an integer; in max pooling it "
        "is never picked. An engine that fuses the quantization into the pooling can lose the "
        "first rule, and the border is wrong while the middle is right. The same fusion in ONNX "
        "Runtime divides a window of the ceil mode by its whole size, where the float layer does "
        "not.",
        "Compare the border of one padded layer with the float network. Choose the zero point 0 "
        "for activations that are never negative, and pad with a layer of its own otherwise.",
        sources("ONNX: QuantizeLinear", "ONNX: AveragePool", "ONNX: MaxPool"),
    ),
    Difference(
        "quantized-operators",
        "Operators between quantized numbers",
        "Does an engine that computes in integers give what the floats would, rounded?",
        (
            Case(
                "quantized-softmax",
                "softmax along the row, 8 bits with scale 1/32 before, 1/256 behind",
                (row(0, 1, 2, 3),),
                standard="0.03125 0.08594 0.2383 0.6445",
                when=M.QUANTIZED,
            ),
            Case(
                "quantized-relu",
                "ReLU of uint8 with scale 0.5 and zero point 128, before and behind",
                (row(-2, -1, 1, 2),),
                standard="0 0 1 2",
                when=M.QUANTIZED,
            ),
            Case(
                "dequantize-uint8",
                "dequantized, scale 0.5, zero point 128",
                (row(0, 128, 255).astype(np.uint8),),
                standard="-64 0 63.5",
                when=M.QUANTIZED,
            ),
            Case(
                "quantized-add",
                "sum of two uint8 images, 2 and 200 in the other, scale 1",
                (row(1, 100), row(2, 200)),
                standard="3 255",
                when=M.QUANTIZED,
            ),
            Case(
                "quantized-add-integer",
                "the same sum by ONNX Runtime's own operator QLinearAdd",
                (row(1, 100), row(2, 200)),
                when=M.QUANTIZED,
            ),
            Case(
                "quantized-concat-scales",
                "set beside itself by ONNX Runtime's own operator QLinearConcat, uint8 with scale "
                "1 before, 2 behind",
                (row(255, 3),),
                when=M.QUANTIZED,
            ),
            Case(
                "quantized-float-bias",
                "convolution 1 × 1 of one in 8 bits, all scales 1 and the output's 0.1, with a "
                "float bias of 0.3",
                (row(1, 2), ones(1, 1, 1, 1)),
                standard="1.3 2.3",
                when=M.QUANTIZED,
            ),
            Case(
                "quantized-bias-scale",
                "convolution 1 × 1 of one in 8 bits, all scales 1, with an int32 bias of 10 "
                "whose scale is 0.1",
                (row(1, 2), ones(1, 1, 1, 1)),
                standard="2 3",
                when=M.QUANTIZED,
            ),
            Case(
                "quantize-twice",
                "quantized to uint8 and back with scale 1, then with scale 2 and zero point 100",
                (row(1, 300),),
                standard="0 256",
                when=M.QUANTIZED,
            ),
            Case(
                "dynamic-quantize",
                "the integers of DynamicQuantizeLinear, which finds the scale by itself",
                (row(0, 2, -3, -2.5, 1.34, 0.5),),
                standard="153 255 0 26 221 179",
                when=M.QUANTIZED,
            ),
            Case(
                "dynamic-quantize-zeros",
                "the integers of DynamicQuantizeLinear, which finds the scale by itself",
                (row(0, 0),),
                when=M.QUANTIZED,
            ),
            Case(
                "quantized-resize",
                "cubic enlarging to 4 × 4 of an image of uint8",
                (square(0, 255, 255, 0).astype(np.uint8),),
                when=M.QUANTIZED,
            ),
            Case(
                "quantized-resize-linear",
                "linear enlarging to 4 × 4 of an image of uint8",
                (square(0, 255, 255, 0).astype(np.uint8),),
                when=M.QUANTIZED,
            ),
        ),
        "By the standard a quantized layer is dequantizing, the float operator, and quantizing: "
        "its answer differs from the float one by half a step at most. Engines fuse the three into "
        "integer arithmetic, and then a sum wraps around, a requantization cuts off, a bias "
        "loses its scale, or an operator is not known for the type at all.",
        "Run the quantized file with the engine's optimizations off as well, and compare: where "
        "the two differ, keep that operator in floats. Let images enter the network as floats.",
        sources(
            "ONNX: QuantizeLinear",
            "ONNX: DynamicQuantizeLinear",
            "ONNX Runtime: quantization",
            "ONNX Runtime: own operators",
        ),
    ),
)
