"""One setting, run in PyTorch and in PaddlePaddle as a user of each would write it."""

from __future__ import annotations

import contextlib
import os

os.environ.setdefault("OMP_NUM_THREADS", "1")  # The arrays are tiny.

from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import cache

import paddle
import paddle.nn.functional as P
import torch
import torch.nn.functional as T
from records import Answer, Setting
from rules import forgets_same, refusal

__all__ = ["ask_paddle", "ask_torch", "ask_torch_backward"]


def ask_torch(setting: Setting) -> Answer:
    """Return PyTorch's arrays, or that it refuses."""
    return _answer(_TORCH, torch.from_numpy, setting)


def ask_torch_backward(setting: Setting) -> Answer:
    """Return what PyTorch's autograd gives for an operation ``…_backward`` of cnnlib."""
    tensors = {name: torch.from_numpy(values) for name, values in setting.floats().items()}
    grad_output = tensors.pop("grad_output")
    operation = setting.operation.removesuffix("_backward")
    trained = ["x"]
    if operation == "prelu":
        trained += ["weight"]
    elif "weight" in tensors:
        trained += ["weight", "bias"]
        shape = tensors["weight"].shape
        if not operation.endswith("norm"):
            shape = grad_output.shape[-1 if operation == "linear" else 1]
        tensors["bias"] = torch.zeros(shape, dtype=grad_output.dtype)
    for name in trained:
        tensors[name].requires_grad_()
    forward = _TORCH[operation]
    # What the forward takes and the way back does not need.
    others = {"batch_norm": {"momentum": 0.9}}
    if operation.endswith("max_pool2d"):
        others[operation] = {"return_mask": False}
    y = forward(setting, **tensors, **setting.arguments, **others.get(operation, {}))
    (y[0] if isinstance(y, tuple) else y).backward(grad_output)
    return [tensors[name].grad.numpy() for name in trained]


def ask_paddle(setting: Setting) -> Answer:
    """Return PaddlePaddle's arrays, or that it refuses, or that its process died of it.

    A kernel that does not fit can leave its memory damaged: no other setting follows in there.
    """
    answer = "crashed"
    with contextlib.suppress(BrokenProcessPool):
        answer = _worker().submit(_answer_paddle, setting).result()
    if answer == "crashed" or refusal(setting) or forgets_same(setting):
        _worker().shutdown()
        _worker.cache_clear()
    return answer


@cache
def _worker() -> ProcessPoolExecutor:
    return ProcessPoolExecutor(1, initializer=_keep_quiet)


def _keep_quiet() -> None:
    """Let a crash be one, without the report; and what MKL prints at a wrong shape."""
    paddle.disable_signal_handler()
    for stream in (1, 2):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream)


def _answer_paddle(setting: Setting) -> Answer:
    return _answer(_PADDLE, paddle.to_tensor, setting)


def _answer(table: dict[str, Callable], tensor: Callable, setting: Setting) -> Answer:
    tensors = {name: tensor(values) for name, values in setting.floats().items()}
    try:
        y = table[setting.operation](setting, **tensors, **setting.arguments)
        return [result.numpy() for result in (y if isinstance(y, tuple) else (y,))]
    except (RuntimeError, ValueError, TypeError, IndexError, ZeroDivisionError):
        return "refused"


# PyTorch's layers pad opposite sides alike, pooling at most half a kernel. A user who wants
# more pads first, and has to cut the windows that start in the end padding, which ceil_mode
# would drop if it knew where the image ends.


def _torch_max_pool2d(setting, x, kernel_size, stride, padding, return_mask, ceil_mode):
    height, width = setting.axes()
    if _half_a_kernel(setting):
        sides = height.begin, width.begin
        y, mask = T.max_pool2d(
            x, kernel_size, stride, sides, ceil_mode=ceil_mode, return_indices=True
        )
    else:
        x = T.pad(x, _frame(setting), value=-torch.inf)
        y, mask = T.max_pool2d(x, kernel_size, stride, ceil_mode=ceil_mode, return_indices=True)
        rows, columns = mask // width.padded - height.begin, mask % width.padded - width.begin
        y, mask = _cut(y, setting), _cut(rows * width.size + columns, setting)
    return (y, mask) if return_mask else y


def _torch_avg_pool2d(
    setting, x, kernel_size, stride, padding, ceil_mode, exclusive, divisor_override=None
):
    height, width = setting.axes()
    if _half_a_kernel(setting):
        sides = height.begin, width.begin
        return T.avg_pool2d(
            x, kernel_size, stride, sides, ceil_mode, not exclusive, divisor_override
        )

    def average(x):
        x = T.pad(x, _frame(setting))
        return T.avg_pool2d(x, kernel_size, stride, 0, ceil_mode, True, divisor_override)

    y = average(x)
    if exclusive and divisor_override is None:
        y = y / average(torch.ones_like(x))
    return _cut(y, setting)


def _half_a_kernel(setting):
    return all(axis.begin == axis.end <= axis.kernel / 2 for axis in setting.axes())


def _frame(setting):
    height, width = setting.axes()
    return width.begin, width.end, height.begin, height.end


def _cut(y, setting):
    height, width = (axis.windows(setting.arguments["ceil_mode"]) for axis in setting.axes())
    return y[:, :, :height, :width]


def _torch_conv2d(setting, x, weight, stride, padding, dilation, groups, padding_mode, bias=None):
    height, width = setting.axes()
    evenly = height.begin == height.end and width.begin == width.end
    if padding_mode == "zeros" and evenly:
        sides = height.begin, width.begin
        return T.conv2d(x, weight, bias, stride, sides, dilation, groups)
    mode = "constant" if padding_mode == "zeros" else padding_mode
    return T.conv2d(T.pad(x, _frame(setting), mode), weight, bias, stride, 0, dilation, groups)


def _torch_adaptive_max_pool2d(setting, x, output_size, return_mask):
    y, mask = T.adaptive_max_pool2d(x, output_size, return_indices=True)
    return (y, mask) if return_mask else y


def _torch_conv2d_transpose(
    setting, x, weight, stride, padding, output_padding, dilation, groups, bias=None
):
    placing = stride, padding, output_padding, groups, dilation
    return T.conv_transpose2d(x, weight, bias, *placing)


def _torch_upsample(setting, x, mode, align_corners=None, size=None, scale_factor=None):
    return T.interpolate(x, size, scale_factor, mode, align_corners)


def _torch_batch_norm(
    setting, x, running_mean, running_var, training, momentum, epsilon, weight=None, bias=None
):
    y = T.batch_norm(x, running_mean, running_var, weight, bias, training, 1 - momentum, epsilon)
    return y, running_mean, running_var


def _activation(operation):
    return lambda setting, **keywords: operation(*keywords.values())


# Of these both frameworks have a function of the same name and arguments.
_NAMED = ("elu", "hardswish", "leaky_relu", "prelu", "relu", "relu6", "sigmoid", "silu", "tanh")

_TORCH = {
    **{name: _activation(getattr(T, name)) for name in _NAMED},
    "gelu": lambda setting, x, approximate: T.gelu(
        x, approximate="tanh" if approximate else "none"
    ),
    "hardsigmoid": _activation(T.hardsigmoid),
    "softmax": lambda setting, x, axis: T.softmax(x, axis),
    "max_pool2d": _torch_max_pool2d,
    "avg_pool2d": _torch_avg_pool2d,
    "conv2d": _torch_conv2d,
    "conv2d_transpose": _torch_conv2d_transpose,
    "upsample": _torch_upsample,
    "pixel_shuffle": lambda setting, x, factor: T.pixel_shuffle(x, factor),
    "channel_shuffle": lambda setting, x, groups: T.channel_shuffle(x, groups),
    "batch_norm": _torch_batch_norm,
    "layer_norm": lambda setting, x, epsilon, **keywords: T.layer_norm(x, eps=epsilon, **keywords),
    "group_norm": lambda setting, x, epsilon, **keywords: T.group_norm(x, eps=epsilon, **keywords),
    "linear": lambda setting, x, weight, bias=None: T.linear(x, weight.T, bias),
    "adaptive_avg_pool2d": lambda setting, **keywords: T.adaptive_avg_pool2d(*keywords.values()),
    "adaptive_max_pool2d": _torch_adaptive_max_pool2d,
}


# PaddlePaddle takes every form of padding; with another padding mode its layer pads first.


def _paddle_conv2d(setting, x, weight, padding, padding_mode, **keywords):
    if padding_mode != "zeros":
        x, padding = P.pad(x, [*_frame(setting)], padding_mode), 0
    return P.conv2d(x, weight, padding=padding, **keywords)


def _paddle_batch_norm(setting, x, running_mean, running_var, **keywords):
    return P.batch_norm(x, running_mean, running_var, **keywords), running_mean, running_var


# Its arrays for several axes are one row.
def _paddle_layer_norm(setting, weight=None, bias=None, **keywords):
    weight, bias = (None if each is None else each.flatten() for each in (weight, bias))
    return P.layer_norm(weight=weight, bias=bias, **keywords)


_PADDLE = {
    **{name: _activation(getattr(P, name)) for name in _NAMED},
    "gelu": _activation(P.gelu),
    "hardsigmoid": lambda setting, x: P.hardsigmoid(x, slope=1 / 6),
    "softmax": _activation(P.softmax),
    "max_pool2d": lambda setting, **keywords: P.max_pool2d(**keywords),
    "avg_pool2d": lambda setting, **keywords: P.avg_pool2d(**keywords),
    "conv2d": _paddle_conv2d,
    "conv2d_transpose": lambda setting, **keywords: P.conv2d_transpose(**keywords),
    "upsample": lambda setting, **keywords: P.interpolate(**keywords),
    "pixel_shuffle": lambda setting, x, factor: P.pixel_shuffle(x, factor),
    "channel_shuffle": lambda setting, x, groups: P.channel_shuffle(x, groups),
    "batch_norm": _paddle_batch_norm,
    "layer_norm": _paddle_layer_norm,
    "group_norm": lambda setting, **keywords: P.group_norm(**keywords),
    "linear": lambda setting, **keywords: P.linear(**keywords),
    "adaptive_avg_pool2d": lambda setting, **keywords: P.adaptive_avg_pool2d(**keywords),
    "adaptive_max_pool2d": lambda setting, **keywords: P.adaptive_max_pool2d(**keywords),
}
