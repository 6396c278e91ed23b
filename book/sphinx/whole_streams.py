"""Printed text in one piece, however the kernel cut it up.

A kernel sends what a cell prints in pieces, at moments of its own. myst-nb's `nb_merge_streams`
ends each piece with a new line, even one that stops inside a line. nbclient can join them as they
came, and `book/tools/notebooks.py` has it do so for the stored notebooks. Here is the same for a
build.
"""

from __future__ import annotations

from functools import partialmethod
from typing import Any

from nbclient import NotebookClient
from sphinx.application import Sphinx


def setup(app: Sphinx) -> dict[str, Any]:
    NotebookClient.__init__ = partialmethod(NotebookClient.__init__, coalesce_streams=True)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
