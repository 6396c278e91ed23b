"""What all explorers share: checked settings, results that follow, and a still picture."""

from __future__ import annotations

import base64
import io
from abc import abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast

import anywidget
import numpy as np
import traitlets
from matplotlib import rc_context
from matplotlib.figure import Figure

from cnnlib.explorers._values import plane
from cnnlib.figures import use_book_style

__all__ = ["Explorer", "Plane", "Setting", "accept", "defaults"]


class Setting(traitlets.Any):
    """A trait that Python and the page both may move."""

    # None is checked as any other value is.
    allow_none = False

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
    def still(self) -> Figure | str:
        """Draw the present state, for where nothing moves: paper, or a page without scripts.

        Text is HTML.
        """

    @abstractmethod
    def summary(self) -> str:
        """Return settings and results in words and numbers."""

    def __repr__(self) -> str:
        return f"{type(self).__name__}: {self.summary()}"

    def _repr_mimebundle_(self, **keywords: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        bundle, metadata = cast(Any, super())._repr_mimebundle_(**keywords)
        bundle["text/plain"] = repr(self)
        with rc_context():
            use_book_style()
            still = self.still()
            if isinstance(still, str):
                bundle["text/html"] = still
            else:
                picture = io.BytesIO()
                still.savefig(picture, format="png", dpi=120)
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
