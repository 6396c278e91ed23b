"""Make a notebook run wherever it is opened, with nothing typed by hand.

Its first cell gets what the chapter was made with: cnnlib packed, the files beside the chapter
that its cells read, and the names of the packages to install where they are missing. So it needs
no address: neither of this book's site, nor of its repository.
"""

from __future__ import annotations

import ast
import base64
import copy
import inspect
import io
import lzma
import re
import tarfile
import zipfile
from functools import cache
from pathlib import Path
from pprint import pformat
from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell

from book import ROOT, words
from book.tools.first_cell import bring

# Lies in a chapter's folder, for others than who reads it.
NOT_READ = {"answers.toml", "plan.toml"}
# Where pip knows a package under another name than Python.
CALLED = {"skimage": "scikit-image", "sklearn": "scikit-learn"}
# What cnnlib imports in one call alone.
IMPORTED_BY = {"onnx": "read_onnx"}
# A notebook's file has each line apart, and an editor dislikes one of 300 kB.
WIDTH = 1000


def standing_alone(notebook: NotebookNode, chapter: str) -> NotebookNode:
    """Return a copy of a chapter's notebook that begins with a cell that brings what it needs."""
    notebook = copy.deepcopy(notebook)
    source = (
        f"# @title {words.text('notebook.first_cell')}\n{inspect.getsource(bring)}\n\n"
        f"await bring(\n"
        f"needs={pformat(needs(notebook), sort_dicts=True)},\n"
        f"says={pformat(words.table()['first_cell'], width=100)},\n"
        f'beside="""\n{packed(beside(chapter))}\n""",\n'
        f'cnnlib="""\n{packed(package())}\n""",\n'
        f")"
    )
    metadata = {"tags": ["install"], **folded()}
    notebook.cells.insert(0, new_code_cell(source, id="install", metadata=metadata))
    return notebook


def folded(outputs: bool = False) -> dict[str, Any]:
    """Return the metadata that fold a cell's code, and its outputs too where that is asked."""
    jupyter, colab, kaggle = {"source_hidden": True}, "form", {"_kg_hide-input": True}
    if outputs:
        jupyter["outputs_hidden"] = kaggle["_kg_hide-output"] = True
    return {"jupyter": jupyter, "cellView": colab, **kaggle}


def beside(chapter: str) -> dict[str, Path]:
    """Return the files in a chapter's folder that its cells read."""
    files = sorted((ROOT / "chapters" / chapter).glob("*"))
    return {f"{chapter}/{file.name}": file for file in files if file.name not in NOT_READ}


def package() -> dict[str, Path]:
    """Return the files of cnnlib, and under which license they go."""
    # Files of one kind side by side pack more tightly.
    found = sorted((ROOT / "cnnlib").rglob("*"), key=lambda file: (file.suffix, file))
    files = (file for file in found if file.is_file())
    ours = (file for file in files if "__pycache__" not in file.parts)
    return {
        **{file.relative_to(ROOT).as_posix(): file for file in ours},
        "cnnlib/LICENSE": ROOT / "LICENSE",
    }


def packed(files: dict[str, Path]) -> str:
    """Return files as text: the same files as the same text."""
    return _packed(tuple((name, _loose(file)) for name, file in files.items()))


def _loose(file: Path) -> bytes:
    """Return what is in a file; of arrays that are packed themselves, which would pack no more."""
    if file.suffix != ".npz":
        return file.read_bytes()
    loose = io.BytesIO()
    with zipfile.ZipFile(file) as packed, zipfile.ZipFile(loose, "w") as archive:
        for entry in packed.infolist():
            archive.writestr(entry, packed.read(entry), zipfile.ZIP_STORED)
    return loose.getvalue()


@cache
def _packed(files: tuple[tuple[str, bytes], ...]) -> str:
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w") as archive:
        for name, content in files:
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    tight = lzma.compress(data.getvalue(), preset=9 | lzma.PRESET_EXTREME)
    text = base64.b85encode(tight).decode()
    return "\n".join(text[start : start + WIDTH] for start in range(0, len(text), WIDTH))


def needs(notebook: NotebookNode) -> dict[str, str]:
    """Return what pip has to install for a notebook's cells, by the name they import it under.

    It counts what the cells import, and what the modules of cnnlib import that they import. What
    requirements.txt does not list comes along with what it lists.
    """
    cells = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    source = "\n".join(cells)
    names = {name.partition(".")[0] for name in _imported(source)}
    names -= {name for name, call in IMPORTED_BY.items() if call not in source}
    called = {name: CALLED.get(name, name) for name in sorted(names)}
    listed = requirements()
    return {name: listed[package] for name, package in called.items() if package in listed}


@cache
def requirements() -> dict[str, str]:
    """Return the lines of requirements.txt by the names of their packages, without remarks."""
    lines = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    stated = (line.partition("#")[0].strip() for line in lines)
    return {re.match(r"[\w.-]+", line)[0]: line for line in stated if line}


def _imported(source: str) -> set[str]:
    """Return the modules that source code imports, and those that cnnlib's own import."""
    seen: set[str] = set()
    waiting = list(_imports(source))
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        if name.partition(".")[0] == "cnnlib":
            waiting += [name.rpartition(".")[0]] if "." in name else []
            module = ROOT.joinpath(*name.split("."))
            for file in (module.with_suffix(".py"), module / "__init__.py"):
                if file.exists():
                    waiting += _imports(file.read_text(encoding="utf-8"))
    return seen


@cache
def _imports(source: str) -> tuple[str, ...]:
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            found += [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
    return tuple(found)
