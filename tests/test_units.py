"""Known counts stand in front of their own unit, on every page, in every plan and answer."""

import json
import re

import pytest

from book import ROOT

# Of LeNet, VGG-16 and the tutorial's convolution. The last are neither: their rule names them.
COUNTS = {
    "MACs": (341_256, 15_470_264_320, 7_372_800),
    "FLOPs": (682_512, 30_940_528_640, 14_745_600),
    None: (347_560, 15_483_811_840, 15_483_862_016, 7_782_400),
}
UNIT_OF = {f"{number:,}": unit for unit, numbers in COUNTS.items() for number in numbers}
# What others call a number may be quoted: "347,560 FLOPs".
SAID = re.compile(
    rf"(?<![\d,\"“])({'|'.join(UNIT_OF)})\**\s+(?:floating-point )?(MACs|FLOPs|operations)\b"
)


def texts():
    """Yield the name of each file that readers or teachers see, and its words and outputs."""
    for folder in ("chapters", "teaching"):
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in (".md", ".toml"):
                yield path.name, path.read_text(encoding="utf-8")
            elif path.suffix == ".ipynb":
                for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
                    yield path.name, "".join(cell["source"])
                    for output in cell.get("outputs", ()):
                        shown = output.get("text") or output.get("data", {}).get("text/plain", "")
                        yield path.name, "".join(shown)
    for name in ("index.md", "README.md"):
        yield name, (ROOT / name).read_text(encoding="utf-8")


def test_a_known_count_is_followed_by_its_own_unit_or_none():
    found = [(name, *said) for name, text in texts() for said in SAID.findall(text)]
    assert len(found) > 20
    assert [each for each in found if UNIT_OF[each[1]] != each[2]] == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("LeNet takes 347,560 FLOPs.", [("347,560", "FLOPs")]),
        ("**341,256 MACs**", [("341,256", "MACs")]),
        ('somebody says "347,560 FLOPs"', []),
        ("1,341,256 MACs", []),
    ],
)
def test_what_is_taken_for_the_unit_of_a_count(text, said):
    assert SAID.findall(text) == said
