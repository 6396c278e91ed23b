"""Write the notebooks that the buttons of a page give to a reader.

    python -m book.tools.reader                 write them into _build/notebooks, for Binder
    python -m book.tools.reader --push REMOTE   and push that as the branch that the buttons open
    python -m book.tools.reader --lab           write them into _build/lab, to be worked in

A page offers the same file for download. It is the chapter in plain Markdown, with its outputs, an
empty answer to each exercise, and all that gives an answer away folded. Its first cell brings what
the others need.
"""

from __future__ import annotations

import argparse
import copy
import os
import shutil
import subprocess
from pathlib import Path

from nbformat import NotebookNode

from book import ROOT
from book.chapters import exercise_name, is_exercise
from book.model import BOOK
from book.tools.assignment import answer_cell
from book.tools.bundle import TIME
from book.tools.course import in_plain_markdown
from book.tools.notebooks import text_of, write
from book.tools.standalone import folded, standing_alone
from book.words import text

NOTEBOOKS = ROOT / "_build" / "notebooks"
LAB = ROOT / "_build" / "lab"
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
# book/sphinx/repository.py leads the buttons there.
BRANCH = "notebooks"
FOR_BINDER = [".binder", "cnnlib", "constraints.txt", "pyproject.toml", "LICENSE"]


def for_reader(notebook: NotebookNode) -> NotebookNode:
    """Return a copy in plain Markdown with a place for each answer and the solutions folded.

    Of an explorer or a quiz stays what needs no script: its picture, its questions as text.
    """
    notebook = copy.deepcopy(notebook)
    notebook.metadata.pop("widgets", None)
    cells = []
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            output.get("data", {}).pop(WIDGET_VIEW, None)
        cells.append(cell)
        if is_exercise(cell):
            cells.append(answer_cell(exercise_name(cell)))
    notebook.cells = cells
    # A notebook downloaded alone has no other beside it to link to.
    notebook = in_plain_markdown(notebook, bundled=set())
    for cell in notebook.cells:
        if "solution" in cell.metadata.get("tags", []):
            _fold(cell)
    return notebook


def _fold(cell: NotebookNode) -> None:
    if cell.cell_type == "markdown":
        title, _, text = cell.source.partition("\n")
        summary = f"<summary>{title.strip('*')}</summary>"
        cell.source = f"<details>{summary}\n\n{text.strip()}\n\n</details>"
    else:
        # Not every program folds what a cell printed.
        cell.outputs, cell.execution_count = [], None
        cell.metadata |= folded(outputs=True)


def readers() -> dict[str, NotebookNode]:
    """Return the notebook that each page gives away, by the page."""
    return {
        address: standing_alone(for_reader(page.notebook), page.name)
        for address, page in BOOK.notebooks.items()
    }


def write_notebooks(target: Path) -> list[Path]:
    """Write each page's notebook under `target`; return the files."""
    files = []
    for page, notebook in readers().items():
        files.append(target / f"{page}.ipynb")
        files[-1].parent.mkdir(parents=True, exist_ok=True)
        write(notebook, files[-1])
    return files


def write_lab(target: Path = LAB) -> list[Path]:
    """Write the notebooks that are not there yet; return those that are there, and are others."""
    kept = []
    for page, notebook in readers().items():
        file = target / f"{page}.ipynb"
        if not file.exists():
            file.parent.mkdir(parents=True, exist_ok=True)
            write(notebook, file)
        elif file.read_bytes() != text_of(notebook).encode():
            kept.append(file)
    return kept


def write_branch(target: Path = NOTEBOOKS) -> list[Path]:
    """Write what the branch holds: the notebooks, and what Binder makes a machine for them from."""
    shutil.rmtree(target, ignore_errors=True)
    files = write_notebooks(target)
    for name in FOR_BINDER:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, target / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, target)
    (target / "README.md").write_text(text("readme.branch"), encoding="utf-8")
    return files


def push(folder: Path, remote: str, repository: Path = ROOT) -> str:
    """Push a folder as the whole of the branch; return its commit, the old one for the same files.

    So Binder makes no new machine where nothing has changed. A new edition stands on the one
    before: a hub then merges it into the copy that a student has worked in.
    """
    date = "{}-{:02}-{:02}T{:02}:{:02}:{:02}Z".format(*TIME)
    who = {"NAME": "The authors", "EMAIL": "authors@example.org", "DATE": date}
    made_by = {f"GIT_{role}_{key}": who[key] for role in ("AUTHOR", "COMMITTER") for key in who}
    index = folder.with_suffix(".index").resolve()
    index.unlink(missing_ok=True)
    environment = {
        **os.environ,
        **made_by,
        "GIT_DIR": subprocess.check_output(
            ["git", "rev-parse", "--absolute-git-dir"], cwd=repository, text=True
        ).strip(),
        "GIT_WORK_TREE": str(folder.resolve()),
        "GIT_INDEX_FILE": str(index),
    }

    def git(*command: str) -> str:
        return subprocess.check_output(
            ["git", *command], cwd=folder, env=environment, text=True
        ).strip()

    git("add", "--all", "--force", ".")
    tree, before = git("write-tree"), []
    if git("ls-remote", remote, f"refs/heads/{BRANCH}"):
        shallow = git("rev-parse", "--is-shallow-repository") == "true"
        last = ["--depth=1"] if shallow else []
        git("fetch", "--quiet", *last, remote, f"refs/heads/{BRANCH}")
        held, pushed = git("rev-parse", "FETCH_HEAD^{tree}", "FETCH_HEAD").split()
        if held == tree:
            return pushed
        before = ["-p", pushed]
    commit = git("commit-tree", tree, *before, "-m", "The notebooks, as main makes them")
    git("push", "--quiet", remote, f"{commit}:refs/heads/{BRANCH}")
    return commit


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--push", metavar="REMOTE", help="push them as a branch of this remote")
    how.add_argument("--lab", action="store_true", help="write them to be worked in")
    options = parser.parse_args()
    if options.lab:
        for file in write_lab():
            print(f"{file.relative_to(ROOT)}: kept as it is; delete it to have it anew")
    else:
        for file in write_branch():
            print(f"{file.relative_to(ROOT)}: {file.stat().st_size:,} bytes")
    if options.push:
        print(f"{BRANCH}: {push(NOTEBOOKS, options.push)}")
