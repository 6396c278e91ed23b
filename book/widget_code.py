"""The JavaScript and CSS of cnnlib's widgets, which no stored notebook holds.

A stored widget names its class. From there its code comes back wherever a notebook is shown without
a kernel: so a changed line of code changes no notebook. A notebook gets it as it can be read, a
page of the site without what only its readers need.
"""

from __future__ import annotations

import copy
from functools import cache
from importlib import import_module
from typing import Any

from nbformat import NotebookNode

SOURCES = {"_esm": "application/javascript", "_css": "text/css"}
WIDGET_STATE = "application/vnd.jupyter.widget-state+json"


def code_of(state: dict[str, Any]) -> dict[str, str]:
    """Return module and style of one of cnnlib's widgets by its state; of any other nothing."""
    module, _, name = state.get("_anywidget_id", "").rpartition(".")
    if not module.startswith("cnnlib."):
        return {}
    widget = getattr(import_module(module), name)
    return {source: getattr(widget, source) for source in SOURCES}


@cache
def minified(code: str, kind: str) -> str:
    """Return code with short names and no room between its words, where the tool for it is there.

    No wheel of it fits a Mac with a processor of Apple's: a book that is built there has the code
    as it can be read.
    """
    try:
        import minify
    except ImportError:
        return code
    return minify.string(kind, code)


def without_code(notebook: NotebookNode) -> NotebookNode:
    """Return a copy whose widgets of cnnlib's have their state only."""
    notebook = copy.deepcopy(notebook)
    for state in _states(notebook):
        for source in code_of(state):
            state.pop(source, None)
    return notebook


def with_code(notebook: NotebookNode) -> NotebookNode:
    """Return a copy whose widgets are alive in any program that shows them."""
    notebook = copy.deepcopy(notebook)
    for state in _states(notebook):
        state.update(code_of(state))
    return notebook


def _states(notebook: NotebookNode) -> list[dict[str, Any]]:
    models = notebook.metadata.get("widgets", {}).get(WIDGET_STATE, {}).get("state", {})
    return [model["state"] for model in models.values()]
