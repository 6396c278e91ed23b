# /// script
# requires-python = ">=3.11"
# dependencies = ["paddlepaddle==3.3.1", "paddle2onnx==2.1.0", "packaging"]
# ///
"""The cases in PaddlePaddle, which exports its layers for others as well."""

import numpy as np
import paddle
import paddle.nn.functional as F
from asking import Program
from paddle import nn
from paddle_layers import ARBITRARY, BY_CHANCE, LAYERS, NOT_EXPORTED, export


def given(function):
    """Let a function of tensors take arrays."""
    return lambda *arrays: function(*map(paddle.to_tensor, arrays))


def kept(x, **options):
    norm = nn.BatchNorm2D(1, **options)
    norm(x)
    return np.concatenate([norm._mean.numpy(), norm._variance.numpy()])


def evaluated(x):
    norm = nn.BatchNorm2D(1)
    norm(x)
    norm.eval()
    return norm(x)


def defaults():
    norm = nn.BatchNorm2D(1)
    return np.array([norm._momentum, norm._epsilon])


def gradient(function):
    """Return the gradient of the sum of what comes out, by the first input."""

    def asked(x, *others):
        x.stop_gradient = False
        function(x, *others).sum().backward()
        return x.grad

    return asked


# What is asked of a layer, and is none itself.
CASES = {
    "relu-gradient-zero": gradient(F.relu),
    "relu6-gradient-bound": gradient(F.relu6),
    "clip-gradient-bound": gradient(lambda x: paddle.clip(x, 0, 6)),
    "abs-gradient-zero": gradient(paddle.abs),
    "max-tie-gradient": gradient(lambda x: F.max_pool2d(x, 2)),
    "maximum-gradient-tie": gradient(paddle.maximum),
    "average-gradient-corner": lambda x: gradient(lambda x: F.avg_pool2d(x, 3, 1, 1))(x)[
        0, 0, 0, 0
    ],
    "batch-norm-four": kept,
    "batch-norm-kept": lambda x: kept(x, momentum=0.9),
    "batch-norm-translated": lambda x: kept(x, momentum=0.9),
    "batch-norm-evaluated": evaluated,
    "batch-norm-defaults": defaults,
    "batch-norm-one-value": lambda x: nn.BatchNorm2D(1)(x),
    "layer-norm-epsilon": lambda: np.array([nn.LayerNorm(1)._epsilon]),
    "linear-weight": lambda: tuple(nn.Linear(2, 4).weight.shape),
    "linear-axes": lambda x: tuple(nn.Linear(3, 4)(x).shape),
    "conv-weight": lambda: tuple(nn.Conv2D(2, 4, 3).weight.shape),
    "depthwise-weight": lambda: tuple(nn.Conv2D(4, 4, 3, groups=4).weight.shape),
    "transposed-weight": lambda: tuple(nn.Conv2DTranspose(2, 4, 3).weight.shape),
    "conv-parameters": lambda: np.array(sum(p.size for p in nn.Conv2D(2, 4, 3).parameters())),
    "dropout-share": lambda x: nn.Dropout(0.25)(x).max(),
}

PROGRAM = Program(
    "PaddlePaddle",
    paddle.__version__,
    "framework",
    "paddle.nn and its functions, on the CPU",
    cases={name: given(case) for name, case in (LAYERS | CASES).items()},
    exports=dict.fromkeys(LAYERS.keys() - NOT_EXPORTED - BY_CHANCE, export),
    arbitrary=ARBITRARY,
)

if __name__ == "__main__":
    PROGRAM.main()
