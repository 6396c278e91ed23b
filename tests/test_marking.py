"""A class is marked: each gets what was earned, whatever was done to the notebook."""

import ast
import csv
import io
import json
import socket

import pytest
from classroom.handing_in import CHAPTER, hand_in, handed_out
from classroom.kinds import KINDS, code

from book.tools import course
from cnnlib.command_line import main
from cnnlib.teaching import check, marks
from cnnlib.teaching.checking import SAID
from cnnlib.teaching.marking import mark_folder, mark_notebook, running
from cnnlib.teaching.marking.plain import NotPlain, plain_answers


@pytest.fixture(scope="module")
def handed():
    """Return the notebook that students get, without the cell that brings cnnlib."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(course, "standing_alone", lambda notebook, name: notebook)
        return handed_out()


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_each_gets_what_was_earned(kind, handed, tmp_path, monkeypatch):
    monkeypatch.setattr(running, "SECONDS_A_CELL", 0.5)
    file, earned = hand_in(handed, kind, 7, tmp_path / "anna" / CHAPTER, by_program=0)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    found = mark_notebook(file)
    assert {name for name, points in found.points.items() if points} == earned
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


def written(tmp_path, *sources):
    cells = [code(source, f"cell-{place}") for place, source in enumerate(sources)]
    file = tmp_path / "padding.ipynb"
    file.write_text(json.dumps({"cells": cells, "metadata": {}, "nbformat": 4}), encoding="utf-8")
    return file


def test_an_answer_that_is_computed_is_computed_again_from_what_it_needs(tmp_path):
    file = written(
        tmp_path,
        "import cnnlib",
        "raise ValueError('nobody needs this cell')",
        "sides = [1]",
        "sides[0] = 3",
        "answer = (sides[0], cnnlib.geometry.output_size(32, 7, padding=1))\ncheck('keep', answer)",
    )
    found = mark_notebook(file)
    assert found.points["keep"] == 1
    assert not any("did not run" in remark for remark in found.remarks)


@pytest.mark.parametrize(
    "source",
    [
        "import socket; socket.create_connection(('127.0.0.1', 9), timeout=1)",
        "import subprocess; subprocess.run(['true'])",
        "import os; os.system('true')",
        "open('/etc/passwd')",
        "open('../said', 'w')",
        "import os; os.listdir('/')",
        "import ctypes; ctypes.CDLL(None)",
    ],
)
def test_a_cell_reaches_nothing_but_python(source):
    ran = running.run({0: f"{source}\nanswer = 1"})
    assert ran.failed[0].startswith(("PermissionError", "error: "))
    assert ran.answers.get(0, {}).get("") != 1


def test_a_process_knows_no_answer_and_what_it_says_is_a_value():
    ran = running.run({0: "right = check('keep', (3, 28)).right\nanswer = right"})
    assert ran.answers[0] == {"keep": [3, 28], "": False}


def test_nothing_of_a_student_leaves_the_machine(handed, tmp_path, monkeypatch):
    def refused(*_, **__):
        raise AssertionError("a connection")

    monkeypatch.setattr(socket, "socket", refused)
    hand_in(handed, KINDS[0], 3, tmp_path / "anna", by_program=0)
    assert len(mark_folder(tmp_path).rows) == 1


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("answer = (3, 28)", (3, 28)),
        ("p = (7 - 1) // 2\nanswer = (p, 32 + 2 - 7 + 1)", (3, 28)),
        ("answer = round(1 / 3, 2)", 0.33),
        ("answer = {3, -1}", {-1, 3}),
    ],
)
def test_what_is_stated_is_read(source, found):
    assert plain_answers(ast.parse(source)) == {None: found}


@pytest.mark.parametrize(
    "source",
    ["answer = 9 ** 9 ** 9", "answer = 'a' * 10 ** 9", "answer = f(3)", "check = print",
     "answer = 1 / 0", "answer = x", "import os"],
)  # fmt: skip
def test_all_else_is_run(source):
    with pytest.raises(NotPlain):
        plain_answers(ast.parse(source))


def test_a_folder_becomes_a_table(handed, tmp_path, capsys):
    hand_in(handed, KINDS[0], 3, tmp_path / "=anna" / CHAPTER, by_program=0)
    hand_in(handed, KINDS[-1], 3, tmp_path / "ben", by_program=0)
    (tmp_path / "carla").mkdir()
    assert main(["marks", str(tmp_path), "--format", "csv"]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert [row["student"] for row in rows] == ["'=anna", "ben", "carla"]
    assert [row["of"] for row in rows] == ["8", "0", "0"]
    assert rows[1]["remarks"].startswith("cannot be read: not JSON")
    assert rows[2]["remarks"] == "no notebook in this folder"
    assert list(rows[0])[2:10] == [
        "keep", "stem", "padding-or-same", "two-sums", "shrink", "causal", "find-the-bug", "unread",
    ]  # fmt: skip


def test_a_folder_without_notebooks_is_refused(tmp_path, capsys):
    assert main(["marks", str(tmp_path)]) == 2
    assert "has no notebook (.ipynb) in it" in capsys.readouterr().err
    assert main(["marks", str(tmp_path / "none")]) == 2
    assert "is no folder" in capsys.readouterr().err


def test_a_student_sees_how_many_are_right(monkeypatch):
    monkeypatch.setattr("cnnlib.teaching.checking.SAID", SAID)
    SAID.clear()
    check("keep", (3, 28))
    check("stem", 3)
    assert repr(marks("padding")).splitlines()[1] == "1 of 8"
    assert repr(marks("padding")).startswith("5.1 ✓  5.2 ✗  5.3 –  ")
    SAID.clear()
    with pytest.raises(ValueError, match="chapter must be among padding, got 'paddin'"):
        marks("paddin")


def test_a_students_notebook_is_an_assignment_of_nbgrader(handed):
    """The literals are nbgrader 0.9.6's, from what its generate_assignment wrote."""
    cells = {cell["id"]: cell["metadata"] for cell in handed["cells"]}
    assert cells["answer-keep"]["nbgrader"] == {
        "cell_type": "code", "grade": False, "grade_id": "answer-keep", "locked": False,
        "schema_version": 3, "solution": True, "task": False,
        "checksum": "f57014a42d5abbff685b5c18329b326e",
    }  # fmt: skip
    assert cells["points-keep"] == {
        "deletable": False, "editable": False,
        "nbgrader": {
            "cell_type": "code", "grade": True, "grade_id": "points-keep", "locked": True,
            "points": 1, "schema_version": 3, "solution": False, "task": False,
            "checksum": "b04b54084839a33112aa9850c3010e44",
        },
    }  # fmt: skip
    names = [each["nbgrader"]["grade_id"] for each in cells.values() if "nbgrader" in each]
    assert len(names) == len(set(names)) == 16
