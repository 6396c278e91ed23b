"""From a file, or what is in one, to the messages of the `onnx` package."""

from __future__ import annotations

import os
from mmap import ACCESS_READ, mmap
from typing import TYPE_CHECKING, Any

from cnnlib._extras import extra
from cnnlib.description.onnx.slim import Broken, slim

if TYPE_CHECKING:
    from onnx import ModelProto

__all__ = ["load"]

OLDEST, MOST_NODES = 7, 100_000


def load(source: Any, weights: bool) -> ModelProto:
    """Return the model of a file, with its weights or without.

    Raises
    ------
    ValueError
        If the file is no model, cut, or larger than any model that one would count.
    """
    with extra("onnx"):
        import onnx
        from google.protobuf.message import DecodeError
    data = _bytes(source)
    if not len(data):
        raise ValueError("the file is empty")
    try:
        without = slim(data)
        model = onnx.ModelProto.FromString(bytes(data) if weights else without)
    except (Broken, DecodeError) as error:
        why = str(error) if isinstance(error, Broken) else "its fields are not those of ONNX"
        raise ValueError(f"this is no ONNX file, or one that is cut or broken: {why}") from None
    _require_model(model)
    if weights:
        _load_external(model, source)
    if model.functions:
        from onnx import inliner

        model = inliner.inline_local_functions(model)
    return model


def _bytes(source: Any) -> Any:
    """Return what stands in a file or a buffer; a file is looked at where it lies."""
    if isinstance(source, (bytes, bytearray, memoryview)):
        return source
    if hasattr(source, "getbuffer"):
        return source.getvalue()  # What has just been written, wherever it stands.
    if isinstance(source, (str, os.PathLike)):
        with open(source, "rb") as file:
            return _mapped(file)
    if hasattr(source, "fileno"):
        return _mapped(source)
    kind = type(source).__name__
    raise TypeError(f"path must be a path, bytes or a file, got {source!r} ({kind})")


def _mapped(file: Any) -> Any:
    size = os.fstat(file.fileno()).st_size
    return mmap(file.fileno(), 0, access=ACCESS_READ) if size else b""


def _require_model(model: ModelProto) -> None:
    """Refuse what parses but is no model."""
    if not model.graph.node:
        raise ValueError("this is no ONNX file: it has no operators")
    nodes = len(model.graph.node)
    if nodes > MOST_NODES:
        raise ValueError(f"it has {nodes} operators; up to {MOST_NODES} are read")
    opset = max((each.version for each in model.opset_import if each.domain in DOMAINS), default=1)
    if opset < OLDEST:
        raise ValueError(
            f"it is of opset {opset}; {OLDEST} and later are read: onnx.version_converter "
            "writes it anew"
        )


DOMAINS = ("", "ai.onnx")


def _load_external(model: ModelProto, source: Any) -> None:
    """Read the weights that lie in files beside the model."""
    from onnx.external_data_helper import load_external_data_for_model, uses_external_data

    if not any(map(uses_external_data, model.graph.initializer)):
        return
    if not isinstance(source, (str, os.PathLike)):
        raise ValueError("its weights lie in another file: give the path of the model")
    try:
        load_external_data_for_model(model, os.path.dirname(os.path.abspath(source)))
    except Exception as error:  # The package has each kind of its own.
        raise ValueError(
            f"its weights lie in another file, which cannot be read: {error}; "
            "weights=False counts without them"
        ) from None
