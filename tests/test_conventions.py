"""Conventions: the exact totals of the tools that they are named after, and single layers.

What the tools themselves printed stands in `layer_cases.py`, a column a convention.
"""

import pytest
from layer_cases import CASES, TOTALS, rows
from layer_cases import CONVENTIONS as COLUMNS

import cnnlib
from cnnlib import (
    AdaptiveAvgPool2D,
    BatchNorm2D,
    Conv2D,
    Dropout,
    Layer,
    Linear,
    MaxPool2D,
    Residual,
    Sequential,
)
from cnnlib.conventions import CONVENTIONS, find_convention
from cnnlib.description.types import TYPES


def test_there_are_these_conventions_and_each_names_its_source():
    assert list(CONVENTIONS) == COLUMNS
    for name, convention in CONVENTIONS.items():
        assert find_convention(name) is convention
        assert convention.name == name
        assert convention.source
    for name in ("paddle", "flops", *COLUMNS[4:]):
        assert any(character.isdigit() for character in CONVENTIONS[name].source)


@pytest.mark.parametrize("network", TOTALS)
@pytest.mark.parametrize("name", COLUMNS)
def test_a_network_has_the_total_that_the_tool_gives(network, name):
    size = (1, 1, 28, 28) if network == "LeNet" else (1, 3, 224, 224)
    net = getattr(cnnlib, network)()
    expected = int(TOTALS[network].split()[COLUMNS.index(name)])
    assert cnnlib.count(net, size, name).total_flops == expected
    assert cnnlib.count(net, (3, *size[1:]), name).total_flops == 3 * expected


@pytest.mark.parametrize("name", COLUMNS)
def test_who_counts_running_statistics_as_parameters(name):
    report = cnnlib.count(cnnlib.ResNet50(), (1, 3, 224, 224), name)
    assert report.trainable_params == 25_557_032
    counts = name in ("document", "paddle")
    assert report.total_params == (25_610_152 if counts else 25_557_032)


def test_each_type_of_layer_was_measured():
    counted = {name for name, kind in TYPES.items() if kind.family is not None}
    assert counted == {*CASES}
    assert all(case.costs for case in CASES.values())


RESIDUAL = (
    Residual(Conv2D(3, 3, 3, padding=1, bias=False), Conv2D(3, 3, 1)),
    (2, 3, 5, 5),
    "4650 4650 4500 9000 4500 4500 4650 4650 4650 9150",
)


@pytest.mark.parametrize(
    ("layer", "size", "expected"), [*rows("costs"), RESIDUAL], ids=lambda value: str(value)[:24]
)
def test_a_layer_costs_what_it_costs_the_tools(layer, size, expected):
    costs = [cnnlib.count(layer, size, name).total_flops for name in COLUMNS]
    assert costs == [int(number) for number in expected.split()]


@pytest.mark.parametrize(
    ("layer", "size", "name", "formula"),
    [
        (Linear(2, 4), (1, 2), "ptflops", "2 × 4 + 4"),
        (Linear(2, 4), (5, 7, 2), "ptflops", "5 × (7 × 2 × 4 + 7 × 4)"),
        (Linear(2, 4), (5, 7, 2), "torchinfo", "5 × (2 × 4 + 4)"),
        (BatchNorm2D(4), (1, 4, 5, 5), "thop", "4 × 4 × 5 × 5"),
        (BatchNorm2D(4), (1, 4, 5, 5), "torchinfo", "4 + 4"),
        (AdaptiveAvgPool2D(2), (1, 3, 7, 7), "paddle", "9 × 3 × 2 × 2 + 3 × 2 × 2"),
        (AdaptiveAvgPool2D(2), (1, 3, 7, 7), "thop", "3 × 7 × 7 + 3 × 2 × 2"),
        (AdaptiveAvgPool2D(2), (1, 3, 7, 7), "fvcore", "3 × 7 × 7"),
        (MaxPool2D(2), (1, 3, 4, 4), "ptflops-pytorch", "2 × 3 × 4 × 4"),
        (MaxPool2D(2), (1, 3, 4, 4), "calflops", "3 × 4 × 4"),
        (Conv2D(1, 2, 3), (1, 1, 5, 5), "calflops", "2 × 2 × 1 × 3 × 3 × 3 × 3 + 2 × 3 × 3"),
    ],
)
def test_the_formula_shows_what_is_counted(layer, size, name, formula):
    (row,) = cnnlib.count(layer, size, name).rows
    assert row.formula == formula


class Swish(Layer):
    """A layer that no tool knows."""

    def output_shape(self, input_shape):
        return input_shape


@pytest.mark.parametrize("name", COLUMNS)
def test_a_layer_without_a_rule_is_named_in_a_warning(name):
    with pytest.warns(UserWarning, match=f"convention '{name}' has no rule for Swish"):
        assert cnnlib.count(Swish(), (1, 3, 2, 2), name).total_flops == 0


@pytest.mark.parametrize("name", COLUMNS)
def test_a_rule_of_ones_own_takes_a_line(name, monkeypatch):
    monkeypatch.setitem(CONVENTIONS[name].rules, Swish, lambda layer, x, y: [(4, *y[1:])])
    net = Sequential(Swish(), Dropout(), Swish())
    assert cnnlib.count(net, (2, 3, 5, 5), name).total_flops == 2 * 2 * 4 * 75
