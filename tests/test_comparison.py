"""All conventions side by side: the totals of the real tools, and the forms of a comparison."""

import json

import pytest
from layer_cases.counted import CONVENTIONS as COLUMNS
from layer_cases.counted import TOTALS

import cnnlib
from cnnlib import Dropout, Flatten, Layer, Linear, MaxPool2D, ReLU, Sequential
from cnnlib.conventions import CONVENTIONS, Convention


class Swish(Layer):
    """A layer that no tool knows."""

    def output_shape(self, input_shape):
        return input_shape


def test_compare_sets_all_conventions_side_by_side():
    comparison = cnnlib.compare(cnnlib.LeNet(), (1, 1, 28, 28))
    assert [row.convention for row in comparison.rows] == COLUMNS
    assert [row.total_flops for row in comparison.rows] == [*TOTALS["LeNet"].values()]
    assert {row.total_params for row in comparison.rows} == {61_610}
    assert comparison["thop"].source.startswith("thop 0.1.1")
    with pytest.raises(KeyError, match="convention must be one of .*'calflops'.*got 'thopp'"):
        comparison["thopp"]


def test_compare_shows_which_type_of_layer_makes_the_difference():
    comparison = cnnlib.compare(cnnlib.MobileNetV2(), (2, 3, 224, 224))
    assert comparison["ptflops-pytorch"].flops_by_type == {
        "Conv2D": 2 * 299_494_272,
        "BatchNorm2D": 2 * 13_356_224,
        "ReLU6": 2 * 6_105_792,
        "Add": 0,
        "AdaptiveAvgPool2D": 2 * 125_440,
        "Flatten": 0,
        "Linear": 2 * 1_281_000,
    }
    for row in comparison.rows:
        assert sum(row.flops_by_type.values()) == row.total_flops
        assert row.trainable_params == 3_504_872
    assert comparison["paddle"].total_params == 3_538_984


def test_the_forms_of_a_comparison():
    comparison = cnnlib.compare(Sequential(MaxPool2D(2), Flatten(), Linear(300, 9)), (1, 3, 20, 20))
    lines = str(comparison).splitlines()
    assert lines[1] == "|    Convention   | Parameters | Count | MaxPool2D | Flatten | Linear |"
    assert "|     calflops    |      2,709 | 6,600 |     1,200 |       0 |  5,400 |" in lines
    assert lines[-1] == "input 1 × 3 × 20 × 20"
    markdown = comparison.to_markdown().splitlines()
    assert markdown[1] == "| --- | ---: | ---: | ---: | ---: | ---: |"
    assert markdown[10:12] == [
        "| ptflops-pytorch | 2,709 | 5,109 | 2,400 | 0 | 2,709 |",
        "| calflops | 2,709 | 6,600 | 1,200 | 0 | 5,400 |",
    ]
    html = comparison._repr_html_()
    caption = "Counts by convention and type of layer, input 1 × 3 × 20 × 20"
    assert f"<caption>{caption}</caption>" in html
    assert '<td style="text-align: left">calflops</td><td style="text-align: right">2,709' in html
    assert html.count("<tr>") == 1 + len(COLUMNS)
    assert comparison.to_dict()["input_size"] == (1, 3, 20, 20)
    assert json.loads(comparison.to_json())["rows"][9] == {
        "convention": "calflops",
        "source": "FLOPs of calflops 0.3.2 (calflops/pytorch_ops.py)",
        "total_params": 2709,
        "trainable_params": 2709,
        "total_flops": 6600,
        "unit": "counted by calflops",
        "flops_by_type": {"MaxPool2D": 1200, "Flatten": 0, "Linear": 5400},
    }
    csv = comparison.to_csv().splitlines()
    assert csv[0] == (
        "convention,source,total_params,trainable_params,total_flops,unit,MaxPool2D,Flatten,Linear"
    )
    assert csv[10].endswith(",2709,2709,6600,counted by calflops,1200,0,5400")


def test_compare_of_a_network_that_costs_nothing():
    comparison = cnnlib.compare(Dropout(), (1, 3, 2, 2))
    assert [row.total_flops for row in comparison.rows] == [0] * len(COLUMNS)
    assert comparison.to_markdown().startswith("| Convention | Parameters | Count |")


def test_compare_names_a_layer_without_a_rule_once_with_the_conventions(monkeypatch):
    monkeypatch.setitem(CONVENTIONS["paddle"].rules, Swish, lambda layer, x, y: [y[1:]])
    with pytest.warns(UserWarning, match="no rule for Swish in document, macs, ") as warned:
        comparison = cnnlib.compare(Sequential(Swish(), ReLU()), (1, 3, 2, 2))
    assert len(warned) == 1
    assert warned[0].filename == __file__
    assert comparison["paddle"].flops_by_type == {"Swish": 12, "ReLU": 0}
    assert comparison["calflops"].flops_by_type == {"Swish": 0, "ReLU": 12}


def test_compare_has_a_row_for_a_convention_of_ones_own(monkeypatch):
    mine = Convention("mine", "this test", {**CONVENTIONS["macs"].rules, Linear: lambda *_: [(7,)]})
    monkeypatch.setitem(CONVENTIONS, "mine", mine)
    comparison = cnnlib.compare(Linear(2, 4), (3, 2))
    assert (comparison["mine"].total_flops, comparison["mine"].source) == (21, "this test")
    assert comparison["macs"].total_flops == 24


@pytest.mark.parametrize(
    ("net", "size", "error", "message"),
    [
        (3, (1, 1), TypeError, "net must be a layer of cnnlib, got 3"),
        (Linear(2, 4), 2, TypeError, "input_size must be a sequence of sizes"),
        (Linear(2, 4), (1, 3), ValueError, "input_shape must end in in_features 2, got 3"),
    ],
)
def test_compare_refuses_what_count_refuses(net, size, error, message):
    with pytest.raises(error, match=message):
        cnnlib.compare(net, size)


def test_the_conventions_can_be_chosen():
    rows = cnnlib.compare(Linear(2, 4), (3, 2), iter(["thop", "flops"])).rows
    assert [(row.convention, row.total_flops) for row in rows] == [("thop", 24), ("flops", 48)]


@pytest.mark.parametrize(
    ("conventions", "message"),
    [
        ("thop", "conventions must be a list of names, got the text 'thop'"),
        (3, "conventions must be a list of names, got 3 .int."),
        (["thop", "top"], "convention must be one of .*'thop'.*, got 'top'"),
        ([], "conventions must name one or more of .*'thop'.*, got none"),
    ],
)
def test_conventions_that_are_none_are_refused(conventions, message):
    with pytest.raises((TypeError, ValueError), match=message):
        cnnlib.compare(Linear(2, 4), (3, 2), conventions)
