"""Find out what the notebooks of a class have earned, without a kernel and without a network.

The answers count and nothing else: what a notebook stores as outputs or as points is not read. An
answer that is stated is read; one that a cell computes is computed again in a process of its own.
Whether it is right is asked of this cnnlib, never of the one that a notebook brings.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from cnnlib.teaching._words import text
from cnnlib.teaching.checking import judged
from cnnlib.teaching.marking.report import Marked, Marks
from cnnlib.teaching.marking.submission import Submission, Unreadable

__all__ = ["Marked", "Marks", "mark_folder", "mark_notebook"]

CHECKPOINTS = ".ipynb_checkpoints"


def mark_notebook(path: Path, student: str = "") -> Marked:
    """Return what one notebook has earned.

    Parameters
    ----------
    path : Path
    student : str, optional
        Whose it is.

    Returns
    -------
    Marked
        Its points by exercise. A file that is no notebook of the book has none, and a remark.
    """
    try:
        submission = Submission(path)
    except Unreadable as error:
        return Marked(student, "", {}, 0, (text("marks.unreadable", reason=error),))
    answers = submission.answers()
    said = {name: judged(name, answer) for name, answer in answers.items()}
    points = {
        name: entry["points"] if name in said and said[name].right else 0
        for name, entry in submission.exercises.items()
    }
    remarks = list(submission.remarks())
    if missing := [name for name in points if name not in answers]:
        remarks.append(text("marks.no_answer", names=", ".join(missing)))
    of = sum(entry["points"] for entry in submission.exercises.values())
    return Marked(student, submission.chapter, points, of, tuple(remarks), said)


def mark_folder(folder: Path) -> Marks:
    """Return what every notebook under a folder has earned.

    Parameters
    ----------
    folder : Path
        It has a folder for each student, however deep the notebooks lie in it, or the notebooks
        alone: then the name of the file says whose it is.

    Returns
    -------
    Marks

    Raises
    ------
    NotADirectoryError
        If there is no such folder.
    ValueError
        If no notebook is in it.
    """
    if not folder.is_dir():
        raise NotADirectoryError(20, "is no folder", str(folder))
    found = sorted(
        path for path in folder.rglob("*.ipynb") if path.is_file() and CHECKPOINTS not in path.parts
    )
    if not found:
        raise ValueError("has no notebook (.ipynb) in it, nor in the folders below")

    def whose(path: Path) -> str:
        inside = path.relative_to(folder)
        return inside.parts[0] if len(inside.parts) > 1 else inside.stem

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        rows = list(pool.map(lambda path: mark_notebook(path, whose(path)), found))
    students = {row.student for row in rows}
    idle = (each.name for each in folder.iterdir() if each.is_dir() and each.name != CHECKPOINTS)
    nothing = (text("marks.no_notebook"),)
    rows += [Marked(name, "", {}, 0, nothing) for name in idle if name not in students]
    return Marks(tuple(sorted(rows, key=lambda row: (row.student, row.notebook))))
