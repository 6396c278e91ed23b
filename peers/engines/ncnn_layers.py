"""The cases as layers of ncnn, by the numbers that its files give the parameters.

Sizes and paddings are (height, width), as in the other programs; ncnn's numbers start with the
width. Pooling is in ceil mode where no mode is given.
"""

import numpy as np

MAX, AVERAGE = {0: 0}, {0: 1}
FULL, FLOOR, UPPER, LOWER = ({5: mode} for mode in range(4))
COUNTED = {6: 1}
SAME_UPPER, SAME_LOWER = -233, -234


def pair(number):
    """Return height and width."""
    return number if isinstance(number, tuple) else (number, number)


def square(numbers, value):
    """Set the parameters for (height, width)."""
    return dict(zip(numbers, pair(value), strict=True))


def pool(kind, size, stride=None, padding=None, **more):
    """Pool; what is not given is not written."""
    given = {**kind, **square((11, 1), size), **more.get("mode", {}), **more.get("count", {})}
    if stride is not None:
        given |= square((12, 2), stride)
    if padding is not None:
        given |= square((13, 3), padding)
    return "Pooling", given | more.get("ends", {})


def conv(size, stride=1, padding=0, dilation=1, more=(), kind="Convolution", outputs=1):
    """Convolve with a weight as it is stored: a word 0 in front says that it holds float32."""
    height, width = pair(size)
    given = {0: outputs, 1: width, 11: height, 6: outputs * height * width}
    sides = square((14, 4), padding) if padding not in (SAME_UPPER, SAME_LOWER) else {4: padding}
    steps = square((13, 3), stride) | square((12, 2), dilation)
    return kind, given | sides | steps | dict(more), lambda w: (np.int32(0), w)


def transposed(size, stride=1, padding=0, dilation=1, more=(), kind="Deconvolution", outputs=1):
    """Convolve transposed."""
    return conv(size, stride, padding, dilation, more, kind, outputs)


def adaptive(kind, height, width):
    return "Pooling", {**kind, 7: 1, 18: height, 8: width}


ONE_EACH = (0, 1)

LAYERS = {
    "same-odd": conv((1, 2), padding=SAME_UPPER),
    "same-odd-lower": conv((1, 2), padding=SAME_LOWER),
    "same-stride": conv((1, 3), 2, SAME_UPPER),
    "same-stride-lower": conv((1, 3), 2, SAME_LOWER),
    "same-by-number": conv((1, 3), 2, ONE_EACH),
    "same-2d": conv(3, 2, SAME_UPPER),
    "same-2d-lower": conv(3, 2, SAME_LOWER),
    "same-max": pool(MAX, 3, 2, mode=UPPER),
    "same-max-lower": pool(MAX, 3, 2, mode=LOWER),
    "same-average": pool(AVERAGE, 3, 2, mode=UPPER),
    "same-average-lower": pool(AVERAGE, 2, 1, mode=LOWER),
    "same-1x1": conv(1, 2, SAME_UPPER),
    "same-1x1-last": conv(1, 3, SAME_UPPER),
    "same-max-1x1": pool(MAX, 1, 2, mode=UPPER),
    "same-average-even": pool(AVERAGE, 3, 1, mode=UPPER),
    "same-transposed-gaps": transposed(1, 2, SAME_UPPER),
    "conv-default-padding": conv(3),
    "max-whole-image": pool(MAX, 2, 2),
    "average-whole-image": pool(AVERAGE, 2, 2),
    "bilinear-aligned-scale": ("Interp", {0: 2, 1: 1.0, 2: 1.5, 6: 1}),
    "reduce-l1": ("Reduction", {0: 7, 1: 0, -23303: "1,2", 4: 1, 5: 1}),
    "reduce-l2": ("Reduction", {0: 8, 1: 0, -23303: "1,2", 4: 1, 5: 1}),
    "same-1x1-stride-3": pool(MAX, 1, 3, mode=UPPER),
    "same-dilation": conv((1, 2), 1, SAME_UPPER, 2),
    "same-conv-dilated-stride": conv(3, 2, SAME_UPPER, 2),
    "same-transposed": transposed(3, 2, SAME_UPPER),
    "padding-function": ("Padding", {0: 0, 1: 1, 2: 0, 3: 0}),
    "no-fit-pool": pool(MAX, 3, 3),
    "no-fit-conv": conv(4),
    "padding-whole-window": pool(MAX, (1, 2), 2, (0, 2)),
    "padding-over-half": pool(MAX, (1, 3), 1, (0, 2)),
    "conv-asymmetric": conv(2, more={15: 1, 16: 1}),
    "conv-flipped": conv(3, padding=1),
    "conv-groups-order": conv(1, more={7: 2}, kind="ConvolutionDepthWise", outputs=4),
    "transposed-kernel": transposed(2, 2),
    "transposed-dilation": transposed(2, dilation=2),
    "transposed-groups": transposed(1, more={7: 2}, kind="DeconvolutionDepthWise", outputs=4),
    "transposed-output-padding": transposed(3, 2, 1, more={18: 1, 19: 1}),
    "transposed-output-shape": transposed(3, 2, SAME_UPPER, more={20: 4, 21: 4}),
    "transposed-stride-over-kernel": transposed(2, 3),
    "max-negative": pool(MAX, (1, 2), 1, ONE_EACH),
    "max-negative-square": pool(MAX, 3, 1, 1),
    "max-minus-infinity": pool(MAX, 1, 1),
    "max-nan": pool(MAX, (1, 2), 1),
    "max-nan-last": pool(MAX, (1, 3), 3),
    "max-nan-global": ("Pooling", MAX | {4: 1}),
    "max-defaults-stride": pool(MAX, 2),
    "average-defaults-stride": pool(AVERAGE, 2),
    "average-default": pool(AVERAGE, (1, 3), 1, ONE_EACH),
    "average-2d-default": pool(AVERAGE, 3, 1, 1),
    "average-counted": pool(AVERAGE, (1, 3), 1, ONE_EACH, count=COUNTED),
    "average-same": pool(AVERAGE, (1, 2), 1, mode=UPPER, count=COUNTED),
    "average-one-side": pool(AVERAGE, (1, 2), 1, ends={14: 1}, count=COUNTED),
    "average-unequal-counted": pool(AVERAGE, 2, 1, ends={14: 1, 15: 1}, count=COUNTED),
    "average-nan": pool(AVERAGE, 2, 2),
    "average-ceil": pool(AVERAGE, 3, 2, mode=FULL),
    "average-ceil-counted": pool(AVERAGE, 3, 2, mode=FULL, count=COUNTED),
    "average-ceil-padded": pool(AVERAGE, 3, 2, 1, mode=FULL, count=COUNTED),
    "ceil-max": pool(MAX, (1, 2), 2, ONE_EACH, mode=FULL),
    "ceil-max-square": pool(MAX, 2, 2, 1, mode=FULL),
    "ceil-max-over": pool(MAX, 3, 2, mode=FULL),
    "ceil-max-one": pool(MAX, 1, 2, mode=FULL),
    "ceil-average": pool(AVERAGE, (1, 2), 2, ONE_EACH, mode=FULL),
    "ceil-average-square": pool(AVERAGE, 2, 2, 1, mode=FULL),
    "ceil-clipped": pool(AVERAGE, (1, 3), 2, ONE_EACH, mode=FULL, count=COUNTED),
    "adaptive-cells": adaptive(AVERAGE, 1, 3),
    "adaptive-four-to-three": adaptive(AVERAGE, 1, 3),
    "adaptive-seven-to-five": adaptive(AVERAGE, 1, 5),
    "adaptive-enlarge": adaptive(AVERAGE, 1, 3),
    "adaptive-square": adaptive(AVERAGE, 3, 3),
    "adaptive-max": adaptive(MAX, 3, 3),
    "batch-norm-epsilon": ("BatchNorm", {0: 1}, lambda: [np.array([1, 0, 0.001, 0], np.float32)]),
    "layer-norm-small": ("LayerNorm", {0: 2, 2: 0}),
    "layer-norm-large": ("LayerNorm", {0: 4, 2: 0}),
    "group-norm-large": ("GroupNorm", {0: 1, 1: 1, 3: 0}),
    "group-norm-order": ("GroupNorm", {0: 2, 1: 4, 3: 0}),
    "instance-norm-one": ("InstanceNorm", {0: 1, 2: 0}),
    "lrn": ("LRN", {0: 0, 1: 3, 2: 1.0, 3: 1.0, 4: 1.0}),
    "lrn-even": ("LRN", {0: 0, 1: 2, 2: 1.0, 3: 1.0, 4: 1.0}),
    "lrn-defaults": ("LRN", {1: 3}),
    "gelu-default": ("GELU", {}),
    "gelu-tanh": ("GELU", {0: 1}),
    "hard-sigmoid": ("HardSigmoid", {}),
    "hard-sigmoid-nan": ("HardSigmoid", {}),
    "hard-swish": ("HardSwish", {}),
    "softmax-default-axis": ("Softmax", {}),
    "softmax-nan": ("Softmax", {0: 2, 1: 1}),
    "elu-default": ("ELU", {}),
    "selu": ("SELU", {}),
    "celu": ("CELU", {0: 2.0}),
    "swish": ("Swish", {}),
    "relu-nan": ("ReLU", {}),
    "clip-nan": ("Clip", {0: 0.0, 1: 6.0}),
    "sigmoid-large": ("Sigmoid", {}),
    "softplus-large": ("Softplus", {}),
    "nearest-enlarge": ("Interp", {0: 1, 3: 1, 4: 5}),
    "nearest-floor": ("Interp", {0: 1, 3: 1, 4: 5}),
    "nearest-scale": ("Interp", {0: 1, 1: 1.0, 2: 2.6}),
    "bilinear-default": ("Interp", {0: 2, 3: 1, 4: 4}),
    "bilinear-aligned": ("Interp", {0: 2, 3: 1, 4: 4, 6: 1}),
    "bilinear-shrink": ("Interp", {0: 2, 3: 2, 4: 2}),
    "bilinear-scale": ("Interp", {0: 2, 1: 0.6, 2: 0.6}),
    "bilinear-scale-large": ("Interp", {0: 2, 1: 1.0, 2: 1.7}),
    "bicubic-default": ("Interp", {0: 3, 3: 1, 4: 8}),
    "bicubic-shrink": ("Interp", {0: 3, 3: 2, 4: 2}),
    "pixel-shuffle": ("PixelShuffle", {0: 2}),
    "depth-to-space": ("PixelShuffle", {0: 2}),
    "leaky-slope-given": ("ReLU", {0: 0.2}),
    "pad-value": ("Padding", {0: 0, 1: 0, 2: 1, 3: 1, 5: 5.0}),
    "hardtanh-bounds": ("Clip", {0: -2.0, 1: 3.0}),
    "elu-alpha": ("ELU", {0: 2.0}),
    "group-norm-epsilon": ("GroupNorm", {0: 1, 1: 2, 2: 1.0, 3: 0}),
    "flatten-order": ("Flatten", {}),
    "round-half": ("UnaryOp", {0: 18}),
    "quantize-half": ("Quantize", {0: 1}, lambda: [np.float32(1)]),
    "quantize-saturate": ("Quantize", {0: 1}, lambda: [np.float32(1)]),
    "quantize-huge": ("Quantize", {0: 1}, lambda: [np.float32(1)]),
    "quantize-nan": ("Quantize", {0: 1}, lambda: [np.float32(1)]),
}
