"""The cases of MXNet's layers and functions that have no window."""

import numpy as np
from mxnet import autograd, nd
from mxnet.gluon import nn
from mxnet.gluon.contrib.nn import PixelShuffle2D


def ready(layer):
    """Let a layer have its parameters."""
    layer.initialize()
    return layer


def trained(layer):
    """Let a layer do what it does in training."""

    def asked(x):
        with autograd.train_mode():
            return layer(x)

    return asked


def bilinear(**settings):
    return lambda x: nd.contrib.BilinearResize2D(x, **settings)


FUNCTIONS = {
    "upsample-defaults": lambda x: nd.UpSampling(x, scale=2, sample_type="nearest"),
    "bilinear-default": bilinear(height=1, width=4),
    "bilinear-aligned": bilinear(height=1, width=4, align_corners=True),
    "bilinear-shrink": bilinear(height=2, width=2),
    "bilinear-scale": bilinear(scale_height=0.6, scale_width=0.6),
    "bilinear-scale-large": bilinear(scale_height=1, scale_width=1.7),
    "bilinear-aligned-scale": bilinear(scale_height=1, scale_width=1.5, align_corners=True),
    "pixel-shuffle": lambda x: PixelShuffle2D(2)(x),
    "depth-to-space": lambda x: nd.depth_to_space(x, 2),
    "leaky-function-default": nd.LeakyReLU,
    "leaky-slope-given": lambda x: nn.LeakyReLU(0.2)(x),
    "elu-alpha": lambda x: nn.ELU(2)(x),
    "prelu-default": lambda x: ready(nn.PReLU())(x),
    "prelu-axis": lambda x, slope: nd.LeakyReLU(x, slope, act_type="prelu"),
    "gelu-default": lambda x: nn.GELU()(x),
    "gelu-function-default": lambda x: nd.LeakyReLU(x, act_type="gelu"),
    "hard-sigmoid": nd.hard_sigmoid,
    "softmax-default-axis": nd.softmax,
    "elu-default": lambda x: nn.ELU()(x),
    "selu": lambda x: nn.SELU()(x),
    "swish": lambda x: nn.Swish()(x),
    "relu-nan": nd.relu,
    "clip-nan": lambda x: nd.clip(x, 0, 6),
    "hard-sigmoid-nan": nd.hard_sigmoid,
    "softmax-nan": nd.softmax,
    "sign-nan": nd.sign,
    "argmax-nan": lambda x: nd.argmax(x, axis=3),
    "argmax-tie": lambda x: nd.argmax(x, axis=3),
    "sigmoid-large": nd.sigmoid,
    "softplus-large": lambda x: nd.Activation(x, act_type="softrelu"),
    "log-softmax-minus-infinity": nd.log_softmax,
    "log-softmax-large": nd.log_softmax,
    "reduce-l2": lambda x: nd.norm(x, axis=3, keepdims=True),
    "reduce-l1": lambda x: nd.norm(x, ord=1, axis=3, keepdims=True),
    "relu-negative-zero": lambda x: np.signbit(nd.relu(x).asnumpy()),
    "integer-division": lambda x: x / 2,
    "modulo": lambda x: x % 3,
    "round-half": nd.round,
    "dropout-one": trained(nn.Dropout(1.0)),
    "dropout-share": lambda x: trained(nn.Dropout(0.25))(x).max(),
    "cast-saturate": lambda x: x.astype("int8"),
}
