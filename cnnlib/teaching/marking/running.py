"""Run what an answer depends on in a process of its own, which the marks trust with nothing."""

from __future__ import annotations

import ast
import builtins
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

from cnnlib.teaching._words import text

__all__ = ["Ran", "needed", "run"]

SANDBOX = Path(__file__).with_name("sandbox.py")
# On the clock for all cells of a notebook, of computing for one of them, and how often a cell that
# ends the process is left out before the rest is given up.
SECONDS = 120
SECONDS_A_CELL = 10
ENDINGS = 3
BUILTINS = frozenset(dir(builtins))


class Ran(NamedTuple):
    """What came of the cells that were run.

    Attributes
    ----------
    answers : dict
        By the place of a cell, what it handed to `check`, by exercise; `answer` at its end by "".
    failed : dict
        By the place of a cell, what stopped it, in a few words.
    """

    answers: dict[int, dict[str, Any]]
    failed: dict[int, str]


class _Names(ast.NodeVisitor):
    """The names that a part of a cell reads, binds, and binds by import."""

    def __init__(self, tree: ast.AST) -> None:
        self.imported: set[str] = set()
        self.bound: set[str] = set()
        self.read: set[str] = set()
        # It may bind any name.
        self.everything = False
        self.visit(tree)
        # Python's own are there without a cell.
        self.read -= BUILTINS

    def visit_alias(self, node: ast.alias) -> None:
        self.imported.add((node.asname or node.name).partition(".")[0])
        self.everything |= node.name == "*"

    def visit_Name(self, node: ast.Name) -> None:
        (self.read if isinstance(node.ctx, ast.Load) else self.bound).add(node.id)

    def visit_FunctionDef(self, node: ast.FunctionDef | ast.ClassDef) -> None:
        self.bound.add(node.name)
        self.generic_visit(node)

    visit_ClassDef = visit_FunctionDef  # noqa: N815


def needed(cells: dict[int, ast.Module], wanted: Iterable[int]) -> list[int]:
    """Return the places of the cells that those at `wanted` depend on, and theirs, in order.

    A cell above counts if it binds a name that is needed, or reads one that is no module: it may
    change what the name stands for.

    Examples
    --------
    >>> cells = ["import numpy as np", "x = np.zeros(9)", "x = np.ones(3)", "y = 1", "x[0] = 2"]
    >>> needed(dict(enumerate(map(ast.parse, [*cells, "answer = x.sum()"]))), [5])
    [0, 2, 4]
    """
    names = {place: _Names(tree) for place, tree in cells.items()}
    modules = {name for each in names.values() for name in each.imported}
    modules -= {name for each in names.values() for name in each.bound}
    chosen: set[int] = set()
    for last in wanted:
        needs = _before(cells[last], set())
        for place in sorted((place for place in cells if place < last), reverse=True):
            each = names[place]
            if each.everything or needs & (each.bound | each.imported | (each.read - modules)):
                chosen.add(place)
                needs = _before(cells[place], needs)
    return sorted(chosen - set(wanted))


def _before(cell: ast.Module, needs: set[str]) -> set[str]:
    """Return the names that must be there before a cell, for those that must be there after it."""
    for statement in reversed(cell.body):
        names = _Names(statement)
        sets = isinstance(
            statement,
            ast.Assign | ast.Import | ast.ImportFrom | ast.FunctionDef | ast.ClassDef,
        )
        needs = (needs - names.bound - names.imported if sets else needs) | names.read
    return needs


def run(cells: dict[int, str]) -> Ran:
    """Run cells in their order and return what came of them.

    The process knows of no answer, opens no connection, starts no program, reads nothing but
    Python and its packages, and writes into a folder of its own that is removed.
    """
    left = dict(cells)
    answers: dict[int, dict[str, Any]] = {}
    failed: dict[int, str] = {}
    for _ in range(ENDINGS):
        begun: int | None = None
        for line in _lines(left):
            match line:
                case {"begins": int(place)}:
                    begun = place
                case {"place": int(place), "answers": dict(found)} if place in left:
                    answers[place] = found
                    begun = None
                case {"place": int(place), "endless": True} if place in left:
                    failed[place] = text("marks.endless", seconds=SECONDS_A_CELL)
                case {"place": int(place), "failed": str(reason)} if place in left:
                    failed[place] = reason[:200]
        if begun is None or begun not in left:
            break
        failed[begun] = text("marks.ended")
        del left[begun]
    return Ran(answers, failed)


def _lines(cells: dict[int, str]) -> list[Any]:
    """Return what the process says of the cells, as far as it can be read."""
    asked = json.dumps({"cells": list(cells.items()), "seconds": SECONDS_A_CELL})
    environment = {
        # What Python and its packages need; a teacher's keys and tokens are none of it.
        **{name: os.environ[name] for name in ("PATH", "HOME", "SYSTEMROOT") if name in os.environ},
        "MPLBACKEND": "agg",
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
        "PYTHONPATH": str(Path(__file__).parents[3]),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    with tempfile.TemporaryDirectory(prefix="marks-", ignore_cleanup_errors=True) as folder:
        said = Path(folder) / "said"
        room = Path(folder) / "room"
        room.mkdir()
        with said.open("wb") as written:
            process = subprocess.Popen(
                [sys.executable, "-P", str(SANDBOX)],
                stdin=subprocess.PIPE,
                stdout=written,
                stderr=subprocess.DEVNULL,
                cwd=room,
                env=environment,
            )
            try:
                process.communicate(asked.encode(), timeout=SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        lines = []
        for line in said.read_bytes().splitlines():
            try:
                lines.append(json.loads(line))
            except ValueError:  # Written by a cell.
                continue
        return lines
