"""Execute the notebooks and store their outputs, the same way each time.

    python -m book.tools.notebooks             execute and store every chapter and the exam
    python -m book.tools.notebooks --check     execute, store nothing, report what would change
    python -m book.tools.notebooks --tidy      only tidy the stored files, execute nothing

Files, as in chapters/pooling.ipynb, narrow the work to those. A stored notebook holds nothing of
the run that made it: no times, no versions, no random ids, no code of widgets. So executing it
again changes its pictures at most. It names by a hash what its outputs come from: the book is
built from them.
"""

from __future__ import annotations

import argparse
import asyncio
import copy
import difflib
import hashlib
import json
import re
import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbformat import NotebookNode

from book import ROOT
from book.model import PRINTED
from book.tools.standalone import beside
from book.widget_code import WIDGET_STATE, without_code

CHAPTERS = ROOT / "chapters"
EXAM = ROOT / "teaching" / "exam.ipynb"

# What a stored notebook keeps; everything else belongs to the program that saved it.
COMES_FROM = "outputs_come_from"
NOTEBOOK_METADATA = {"kernelspec", "language_info", "mystnb", "myst", "html_meta", "widgets"}
NOTEBOOK_METADATA |= {COMES_FROM}
CELL_METADATA = {"tags", "mystnb", "jupyter"}
KERNELSPEC = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
LANGUAGE_INFO = {
    "file_extension": ".py",
    "mimetype": "text/x-python",
    "name": "python",
    "nbconvert_exporter": "python",
    "pygments_lexer": "ipython3",
}

CHECK = re.compile(r'^check\("([\w-]+)", answer\)$', re.MULTILINE)
# One model names another as IPY_MODEL_<id>, so a word boundary would miss it.
MODEL_ID = re.compile(r"(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])")
SECONDS_A_CELL = 300
# Kernels at work at the same time.
PROCESSES = 2


def stored() -> list[Path]:
    """Return every notebook of the repository: the chapters, and the exam."""
    return [*sorted(CHAPTERS.glob("*.ipynb")), EXAM]


def read(path: Path) -> NotebookNode:
    return nbformat.read(path, as_version=4)


def write(notebook: NotebookNode, path: Path) -> None:
    # Bytes, because Windows would turn the line ends.
    path.write_bytes(text_of(notebook).encode())


def text_of(notebook: NotebookNode) -> str:
    return nbformat.writes(notebook, version=nbformat.NO_CONVERT) + "\n"


def tidied(notebook: NotebookNode) -> NotebookNode:
    """Return a copy whose metadata and widget ids are those we store."""
    notebook = without_code(notebook)
    _keep(notebook.metadata, NOTEBOOK_METADATA)
    notebook.metadata.update(kernelspec=KERNELSPEC, language_info=LANGUAGE_INFO)
    for cell in notebook.cells:
        _keep(cell.metadata, CELL_METADATA)
        _name_verdict(cell)
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    return _with_shown_widgets(notebook)


def _name_verdict(cell: NotebookNode) -> None:
    """Put the name of the exercise where a check prints its number, which other chapters change."""
    for output in cell.get("outputs", []):
        data = output.get("data", {})
        if asked := CHECK.search(cell.source):
            data["text/plain"] = PRINTED.sub(f"{{{asked[1]}}} ", data.get("text/plain", ""))


def origin(notebook: NotebookNode, name: str) -> str:
    """Return a hash of what a notebook's outputs come from: its code, and the files it reads."""
    code = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    data = {file.name: file.read_text(encoding="utf-8") for file in beside(name).values()}
    return hashlib.sha256(json.dumps([code, data]).encode()).hexdigest()[:16]


def outdated() -> list[Path]:
    """Return the notebooks that were changed since their outputs were stored."""
    return [path for path in stored() if is_outdated(read(path), path.stem)]


def is_outdated(notebook: NotebookNode, name: str) -> bool:
    return notebook.metadata.get(COMES_FROM) != origin(notebook, name)


def _keep(metadata: NotebookNode, names: set[str]) -> None:
    for name in set(metadata) - names:
        del metadata[name]


def _with_shown_widgets(notebook: NotebookNode) -> NotebookNode:
    """Keep the widgets that the page shows and those that they use, and count them in this order.

    Their own ids are random.
    """
    widgets = notebook.metadata.get("widgets", {}).get(WIDGET_STATE, {})
    state = widgets.get("state")
    if not state:
        notebook.metadata.pop("widgets", None)
        return notebook
    order: dict[str, None] = {}
    waiting = MODEL_ID.findall(json.dumps([cell.get("outputs", []) for cell in notebook.cells]))
    while waiting:
        model = waiting.pop(0)
        if model in state and model not in order:
            order[model] = None
            waiting += MODEL_ID.findall(json.dumps(state[model], sort_keys=True))
    widgets["state"] = {model: state[model] for model in order}
    counted = {model: f"{place:032x}" for place, model in enumerate(order)}
    text = nbformat.writes(notebook, version=nbformat.NO_CONVERT)
    text = MODEL_ID.sub(lambda found: counted.get(found[0], found[0]), text)
    return nbformat.reads(text, as_version=4)


async def executed(notebook: NotebookNode, folder: Path = CHAPTERS) -> NotebookNode:
    """Return a tidied copy of `notebook` with fresh outputs; a cell that raises, raises here."""
    notebook = copy.deepcopy(notebook)
    notebook.metadata.pop("widgets", None)
    client = NotebookClient(
        notebook,
        timeout=SECONDS_A_CELL,
        kernel_name="python3",
        record_timing=False,
        coalesce_streams=True,
        resources={"metadata": {"path": str(folder)}},
    )
    await client.async_execute()
    return tidied(notebook)


def execute_all(paths: list[Path]) -> dict[Path, NotebookNode]:
    """Execute the notebooks at `paths`, a few at a time."""

    async def one(path: Path, turn: asyncio.Semaphore) -> NotebookNode:
        async with turn:
            notebook = await executed(read(path), path.parent)
            notebook.metadata[COMES_FROM] = origin(notebook, path.stem)
            return notebook

    async def every() -> list[NotebookNode]:
        turn = asyncio.Semaphore(PROCESSES)
        return await asyncio.gather(*(one(path, turn) for path in paths))

    # ZeroMQ waits on sockets as only the selector loop can; Windows has another by default.
    with asyncio.Runner(loop_factory=asyncio.SelectorEventLoop) as runner:
        return dict(zip(paths, runner.run(every()), strict=True))


def differences(stored: NotebookNode, rerun: NotebookNode) -> list[str]:
    """Name what differs between two notebooks beside the pixels of their pictures."""
    before, after = _comparable(stored), _comparable(rerun)
    found = [
        f"{place}:\n{_diff(before.get(place), after.get(place))}"
        for place in {**before, **after}
        if before.get(place) != after.get(place)
    ]
    if not found and text_of(_without_pixels(stored)) != text_of(_without_pixels(rerun)):
        found = ["the file is written in another form"]
    return found


def _comparable(notebook: NotebookNode) -> dict[str, object]:
    notebook = _without_pixels(notebook)
    return {"metadata": notebook.metadata} | {
        f"cell {place} ({cell.get('id', 'no id')})": cell
        for place, cell in enumerate(notebook.cells)
    }


def _without_pixels(notebook: NotebookNode) -> NotebookNode:
    notebook = copy.deepcopy(notebook)
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            for kind in output.get("data", {}):
                if kind.startswith("image/"):
                    output.data[kind] = "pixels"
    return notebook


def _diff(before: object, after: object) -> str:
    lines = [json.dumps(side, indent=1, sort_keys=True).splitlines() for side in (before, after)]
    changed = difflib.unified_diff(*lines, "stored", "executed", lineterm="", n=1)
    return "\n".join(f"    {line[:200]}" for line in list(changed)[2:30])


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("notebooks", nargs="*", type=Path, help="default: all")
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--check", action="store_true", help="store nothing, report differences")
    how.add_argument("--tidy", action="store_true", help="execute nothing")
    options = parser.parse_args(arguments)

    paths = options.notebooks or stored()
    if missing := [str(path) for path in paths if not path.is_file()]:
        parser.error(f"no such file {missing}: name notebooks as in chapters/pooling.ipynb")
    fresh = {path: tidied(read(path)) for path in paths} if options.tidy else execute_all(paths)
    changed = False
    for path, notebook in fresh.items():
        if options.check:
            for difference in differences(read(path), notebook):
                changed = True
                print(f"{path.name}, {difference}")
        elif path.read_bytes() != text_of(notebook).encode():
            write(notebook, path)
            print(f"{path.name}: stored")
    return int(changed)


if __name__ == "__main__":
    sys.exit(main())
