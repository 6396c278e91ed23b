"""Pooling: a window slides over numbers that can be changed, and one number stays of each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import traitlets
from matplotlib.figure import Figure

from cnnlib import functional
from cnnlib._checks import OneOf, flag, pair, whole_number
from cnnlib._padding import padding_form
from cnnlib.explorers._sources import joined, style
from cnnlib.explorers._values import as_tuples, matrix_text, plane, rows_and_columns
from cnnlib.explorers.base import Explorer, Plane, Setting, accept, defaults
from cnnlib.explorers.words import words_of
from cnnlib.figures.style import COLORS, drawing, number_grid, tint
from cnnlib.functional._windows import pooling_windows

__all__ = ["PoolingExplorer"]

WORDS = words_of("pooling")

OPERATIONS = ("average", "max", "k-max")
# What the page can show: rows, and columns.
LIMITS = {"input": 12}


class PoolingExplorer(Explorer):
    """Pool a matrix of your own by average, max or K-max.

    Parameters
    ----------
    input : (H, W) array
        At most 12 × 12 numbers. At first the tutorial's 4×4 matrix of 1 to 16.
    operation : {'average', 'max', 'k-max'}
    kernel_size : int or (int, int)
    stride : int or (int, int), optional
        The kernel size where None.
    padding : int, sequence or str
        Any form that `cnnlib.geometry.resolve_padding` takes.
    ceil_mode : bool
        Round the output size up.
    exclusive : bool
        Whether an average leaves the padding out of its divisor.
    k, axis : int
        Of K-max pooling: how many values stay, along columns (0) or rows (1).
    shift : (int, int)
        Pixels by which the input is moved down and right; what enters repeats the border.
    window : (int, int)
        Row and column of the output number whose window is shown.

    Attributes
    ----------
    output : (H_out, W_out) ndarray
        The pooled input: what `cnnlib.functional` gives. Can be observed.
    stayed : float
        The share of output numbers that the shift left as they were.

    Raises
    ------
    TypeError, ValueError
        If a setting makes no sense; the last good one stays.

    Examples
    --------
    >>> explorer = PoolingExplorer(operation="max")
    >>> explorer.output
    array([[ 6.,  8.],
           [14., 16.]])
    >>> explorer.kernel_size = 3
    >>> explorer.output
    array([[11.]])
    >>> explorer.kernel_size = 5
    Traceback (most recent call last):
    ...
    cnnlib.explorers.base.RefusedValue: kernel 5 does not fit: input 4 + padding 0 + 0 = 4 (height)
    """

    input = Plane(np.arange(1.0, 17.0).reshape(4, 4))
    operation = Setting("average")
    kernel_size = Setting(2)
    stride = Setting(None)
    padding = Setting(0)
    ceil_mode = Setting(False)
    exclusive = Setting(True)
    k = Setting(2)
    axis = Setting(0)
    shift = Setting((0, 0))
    window = Setting((0, 0))
    _esm = joined(
        "pooling/explorer.js", DEFAULTS=defaults(vars()), LIMITS=LIMITS, OPERATIONS=OPERATIONS
    )
    _css = style("pooling/explorer.js")
    output = traitlets.Any()
    stayed = traitlets.Float()

    _accept = accept(*defaults(vars()))

    def checked(self, name: str, value: Any) -> Any:
        """Return one setting in the form to keep, or refuse it."""
        if name == "input":
            return plane(value, name, LIMITS["input"])
        CHECKS[name](value, name)
        return as_tuples(value)

    def results(self, settings: dict[str, Any]) -> dict[str, Any]:
        """Return the output, and the share of it that the shift left unchanged."""
        before = pooled(settings["input"], settings)
        after = pooled(shifted(settings["input"], settings["shift"]), settings)
        return {"output": after, "stayed": float(np.mean(before == after))}

    @drawing
    def still(self) -> Figure:
        """Draw the input and the output, the window's pixels in color."""
        x = shifted(self.input, self.shift)
        figure, axes = plt.subplots(1, 2, figsize=(5.2, 2.6))
        at = tuple(min(i, n - 1) for i, n in zip(self.window, self.output.shape, strict=True))
        number_grid(axes[0], x, WORDS.INPUT, fills=dict.fromkeys(self._seen(at), tint(COLORS[0])))
        rounded = np.array([float(f"{value:.3g}") for value in self.output.flat])
        output = rounded.reshape(self.output.shape)
        title = WORDS.OPERATIONS[self.operation]
        number_grid(axes[1], output, title, fills={at: tint(COLORS[0])})
        figure.tight_layout()
        return figure

    def summary(self) -> str:
        """Return settings and output in words and numbers."""
        if self.operation == "k-max":
            how = WORDS.k_max(self.k, self.axis % 2)
        else:
            stride = self.kernel_size if self.stride is None else self.stride
            how = WORDS.windows(self.kernel_size, stride, self.padding)
        output = matrix_text(self.output)
        return WORDS.summary(self.operation, self.input.shape, self.shift, how, output)

    def _seen(self, at: tuple[int, int]) -> list[tuple[int, int]]:
        """Return the input pixels under the window of the output number at `at`."""
        if self.operation == "k-max":
            line = self.axis % 2
            return [cell for cell in np.ndindex(self.input.shape) if cell[1 - line] == at[1 - line]]
        windows = pooling_windows(
            self.input.shape, self.kernel_size, self.stride, self.padding, self.ceil_mode
        )
        first = [at[axis] * windows.stride[axis] - windows.sides[2 * axis] for axis in (0, 1)]
        cells = np.ndindex(windows.kernel)
        return [(first[0] + i, first[1] + j) for i, j in cells]


def pooled(x: np.ndarray, settings: dict[str, Any]) -> np.ndarray:
    """Pool a matrix by an explorer's settings."""
    operation = settings["operation"]
    if operation == "k-max":
        return functional.k_max_pool(x, settings["k"], settings["axis"])
    names = ["kernel_size", "stride", "padding", "ceil_mode"]
    pool: Callable[..., np.ndarray] = functional.max_pool2d
    if operation == "average":
        names, pool = [*names, "exclusive"], functional.avg_pool2d
    return pool(x[None, None], **{name: settings[name] for name in names})[0, 0]


def shifted(x: np.ndarray, shift: tuple[int, int]) -> np.ndarray:
    """Move a matrix down and right; what enters repeats the border.

    Examples
    --------
    >>> shifted(np.array([[1, 2, 3]]), (0, 1))
    array([[1, 1, 2]])
    """
    rows, columns = (np.arange(n) - s for n, s in zip(x.shape, shift, strict=True))
    return x[np.ix_(rows.clip(0, len(rows) - 1), columns.clip(0, len(columns) - 1))]


def _stride(value: Any, name: str) -> None:
    if value is not None:
        pair(value, name)


def _whole(value: Any, name: str) -> None:
    whole_number(value, name, minimum=None)


CHECKS: dict[str, Callable[[Any, str], Any]] = {
    "operation": OneOf(*OPERATIONS),
    "kernel_size": pair,
    "stride": _stride,
    "padding": lambda value, name: padding_form(value),
    "ceil_mode": flag,
    "exclusive": flag,
    "k": whole_number,
    "axis": _whole,
    "shift": rows_and_columns(),
    "window": rows_and_columns(0),
}
