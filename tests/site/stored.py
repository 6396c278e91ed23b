"""The explorers that a chapter stores, as cnnlib makes them."""

from pathlib import Path
from typing import Any

import nbformat

from book.widget_code import WIDGET_STATE
from cnnlib import explorers
from cnnlib.explorers import Explorer

VIEW = "application/vnd.jupyter.widget-view+json"


def stored_explorers(chapter: Path) -> list[Explorer]:
    """Return each explorer that a chapter shows, from first to last, in its stored state.

    A quiz is a widget, too, and no explorer.
    """
    notebook = nbformat.read(chapter, as_version=4)
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    views = [output.data[VIEW].model_id for output in outputs if VIEW in output.get("data", {})]
    states = [notebook.metadata.widgets[WIDGET_STATE].state[view].state for view in views]
    return [_made(state) for state in states if _kind(state) in explorers.__all__]


def _kind(state: dict[str, Any]) -> str:
    return state["_anywidget_id"].rpartition(".")[2]


def _made(state: dict[str, Any]) -> Explorer:
    """Return a new explorer in a stored state."""
    explorer = getattr(explorers, _kind(state))()
    explorer.set_state({name: state[name] for name in explorer.settings})
    return explorer
