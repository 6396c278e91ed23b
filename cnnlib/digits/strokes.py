"""From the strokes of a pen to 8 × 8 counts of ink, the way the scanned digits went."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from cnnlib._checks import whole_number

__all__ = [
    "LARGEST_COUNT",
    "LARGEST_LENGTH",
    "PAD_SIDE",
    "PEN_RADIUS",
    "check_strokes",
    "rasterize",
]

PAD_SIDE = 256
LARGEST_COUNT = 64
LARGEST_LENGTH = 512

DOTS = 32
BLOCK = 4
PEN_RADIUS = 2.25  # lines then are about as thick as those of the scanned digits

Stroke = Sequence[Sequence[int]]


def rasterize(strokes: Sequence[Stroke]) -> np.ndarray:
    """Return a drawing as 8 × 8 counts of ink, like the digits of ``load_digits``.

    The drawing is fitted into 32 × 32 dots, in its proportions and in the middle. A dot is ink
    where its center lies under the pen. The ink of each 4 × 4 dots is counted.

    Parameters
    ----------
    strokes : sequence of strokes
        Each a sequence of points [x, y], whole numbers from 0 to 255, y downward. At most 64
        strokes of at most 512 points.

    Returns
    -------
    (8, 8) ndarray of int
        From 0 to 16; all 0 where nothing is drawn.

    Raises
    ------
    TypeError, ValueError
        If these are no strokes on that pad.

    References
    ----------
    E. Alpaydin and C. Kaynak, Cascading classifiers, Kybernetika, 1998, for the counts.

    Examples
    --------
    >>> rasterize([[[10, 10], [10, 90], [30, 90]]])[::7]
    array([[ 0,  0,  7, 11,  0,  0,  0,  0],
           [ 0,  0,  7, 16, 16,  6,  0,  0]])
    """
    check_strokes(strokes)
    ink = np.zeros((DOTS, DOTS), bool)
    points = np.array([point for stroke in strokes for point in stroke], dtype=float)
    if len(points):
        low, high = points.min(axis=0), points.max(axis=0)
        middle, extent = (low + high) / 2, (high - low).max()
        scale = (DOTS - 2 * PEN_RADIUS) / extent if extent else 0.0
        for stroke in strokes:
            fitted = (np.array(stroke, dtype=float) - middle) * scale + DOTS / 2
            for start, end in zip(fitted, fitted[1:] if len(fitted) > 1 else fitted, strict=False):
                ink |= _under_pen(start, end)
    return ink.reshape(DOTS // BLOCK, BLOCK, DOTS // BLOCK, BLOCK).sum(axis=(1, 3))


def check_strokes(strokes: Any) -> None:
    """Refuse what is no list of strokes on the pad."""
    if not isinstance(strokes, (list, tuple)):
        raise ValueError(f"strokes must be a list of strokes, got {strokes!r}")
    if len(strokes) > LARGEST_COUNT:
        raise ValueError(f"strokes must be at most {LARGEST_COUNT}, got {len(strokes)}")
    for stroke in strokes:
        if not isinstance(stroke, (list, tuple)) or not stroke:
            raise ValueError(f"strokes must each be a list of points, got {stroke!r}")
        if len(stroke) > LARGEST_LENGTH:
            raise ValueError(
                f"strokes must each have at most {LARGEST_LENGTH} points, got {len(stroke)}"
            )
        for point in stroke:
            if not isinstance(point, (list, tuple)) or len(point) != 2:
                raise ValueError(f"strokes must be made of points [x, y], got {point!r}")
            for part in point:
                if whole_number(part, "strokes", minimum=0) >= PAD_SIDE:
                    raise ValueError(f"strokes must lie between 0 and {PAD_SIDE - 1}, got {part}")


def _under_pen(start: np.ndarray, end: np.ndarray) -> np.ndarray:
    """Tell which dots have their center within the pen's radius of a straight line."""
    y, x = np.mgrid[:DOTS, :DOTS] + 0.5
    (x0, y0), (dx, dy) = start, end - start
    length = dx * dx + dy * dy
    along = ((x - x0) * dx + (y - y0) * dy) / length if length else np.zeros_like(x)
    along = np.minimum(np.maximum(along, 0.0), 1.0)
    off_x, off_y = x - (x0 + along * dx), y - (y0 + along * dy)
    return off_x * off_x + off_y * off_y <= PEN_RADIUS * PEN_RADIUS
