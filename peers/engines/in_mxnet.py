# /// script
# requires-python = ">=3.8,<3.12"
# dependencies = ["mxnet==1.9.1", "numpy<1.24"]
# ///
"""The cases in Apache MXNet; its layers are Gluon's."""

import mxnet as mx
import numpy as np
from asking import Program
from mxnet import autograd, nd
from mxnet.gluon import nn
from mxnet_functions import FUNCTIONS, ready


def given(function):
    """Let a function of MXNet's arrays take and return NumPy's."""

    def asked(*arrays):
        try:
            y = function(*(nd.array(array, dtype=array.dtype) for array in arrays))
            return y.asnumpy() if isinstance(y, nd.NDArray) else y
        except mx.MXNetError as error:
            # Before it stands where in MXNet it happened.
            raise ValueError(str(error).rpartition("Error: ")[2]) from None

    return asked


def conv(x, weight, layer=nn.Conv2D, channels=None, **settings):
    size = (channels or len(weight), weight.shape[2:])
    made = ready(layer(*size, use_bias=False, in_channels=x.shape[1], **settings))
    made.weight.set_data(weight)
    return made(x)


def transposed(x, weight, groups=1, **settings):
    channels = weight.shape[1] * groups
    return conv(x, weight, nn.Conv2DTranspose, channels, groups=groups, **settings)


def largest(x, *rest, **settings):
    return nn.MaxPool2D(*rest, **settings)(x)


def average(x, *rest, **settings):
    return nn.AvgPool2D(*rest, **settings)(x)


def adaptive(x, size):
    return nd.contrib.AdaptiveAvgPooling2D(x, output_size=size)


def gradient(function):
    """Return the gradient of the sum of what the function gives, by its first argument."""

    def found(x, *rest):
        x.attach_grad()
        with autograd.record():
            y = function(x, *rest).sum()
        y.backward()
        return x.grad

    return found


def batch_norm(x, **settings):
    """Return what a layer gives in training, and the layer: the backward step is what keeps."""
    norm = ready(nn.BatchNorm(in_channels=x.shape[1], **settings))
    x.attach_grad()
    with autograd.record():
        y = norm(x)
    y.backward()
    return y, norm


def kept(x, **settings):
    norm = batch_norm(x, **settings)[1]
    return nd.concat(norm.running_mean.data(), norm.running_var.data(), dim=0)


def parameters(layer):
    return np.array(sum(value.data().size for value in layer.collect_params().values()))


def evaluated(x):
    norm = ready(nn.BatchNorm(in_channels=1))
    norm.running_var.set_data(nd.array([0.001]))
    return norm(x)


def defaults():
    norm = nn.BatchNorm()._kwargs
    return np.array([norm["momentum"], norm["eps"]])


ONE_EACH, TWO_EACH, CEIL = {"padding": (0, 1)}, {"padding": (0, 2)}, {"ceil_mode": True}
COUNTED, LEFT_OUT = {"count_include_pad": True}, {"count_include_pad": False}

# Padding is by numbers, the same at both ends: in two dimensions there is no SAME. There is no
# dilation, divisor or index in a pooling.
CASES = {
    "same-by-number": lambda x, w: conv(x, w, strides=2, **ONE_EACH),
    "conv-flipped": lambda x, w: conv(x, w, padding=1),
    "conv-empty-batch": conv,
    "conv-default-padding": conv,
    "conv-parameters": lambda: parameters(ready(nn.Conv2D(4, 3, in_channels=2))),
    "flatten-order": lambda x: nn.Flatten()(x),
    "max-whole-image": lambda x: largest(x, 2),
    "average-whole-image": lambda x: average(x, 2),
    "conv-groups-order": lambda x, w: conv(x, w, groups=2),
    "padding-order": lambda x, w: conv(x, w, padding=(0, 1, 0, 0)),
    "padding-function": lambda x: nd.pad(x, mode="constant", pad_width=(0, 1, 0, 0)),
    "pad-value": lambda x: nd.pad(
        x, mode="constant", pad_width=(0, 0, 0, 0, 0, 0, 1, 1), constant_value=5
    ),
    "transposed-kernel": lambda x, w: transposed(x, w, strides=2),
    "transposed-dilation": lambda x, w: transposed(x, w, dilation=2),
    "transposed-groups": lambda x, w: transposed(x, w, groups=2),
    "transposed-output-padding": lambda x, w: transposed(
        x, w, strides=2, padding=1, output_padding=1
    ),
    "transposed-output-shape": lambda x, w: nd.Deconvolution(
        x, w, kernel=(3, 3), stride=(2, 2), target_shape=(4, 4), num_filter=1
    ),
    "transposed-stride-over-kernel": lambda x, w: transposed(x, w, strides=3),
    "no-fit-pool": lambda x: largest(x, 3),
    "no-fit-stride-1": lambda x: largest(x, 3, 1),
    "no-fit-conv": conv,
    "padding-whole-window": lambda x: largest(x, (1, 2), 2, **TWO_EACH),
    "padding-over-half": lambda x: largest(x, (1, 3), 1, **TWO_EACH),
    "max-negative": lambda x: largest(x, (1, 2), 1, **ONE_EACH),
    "max-negative-square": lambda x: largest(x, 3, 1, 1),
    "max-zeros-by-hand": lambda x: largest(
        nd.pad(x, mode="constant", pad_width=(0, 0, 0, 0, 0, 0, 1, 1)), (1, 2), 1
    ),
    "max-minus-infinity": lambda x: largest(x, 1),
    "max-integers": lambda x: largest(x, 3, 1, 1),
    "max-integers-plain": lambda x: largest(x, 2),
    "max-nan": lambda x: largest(x, (1, 2), 1),
    "max-nan-last": lambda x: largest(x, (1, 3)),
    "max-nan-global": lambda x: nn.GlobalMaxPool2D()(x),
    "max-defaults-stride": lambda x: largest(x, 2),
    "average-defaults-stride": lambda x: average(x, 2),
    "lp-negative": lambda x: nd.Pooling(x, kernel=(1, 2), pool_type="lp", p_value=1),
    "lp-three": lambda x: nd.Pooling(x, kernel=(1, 2), pool_type="lp", p_value=3),
    "lp-ceil": lambda x: nd.Pooling(
        x,
        kernel=(1, 2),
        stride=(1, 2),
        pool_type="lp",
        p_value=2,
        pooling_convention="full",
    ),
    "global-lp": lambda x: nd.Pooling(x, global_pool=True, pool_type="lp", p_value=2),
    "average-default": lambda x: average(x, (1, 3), 1, **ONE_EACH),
    "average-counted": lambda x: average(x, (1, 3), 1, **ONE_EACH, **COUNTED),
    "average-2d-default": lambda x: average(x, 3, 1, 1),
    "average-half": lambda x: nn.GlobalAvgPool2D()(x),
    "average-nan": lambda x: average(x, 2),
    "average-integers": lambda x: average(x, 2),
    "ceil-max": lambda x: largest(x, (1, 2), 2, **ONE_EACH, **CEIL),
    "ceil-max-square": lambda x: largest(x, 2, 2, 1, **CEIL),
    "ceil-max-one": lambda x: largest(x, 1, 2, **CEIL),
    "ceil-max-over": lambda x: largest(x, 3, 2, **CEIL),
    "ceil-average": lambda x: average(x, (1, 2), 2, **ONE_EACH, **CEIL, **LEFT_OUT),
    "ceil-average-square": lambda x: average(x, 2, 2, 1, **CEIL, **LEFT_OUT),
    "ceil-clipped": lambda x: average(x, (1, 3), 2, **ONE_EACH, **CEIL, **COUNTED),
    "average-ceil": lambda x: average(x, 3, 2, **CEIL),
    "average-ceil-counted": lambda x: average(x, 3, 2, **CEIL, **COUNTED),
    "average-ceil-padded": lambda x: average(x, 3, 2, 1, **CEIL, **COUNTED),
    "adaptive-cells": lambda x: adaptive(x, (1, 3)),
    "adaptive-four-to-three": lambda x: adaptive(x, (1, 3)),
    "adaptive-seven-to-five": lambda x: adaptive(x, (1, 5)),
    "adaptive-enlarge": lambda x: adaptive(x, (1, 3)),
    "adaptive-square": lambda x: adaptive(x, 3),
    "relu-gradient-zero": gradient(nd.relu),
    "clip-gradient-bound": gradient(lambda x: nd.clip(x, 0, 6)),
    "abs-gradient-zero": gradient(nd.abs),
    "max-tie-gradient": gradient(lambda x: largest(x, 2)),
    "maximum-gradient-tie": gradient(nd.maximum),
    "average-gradient-corner": lambda x: gradient(lambda x: average(x, 3, 1, 1))(x)[0, 0, 0, 0],
    "batch-norm-kept": lambda x: kept(x, momentum=0.9),
    "batch-norm-translated": lambda x: kept(x, momentum=0.9),
    "batch-norm-evaluated": lambda x: batch_norm(x)[1](x),
    "batch-norm-defaults": defaults,
    "batch-norm-one-value": lambda x: batch_norm(x)[0],
    "batch-norm-four": kept,
    "batch-norm-fresh": lambda x: batch_norm(x)[0],
    "batch-norm-large": lambda x: batch_norm(x)[0],
    "batch-norm-epsilon": evaluated,
    "layer-norm-small": lambda x: ready(nn.LayerNorm())(x),
    "layer-norm-large": lambda x: ready(nn.LayerNorm())(x),
    "layer-norm-epsilon": lambda: np.array(nn.LayerNorm()._epsilon),
    "group-norm-large": lambda x: ready(nn.GroupNorm(1))(x),
    "group-norm-order": lambda x: ready(nn.GroupNorm(2))(x),
    "group-norm-epsilon": lambda x: ready(nn.GroupNorm(1, epsilon=1))(x),
    "instance-norm-one": lambda x: ready(nn.InstanceNorm())(x),
    "lrn": lambda x: nd.LRN(x, nsize=3, alpha=1, beta=1, knorm=1),
    "lrn-even": lambda x: nd.LRN(x, nsize=2, alpha=1, beta=1, knorm=1),
    "lrn-defaults": lambda x: nd.LRN(x, nsize=3),
    "linear-weight": lambda: nn.Dense(4, in_units=2).weight.shape,
    "linear-axes": lambda x: ready(nn.Dense(4))(x).shape,
    "conv-weight": lambda: nn.Conv2D(4, 3, in_channels=2).weight.shape,
    "depthwise-weight": lambda: nn.Conv2D(4, 3, in_channels=4, groups=4).weight.shape,
    "transposed-weight": lambda: nn.Conv2DTranspose(4, 3, in_channels=2).weight.shape,
}

PROGRAM = Program(
    "MXNet",
    mx.__version__,
    "framework",
    "mxnet.gluon.nn and mxnet.nd, on the CPU",
    cases={name: given(case) for name, case in (FUNCTIONS | CASES).items()},
)

if __name__ == "__main__":
    PROGRAM.main()
