"""Activations: layers of their own, and words in the configuration of others."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from cnnlib.description.imported.values import Stream
from cnnlib.description.keras.call import Call
from cnnlib.description.keras.rules.registry import rule
from cnnlib.layers import activation as layers
from cnnlib.layers.base import Layer
from cnnlib.layers.foreign import unruled
from cnnlib.layers.leaky import ELU, LeakyReLU, PReLU
from cnnlib.layers.softmax import Softmax

__all__ = ["activated", "activation", "elu", "leaky_relu", "prelu", "relu", "softmax"]

WORDS: dict[str, Callable[[], Layer]] = {
    "elu": ELU,
    "gelu": layers.GELU,
    "hard_sigmoid": layers.Hardsigmoid,
    "hard_silu": layers.Hardswish,
    "hard_swish": layers.Hardswish,
    "leaky_relu": lambda: LeakyReLU(0.2),
    "relu": layers.ReLU,
    "relu6": layers.ReLU6,
    "sigmoid": layers.Sigmoid,
    "silu": layers.SiLU,
    "swish": layers.SiLU,
    "tanh": layers.Tanh,
}


def activated(call: Call, x: Stream, word: Any, part: str = "activation") -> Stream:
    """Add the activation that a configuration names; none for a linear one."""
    if isinstance(word, dict):  # Keras writes a function of its own as an object.
        config = word.get("config")
        word = config.get("name", word.get("class_name")) if isinstance(config, dict) else config
    word = str(word).lower() if word is not None else "linear"
    if word == "linear":
        return x
    if word == "softmax":
        return call.emit(Softmax(call.axis(-1, len(x.shape))), x, part=part)
    if word in WORDS:
        return call.emit(WORDS[word](), x, part=part)
    name = "".join(step.capitalize() for step in word.split("_"))
    return call.emit(unruled(name)([x.shape], x.shape, local=True), x, part=part)


@rule("Activation")
def activation(call: Call) -> Stream:
    """Apply the activation of that name."""
    return activated(call, call.stream(), call.get("activation"), part="")


@rule("Relu6", "Relu", "Silu", "HardSilu", "HardSigmoid", "Sigmoid", "Tanh", "Gelu")
def operation(call: Call) -> Stream:
    """Apply an activation that was called as a function."""
    words = {"HardSilu": "hard_silu", "HardSigmoid": "hard_sigmoid"}
    return activated(call, call.stream(), words.get(call.kind, call.kind.lower()), part="")


@rule("ReLU")
def relu(call: Call) -> Stream:
    """Cut at 0, and perhaps at 6."""
    x, most = call.stream(), call.get("max_value")
    slope = call.get("negative_slope") or 0
    call.require(not call.get("threshold"), "its threshold is not 0")
    if slope:
        call.require(most is None, "it is leaky and cut")
        return call.emit(LeakyReLU(slope), x)
    call.require(most in (None, 6), f"it cuts at {most}")
    return call.emit(layers.ReLU() if most is None else layers.ReLU6(), x)


@rule("LeakyReLU")
def leaky_relu(call: Call) -> Stream:
    """Scale what is negative: by 0.3 where nothing else is said."""
    slope = call.get("negative_slope", call.get("alpha", 0.3))
    return call.emit(LeakyReLU(float(slope)), call.stream())


@rule("PReLU")
def prelu(call: Call) -> Stream:
    """Scale what is negative by one trained slope a channel; other slopes have no layer."""
    x = call.stream()
    shared = {call.axis(axis, len(x.shape)) for axis in call.get("shared_axes") or ()}
    call.require(shared == {*range(2, len(x.shape))}, "it has a slope for every place")
    return call.emit(PReLU(x.shape[1], 0.0), x)


@rule("ELU")
def elu(call: Call) -> Stream:
    """Bend what is negative."""
    return call.emit(ELU(float(call.get("alpha", 1.0))), call.stream())


@rule("Softmax")
def softmax(call: Call) -> Stream:
    """Turn scores into shares."""
    x, axis = call.stream(), call.get("axis", -1)
    call.require(isinstance(axis, int), "it takes several axes together")
    return call.emit(Softmax(call.axis(axis, len(x.shape))), x)
