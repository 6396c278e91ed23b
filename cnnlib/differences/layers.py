"""Differences in the shapes of the weights that layers store."""

from __future__ import annotations

import numpy as np

import cnnlib.differences.meeting as M
from cnnlib.differences._sources import sources
from cnnlib.differences.case import Case
from cnnlib.differences.difference import Difference
from cnnlib.layers import Conv2D, Conv2DTranspose, Linear

__all__ = ["LAYERS"]


LAYERS = (
    Difference(
        "linear-weight",
        "The weight of a linear layer",
        "Is the weight stored as (in, out) or as (out, in)?",
        (
            Case(
                "linear-weight",
                "the weight of a layer 2 → 4",
                (),
                "2 × 4",
                lambda: Linear(2, 4).weight.shape,
                meets=M.LINEAR,
                when=M.WEIGHTS,
            ),
        ),
        "(in, out), as PaddlePaddle and Keras have it, so that a layer is x @ weight + bias. "
        "PyTorch, MLX, MindSpore and others store the transpose.",
        "Compare outputs, not shapes: a square matrix that should be transposed fits anyway.",
        sources("Paddle: Linear", "PyTorch: Linear", "Keras: Dense"),
    ),
    Difference(
        "linear-axes",
        "A linear layer on more than two axes",
        "Does a linear layer take the last axis, or flatten all but the first?",
        (
            Case(
                "linear-axes",
                "the shape of what a new layer to 4 numbers gives",
                (np.arange(6, dtype=np.float32).reshape(1, 2, 3),),
                "1 × 2 × 4",
                lambda x: Linear(3, 4)(x).shape,
                meets=M.LINEAR & M.SEVERAL_AXES,
                when=M.DEFAULTS,
            ),
        ),
        "The last axis, row by row, as most. MXNet's and nnabla's layers make one row of all that "
        "belongs to an image, and have as many more weights. Equinox's takes one vector alone.",
        "Reshape to two axes before the layer, so that nobody has to guess.",
        sources("PyTorch: Linear", "Keras: Dense", "MXNet: Dense"),
    ),
    Difference(
        "conv-weight",
        "The weight of a convolution",
        "In which order do the four axes of a kernel stand?",
        (
            Case(
                "conv-weight",
                "the weight of a convolution 3 × 3 from 2 to 4 channels",
                (),
                "4 × 2 × 3 × 3",
                lambda: Conv2D(2, 4, 3).weight.shape,
                standard="4 × 2 × 3 × 3",
                meets=M.CONVOLUTION,
                when=M.WEIGHTS,
            ),
            Case(
                "depthwise-weight",
                "the weight of a depthwise convolution 3 × 3 of 4 channels",
                (),
                "4 × 1 × 3 × 3",
                lambda: Conv2D(4, 4, 3, groups=4).weight.shape,
                standard="4 × 1 × 3 × 3",
                meets=M.CONVOLUTION & M.GROUPED,
                when=M.WEIGHTS,
            ),
            Case(
                "transposed-weight",
                "the weight of a transposed convolution 3 × 3 from 2 to 4 channels",
                (),
                "2 × 4 × 3 × 3",
                lambda: Conv2DTranspose(2, 4, 3).weight.shape,
                standard="2 × 4 × 3 × 3",
                meets=M.TRANSPOSED,
                when=M.WEIGHTS,
            ),
        ),
        "(out, in / groups, height, width), as in PyTorch, PaddlePaddle and ONNX. TensorFlow, "
        "Keras and Flax have (height, width, in, out): transpose(3, 2, 0, 1). MLX has (out, "
        "height, width, in): transpose(0, 3, 1, 2). In the depthwise layer of Keras, whose axes "
        "are (height, width, in, multiplier), axis 2 comes first and axis 3 second: transpose(2, "
        "3, 0, 1). A transposed convolution has (in, out / groups, height, width) in PyTorch and "
        "ONNX, and four other orders in Keras, Equinox, Flax and MLX.",
        "Transpose as said here, then compare the output of one image.",
        sources("PyTorch: Conv2d", "ONNX: Conv", "Keras: DepthwiseConv2D"),
    ),
)
