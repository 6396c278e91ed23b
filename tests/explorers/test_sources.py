"""The explorers' modules as files: what joining them into one relies on."""

import re
from textwrap import dedent

import pytest

from cnnlib.explorers import _sources

MODULES = sorted(_sources.JS.rglob("*.js"))
EXPORTED = re.compile(r"^export (?:async )?(?:function\*?|class|const) (\w+)", re.MULTILINE)
IMPORTS = re.compile(r'^import \{([^}]*)\} from "([^"]+)";$', re.MULTILINE)
each_module = pytest.mark.parametrize(
    "path", MODULES, ids=lambda path: path.relative_to(_sources.JS).as_posix()
)


def exports(path):
    """Return what a module exports, through the doors it opens, too."""
    text = path.read_text(encoding="utf-8")
    doors = re.findall(r'^export \* from "([^"]+)";$', text, re.MULTILINE)
    return set(EXPORTED.findall(text)).union(*(exports(path.parent / door) for door in doors))


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
            known, _, own = name.partition(" as ")
            assert known in exports(path.parent / source), f"{source} has no {known}"
            assert re.search(rf"\b{own or known}\b", body), f"{name} is not used"


def test_a_joined_module_has_each_file_once_and_no_import_left():
    text = _sources.joined("pooling/explorer.js")
    assert text.count("class Refusal ") == 1
    assert text.index("class Refusal ") < text.index("class Settings")
    assert text.index("class Settings") < text.index("return $pooling_explorer[0];")
    assert re.findall(r"^(?:import|export) .*", text, re.MULTILINE) == ["export default (() => {"]
    assert not re.search(r"^\s*(?://|/\*)", text, re.MULTILINE)


def test_each_file_is_a_function_of_its_own(tmp_path, monkeypatch):
    monkeypatch.setattr(_sources, "JS", tmp_path)
    files = {
        "start.js": """
            import { size as large } from "./parts/large.js";
            import { size } from "./parts/small.js";
            const parts = [large, size, STEP];
            export default { parts };
            """,
        "parts/large.js": """
            // Half of it is the small one's.
            import { size as half } from "./small.js";
            export const size = 2 * half;
            """,
        "parts/small.js": "export const size = 3;\nexport async function wait() {}\n",
    }
    write(tmp_path, files)
    assert _sources.joined("start.js", STEP=[1, None]) == dedent(
        """\
        export default (() => {
        const STEP = [1, null];

        const $parts_small = (() => {
        const size = 3;
        async function wait() {}
        return [size, wait];
        })();

        const $parts_large = (() => {
        const [half] = $parts_small;
        const size = 2 * half;
        return [size];
        })();

        const $start = (() => {
        const [large] = $parts_large;
        const [size] = $parts_small;
        const parts = [large, size, STEP];
        const $default = { parts };
        return [$default];
        })();

        return $start[0];
        })();
        """
    )


def test_a_door_offers_what_stands_behind_it(tmp_path, monkeypatch):
    monkeypatch.setattr(_sources, "JS", tmp_path)
    files = {
        "start.js": 'import { one, Own } from "./door.js";\nexport default [one, Own];\n',
        "door.js": 'export * from "./a.js";\nexport * from "./b.js";\nexport class Own {}\n',
        "a.js": "export const one = 1;\nconst hidden = 2;\n",
        "b.js": "export function two() {}\n",
    }
    write(tmp_path, files)
    text = _sources.joined("start.js")
    assert "class Own {}\nreturn [...$a, ...$b, Own];" in text
    places = [text.index(f"const ${name} =") for name in ("a", "b", "door", "start")]
    assert places == sorted(places)


def test_words_come_from_the_folder_of_the_language(tmp_path, monkeypatch):
    files = {
        "start.js": 'import { TEXT } from "./text/en/start.js";\nexport default TEXT;\n',
        "text/en/start.js": 'export const TEXT = "height";\n',
        "text/tlh/start.js": 'export const TEXT = "qach";\n',
    }
    write(tmp_path, files)
    monkeypatch.setattr(_sources, "JS", tmp_path)
    monkeypatch.setattr(_sources, "LANGUAGE", "tlh")
    text = _sources.joined("start.js")
    assert "const [TEXT] = $text_tlh_start;" in text
    assert 'const TEXT = "qach";' in text
    assert "height" not in text


def test_an_explorer_gets_the_style_of_what_it_is_made_of():
    text = _sources.style("pooling/explorer.js")
    # Shared before own: frame, fields and grid, then what is pooling's alone.
    places = [text.index(rule) for rule in (".cx-bar {", ".cx-grid {", ".cx-stayed::before")]
    assert places == sorted(places)
    assert ".cx-stepper {" in text
    for foreign in (".cx-sheet", ".cx-compared", ".cx-shares", ".cx-editor", ".quiz"):
        assert foreign not in text


def write(folder, files):
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(text).lstrip(), encoding="utf-8")
