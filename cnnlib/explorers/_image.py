"""A picture as a setting: the photograph to start from, and the way to the page."""

from __future__ import annotations

import base64
from functools import cache
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib import cbook

from cnnlib.explorers.base import Setting

__all__ = ["Image", "image", "portrait"]

LARGEST_SIDE = 256


class Image(Setting):
    """A setting that is a gray picture, sent exactly and only when it changes itself.

    Bytes travel as they are, in base64 with their size; other numbers as rows.
    """

    def __init__(self) -> None:
        super().__init__(None, to_json=_to_page, from_json=_from_page)


@cache
def portrait() -> np.ndarray:
    """Return the portrait of Grace Hopper that ships with Matplotlib, in gray, 128 × 128."""
    color = plt.imread(cbook.get_sample_data("grace_hopper.jpg", asfileobj=False))
    blocks = color[:512].mean(axis=2).reshape(128, 4, 128, 4)
    return image(blocks.mean(axis=(1, 3)).round().astype(np.uint8), "image")


def image(value: Any, name: str) -> np.ndarray:
    """Return a copy of a picture that cannot be changed in place, or say why it is none.

    Examples
    --------
    >>> image(np.array([[0, 255]], dtype=np.uint8), "image")
    array([[  0, 255]], dtype=uint8)
    >>> image(np.zeros((600, 512, 3)), "image")
    Traceback (most recent call last):
    ...
    ValueError: image must be gray, an (H, W) array, got shape (600, 512, 3)
    """
    if not isinstance(value, np.ndarray):
        raise TypeError(f"{name} must be an (H, W) NumPy array, got {type(value).__name__}")
    if value.dtype != np.uint8 and value.dtype.kind != "f":
        raise TypeError(
            f"{name} must hold uint8 or floats, got {value.dtype}: "
            f"cast it with {name}.astype(np.float64)"
        )
    if value.ndim != 2:
        raise ValueError(f"{name} must be gray, an (H, W) array, got shape {value.shape}")
    rows, columns = value.shape
    if not 1 <= min(rows, columns) <= max(rows, columns) <= LARGEST_SIDE:
        raise ValueError(
            f"{name} must have 1 to {LARGEST_SIDE} rows and columns, got {rows} × {columns}"
        )
    if not np.isfinite(value).all():
        raise ValueError(f"{name} must hold finite numbers")
    kept = value.astype(np.uint8 if value.dtype == np.uint8 else np.float64, order="C")
    kept.flags.writeable = False
    return kept


def _to_page(value: np.ndarray, _: Any) -> Any:
    if value.dtype != np.uint8:
        return value.tolist()
    # The page need not write the portrait into a program: it is there without a word.
    return {
        "size": list(value.shape),
        "bytes": base64.b64encode(value.tobytes()).decode(),
        "portrait": np.array_equal(value, portrait()),
    }


def _from_page(sent: Any, _: Any) -> np.ndarray:
    if isinstance(sent, list):
        return np.array(sent, dtype=float)
    return np.frombuffer(base64.b64decode(sent["bytes"]), np.uint8).reshape(sent["size"])
