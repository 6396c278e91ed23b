"""Turn the notebook of a chapter into an assignment as nbgrader knows it.

nbgrader makes a student's notebook from a source: it cuts out what stands between two lines, the
solution and the test. The student's notebook of our own bundle is cut here by the same rule, so it
is what `nbgrader generate_assignment` would hand out, and neither needs the other.
"""

from __future__ import annotations

import copy
import hashlib
from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell

from book.chapters import exercise_name, is_exercise
from book.model import BOOK
from book.tools.notebooks import CHECK
from cnnlib.teaching.marking.submission import points_cell

SCHEMA = 3
STUB = "answer = ..."
SOLUTION = ("### BEGIN SOLUTION", "### END SOLUTION")
TEST = ("### BEGIN HIDDEN TESTS", "### END HIDDEN TESTS")


def with_places(notebook: NotebookNode, chapter: str, solved: bool = False) -> NotebookNode:
    """Return a copy in which each exercise has a cell for its answer and one for its points.

    With `solved`, both hold what nbgrader cuts out of its source: the program of the solution, and
    the test. At the end stands the sum, which a student sees without nbgrader.
    """
    notebook = copy.deepcopy(notebook)
    cells: list[NotebookNode] = []
    programs = programs_of(notebook) if solved else {}
    for cell in notebook.cells:
        cells.append(cell)
        if is_exercise(cell):
            name = exercise_name(cell)
            cells += [answer_cell(name, programs.get(name)), _test(name, solved)]
    total = f'from cnnlib.teaching import marks\n\nmarks("{chapter}")'
    cells.append(new_code_cell(total, id="marks"))
    notebook.cells = cells
    return notebook


def answer_cell(name: str, program: str | None = None) -> NotebookNode:
    """Return the cell for the answer to an exercise, with the program that finds it if given."""
    answer = STUB if program is None else "\n".join([SOLUTION[0], program, SOLUTION[1]])
    return new_code_cell(f'{answer}\ncheck("{name}", answer)', id=f"answer-{name}")


def _test(name: str, solved: bool) -> NotebookNode:
    lines = [points_cell(name)]
    if solved:
        # In a form that a cell above cannot make mean something else by a name.
        test = f'assert __import__("cnnlib.teaching").teaching.check("{name}", answer).right'
        lines += [TEST[0], test, TEST[1]]
    return new_code_cell("\n".join(lines), id=f"points-{name}")


def programs_of(notebook: NotebookNode) -> dict[str, str]:
    """Return the programs of the solutions, by exercise, without what checks them."""
    found: dict[str, list[str]] = {}
    name = ""
    for cell in notebook.cells:
        if is_exercise(cell):
            name = exercise_name(cell)
        elif cell.cell_type == "code" and "solution" in cell.metadata.get("tags", []):
            found.setdefault(name, []).append(CHECK.sub("", cell.source).strip())
    return {name: "\n\n".join(programs) for name, programs in found.items()}


def marked(notebook: NotebookNode, released: bool) -> NotebookNode:
    """Return a copy with what nbgrader keeps of its cells, for a source or as it is handed out."""
    notebook = copy.deepcopy(notebook)
    for cell in notebook.cells:
        kind, _, name = cell.id.partition("-")
        if name in BOOK.exercises and kind in ("answer", "points") and cell.cell_type == "code":
            tested = kind == "points"
            points = {"points": BOOK.exercises[name].points} if tested else {}
            _mark(cell, released, grade=tested, solution=not tested, locked=tested, **points)
        elif cell.id == "install":
            # What brings cnnlib is put back, whatever a student makes of it.
            _mark(cell, released, grade=False, solution=False, locked=True)
    return notebook


def _mark(cell: NotebookNode, released: bool, **facts: Any) -> None:
    kept = {"cell_type": "code", "grade_id": cell.id, "schema_version": SCHEMA, "task": False}
    cell.metadata["nbgrader"] = kept | facts
    if released:
        cell.metadata["nbgrader"]["checksum"] = checksum(cell)
        cell.metadata["deletable"] = False
        if facts["locked"]:
            cell.metadata["editable"] = False


def checksum(cell: NotebookNode) -> str:
    """Return nbgrader's checksum of a cell: it finds by it what a student changed."""
    facts = cell.metadata["nbgrader"]
    parts = [cell.source, cell.cell_type, *(str(facts[k]) for k in ("grade", "solution", "locked"))]
    parts.append(facts["grade_id"])
    if facts["grade"]:
        parts.append(str(float(facts["points"])))
    return hashlib.md5("".join(parts).encode()).hexdigest()
