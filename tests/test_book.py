"""What the build keeps from the last time, and what makes it begin anew."""

import copy
import subprocess

import pytest

from book.sphinx import layer_types
from book.tools import build, notebooks

SOURCES = [
    "book/sphinx/widgets.py",
    "chapters/glossary.md",
    "cnnlib/explorers/js/elements.js",
    "references.bib",
]


@pytest.fixture
def sources(tmp_path):
    """Return a folder with some of the files that every page is made from."""
    for name in SOURCES:
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("1", encoding="utf-8")
    for name in ("_config.yml", "_toc.yml"):
        (tmp_path / name).touch()
    return tmp_path


@pytest.mark.parametrize("name", SOURCES)
def test_pages_made_from_another_file_are_read_again(sources, name):
    assert not build.drop_stale(sources)
    page = sources / "_build" / ".doctrees" / "page"
    page.touch()
    assert not build.drop_stale(sources)
    assert page.exists()
    (sources / name).write_text("2", encoding="utf-8")
    assert build.drop_stale(sources)
    assert not page.exists()


def test_a_notebook_changed_since_its_outputs_were_stored_is_named(monkeypatch, capsys):
    stored = [notebooks.CHAPTERS / f"{name}.ipynb" for name in ("formulas", "padding")]
    changed = copy.deepcopy(notebooks.read(stored[1]))
    next(cell for cell in changed.cells if cell.cell_type == "code").source += "\n1 + 1"
    monkeypatch.setattr(notebooks, "stored", lambda: stored)
    read = notebooks.read
    monkeypatch.setattr(
        notebooks, "read", lambda path: changed if path == stored[1] else read(path)
    )
    monkeypatch.setattr(build, "build", lambda: subprocess.CompletedProcess([], 1, "stopped"))
    assert build.main() == 1
    told = capsys.readouterr().out.splitlines()
    assert told[0].startswith("chapters/padding.ipynb has changed since its outputs were stored")
    assert "make notebooks" in told[0]
    assert len([line for line in told if "has changed" in line]) == 1


def test_what_an_output_comes_from_is_code_and_the_files_beside(tmp_path, monkeypatch):
    notebook = notebooks.read(notebooks.CHAPTERS / "padding.ipynb")
    before = notebooks.origin(notebook, "padding")
    notebook.cells[0].source += "!"
    assert notebook.cells[0].cell_type == "markdown"
    assert notebooks.origin(notebook, "padding") == before
    (tmp_path / "quiz.toml").write_text("other questions", encoding="utf-8")
    monkeypatch.setattr(notebooks, "beside", lambda name: {"quiz": tmp_path / "quiz.toml"})
    assert notebooks.origin(notebook, "padding") != before


def test_sphinx_is_told_where_the_site_is(tmp_path, monkeypatch):
    told = []

    def run(command, **how):
        told.append(how["env"]["SITE_URL"])
        return subprocess.CompletedProcess(command, 1)

    monkeypatch.setattr(build.subprocess, "run", run)
    monkeypatch.delenv("SITE_URL", raising=False)
    monkeypatch.setenv("REPO_URL", "https://github.com/Owner/name")
    build.build(tmp_path)
    monkeypatch.setenv("SITE_URL", "http://192.168.1.5:8000")
    build.build(tmp_path)
    monkeypatch.delenv("SITE_URL")
    monkeypatch.delenv("REPO_URL")
    build.build(tmp_path)
    assert told == ["https://owner.github.io/name/", "http://192.168.1.5:8000/", ""]
    monkeypatch.setenv("SITE_URL", "example.org")
    with pytest.raises(ValueError, match="SITE_URL must be .* got 'example.org'"):
        build.build(tmp_path)


def test_the_keys_of_every_type_of_layer_are_listed():
    rows = [*layer_types.rows()]
    assert {
        "| `Conv2D` | `in_channels`, `out_channels`, `kernel_size` | `stride: 1`, `padding: 0`, "
        '`dilation: 1`, `groups: 1`, `padding_mode: "zeros"`, `bias: true` |',
        "| `MaxPool2D` | `kernel_size` | `stride: null`, `padding: 0`, `return_mask: false`, "
        '`ceil_mode: false`, `dilation: 1`, `padding_mode: "empty"` |',
        "| `ReLU` | – | – |",
        "| `Residual` | `body` | `shortcut: null` |",
        "| `Sequential` | `layers` | – |",
    } <= {*rows}
    assert len(rows) == len({row.split("`")[1] for row in rows}) >= 17
