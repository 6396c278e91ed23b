"""What only an installed cnnlib can show; `make wheel` runs it, and the library's tests with it."""

from pathlib import Path

import cnnlib


def test_the_wheel_has_every_file_of_the_package(root):
    there, here = Path(cnnlib.__file__).parent, root / "cnnlib"
    assert not there.is_relative_to(here), "this is not the installed package"
    files = [file.relative_to(here) for file in here.rglob("*") if file.is_file()]
    ours = [file for file in files if "__pycache__" not in file.parts]
    assert {file.suffix for file in ours} >= {".css", ".js", ".json", ".npz", ".py", ".typed"}
    assert Path("conventions/table.json") in ours
    assert [file for file in ours if not (there / file).exists()] == []
