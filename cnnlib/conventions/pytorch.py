"""The conventions of the counters that people install for PyTorch, checked on PyTorch 2.13.0.

All of them list only what is trained as parameters, and count a network in evaluation. (fvcore
leaves it in the mode it finds; in training it gives batch normalization 5 operations a number,
not 2.) A residual's addition costs nothing as it is usually written, ``x + y``: none of them
counts that operator, though two (``ptflops-pytorch``, ``calflops``) count ``torch.add(x, y)``.
No counter knows K-max pooling; its ``topk`` and ``gather`` are free with all of them.

Batches: thop, fvcore, torchinfo and calflops count the whole batch, as a report does. ptflops
makes its own input of one image. If it is handed a larger one, its aten engine counts the whole
batch, but its pytorch engine divides what its hooks counted by the batch and leaves the
functions' share whole. A report gives its answer for one image, times the batch.

Padding: the rules count the output that there is, however the padding was written. Where it is
a word, two tools slip: fvcore counts nothing for the convolution (it warns of an unsupported
operator), and with "same" calflops takes an even kernel's output for one pixel smaller.
"""

from __future__ import annotations

from cnnlib.conventions.convention import Convention, Product, Shape
from cnnlib.conventions.rules import (
    FREE,
    conv_macs,
    each_input,
    each_output,
    each_parameter,
    linear_macs,
    plus_bias,
    times,
)
from cnnlib.layers import (
    AdaptiveAvgPool2D,
    AvgPool2D,
    BatchNorm2D,
    Conv2D,
    Linear,
    MaxPool2D,
    ReLU,
    ReLU6,
)

__all__ = ["CALFLOPS", "FVCORE", "PTFLOPS", "PTFLOPS_PYTORCH", "THOP", "TORCHINFO"]


def mean_of_exact_cells(layer: AdaptiveAvgPool2D, x: Shape, y: Shape) -> list[Product]:
    """Add the pixels of a cell and divide once, for every output number.

    The cell is input / output, a fraction where need be. So all cells together are the input.
    thop divides in floating point and cuts off: where the fraction has no end, as in 11 / 3, its
    own answer may be 1 smaller.

    Examples
    --------
    >>> mean_of_exact_cells(AdaptiveAvgPool2D(2), (1, 3, 7, 7), (1, 3, 2, 2))
    [(3, 7, 7), (3, 2, 2)]
    """
    return [x[1:], y[1:]]


THOP = Convention(
    "thop",
    "thop 0.1.1.post2209072238 (thop/vision/basic_hooks.py)",
    {
        **FREE,
        Conv2D: conv_macs,
        # Two operations to normalize, and as many again to scale and shift.
        BatchNorm2D: times(4, each_output),
        Linear: linear_macs,
        AvgPool2D: each_output,
        AdaptiveAvgPool2D: mean_of_exact_cells,
    },
)

FVCORE = Convention(
    "fvcore",
    "fvcore 0.1.5.post20221221 (fvcore/nn/flop_count.py, jit_handles.py)",
    {
        **FREE,
        Conv2D: conv_macs,
        BatchNorm2D: times(2, each_output),
        Linear: linear_macs,
        AdaptiveAvgPool2D: each_input,
    },
)

# torchinfo multiplies parameters: a convolution's by the output pixels, all others by the
# batch alone. So it misses that batch normalization uses each channel's two at every pixel,
# and that a linear layer works at every place of a sequence.
TORCHINFO = Convention(
    "torchinfo",
    "mult-adds of torchinfo 1.8.0 (torchinfo/layer_info.py)",
    {
        **FREE,
        Conv2D: plus_bias(conv_macs),
        BatchNorm2D: each_parameter,
        Linear: each_parameter,
    },
)

PTFLOPS = Convention(
    "ptflops",
    "ptflops 0.7.5, backend 'aten' (ptflops/aten_ops.py)",
    {**FREE, Conv2D: plus_bias(conv_macs), Linear: plus_bias(linear_macs)},
)

# A hook counts the layer, and a patched function counts what the layer calls: all of it twice.
# Convolution, batch normalization and linear layers escape, because their functions are not
# patched; ReLU6 too, because it calls hardtanh.
PTFLOPS_PYTORCH = Convention(
    "ptflops-pytorch",
    "ptflops 0.7.5, backend 'pytorch', its default (ptflops/pytorch_ops.py)",
    {
        **FREE,
        Conv2D: plus_bias(conv_macs),
        BatchNorm2D: times(2, each_output),
        Linear: plus_bias(linear_macs),
        ReLU: times(2, each_input),
        ReLU6: each_input,
        MaxPool2D: times(2, each_input),
        AvgPool2D: times(2, each_input),
        AdaptiveAvgPool2D: times(2, each_input),
    },
)

# Only functions are patched. Linear's bias is not counted; nor is ReLU6, which calls hardtanh.
CALFLOPS = Convention(
    "calflops",
    "FLOPs of calflops 0.3.2 (calflops/pytorch_ops.py)",
    {
        **FREE,
        Conv2D: plus_bias(times(2, conv_macs)),
        BatchNorm2D: times(2, each_output),
        Linear: times(2, linear_macs),
        ReLU: each_input,
        MaxPool2D: each_input,
        AvgPool2D: each_input,
        AdaptiveAvgPool2D: each_input,
    },
)
