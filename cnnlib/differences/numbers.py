"""Differences in plain arithmetic around a network: rounding, dividing, dropping."""

from __future__ import annotations

import numpy as np

import cnnlib.differences.meeting as M
from cnnlib import functional as F
from cnnlib import layers as L
from cnnlib.differences._sources import sources
from cnnlib.differences.case import Case, ramp, row
from cnnlib.differences.difference import Difference

__all__ = ["NUMBERS"]


def integers(*values: int) -> np.ndarray:
    """Return an image of one row of integers."""
    return row(*values).astype(np.int32)


NUMBERS = (
    Difference(
        "dividing-negatives",
        "Dividing below zero",
        "Is a quotient rounded down, or toward zero?",
        (
            Case(
                "integer-division",
                "integers divided by 2, by the operator for division",
                (integers(-7, 7),),
                standard="-3 3",
                when="where integers are divided",
            ),
            Case(
                "floor-divide",
                "floor_divide by 2",
                (row(-1),),
                when="where a quotient is rounded down",
            ),
            Case(
                "modulo",
                "modulo 3",
                (integers(-7),),
                standard="2",
                meets=M.operator("Mod"),
                when="for numbers below zero",
            ),
        ),
        "Python and NumPy round down, so that −7 // 2 is −4 and the remainder has the divisor's "
        "sign. ONNX's Div cuts integers toward zero as C does, yet its Mod has the divisor's "
        "sign unless fmod=1. The division of most frameworks gives a fraction. cnnlib has no such "
        "layer: it is NumPy's.",
        "Write floor(x / 2) in floating point, or make sure that nothing is negative.",
        sources("ONNX: Div", "ONNX: Mod", "PyTorch: floor_divide"),
    ),
    Difference(
        "rounding-half",
        "Rounding a half",
        "Where does a half go when it is rounded?",
        (
            Case(
                "round-half",
                "rounded",
                (row(0.5, 1.5, 2.5, -0.5),),
                standard="0 2 2 0",
                meets=M.operator("Round"),
            ),
        ),
        "To the even neighbor, in NumPy, PyTorch and the standard (IEEE 754's usual rule), so "
        "that a sum of many does not drift. Jittor, MXNet, nnabla and MNN take the half away from "
        "zero.",
        "Do not let a decision hang on a half: add an offset of your own that is not a tie.",
        sources("ONNX: Round", "NumPy: round", "PyTorch: round"),
    ),
    Difference(
        "standard-deviation",
        "The standard deviation's divisor",
        "Is the sum of squares divided by n or by n − 1?",
        (
            Case(
                "std-default",
                "the standard deviation of all numbers, by default",
                (row(1, 2, 3, 4),),
                when="where you compute the deviation yourself",
            ),
        ),
        "NumPy, TensorFlow and JAX divide by n; PyTorch (`correction=1`), PaddlePaddle and Jittor "
        "by n − 1, as for a sample. cnnlib has no such layer; its normalizations divide by n.",
        "Write `correction=0`, `ddof=0` or `unbiased=False` where you normalize your images.",
        sources("PyTorch: std", "NumPy: std"),
    ),
    Difference(
        "dropout-all",
        "Dropout of everything",
        "What does dropout with p = 1 give in training?",
        (
            Case(
                "dropout-one",
                "dropout in training, p = 1",
                (row(1, 1, 1, 1),),
                "0 0 0 0",
                lambda x: L.Dropout(1.0)(x),
                meets=M.DROPOUT & M.OF_ALL,
                when=M.TRAINING,
            ),
        ),
        "Nothing is left: 0. What is kept is scaled by 1 / (1 − p), so that a formula that "
        "multiplies first has 0 · ∞. Some refuse a p of 1, and OpenCV and TVM drop nothing.",
        "Keep p below 1; to switch a branch off, leave it out.",
        sources("PyTorch: Dropout", "ONNX: Dropout", "Keras: Dropout"),
    ),
    Difference(
        "dropout-share",
        "Dropout's number",
        "Is the number the share that goes, or the one that stays?",
        (
            Case(
                "dropout-share",
                "what is left of a one behind Dropout(0.25) in training",
                (np.ones((1, 1, 16, 16), np.float32),),
                "1.333",
                lambda x: L.Dropout(0.25)(x).max(),
                meets=M.DROPOUT,
                when=M.SHARE,
            ),
        ),
        "The share that goes: a quarter is dropped, and the rest is multiplied by 1 / (1 − 0.25). "
        "Where it is the share that stays, three quarters are dropped, and the rest counts four "
        "times: training goes on, and learns little.",
        "Write the number with its name.",
        sources("PyTorch: Dropout", "Keras: Dropout", "MindSpore: Dropout"),
    ),
    Difference(
        "negative-padding",
        "Padding below zero",
        "Does a negative padding cut the image?",
        (
            Case(
                "pad-negative",
                "padded by −1 on every side",
                (ramp(3),),
                "refused: padding must be at least 0, got -1",
                lambda x: F.pad2d(x, -1),
                standard="5",
                when="where padding is below zero, which cnnlib refuses",
            ),
        ),
        "cnnlib refuses it: cutting is a slice, and a negative number is more often a slip in "
        "the sizes. ONNX and PyTorch cut, and so do most who read their files.",
        "Write the slice.",
        sources("ONNX: Pad", "PyTorch: pad"),
    ),
)
