"""What the build keeps from the last time, and what makes it begin anew."""

import subprocess

import pytest

from book.tools import build

SOURCES = [
    "cnnlib/layers.py",
    "constraints.txt",
    "chapters/padding/quiz.toml",
    "chapters/why-the-loop-is-slow/results.json",
]


@pytest.fixture
def sources(tmp_path):
    """Return a folder with a file of each kind that a chapter's outputs come from."""
    for name in SOURCES:
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("1", encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("name", SOURCES)
def test_outputs_made_from_another_file_are_dropped(sources, name):
    cache = sources / "_build" / ".jupyter_cache"
    build.drop_stale(sources)
    outputs = cache / "outputs"
    outputs.touch()
    assert build.drop_stale(sources) == []
    assert outputs.exists()
    (sources / name).write_text("2", encoding="utf-8")
    assert "_build/.jupyter_cache" in build.drop_stale(sources)
    assert not outputs.exists()


def test_sphinx_is_told_where_the_site_is(tmp_path, monkeypatch):
    told = []

    def run(command, **how):
        told.append(how["env"]["SITE_URL"])
        return subprocess.CompletedProcess(command, 1)

    monkeypatch.setattr(build.subprocess, "run", run)
    monkeypatch.setenv("REPO_URL", "https://github.com/Owner/name")
    build.build(tmp_path)
    monkeypatch.delenv("REPO_URL")
    build.build(tmp_path)
    assert told == ["https://owner.github.io/name/", ""]
