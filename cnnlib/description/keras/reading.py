"""From Keras' JSON to a network."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from cnnlib._checks import batch_shape
from cnnlib.description.imported.assembling import Imported, assembled
from cnnlib.description.imported.network import Network
from cnnlib.description.imported.patterns import simplify
from cnnlib.description.keras.model import MODELS, Model, layers_of, with_channels_first
from cnnlib.layers.attributes import Shape

__all__ = ["is_keras", "read_keras"]


def is_keras(text: str | bytes) -> bool:
    """Tell whether JSON is a model of Keras, by its keys."""
    try:
        entry = json.loads(text)
    except (ValueError, RecursionError):
        return False  # Whoever reads it as something else says what is wrong.
    return isinstance(entry, dict) and {"class_name", "config"} <= {*entry}


def read_keras(source: Any, input_size: Any = None) -> Imported:
    """Read a network from what ``model.to_json()`` of Keras returns, or a file of it.

    Keras has the channels last, cnnlib has them first: sizes are (N, C, H, W) here, and where the
    order counts, before a Flatten, a Permute stands. Weights are no part of the JSON. Layers that
    only work in training are left out; a layer that no layer of cnnlib stands for keeps its name.

    Parameters
    ----------
    source : str, bytes or path
        The JSON itself, which begins with a brace, or where it lies. Of Keras 3 or of Keras 2.
    input_size : sequence of int, optional
        The shape of the input as cnnlib has it. Where left out, it is the model's, a batch of 1.

    Returns
    -------
    Graph
        With `input_size`, the shape that it was read for.

    Raises
    ------
    TypeError, ValueError
        If the text is no model of Keras, or makes no network for this input.

    Warns
    -----
    UserWarning
        If the output of a layer has an unknown size: what follows from it is left out.

    Examples
    --------
    >>> net = read_keras('''{"class_name": "Sequential", "config": {"layers": [
    ...     {"class_name": "InputLayer", "config": {"batch_shape": [null, 28, 28, 1]}},
    ...     {"class_name": "Conv2D", "config": {"filters": 6, "kernel_size": 5, "padding": "same"}},
    ...     {"class_name": "ReLU", "config": {}}
    ... ]}}''')
    >>> net, net.input_size
    (Imported(
      (Conv2D): Conv2D(1, 6, kernel_size=[5, 5], padding='SAME', data_format=NCHW)
      (ReLU): ReLU()
    ), (1, 1, 28, 28))
    """
    asked = None if input_size is None else batch_shape(input_size, "input_size")
    text, file = _text(source)
    try:
        return _read(text, asked)
    except RecursionError:
        raise ValueError(f"{file}it is nested too deep") from None
    except (TypeError, ValueError, AttributeError, LookupError, ArithmeticError) as error:
        known = isinstance(error, (TypeError, ValueError))
        why = error if known else f"this is no model of Keras: {error!r}"
        kind = TypeError if isinstance(error, TypeError) else ValueError
        raise kind(f"{file}{why}") from None


def _text(source: Any) -> tuple[str | bytes, str]:
    """Return the JSON, and how a message about it begins."""
    if isinstance(source, bytes) or (isinstance(source, str) and source.lstrip()[:1] == "{"):
        return source, ""
    if not isinstance(source, (str, os.PathLike)):
        raise TypeError(
            f"source must be JSON or a path, got {source!r} ({type(source).__name__}): "
            "model.to_json() returns the JSON"
        )
    return Path(source).read_bytes(), f"{os.path.basename(source)}: "


def _read(text: str | bytes, asked: Shape | None) -> Imported:
    entry = json.loads(text)
    if not isinstance(entry, dict) or entry.get("class_name") not in MODELS:
        raise ValueError("this is no model of Keras: model.to_json() writes one")
    last = not _channels_first(entry)
    network, streams = Network(), []
    for place, sizes in enumerate(_inputs(entry)):
        shape = _settled(sizes, asked if place == 0 else None, last)
        streams.append(network.enter(f"input_{place}", shape))
    outputs = Model(entry, network, last).apply(streams)
    if network.left_out:
        network.warn()
    ends = network.ends(outputs)
    simplify(network, ends)
    return assembled(network, ends)


def _channels_first(value: Any) -> bool:
    """Tell whether a model says anywhere that its channels come first."""
    waiting = [value]
    while waiting:
        each = waiting.pop()
        if isinstance(each, dict):
            if each.get("data_format") == "channels_first":
                return True
            waiting += each.values()
        elif isinstance(each, list):
            waiting += each
    return False


def _inputs(entry: dict[str, Any]) -> list[list[Any] | None]:
    """Return the sizes of what enters; of a Sequential that was not told, None."""
    layers = layers_of(entry)
    stated = [_stated(each) for each in layers if each.get("class_name") == "InputLayer"]
    if stated or entry["class_name"] != "Sequential":
        return stated
    first = layers[0] if layers else {}
    if first.get("class_name") in MODELS:
        return _inputs(first)
    built = entry.get("build_config") or {}
    return [_stated(first) or built.get("input_shape")]


def _stated(entry: dict[str, Any]) -> list[Any] | None:
    config = entry.get("config") or {}
    return config.get("batch_shape") or config.get("batch_input_shape")


def _settled(sizes: list[Any] | None, asked: Shape | None, last: bool) -> Shape:
    """Return the shape of an input, channels first."""
    if asked is not None:
        if sizes is not None and len(sizes) != len(asked):
            raise ValueError(f"input_size must have {len(sizes)} sizes, got {asked}")
        return asked
    if sizes is None or any(size is None for size in sizes[1:]):
        shown = "all of them" if sizes is None else f"{sizes}, channels last" if last else sizes
        raise ValueError(
            f"the input leaves sizes open: {shown}; give input_size, or --input 1,3,224,224"
        )
    shape = (1 if sizes[0] is None else sizes[0], *sizes[1:])
    return batch_shape(with_channels_first(shape) if last else shape, "the model's input")
