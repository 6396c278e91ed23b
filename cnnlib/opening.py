"""Networks by their names or from their files."""

from __future__ import annotations

import re
from pathlib import Path

from cnnlib import models
from cnnlib._checks import did_you_mean
from cnnlib.description import from_json, is_keras, read_keras, read_onnx
from cnnlib.layers import Graph
from cnnlib.layers.attributes import Shape
from cnnlib.storage import FOREIGN_FILES

__all__ = ["opened"]

NETWORKS = {name.lower(): net for name, net in models.KNOWN.items()}
READ = "an ONNX file, or JSON of Keras or of cnnlib, is read, nothing else"
KINDS = FOREIGN_FILES | dict.fromkeys((".npz", ".safetensors"), "a file of weights")


def opened(name: str, asked: Shape | None = None) -> tuple[Graph, Shape | None]:
    """Return a network by its name or from its file, and the input size that goes with it.

    Parameters
    ----------
    name : str
        Of a known network, in any spelling, or a path.
    asked : tuple of int, optional
        The input size to read a file of another library for, where it leaves sizes open.

    Examples
    --------
    >>> net, input_size = opened("lenet")
    >>> input_size
    (1, 1, 28, 28)
    """
    if name.lower() in NETWORKS:
        known = NETWORKS[name.lower()]
        return known(), known.input_size
    path = Path(name)
    if path.suffix.lower() == ".onnx":
        with path.open("rb") as file:
            net = read_onnx(file, input_size=asked)
        return net, net.input_size
    if kind := KINDS.get(path.suffix.lower()):
        raise ValueError(
            f"a file that ends in {path.suffix} is {kind}: {READ} (cnnlib count --help)"
        )
    if path.suffix.lower() == ".json" or path.name != name or path.is_file():
        text = path.read_bytes()
        if is_keras(text):
            net = read_keras(text, asked)
            return net, net.input_size
        return from_json(text)
    raise ValueError(f"no network of this name: {_hint(name)} (a file ends in .json)")


def _hint(name: str) -> str:
    """Return the networks that a name may have meant: resnet101 is no slip for ResNet18."""
    spelled = re.sub(r"[^a-z0-9]", "", name.lower())
    letters = re.sub(r"\d", "", spelled)
    family = [known for known in models.KNOWN if re.sub(r"\d", "", known.lower()) == letters]
    meant = [known for known in family if known.lower() == spelled] or family
    if len(meant) == 1:
        return f"did you mean {meant[0]}?"
    return did_you_mean(name, meant or models.KNOWN, cutoff=1 if meant else 0.85)
