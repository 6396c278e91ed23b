"""What frameworks answer to the same small case, and the table that holds it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from typing import Any

import numpy as np

from cnnlib._tables import html_table, shape_text, text_table
from cnnlib.differences.framework import FRAMEWORKS, REFUSED

__all__ = ["Case", "Difference", "Differences", "answer"]

NONE = "—"
TITLES = {name: framework.title for name, framework in FRAMEWORKS.items()} | {"cnnlib": "cnnlib"}


@dataclass(frozen=True)
class Case:
    """One setting on one small input, and the answer of each side.

    An answer is written as `answer` writes it: the numbers of the output row by row, a shape,
    or ``refused:`` and the words of the refusal that matter.

    Attributes
    ----------
    name, setting : str
        A short name that stays, and the case in words.
    example : callable
        Computes the case with cnnlib.
    cnnlib : str
        What cnnlib answers.

    Examples
    --------
    >>> from cnnlib.differences import DIFFERENCES
    >>> answers = DIFFERENCES["linear-weight"].cases[0].answers
    >>> answers["paddle"], answers["pytorch"], answers["cnnlib"]
    ('2 × 4', '4 × 2', '2 × 4')
    """

    name: str
    setting: str
    example: Callable[[], Any]
    cnnlib: str

    @property
    def answers(self) -> dict[str, str]:
        """Return the answers there are, in the order of `FRAMEWORKS`, and cnnlib's."""
        shown = {name: framework.shown(self.name) for name, framework in FRAMEWORKS.items()}
        return {name: text for name, text in shown.items() if text} | {"cnnlib": self.cnnlib}

    @property
    def has_two_onnx(self) -> bool:
        """Tell whether ONNX Runtime answers otherwise than the standard's reference."""
        return self.answers.get("onnx") != self.answers.get("onnxruntime")


@dataclass(frozen=True, repr=False)
class Difference:
    """A matter on which frameworks differ.

    Attributes
    ----------
    name, title, question : str
        A short name, a title, and what someone who ports a network would ask.
    cases : tuple of Case
        The first is the smallest that shows the difference.
    why : str
        What cnnlib does, and its reason.
    sources : dict
        From the name of a page or file of a framework to its address.

    Examples
    --------
    >>> from cnnlib.differences import DIFFERENCES
    >>> print(DIFFERENCES["linear-weight"])  # doctest: +ELLIPSIS
    +---------------------------------+-----------------------------+
    |            framework            | the weight of a layer 2 → 4 |
    +---------------------------------+-----------------------------+
    |        PaddlePaddle 3.3.1       |            2 × 4            |
    |          PyTorch 2.13.0         |            4 × 2            |
    | TensorFlow 2.21.0, Keras 3.15.1 |            2 × 4            ...
    |       ONNX Runtime 1.32.0       |              —              |
    |              cnnlib             |            2 × 4            |
    +---------------------------------+-----------------------------+
    """

    name: str
    title: str
    question: str
    cases: tuple[Case, ...]
    why: str
    sources: dict[str, str]

    def __repr__(self) -> str:
        """Return the answers as a table for reading."""
        return text_table(*self._shown())

    def _repr_html_(self) -> str:
        """Return the answers, the reason and the sources for a notebook."""
        links = ", ".join(
            f'<a href="{escape(url)}">{escape(name)}</a>' for name, url in self.sources.items()
        )
        return _answers(
            html_table(*self._shown(), (), self.title)
            + f"<p><strong>What cnnlib does.</strong> {escape(self.why)}</p>"
            + f"<p><strong>Sources.</strong> {links}.</p>"
        )

    def _shown(self) -> tuple[list[str], list[list[str]]]:
        told_apart = any(case.has_two_onnx for case in self.cases)
        asked = [name for name in TITLES if name != "onnx" or told_apart]
        rows = [[TITLES[name], *(c.answers.get(name, NONE) for c in self.cases)] for name in asked]
        return ["framework", *(case.setting for case in self.cases)], rows


@dataclass(frozen=True, repr=False)
class Differences:
    """All differences: shown as an overview, one found by its name.

    Attributes
    ----------
    rows : tuple of Difference

    Examples
    --------
    >>> from cnnlib.differences import DIFFERENCES
    >>> DIFFERENCES["max-padding"].question
    'What stands in the padding of max pooling?'
    """

    rows: tuple[Difference, ...]

    def __getitem__(self, name: str) -> Difference:
        """Return the difference of that name."""
        for row in self.rows:
            if row.name == name:
                return row
        names = [row.name for row in self.rows]
        raise KeyError(f"difference must be one of {names}, got {name!r}")

    def __repr__(self) -> str:
        """Return the overview as a table for reading."""
        return text_table(*self._shown())

    def _repr_html_(self) -> str:
        """Return the overview for a notebook."""
        return _answers(html_table(*self._shown(), (), "The smallest case of each difference"))

    def _shown(self) -> tuple[list[str], list[list[str]]]:
        """Show the first case of each; a refusal in one word."""
        asked = [name for name in TITLES if name != "onnx"]
        rows = []
        for row in self.rows:
            given = row.cases[0].answers
            short = (given.get(name, NONE).partition(":")[0] for name in asked)
            rows.append([f"{row.title}: {row.cases[0].setting}", *short])
        return ["difference", *map(_name, asked)], rows


def answer(example: Callable[[], Any]) -> str:
    """Compute an example and write the result as the table does.

    Numbers have four digits, rows are set apart by a slash. A tuple is a shape; text stays.

    Examples
    --------
    >>> answer(lambda: np.array([[1.0, 2 / 3], [0.0, -np.inf]]))
    '1 0.6667 / 0 -inf'
    >>> answer(lambda: (4, 2))
    '4 × 2'
    """
    try:
        value = example()
    except Exception as error:
        return REFUSED + " ".join(str(error).split())
    if isinstance(value, str):
        return value
    if isinstance(value, tuple):
        return shape_text(value)
    values = np.atleast_1d(np.asarray(value))
    if values.size == 0:
        return f"nothing, {shape_text(values.shape[-2:])}"
    rows = values.reshape(-1, values.shape[-1])
    return " / ".join(" ".join(f"{number:.4g}" for number in row) for row in rows)


def _answers(html: str) -> str:
    """Mark a table whose cells hold text, so that a style sheet can let them wrap."""
    return f'<div class="answers">{html}</div>'


def _name(framework: str) -> str:
    """Return how a framework is called, without its version."""
    return TITLES[framework].partition(",")[0].rpartition(" ")[0] or framework


def row(*values: float) -> np.ndarray:
    """Return an image of one row."""
    return np.array(values, float).reshape(1, 1, 1, -1)


def square(*values: float) -> np.ndarray:
    """Return a square image, given row by row."""
    side = round(len(values) ** 0.5)
    return np.array(values, float).reshape(1, 1, side, side)
