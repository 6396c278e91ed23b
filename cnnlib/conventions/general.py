"""The conventions of the tutorial, of PaddlePaddle and of papers.

``paddle.flops`` and PyTorch's own counter count the whole batch, as a report does. PaddlePaddle
lists batch normalization's running statistics among the parameters; the others do not.
"""

from __future__ import annotations

from cnnlib.conventions.convention import Convention
from cnnlib.conventions.rules import (
    FREE,
    conv_macs,
    each_output,
    linear_macs,
    mean_of_whole_cells,
    plus_bias,
    times,
)
from cnnlib.layers import AdaptiveAvgPool2D, AvgPool2D, BatchNorm2D, Conv2D, Linear

__all__ = ["DOCUMENT", "FLOPS", "MACS", "PADDLE"]

DOCUMENT = Convention(
    "document",
    "the tutorial this book follows",
    {
        **FREE,
        Conv2D: plus_bias(conv_macs),
        BatchNorm2D: times(2, each_output),
        Linear: linear_macs,
    },
    counts_statistics=True,
)

PADDLE = Convention(
    "paddle",
    "paddle.flops, PaddlePaddle 3.3.1 (paddle/hapi/dynamic_flops.py)",
    {
        **DOCUMENT.rules,
        AvgPool2D: each_output,
        AdaptiveAvgPool2D: mean_of_whole_cells,
    },
    counts_statistics=True,
)

MACS = Convention(
    "macs",
    "multiply–accumulates of convolutions and linear layers, as papers count them",
    {**FREE, Conv2D: conv_macs, Linear: linear_macs},
)

FLOPS = Convention(
    "flops",
    "two operations a multiply–accumulate; torch.utils.flop_counter, PyTorch 2.13.0",
    {**FREE, Conv2D: times(2, conv_macs), Linear: times(2, linear_macs)},
)
