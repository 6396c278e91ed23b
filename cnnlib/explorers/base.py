"""What all explorers share: checked settings, results that follow, and a still picture."""

from __future__ import annotations

import base64
import io
from abc import abstractmethod
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from math import isfinite
from typing import Any, cast

import anywidget
import numpy as np
import traitlets
from matplotlib import rc_context
from matplotlib.figure import Figure

from cnnlib._checks import number, whole_number
from cnnlib.figures import use_book_style

__all__ = [
    "Explorer",
    "Plane",
    "Setting",
    "accept",
    "as_tuples",
    "defaults",
    "matrix_text",
    "plane",
    "rows_and_columns",
]


class Setting(traitlets.Any):
    """A trait that Python and the page both may move."""

    def __init__(self, default: Any, **metadata: Any) -> None:
        super().__init__(default)
        self.tag(sync=True, setting=True, **metadata)


def defaults(traits: dict[str, Any]) -> dict[str, Any]:
    """Return the default of each setting as the page gets it.

    None stands for one that is made when it is first needed, such as a photograph.
    """

    def sent(setting: Setting) -> Any:
        write = setting.metadata.get("to_json", lambda value, _: value)
        default = setting.default_value
        return None if default is None else write(default, None)

    return {name: sent(trait) for name, trait in traits.items() if isinstance(trait, Setting)}


class Plane(Setting):
    """A setting that is a matrix of finite numbers; it travels to the page as its rows."""

    def __init__(self, default: Any) -> None:
        super().__init__(plane(default, "default"), to_json=lambda value, _: value.tolist())


class Explorer(anywidget.AnyWidget):
    """Base of the explorers.

    A subclass names its ES module in ``_esm`` and its style in ``_css``, its settings as traits,
    and says in `results` what follows from them. A setting that makes no sense is refused with
    cnnlib's own message, and the last good one stays. To change several at once, whose way would
    lead through a state that makes no sense, use ``with explorer.hold_trait_notifications():``.
    """

    # The last settings that made sense, and what followed from them.
    _computed: tuple[dict[str, Any], dict[str, Any]] = {}, {}

    def __init__(self, **settings: Any) -> None:
        unknown = set(settings) - set(self.trait_names())
        if unknown:
            names = ", ".join(sorted(self.trait_names(setting=True)))
            raise TypeError(f"{type(self).__name__} takes {names}; got {unknown.pop()}")
        super().__init__(**settings)
        self.observe(self._follow, names=self.trait_names(setting=True))
        self._follow()

    @property
    def settings(self) -> dict[str, Any]:
        """All that a reader can move, by name."""
        return self.trait_values(setting=True)

    @abstractmethod
    def checked(self, name: str, value: Any) -> Any:
        """Return one setting in the form to keep, or refuse it."""

    @abstractmethod
    def results(self, settings: dict[str, Any]) -> dict[str, Any]:
        """Return what follows from the settings, by trait; refuse settings that do not fit."""

    @abstractmethod
    def still(self) -> Figure:
        """Draw the present state, for where nothing moves: paper, or a page without scripts."""

    @abstractmethod
    def summary(self) -> str:
        """Return settings and results in words and numbers."""

    def __repr__(self) -> str:
        return f"{type(self).__name__}: {self.summary()}"

    def _repr_mimebundle_(self, **keywords: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        bundle, metadata = cast(Any, super())._repr_mimebundle_(**keywords)
        picture = io.BytesIO()
        with rc_context():
            use_book_style()
            self.still().savefig(picture, format="png", dpi=120)
        bundle["text/plain"] = repr(self)
        bundle["image/png"] = base64.b64encode(picture.getvalue()).decode()
        return bundle, metadata

    def _follow(self, change: Any = None) -> None:
        for name, value in self._results_of(self.settings).items():
            self.set_trait(name, value)

    def _results_of(self, settings: dict[str, Any]) -> dict[str, Any]:
        """Compute the results, but not again for the settings that were the last."""
        before, results = self._computed
        if not before or any(_differ(value, before[name]) for name, value in settings.items()):
            results = self.results(settings)
            self._computed = settings, results
        return results


def accept(*names: str) -> Any:
    """Return the validator of the settings `names`: each must fit all the others."""

    def accepted(explorer: Explorer, proposal: Any) -> Any:
        name, settings = proposal.trait.name, explorer.settings
        before, _ = explorer._computed
        with refusals():
            # Where several are set at once, the others are proposals, too.
            for each, value in {**settings, name: proposal.value}.items():
                if each == name or value is not before.get(each, explorer):
                    settings[each] = explorer.checked(each, value)
            explorer._results_of(settings)
        return settings[name]

    return traitlets.validate(*names)(accepted)


def _differ(one: Any, other: Any) -> bool:
    if isinstance(one, np.ndarray):
        return not np.array_equal(one, other)
    return one is not other and one != other


class RefusedType(traitlets.TraitError, TypeError):
    """A setting of the wrong type; a TraitError, so that traitlets goes back to the last good."""


class RefusedValue(traitlets.TraitError, ValueError):
    """A setting that does not fit; a TraitError, so that traitlets goes back to the last good."""


@contextmanager
def refusals() -> Iterator[None]:
    """Turn cnnlib's errors into ones that are also traitlets' own."""
    try:
        yield
    except TypeError as error:
        raise RefusedType(*error.args) from None
    except ValueError as error:
        raise RefusedValue(*error.args) from None


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
