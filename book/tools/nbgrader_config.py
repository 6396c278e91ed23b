"""How nbgrader marks these notebooks: by the answers in them, without a kernel.

nbgrader runs a submission from the top, in a process that can read and write what you can, and
asks its last cells for the points. Here `cnnlib.teaching.marking` says them instead, and cells that
were copied, deleted, moved or stripped of their metadata are put right before. Delete the lines
that begin with ``c.Autograde`` to have nbgrader do it in its own way.
"""

import shutil
import sys
from pathlib import Path

from nbformat import read
from nbformat.v4 import new_output
from nbgrader.preprocessors import (
    AssignLatePenalties,
    CheckCellMetadata,
    ClearOutput,
    LimitOutput,
    NbGraderPreprocessor,
    OverwriteCells,
    OverwriteKernelspec,
    SaveAutoGrades,
)

sys.path.insert(0, str(Path(__file__).resolve().parent))

from cnnlib.teaching.marking import mark_notebook  # noqa: E402
from cnnlib.teaching.marking.submission import Cell  # noqa: E402

c = get_config()  # noqa: F821
c.CourseDirectory.course_id = "cnn"
c.ClearSolutions.code_stub = {"python": "answer = ..."}


class PutRight(NbGraderPreprocessor):
    """Give each cell that was handed out its place and its metadata again, once."""

    def preprocess(self, nb, resources):
        where = resources["nbgrader"]
        handed_out = read(Path("release", where["assignment"], f"{where['notebook']}.ipynb"), 4)
        ours = [cell for cell in handed_out.cells if "nbgrader" in cell.metadata]
        locked = {cell.id for cell in ours if cell.metadata.nbgrader.locked}
        answers = {}
        for place, cell in enumerate(nb.cells):
            marks = cell.metadata.pop("nbgrader", {})
            known = Cell(cell.source, cell.get("id", ""), marks)
            if known.name in locked:
                cell.source = ""
            elif cell.cell_type == "code":
                for name in known.asked:
                    if name not in answers or "answer = ..." not in cell.source:
                        answers[name] = place
        behind = {}
        for cell in ours:
            kind, _, name = cell.id.partition("-")
            place = answers.get(name, len(nb.cells) - 1)
            if kind == "answer" and name in answers and "nbgrader" not in nb.cells[place].metadata:
                nb.cells[place].metadata = cell.metadata
            else:
                behind.setdefault(-1 if cell.id == "install" else place, []).append(cell)
        kept = behind.get(-1, [])
        for place, cell in enumerate(nb.cells):
            kept += [cell] if cell.source else []
            kept += behind.get(place, [])
        nb.cells = kept
        return nb, resources


class Answers(NbGraderPreprocessor):
    """Write below each cell for points whether the answer is right; nothing is run by nbgrader."""

    def preprocess(self, nb, resources):
        where = resources["nbgrader"]
        handed_in = Path("submitted", where["student"], where["assignment"])
        marked = mark_notebook(handed_in / f"{where['notebook']}.ipynb")
        for remark in marked.remarks:
            self.log.warning("%s: %s", where["student"], remark)
        for cell in nb.cells:
            name = cell.metadata.get("nbgrader", {}).get("grade_id", "").removeprefix("points-")
            if name in marked.points:
                said = str(marked.said.get(name) or "–")
                right = marked.points[name] > 0
                cell.outputs = [
                    new_output("stream", text=said)
                    if right
                    else new_output("error", ename="–", evalue=said, traceback=[said])
                ]
        return nb, resources


def named(assignment, student, notebooks):
    """Have a file that a student renamed stand under its own name as well."""
    folder = Path(notebooks[0]).parent
    known = [path.name for path in Path("release", folder.name).glob("*.ipynb")]
    if len(known) == len(notebooks) == 1 and Path(notebooks[0]).name != known[0]:
        notebooks[0] = str(shutil.copy(notebooks[0], folder / known[0]))


c.Autograde.pre_convert_hook = named
c.Autograde.sanitize_preprocessors = [
    ClearOutput,
    PutRight,
    OverwriteKernelspec,
    OverwriteCells,
    CheckCellMetadata,
]
c.Autograde.autograde_preprocessors = [
    Answers,
    LimitOutput,
    SaveAutoGrades,
    AssignLatePenalties,
    CheckCellMetadata,
]
