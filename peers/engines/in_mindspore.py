# /// script
# requires-python = ">=3.9,<3.13"
# dependencies = ["mindspore==2.10.0", "numpy<2"]
# ///
"""The cases in MindSpore."""

import re

import mindspore as ms
import numpy as np
from asking import Program
from mindspore import Tensor, nn, ops
from mindspore_functions import FUNCTIONS


def given(function):
    """Let a function of tensors take and return arrays."""

    def asked(*arrays):
        try:
            y = function(*map(Tensor, arrays))
        except (RuntimeError, TypeError, ValueError) as error:
            # Between lines of dashes; behind the last of them stands where in MindSpore it was.
            parts = re.split(r"-{9,}\n?", str(error))
            said = next(part for part in parts if part.strip() and "Kernel select" not in part)
            raise type(error)(said.partition("\nnode:")[0]) from None
        return y.asnumpy() if isinstance(y, Tensor) else y

    return asked


def conv(x, weight, **settings):
    made = nn.Conv2d(x.shape[1], weight.shape[0], weight.shape[2:], **settings)
    made.weight.set_data(weight)
    return made(x)


def transposed(x, weight, group=1, **settings):
    layer = nn.Conv2dTranspose(
        x.shape[1], weight.shape[1] * group, weight.shape[2:], group=group, **settings
    )
    layer.weight.set_data(weight)
    return layer(x)


def largest(x, kernel_size, stride=1, padding=None, **settings):
    return nn.MaxPool2d(kernel_size, stride, **by_number(padding), **settings)(x)


def average(x, kernel_size, stride=1, padding=None, **settings):
    return nn.AvgPool2d(kernel_size, stride, **by_number(padding), **settings)(x)


def by_number(padding):
    return {} if padding is None else {"pad_mode": "pad", "padding": padding}


def batch_norm(x, **settings):
    """Return what a layer gives in training, and the layer."""
    norm = nn.BatchNorm2d(x.shape[1], **settings)
    norm.set_train()
    return norm(x), norm


def kept(x, **settings):
    norm = batch_norm(x, **settings)[1]
    return ops.concat([norm.moving_mean, norm.moving_variance])


def defaults():
    # The layer keeps the share of the new batch; the argument is the share that stays.
    norm = nn.BatchNorm2d(1)
    return np.array([1 - norm.momentum, norm.eps])


def parameters(layer):
    return np.array(sum(parameter.size for parameter in layer.get_parameters()))


def evaluated(x):
    norm = nn.BatchNorm2d(1).set_train(False)
    norm.moving_variance.set_data(Tensor([0.001], ms.float32))
    return norm(x)


def gradient(function):
    """Return the gradient of the sum of what the function gives, by its first argument."""
    return ms.grad(lambda *inputs: function(*inputs).sum())


VALID = {"pad_mode": "valid"}
ONE_EACH, TWO_EACH, CEIL = (0, 1), (0, 2), {"ceil_mode": True}
COUNTED, LEFT_OUT = {"count_include_pad": True}, {"count_include_pad": False}

# A convolution's padding is SAME unless said, a pooling's VALID, and its stride 1. SAME has no
# other side; a pooling's numbers are the same at both ends.
CASES = {
    "same-odd": conv,
    "same-stride": lambda x, w: conv(x, w, stride=2),
    "same-by-number": lambda x, w: conv(x, w, stride=2, **by_number((0, 0, 1, 1))),
    "same-2d": lambda x, w: conv(x, w, stride=2),
    "same-max": lambda x: nn.MaxPool2d(3, 2, pad_mode="same")(x),
    "same-average": lambda x: nn.AvgPool2d(3, 2, pad_mode="same")(x),
    "same-average-even": lambda x: nn.AvgPool2d(3, 1, pad_mode="same")(x),
    "same-1x1": lambda x, w: conv(x, w, stride=2),
    "same-1x1-stride-3": lambda x: nn.MaxPool2d(1, 3, pad_mode="same")(x),
    "same-1x1-last": lambda x, w: conv(x, w, stride=3),
    "same-max-1x1": lambda x: nn.MaxPool2d(1, 2, pad_mode="same")(x),
    "same-dilation": lambda x, w: conv(x, w, dilation=2),
    "same-conv-dilated-stride": lambda x, w: conv(x, w, stride=2, dilation=2),
    "same-transposed": lambda x, w: transposed(x, w, stride=2),
    "same-transposed-gaps": lambda x, w: transposed(x, w, stride=2),
    "padding-order": lambda x, w: conv(x, w, **by_number((0, 1, 0, 0))),
    "padding-function": lambda x: ops.pad(x, (0, 1, 0, 0)),
    "pad-negative": lambda x: ops.pad(x, (-1, -1, -1, -1)),
    "pad-value": lambda x: ops.pad(x, (1, 1), value=5),
    "transposed-kernel": lambda x, w: transposed(x, w, stride=2, **VALID),
    "transposed-dilation": lambda x, w: transposed(x, w, dilation=2, **VALID),
    "transposed-groups": lambda x, w: transposed(x, w, 2, **VALID),
    "transposed-output-padding": lambda x, w: transposed(
        x, w, stride=2, output_padding=1, **by_number(1)
    ),
    "transposed-stride-over-kernel": lambda x, w: transposed(x, w, stride=3, **VALID),
    "no-fit-pool": lambda x: largest(x, 3, 3),
    "no-fit-stride-1": lambda x: largest(x, 3),
    "no-fit-conv": lambda x, w: conv(x, w, **VALID),
    "padding-whole-window": lambda x: largest(x, (1, 2), 2, TWO_EACH),
    "padding-over-half": lambda x: largest(x, (1, 3), 1, TWO_EACH),
    "conv-asymmetric": lambda x, w: conv(x, w, **by_number((0, 1, 0, 1))),
    "conv-flipped": lambda x, w: conv(x, w, **by_number(1)),
    "conv-groups-order": lambda x, w: conv(x, w, group=2),
    "conv-empty-batch": lambda x, w: conv(x, w, **VALID),
    "conv-default-padding": conv,
    "conv-parameters": lambda: parameters(nn.Conv2d(2, 4, 3)),
    "flatten-order": lambda x: nn.Flatten()(x),
    "max-whole-image": lambda x: largest(x, 2),
    "average-whole-image": lambda x: average(x, 2),
    "max-negative": lambda x: largest(x, (1, 2), 1, ONE_EACH),
    "max-negative-square": lambda x: largest(x, 3, 1, 1),
    "max-zeros-by-hand": lambda x: largest(ops.pad(x, (1, 1)), (1, 2)),
    "max-minus-infinity": lambda x: largest(x, 1),
    "max-integers": lambda x: largest(x, 3, 1, 1),
    "max-integers-plain": lambda x: largest(x, 2, 2),
    "max-nan": lambda x: largest(x, (1, 2)),
    "max-nan-last": lambda x: largest(x, (1, 3)),
    "max-nan-global": lambda x: nn.AdaptiveMaxPool2d(1)(x),
    "max-defaults-stride": lambda x: largest(x, 2),
    "average-defaults-stride": lambda x: average(x, 2),
    "max-dilated": lambda x: largest(x, 2, 1, 0, dilation=2),
    "lp-negative": lambda x: nn.LPPool2d(1, (1, 2))(x),
    "lp-three": lambda x: nn.LPPool2d(3, (1, 2))(x),
    "lp-ceil": lambda x: nn.LPPool2d(2, (1, 2), ceil_mode=True)(x),
    "average-default": lambda x: average(x, (1, 3), 1, ONE_EACH),
    "average-counted": lambda x: average(x, (1, 3), 1, ONE_EACH, **COUNTED),
    "average-same": lambda x: nn.AvgPool2d((1, 2), pad_mode="same", **COUNTED)(x),
    "average-2d-default": lambda x: average(x, 3, 1, 1),
    "average-half": lambda x: nn.AdaptiveAvgPool2d(1)(x),
    "average-bfloat16": lambda x: average(x.astype(ms.bfloat16), 32),
    "average-nan": lambda x: average(x, 2),
    "average-integers": lambda x: average(x, 2),
    "average-override": lambda x: average(x, (1, 2), 1, ONE_EACH, divisor_override=3, **LEFT_OUT),
    "average-override-counted": lambda x: average(
        x, (1, 2), 1, ONE_EACH, divisor_override=3, **COUNTED
    ),
    "average-divisor-sum": lambda x: average(x, 3, 1, 1, divisor_override=1, **LEFT_OUT),
    "ceil-max": lambda x: largest(x, (1, 2), 2, ONE_EACH, **CEIL),
    "ceil-max-square": lambda x: largest(x, 2, 2, 1, **CEIL),
    "ceil-max-one": lambda x: largest(x, 1, 2, 0, **CEIL),
    "ceil-max-over": lambda x: largest(x, 3, 2, 0, **CEIL),
    "ceil-average": lambda x: average(x, (1, 2), 2, ONE_EACH, **CEIL, **LEFT_OUT),
    "ceil-average-square": lambda x: average(x, 2, 2, 1, **CEIL, **LEFT_OUT),
    "ceil-clipped": lambda x: average(x, (1, 3), 2, ONE_EACH, **CEIL, **COUNTED),
    "average-ceil": lambda x: average(x, 3, 2, 0, **CEIL),
    "average-ceil-counted": lambda x: average(x, 3, 2, 0, **CEIL, **COUNTED),
    "average-ceil-padded": lambda x: average(x, 3, 2, 1, **CEIL, **COUNTED),
    "max-index": lambda x: largest(x, 2, 2, 0, return_indices=True)[1].ravel(),
    "max-index-stride": lambda x: largest(x, 2, 1, 0, return_indices=True)[1].ravel(),
    "max-index-batch": lambda x: largest(x, 2, 2, 0, return_indices=True)[1].ravel(),
    "unpool-pair": lambda x: nn.MaxUnpool2d(2)(*largest(x, 2, 2, 0, return_indices=True)),
    "max-index-padded": lambda x: largest(x, 2, 2, 1, return_indices=True)[0],
    "unpool": lambda x, places: nn.MaxUnpool2d(2)(x, places),
    "adaptive-cells": lambda x: nn.AdaptiveAvgPool2d((1, 3))(x),
    "adaptive-four-to-three": lambda x: nn.AdaptiveAvgPool2d((1, 3))(x),
    "adaptive-seven-to-five": lambda x: nn.AdaptiveAvgPool2d((1, 5))(x),
    "adaptive-enlarge": lambda x: nn.AdaptiveAvgPool2d((1, 3))(x),
    "adaptive-square": lambda x: nn.AdaptiveAvgPool2d(3)(x),
    "adaptive-max": lambda x: nn.AdaptiveMaxPool2d(3)(x),
    "relu-gradient-zero": gradient(nn.ReLU()),
    "relu6-gradient-bound": gradient(nn.ReLU6()),
    "clip-gradient-bound": gradient(lambda x: ops.clamp(x, 0, 6)),
    "abs-gradient-zero": gradient(ops.abs),
    "max-tie-gradient": gradient(lambda x: largest(x, 2)),
    "maximum-gradient-tie": gradient(ops.maximum),
    "average-gradient-corner": lambda x: gradient(lambda x: average(x, 3, 1, 1))(x)[0, 0, 0, 0],
    "batch-norm-kept": lambda x: kept(x, momentum=0.9),
    "batch-norm-translated": lambda x: kept(x, momentum=0.9),
    "batch-norm-evaluated": lambda x: batch_norm(x)[1].set_train(False)(x),
    "batch-norm-defaults": defaults,
    "batch-norm-one-value": lambda x: batch_norm(x)[0],
    "batch-norm-four": kept,
    "batch-norm-fresh": lambda x: batch_norm(x)[0],
    "batch-norm-large": lambda x: batch_norm(x)[0],
    "batch-norm-epsilon": evaluated,
    "layer-norm-small": lambda x: nn.LayerNorm(x.shape[3:])(x),
    "layer-norm-large": lambda x: nn.LayerNorm(x.shape[3:])(x),
    "layer-norm-epsilon": lambda: np.array(nn.LayerNorm((1,)).epsilon),
    "group-norm-large": lambda x: nn.GroupNorm(1, 1)(x),
    "group-norm-order": lambda x: nn.GroupNorm(2, 4)(x),
    "group-norm-epsilon": lambda x: nn.GroupNorm(1, 2, eps=1.0)(x),
    "instance-norm-one": lambda x: nn.InstanceNorm2d(1)(x),
    "lrn": lambda x: nn.LRN(1, 1.0, 1.0, 1.0)(x),
    "lrn-defaults": lambda x: nn.LRN(1)(x),
    "linear-weight": lambda: nn.Dense(2, 4).weight.shape,
    "linear-axes": lambda x: nn.Dense(3, 4)(x).shape,
    "conv-weight": lambda: nn.Conv2d(2, 4, 3).weight.shape,
    "depthwise-weight": lambda: nn.Conv2d(4, 4, 3, group=4).weight.shape,
    "transposed-weight": lambda: nn.Conv2dTranspose(2, 4, 3).weight.shape,
}

PROGRAM = Program(
    "MindSpore",
    ms.__version__,
    "framework",
    "mindspore.nn and mindspore.ops, on the CPU",
    cases={name: given(case) for name, case in (FUNCTIONS | CASES).items()},
)

if __name__ == "__main__":
    PROGRAM.main()
