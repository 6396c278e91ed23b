"""Operations of a traced forward pass that work with arrays of its own: a layer borrows them."""

from __future__ import annotations

from collections.abc import Callable
from inspect import signature
from typing import Any

import numpy as np

from cnnlib import functional
from cnnlib._checks import once
from cnnlib.functional._arrays import require_floats
from cnnlib.functional._symbol import Symbol
from cnnlib.layers.base import Layer
from cnnlib.layers.convolution import Conv2D
from cnnlib.layers.leaky import PReLU
from cnnlib.layers.linear import Linear
from cnnlib.layers.normalization import BatchNorm1D, BatchNorm2D, GroupNorm, LayerNorm
from cnnlib.layers.scaling import Scale
from cnnlib.layers.transposed_convolution import Conv2DTranspose

__all__ = ["LENDING", "bound", "follow_lending"]

_LENT = ("weight", "bias", "running_mean", "running_var")
_signature = once(signature)


def bound(operation: Any, args: Any, kwargs: Any) -> tuple[Symbol, dict[str, Any]]:
    """Return what an operation of `functional` works on, and its other arguments by name."""
    given = _signature(operation).bind(*args, **kwargs)
    given.apply_defaults()
    settings = dict(given.arguments)
    return settings.pop("x"), settings


def follow_lending(trace: Any, operation: Callable[..., Any], args: Any, kwargs: Any) -> Symbol:
    """Write down a layer that works with what the operation was given."""
    x, settings = bound(operation, args, kwargs)
    arrays = {name: settings.pop(name) for name in _LENT if name in settings}
    layer = LENDING[operation](x, arrays, settings)
    trace.lend(layer, **arrays)
    followed: Symbol = trace.step(operation.__name__, layer, x)
    return followed


Arrays = dict[str, np.ndarray]


def _conv2d(x: Symbol, arrays: Arrays, settings: dict[str, Any]) -> Layer:
    out_channels, depth, *kernel = _shape(arrays)
    in_channels = depth * settings["groups"]
    return Conv2D(in_channels, out_channels, kernel, **settings, bias=_has_bias(arrays))


def _conv2d_transpose(x: Symbol, arrays: Arrays, settings: dict[str, Any]) -> Layer:
    in_channels, depth, *kernel = _shape(arrays)
    out_channels = depth * settings["groups"]
    return Conv2DTranspose(in_channels, out_channels, kernel, **settings, bias=_has_bias(arrays))


def _linear(x: Symbol, arrays: Arrays, settings: dict[str, Any]) -> Layer:
    in_features, out_features = _shape(arrays)
    return Linear(in_features, out_features, bias=_has_bias(arrays))


def _batch_norm(x: Symbol, arrays: Arrays, settings: dict[str, Any]) -> Layer:
    training = settings.pop("training")
    kind = BatchNorm2D if x.ndim == 4 else BatchNorm1D
    layer = kind(x.shape[1], **settings)
    layer.training = training
    return layer


def _shape(arrays: Arrays) -> tuple[int, ...]:
    return require_floats(arrays["weight"], "weight").shape


def _has_bias(arrays: Arrays) -> bool:
    return arrays["bias"] is not None


LENDING: dict[Callable[..., Any], Callable[[Symbol, Arrays, dict[str, Any]], Layer]] = {
    functional.batch_norm: _batch_norm,
    functional.conv2d: _conv2d,
    functional.conv2d_transpose: _conv2d_transpose,
    functional.group_norm: lambda x, _, settings: GroupNorm(num_channels=x.shape[1], **settings),
    functional.layer_norm: lambda x, _, settings: LayerNorm(**settings),
    functional.linear: _linear,
    functional.prelu: lambda x, arrays, _: PReLU(*_shape(arrays)),
    functional.scale: lambda x, *_: Scale(x.shape[1]),
}
