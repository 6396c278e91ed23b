"""What settings hold: matrices, pairs, and their text."""

from __future__ import annotations

from collections.abc import Callable
from math import isfinite
from typing import Any

import numpy as np

from cnnlib._checks import number, whole_number

__all__ = ["as_tuples", "matrix_text", "plane", "rows_and_columns"]


def as_tuples(value: Any) -> Any:
    """Return lists, which is all that JSON knows, as tuples.

    Examples
    --------
    >>> as_tuples([[0, 0], [0, 0], [1, 2], [1, 2]])
    ((0, 0), (0, 0), (1, 2), (1, 2))
    """
    return tuple(map(as_tuples, value)) if isinstance(value, (list, tuple)) else value


def rows_and_columns(minimum: int | None = None) -> Callable[[Any, str], None]:
    """Return the check of a setting that holds a number of rows and one of columns."""

    def check(value: Any, name: str) -> None:
        if not isinstance(value, (list, tuple)) or len(value) != 2:
            raise ValueError(f"{name} must be (rows, columns), got {value!r}")
        for part in value:
            whole_number(part, name, minimum)

    return check


def plane(value: Any, name: str, largest: int | None = None) -> np.ndarray:
    """Return a matrix as float64 that cannot be changed in place, or say why it is none.

    `largest` is how many rows, and how many columns, it may have.

    Examples
    --------
    >>> plane([[1, 2], [3, 4]], "input")
    array([[1., 2.],
           [3., 4.]])
    >>> plane([[1, 2], [3]], "input")
    Traceback (most recent call last):
    ...
    ValueError: input must be a matrix of equally long rows, got [[1, 2], [3]]
    """
    rows = value.tolist() if isinstance(value, np.ndarray) else value
    if not _is_matrix(rows):
        raise ValueError(f"{name} must be a matrix of equally long rows, got {value!r}")
    for part in (part for row in rows for part in row):
        if not isfinite(number(part, name)):
            raise ValueError(f"{name} must hold finite numbers, got {part!r}")
    matrix = np.array(rows, dtype=float)
    if largest is not None and max(matrix.shape) > largest:
        height, width = matrix.shape
        raise ValueError(
            f"{name} must have at most {largest} rows and columns, got {height} × {width}"
        )
    matrix.flags.writeable = False
    return matrix


def _is_matrix(rows: Any) -> bool:
    if not isinstance(rows, (list, tuple)) or not all(
        isinstance(row, (list, tuple)) for row in rows
    ):
        return False
    lengths = {len(row) for row in rows}
    return len(lengths) == 1 and lengths != {0}


def matrix_text(matrix: np.ndarray) -> str:
    """Return a matrix in a line, its rows between bars.

    Examples
    --------
    >>> matrix_text(np.array([[3.5, 5.5], [11.5, 13.5]]))
    '3.5 5.5 | 11.5 13.5'
    """
    return " | ".join(" ".join(f"{value:.6g}" for value in row) for row in matrix)
