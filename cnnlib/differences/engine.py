"""What each engine answered: a file each in ``answers/``, written by `peers/ask_engines.py`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from cnnlib._tables import html_table, text_table

__all__ = ["ENGINES", "Engine", "Engines"]

ANSWERS = files(__package__) / "answers"
REFUSED = "refused: "
KINDS = ("framework", "engine")
"""What trains networks, and what only runs the files of others: in this order in all tables."""


@dataclass(frozen=True)
class Engine:
    """A framework or an inference engine, and what it answered to each case.

    Attributes
    ----------
    name, title, version : str
        A short name that stays, the name in words, and the version that was asked.
    kind : {"framework", "engine"}
        Whether it trains networks or only runs the files of others.
    asked : str
        How it was asked.
    date : str
        When, as year-month-day.
    answers : dict
        From the name of a case to the answer in full, as `answer` writes it. A case that is not
        in here was not measured: most often the engine has no setting for it.
    routes : dict
        From a framework to what came out here of the layer that was exported there, by case.

    Examples
    --------
    >>> ENGINES["pytorch"].answers["average-default"], ENGINES["paddle"].answers["average-default"]
    ('4 4', '6 6')
    """

    name: str
    title: str
    version: str
    kind: str
    asked: str
    date: str
    answers: Mapping[str, str]
    routes: Mapping[str, Mapping[str, str]]

    def answer_from(self, source: str, case: str) -> tuple[str | None, bool]:
        """Return what comes out here of a layer of another framework, and whether that was seen.

        Where the way from there was not measured, it is the engine's own answer to the case.
        """
        if (seen := self.routes.get(source, {}).get(case)) is not None:
            return seen, True
        return self.answers.get(case), False


class Engines(dict[str, Engine]):
    """All engines by name, shown as a table of who was asked, when and how.

    Examples
    --------
    >>> ENGINES["pytorch"].version, ENGINES["onnxruntime"].kind
    ('2.13.0', 'engine')
    """

    def named(self, name: str, argument: str) -> Engine:
        """Return the engine of a name or of a usual short form of it.

        Raises
        ------
        TypeError, ValueError
            If no engine is called so; it lists those that were asked.
        """
        known = f"{argument} must be an engine that was asked ({', '.join(self)})"
        if not isinstance(name, str):
            raise TypeError(f"{known}, got {name!r} ({type(name).__name__})")
        found = self.get(SHORT.get(name.lower(), name.lower()))
        if found is None:
            raise ValueError(f"{known}, got {name!r}")
        return found

    def __repr__(self) -> str:
        """Return the table for reading."""
        return text_table(*self._shown())

    def _repr_html_(self) -> str:
        """Return the table for a notebook."""
        return html_table(*self._shown(), {2}, "Who was asked")

    def _shown(self) -> tuple[list[str], list[list[str]]]:
        rows = [
            [engine.title, engine.version, str(len(engine.answers)), engine.asked, engine.date]
            for engine in self.values()
        ]
        return ["engine", "version", "answers", "how it was asked", "on"], rows


SHORT = {"torch": "pytorch", "tf": "tensorflow", "ort": "onnxruntime", "paddlepaddle": "paddle"}


def _read(stored: Mapping[str, Any], name: str) -> Engine:
    routes = stored["routes"]
    told = {field: stored[field] for field in ("version", "kind", "asked", "date")}
    # Who has no layers of its own answers with those of the framework whose layers it runs.
    answers = stored["answers"] | routes.get(stored.get("layers_of"), {})
    return Engine(name, stored["engine"], answers=answers, routes=routes, **told)


def _all() -> Engines:
    named = {
        path.name.removesuffix(".json"): json.loads(path.read_text(encoding="utf-8"))
        for path in ANSWERS.iterdir()
    }
    engines = (_read(stored, name) for name, stored in named.items())
    ordered = sorted(engines, key=lambda engine: (KINDS.index(engine.kind), engine.title.lower()))
    return Engines({engine.name: engine for engine in ordered})


ENGINES = _all()
"""Who was asked, in the order of the tables: frameworks first, then what runs their files."""
