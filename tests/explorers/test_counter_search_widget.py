"""Which counter gave a number: what a number as it is written finds, and what stands still."""

import pytest

import cnnlib
from cnnlib.explorers.counters import CounterSearch, matches

COUNTS = {
    "VGG16": {"macs": 15_470_264_320, "flops": 30_940_528_640, "calflops": 30_973_778_432},
    "ResNet50": {"macs": 4_089_184_256, "thop": 4_133_742_592, "ptflops": 4_132_436_968},
}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("15.5 G", {"VGG16": ["macs"]}),
        ("15.5G MACs", {"VGG16": ["macs"]}),
        ("30.9 G", {"VGG16": ["flops"]}),
        ("31 GFLOPs", {"VGG16": ["flops", "calflops"]}),
        ("4.13 G", {"ResNet50": ["thop", "ptflops"]}),
        ("4.09e9", {"ResNet50": ["macs"]}),
        ("4.09 B", {"ResNet50": ["macs"]}),
        ("4134 m", {"ResNet50": ["thop"]}),
        ("4133742592", {"ResNet50": ["thop"]}),
        ("4,133,742,592", {"ResNet50": ["thop"]}),
        ("0.0309 T", {"VGG16": ["flops"]}),
        ("4133742593", {}),
        ("", {}),
        ("VGG", {}),
    ],
)
def test_a_number_finds_what_rounds_to_it(text, found):
    assert matches(COUNTS, text) == found


def test_where_no_script_runs_the_table_stands():
    rows = cnnlib.compare(cnnlib.LeNet(), (1, 1, 28, 28), ["paddle", "macs"])
    search = CounterSearch({"LeNet": rows}, "341 K")
    assert repr(search) == "CounterSearch: 1 network by 2 counters; 341 K is LeNet by macs"
    bundle, _ = search._repr_mimebundle_()
    assert bundle["text/plain"] == repr(search)
    assert ">paddle 347,560 · macs 341,256</td>" in bundle["text/html"]
    assert "341 K is none" in repr(CounterSearch({}, "341 K"))
