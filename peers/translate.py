"""A network of cnnlib as PyTorch and PaddlePaddle build it, with the same weights if asked to."""

from __future__ import annotations

import operator
from collections.abc import Callable
from functools import reduce
from typing import Any

import numpy as np
import paddle
import torch

import cnnlib
from cnnlib.geometry import parse_padding
from cnnlib.layers.wired import Wired

__all__ = ["to_paddle", "to_torch"]


def to_torch(layer: cnnlib.Layer, copy_weights: bool = False) -> torch.nn.Module:
    """Return the layer as a PyTorch module, in evaluation."""
    module = _translate(layer, _TORCH, torch.nn)
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
    module = _translate(layer, _PADDLE, paddle.nn)
    if copy_weights:
        for (owner, name), target in zip(_arrays(layer), _paddle_tensors(module), strict=True):
            # A layer normalization over several axes has its arrays in one row there.
            target.set_value(getattr(owner, name).reshape(target.shape))
    module.eval()
    return module


def _wired(base: type) -> type:
    """Return a framework's class of networks whose parts read one another."""

    class Network(base):  # type: ignore[misc]
        def __init__(self, parts: list[tuple[str, Any, tuple[str, ...]]]) -> None:
            super().__init__()
            self.reads = [(name, reads) for name, _, reads in parts]
            self.joins = {name: part for name, part, _ in parts if not isinstance(part, base)}
            for name, part, _ in parts:
                if name not in self.joins:
                    setattr(self, f"part_{name}", part)

        def forward(self, x: Any) -> Any:
            values = {"": x}
            for name, reads in self.reads:
                part = self.joins.get(name) or getattr(self, f"part_{name}")
                values[name] = x = part(*(values[each] for each in reads))
            return x

    return Network


_BASES = {torch.nn: torch.nn.Module, paddle.nn: paddle.nn.Layer}
_WIRED = {nn: _wired(base) for nn, base in _BASES.items()}


def _translate(layer: cnnlib.Layer, table: dict[type, Callable[[Any], Any]], nn: Any) -> Any:
    if isinstance(layer, cnnlib.Sequential):
        parts = [_translate(part, table, nn) for part in layer]
        if all(isinstance(part, _BASES[nn]) for part in parts):
            return nn.Sequential(*parts)
    if isinstance(layer, Wired):
        parts = [(name, _translate(part, table, nn), reads) for name, part, reads in layer.wiring()]
        return _WIRED[nn](parts)
    return table[type(layer)](layer)


def _has_bias(layer: Any) -> bool:
    return "bias" in layer.parameter_shapes


class _Scale(torch.nn.Module):
    """A factor a channel, as ConvNeXt has it: a parameter of one's own."""

    def __init__(self, layer: Any) -> None:
        super().__init__()
        self.factor = torch.nn.Parameter(torch.full((layer.num_features,), float(layer.init)))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x * self.factor.reshape(-1, *(1,) * (x.ndim - 2))


def _torch_product(layer: Any) -> Callable[..., Any]:
    # Not @, which ptflops and calflops do not count.
    return lambda a, b: torch.matmul(
        a.mT if layer.transpose_x else a, b.mT if layer.transpose_y else b
    )


def _torch_transposed(y: Any) -> torch.nn.Module:
    if y.output_size is not None:
        raise ValueError("PyTorch takes output_size at the call, not in the layer")
    return torch.nn.ConvTranspose2d(
        y.in_channels,
        y.out_channels,
        y.kernel_size,
        y.stride,
        _symmetric(y),
        y.output_padding,
        y.groups,
        _has_bias(y),
        y.dilation,
    )


def _torch_upsampling(y: Any) -> torch.nn.Module:
    align = y.align_corners if y.mode == "bilinear" else None
    scale = y.scale_factor
    if scale is not None and scale[0] == scale[1]:
        scale = scale[0]
    return torch.nn.Upsample(y.size, scale, y.mode, align)


def _torch_frame(y: Any) -> Callable[..., Any]:
    top, bottom, left, right = parse_padding(y.padding)
    mode = "constant" if y.padding_mode == "zeros" else y.padding_mode
    value = y.value if mode == "constant" else None
    return lambda x: torch.nn.functional.pad(x, (left, right, top, bottom), mode, value)


def _symmetric(layer: Any) -> tuple[int, int]:
    """Return the padding as PyTorch's layers take it: the same on opposite sides."""
    top, bottom, left, right = parse_padding(layer.padding)
    if (top, left) != (bottom, right):
        raise ValueError(f"PyTorch's layers pad evenly, not by {layer.padding}")
    return top, left


# Of these both frameworks have a class of the same name, without arguments.
_PLAIN = [cnnlib.ReLU, cnnlib.ReLU6, cnnlib.Sigmoid, cnnlib.Tanh]
_PLAIN += [cnnlib.Hardsigmoid, cnnlib.Hardswish]


def _module(nn: Any, kind: type) -> Callable[[Any], Any]:
    return lambda y: getattr(nn, kind.__name__)()


class _TorchFunction(torch.nn.Module):
    def __init__(self, function: Callable[[torch.Tensor], torch.Tensor]) -> None:
        super().__init__()
        self.function = function

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.function(x)


class _PaddleFunction(paddle.nn.Layer):
    def __init__(self, function: Callable[[paddle.Tensor], paddle.Tensor]) -> None:
        super().__init__()
        self.function = function

    def forward(self, x: paddle.Tensor) -> paddle.Tensor:
        return self.function(x)


class _PaddleScale(paddle.nn.Layer):
    def __init__(self, layer: cnnlib.Scale) -> None:
        super().__init__()
        init = paddle.nn.initializer.Constant(float(layer.init))
        self.weight = self.create_parameter([layer.num_features], default_initializer=init)

    def forward(self, x: paddle.Tensor) -> paddle.Tensor:
        return self.weight.reshape([-1, *[1] * (x.ndim - 2)]) * x


# As they are usually written, which decides whether a counter sees them.
_OPERATORS: dict[type, Callable[[Any], Any]] = {
    cnnlib.Add: lambda y: lambda *xs: reduce(operator.add, xs),
    cnnlib.Multiply: lambda y: lambda *xs: reduce(operator.mul, xs),
    cnnlib.Slice: lambda y: (
        lambda x: x[(*(slice(None),) * (y.axis % x.ndim), slice(y.start, y.stop))]
    ),
}

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
    cnnlib.BatchNorm1D: lambda y: torch.nn.BatchNorm1d(y.num_features, y.epsilon, 1 - y.momentum),
    cnnlib.BatchNorm2D: lambda y: torch.nn.BatchNorm2d(y.num_features, y.epsilon, 1 - y.momentum),
    cnnlib.LayerNorm: lambda y: torch.nn.LayerNorm(y.normalized_shape, y.epsilon),
    cnnlib.GroupNorm: lambda y: torch.nn.GroupNorm(y.num_groups, y.num_channels, y.epsilon),
    cnnlib.Linear: lambda y: torch.nn.Linear(
        y.in_features, y.out_features, "bias" in y.parameter_shapes
    ),
    cnnlib.MaxPool2D: lambda y: torch.nn.MaxPool2d(
        y.kernel_size, y.stride, _symmetric(y), y.dilation, ceil_mode=y.ceil_mode
    ),
    cnnlib.AvgPool2D: lambda y: torch.nn.AvgPool2d(
        y.kernel_size, y.stride, _symmetric(y), y.ceil_mode, not y.exclusive, y.divisor_override
    ),
    cnnlib.AdaptiveMaxPool2D: lambda y: torch.nn.AdaptiveMaxPool2d(y.output_size),
    cnnlib.AdaptiveAvgPool2D: lambda y: torch.nn.AdaptiveAvgPool2d(y.output_size),
    **{kind: _module(torch.nn, kind) for kind in _PLAIN},
    cnnlib.LeakyReLU: lambda y: torch.nn.LeakyReLU(y.negative_slope),
    cnnlib.PReLU: lambda y: torch.nn.PReLU(y.num_parameters, y.init),
    cnnlib.ELU: lambda y: torch.nn.ELU(y.alpha),
    cnnlib.SiLU: lambda y: torch.nn.SiLU(),
    cnnlib.GELU: lambda y: torch.nn.GELU("tanh" if y.approximate else "none"),
    cnnlib.Softmax: lambda y: torch.nn.Softmax(y.axis),
    cnnlib.Scale: _Scale,
    cnnlib.MatMul: _torch_product,
    cnnlib.Conv2DTranspose: _torch_transposed,
    cnnlib.Upsample: _torch_upsampling,
    cnnlib.PixelShuffle: lambda y: torch.nn.PixelShuffle(y.factor),
    cnnlib.ChannelShuffle: lambda y: torch.nn.ChannelShuffle(y.groups),
    cnnlib.Pad2D: _torch_frame,
    cnnlib.KMaxPool: lambda y: (
        lambda x: x.gather(y.axis, x.topk(y.k, y.axis).indices.sort(y.axis).values)
    ),
    cnnlib.Dropout: lambda y: torch.nn.Dropout(y.p),
    cnnlib.Flatten: lambda y: torch.nn.Flatten(y.start_axis, y.stop_axis),
    cnnlib.Concat: lambda y: lambda *xs: torch.cat(xs, y.axis),
    cnnlib.Permute: lambda y: _TorchFunction(lambda x: x.permute(y.axes)),
    cnnlib.Reshape: lambda y: _TorchFunction(lambda x: x.reshape(len(x), *y.shape)),
    **_OPERATORS,
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
    cnnlib.BatchNorm1D: lambda y: paddle.nn.BatchNorm1D(y.num_features, y.momentum, y.epsilon),
    cnnlib.BatchNorm2D: lambda y: paddle.nn.BatchNorm2D(y.num_features, y.momentum, y.epsilon),
    cnnlib.LayerNorm: lambda y: paddle.nn.LayerNorm(list(y.normalized_shape), y.epsilon),
    cnnlib.GroupNorm: lambda y: paddle.nn.GroupNorm(y.num_groups, y.num_channels, y.epsilon),
    cnnlib.Scale: _PaddleScale,
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
    cnnlib.AdaptiveMaxPool2D: lambda y: paddle.nn.AdaptiveMaxPool2D(list(y.output_size)),
    cnnlib.AdaptiveAvgPool2D: lambda y: paddle.nn.AdaptiveAvgPool2D(list(y.output_size)),
    **{kind: _module(paddle.nn, kind) for kind in _PLAIN},
    cnnlib.LeakyReLU: lambda y: paddle.nn.LeakyReLU(y.negative_slope),
    cnnlib.PReLU: lambda y: paddle.nn.PReLU(y.num_parameters, y.init),
    cnnlib.ELU: lambda y: paddle.nn.ELU(y.alpha),
    cnnlib.SiLU: lambda y: paddle.nn.Silu(),
    cnnlib.GELU: lambda y: paddle.nn.GELU(y.approximate),
    cnnlib.Softmax: lambda y: paddle.nn.Softmax(y.axis),
    cnnlib.MatMul: lambda y: lambda a, b: paddle.matmul(a, b, y.transpose_x, y.transpose_y),
    cnnlib.Conv2DTranspose: lambda y: paddle.nn.Conv2DTranspose(
        y.in_channels,
        y.out_channels,
        list(y.kernel_size),
        list(y.stride),
        _paddle_padding(y.padding),
        list(y.output_padding),
        groups=y.groups,
        dilation=list(y.dilation),
        bias_attr=None if "bias" in y.parameter_shapes else False,
    ),
    cnnlib.Upsample: lambda y: paddle.nn.Upsample(
        None if y.size is None else list(y.size),
        None if y.scale_factor is None else [*map(float, y.scale_factor)],
        y.mode,
        y.align_corners,
    ),
    cnnlib.PixelShuffle: lambda y: paddle.nn.PixelShuffle(y.factor),
    cnnlib.ChannelShuffle: lambda y: paddle.nn.ChannelShuffle(y.groups),
    cnnlib.Dropout: lambda y: paddle.nn.Dropout(y.p),
    cnnlib.Flatten: lambda y: paddle.nn.Flatten(y.start_axis, y.stop_axis),
    cnnlib.Concat: lambda y: lambda *xs: paddle.concat(xs, y.axis),
    cnnlib.Permute: lambda y: _PaddleFunction(lambda x: x.transpose(y.axes)),
    cnnlib.Reshape: lambda y: _PaddleFunction(lambda x: x.reshape([len(x), *y.shape])),
    **_OPERATORS,
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
            own[n]
            for n in ("weight", "_weight", "bias", "_mean", "_variance")
            if own.get(n) is not None
        ]
    return tensors
