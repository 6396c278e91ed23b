"""The notebooks as they are stored: whole and clean.

What they store, `make test` compares with a run: cell by cell nbval, and then `whole.py` the whole
file, metadata and the state of widgets included.
"""

import base64
import re
from pathlib import Path
from types import SimpleNamespace

import nbformat
import pytest
from nbclient.exceptions import CellExecutionError
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from whole import Whole

from book.tools import notebooks as tool
from book.widget_code import WIDGET_STATE

LARGEST_PICTURE = 60_000
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
each_notebook = pytest.mark.parametrize("path", tool.stored(), ids=lambda path: path.stem)


def outputs(notebook):
    """Yield (where, cell, output) for every output of a notebook."""
    for place, cell in enumerate(notebook.cells):
        for output in cell.get("outputs", []):
            yield f"cell {place} ({cell.id})", cell, output


def pictures(notebook):
    """Yield (where, cell, bytes) for every picture a notebook stores."""
    for where, cell, output in outputs(notebook):
        for kind, payload in output.get("data", {}).items():
            if kind.startswith("image/"):
                yield where, cell, base64.b64decode(payload)


def test_there_are_notebooks():
    assert len(tool.stored()) > 10, "the tests below would pass on next to nothing"


@each_notebook
def test_the_stored_file_is_tidy(path):
    stored = path.read_bytes().decode()
    assert stored == tool.text_of(tool.tidied(tool.read(path))), "run `make notebooks`"


@each_notebook
def test_no_code_of_a_widget_is_stored(path):
    assert "_esm" not in path.read_text(encoding="utf-8")
    assert "_css" not in path.read_text(encoding="utf-8")


@each_notebook
def test_the_outputs_are_those_of_the_code(path):
    assert not tool.is_outdated(tool.read(path), path.stem), "run `make notebooks`"


@each_notebook
def test_no_error_and_no_warning_is_stored(path):
    for where, _, output in outputs(tool.read(path)):
        assert output.output_type != "error", f"{where} stores the error {output.get('ename')}"
        assert output.get("name") != "stderr", f"{where} prints to stderr: {output.get('text')}"


@each_notebook
def test_every_code_cell_was_executed_in_order(path):
    counts = [c.execution_count for c in tool.read(path).cells if c.cell_type == "code"]
    assert counts == list(range(1, len(counts) + 1))


@each_notebook
def test_each_picture_has_alt_text(path):
    notebook = tool.read(path)
    explorers = [
        where for where, _, output in outputs(notebook) if WIDGET_VIEW in output.get("data", {})
    ]
    for where, cell, _ in pictures(notebook):
        if where in explorers:
            continue  # Its words stand beside its picture, and become the alt text.
        alt = cell.metadata.get("mystnb", {}).get("image", {}).get("alt", "")
        assert len(alt) > 20, f"{where} shows a picture; say what it shows in mystnb.image.alt"
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            assert not re.search(r"!\[\s*\]\(", cell.source), f"{cell.id}: ![](…) needs words"


@each_notebook
def test_each_picture_is_light(path):
    for where, _, png in pictures(tool.read(path)):
        assert len(png) < LARGEST_PICTURE, f"{where}: {len(png):,} bytes"


# The checker checked: each mistake below must be found in a notebook of our own.


@pytest.fixture(scope="module")
def good():
    """Return a small chapter as `make notebooks` stores it."""
    draw = "import matplotlib.pyplot as plt\nplt.plot([1, 2]);"
    widget = "import ipywidgets\nipywidgets.FloatText(value=0.5)"
    cells = [
        new_markdown_cell("# Sizes", id="title"),
        new_code_cell("6 * 7", id="product"),
        new_code_cell("print('3.5'); print('5.5')", id="printed"),
        new_code_cell(draw, id="drawn"),
        new_code_cell(widget, id="moved"),
    ]
    return tool.asyncio.run(tool.executed(new_notebook(cells=cells)))


def test_a_second_run_of_a_good_notebook_is_the_same(good):
    again = tool.asyncio.run(tool.executed(good))
    assert tool.differences(good, again) == []
    assert tool.text_of(tool.tidied(good)) == tool.text_of(good)


def test_a_stored_notebook_holds_nothing_of_its_run(good):
    text = tool.text_of(good)
    assert "execution" not in text.replace("execution_count", "")
    assert "version" not in good.metadata.language_info
    assert text.count("IPY_MODEL_") == text.count("IPY_MODEL_" + 24 * "0") > 0
    assert f'"model_id": "{0:032x}"' in text
    assert good.cells[2].outputs[0].text == "3.5\n5.5\n"
    nbformat.validate(good)


def break_a_number(notebook):
    notebook.cells[1].outputs[0].data["text/plain"] = "43"


def break_printed_text(notebook):
    notebook.cells[2].outputs[0].text = "3.5\n5.6\n"


def remove_a_picture(notebook):
    notebook.cells[3].outputs = []


def break_a_widget_value(notebook):
    state = notebook.metadata.widgets[WIDGET_STATE].state
    state[f"{0:032x}"].state.value = 0.25


def store_a_version(notebook):
    notebook.metadata.language_info["version"] = "3.11.7"


def lose_a_count(notebook):
    notebook.cells[1].execution_count = None


def name_a_cell_anew(notebook):
    notebook.cells[0].id = "heading"


@pytest.mark.parametrize(
    "spoil",
    [
        break_a_number,
        break_printed_text,
        remove_a_picture,
        break_a_widget_value,
        store_a_version,
        lose_a_count,
        name_a_cell_anew,
    ],
)
def test_the_checker_finds(spoil, good):
    spoiled = tool.copy.deepcopy(good)
    spoil(spoiled)
    assert tool.differences(spoiled, good)


def test_the_checker_leaves_pixels_alone(good):
    redrawn = tool.copy.deepcopy(good)
    redrawn.cells[3].outputs[0].data["image/png"] = "AAAA"
    assert tool.differences(redrawn, good) == []


def test_a_cell_that_raises_is_not_stored(tmp_path: Path):
    path = tmp_path / "raises.ipynb"
    tool.write(new_notebook(cells=[new_code_cell("1 / 0", id="raises")]), path)
    before = path.read_bytes()
    with pytest.raises(CellExecutionError, match="ZeroDivisionError"):
        tool.main([str(path)])
    assert path.read_bytes() == before


def test_check_reports_and_stores_nothing(tmp_path: Path, good, capsys):
    path = tmp_path / "spoiled.ipynb"
    spoiled = tool.copy.deepcopy(good)
    break_a_number(spoiled)
    tool.write(spoiled, path)
    before = path.read_bytes()
    assert tool.main(["--check", str(path)]) == 1
    assert "cell 1 (product)" in capsys.readouterr().out
    assert path.read_bytes() == before


def after_its_cells(notebook):
    """Return what the test of a whole file finds where its cells gave what `notebook` holds."""
    ran = [
        SimpleNamespace(test_outputs=tool.copy.deepcopy(cell.outputs))
        for cell in notebook.cells
        if cell.cell_type == "code"
    ]
    return lambda stored: Whole.runtest(
        SimpleNamespace(
            parent=SimpleNamespace(nb=stored),
            cells=ran,
            _widgets=lambda: tool.copy.deepcopy(notebook.metadata.widgets[WIDGET_STATE]),
        )
    )


@pytest.mark.parametrize("spoil", [break_printed_text, remove_a_picture, break_a_widget_value])
def test_the_test_of_a_whole_file_finds(spoil, good):
    hold = after_its_cells(good)
    hold(good)
    spoiled = tool.copy.deepcopy(good)
    spoil(spoiled)
    with pytest.raises(AssertionError, match="`make notebooks` would change more than pictures"):
        hold(spoiled)
