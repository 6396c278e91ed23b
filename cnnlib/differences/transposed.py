"""Differences of the transposed convolution: its kernel, and how large its output is."""

from __future__ import annotations

import numpy as np

import cnnlib.differences.meeting as M
from cnnlib import functional as F
from cnnlib.differences._sources import sources
from cnnlib.differences.case import Case, ones, row, square
from cnnlib.differences.difference import Difference

__all__ = ["TRANSPOSED"]

FOUR = square(1, 2, 3, 4)
TWO_PIXELS = np.array([1, 10], np.float32).reshape(1, 2, 1, 1)
ONE_AND_TWO = np.array([1, 2, 1, 2], np.float32).reshape(2, 2, 1, 1)
"""From two channels in two groups to four, (in, out / groups, height, width)."""


TRANSPOSED = (
    Difference(
        "transposed-kernel",
        "The kernel of a transposed convolution",
        "Is a pixel replaced by the kernel as it stands, or by the kernel turned round?",
        (
            Case(
                "transposed-kernel",
                "transposed convolution with the kernel 1 2 / 3 4, stride 2",
                (row(1), FOUR),
                "1 2 / 3 4",
                lambda x, weight: F.conv2d_transpose(x, weight, stride=2),
                standard="1 2 / 3 4",
                meets=M.TRANSPOSED,
            ),
            Case(
                "transposed-dilation",
                "transposed convolution with the kernel 1 2 / 3 4, dilation 2",
                (FOUR, FOUR),
                "1 2 2 4 / 3 4 6 8 / 3 6 4 8 / 9 12 12 16",
                lambda x, weight: F.conv2d_transpose(x, weight, dilation=2),
                standard="1 2 2 4 / 3 4 6 8 / 3 6 4 8 / 9 12 12 16",
                meets=M.TRANSPOSED & M.DILATED,
            ),
            Case(
                "transposed-groups",
                "transposed convolution 1 × 1 in 2 groups, weights 1 2 in each",
                (TWO_PIXELS, ONE_AND_TWO),
                "1 / 2 / 10 / 20",
                lambda x, weight: F.conv2d_transpose(x, weight, groups=2),
                standard="1 / 2 / 10 / 20",
                meets=M.TRANSPOSED & M.GROUPED,
            ),
        ),
        "Every input pixel puts down the kernel as it stands, times its value: that is the "
        "gradient of the convolution, which gave the layer its name. Who computes it as a "
        "convolution of the spread input without turning the kernel puts it down turned round; "
        "the weights have the same shape, load without a word, and each patch is mirrored.",
        "Turn the kernel by 180° when you carry it over (`weight[..., ::-1, ::-1]`), or ask for "
        "the transposed kernel: `transpose_kernel=True` in Flax. Compare one pixel before you "
        "compare a network.",
        sources("PyTorch: ConvTranspose2d", "ONNX: ConvTranspose", "Keras: Conv2DTranspose"),
    ),
    Difference(
        "transposed-size",
        "The size behind a transposed convolution",
        "How large is its output, and which side gets or loses what is left over?",
        (
            Case(
                "transposed-output-padding",
                "transposed convolution 3 × 3 of ones, stride 2, padding 1, output_padding 1",
                (FOUR, ones(1, 1, 3, 3)),
                "1 3 2 2 / 4 10 6 6 / 3 7 4 4 / 3 7 4 4",
                lambda x, weight: F.conv2d_transpose(
                    x, weight, stride=2, padding=1, output_padding=1
                ),
                standard="1 3 2 2 / 4 10 6 6 / 3 7 4 4 / 3 7 4 4",
                meets=M.TRANSPOSED & M.LONGER,
            ),
            Case(
                "transposed-output-shape",
                "transposed convolution 3 × 3 of ones, stride 2, no padding, asked for 4 × 4",
                (FOUR, ones(1, 1, 3, 3)),
                "refused: output_size 4 cannot be reached: behind this padding the height can be "
                "5 to 6",
                lambda x, weight: F.conv2d_transpose(x, weight, stride=2, output_size=4),
                standard="1 3 2 2 / 4 10 6 6 / 3 7 4 4 / 3 7 4 4",
                meets=M.TRANSPOSED & M.OF_A_STATED_SIZE,
            ),
            Case(
                "transposed-stride-over-kernel",
                "transposed convolution 2 × 2 of ones, stride 3, no padding",
                (FOUR, ones(1, 1, 2, 2)),
                "1 1 0 2 2 / 1 1 0 2 2 / 0 0 0 0 0 / 3 3 0 4 4 / 3 3 0 4 4",
                lambda x, weight: F.conv2d_transpose(x, weight, stride=3),
                standard="1 1 0 2 2 / 1 1 0 2 2 / 0 0 0 0 0 / 3 3 0 4 4 / 3 3 0 4 4",
                meets=M.TRANSPOSED & M.GAPS,
            ),
        ),
        "(in − 1) · stride + dilation · (kernel − 1) + 1, minus the padding: the formula of "
        "PyTorch, PaddlePaddle and ONNX. output_padding keeps as many rows and columns more at "
        "the end, with what the kernels put there. An output size chooses among those that the "
        "padding allows. In ONNX it replaces the padding: what is too much is cut away, and the "
        "odd pixel at the beginning. VALID in TensorFlow, Keras, Flax and MindSpore never makes "
        "less than in · stride, with zeros where no kernel reaches.",
        "Write the padding and output_padding as numbers, and no output size. With a stride "
        "larger than the kernel, crop the zeros that VALID adds at the end.",
        sources(
            "PyTorch: ConvTranspose2d",
            "ONNX: ConvTranspose",
            "Keras: Conv2DTranspose",
            "TensorFlow: conv2d_transpose",
        ),
    ),
    Difference(
        "same-transposed",
        "SAME in a transposed convolution",
        "How large is the output, and which side is cut?",
        (
            Case(
                "same-transposed",
                "transposed convolution 3 × 3 of ones, stride 2, SAME",
                (FOUR, ones(1, 1, 3, 3)),
                "1 1 3 2 / 1 1 3 2 / 4 4 10 6 / 3 3 7 4",
                lambda x, weight: F.conv2d_transpose(x, weight, stride=2, padding="SAME"),
                standard="1 1 3 2 / 1 1 3 2 / 4 4 10 6 / 3 3 7 4",
                meets=M.TRANSPOSED & M.SAME,
            ),
            Case(
                "same-transposed-gaps",
                "transposed convolution 1 × 1 of a one, stride 2, SAME",
                (FOUR, ones(1, 1, 1, 1)),
                "1 0 2 0 / 0 0 0 0 / 3 0 4 0 / 0 0 0 0",
                lambda x, weight: F.conv2d_transpose(x, weight, stride=2, padding="SAME"),
                meets=M.TRANSPOSED & M.SAME & M.GAPS,
            ),
        ),
        "Stride times as large as the input, and the odd row and column are cut at the end: the "
        "gradient of a SAME convolution with the same stride, as TensorFlow and ONNX define it. "
        "With a stride larger than the kernel there is nothing to cut: zeros follow. For that "
        "the standard fixes the size, and leaves open where the zeros go.",
        "Let the layer pad nothing, and slice its output to the size you want: a slice means the "
        "same everywhere.",
        sources("ONNX: ConvTranspose", "TensorFlow: conv2d_transpose"),
    ),
)
