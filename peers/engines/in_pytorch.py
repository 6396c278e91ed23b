# /// script
# requires-python = ">=3.11"
# dependencies = ["torch==2.13.0", "onnxscript==0.7.2", "onnx==1.23.2", "numpy"]
# ///
"""The cases in PyTorch, which exports its layers for others as well."""

import numpy as np
import torch
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


def kept(x, momentum):
    norm = nn.BatchNorm2d(1, momentum=momentum)
    norm(x)
    return torch.cat([norm.running_mean, norm.running_var])


def defaults():
    norm = nn.BatchNorm2d(1)
    return np.array([norm.momentum, norm.eps])


# What is asked of a layer, and is none itself.
CASES = {
    "batch-norm-kept": lambda x: kept(x, momentum=0.9),
    "batch-norm-translated": lambda x: kept(x, momentum=0.1),
    "batch-norm-defaults": defaults,
    "batch-norm-one-value": lambda x: nn.BatchNorm2d(1)(x),
    "linear-weight": lambda: tuple(nn.Linear(2, 4).weight.shape),
    "conv-weight": lambda: tuple(nn.Conv2d(2, 4, 3).weight.shape),
    "depthwise-weight": lambda: tuple(nn.Conv2d(4, 4, 3, groups=4).weight.shape),
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
