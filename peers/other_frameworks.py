"""A network of cnnlib as Flax and Keras build it, on arrays of (N, C, H, W).

Both compute with channels last; to turn the axes costs nothing with either counter.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import flax.linen as linen
import jax
import jax.numpy as jnp
import keras

import cnnlib
from cnnlib.geometry import parse_padding, place_transposed, place_windows

__all__ = ["LinenNet", "apply_keras"]


class LinenNet(linen.Module):
    """A network of cnnlib, in evaluation."""

    net: Any

    @linen.compact
    def __call__(self, x: Any) -> Any:
        return _apply(self.net, _FLAX, x)


def apply_keras(net: cnnlib.Layer, x: Any) -> Any:
    """Return what a network of cnnlib makes of a symbolic tensor of Keras."""
    return _apply(net, _KERAS, x)


def _apply(layer: cnnlib.Layer, table: dict[type, Callable[..., Any]], *xs: Any) -> Any:
    if not hasattr(layer, "wiring"):
        return table[type(layer)](layer, *xs)
    values = {"": xs[0]}
    y = xs[0]
    for name, part, reads in layer.wiring():
        values[name] = y = _apply(part, table, *[values[each] for each in reads])
    return y


def _channels_last(function: Callable[..., Any], move: Callable[..., Any]) -> Callable[..., Any]:
    def on_images(layer: Any, *xs: Any) -> Any:
        return move(function(layer, *(move(x, (0, 2, 3, 1)) for x in xs)), (0, 3, 1, 2))

    return on_images


def _flax(function: Callable[..., Any]) -> Callable[..., Any]:
    return _channels_last(function, jnp.transpose)


def _keras(function: Callable[..., Any]) -> Callable[..., Any]:
    return _channels_last(function, keras.ops.transpose)


def _ends(layer: Any, x: Any) -> list[tuple[int, int]]:
    """Return rows above and below, columns left and right; a window may hang over them."""
    dilation = getattr(layer, "dilation", 1)
    size, ceil_mode = x.shape[1:3], getattr(layer, "ceil_mode", False)
    placing = layer.kernel_size, layer.stride, layer.padding, dilation
    windows = place_windows(size, *placing, ceil_mode)
    ends = []
    for axis in (0, 1):
        begin, end = windows.sides[2 * axis : 2 * axis + 2]
        ends.append((begin, max(end, windows.reach(axis) - begin - size[axis])))
    return ends


def _flax_conv(y: Any, x: Any) -> Any:
    ends = _ends(y, x)
    if y.padding_mode != "zeros":
        mode = {"circular": "wrap", "replicate": "edge"}.get(y.padding_mode, y.padding_mode)
        x, ends = jnp.pad(x, ((0, 0), *ends, (0, 0)), mode=mode), [(0, 0), (0, 0)]
    return linen.Conv(
        y.out_channels,
        y.kernel_size,
        y.stride,
        ends,
        kernel_dilation=y.dilation,
        feature_group_count=y.groups,
        use_bias="bias" in y.parameter_shapes,
    )(x)


def _keras_conv(y: Any, x: Any) -> Any:
    if isinstance(y.padding, str):
        padding = y.padding.lower()
    else:
        padding, ends = "valid", _ends(y, x)
        x = keras.layers.ZeroPadding2D(ends)(x) if any(map(any, ends)) else x
    settings = {
        "strides": y.stride,
        "padding": padding,
        "dilation_rate": y.dilation,
        "use_bias": "bias" in y.parameter_shapes,
    }
    if y.groups == y.in_channels > 1:
        multiplier = y.out_channels // y.in_channels
        return keras.layers.DepthwiseConv2D(y.kernel_size, depth_multiplier=multiplier, **settings)(
            x
        )
    return keras.layers.Conv2D(y.out_channels, y.kernel_size, groups=y.groups, **settings)(x)


def _keras_pool(kind: type) -> Callable[..., Any]:
    def pool(y: Any, x: Any) -> Any:
        if isinstance(y.padding, str):
            return kind(y.kernel_size, y.stride, y.padding.lower())(x)
        ends = _ends(y, x)
        x = keras.layers.ZeroPadding2D(ends)(x) if any(map(any, ends)) else x
        return kind(y.kernel_size, y.stride)(x)

    return _keras(pool)


def _dense(kind: Callable[..., Any]) -> Callable[..., Any]:
    return lambda y, x: kind(y.out_features, use_bias="bias" in y.parameter_shapes)(x)


def _flat(y: Any, x: Any, reshape: Callable[..., Any]) -> Any:
    return reshape(x, cnnlib.Flatten(y.start_axis, y.stop_axis).output_shape(tuple(x.shape)))


def _flax_adaptive(y: Any, x: Any) -> Any:
    n, h, w, c = x.shape
    rows, columns = y.output_shape((n, c, h, w))[2:]
    if (rows, columns) == (h, w):
        return x
    return x.reshape(n, rows, h // rows, columns, w // columns, c).mean((2, 4))


def _keras_adaptive(y: Any, x: Any) -> Any:
    if y.output_size == x.shape[1:3]:
        return x
    if y.output_size == (1, 1):
        return keras.layers.GlobalAveragePooling2D(keepdims=True)(x)
    return keras.layers.AdaptiveAveragePooling2D(y.output_size)(x)


def _joined(function: Callable[[Any, Any], Any]) -> Callable[..., Any]:
    def join(y: Any, *xs: Any) -> Any:
        result = xs[0]
        for x in xs[1:]:
            result = function(result, x)
        return result

    return join


def _flax_transposed(y: Any, x: Any) -> Any:
    """Convolve what zeros were put between, as `lax.conv_transpose` does, in groups too."""
    windows, size = place_transposed(
        x.shape[1:3],
        y.kernel_size,
        y.stride,
        y.padding,
        y.output_padding,
        y.dilation,
        y.output_size,
    )
    ends = []
    for axis in (0, 1):
        reach = windows.dilation[axis] * (y.kernel_size[axis] - 1)
        before = reach - windows.sides[2 * axis]
        filled = (x.shape[1 + axis] - 1) * y.stride[axis] + 1
        ends.append((before, size[axis] - 1 + reach - before - filled + 1))
    return linen.Conv(
        y.out_channels,
        y.kernel_size,
        padding=ends,
        input_dilation=y.stride,
        kernel_dilation=y.dilation,
        feature_group_count=y.groups,
        use_bias="bias" in y.parameter_shapes,
    )(x)


def _flax_upsampling(y: Any, x: Any) -> Any:
    if y.align_corners:
        raise ValueError("jax.image.resize does not align corners")
    rows, columns = y.output_shape((1, 1, *x.shape[1:3]))[2:]
    return jax.image.resize(x, (x.shape[0], rows, columns, x.shape[3]), y.mode)


def _keras_transposed(y: Any, x: Any) -> Any:
    if y.groups > 1:
        raise ValueError("Keras has no transposed convolution in groups")
    rows, columns = y.output_shape((1, y.in_channels, *x.shape[1:3]))[2:]
    size = (x.shape[1] * y.stride[0], x.shape[2] * y.stride[1])
    padding = "SAME" if (rows, columns) == size else "VALID"
    return keras.layers.Conv2DTranspose(
        y.out_channels,
        y.kernel_size,
        y.stride,
        padding.lower(),
        dilation_rate=y.dilation,
        use_bias="bias" in y.parameter_shapes,
    )(x)


def _keras_upsampling(y: Any, x: Any) -> Any:
    if y.align_corners:
        raise ValueError("Keras does not align corners")
    if y.size is not None:
        return keras.layers.Resizing(*y.size, interpolation=y.mode)(x)
    return keras.layers.UpSampling2D(tuple(map(int, y.scale_factor)), interpolation=y.mode)(x)


def _turned(x: Any, turn: bool, swap: Callable[..., Any]) -> Any:
    return swap(x, -1, -2) if turn else x


def _axes_behind(y: Any) -> tuple[int, ...]:
    return tuple(range(-len(y.normalized_shape), 0))


def _slice(y: Any, x: Any) -> Any:
    return x[(*(slice(None),) * (y.axis % len(x.shape)), slice(y.start, y.stop))]


def _shuffled(y: Any, x: Any, reshape: Callable[..., Any], transpose: Callable[..., Any]) -> Any:
    n, c, h, w = x.shape
    f = y.factor
    parts = transpose(reshape(x, (n, c // f**2, f, f, h, w)), (0, 1, 4, 2, 5, 3))
    return reshape(parts, (n, c // f**2, h * f, w * f))


def _channels_shuffled(
    y: Any, x: Any, reshape: Callable[..., Any], transpose: Callable[..., Any]
) -> Any:
    n, c, h, w = x.shape
    parts = reshape(x, (n, y.groups, c // y.groups, h, w))
    return reshape(transpose(parts, (0, 2, 1, 3, 4)), (n, c, h, w))


def _frame(y: Any) -> list[tuple[int, int]]:
    top, bottom, left, right = parse_padding(y.padding)
    return [(0, 0), (0, 0), (top, bottom), (left, right)]


def _filling(y: Any) -> dict[str, Any]:
    if y.padding_mode == "zeros":
        return {"constant_values": y.value}
    return {"mode": {"circular": "wrap", "replicate": "edge"}.get(y.padding_mode, y.padding_mode)}


_FLAX: dict[type, Callable[..., Any]] = {
    cnnlib.Conv2D: _flax(_flax_conv),
    cnnlib.BatchNorm2D: lambda y, x: linen.BatchNorm(use_running_average=True, axis=1)(x),
    cnnlib.Linear: _dense(linen.Dense),
    cnnlib.MaxPool2D: _flax(lambda y, x: linen.max_pool(x, y.kernel_size, y.stride, _ends(y, x))),
    cnnlib.AvgPool2D: _flax(lambda y, x: linen.avg_pool(x, y.kernel_size, y.stride, _ends(y, x))),
    cnnlib.AdaptiveAvgPool2D: _flax(_flax_adaptive),
    cnnlib.ReLU: lambda y, x: jax.nn.relu(x),
    cnnlib.ReLU6: lambda y, x: jax.nn.relu6(x),
    cnnlib.LeakyReLU: lambda y, x: jax.nn.leaky_relu(x, y.negative_slope),
    cnnlib.PReLU: lambda y, x: linen.PReLU()(x),
    cnnlib.ELU: lambda y, x: jax.nn.elu(x, *(() if y.alpha == 1 else (y.alpha,))),
    cnnlib.SiLU: lambda y, x: jax.nn.silu(x),
    cnnlib.Sigmoid: lambda y, x: jax.nn.sigmoid(x),
    cnnlib.Tanh: lambda y, x: jnp.tanh(x),
    cnnlib.Hardswish: lambda y, x: jax.nn.hard_swish(x),
    cnnlib.Hardsigmoid: lambda y, x: jax.nn.hard_sigmoid(x),
    cnnlib.GELU: lambda y, x: jax.nn.gelu(x, approximate=y.approximate),
    cnnlib.Softmax: lambda y, x: jax.nn.softmax(x, axis=y.axis),
    cnnlib.BatchNorm1D: lambda y, x: linen.BatchNorm(use_running_average=True, axis=1)(x),
    cnnlib.LayerNorm: lambda y, x: linen.LayerNorm(
        reduction_axes=_axes_behind(y), feature_axes=_axes_behind(y)
    )(x),
    cnnlib.GroupNorm: lambda y, x: jnp.moveaxis(
        linen.GroupNorm(y.num_groups)(jnp.moveaxis(x, 1, -1)), -1, 1
    ),
    cnnlib.Scale: lambda y, x: x * jnp.zeros((y.num_features, *(1,) * (x.ndim - 2))),
    cnnlib.MatMul: lambda y, a, b: (
        _turned(a, y.transpose_x, jnp.swapaxes) @ _turned(b, y.transpose_y, jnp.swapaxes)
    ),
    cnnlib.Reshape: lambda y, x: x.reshape(x.shape[0], *y.shape),
    cnnlib.Permute: lambda y, x: x.transpose(y.axes),
    cnnlib.Slice: _slice,
    cnnlib.PixelShuffle: lambda y, x: _shuffled(y, x, jnp.reshape, jnp.transpose),
    cnnlib.ChannelShuffle: lambda y, x: _channels_shuffled(y, x, jnp.reshape, jnp.transpose),
    cnnlib.Pad2D: lambda y, x: jnp.pad(x, _frame(y), **_filling(y)),
    cnnlib.Conv2DTranspose: _flax(_flax_transposed),
    cnnlib.Upsample: _flax(_flax_upsampling),
    cnnlib.Dropout: lambda y, x: x,
    cnnlib.Flatten: lambda y, x: _flat(y, x, jnp.reshape),
    cnnlib.KMaxPool: lambda y, x: jnp.moveaxis(
        jax.lax.top_k(jnp.moveaxis(x, y.axis, -1), y.k)[0], -1, y.axis
    ),
    cnnlib.Add: _joined(lambda a, b: a + b),
    cnnlib.Multiply: _joined(lambda a, b: a * b),
    cnnlib.Concat: lambda y, *xs: jnp.concatenate(xs, y.axis),
}

_KERAS: dict[type, Callable[..., Any]] = {
    cnnlib.Conv2D: _keras(_keras_conv),
    cnnlib.BatchNorm2D: lambda y, x: keras.layers.BatchNormalization(axis=1)(x),
    cnnlib.Linear: _dense(keras.layers.Dense),
    cnnlib.MaxPool2D: _keras_pool(keras.layers.MaxPooling2D),
    cnnlib.AvgPool2D: _keras_pool(keras.layers.AveragePooling2D),
    cnnlib.AdaptiveAvgPool2D: _keras(_keras_adaptive),
    cnnlib.ReLU: lambda y, x: keras.layers.ReLU()(x),
    cnnlib.ReLU6: lambda y, x: keras.layers.ReLU(6.0)(x),
    cnnlib.LeakyReLU: lambda y, x: keras.layers.LeakyReLU(y.negative_slope)(x),
    cnnlib.PReLU: lambda y, x: keras.layers.PReLU(
        shared_axes=list(range(1 if y.num_parameters == 1 else 2, len(x.shape)))
    )(x),
    cnnlib.ELU: lambda y, x: keras.layers.ELU(y.alpha)(x),
    cnnlib.SiLU: lambda y, x: keras.layers.Activation("silu")(x),
    cnnlib.Sigmoid: lambda y, x: keras.layers.Activation("sigmoid")(x),
    cnnlib.Tanh: lambda y, x: keras.layers.Activation("tanh")(x),
    cnnlib.Hardswish: lambda y, x: keras.layers.Activation("hard_swish")(x),
    cnnlib.Hardsigmoid: lambda y, x: keras.layers.Activation("hard_sigmoid")(x),
    cnnlib.GELU: lambda y, x: keras.ops.gelu(x, approximate=y.approximate),
    cnnlib.Softmax: lambda y, x: keras.layers.Softmax(y.axis)(x),
    cnnlib.BatchNorm1D: lambda y, x: keras.layers.BatchNormalization(axis=1)(x),
    cnnlib.LayerNorm: lambda y, x: keras.layers.LayerNormalization(axis=_axes_behind(y))(x),
    cnnlib.GroupNorm: lambda y, x: keras.ops.moveaxis(
        keras.layers.GroupNormalization(y.num_groups)(keras.ops.moveaxis(x, 1, -1)), -1, 1
    ),
    cnnlib.MatMul: lambda y, a, b: keras.ops.matmul(
        _turned(a, y.transpose_x, keras.ops.swapaxes), _turned(b, y.transpose_y, keras.ops.swapaxes)
    ),
    cnnlib.Scale: lambda y, x: x * keras.ops.ones((y.num_features, *(1,) * (len(x.shape) - 2))),
    cnnlib.Reshape: lambda y, x: keras.layers.Reshape(y.shape)(x),
    cnnlib.Permute: lambda y, x: keras.ops.transpose(x, y.axes),
    cnnlib.Slice: _slice,
    cnnlib.PixelShuffle: lambda y, x: _shuffled(y, x, keras.ops.reshape, keras.ops.transpose),
    cnnlib.ChannelShuffle: lambda y, x: _channels_shuffled(
        y, x, keras.ops.reshape, keras.ops.transpose
    ),
    cnnlib.Pad2D: lambda y, x: keras.ops.pad(x, _frame(y), **_filling(y)),
    cnnlib.Conv2DTranspose: _keras(_keras_transposed),
    cnnlib.Upsample: _keras(_keras_upsampling),
    cnnlib.Dropout: lambda y, x: keras.layers.Dropout(y.p)(x),
    cnnlib.Flatten: lambda y, x: _flat(y, x, keras.ops.reshape),
    cnnlib.KMaxPool: lambda y, x: keras.ops.moveaxis(
        keras.ops.top_k(keras.ops.moveaxis(x, y.axis, -1), y.k)[0], -1, y.axis
    ),
    cnnlib.Add: _joined(lambda a, b: keras.layers.Add()([a, b])),
    cnnlib.Multiply: _joined(lambda a, b: keras.layers.Multiply()([a, b])),
    cnnlib.Concat: lambda y, *xs: keras.layers.Concatenate(y.axis)(list(xs)),
}
