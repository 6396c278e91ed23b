# /// script
# requires-python = ">=3.11"
# dependencies = ["torch==2.13.0", "onnxscript==0.7.2", "onnx==1.23.2", "numpy"]
# ///
"""The cases in PyTorch, which exports its layers for others as well."""

import numpy as np
import torch
import torch.nn.functional as F
from asking import Program
from pytorch_layers import LAYERS, export
from pytorch_quantized import QUANTIZED
from torch import nn


def given(function):
    """Let a function of tensors take arrays."""

    def asked(*arrays):
        y = function(*map(torch.from_numpy, arrays))
        return y.detach().numpy() if isinstance(y, torch.Tensor) else y

    return asked


def kept(x, **options):
    norm = nn.BatchNorm2d(1, **options)
    norm(x)
    return torch.cat([norm.running_mean, norm.running_var])


def evaluated(x):
    norm = nn.BatchNorm2d(1)
    norm(x)
    norm.eval()
    return norm(x)


def defaults():
    norm = nn.BatchNorm2d(1)
    return np.array([norm.momentum, norm.eps])


def reached(x, weight):
    layer = nn.ConvTranspose2d(1, 1, 3, stride=2, bias=False)
    layer.weight.data = weight
    return layer(x, output_size=(4, 4))


def gradient(function):
    """Return the gradient of the sum of what comes out, by the first input."""

    def asked(x, *others):
        x.requires_grad_()
        function(x, *others).sum().backward()
        return x.grad

    return asked


def averaged(x):
    return F.avg_pool2d(x, 3, 1, 1)


# What is asked of a layer, and is none itself.
CASES = {
    "transposed-output-shape": reached,
    "relu-gradient-zero": gradient(F.relu),
    "relu6-gradient-bound": gradient(F.relu6),
    "clip-gradient-bound": gradient(lambda x: torch.clip(x, 0, 6)),
    "abs-gradient-zero": gradient(torch.abs),
    "max-tie-gradient": gradient(lambda x: F.max_pool2d(x, 2)),
    "maximum-gradient-tie": gradient(torch.maximum),
    "average-gradient-corner": lambda x: gradient(averaged)(x)[0, 0, 0, 0],
    "batch-norm-four": kept,
    "layer-norm-epsilon": lambda: np.array([nn.LayerNorm(1).eps]),
    "batch-norm-kept": lambda x: kept(x, momentum=0.9),
    "batch-norm-translated": lambda x: kept(x, momentum=0.1),
    "batch-norm-evaluated": evaluated,
    "batch-norm-defaults": defaults,
    "batch-norm-one-value": lambda x: nn.BatchNorm2d(1)(x),
    "linear-weight": lambda: tuple(nn.Linear(2, 4).weight.shape),
    "linear-axes": lambda x: tuple(nn.Linear(3, 4)(x).shape),
    "conv-weight": lambda: tuple(nn.Conv2d(2, 4, 3).weight.shape),
    "depthwise-weight": lambda: tuple(nn.Conv2d(4, 4, 3, groups=4).weight.shape),
    "transposed-weight": lambda: tuple(nn.ConvTranspose2d(2, 4, 3).weight.shape),
    "conv-parameters": lambda: np.array(sum(p.numel() for p in nn.Conv2d(2, 4, 3).parameters())),
    "dropout-share": lambda x: nn.Dropout(0.25)(x).max(),
}

PROGRAM = Program(
    "PyTorch",
    torch.__version__.partition("+")[0],
    "framework",
    "torch.nn and its functions, on the CPU",
    cases={name: given(case) for name, case in (LAYERS | QUANTIZED | CASES).items()},
    exports=dict.fromkeys(LAYERS, export),
)

if __name__ == "__main__":
    PROGRAM.main()
