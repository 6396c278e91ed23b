"""The explorers' modules as files: what joining them into one relies on."""

import re
from collections import Counter

import pytest

from cnnlib.explorers import _sources

MODULES = sorted(_sources.JS.rglob("*.js"))
NAME = re.compile(r"^(?:export )?(?:async )?(?:function\*?|class|const|let) (\w+)", re.MULTILINE)
EXPORTED = re.compile(r"^export (?:async )?(?:function\*?|class|const) (\w+)", re.MULTILINE)
IMPORTS = re.compile(r'^import \{([^}]*)\} from "([^"]+)";$', re.MULTILINE)
each_module = pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)


def exports(path):
    """Return what a module exports, through the doors it opens, too."""
    text = path.read_text(encoding="utf-8")
    doors = re.findall(r'^export \* from "([^"]+)";$', text, re.MULTILINE)
    return set(EXPORTED.findall(text)).union(*(exports(path.parent / door) for door in doors))


def test_no_two_files_use_one_name():
    names = Counter(name for path in MODULES for name in NAME.findall(path.read_text("utf-8")))
    assert [name for name, count in names.items() if count > 1] == []


@each_module
def test_a_module_is_short_and_imports_what_is_there(path):
    text = path.read_text(encoding="utf-8")
    lines = text.splitlines()
    if "text" not in path.parts:  # A language is one table, however long.
        assert len(lines) <= 250
    assert [line for line in lines if len(line) > 100] == []
    assert len(re.findall(r"^import ", text, re.MULTILINE)) == len(IMPORTS.findall(text))
    body = IMPORTS.sub("", text)
    for names, source in IMPORTS.findall(text):
        for name in filter(None, (name.strip() for name in names.split(","))):
            assert name in exports(path.parent / source), f"{source} has no {name}"
            assert re.search(rf"\b{name}\b", body), f"{name} is not used"


def test_a_joined_module_has_each_file_once_and_no_import_left():
    text = _sources.joined("pooling.js")
    assert text.count("class Refusal ") == 1
    assert text.index("class Refusal ") < text.index("class Settings")
    assert text.index("class Settings") < text.index("export default")
    assert not re.search(r"^(?:import|export (?!default))", text, re.MULTILINE)
    assert not re.search(r"^\s*(?://|/\*)", text, re.MULTILINE)
