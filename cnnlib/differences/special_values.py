"""Differences in what becomes of NaN, −0 and numbers that are very large."""

from __future__ import annotations

import numpy as np

import cnnlib.differences.meeting as M
from cnnlib import functional as F
from cnnlib.differences._sources import sources
from cnnlib.differences.case import Case, row
from cnnlib.differences.difference import Difference

__all__ = ["SPECIAL_VALUES"]

NAN = row(np.nan)

SPECIAL_VALUES = (
    Difference(
        "nan-activation",
        "NaN in an activation",
        "Does an activation pass NaN on?",
        (
            Case(
                "relu-nan",
                "ReLU",
                (row(np.nan, -1, 1),),
                "nan 0 1",
                F.relu,
                meets=M.RELU,
                when=M.SPECIAL,
            ),
            Case(
                "relu6-nan",
                "ReLU6",
                (NAN,),
                "nan",
                F.relu6,
                meets=M.RELU6,
                when=M.SPECIAL,
            ),
            Case(
                "clip-nan",
                "cut to the range from 0 to 6",
                (NAN,),
                meets=M.operator("Clip"),
                when=M.SPECIAL,
            ),
            Case(
                "hard-sigmoid-nan",
                "hard sigmoid",
                (NAN,),
                "nan",
                F.hardsigmoid,
                meets=M.HARD_SIGMOID,
                when=M.SPECIAL,
            ),
            Case(
                "softmax-nan",
                "softmax over the last axis",
                (row(np.nan, 1),),
                "nan nan",
                F.softmax,
                meets=M.SOFTMAX,
                when=M.SPECIAL,
            ),
            Case(
                "sign-nan",
                "sign",
                (NAN,),
                meets=M.operator("Sign"),
                when=M.SPECIAL,
            ),
        ),
        "NaN stays NaN, so that it is found where it arose. A maximum that is written as a "
        "comparison takes the other number whenever the comparison is false, and with NaN it "
        "always is: a network that has diverged classifies on, and nobody hears of it. The "
        "standard does not say which of the two it means.",
        "Look for NaN in the weights and behind the first layer, before you trust an output; "
        "behind a ReLU it may be gone.",
        sources("PyTorch: ReLU", "ONNX: Relu", "ONNX: Clip", "ONNX: HardSigmoid"),
    ),
    Difference(
        "argmax",
        "The place of the largest",
        "Which place does argmax return among equals, and beside NaN?",
        (
            Case(
                "argmax-nan",
                "argmax over the last axis",
                (row(1, np.nan, 2),),
                meets=M.operator("ArgMax"),
                when=M.SPECIAL,
            ),
            Case(
                "argmax-tie",
                "argmax over the last axis",
                (row(5, 5),),
                standard="0",
                meets=M.operator("ArgMax"),
                when="where several are the largest",
            ),
        ),
        "The first of equals, in NumPy and by the standard (select_last_index=0). NaN counts as "
        "the largest in NumPy and PyTorch; where every comparison with it is false, its "
        "neighbor wins, or the first place. cnnlib has no argmax of its own: it is NumPy's.",
        "Check for NaN before argmax: a class number never shows it.",
        sources("ONNX: ArgMax", "NumPy: argmax"),
    ),
    Difference(
        "large-arguments",
        "Exponentials of large numbers",
        "Does the exponential overflow, or fall to zero too early?",
        (
            Case(
                "sigmoid-large",
                "sigmoid",
                (row(-100),),
                "0",
                F.sigmoid,
                meets=M.SIGMOID,
                when=M.FAR_OUT,
            ),
            Case(
                "softplus-large",
                "softplus, log(1 + eˣ)",
                (row(100),),
                standard="100",
                meets=M.operator("Softplus"),
                when=M.FAR_OUT,
            ),
            Case(
                "log-softmax-large",
                "log-softmax over the last axis",
                (row(0, 100),),
                standard="-100 0",
                meets=M.operator("LogSoftmax"),
                when=M.FAR_OUT,
            ),
            Case(
                "log-softmax-minus-infinity",
                "log-softmax over the last axis",
                (row(-np.inf, 0),),
                standard="-inf 0",
                meets=M.operator("LogSoftmax"),
                when=M.SPECIAL,
            ),
        ),
        "e⁻¹⁰⁰ is 3.7e-44: a float32 can hold it only as a subnormal number, with one or two "
        "digits, and cnnlib's sigmoid is 0 there, as that of most engines. Some cut the argument "
        "off first, and end far from 0: tract at 4.5e-07. Softplus is x itself "
        "for large x; computed by its formula it is infinite. Masks of −∞ in front of a softmax "
        "must come out as 0 and not as NaN. The logarithm of a softmax that is already 0 is −∞: "
        "x − max − log Σ keeps −100.",
        "Train on the logits (a loss that takes them), not on the sigmoid's output.",
        sources("PyTorch: Softplus", "ONNX: Softplus", "ONNX: LogSoftmax"),
    ),
    Difference(
        "negative-zero",
        "ReLU of −0",
        "Is ReLU of −0 the zero without a sign?",
        (
            Case(
                "relu-negative-zero",
                "ReLU of a zero with a minus sign; 1 where the result still has it, else 0",
                (row(-0.0),),
                "0",
                lambda x: np.signbit(F.relu(x)),
                meets=M.RELU,
                when="where the sign of a zero matters",
            ),
        ),
        "cnnlib's is +0. Both zeros are equal, and max(0, −0) may be either by the rules of "
        "IEEE 754. It matters once somebody divides by it: the result is −∞ or ∞.",
        "Nothing, as long as you do not divide by a ReLU.",
        sources("ONNX: Relu", "PyTorch: ReLU"),
    ),
)
