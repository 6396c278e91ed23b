"""The cases of MindSpore's layers and functions that have no window."""

import mindspore as ms
import numpy as np
from mindspore import nn, ops


def bilinear(**settings):
    return lambda x: ops.interpolate(x, mode="bilinear", **settings)


FUNCTIONS = {
    "nearest-enlarge": lambda x: ops.interpolate(x, (1, 5)),
    "nearest-exact": lambda x: ops.interpolate(x, (1, 5), mode="nearest-exact"),
    "nearest-scale": lambda x: ops.interpolate(x, scale_factor=(1.0, 2.6)),
    "upsample-defaults": lambda x: nn.Upsample(scale_factor=2.0)(x),
    "bilinear-default": bilinear(size=(1, 4)),
    "bilinear-aligned": bilinear(size=(1, 4), align_corners=True),
    "bilinear-shrink": bilinear(size=(2, 2)),
    "bilinear-scale": bilinear(scale_factor=(0.6, 0.6)),
    "bilinear-scale-large": bilinear(scale_factor=(1.0, 1.7)),
    "bicubic-default": lambda x: ops.interpolate(x, (1, 8), mode="bicubic"),
    "bicubic-shrink": lambda x: ops.interpolate(x, (2, 2), mode="bicubic"),
    "area": lambda x: ops.interpolate(x, (2, 2), mode="area"),
    "pixel-shuffle": lambda x: nn.PixelShuffle(2)(x),
    "depth-to-space": lambda x: ops.DepthToSpace(2)(x),
    "leaky-default": lambda x: nn.LeakyReLU()(x),
    "leaky-function-default": ops.leaky_relu,
    "leaky-slope-given": lambda x: nn.LeakyReLU(0.2)(x),
    "hardtanh-bounds": lambda x: nn.Hardtanh(-2, 3)(x),
    "elu-alpha": lambda x: nn.ELU(2.0)(x),
    "prelu-default": lambda x: nn.PReLU()(x),
    "gelu-default": lambda x: nn.GELU()(x),
    "gelu-function-default": ops.gelu,
    "gelu-tanh": lambda x: nn.GELU(approximate=True)(x),
    "hard-sigmoid": lambda x: nn.HSigmoid()(x),
    "hard-swish": lambda x: nn.HSwish()(x),
    "softmax-default-axis": lambda x: nn.Softmax()(x),
    "elu-default": lambda x: nn.ELU()(x),
    "selu": lambda x: nn.SeLU()(x),
    "celu": lambda x: nn.CELU(2.0)(x),
    "swish": lambda x: nn.SiLU()(x),
    "hardtanh-default": lambda x: nn.Hardtanh()(x),
    "threshold": lambda x: nn.Threshold(1.0, 0.0)(x),
    "relu-nan": lambda x: nn.ReLU()(x),
    "relu6-nan": lambda x: nn.ReLU6()(x),
    "clip-nan": lambda x: ops.clamp(x, 0, 6),
    "hard-sigmoid-nan": lambda x: nn.HSigmoid()(x),
    "softmax-nan": ops.softmax,
    "sign-nan": ops.sign,
    "argmax-nan": lambda x: ops.argmax(x, -1),
    "argmax-tie": lambda x: ops.argmax(x, -1),
    "sigmoid-large": ops.sigmoid,
    "softplus-large": ops.softplus,
    "log-softmax-minus-infinity": ops.log_softmax,
    "log-softmax-large": ops.log_softmax,
    "softplus-threshold": lambda x: ops.softplus(x, 2, 3),
    "reduce-l2": lambda x: ops.norm(x, dim=-1, keepdim=True),
    "reduce-l1": lambda x: ops.norm(x, 1, dim=-1, keepdim=True),
    "relu-negative-zero": lambda x: np.signbit(ops.relu(x).asnumpy()),
    "integer-division": lambda x: x / 2,
    "floor-divide": lambda x: ops.floor_divide(x, 2),
    "modulo": lambda x: x % 3,
    "round-half": ops.round,
    "dropout-one": lambda x: nn.Dropout(p=1.0).set_train()(x),
    "dropout-share": lambda x: nn.Dropout(0.25).set_train()(x).max(),
    "cast-saturate": lambda x: x.astype(ms.int8),
}
