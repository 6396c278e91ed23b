"""Random settings of cnnlib's operations, sensible and not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from records import Setting

__all__ = ["draw"]


def draw(rng: np.random.Generator) -> Setting:
    """Draw an operation and how it is called; about one call in twelve makes no sense."""
    operation = str(rng.choice(list(_DRAWS), p=list(_SHARES.values())))
    arguments, arrays = _DRAWS[operation](rng)
    slips = _SENSELESS[operation]
    if slips and _often(rng, 1 / 12):
        name, senseless = slips[rng.integers(len(slips))]
        arguments[name] = senseless
    return Setting(operation, str(rng.choice(["float32", "float64"])), arguments, arrays)


def _max_pool2d(rng: np.random.Generator) -> tuple[dict, dict]:
    arguments, arrays = _pool2d(rng)
    return arguments | {"return_mask": _often(rng, 0.5)}, arrays


def _avg_pool2d(rng: np.random.Generator) -> tuple[dict, dict]:
    arguments, arrays = _pool2d(rng)
    arguments["exclusive"] = _often(rng, 0.6)
    if _often(rng, 0.2):
        arguments["divisor_override"] = int(rng.integers(1, 10))
    return arguments, arrays


def _pool2d(rng: np.random.Generator) -> tuple[dict, dict]:
    kernel = _sides(rng, 1, 5)
    arguments = {
        "kernel_size": _as_int(rng, kernel),
        "stride": None if _often(rng, 0.2) else _as_int(rng, _sides(rng, 1, 4)),
        "padding": _padding(rng, [int(side) for side in kernel]),
        "ceil_mode": _often(rng, 0.4),
    }
    shape = *rng.integers(1, 3, 2), *rng.integers(2, 10, 2)
    return arguments, {"x": _quarters(rng, shape)}


def _conv2d(rng: np.random.Generator) -> tuple[dict, dict]:
    kernel, groups = _sides(rng, 1, 3), int(rng.choice([1, 1, 2, 3]))
    mode = str(rng.choice(["zeros", "zeros", "reflect", "replicate", "circular"]))
    arguments = {
        "stride": _as_int(rng, _sides(rng, 1, 3)),
        "padding": _padding(rng, [4, 4]),
        "dilation": _as_int(rng, _sides(rng, 1, 2)),
        "groups": groups,
        "padding_mode": mode,
    }
    inner, outer = rng.integers(1, 3, 2)
    arrays = {
        "x": _quarters(rng, (rng.integers(1, 3), groups * inner, *rng.integers(3, 8, 2))),
        "weight": _quarters(rng, (groups * outer, inner, *kernel)),
    }
    if _often(rng, 0.6):
        arrays["bias"] = _quarters(rng, (groups * outer,))
    return arguments, arrays


def _conv2d_transpose(rng: np.random.Generator) -> tuple[dict, dict]:
    """Draw what leaves an output: where none is left, PaddlePaddle's process dies."""
    kernel, stride, dilation = _sides(rng, 1, 3), _sides(rng, 1, 3), _sides(rng, 1, 2)
    groups = int(rng.choice([1, 1, 2, 3]))
    spans = [gap * (side - 1) + 1 for gap, side in zip(dilation, kernel, strict=True)]
    padding = [int(rng.integers((span + 1) // 2)) for span in spans]
    more = [int(rng.integers(step)) for step in stride]
    arguments = {
        "stride": _as_int(rng, stride),
        "padding": _as_int(rng, padding),
        # PaddlePaddle takes fewer than the stride, whatever the dilation.
        "output_padding": _as_int(rng, more),
        "dilation": _as_int(rng, dilation),
        "groups": groups,
    }
    inner, outer = rng.integers(1, 3, 2)
    arrays = {
        "x": _quarters(rng, (rng.integers(1, 3), groups * inner, *rng.integers(1, 6, 2))),
        "weight": _quarters(rng, (groups * inner, outer, *kernel)),
    }
    if _often(rng, 0.6):
        arrays["bias"] = _quarters(rng, (groups * outer,))
    return arguments, arrays


def _upsample(rng: np.random.Generator) -> tuple[dict, dict]:
    """Draw sizes; between pixels at places that are exact in PaddlePaddle's float32, too."""
    x = _quarters(rng, (*rng.integers(1, 3, 2), *rng.integers(2, 7, 2)))
    if _often(rng, 0.3):
        return {"mode": "nearest", "size": _sides(rng, 1, 12)}, {"x": x}
    if _often(rng, 0.3):
        scales = [float(each) for each in rng.choice([0.5, 1.5, 2, 3], 2)]
        return {"mode": "nearest", "scale_factor": scales}, {"x": x}
    if _often(rng, 0.5):
        size = [2 * (side - 1) + 1 for side in x.shape[2:]]
        return {"mode": "bilinear", "align_corners": True, "size": size}, {"x": x}
    scales = [float(each) for each in rng.choice([2, 4], 2)]
    return {"mode": "bilinear", "align_corners": False, "scale_factor": scales}, {"x": x}


def _channels(name: str, power: int) -> Callable[[np.random.Generator], tuple[dict, dict]]:
    """Return what draws an operation on channels in groups of a number, or of its square."""

    def drawn(rng: np.random.Generator) -> tuple[dict, dict]:
        number, times = (int(each) for each in rng.integers(1, 4, 2))
        x = _quarters(rng, (rng.integers(1, 3), times * number**power, *rng.integers(1, 5, 2)))
        return {name: number}, {"x": x}

    return drawn


def _batch_norm(rng: np.random.Generator) -> tuple[dict, dict]:
    channels = int(rng.integers(1, 4))
    arguments = {
        "training": _often(rng, 0.6),
        "momentum": float(rng.choice([0.9, 0.9, 0.5, 0.0, 1.0])),
        "epsilon": float(rng.choice([1e-5, 1e-5, 1e-3])),
    }
    x = _quarters(rng, (rng.integers(1, 4), channels, *rng.integers(1, 5, 2)))
    # An outlier, so that no channel is constant: dividing by almost nothing magnifies rounding.
    x[0, :, 0, 0] = 127
    arrays = {
        "x": x,
        "running_mean": _quarters(rng, (channels,)),
        "running_var": rng.integers(1, 40, channels, np.int8),
    }
    if _often(rng, 0.7):
        arrays["weight"] = rng.integers(-8, 9, channels, np.int8)
        arrays["bias"] = _quarters(rng, (channels,))
    return arguments, arrays


def _layer_norm(rng: np.random.Generator) -> tuple[dict, dict]:
    shape = [int(size) for size in rng.integers(1, 6, rng.integers(2, 5))]
    shape[-1] += 2
    x = _uneven(rng, shape)
    normalized = shape[-int(rng.integers(1, len(shape))) :]
    arguments = {"normalized_shape": normalized, "epsilon": float(rng.choice([1e-5, 1e-3]))}
    return arguments, {"x": x, **_rescaling(rng, normalized)}


def _group_norm(rng: np.random.Generator) -> tuple[dict, dict]:
    groups, width = int(rng.integers(1, 4)), int(rng.integers(2, 4))
    arguments = {"num_groups": groups, "epsilon": float(rng.choice([1e-5, 1e-3]))}
    x = _uneven(rng, (rng.integers(1, 4), groups * width, *rng.integers(1, 5, rng.integers(1, 3))))
    return arguments, {"x": x, **_rescaling(rng, x.shape[1:2])}


def _rescaling(rng: np.random.Generator, shape: tuple[int, ...]) -> dict[str, np.ndarray]:
    """Draw what normalized numbers are multiplied by, and what is added; or neither."""
    if _often(rng, 0.3):
        return {}
    return {"weight": rng.integers(-8, 9, shape, np.int8), "bias": _quarters(rng, shape)}


def _uneven(rng: np.random.Generator, shape: tuple[int, ...]) -> np.ndarray:
    """Draw numbers of which no few beside one another are equal: their variance is no rounding."""
    x = _quarters(rng, shape)
    x[..., 0] = 127
    x[:, ::2] //= 2
    return x


def _linear(rng: np.random.Generator) -> tuple[dict, dict]:
    outer = [int(size) for size in rng.integers(1, 4, rng.integers(1, 4))]
    inner, out = rng.integers(1, 7, 2)
    arrays = {"x": _quarters(rng, (*outer, inner)), "weight": _quarters(rng, (inner, out))}
    if _often(rng, 0.7):
        arrays["bias"] = _quarters(rng, (out,))
    return {}, arrays


def _adaptive_avg_pool2d(rng: np.random.Generator) -> tuple[dict, dict]:
    shape = *rng.integers(1, 3, 2), *rng.integers(1, 10, 2)
    sides = _as_int(rng, _sides(rng, 1, 5))
    if _often(rng, 0.2):
        sides = [None, int(rng.integers(1, 6))]
    return {"output_size": sides}, {"x": _quarters(rng, shape)}


def _adaptive_max_pool2d(rng: np.random.Generator) -> tuple[dict, dict]:
    arguments, arrays = _adaptive_avg_pool2d(rng)
    return arguments | {"return_mask": _often(rng, 0.5)}, arrays


def _prelu(rng: np.random.Generator) -> tuple[dict, dict]:
    x = _quarters(rng, (*rng.integers(1, 4, 2), *rng.integers(1, 5, rng.integers(3))))
    return {}, {"x": x, "weight": _quarters(rng, (int(rng.choice([1, x.shape[1]])),))}


def _activation(**choices: list[Any]) -> Callable[[np.random.Generator], tuple[dict, dict]]:
    def drawn(rng: np.random.Generator) -> tuple[dict, dict]:
        x = _quarters(rng, (*rng.integers(1, 4, 2), *rng.integers(1, 5, rng.integers(3))))
        return {name: values[rng.integers(len(values))] for name, values in choices.items()}, {
            "x": x
        }

    return drawn


_ACTIVATIONS = {
    "elu": _activation(alpha=[1.0, 1.0, 0.5, 2.0]),
    "gelu": _activation(approximate=[False, True]),
    "hardsigmoid": _activation(),
    "hardswish": _activation(),
    "leaky_relu": _activation(negative_slope=[0.01, 0.01, 0.25, 1.5]),
    "prelu": _prelu,
    "relu": _activation(),
    "relu6": _activation(),
    "sigmoid": _activation(),
    "silu": _activation(),
    "softmax": _activation(axis=[-1, 0, 1]),
    "tanh": _activation(),
}
_DRAWS: dict[str, Callable[[np.random.Generator], tuple[dict, dict]]] = {
    "max_pool2d": _max_pool2d,
    "avg_pool2d": _avg_pool2d,
    "conv2d": _conv2d,
    "batch_norm": _batch_norm,
    "layer_norm": _layer_norm,
    "group_norm": _group_norm,
    "linear": _linear,
    "adaptive_avg_pool2d": _adaptive_avg_pool2d,
    "adaptive_max_pool2d": _adaptive_max_pool2d,
    "conv2d_transpose": _conv2d_transpose,
    "upsample": _upsample,
    "pixel_shuffle": _channels("factor", 2),
    "channel_shuffle": _channels("groups", 1),
    **_ACTIVATIONS,
}
_KNOWN_SHARES = (0.23, 0.24, 0.22, 0.07, 0.03, 0.03, 0.03, 0.03, 0.02, 0.02, 0.01, 0.005, 0.005)
_SHARES = dict(
    zip(_DRAWS, (*_KNOWN_SHARES, *[0.06 / len(_ACTIVATIONS)] * len(_ACTIVATIONS)), strict=True)
)

# What spoils a call. Arrays of a wrong shape are left out: PaddlePaddle reads past their end.
_WINDOW_SLIPS = [("stride", 0), ("padding", -1), ("padding", [0, -1, 0, 0])]
_POOL_SLIPS = [*_WINDOW_SLIPS, ("kernel_size", 0), ("kernel_size", 13)]
_SENSELESS: dict[str, list[tuple[str, Any]]] = {
    **dict.fromkeys(_ACTIVATIONS, []),
    "softmax": [("axis", 4), ("axis", -5)],
    "max_pool2d": _POOL_SLIPS,
    "avg_pool2d": [*_POOL_SLIPS, ("divisor_override", 0)],
    "conv2d": [
        *_WINDOW_SLIPS,
        ("dilation", 0),
        ("dilation", 9),
        ("groups", 0),
        ("groups", 5),
        ("padding", 9),
    ],
    "batch_norm": [("epsilon", -1.0)],
    "layer_norm": [("normalized_shape", [7, 9])],
    "group_norm": [("num_groups", 7), ("num_groups", 0)],
    "linear": [],
    "conv2d_transpose": [("groups", 5), ("stride", 0), ("padding", -1)],
    "upsample": [("scale_factor", 0.01), ("mode", "cubical")],
    "pixel_shuffle": [("factor", 7), ("factor", 0)],
    "channel_shuffle": [("groups", 5), ("groups", 0)],
    "adaptive_avg_pool2d": [("output_size", 0), ("output_size", [-1, 2])],
    "adaptive_max_pool2d": [("output_size", 0), ("output_size", [-1, 2])],
}


def _padding(rng: np.random.Generator, below: list[int]) -> Any:
    """Draw any form of padding, most often less than `below` on each axis."""
    form = rng.choice(["int", "pair", "four", "pairs", "SAME", "VALID"], p=_PADDING_SHARES)
    high, wide = (side + int(_often(rng, 0.05)) for side in below)
    top, bottom = (int(side) for side in rng.integers(0, high, 2))
    left, right = (int(side) for side in rng.integers(0, wide, 2))
    match form:
        case "int":
            return min(top, left)
        case "pair":
            return [top, left]
        case "four":
            return [top, bottom, left, right]
        case "pairs":
            return [[0, 0], [0, 0], [top, bottom], [left, right]]
    return str(form) if _often(rng, 0.8) else str(form).lower()


_PADDING_SHARES = (0.25, 0.2, 0.2, 0.12, 0.15, 0.08)


def _quarters(rng: np.random.Generator, shape: tuple[int, ...]) -> np.ndarray:
    """Draw a wide range of numbers, a narrow one that makes ties, or negative ones only."""
    low, high = [(-99, 100), (-4, 5), (-60, 0)][rng.integers(3)]
    return rng.integers(low, high, shape, np.int8)


def _sides(rng: np.random.Generator, low: int, high: int) -> list[int]:
    """Draw (height, width), both ends included, often equal."""
    height, width = (int(side) for side in rng.integers(low, high + 1, 2))
    return [height, height if _often(rng, 0.5) else width]


def _as_int(rng: np.random.Generator, sides: list[int]) -> int | list[int]:
    """Say equal sides as one number, at times."""
    return sides[0] if sides[0] == sides[1] and _often(rng, 0.7) else sides


def _often(rng: np.random.Generator, share: float) -> bool:
    return bool(rng.random() < share)
