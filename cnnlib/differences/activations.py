"""Differences in activations that have one name and several defaults."""

from __future__ import annotations

import numpy as np

import cnnlib.differences.meeting as M
from cnnlib import functional as F
from cnnlib import layers as L
from cnnlib.differences._sources import sources
from cnnlib.differences.case import Case, row, square
from cnnlib.differences.difference import Difference

__all__ = ["ACTIVATIONS"]


ACTIVATIONS = (
    Difference(
        "leaky-slope",
        "LeakyReLU's slope",
        "How steep is LeakyReLU below zero when you do not say it?",
        (
            Case(
                "leaky-default",
                "the LeakyReLU layer, slope by default",
                (row(-1),),
                "-0.01",
                lambda x: L.LeakyReLU()(x),
                standard="-0.01",
                meets=M.LEAKY & M.USUAL_SLOPE,
                when=M.DEFAULTS,
            ),
            Case(
                "leaky-function-default",
                "the function leaky_relu, slope by default",
                (row(-1),),
                "-0.01",
                F.leaky_relu,
                meets=M.LEAKY & M.USUAL_SLOPE,
                when=M.DEFAULTS,
            ),
            Case(
                "prelu-default",
                "a new PReLU layer: the slope that training starts from",
                (row(-1),),
                "-0.25",
                lambda x: L.PReLU()(x),
                meets=M.PRELU,
                when=M.TRAINING,
            ),
        ),
        "0.01, the slope of the paper (Maas et al. 2013), as PyTorch, PaddlePaddle and ONNX "
        "have it; PReLU starts at 0.25 (He et al. 2015), in Keras at 0. Keras' layer has 0.3 and "
        "its function 0.2, and MindSpore, MXNet and nnabla have numbers of their own.",
        "Always write the slope: `negative_slope=0.01` in PyTorch and Keras, `alpha` in "
        "TensorFlow and ONNX.",
        sources("PyTorch: LeakyReLU", "Keras: LeakyReLU", "ONNX: LeakyRelu", "PyTorch: PReLU"),
    ),
    Difference(
        "prelu-axis",
        "PReLU's slopes without axes",
        "Does a list of slopes belong to the channels?",
        (
            Case(
                "prelu-axis",
                "PReLU with the slopes 0.1 0.2 on two channels of 1 × 2",
                (
                    np.array([-1, -2, -3, -4], np.float32).reshape(1, 2, 1, 2),
                    np.array([0.1, 0.2], np.float32),
                ),
                "-0.1 -0.2 / -0.6 -0.8",
                F.prelu,
                standard="-0.1 -0.4 / -0.3 -0.8",
                meets=M.PRELU,
                when=M.WEIGHTS,
            ),
        ),
        "To the channels, as in PyTorch. In ONNX the slopes are broadcast as any array is, from "
        "the last axis: a list of as many slopes as the image has columns is taken for one of "
        "columns, and of another length it is refused. Exporters write (C, 1, 1) for that reason.",
        "Reshape the slopes to (C, 1, 1) in the file.",
        sources("ONNX: PRelu", "PyTorch: PReLU"),
    ),
    Difference(
        "gelu",
        "GELU, exact or by tanh",
        "Is GELU computed by erf, or by its approximation?",
        (
            Case(
                "gelu-default",
                "the GELU layer, by default",
                (row(1, -3),),
                "0.8413 -0.00405",
                lambda x: L.GELU()(x),
                standard="0.8413 -0.00405",
                meets=M.GELU & M.EXACT,
                when=M.DEFAULTS,
            ),
            Case(
                "gelu-function-default",
                "the function gelu (of Keras: keras.ops.gelu), by default",
                (row(1, -3),),
                "0.8413 -0.00405",
                F.gelu,
                meets=M.GELU & M.EXACT,
                when=M.DEFAULTS,
            ),
            Case(
                "gelu-tanh",
                "GELU, the approximation by tanh asked for",
                (row(1, -3),),
                "0.8412 -0.003637",
                lambda x: L.GELU(approximate=True)(x),
                standard="0.8412 -0.003637",
                meets=M.GELU & M.BY_TANH,
            ),
        ),
        "Exact by default, as PyTorch and ONNX have it. The approximation is the paper's own "
        "(Hendrycks and Gimpel 2016); it is off by up to 0.0005, which no shape and no error "
        "shows, and every block adds its share. OpenCV and ExecuTorch compute the exact one even "
        "where tanh is asked for.",
        "Name it at both ends: `approximate='tanh'` or 'none' in PyTorch and ONNX, "
        "`approximate=False` in Keras, TensorFlow and JAX.",
        sources("PyTorch: GELU", "ONNX: Gelu", "Keras: gelu", "JAX: gelu"),
    ),
    Difference(
        "hard-sigmoid",
        "Hard sigmoid's slope",
        "Does the straight line of the hard sigmoid rise by 1/6 or by 0.2?",
        (
            Case(
                "hard-sigmoid",
                "hard sigmoid, by default",
                (row(1),),
                "0.6667",
                F.hardsigmoid,
                standard="0.7",
                meets=M.HARD_SIGMOID,
                when=M.DEFAULTS,
            ),
            Case(
                "hard-swish",
                "hard swish, by default",
                (row(-1, 1),),
                "-0.3333 0.6667",
                F.hardswish,
                standard="-0.3333 0.6667",
                meets=M.HARD_SWISH,
                when=M.DEFAULTS,
            ),
        ),
        "1/6, from −3 to 3, as MobileNetV3 uses it (Howard et al. 2019). ONNX's own default is "
        "0.2, from −2.5 to 2.5, as Keras 2 and Theano had it, and MXNet, nnabla and ncnn have "
        "it; its HardSwish has 1/6 all the same.",
        "Write alpha=1/6 and beta=0.5 in ONNX's HardSigmoid, slope and offset in PaddlePaddle: "
        "exporters do, hand-written models forget it.",
        sources("PyTorch: Hardsigmoid", "ONNX: HardSigmoid", "ONNX: HardSwish"),
    ),
    Difference(
        "softmax-axis",
        "Softmax's axis",
        "Over which axis does softmax sum to 1 when you do not say it?",
        (
            Case(
                "softmax-default-axis",
                "the Softmax layer on one channel, axis by default",
                (square(1, 2, 3, 4),),
                "1 1 / 1 1",
                lambda x: L.Softmax()(x),
                standard="0.2689 0.7311 / 0.2689 0.7311",
                meets=M.SOFTMAX & M.OVER_CHANNELS,
                when=M.DEFAULTS,
            ),
        ),
        "cnnlib's layer takes the channels (axis 1), the function the last axis. PyTorch guesses "
        "by the number of axes and warns; ONNX takes the last axis since opset 13, before that "
        "all from axis 1 on at once; Keras the last, where its channels stand.",
        "Write the axis, and count it anew when the channels move.",
        sources("PyTorch: Softmax", "ONNX: Softmax", "Keras: Softmax"),
    ),
    Difference(
        "activation-defaults",
        "Activations that mostly agree",
        "Which activations have the same numbers nearly everywhere?",
        (
            Case(
                "elu-default",
                "ELU, by default",
                (row(-1),),
                "-0.6321",
                F.elu,
                "-0.6321",
                meets=M.ELU & M.USUAL_ALPHA,
                when=M.DEFAULTS,
            ),
            Case(
                "selu",
                "SELU",
                (row(-1, 1),),
                standard="-1.111 1.051",
                meets=M.operator("Selu"),
            ),
            Case(
                "celu",
                "CELU, α 2",
                (row(-1, 2),),
                standard="-0.7869 2",
                meets=M.operator("Celu"),
            ),
            Case(
                "swish",
                "swish, also called SiLU",
                (row(1),),
                "0.7311",
                F.silu,
                meets=M.SILU,
            ),
            Case(
                "hardtanh-default",
                "hard tanh, by default",
                (row(-2, 2),),
                meets=M.operator("Clip"),
                when=M.DEFAULTS,
            ),
            Case(
                "threshold",
                "what is not above 1 becomes 0",
                (row(1, 2),),
                standard="0 2",
                meets=M.operator("ThresholdedRelu"),
            ),
        ),
        "Their numbers come from one paper each: 1 for ELU's α, 1.6733 and 1.0507 for SELU, −1 and "
        "1 for the hard tanh. Three keep apart: ncnn's ELU has 0.1 by default, nnabla's celu is "
        "another function, and tract does not multiply CELU by its α. cnnlib has ELU and SiLU.",
        "Write α where the layer takes one. An exporter may still lose a setting of yours: "
        "bounds other than −1 and 1, an α other than 1.",
        sources("ONNX: Elu", "ONNX: Selu", "ONNX: Celu", "ONNX: ThresholdedRelu"),
    ),
)
