"""How an engine is asked: its program runs on its own, and nothing that it says is lost."""

import json
import sys
from pathlib import Path

import ask_engines
import asking
import install_engine
import numpy as np
import pytest

from cnnlib.differences.engine import _read

PROGRAM = """# /// script
# requires-python = ">=3.11"
# dependencies = ["numpy", "none==1.0"]
# ///
import os

import numpy as np

from asking import Program


def write(name, x, folder):
    (folder / "made-up" / "text").mkdir(parents=True, exist_ok=True)
    (folder / "made-up" / "text" / f"{name}.text").write_text(str(x.sum()))


CASES = {
    "same-odd": lambda x, weight: x * 2 + weight.size,
    "same-dilation": lambda x, weight: os._exit(3),
    "padding-function": lambda x: x.nosuch,
    "max-nan": lambda x: x / "2",
    "linear-weight": lambda: (2, 4),
    "max-index": lambda x: np.array([3, 2**53 + 1]),
}
PROGRAM = Program(
    "Made up", "1.0", "engine", "by a test", CASES,
    reads="text", run=lambda path, x: x + float(path.read_text()),
    exports={"max-negative": write, "max-nan-last": write}, left_out={"made-up/max-nan-last"},
)
PROGRAM.main()
"""


@pytest.fixture
def engine(tmp_path, monkeypatch):
    """A program that is no real engine, and folders that are not ours."""
    program = tmp_path / "in_made_up.py"
    program.write_text(PROGRAM)
    for module in (ask_engines, install_engine):
        monkeypatch.setattr(module, "PROGRAMS", {"made-up": program})
    monkeypatch.setattr(ask_engines, "python_of", lambda name: Path(sys.executable))
    monkeypatch.setattr(ask_engines, "WORK", tmp_path / "work")
    monkeypatch.setattr(ask_engines, "STORED", tmp_path)
    monkeypatch.setattr(ask_engines.onnx_cases, "write", lambda *_: None)
    ask_engines.about.cache_clear()
    return tmp_path


def test_what_was_answered_is_stored_and_what_was_not_is_told(engine, capsys):
    assert ask_engines.main(["made-up"]) == 1  # all of it is new
    stored = json.loads((engine / "made-up.json").read_text())
    assert list(stored) == ["engine", "version", "kind", "asked", "date", "answers", "routes"]
    refused = stored["answers"].pop("max-nan")
    assert refused.startswith("refused: ufunc")
    assert stored["answers"] == {
        "same-odd": "4 6 8",
        "max-index": "3 9.007e+15",
        "linear-weight": "2 × 4",
    }
    assert stored["routes"] == {"made-up": {"max-negative": "-4 -5"}}
    told = capsys.readouterr().out
    assert "made-up, same-dilation: its process ended or hung" in told
    assert "made-up, padding-function: not asked, 'numpy.ndarray' object has no" in told


def test_asked_again_it_says_what_changed(engine, capsys):
    ask_engines.main(["made-up"])
    path = engine / "made-up.json"
    stored = json.loads(path.read_text())
    path.write_text(json.dumps(stored | {"date": "2026-01-01"}))
    assert ask_engines.main(["made-up"]) == 0
    assert json.loads(path.read_text())["date"] == "2026-01-01"  # as before, so not dated anew
    stored["answers"]["same-odd"] = "1"
    stored["routes"]["made-up"]["max-negative"] = "2"
    path.write_text(json.dumps(stored))
    capsys.readouterr()
    assert ask_engines.main(["made-up"]) == 1
    told = capsys.readouterr().out
    assert "made-up, same-odd: '1' before, '4 6 8' now" in told
    assert "made-up, made-up → max-negative: '2' before, '-4 -5' now" in told


def test_what_was_exported_is_exported_again_only_where_it_may_have_changed(engine, capsys):
    ask_engines.main(["made-up"])
    assert "made-up exports its layers" in capsys.readouterr().out
    ask_engines.main(["made-up"])
    assert "exports" not in capsys.readouterr().out
    program = engine / "in_made_up.py"
    program.write_text(program.read_text().replace("str(x.sum())", "str(x.max())"))
    ask_engines.main(["made-up"])
    told = capsys.readouterr().out
    assert "made-up exports its layers" in told
    assert "made-up, made-up → max-negative: '-4 -5' before, '-2 -3' now" in told


def test_a_route_whose_source_was_not_there_keeps_its_answers(engine):
    ask_engines.main(["made-up"])
    path = engine / "made-up.json"
    stored = json.loads(path.read_text())
    stored["routes"]["other"] = {"max-nan": "7"}
    path.write_text(json.dumps(stored))
    assert ask_engines.main(["made-up"]) == 0
    assert json.loads(path.read_text())["routes"] == {
        "made-up": {"max-negative": "-4 -5"},
        "other": {"max-nan": "7"},
    }


def test_a_number_by_chance_is_told_from_the_others():
    assert ask_engines.without_chance("3e-44 1 3e-44", "5 1 5") == "arbitrary 1 arbitrary"
    assert ask_engines.without_chance("-1 5", "-1 5") == "-1 5"
    assert ask_engines.without_chance("refused: no Pad", "5 1 5") == "refused: no Pad"


def test_who_has_no_layers_of_its_own_answers_with_those_of_a_framework(engine):
    head, _, _ = PROGRAM.partition("PROGRAM = ")
    layers = 'Program("Made up", "1.0", "engine", "by a test", CASES, layers_of="other").main()'
    (engine / "in_made_up.py").write_text(head + layers)
    ask_engines.main(["made-up"])
    stored = json.loads((engine / "made-up.json").read_text())
    assert (stored["layers_of"], stored["answers"]) == ("other", {})
    assert stored["routes"]["other"]["same-odd"] == "4 6 8"
    read = _read(stored, "made-up")
    assert read.answers["same-odd"] == "4 6 8"
    assert read.answer_from("other", "same-odd") == ("4 6 8", True)


def test_a_file_with_channels_last_takes_and_returns_them_so():
    image = np.arange(6.0).reshape(1, 2, 1, 3)

    def run(path, x):
        assert x.shape == (1, 1, 3, 2)
        return x[..., :1] if path == "one channel" else x.ravel()

    turned = asking.channels_last(run)
    assert turned("one channel", image).tolist() == [[[[0, 1, 2]]]]
    assert turned("flattened", image).tolist() == [0, 3, 1, 4, 2, 5]


def test_an_engine_that_ends_at_once_keeps_its_answers(engine, capsys):
    program = (engine / "in_made_up.py").read_text()
    broken = program.replace("PROGRAM.main()", "import sys; sys.argv[1] != 'about' and os._exit(7)")
    (engine / "in_made_up.py").write_text(f"{broken}\nPROGRAM.main()\n")
    assert ask_engines.main(["made-up"]) == 0
    told = capsys.readouterr().out
    assert "made-up: its program cannot export, its routes stay as they are" in told
    assert "made-up's program ends with 7 before it answers: its answers stay" in told
    assert not (engine / "made-up.json").exists()


def test_a_program_that_does_not_start_keeps_its_answers(engine, capsys):
    ask_engines.main(["made-up"])
    stored = (engine / "made-up.json").read_text()
    (engine / "in_made_up.py").write_text(f"import nosuch\n{PROGRAM}")
    ask_engines.about.cache_clear()
    capsys.readouterr()
    assert ask_engines.main(["made-up"]) == 0
    assert "made-up's program ends with 1 before it answers" in capsys.readouterr().out
    assert (engine / "made-up.json").read_text() == stored


def test_an_engine_that_is_not_there_keeps_its_answers(engine, monkeypatch, capsys):
    monkeypatch.setattr(ask_engines, "python_of", lambda name: engine / "none")
    assert ask_engines.main(["made-up"]) == 0
    assert "made-up is not installed (make peers ENGINE=made-up)" in capsys.readouterr().out
    assert not (engine / "made-up.json").exists()
    with pytest.raises(ValueError, match="no engine has these names: .'nosuch'.*made-up"):
        ask_engines.main(["nosuch"])


def test_a_refusal_is_stored_without_the_folders_of_who_asked():
    said = {"refused": "no /home/one/.venv/lib/site-packages/two/three.py"}
    assert ask_engines.written(said) == "refused: no two/three.py"
    assert len(ask_engines.written({"refused": "a" * 1000})) == len("refused: ") + 401
    said = {"refused": "\x1b[1m{{function_node __wrapped__Pad}} Paddings must be\x1b[0m"}
    assert ask_engines.written(said) == "refused: Paddings must be"


def test_every_program_says_what_it_needs():
    assert {"paddle", "pytorch", "onnxruntime"} <= set(install_engine.PROGRAMS)
    for name in install_engine.PROGRAMS:
        needs = install_engine.tomllib.loads(install_engine.head(name))
        assert needs["requires-python"].startswith(">=3.")
        assert needs["dependencies"]
        # A plain `torch` would be the build for NVIDIA's processors.
        assert not [need for need in needs["dependencies"] if need == "torch"]


def test_a_python_that_fits_is_looked_for(monkeypatch):
    monkeypatch.setattr(install_engine, "which", lambda name: f"/bin/{name}")
    monkeypatch.setattr(install_engine, "runs", lambda python: True)
    assert install_engine.found(">=3.9") == sys.executable
    assert install_engine.found(">=3.8,<3.10") == "/bin/python3.9"
    monkeypatch.setattr(install_engine, "which", lambda name: None)
    assert install_engine.found(">=3.8,<3.10") is None


def test_an_engine_without_a_python_is_not_installed(engine, monkeypatch, capsys):
    monkeypatch.setattr(install_engine, "found", lambda bounds: None)
    assert install_engine.main(["made-up"]) == 1
    assert capsys.readouterr().out == "made-up cannot be installed: it needs Python >=3.11\n"


def test_numbers_pass_through_as_they_are():
    assert ask_engines.written({"array": [1.5, float("nan")], "of": [1, 2]}) == "1.5 nan"
    assert ask_engines.written({"array": [], "of": [0, 3]}) == "nothing, 0 × 3"
    assert ask_engines.written({"value": "as it is", "shape": False}) == "as it is"
    assert np.isnan(json.loads("NaN"))
