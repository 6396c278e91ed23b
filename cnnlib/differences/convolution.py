"""Differences in what a convolution does with its kernel, its border and an empty batch."""

from __future__ import annotations

import numpy as np

import cnnlib.differences.meeting as M
from cnnlib import functional as F
from cnnlib.differences._sources import sources
from cnnlib.differences.case import Case, ones, ramp, square
from cnnlib.differences.difference import Difference
from cnnlib.layers import Conv2D

__all__ = ["CONVOLUTION"]

NINE = ones(1, 1, 3, 3)


def _two_channels(*values: float) -> np.ndarray:
    return np.array(values, np.float32).reshape(1, -1, 1, 1)


CONVOLUTION = (
    Difference(
        "padding-mode",
        "Padding that is no zero",
        "Is the border filled as the layer says?",
        (
            Case(
                "conv-circular",
                "convolution 3 × 3 of ones, one pixel all around, circular",
                (ramp(3), NINE),
                "45 45 45 / 45 45 45 / 45 45 45",
                lambda x, weight: F.conv2d(x, weight, padding=1, padding_mode="circular"),
                standard="45 45 45 / 45 45 45 / 45 45 45",
                meets=M.FRAMED & M.CIRCULAR & M.PADDED,
            ),
            Case(
                "conv-reflect",
                "convolution 3 × 3 of ones, one pixel all around, reflected",
                (ramp(3), NINE),
                "33 36 39 / 42 45 48 / 51 54 57",
                lambda x, weight: F.conv2d(x, weight, padding=1, padding_mode="reflect"),
                standard="33 36 39 / 42 45 48 / 51 54 57",
                meets=M.FRAMED & M.REFLECTED & M.PADDED,
            ),
            Case(
                "conv-replicate",
                "convolution 3 × 3 of ones, one pixel all around, the border repeated",
                (ramp(3), NINE),
                "21 27 33 / 39 45 51 / 57 63 69",
                lambda x, weight: F.conv2d(x, weight, padding=1, padding_mode="replicate"),
                standard="21 27 33 / 39 45 51 / 57 63 69",
                meets=M.FRAMED & M.REPEATED & M.PADDED,
            ),
        ),
        "The image is continued from the other side, mirrored without its border pixel, or with "
        "its border repeated, as PyTorch's padding_mode has it. In ONNX it is a Pad of its own "
        "(wrap, reflect, edge) before the convolution. Some refuse wrap, and what a converter "
        "does not know may come out as zeros.",
        "Pad with a layer of its own and look at one image's border at the other end. Circular "
        "padding can be written as slices and two concatenations.",
        sources("PyTorch: Conv2d", "ONNX: Pad"),
    ),
    Difference(
        "conv-defaults",
        "A convolution with its options left out",
        "What does a convolution do when you give it nothing but its size?",
        (
            Case(
                "conv-default-padding",
                "convolution 3 × 3 of ones, nothing else given",
                (ramp(3), NINE),
                "45",
                F.conv2d,
                standard="45",
                meets=M.CONVOLUTION,
                when=M.DEFAULTS,
            ),
            Case(
                "conv-parameters",
                "the number of parameters of a convolution 3 × 3 from 2 to 4 channels",
                (),
                "76",
                lambda: sum(parameter.size for parameter in Conv2D(2, 4, 3).parameters()),
                meets=M.CONVOLUTION,
                when=M.DEFAULTS,
            ),
        ),
        "No padding, and a bias: 4 · (2 · 9 + 1) parameters. Flax and MindSpore pad as SAME does "
        "unless told otherwise, and MindSpore's layer has no bias.",
        "Write padding and bias out, whatever the default.",
        sources("PyTorch: Conv2d", "ONNX: Conv", "Flax: convolutions", "MindSpore: Conv2d"),
    ),
    Difference(
        "unequal-padding",
        "Padding at one end only",
        "Can a convolution pad its four sides differently?",
        (
            Case(
                "conv-asymmetric",
                "convolution 2 × 2 of ones, one row below and one column at the right",
                (ramp(3), ones(1, 1, 2, 2)),
                "12 16 9 / 24 28 15 / 15 17 9",
                lambda x, weight: F.conv2d(x, weight, padding=(0, 1, 0, 1)),
                standard="12 16 9 / 24 28 15 / 15 17 9",
                meets=M.CONVOLUTION & M.UNEQUAL,
            ),
        ),
        "Four numbers are taken: top, bottom, left, right. Layers that take one number for an "
        "axis pad both ends with it.",
        "Pad with a layer of its own, then convolve without padding.",
        sources("Paddle: conv2d", "ONNX: Conv", "PyTorch: Conv2d"),
    ),
    Difference(
        "kernel-direction",
        "The direction of the kernel",
        "Is the kernel laid on the image as it is, or turned by 180°?",
        (
            Case(
                "conv-flipped",
                "convolution with 1 … 9 (3 × 3), one pixel all around",
                (square(0, 0, 0, 0, 1, 0, 0, 0, 0), ramp(3)),
                "9 8 7 / 6 5 4 / 3 2 1",
                lambda x, weight: F.conv2d(x, weight, padding=1),
                standard="9 8 7 / 6 5 4 / 3 2 1",
                meets=M.CONVOLUTION,
            ),
        ),
        "As it is: what all networks call a convolution is the correlation of mathematics. The "
        "single bright pixel therefore shows the kernel turned. SciPy's `convolve` and MATLAB's "
        "`conv2` turn it first, and then show it upright.",
        "Turn a kernel that comes from a mathematical convolution by 180° once, when you load it.",
        sources("PyTorch: Conv2d", "SciPy: convolve2d"),
    ),
    Difference(
        "groups-order",
        "The order of a group's outputs",
        "Which output channels does a depthwise convolution make of the first input channel?",
        (
            Case(
                "conv-groups-order",
                "depthwise convolution 1 × 1 with 1 2 3 4, two outputs for each channel",
                (_two_channels(1, 10), np.array([1, 2, 3, 4], np.float32).reshape(4, 1, 1, 1)),
                "1 / 2 / 30 / 40",
                lambda x, weight: F.conv2d(x, weight, groups=2),
                standard="1 / 2 / 30 / 40",
                meets=M.CONVOLUTION & M.GROUPED,
            ),
        ),
        "The first outputs belong to the first channel, and so on, channel by channel: 1 and 2 "
        "come from the first. TensorFlow keeps the multiplier on an axis of its own, which gives "
        "the same order when the two axes are joined.",
        "Join the axes (channel, multiplier) in this order when you carry depthwise weights over.",
        sources("PyTorch: Conv2d", "Keras: DepthwiseConv2D", "ONNX: Conv"),
    ),
    Difference(
        "empty-batch",
        "A batch of no images",
        "What comes out of a convolution when the batch is empty?",
        (
            Case(
                "conv-empty-batch",
                "convolution 3 × 3 of ones on no image of 4 × 4",
                (np.zeros((0, 1, 4, 4), np.float32), NINE),
                "refused: x.shape must be at least 1 on every axis, got 0: (0, 1, 4, 4)",
                F.conv2d,
                standard="nothing, 2 × 2",
                meets=M.CONVOLUTION,
                when=M.EMPTY,
            ),
        ),
        "Refused: in a lesson an empty batch is a slip. A detector that found nothing hands on an "
        "empty batch with good reason; then its shape must be right, for what follows reshapes it.",
        "Ask for the number of images first, and leave the network out when it is 0.",
        sources("ONNX: Conv", "TensorFlow: conv2d"),
    ),
)
