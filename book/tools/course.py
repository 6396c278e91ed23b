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
from nbformat.v4 import new_markdown_cell

from book import ROOT
from book.chapters import HIDDEN, exercise_name, figure, is_exercise
from book.model import BOOK
from book.rights import based_on
from book.tools.assignment import marked, with_places
from book.tools.bundle import zipped
from book.tools.notebooks import COMES_FROM, EXAM, read, tidied, write
from book.tools.plain_markdown import plain
from book.tools.standalone import folded, needs, standing_alone
from book.widget_code import with_code
from book.words import text

COURSE = ROOT / "_build" / "course"
BUNDLED = {f"{chapter.name}.ipynb" for chapter in BOOK.chapters}
# The answer to the question at a section's end, and to one that a chapter asks in between.
ANSWERS = re.compile(r"^:::\{dropdown\} .*?^:::$\n?", re.MULTILINE | re.DOTALL)


def for_student(notebook: NotebookNode) -> NotebookNode:
    """Return a copy without solutions and outputs."""
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
    notebook.cells = cells
    return notebook


def as_assignment(notebook: NotebookNode, chapter: str, released: bool) -> NotebookNode:
    """Return a chapter as nbgrader's source of an assignment, or as it is handed out."""
    placed = with_places(notebook, chapter, solved=not released)
    placed = in_plain_markdown(for_student(placed), BUNDLED)
    return marked(standing_alone(with_code(placed), chapter), released)


def in_plain_markdown(notebook: NotebookNode, bundled: set[str]) -> NotebookNode:
    """Return a copy that needs no MyST: for JupyterLab, Colab and all others."""
    notebook = copy.deepcopy(notebook)
    cells, exercise = [], ""
    for cell in notebook.cells:
        cells.append(cell)
        if is_exercise(cell):
            exercise = BOOK.exercises[exercise_name(cell)].number
        if cell.cell_type == "markdown":
            cell.source = plain(cell.source, bundled, exercise)
        if caption := figure(cell).get("caption"):
            number = BOOK.numbers[figure(cell)["name"]]
            words = text("notebook.captioned", number=number, caption=caption)
            cells.append(new_markdown_cell(plain(f"*{words}*", bundled), id=f"{cell.id}-caption"))
    # The end of a solution is nothing to see.
    notebook.cells = [cell for cell in cells if cell.source]
    notebook = tidied(notebook)
    notebook.metadata.pop(COMES_FROM, None)
    for cell in notebook.cells:
        if HIDDEN & set(cell.metadata.get("tags", [])):
            cell.metadata |= folded()
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            if "image/png" in data:
                output.metadata["image/png"] = {"alt": alternative(cell) or data["text/plain"]}
            elif "text/plain" in data:
                data["text/plain"] = BOOK.with_verdicts(data["text/plain"])
    return notebook


def alternative(cell: NotebookNode) -> str:
    """Return the alt text of the picture that a cell draws."""
    return cell.metadata.get("mystnb", {}).get("image", {}).get("alt", "")


def write_course(target: Path = COURSE) -> list[Path]:
    """Write both bundles, as folders and as zips; return the zips."""
    shutil.rmtree(target, ignore_errors=True)
    every = {chapter.name: chapter.notebook for chapter in BOOK.chapters}
    student, teacher = target / "student", target / "teacher"
    for folder in (student, teacher):
        _write_kit(folder, folder.name, every)
    exam = read(EXAM)
    for name, notebook in {**every, "exam": for_student(exam), "exam-solutions": exam}.items():
        alone = standing_alone(with_code(in_plain_markdown(notebook, BUNDLED)), name)
        write(alone, teacher / f"{name}.ipynb")
    for name, notebook in every.items():
        write(as_assignment(notebook, name, released=True), student / f"{name}.ipynb")
        source = teacher / "source" / name / f"{name}.ipynb"
        source.parent.mkdir(parents=True)
        write(as_assignment(notebook, name, released=False), source)
    shutil.copy(Path(__file__).with_name("nbgrader_config.py"), teacher)
    return [
        zipped(target / audience, target / f"{audience}.zip", f"cnn-{audience}")
        for audience in ("student", "teacher")
    ]


def _write_kit(folder: Path, audience: str, every: dict[str, NotebookNode]) -> None:
    """Write what the notebooks need: the questions, cnnlib, and how to begin."""
    folder.mkdir(parents=True)
    for chapter in BOOK.chapters:
        (folder / chapter.name).mkdir()
        shutil.copy(chapter.quiz, folder / chapter.name)
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "cnnlib", folder / "cnnlib", ignore=ignored)
    shutil.copy(ROOT / "LICENSE", folder / "cnnlib")
    shutil.copy(ROOT / "LICENSE-TEXT", folder)
    wanted = {line for notebook in every.values() for line in needs(notebook).values()}
    lines = sorted({*wanted, "jupyterlab"})
    (folder / "requirements.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    read_me = text(f"readme.{audience}", title=BOOK.config["title"], based_on=based_on())
    # Where the book is based on no other, its last line ends there.
    (folder / "README.md").write_text(read_me.rstrip() + "\n", encoding="utf-8")


if __name__ == "__main__":
    for archive in write_course():
        print(f"{archive.relative_to(ROOT)}: {archive.stat().st_size:,} bytes")
