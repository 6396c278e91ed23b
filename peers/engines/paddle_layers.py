"""The cases as layers of PaddlePaddle: what it answers itself, and what it exports."""

import paddle
import paddle.nn.functional as F
from paddle import nn
from paddle_functions import FUNCTIONS

ONE_EACH, END, SAME = [0, 1], [0, 1, 0, 1], {"padding": "SAME"}
CEIL, COUNTED, LEFT_OUT = {"ceil_mode": True}, {"exclusive": False}, {"exclusive": True}


def continued(x, weight, mode):
    """Pad and convolve as Conv2D(padding_mode=…) does."""
    return F.conv2d(F.pad(x, [1, 1, 1, 1], mode=mode), weight)


WINDOWS = {
    "same-odd": lambda x, w: F.conv2d(x, w, **SAME),
    "same-stride": lambda x, w: F.conv2d(x, w, stride=2, **SAME),
    "same-by-number": lambda x, w: F.conv2d(x, w, stride=2, padding=ONE_EACH),
    "same-2d": lambda x, w: F.conv2d(x, w, stride=2, **SAME),
    "same-max": lambda x: F.max_pool2d(x, 3, 2, **SAME),
    "same-average": lambda x: F.avg_pool2d(x, 3, 2, **SAME),
    "same-average-even": lambda x: F.avg_pool2d(x, 3, 1, **SAME),
    "same-1x1": lambda x, w: F.conv2d(x, w, stride=2, **SAME),
    "same-1x1-last": lambda x, w: F.conv2d(x, w, stride=3, **SAME),
    "same-max-1x1": lambda x: F.max_pool2d(x, 1, 2, **SAME),
    "same-1x1-stride-3": lambda x: F.max_pool2d(x, 1, 3, **SAME),
    "same-dilation": lambda x, w: F.conv2d(x, w, dilation=2, **SAME),
    "same-conv-dilated-stride": lambda x, w: F.conv2d(x, w, stride=2, dilation=2, **SAME),
    "same-transposed": lambda x, w: F.conv2d_transpose(x, w, stride=2, **SAME),
    "same-transposed-gaps": lambda x, w: F.conv2d_transpose(x, w, stride=2, **SAME),
    "padding-order": lambda x, w: F.conv2d(x, w, padding=[0, 1, 0, 0]),
    "padding-function": lambda x: F.pad(x, [0, 1, 0, 0]),
    "no-fit-pool": lambda x: F.max_pool2d(x, 3),
    "no-fit-stride-1": lambda x: F.max_pool2d(x, 3, 1),
    "padding-whole-window": lambda x: F.max_pool2d(x, [1, 2], 2, [0, 2]),
    "padding-over-half": lambda x: F.max_pool2d(x, [1, 3], 1, [0, 2]),
    "conv-circular": lambda x, w: continued(x, w, "circular"),
    "conv-reflect": lambda x, w: continued(x, w, "reflect"),
    "conv-replicate": lambda x, w: continued(x, w, "replicate"),
    "conv-asymmetric": lambda x, w: F.conv2d(x, w, padding=END),
    "conv-flipped": lambda x, w: F.conv2d(x, w, padding=1),
    "conv-groups-order": lambda x, w: F.conv2d(x, w, groups=2),
    "conv-default-padding": F.conv2d,
    "conv-empty-batch": F.conv2d,
    "transposed-kernel": lambda x, w: F.conv2d_transpose(x, w, stride=2),
    "transposed-dilation": lambda x, w: F.conv2d_transpose(x, w, dilation=2),
    "transposed-groups": lambda x, w: F.conv2d_transpose(x, w, groups=2),
    "transposed-output-padding": lambda x, w: F.conv2d_transpose(
        x, w, stride=2, padding=1, output_padding=1
    ),
    "transposed-output-shape": lambda x, w: F.conv2d_transpose(x, w, stride=2, output_size=[4, 4]),
    "transposed-stride-over-kernel": lambda x, w: F.conv2d_transpose(x, w, stride=3),
}

POOLING = {
    "max-negative": lambda x: F.max_pool2d(x, [1, 2], 1, ONE_EACH),
    "max-negative-square": lambda x: F.max_pool2d(x, 3, 1, 1),
    "max-zeros-by-hand": lambda x: F.max_pool2d(F.pad(x, [1, 1, 0, 0]), [1, 2], 1),
    "max-minus-infinity": lambda x: F.max_pool2d(x, 1),
    "max-nan": lambda x: F.max_pool2d(x, [1, 2], 1),
    "max-nan-last": lambda x: F.max_pool2d(x, [1, 3]),
    "max-nan-global": lambda x: F.adaptive_max_pool2d(x, 1),
    "max-integers": lambda x: F.max_pool2d(x, 3, 1, 1),
    "max-integers-plain": lambda x: F.max_pool2d(x, 2),
    "max-defaults-stride": lambda x: F.max_pool2d(x, 2),
    "max-whole-image": lambda x: F.max_pool2d(x, 2),
    "max-index": lambda x: F.max_pool2d(x, 2, return_mask=True)[1].ravel(),
    "max-index-stride": lambda x: F.max_pool2d(x, 2, 1, return_mask=True)[1].ravel(),
    "max-index-batch": lambda x: F.max_pool2d(x, 2, return_mask=True)[1].ravel(),
    "max-index-padded": lambda x: F.max_pool2d(x, 2, 2, 1, return_mask=True)[0],
    "unpool-pair": lambda x: F.max_unpool2d(*F.max_pool2d(x, 2, return_mask=True), 2),
    "unpool": lambda x, index: F.max_unpool2d(x, index, 2),
    "average-default": lambda x: F.avg_pool2d(x, [1, 3], 1, ONE_EACH),
    "average-2d-default": lambda x: F.avg_pool2d(x, 3, 1, 1),
    "average-defaults-stride": lambda x: F.avg_pool2d(x, 2),
    "average-whole-image": lambda x: F.avg_pool2d(x, 2),
    "average-counted": lambda x: F.avg_pool2d(x, [1, 3], 1, ONE_EACH, **COUNTED),
    "average-same": lambda x: F.avg_pool2d(x, [1, 2], 1, "SAME", **COUNTED),
    "average-one-side": lambda x: F.avg_pool2d(x, [1, 2], 1, [0, 0, 0, 1], **COUNTED),
    "average-unequal-counted": lambda x: F.avg_pool2d(x, 2, 1, END, **COUNTED),
    "average-override": lambda x: F.avg_pool2d(x, [1, 2], 1, ONE_EACH, divisor_override=3),
    "average-override-counted": lambda x: F.avg_pool2d(
        x, [1, 2], 1, ONE_EACH, divisor_override=3, **COUNTED
    ),
    "average-divisor-sum": lambda x: F.avg_pool2d(x, 3, 1, 1, divisor_override=1),
    "average-half": lambda x: F.adaptive_avg_pool2d(x, 1),
    "average-bfloat16": lambda x: F.avg_pool2d(x.astype("bfloat16"), 32).astype("float32"),
    "average-nan": lambda x: F.avg_pool2d(x, 2),
    "average-integers": lambda x: F.avg_pool2d(x, 2),
    "average-ceil": lambda x: F.avg_pool2d(x, 3, 2, **CEIL),
    "average-ceil-counted": lambda x: F.avg_pool2d(x, 3, 2, **CEIL, **COUNTED),
    "average-ceil-padded": lambda x: F.avg_pool2d(x, 3, 2, 1, **CEIL, **COUNTED),
    "ceil-max": lambda x: F.max_pool2d(x, [1, 2], 2, ONE_EACH, **CEIL),
    "ceil-max-square": lambda x: F.max_pool2d(x, 2, 2, 1, **CEIL),
    "ceil-max-over": lambda x: F.max_pool2d(x, 3, 2, **CEIL),
    "ceil-max-one": lambda x: F.max_pool2d(x, 1, 2, **CEIL),
    "ceil-average": lambda x: F.avg_pool2d(x, [1, 2], 2, ONE_EACH, **CEIL, **LEFT_OUT),
    "ceil-average-square": lambda x: F.avg_pool2d(x, 2, 2, 1, **CEIL, **LEFT_OUT),
    "ceil-clipped": lambda x: F.avg_pool2d(x, [1, 3], 2, ONE_EACH, **CEIL, **COUNTED),
    "lp-negative": lambda x: F.lp_pool2d(x, 1, [1, 2]),
    "lp-three": lambda x: F.lp_pool2d(x, 3, [1, 2]),
    "lp-ceil": lambda x: F.lp_pool2d(x, 2, [1, 2], **CEIL),
    "adaptive-cells": lambda x: F.adaptive_avg_pool2d(x, [1, 3]),
    "adaptive-four-to-three": lambda x: F.adaptive_avg_pool2d(x, [1, 3]),
    "adaptive-seven-to-five": lambda x: F.adaptive_avg_pool2d(x, [1, 5]),
    "adaptive-enlarge": lambda x: F.adaptive_avg_pool2d(x, [1, 3]),
    "adaptive-square": lambda x: F.adaptive_avg_pool2d(x, 3),
    "adaptive-max": lambda x: F.adaptive_max_pool2d(x, 3),
}

LAYERS = {**WINDOWS, **POOLING, **FUNCTIONS}
NOT_EXPORTED = {
    "adaptive-enlarge",
    "bilinear-antialias",
    "celu",
    "float8-saturate",
    "lp-ceil",
    "lp-negative",
    "lp-three",
    "same-conv-dilated-stride",
    "same-dilation",
    "softplus-large",
    "softplus-threshold",
    "std-default",
    "unpool",
    "unpool-pair",
}
"""Most of these paddle2onnx 2.1.0 does not know."""

ARBITRARY = {
    "group-norm-epsilon",
    "group-norm-large",
    "leaky-default",
    "leaky-function-default",
    "leaky-slope-given",
    "pad-value",
}
"""Of these paddle2onnx 2.1.0 writes a number (a slope, a value, an ε) from somewhere in memory."""

BY_CHANCE = {"group-norm-order", "max-zeros-by-hand", "padding-function"}
"""Of these too, and now and then it is the right one: what comes out says nothing."""


class Layer(nn.Layer):
    """A layer as a network of its own: from x to y, with the other inputs of the case in it."""

    def __init__(self, function, weights):
        super().__init__()
        self.function = function
        for i, weight in enumerate(weights, 1):
            self.register_buffer(f"x{i}", weight)

    def forward(self, x):
        """Compute it."""
        return self.function(x, *self.buffers(include_sublayers=False))


def export(name, x, *weights, folder):
    """Write a layer as ONNX, by paddle2onnx."""
    path = folder / "paddle" / "onnx" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    layer = Layer(LAYERS[name], [paddle.to_tensor(weight) for weight in weights])
    layer.eval()
    given = paddle.static.InputSpec(x.shape, str(x.dtype), "x")
    try:
        paddle.onnx.export(layer, str(path), input_spec=[given], opset_version=17)
    except SystemExit:
        raise ValueError("paddle2onnx says no, and would end the process") from None
