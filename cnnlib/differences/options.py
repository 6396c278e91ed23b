"""Differences in options that are written out, and what is lost of them on the way."""

from __future__ import annotations

import numpy as np

import cnnlib.differences.meeting as M
from cnnlib import functional as F
from cnnlib.differences._sources import sources
from cnnlib.differences.case import Case, row
from cnnlib.differences.difference import Difference

__all__ = ["OPTIONS"]


def channels(*values: float) -> np.ndarray:
    """Return an image of one pixel."""
    return row(*values).reshape(1, -1, 1, 1)


OPTIONS = (
    Difference(
        "options-kept",
        "Options that are written out",
        "Does a layer keep an option that is not at its default?",
        (
            Case(
                "leaky-slope-given",
                "LeakyReLU with slope 0.2",
                (row(-5, 5),),
                "-1 5",
                lambda x: F.leaky_relu(x, 0.2),
                standard="-1 5",
                meets=M.LEAKY & M.OTHER_SLOPE,
            ),
            Case(
                "pad-value",
                "one pixel at each end, filled with 5",
                (row(1),),
                "5 1 5",
                lambda x: F.pad2d(x, (0, 0, 1, 1), value=5),
                standard="5 1 5",
                meets=M.PAD & M.FILLED,
            ),
            Case(
                "hardtanh-bounds",
                "hard tanh from −2 to 3",
                (row(-5, 5),),
                standard="-2 3",
                meets=M.operator("Clip"),
            ),
            Case(
                "elu-alpha",
                "ELU with α 2",
                (row(-1, 1),),
                "-1.264 1",
                lambda x: F.elu(x, 2),
                standard="-1.264 1",
                meets=M.ELU & M.OTHER_ALPHA,
            ),
            Case(
                "group-norm-epsilon",
                "group normalization of both channels together, ε 1",
                (channels(0, 2),),
                "-0.7071 / 0.7071",
                lambda x: F.group_norm(x, 1, epsilon=1),
                standard="-0.7071 / 0.7071",
                meets=M.GROUP_NORM & M.OTHER_EPSILON,
            ),
            Case(
                "softplus-threshold",
                "softplus with β 2, and the number itself where β times it is above 3",
                (row(1, 2),),
                meets=M.operator("Softplus"),
            ),
        ),
        "The option you give is the one you get. Hardly anybody forgets it at home; it is lost on "
        "the way, where a converter writes the operator without it, or fills it from a place in "
        "memory that holds something else.",
        "Compare the outputs at both ends for one image with negative and large numbers: a lost "
        "slope, value or bound shows at once. Where an option is lost, write the layer in "
        "simpler ones: a clip for hard tanh, a maximum of x and 0.2 x for LeakyReLU.",
        sources("ONNX: LeakyRelu", "ONNX: Pad", "ONNX: Clip", "ONNX: GroupNormalization"),
    ),
    Difference(
        "flatten-order",
        "The order of a flattened image",
        "Which number of an image stands first in its vector?",
        (
            Case(
                "flatten-order",
                "flattened",
                (channels(1, 2, 3, 4).reshape(1, 2, 1, 2),),
                "1 2 3 4",
                F.flatten,
                standard="1 2 3 4",
                meets=M.FLAT & M.SEVERAL_OF_EACH,
                when=M.WEIGHTS,
            ),
        ),
        "As the numbers lie in memory: channel by channel in cnnlib, PyTorch, PaddlePaddle and "
        "ONNX, pixel by pixel where channels come last, in TensorFlow, Keras, Flax and MLX. The "
        "linear layer behind it has its weights in the same order, and a weight copied from the "
        "other camp fits and is wrong.",
        "Reorder the rows of the linear layer's weight, or average over the image first: behind "
        "a global average there is one number a channel, and only one order.",
        sources("ONNX: Flatten", "PyTorch: Flatten", "Keras: Flatten"),
    ),
)
