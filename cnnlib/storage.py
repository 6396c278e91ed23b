"""A network's parameters on disk: .npz or .safetensors, an array for each by its name."""

from __future__ import annotations

import os
import zipfile
from importlib import import_module
from math import prod
from pathlib import Path
from typing import Any

import numpy as np

from cnnlib.functional._arrays import is_finite, not_finite
from cnnlib.layers import Layer, LayerNorm, Linear, Scale
from cnnlib.layers.attributes import Shape
from cnnlib.layers.base import require_layer
from cnnlib.layers.holder import joined

__all__ = ["FOREIGN_FILES", "load", "save"]

FOREIGN_FILES = {
    ".onnx": "an ONNX model",
    ".pt": "a file of PyTorch",
    ".pth": "a file of PyTorch",
    ".ckpt": "a checkpoint",
    ".pdparams": "a file of PaddlePaddle",
    ".pdmodel": "a model of PaddlePaddle",
    ".h5": "a file of Keras",
    ".hdf5": "a file of Keras",
    ".keras": "a file of Keras",
    ".pb": "a model of TensorFlow",
    ".tflite": "a model of TensorFlow Lite",
    ".caffemodel": "a model of Caffe",
    ".prototxt": "a model of Caffe",
    ".mlmodel": "a model of Core ML",
    ".pkl": "a pickle of Python",
}

_MARK = {"layout": "cnnlib"}
_COMMENT = b"layout: cnnlib"  # of the zip that an .npz is
_LAYOUTS = ("cnnlib", "torch", "paddle")
_COUNTER = "num_batches_tracked"  # kept by PyTorch's batch norm, used by nothing here
_PADDLE_STATISTICS = {"_mean": "running_mean", "_variance": "running_var"}


def save(network: Layer, path: Any) -> None:
    """Write all parameters and running statistics of a network to a file.

    Parameters
    ----------
    network : Layer
    path : str or path
        Should end in ``.npz``, or in ``.safetensors`` (``pip install cnnlib[safetensors]``); an
        existing file is replaced.

    Examples
    --------
    >>> import tempfile
    >>> from cnnlib import Linear
    >>> path = os.path.join(tempfile.mkdtemp(), "linear.npz")
    >>> save(Linear(2, 4), path)
    >>> {name: array.shape for name, array in np.load(path).items()}
    {'weight': (2, 4), 'bias': (4,)}
    """
    places = _places(require_layer(network, "network"))
    suffix = _suffix(path)
    arrays = {name: getattr(layer, own) for name, (layer, own) in places.items()}
    if suffix == ".safetensors":
        written = _safetensors("numpy").save(
            # It writes the memory as it lies, whatever the strides say.
            {name: np.ascontiguousarray(array) for name, array in arrays.items()},
            metadata=_MARK,
        )
        Path(path).write_bytes(written)
        return
    with open(path, "wb") as file:  # np.savez would add an ending to a bare name
        np.savez_compressed(file, **arrays)
    with zipfile.ZipFile(path, "a") as archive:
        archive.comment = _COMMENT


def load(network: Layer, path: Any, layout: str | None = None) -> None:
    """Read all parameters and running statistics of a network from a file.

    A file that `save` wrote says so itself. Of another one, the layout has to be given where
    nothing in it tells how a matrix is meant: PyTorch keeps the weight of a linear layer as
    (out_features, in_features), PaddlePaddle and cnnlib as (in_features, out_features), and a
    square one shows no difference.

    Parameters
    ----------
    network : Layer
        Its layers named as the arrays are; left as it is where the file does not fit.
    path : str or path
        An ``.npz`` of plain arrays, or ``.safetensors`` (``pip install cnnlib[safetensors]``).
    layout : {'cnnlib', 'torch', 'paddle'}, optional
        Who named and arranged the arrays. With ``"torch"``, the weights of linear layers are
        transposed; with ``"paddle"``, ``_mean`` and ``_variance`` are the running statistics, and
        those of a layer normalization over several axes lie in one row.
        ``num_batches_tracked`` of PyTorch is passed over; its layer scale, (C, 1, 1), has the
        name of the `Scale`.

    Raises
    ------
    ValueError
        If the file is none of these, is damaged, does not fit, holds NaN, infinite numbers or a
        negative variance, or leaves open how it is meant; the first mismatch is named.

    Examples
    --------
    >>> import tempfile
    >>> from cnnlib import Linear
    >>> path = os.path.join(tempfile.mkdtemp(), "linear.npz")
    >>> save(Linear(2, 4), path)
    >>> load(Linear(2, 5), path)
    Traceback (most recent call last):
    ValueError: linear.npz does not fit: weight has shape (2, 5) in the network, (2, 4) in the file

    As PyTorch would keep the same layer:

    >>> np.savez(path, weight=np.array([[1.0, 2.0], [3.0, 4.0]]), bias=np.zeros(2))
    >>> layer = Linear(2, 2)
    >>> load(layer, path, layout="torch")
    >>> layer.weight
    array([[1., 3.],
           [2., 4.]])
    """
    places = _places(require_layer(network, "network"))
    if layout is not None and layout not in _LAYOUTS:
        raise ValueError(f"layout must be one of {', '.join(_LAYOUTS)}, got {layout!r}")
    file = os.path.basename(path)
    stored, marked = _read(path)
    if marked and layout not in (None, "cnnlib"):
        raise ValueError(
            f"{file} was written by cnnlib.save, so its layout is 'cnnlib', got {layout!r}"
        )
    layout = layout or ("cnnlib" if marked else _layout_by_names(stored))
    arrays = _renamed(stored, layout, places)
    _require_fit(file, places, arrays, layout)
    if layout is None and _is_ambiguous(places):
        raise ValueError(
            f"{file} does not say who wrote it, and a square weight of a linear layer does not "
            "tell: give layout='torch' (it is transposed then), 'paddle' or 'cnnlib'"
        )
    for name, (layer, own) in places.items():
        values = arrays[name]
        turned = layout == "torch" and _is_matrix(layer, own)
        setattr(layer, own, values.T if turned else values.reshape(_shape(layer, own)))


def _places(network: Layer) -> dict[str, tuple[Layer, str]]:
    """Return the layer and the attribute that each stored name stands for."""
    return {
        joined(path, own): (layer, own)
        for path, layer in network.named_layers()
        for own in (*layer.parameter_shapes, *layer.statistic_shapes)
    }


def _shape(layer: Layer, own: str, layout: str | None = "cnnlib") -> Shape:
    """Return the shape that an array has in a file of that layout."""
    shape = (layer.parameter_shapes | layer.statistic_shapes)[own]
    if layout == "torch" and _is_matrix(layer, own):
        return shape[::-1]
    return (prod(shape),) if layout == "paddle" and isinstance(layer, LayerNorm) else shape


def _is_matrix(layer: Layer, own: str) -> bool:
    return isinstance(layer, Linear) and own == "weight"


def _is_ambiguous(places: dict[str, tuple[Layer, str]]) -> bool:
    """Tell whether a matrix of the network may be meant transposed, and no shape tells."""
    shapes = [
        layer.parameter_shapes[own] for layer, own in places.values() if _is_matrix(layer, own)
    ]
    return all(rows == columns for rows, columns in shapes) and any(rows > 1 for rows, _ in shapes)


def _layout_by_names(stored: dict[str, np.ndarray]) -> str | None:
    """Return the layout that only one of the others writes such names in."""
    last = {name.rpartition(".")[2] for name in stored}
    if _COUNTER in last:
        return "torch"
    return "paddle" if last & {*_PADDLE_STATISTICS} else None


def _renamed(
    stored: dict[str, np.ndarray], layout: str | None, places: dict[str, tuple[Layer, str]]
) -> dict[str, np.ndarray]:
    """Return the arrays by the names that they have in cnnlib."""
    arrays = {}
    for name, array in stored.items():
        path, _, own = name.rpartition(".")
        if own == _COUNTER:
            continue
        if layout == "paddle":
            own = _PADDLE_STATISTICS.get(own, own)
        of_scale = joined(name, "weight")
        if layout == "torch" and of_scale in places and isinstance(places[of_scale][0], Scale):
            arrays[of_scale] = array[:, 0, 0] if array.shape[1:] == (1, 1) else array
        else:
            arrays[joined(path, own)] = array
    return arrays


def _require_fit(
    file: str,
    places: dict[str, tuple[Layer, str]],
    arrays: dict[str, np.ndarray],
    layout: str | None,
) -> None:
    """Refuse arrays that the network has no place for, and places without an array."""
    for name, (layer, own) in places.items():
        if name not in arrays:
            raise ValueError(f"{file} does not fit: it has no {name}{_beginning(arrays)}")
        shape, expected = _shape(layer, own), _shape(layer, own, layout)
        _require_numbers(file, name, own, arrays[name])
        stored = arrays[name].shape
        if stored != expected:
            hint = ""
            if expected != shape:
                who = "PyTorch" if layout == "torch" else "PaddlePaddle"
                hint = f": in {who}'s layout {expected} is expected"
            elif stored == _shape(layer, own, "torch"):
                hint = ": it is transposed, as PyTorch has it (layout='torch')"
            elif stored == _shape(layer, own, "paddle"):
                hint = ": it is in one row, as PaddlePaddle has it (layout='paddle')"
            raise ValueError(
                f"{file} does not fit: {name} has shape {shape} in the network, "
                f"{stored} in the file{hint}"
            )
    for name in arrays:
        if name not in places:
            raise ValueError(f"{file} does not fit: the network has no {name}")


def _require_numbers(file: str, name: str, own: str, array: np.ndarray) -> None:
    """Refuse an array of a type, or with numbers, that no layer computes with."""
    if array.dtype not in (np.float32, np.float64):
        raise ValueError(
            f"{file} does not fit: {name} has {array.dtype} in the file, a network float32 or "
            "float64"
        )
    if not is_finite(array):
        raise ValueError(f"{file} is broken: {name} has {not_finite(array)}")
    if own == "running_var" and (array < 0).any():
        raise ValueError(f"{file} is broken: {name} has {array.min()}, and no variance is negative")


def _beginning(arrays: dict[str, np.ndarray]) -> str:
    """Return how a file's names begin, so that one sees how they differ."""
    names = list(arrays)
    more = ", …" if len(names) > 3 else ""
    return f" (it has {', '.join(names[:3])}{more})" if names else " (it has no arrays)"


def _read(path: Any) -> tuple[dict[str, np.ndarray], bool]:
    """Return the arrays of a file, and whether it says that cnnlib wrote them."""
    file = os.path.basename(path)
    if _suffix(path) == ".safetensors":
        library = _safetensors()
        try:
            with library.safe_open(path, framework="np") as archive:
                arrays = {name: archive.get_tensor(name) for name in archive.keys()}  # noqa: SIM118
                return arrays, (archive.metadata() or {}).get("layout") == "cnnlib"
        except (library.SafetensorError, TypeError) as error:
            raise ValueError(
                f"{file} must be a .safetensors file of types that NumPy knows: {error}"
            ) from error
    with open(path, "rb") as opened:
        try:
            with np.load(opened, allow_pickle=False) as archive:
                return dict(archive), archive.zip.comment == _COMMENT
        except Exception as error:  # zip, zlib, tokenize and NumPy have each an error of their own
            raise ValueError(f"{file} must be an .npz file of plain arrays: {error}") from error


def _suffix(path: Any) -> str:
    """Return the ending of a path; refuse those of files that are neither read nor written."""
    suffix = Path(path).suffix.lower()
    if suffix in FOREIGN_FILES:
        raise ValueError(
            f"{os.path.basename(path)} has the name of {FOREIGN_FILES[suffix]}: cnnlib reads and "
            "writes .npz and .safetensors, an array for each parameter by its name"
        )
    return suffix


def _safetensors(module: str = "") -> Any:
    """Return the library of that name, which is needed for its files alone."""
    try:
        return import_module(joined("safetensors", module))
    except ImportError as error:
        raise ImportError(
            "a .safetensors file needs the library: pip install cnnlib[safetensors]"
        ) from error
