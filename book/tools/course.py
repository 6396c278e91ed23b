"""Write the notebooks of a course: for students without solutions, for the teacher with them.

Both are made from the chapters, so that there is one source. A student's notebook keeps lesson,
quiz and exercises; a cell with ``answer = ...`` and the check stands where the solution was.
Each bundle brings cnnlib along and can be unpacked and opened anywhere, and each of its notebooks
can be handed out alone.
"""

from __future__ import annotations

import copy
import re
import shutil
from pathlib import Path

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell

from book import ROOT
from book.tools import contents
from book.tools.bundle import zipped
from book.tools.notebooks import EXAM, read, tidied, write
from book.tools.plain_markdown import Numbers, alternative, figure, plain
from book.tools.standalone import folded, needs, standing_alone

COURSE = ROOT / "_build" / "course"
EXERCISE = re.compile(r"^:+\{exercise\}")
# The answer to the question at a section's end, and to one that a chapter asks in between.
ANSWERS = re.compile(r"^:::\{dropdown\} Answer\n.*?^:::$\n?", re.MULTILINE | re.DOTALL)
HIDDEN = {"hide-input", "hide-cell", "remove-input"}


def chapter_notebooks() -> dict[str, NotebookNode]:
    """Return the chapters by name, in their order."""
    files = [ROOT / f"{page}.ipynb" for page in contents.chapters()]
    return {file.stem: read(file) for file in files}


def for_student(notebook: NotebookNode, chapter: int | str) -> NotebookNode:
    """Return a copy without solutions and outputs, with an empty answer for each exercise."""
    notebook = copy.deepcopy(notebook)
    notebook.metadata.pop("widgets", None)
    cells = []
    for cell in notebook.cells:
        if "solution" in cell.metadata.get("tags", []):
            continue
        cell.source = ANSWERS.sub("", cell.source).rstrip()
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
        cells.append(cell)
        if EXERCISE.match(cell.source):
            cells.append(empty_answer(cell, cells, chapter))
    notebook.cells = cells
    return notebook


def empty_answer(
    exercise: NotebookNode, so_far: list[NotebookNode], chapter: int | str
) -> NotebookNode:
    """Return the cell for the answer to an exercise, which is the last of the cells so far."""
    number = sum(bool(EXERCISE.match(cell.source)) for cell in so_far)
    source = f'answer = ...\ncheck("{chapter}.{number}", answer)'
    return new_code_cell(source, id=exercise.id.replace("exercise-", "answer-"))


def in_plain_markdown(
    notebook: NotebookNode, chapter: int | str, numbers: Numbers, bundled: set[str]
) -> NotebookNode:
    """Return a copy that needs no MyST: for JupyterLab, Colab and all others."""
    notebook = copy.deepcopy(notebook)
    cells, count = [], 0
    for cell in notebook.cells:
        cells.append(cell)
        if cell.cell_type == "markdown":
            count += bool(EXERCISE.match(cell.source))
            cell.source = plain(cell.source, numbers, bundled, f"{chapter}.{count}")
        if caption := figure(cell).get("caption"):
            words = f"Fig. {numbers.of[figure(cell)['name']]}. {caption}"
            source = plain(f"*{words}*", numbers, bundled)
            cells.append(new_markdown_cell(source, id=f"{cell.id}-caption"))
    # The end of a solution is nothing to see.
    notebook.cells = [cell for cell in cells if cell.source]
    notebook = tidied(notebook)
    for cell in notebook.cells:
        if HIDDEN & set(cell.metadata.get("tags", [])):
            cell.metadata |= folded()
        for output in cell.get("outputs", []):
            if "image/png" in (data := output.get("data", {})):
                output.metadata["image/png"] = {"alt": alternative(cell) or data["text/plain"]}
    return notebook


def write_course(target: Path = COURSE) -> list[Path]:
    """Write both bundles, as folders and as zips; return the zips."""
    shutil.rmtree(target, ignore_errors=True)
    every = chapter_notebooks()
    numbers = Numbers(every)
    bundled = {f"{name}.ipynb" for name in every}
    for audience in ("student", "teacher"):
        folder = target / audience
        _write_kit(folder, audience, every)
        for place, (name, notebook) in enumerate(every.items(), start=1):
            if audience == "student":
                notebook = for_student(notebook, place)
            notebook = in_plain_markdown(notebook, place, numbers, bundled)
            write(standing_alone(notebook, name), folder / f"{name}.ipynb")
    exam = read(EXAM)
    for name, notebook in (("exam", for_student(exam, "E")), ("exam-solutions", exam)):
        notebook = in_plain_markdown(notebook, "E", numbers, bundled)
        write(standing_alone(notebook, name), target / "teacher" / f"{name}.ipynb")
    return [
        zipped(target / audience, target / f"{audience}.zip", f"cnn-{audience}")
        for audience in ("student", "teacher")
    ]


def _write_kit(folder: Path, audience: str, every: dict[str, NotebookNode]) -> None:
    """Write what the notebooks need: the questions, cnnlib, and how to begin."""
    folder.mkdir(parents=True)
    for quiz in (ROOT / "chapters").glob("*.quiz.toml"):
        shutil.copy(quiz, folder)
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "cnnlib", folder / "cnnlib", ignore=ignored)
    shutil.copy(ROOT / "LICENSE", folder / "cnnlib")
    shutil.copy(ROOT / "LICENSE-TEXT", folder)
    wanted = {line for notebook in every.values() for line in needs(notebook).values()}
    lines = sorted({*wanted, "jupyterlab"})
    (folder / "requirements.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    shutil.copy(ROOT / "teaching" / f"{audience}.readme.md", folder / "README.md")


if __name__ == "__main__":
    for archive in write_course():
        print(f"{archive.relative_to(ROOT)}: {archive.stat().st_size:,} bytes")
