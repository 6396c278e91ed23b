"""A network of cnnlib as PyTorch and PaddlePaddle build it, with the same weights if asked to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import paddle
import torch

import cnnlib
from cnnlib.geometry import parse_padding

__all__ = ["to_paddle", "to_torch"]


def to_torch(layer: cnnlib.Layer, copy_weights: bool = False) -> torch.nn.Module:
    """Return the layer as a PyTorch module, in evaluation."""
    module = _translate(layer, _TORCH, torch.nn.Sequential, _TorchResidual)
    if copy_weights:
        with torch.no_grad():
            for (owner, name), target in zip(_arrays(layer), _torch_tensors(module), strict=True):
                values = getattr(owner, name)
                if isinstance(owner, cnnlib.Linear) and name == "weight":
                    values = values.T
                target.copy_(torch.from_numpy(np.ascontiguousarray(values)))
    return module.eval()


def to_paddle(layer: cnnlib.Layer, copy_weights: bool = False) -> paddle.nn.Layer:
    """Return the layer as a PaddlePaddle layer, in evaluation."""
    module = _translate(layer, _PADDLE, paddle.nn.Sequential, _PaddleResidual)
    if copy_weights:
        for (owner, name), target in zip(_arrays(layer), _paddle_tensors(module), strict=True):
            target.set_value(getattr(owner, name))
    module.eval()
    return module


class _TorchResidual(torch.nn.Module):
    def __init__(self, body: torch.nn.Module, shortcut: torch.nn.Module | None) -> None:
        super().__init__()
        self.body = body
        self.shortcut = shortcut

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.body(x) + (x if self.shortcut is None else self.shortcut(x))


class _PaddleResidual(paddle.nn.Layer):
    def __init__(self, body: paddle.nn.Layer, shortcut: paddle.nn.Layer | None) -> None:
        super().__init__()
        self.body = body
        self.shortcut = shortcut

    def forward(self, x: paddle.Tensor) -> paddle.Tensor:
        return self.body(x) + (x if self.shortcut is None else self.shortcut(x))


def _translate(
    layer: cnnlib.Layer, table: dict[type, Callable[[Any], Any]], sequence: type, residual: type
) -> Any:
    if isinstance(layer, cnnlib.Sequential):
        return sequence(*(_translate(part, table, sequence, residual) for part in layer))
    if isinstance(layer, cnnlib.Residual):
        ways = (layer.body, layer.shortcut)
        return residual(*(way and _translate(way, table, sequence, residual) for way in ways))
    return table[type(layer)](layer)


def _symmetric(layer: Any) -> tuple[int, int]:
    """Return the padding as PyTorch's layers take it: the same on opposite sides."""
    top, bottom, left, right = parse_padding(layer.padding)
    if (top, left) != (bottom, right):
        raise ValueError(f"PyTorch's layers pad evenly, not by {layer.padding}")
    return top, left


_TORCH: dict[type, Callable[[Any], torch.nn.Module]] = {
    cnnlib.Conv2D: lambda y: torch.nn.Conv2d(
        y.in_channels,
        y.out_channels,
        y.kernel_size,
        y.stride,
        _symmetric(y),
        y.dilation,
        y.groups,
        "bias" in y.parameter_shapes,
        y.padding_mode,
    ),
    cnnlib.BatchNorm2D: lambda y: torch.nn.BatchNorm2d(y.num_features, y.epsilon, 1 - y.momentum),
    cnnlib.Linear: lambda y: torch.nn.Linear(
        y.in_features, y.out_features, "bias" in y.parameter_shapes
    ),
    cnnlib.MaxPool2D: lambda y: torch.nn.MaxPool2d(
        y.kernel_size, y.stride, _symmetric(y), ceil_mode=y.ceil_mode
    ),
    cnnlib.AvgPool2D: lambda y: torch.nn.AvgPool2d(
        y.kernel_size, y.stride, _symmetric(y), y.ceil_mode, not y.exclusive, y.divisor_override
    ),
    cnnlib.AdaptiveAvgPool2D: lambda y: torch.nn.AdaptiveAvgPool2d(y.output_size),
    cnnlib.ReLU: lambda y: torch.nn.ReLU(),
    cnnlib.ReLU6: lambda y: torch.nn.ReLU6(),
    cnnlib.Dropout: lambda y: torch.nn.Dropout(y.p),
    cnnlib.Flatten: lambda y: torch.nn.Flatten(y.start_axis, y.stop_axis),
}

_PADDLE: dict[type, Callable[[Any], paddle.nn.Layer]] = {
    cnnlib.Conv2D: lambda y: paddle.nn.Conv2D(
        y.in_channels,
        y.out_channels,
        list(y.kernel_size),
        list(y.stride),
        _paddle_padding(y.padding),
        list(y.dilation),
        y.groups,
        padding_mode=y.padding_mode,
        bias_attr=None if "bias" in y.parameter_shapes else False,
    ),
    cnnlib.BatchNorm2D: lambda y: paddle.nn.BatchNorm2D(y.num_features, y.momentum, y.epsilon),
    cnnlib.Linear: lambda y: paddle.nn.Linear(
        y.in_features,
        y.out_features,
        bias_attr=None if "bias" in y.parameter_shapes else False,
    ),
    cnnlib.MaxPool2D: lambda y: paddle.nn.MaxPool2D(
        list(y.kernel_size), list(y.stride), _paddle_padding(y.padding), ceil_mode=y.ceil_mode
    ),
    cnnlib.AvgPool2D: lambda y: paddle.nn.AvgPool2D(
        list(y.kernel_size),
        list(y.stride),
        _paddle_padding(y.padding),
        y.ceil_mode,
        y.exclusive,
        y.divisor_override,
    ),
    cnnlib.AdaptiveAvgPool2D: lambda y: paddle.nn.AdaptiveAvgPool2D(list(y.output_size)),
    cnnlib.ReLU: lambda y: paddle.nn.ReLU(),
    cnnlib.ReLU6: lambda y: paddle.nn.ReLU6(),
    cnnlib.Dropout: lambda y: paddle.nn.Dropout(y.p),
    cnnlib.Flatten: lambda y: paddle.nn.Flatten(y.start_axis, y.stop_axis),
}


def _paddle_padding(padding: Any) -> Any:
    return list(padding) if isinstance(padding, tuple) else padding


def _arrays(layer: cnnlib.Layer) -> list[tuple[cnnlib.Layer, str]]:
    own = [(layer, name) for name in (*layer.parameter_shapes, *layer.statistic_shapes)]
    return own + [pair for _, child in layer.children() for pair in _arrays(child)]


def _torch_tensors(module: torch.nn.Module) -> list[torch.Tensor]:
    """Return weights, biases and statistics layer by layer, as cnnlib lists them."""
    tensors = []
    for part in module.modules():
        tensors += [*part.parameters(recurse=False)]
        tensors += [t for n, t in part.named_buffers(recurse=False) if n.startswith("running")]
    return tensors


def _paddle_tensors(module: paddle.nn.Layer) -> list[paddle.Tensor]:
    tensors = []
    for part in module.sublayers(include_self=True):
        own = {**part._parameters, **part._buffers}
        tensors += [
            own[n] for n in ("weight", "bias", "_mean", "_variance") if own.get(n) is not None
        ]
    return tensors
