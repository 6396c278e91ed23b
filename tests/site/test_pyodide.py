"""The Python of JupyterLite: what cnnlib and a first cell do in it, as far as NumPy is not needed.

NumPy for it comes from a host of its own, which no test asks. `make pyodide` fetches the rest. What
Pyodide lacks of the standard library, `test_package.py` takes away from any Python.
"""

import inspect
import shutil
import subprocess

import pytest

from book import ROOT
from book.tools import standalone
from book.tools.first_cell import bring

PYODIDE = ROOT / ".venv" / "node_modules" / "pyodide" / "pyodide.mjs"
pytestmark = pytest.mark.skipif(
    not (PYODIDE.exists() and shutil.which("node")),
    reason="the Python of a browser is not here: `make pyodide` fetches it",
)
# What fetches packages there, on a machine without its host.
MICROPIP = """
import sys, types
from pathlib import Path

async def install(wanted):
    print("installs", *wanted)
    Path("missing.py").touch()

sys.path.append(".")
sys.modules["micropip"] = types.ModuleType("micropip")
sys.modules["micropip"].install = install
"""
# cnnlib itself begins with NumPy; under this stand-in its parts can be asked for one by one.
PARTS = """
import sys, types
from pathlib import Path
there = next(Path(folder, "cnnlib") for folder in sys.path if Path(folder, "cnnlib").is_dir())
sys.modules["cnnlib"] = types.ModuleType("cnnlib")
sys.modules["cnnlib"].__path__ = [str(there)]
"""


@pytest.fixture(scope="module")
def said(tmp_path_factory):
    """Return the lines that a chapter's first cell and some of its arithmetic print."""
    first = (
        f'beside, cnnlib = """{standalone.packed(standalone.beside("padding"))}""", '
        f'"""{standalone.packed(standalone.package())}"""\n'
        f"{MICROPIP}{inspect.getsource(bring)}\n"
        'await bring({"json": "json", "missing": "missing>=1"}, {}, cnnlib, beside)\n'
    )
    code = f"""{first}{PARTS}
import tomllib
from cnnlib import geometry
from cnnlib.teaching import check
print(len(tomllib.loads(Path("padding/quiz.toml").read_text())["question"]) > 3)
print(geometry.output_size(28, 5, padding=2))
print(geometry.resolve_padding("SAME", 6, 3, 2))
print(check("keep", (3, 28)).words)
print(check("keep", (3, 27)).words[:21])
"""
    file = tmp_path_factory.mktemp("pyodide") / "cells.py"
    file.write_text(code, encoding="utf-8")
    command = ["node", ROOT / "tests" / "site" / "pyodide.mjs", PYODIDE.as_uri(), file]
    run = subprocess.run(command, capture_output=True, encoding="utf-8")
    assert run.returncode == 0, run.stderr
    return run.stdout.splitlines()


def test_a_first_cell_brings_packages_the_questions_and_cnnlib(said):
    assert said[:2] == ["installs missing>=1", "True"]


def test_sizes_are_computed(said):
    assert said[2:4] == ["28", "(0, 1, 0, 1)"]


def test_an_exercise_is_checked(said):
    assert said[4:] == ["Right.", "The padding is right."]
