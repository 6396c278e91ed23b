"""What the explorers say beside the page, a folder a language."""

import inspect
from pathlib import Path
from pkgutil import iter_modules

import pytest

from cnnlib import explorers
from cnnlib.explorers import words

KINDS = [name for name in explorers.__all__ if name != "Explorer"]
EXPLORERS = sorted([*(name.removesuffix("Explorer").lower() for name in KINDS), "differences"])


def names_in(folder):
    return [module.name for module in iter_modules([str(folder)])]


def form_of(value):
    """Return what stands in for a value in any language: its arguments, its keys, its length."""
    if callable(value):
        return list(inspect.signature(value).parameters)
    return list(value) if isinstance(value, dict) else type(value).__name__


def table(explorer, language):
    values = vars(words.words_of(explorer, language)).items()
    own = {name: value for name, value in values if not inspect.ismodule(value)}
    imported = {name for name, value in own.items() if inspect.isclass(value)}
    return {
        name: form_of(value)
        for name, value in own.items()
        if not name.startswith("_") and name not in imported
    }


def other_than_english(language):
    """Return the names that another language lacks, has too many, or has in another form."""
    found = []
    for explorer in EXPLORERS:
        english, other = table(explorer, "en"), table(explorer, language)
        names = english.keys() | other.keys()
        found += [f"{explorer}.{name}" for name in names if english.get(name) != other.get(name)]
    return sorted(found)


@pytest.mark.parametrize("language", names_in(Path(words.__file__).parent))
def test_each_language_has_the_same_names(language):
    assert names_in(Path(words.__file__).parent / language) == EXPLORERS
    assert other_than_english(language) == []


@pytest.fixture
def klingon(tmp_path, monkeypatch):
    """Make up a language, at first a copy of English; return its folder."""
    folder = tmp_path / "tlh"
    folder.mkdir()
    for file in (Path(words.__file__).parent / "en").glob("*.py"):
        (folder / file.name).write_text(file.read_text("utf-8"), encoding="utf-8")
    monkeypatch.setattr(words, "__path__", [*words.__path__, str(tmp_path)])
    return folder


def test_a_language_is_a_folder(klingon):
    pooling = klingon / "pooling.py"
    text = pooling.read_text(encoding="utf-8")
    text = text.replace('INPUT = "input"', 'INPUT = "\'el"')
    pooling.write_text(text.replace("axis: int)", "axis: int, lines: int)"), encoding="utf-8")
    digit = klingon / "digit.py"
    english = digit.read_text(encoding="utf-8")
    digit.write_text(english.replace("NOTHING =", "PAGH ="), encoding="utf-8")
    assert words.words_of("pooling", "tlh").INPUT == "'el"
    assert other_than_english("tlh") == ["digit.NOTHING", "digit.PAGH", "pooling.k_max"]


def test_a_language_that_is_not_there_is_refused():
    with pytest.raises(ValueError, match=r"CNNLIB_LANGUAGE must be one of \[.*'en'.*\], got 'tlh'"):
        words.words_of("pooling", "tlh")
