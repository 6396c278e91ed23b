"""A trained LeNet as a setting: a copy of its own, and the way to the page."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from typing import Any

import numpy as np

from cnnlib.digits import trained_lenet
from cnnlib.explorers.base import Setting
from cnnlib.models import LeNet

__all__ = ["Network", "lenet_copy"]

LARGEST_BYTE = 127


class Network(Setting):
    """A setting that is a LeNet; it travels to the page as its parameters.

    Whole numbers times a power of two, as in the LeNet that cnnlib stores, take a byte each; all
    others go as float32.
    """

    def __init__(self) -> None:
        super().__init__(None, to_json=_to_page, from_json=_from_page)


def lenet_copy(value: Any, name: str) -> LeNet:
    """Return a copy that later training leaves alone, or say why this is no LeNet.

    Examples
    --------
    >>> lenet_copy(LeNet(5), "network")
    Traceback (most recent call last):
    ...
    ValueError: network must have parameters of LeNet()'s shapes, got (84, 5) for (84, 10)
    """
    if not isinstance(value, LeNet):
        raise TypeError(f"{name} must be a cnnlib.LeNet, got {type(value).__name__}")
    copy = LeNet()
    for own, given in zip(copy.parameters(), value.parameters(), strict=True):
        if own.shape != given.shape:
            raise ValueError(
                f"{name} must have parameters of LeNet()'s shapes, "
                f"got {given.shape} for {own.shape}"
            )
        if not np.isfinite(given).all():
            raise ValueError(f"{name} must have finite parameters")
    return _with(copy, value.parameters())


def _with(network: LeNet, arrays: Sequence[np.ndarray]) -> LeNet:
    for own, given in zip(network.parameters(), arrays, strict=True):
        own[...] = given
    network.eval()
    return network


def _to_page(network: LeNet, _: Any) -> dict[str, Any]:
    parameters = network.parameters()
    stored = zip(parameters, trained_lenet().parameters(), strict=True)
    # The page need not write the stored one into a program: it is there without a word.
    return {
        "stored": all(np.array_equal(own, known) for own, known in stored),
        "parameters": [_array_to_page(parameter) for parameter in parameters],
    }


def _array_to_page(array: np.ndarray) -> dict[str, Any]:
    largest = float(np.abs(array).max())
    exponent = int(np.ceil(np.log2(largest / LARGEST_BYTE))) if largest else 0
    whole = np.rint(array / 2.0**exponent)
    if np.array_equal(whole * 2.0**exponent, array):
        return {
            "bytes": base64.b64encode(whole.astype(np.int8).tobytes()).decode(),
            "exponent": exponent,
        }
    return {"floats": base64.b64encode(array.astype("<f4").tobytes()).decode()}


def _from_page(sent: dict[str, Any], _: Any) -> LeNet:
    network = LeNet()
    arrays = map(_array_from_page, sent["parameters"])
    shapes = [parameter.shape for parameter in network.parameters()]
    return _with(network, [a.reshape(s) for a, s in zip(arrays, shapes, strict=True)])


def _array_from_page(sent: dict[str, Any]) -> np.ndarray:
    if "floats" in sent:
        return np.frombuffer(base64.b64decode(sent["floats"]), "<f4")
    return np.frombuffer(base64.b64decode(sent["bytes"]), np.int8) * 2.0 ** sent["exponent"]
