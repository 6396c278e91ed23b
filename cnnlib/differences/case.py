"""One setting on one small input, and what everybody answers to it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from cnnlib._tables import shape_text
from cnnlib.differences.engine import ENGINES, REFUSED
from cnnlib.differences.meeting import Meeting
from cnnlib.differences.severity import severity

__all__ = ["Case", "Crossing", "answer", "ones", "ramp", "row", "square"]


class Crossing(NamedTuple):
    """What becomes of a case on the way from one engine to another, as far as it was measured.

    Attributes
    ----------
    before, after : str or None
        The answer at either end; None where that end was not asked.
    seen : bool
        Whether the layer was exported and read there; if not, each end was asked on its own.
    severity : str or None
        One of `cnnlib.differences.severity.SEVERITIES`, or None where nothing bites.
    """

    before: str | None
    after: str | None
    seen: bool
    severity: str | None

    @property
    def known(self) -> bool:
        """Whether both ends were asked; what the source refuses, no network hands on."""
        asked = self.before is not None and self.after is not None
        return asked and not (self.before or "").startswith(REFUSED)


@dataclass(frozen=True)
class Case:
    """One setting on one small input, and the answer of each side.

    An answer is written as `answer` writes it: the numbers of the output row by row, a shape,
    or ``refused:`` and the words of the refusal.

    Attributes
    ----------
    name, setting : str
        A short name that stays, and the setting in words.
    inputs : tuple of ndarray
        The smallest input that shows the case, (N, C, H, W), and the weights if there are any.
        Every engine is given these.
    cnnlib : str or None
        What cnnlib answers; None where it has no such setting.
    example : callable or None
        Computes the case with cnnlib from the inputs.
    standard : str or None
        The answer by the text of the ONNX standard, where the case is one of its operators.
    meets : Meeting or None
        Tells of a layer and its input shape whether they run into this case; None where no layer
        of a network does.
    when : str
        What else must be so, beside the layer: what the data hold, or what a hand leaves out.
        Empty where the layer runs into the case whatever comes in.

    Examples
    --------
    >>> from cnnlib.differences import DIFFERENCES
    >>> case = DIFFERENCES["linear-weight"].cases[0]
    >>> case.answers["paddle"], case.answers["pytorch"], case.answers["cnnlib"]
    ('2 × 4', '4 × 2', '2 × 4')
    >>> DIFFERENCES["same"].cases[0].given
    '1 2 3'
    """

    name: str
    setting: str
    inputs: tuple[np.ndarray, ...]
    cnnlib: str | None = None
    example: Callable[..., Any] | None = None
    standard: str | None = None
    meets: Meeting | None = None
    when: str = ""

    @property
    def answers(self) -> dict[str, str]:
        """Return cnnlib's answer and those that were measured, in the order of `ENGINES`."""
        own = {} if self.cnnlib is None else {"cnnlib": self.cnnlib}
        asked = {name: engine.answers.get(self.name) for name, engine in ENGINES.items()}
        return own | {name: text for name, text in asked.items() if text is not None}

    @property
    def camps(self) -> dict[str, list[str]]:
        """Return who gives each answer, the most frequent first; a refusal is one answer."""
        camps: dict[str, list[str]] = {}
        for name, text in self.answers.items():
            camps.setdefault("refused" if text.startswith(REFUSED) else text, []).append(name)
        return dict(sorted(camps.items(), key=lambda camp: (camp[0] == "refused", -len(camp[1]))))

    def between(self, source: str, target: str) -> Crossing:
        """Return what becomes of the case between two names of engines, or ``cnnlib``.

        Examples
        --------
        >>> from cnnlib.differences import DIFFERENCES
        >>> DIFFERENCES.cases["same-stride"].between("tensorflow", "cnnlib")
        Crossing(before='6 7', after='6 7', seen=False, severity=None)
        """
        (before, _), (after, seen) = self._at(source, source), self._at(target, source)
        bites = None if before is None or after is None else severity(before, after)
        return Crossing(before, after, seen, bites)

    def _at(self, end: str, source: str) -> tuple[str | None, bool]:
        return (
            (self.cnnlib, False) if end == "cnnlib" else ENGINES[end].answer_from(source, self.name)
        )

    @property
    def given(self) -> str:
        """Return the input in words: empty where the case asks for a default or a shape."""
        return _in_words(self.inputs[0]) if self.inputs else ""

    @property
    def title(self) -> str:
        """Return the input and the setting."""
        return f"{self.given}: {self.setting}" if self.inputs else self.setting


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
    return _written(np.atleast_1d(np.asarray(value)))


def _written(values: np.ndarray, digits: int = 4) -> str:
    if values.size == 0:
        return f"nothing, {shape_text(values.shape[-2:])}"
    rows = values.reshape(-1, values.shape[-1])
    return " / ".join(" ".join(f"{number:.{digits}g}" for number in row + 0.0) for row in rows)


def _in_words(x: np.ndarray) -> str:
    if x.size == 0:
        return f"no image ({shape_text(x.shape[-2:])})"
    sign = "−" if x.size > 4 and x.min() < 0 else ""
    counted = np.arange(1, x.size + 1).reshape(x.shape)
    if (
        x.size > 5
        and np.array_equal(np.abs(x), counted)
        and np.all(np.sign(x) == np.sign(x.flat[0]))
    ):
        return f"{sign}1 … {sign}{x.size} ({shape_text(x.shape[-2:])})"
    if x.size > 16 and np.all(x == x.flat[0]):
        return f"{x.flat[0]:g} everywhere ({shape_text(x.shape[-2:])})"
    return ", then ".join(_written(plane, digits=6) for plane in x.reshape(-1, *x.shape[-2:]))


def row(*values: float) -> np.ndarray:
    """Return an image of one row."""
    return np.array(values, np.float32).reshape(1, 1, 1, -1)


def square(*values: float) -> np.ndarray:
    """Return a square image, given row by row."""
    side = round(len(values) ** 0.5)
    return np.array(values, np.float32).reshape(1, 1, side, side)


def ramp(side: int) -> np.ndarray:
    """Return the square image 1, 2, 3 …, row by row."""
    return square(*range(1, side * side + 1))


def ones(*shape: int) -> np.ndarray:
    """Return the weight of a convolution (out, in, height, width) of ones."""
    return np.ones(shape, np.float32)
