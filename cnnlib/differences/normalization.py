"""Differences in normalization: its ε, large numbers, groups, and neighboring channels."""

from __future__ import annotations

import numpy as np

import cnnlib.differences.meeting as M
from cnnlib.differences._sources import sources
from cnnlib.differences.batch_normalization import BATCH_NORM
from cnnlib.differences.case import Case, row
from cnnlib.differences.difference import Difference
from cnnlib.layers import BatchNorm2D, GroupNorm, LayerNorm

__all__ = ["NORMALIZATION"]

LARGE = row(10000, 10002, 10004, 10006)
SPREAD = "-1.342 -0.4472 0.4472 1.342"
"""Four evenly spaced numbers, normalized: ±3/√5 and ±1/√5."""


def channels(*values: float) -> np.ndarray:
    """Return an image of one pixel."""
    return row(*values).reshape(1, -1, 1, 1)


def _small_variance(x: np.ndarray) -> np.ndarray:
    norm = BatchNorm2D(1).eval()
    norm.running_var = np.array([0.001], np.float32)
    return norm(x)


NORMALIZATION = (
    BATCH_NORM,
    Difference(
        "epsilon",
        "Normalization's ε",
        "Which ε is added where you name none?",
        (
            Case(
                "layer-norm-small",
                "layer normalization, ε by default",
                (row(0, 0.01),),
                "-0.8452 0.8452",
                lambda x: LayerNorm(2)(x),
                standard="-0.8452 0.8452",
                meets=M.LAYER_NORM & M.USUAL_EPSILON,
                when=M.DEFAULTS,
            ),
            Case(
                "layer-norm-epsilon",
                "ε of layer normalization by default",
                (),
                "1e-05",
                lambda: LayerNorm(1).epsilon,
                standard="1e-05",
                meets=M.LAYER_NORM & M.USUAL_EPSILON,
                when=M.DEFAULTS,
            ),
            Case(
                "batch-norm-epsilon",
                "batch normalization in evaluation, mean 0, variance 0.001, ε by default",
                (row(1),),
                "31.47",
                _small_variance,
                standard="31.47",
                meets=M.BATCH_NORM & M.USUAL_EPSILON,
                when=M.DEFAULTS,
            ),
        ),
        "1e-5, as PyTorch, PaddlePaddle and ONNX have it. Keras has 1e-3; for layer normalization "
        "Flax has 1e-6, MindSpore 1e-7 and ncnn 1e-3, for batch normalization ncnn has 0, and so "
        "does MNN where the file names none. A channel that hardly varies is stretched by 1 / "
        "√(variance + ε): there ε decides the output, and the file of the weights does not hold "
        "it.",
        "Write ε out in every normalization layer, and take it over with the weights: Keras' "
        "default is `eps=1e-3` in PyTorch.",
        sources(
            "PyTorch: LayerNorm",
            "PyTorch: BatchNorm2d",
            "Keras: LayerNormalization",
            "Keras: BatchNormalization",
            "ONNX: LayerNormalization",
        ),
    ),
    Difference(
        "large-means",
        "Numbers far from zero",
        "Does normalization find the spread of numbers that are all large?",
        (
            Case(
                "layer-norm-large",
                "layer normalization",
                (LARGE,),
                SPREAD,
                lambda x: LayerNorm(4)(x),
                standard=SPREAD,
                meets=M.LAYER_NORM,
                when=M.FAR,
            ),
            Case(
                "batch-norm-large",
                "batch normalization in training",
                (LARGE,),
                SPREAD,
                lambda x: BatchNorm2D(1)(x),
                standard=SPREAD,
                meets=M.BATCH_NORM,
                when=M.FAR,
            ),
            Case(
                "group-norm-large",
                "group normalization, one group",
                (LARGE,),
                SPREAD,
                lambda x: GroupNorm(1, 1)(x),
                standard=SPREAD,
                meets=M.GROUP_NORM,
                when=M.FAR,
            ),
        ),
        "The mean is taken off first, then what is left is squared. Where the variance is the "
        "mean of the squares minus the square of the mean, two numbers near 10⁸ are subtracted "
        "that agree in all the digits of a float32: what is left is noise, or nothing.",
        "Take the mean off the input, or scale it, before the first normalization. Flax: "
        "`use_fast_variance=False`.",
        sources("PyTorch: LayerNorm", "ONNX: LayerNormalization", "Flax: LayerNorm"),
    ),
    Difference(
        "group-order",
        "Which channels make a group",
        "Are the channels of a group neighbors?",
        (
            Case(
                "group-norm-order",
                "group normalization of four channels in 2 groups",
                (channels(0, 2, 10, 30),),
                "-1 / 1 / -1 / 1",
                lambda x: GroupNorm(2, 4)(x),
                standard="-1 / 1 / -1 / 1",
                meets=M.GROUP_NORM & M.PARTED,
            ),
            Case(
                "instance-norm-one",
                "instance normalization of a single pixel",
                (row(5),),
                "0",
                lambda x: GroupNorm(1, 1)(x),
                standard="0",
                meets=M.GROUP_NORM & M.ONE_NUMBER,
            ),
        ),
        "Yes: the first C / G channels are the first group, as in the paper, PyTorch, Keras and "
        "ONNX. With a group for each channel it is instance normalization; a single pixel is its "
        "own mean, and what is left is 0.",
        "MLX: `pytorch_compatible=True`. Elsewhere compare one image of a few channels.",
        sources("PyTorch: GroupNorm", "ONNX: GroupNormalization", "MLX: GroupNorm"),
    ),
    Difference(
        "lrn",
        "Local response normalization",
        "Is α divided by the window's size, and where does an even window stand?",
        (
            Case(
                "lrn",
                "local response normalization over 3 channels, α 1, β 1, bias 1",
                (channels(1, 2, 3, 5),),
                standard="0.375 / 0.3529 / 0.2195 / 0.4054",
                meets=M.operator("LRN"),
            ),
            Case(
                "lrn-even",
                "local response normalization over 2 channels, α 1, β 1, bias 1",
                (channels(1, 2, 3, 5),),
                standard="0.2857 / 0.2667 / 0.1667 / 0.3704",
                meets=M.operator("LRN"),
                when="over an even number of channels",
            ),
            Case(
                "lrn-defaults",
                "local response normalization over 3 channels, the rest by default",
                (channels(100, 200, 300, 500),),
                standard="47.92 / 54.45 / 42.21 / 75.97",
                meets=M.operator("LRN"),
                when=M.DEFAULTS,
            ),
        ),
        "cnnlib has no such layer: networks since 2014 do without it. ONNX, PyTorch and "
        "PaddlePaddle divide α by the size; TensorFlow and LiteRT do not, and name the window by "
        "its radius. The paper's own formula (Krizhevsky et al. 2012) does not divide either. An "
        "even window reaches further to the next channels by the standard, to those before in "
        "PyTorch.",
        "Divide α by the size for TensorFlow: 1e-4 over 5 channels is 2e-5. Take odd sizes, and "
        "write α, β and the bias out.",
        sources("ONNX: LRN", "PyTorch: LocalResponseNorm", "TensorFlow: lrn"),
    ),
)
