"""A network's parameters on disk: NumPy's own .npz, an array for each by its name."""

from __future__ import annotations

import os
import zipfile
from typing import Any

import numpy as np

from cnnlib.functional._arrays import require_floats
from cnnlib.layers import Layer
from cnnlib.layers.holder import joined

__all__ = ["load", "save"]


def save(network: Layer, path: Any) -> None:
    """Write all parameters and running statistics of a network to a file.

    Parameters
    ----------
    network : Layer
    path : str or path
        Should end in ``.npz``; an existing file is replaced.

    Examples
    --------
    >>> import tempfile
    >>> from cnnlib import Linear
    >>> path = os.path.join(tempfile.mkdtemp(), "linear.npz")
    >>> save(Linear(2, 4), path)
    >>> {name: array.shape for name, array in np.load(path).items()}
    {'weight': (2, 4), 'bias': (4,)}
    """
    arrays = {name: getattr(layer, own) for name, (layer, own) in _places(network).items()}
    with open(path, "wb") as file:  # np.savez would add an ending to a bare name
        np.savez_compressed(file, **arrays)


def load(network: Layer, path: Any) -> None:
    """Read all parameters and running statistics of a network from a file that `save` wrote.

    Parameters
    ----------
    network : Layer
        Built like the one that was saved; left as it is where the file does not fit.
    path : str or path

    Raises
    ------
    ValueError
        If the file is no .npz of arrays or does not fit; the first mismatch is named.

    Examples
    --------
    >>> import tempfile
    >>> from cnnlib import Linear
    >>> path = os.path.join(tempfile.mkdtemp(), "linear.npz")
    >>> save(Linear(2, 4), path)
    >>> load(Linear(2, 5), path)
    Traceback (most recent call last):
    ValueError: linear.npz does not fit: weight has shape (2, 5) in the network, (2, 4) in the file
    """
    file = os.path.basename(path)
    try:
        with np.load(path, allow_pickle=False) as archive:
            arrays = dict(archive)
    except (ValueError, TypeError, EOFError, zipfile.BadZipFile) as error:
        raise ValueError(f"{file} must be an .npz file of plain arrays: {error}") from error
    places = _places(network)
    for name, (layer, own) in places.items():
        if name not in arrays:
            raise ValueError(f"{file} does not fit: it has no {name}")
        shape = (layer.parameter_shapes | layer.statistic_shapes)[own]
        if require_floats(arrays[name], name).shape != shape:
            raise ValueError(
                f"{file} does not fit: {name} has shape {shape} in the network, "
                f"{arrays[name].shape} in the file"
            )
    for name in arrays:
        if name not in places:
            raise ValueError(f"{file} does not fit: the network has no {name}")
    for name, (layer, own) in places.items():
        setattr(layer, own, arrays[name])


def _places(network: Layer) -> dict[str, tuple[Layer, str]]:
    """Return the layer and the attribute that each stored name stands for."""
    return {
        joined(path, own): (layer, own)
        for path, layer in network.named_layers()
        for own in (*layer.parameter_shapes, *layer.statistic_shapes)
    }
