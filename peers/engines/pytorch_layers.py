"""The cases as layers of PyTorch: what it answers itself, and what it exports.

A layer takes the inputs of a case; when it is exported, the first is the model's input and the
others are kept in it. Pooling pads by numbers, and evenly: there is no SAME and no single side.
"""

import torch
import torch.nn.functional as F
from pytorch_functions import FUNCTIONS
from torch import nn

ONE_EACH, CEIL = (0, 1), {"ceil_mode": True}
COUNTED, NOT_COUNTED = {"count_include_pad": True}, {"count_include_pad": False}


def wrapped(x, weight, mode):
    """Pad and convolve as Conv2d(padding_mode=…) does."""
    return F.conv2d(F.pad(x, (1, 1, 1, 1), mode=mode), weight)


WINDOWS = {
    "same-odd": lambda x, w: F.conv2d(x, w, padding="same"),
    "same-stride": lambda x, w: F.conv2d(x, w, stride=2, padding="same"),
    "same-by-number": lambda x, w: F.conv2d(x, w, stride=2, padding=ONE_EACH),
    "same-2d": lambda x, w: F.conv2d(x, w, stride=2, padding="same"),
    "same-1x1": lambda x, w: F.conv2d(x, w, stride=2, padding="same"),
    "conv-empty-batch": F.conv2d,
    "same-conv-dilated-stride": lambda x, w: F.conv2d(x, w, stride=2, dilation=2, padding="same"),
    "same-dilation": lambda x, w: F.conv2d(x, w, padding="same", dilation=2),
    "padding-order": lambda x, w: F.conv2d(x, w, padding=(0, 1, 0, 0)),
    "padding-function": lambda x: F.pad(x, (0, 1, 0, 0)),
    "no-fit-pool": lambda x: F.max_pool2d(x, 3),
    "no-fit-stride-1": lambda x: F.max_pool2d(x, 3, 1),
    "no-fit-conv": F.conv2d,
    "padding-whole-window": lambda x: F.max_pool2d(x, (1, 2), 2, (0, 2)),
    "padding-over-half": lambda x: F.max_pool2d(x, (1, 3), 1, (0, 2)),
    "conv-circular": lambda x, w: wrapped(x, w, "circular"),
    "conv-reflect": lambda x, w: wrapped(x, w, "reflect"),
    "conv-replicate": lambda x, w: wrapped(x, w, "replicate"),
    "conv-asymmetric": lambda x, w: F.conv2d(x, w, padding=(0, 1, 0, 1)),
    "conv-flipped": lambda x, w: F.conv2d(x, w, padding=1),
    "conv-groups-order": lambda x, w: F.conv2d(x, w, groups=2),
    "conv-default-padding": F.conv2d,
    "transposed-kernel": lambda x, w: F.conv_transpose2d(x, w, stride=2),
    "transposed-output-padding": lambda x, w: F.conv_transpose2d(
        x, w, stride=2, padding=1, output_padding=1
    ),
    "transposed-stride-over-kernel": lambda x, w: F.conv_transpose2d(x, w, stride=3),
    "transposed-dilation": lambda x, w: F.conv_transpose2d(x, w, dilation=2),
    "transposed-groups": lambda x, w: F.conv_transpose2d(x, w, groups=2),
}

POOLING = {
    "max-negative": lambda x: F.max_pool2d(x, (1, 2), 1, ONE_EACH),
    "max-negative-square": lambda x: F.max_pool2d(x, 3, 1, 1),
    "max-zeros-by-hand": lambda x: F.max_pool2d(F.pad(x, (1, 1)), (1, 2), 1),
    "max-minus-infinity": lambda x: F.max_pool2d(x, 1),
    "max-nan": lambda x: F.max_pool2d(x, (1, 2), 1),
    "max-nan-last": lambda x: F.max_pool2d(x, (1, 3)),
    "max-nan-global": lambda x: F.adaptive_max_pool2d(x, 1),
    "max-defaults-stride": lambda x: F.max_pool2d(x, 2),
    "max-whole-image": lambda x: F.max_pool2d(x, 2),
    "max-dilated": lambda x: F.max_pool2d(x, 2, 1, dilation=2),
    "max-integers": lambda x: F.max_pool2d(x, 3, 1, 1),
    "max-integers-plain": lambda x: F.max_pool2d(x, 2),
    "max-index": lambda x: F.max_pool2d(x, 2, return_indices=True)[1].ravel(),
    "unpool-pair": lambda x: F.max_unpool2d(*F.max_pool2d(x, 2, return_indices=True), 2),
    "unpool": lambda x, index: F.max_unpool2d(x, index, 2),
    "max-index-stride": lambda x: F.max_pool2d(x, 2, 1, return_indices=True)[1].ravel(),
    "max-index-batch": lambda x: F.max_pool2d(x, 2, return_indices=True)[1].ravel(),
    "max-index-padded": lambda x: F.max_pool2d(x, 2, 2, 1, return_indices=True)[0],
    "average-default": lambda x: F.avg_pool2d(x, (1, 3), 1, ONE_EACH),
    "average-2d-default": lambda x: F.avg_pool2d(x, 3, 1, 1),
    "average-counted": lambda x: F.avg_pool2d(x, (1, 3), 1, ONE_EACH, **COUNTED),
    "average-defaults-stride": lambda x: F.avg_pool2d(x, 2),
    "average-whole-image": lambda x: F.avg_pool2d(x, 2),
    "average-override": lambda x: F.avg_pool2d(
        x, (1, 2), 1, ONE_EACH, divisor_override=3, **NOT_COUNTED
    ),
    "average-override-counted": lambda x: F.avg_pool2d(
        x, (1, 2), 1, ONE_EACH, divisor_override=3, **COUNTED
    ),
    "average-divisor-sum": lambda x: F.avg_pool2d(x, 3, 1, 1, divisor_override=1, **NOT_COUNTED),
    "average-ceil": lambda x: F.avg_pool2d(x, 3, 2, **CEIL),
    "average-ceil-counted": lambda x: F.avg_pool2d(x, 3, 2, **CEIL, **COUNTED),
    "average-ceil-padded": lambda x: F.avg_pool2d(x, 3, 2, 1, **CEIL, **COUNTED),
    "average-half": lambda x: F.adaptive_avg_pool2d(x, 1),
    "average-bfloat16": lambda x: F.avg_pool2d(x.bfloat16(), 32).float(),
    "average-nan": lambda x: F.avg_pool2d(x, 2),
    "average-integers": lambda x: F.avg_pool2d(x, 2),
    "ceil-max": lambda x: F.max_pool2d(x, (1, 2), 2, ONE_EACH, **CEIL),
    "ceil-average": lambda x: F.avg_pool2d(x, (1, 2), 2, ONE_EACH, **CEIL, **NOT_COUNTED),
    "ceil-clipped": lambda x: F.avg_pool2d(x, (1, 3), 2, ONE_EACH, **CEIL, **COUNTED),
    "ceil-max-square": lambda x: F.max_pool2d(x, 2, 2, 1, **CEIL),
    "ceil-max-over": lambda x: F.max_pool2d(x, 3, 2, **CEIL),
    "ceil-max-one": lambda x: F.max_pool2d(x, 1, 2, **CEIL),
    "ceil-average-square": lambda x: F.avg_pool2d(x, 2, 2, 1, **CEIL, **NOT_COUNTED),
    "lp-negative": lambda x: F.lp_pool2d(x, 1, (1, 2)),
    "lp-three": lambda x: F.lp_pool2d(x, 3, (1, 2)),
    "lp-ceil": lambda x: F.lp_pool2d(x, 2, (1, 2), **CEIL),
    "adaptive-cells": lambda x: F.adaptive_avg_pool2d(x, (1, 3)),
    "adaptive-square": lambda x: F.adaptive_avg_pool2d(x, 3),
    "adaptive-max": lambda x: F.adaptive_max_pool2d(x, 3),
    "adaptive-four-to-three": lambda x: F.adaptive_avg_pool2d(x, (1, 3)),
    "adaptive-seven-to-five": lambda x: F.adaptive_avg_pool2d(x, (1, 5)),
    "adaptive-enlarge": lambda x: F.adaptive_avg_pool2d(x, (1, 3)),
}

LAYERS = {**WINDOWS, **POOLING, **FUNCTIONS}


class Layer(nn.Module):
    """A layer as a network of its own: from x to y, with the other inputs of the case in it."""

    def __init__(self, function, weights):
        super().__init__()
        self.function = function
        for i, weight in enumerate(weights, 1):
            self.register_buffer(f"x{i}", weight)

    def forward(self, x):
        """Compute it."""
        return self.function(x, *self._buffers.values())


def to_onnx(name, path, x, *weights):
    """Write a layer with the exporter that is the default since PyTorch 2.9."""
    layer = Layer(LAYERS[name], weights).eval()
    torch.onnx.export(layer, (x,), path, dynamo=True, external_data=False, verbose=False)


def to_torchscript(name, path, x, *weights):
    """Write a traced layer, which pnnx reads."""
    torch.jit.trace(Layer(LAYERS[name], weights).eval(), x).save(path)


FORMS = {"onnx": to_onnx, "torchscript": to_torchscript}


def export(name, *inputs, folder):
    """Write a layer in every form that somebody reads; say of the first that fails."""
    failures = []
    for kind, write in FORMS.items():
        path = folder / "pytorch" / kind / f"{name}.{kind}"
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            write(name, path, *map(torch.from_numpy, inputs))
        except Exception as error:
            failures.append(f"{kind}: {' '.join(f'{error.__cause__ or error}'.split())}")
    if failures:
        raise ValueError("; ".join(failures))
