"""The cases of quantization in PyTorch's eager mode, whose operators cannot be exported."""

import torch
import torch.nn.functional as F
from torch.ao.nn.quantized import functional as quantized

S8, U8 = torch.qint8, torch.quint8
OPERATORS = torch.ops.quantized


def quantize(x, scale=1.0, zero=0, kind=S8):
    return torch.quantize_per_tensor(x, scale, zero, kind)


def stored(integers, scale, zero):
    """Take numbers that are integers already as quantized ones."""
    return torch._make_per_tensor_quantized_tensor(integers, scale, zero)


def back(function):
    """Let a function end with floats."""
    return lambda *inputs: function(*inputs).dequantize()


QUANTIZED = {
    "quantize-half": back(quantize),
    "quantize-uint8-half": back(lambda x: quantize(x, kind=U8)),
    "quantize-half-zero-point": back(lambda x: quantize(x, zero=1)),
    "quantize-reciprocal": back(lambda x: quantize(x, 0.3)),
    "quantize-saturate": back(quantize),
    "quantize-huge": back(quantize),
    "quantize-nan": back(quantize),
    "quantized-average-half": back(lambda x: F.avg_pool2d(quantize(x, kind=U8), (1, 2))),
    "quantized-conv-padding": back(
        lambda x, w: quantized.conv2d(
            quantize(x, 1, 128, U8), quantize(w), torch.zeros(1), padding=1, scale=1, zero_point=0
        )
    ),
    "quantized-average-padding": back(lambda x: F.avg_pool2d(quantize(x, 0.25, -128), 3, 1, 1)),
    "quantized-average-ceil": back(
        lambda x: F.avg_pool2d(quantize(x, 0.25, 0, U8), 3, 2, 1, ceil_mode=True)
    ),
    "quantized-max-negative": back(lambda x: F.max_pool2d(quantize(x), 3, 1, 1)),
    "quantized-softmax": back(
        lambda x: OPERATORS.softmax(quantize(x, 1 / 32, 0, U8), -1, 1 / 256, 0)
    ),
    "quantized-relu": back(lambda x: F.relu(quantize(x, 0.5, 128, U8))),
    "dequantize-uint8": back(lambda x: stored(x, 0.5, 128)),
    "quantized-add": back(
        lambda x, y: OPERATORS.add(quantize(x, kind=U8), quantize(y, kind=U8), 1, 0)
    ),
    "quantized-float-bias": back(
        lambda x, w: quantized.conv2d(
            quantize(x, kind=U8), quantize(w), torch.tensor([0.3]), scale=0.1, zero_point=0
        )
    ),
    "quantize-twice": back(lambda x: quantize(quantize(x, kind=U8).dequantize(), 2, 100, U8)),
    "dynamic-quantize": lambda x: torch.quantize_per_tensor_dynamic(x, U8, False).int_repr(),
    "dynamic-quantize-zeros": lambda x: torch.quantize_per_tensor_dynamic(x, U8, False).int_repr(),
}
