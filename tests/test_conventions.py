"""Conventions: the exact totals of the tools that they are named after, and single layers.

What the tools themselves printed stands in `layer_cases/counted.py`, a column a convention.
"""

import re

import pytest
from layer_cases import CASES
from layer_cases.counted import BLOCK, COSTS, TOTALS
from layer_cases.counted import CONVENTIONS as COLUMNS

import cnnlib
from cnnlib import (
    AdaptiveAvgPool2D,
    Add,
    BatchNorm2D,
    Conv2D,
    Conv2DTranspose,
    Dropout,
    Flatten,
    Graph,
    GroupNorm,
    Layer,
    LayerNorm,
    Linear,
    MatMul,
    MaxPool2D,
    ReLU,
    ReLU6,
    Residual,
    Sequential,
    Softmax,
)
from cnnlib.conventions import (
    CONVENTIONS,
    Cell,
    add_convention,
    find_convention,
    in_letters,
    table,
)
from cnnlib.description.types import TYPES

X, Y = (1, 1, 2, 2), (1, 3, 4, 5)


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
    net = getattr(cnnlib, network)()
    expected = TOTALS[network][name]
    assert cnnlib.count(net, net.input_size, name).total_flops == expected
    assert cnnlib.count(net, (3, *net.input_size[1:]), name).total_flops == 3 * expected


def test_the_exact_count_is_two_a_product_and_one_less_without_a_bias():
    """Conv2D(2, 4, 3, padding=1) on 320 × 320: the chapter's exercise, one by one."""
    size = (1, 2, 320, 320)
    for bias, operations in ((True, 36), (False, 35)):
        layer = Conv2D(2, 4, 3, padding=1, bias=bias)
        assert cnnlib.count(layer, size, "exact").total_flops == operations * 4 * 320 * 320
    assert cnnlib.count(Conv2D(1, 4, 1, bias=False), (1, 1, 2, 2), "exact").total_flops == 16


@pytest.mark.parametrize("name", COLUMNS)
def test_who_counts_running_statistics_as_parameters(name):
    report = cnnlib.count(cnnlib.ResNet50(), (1, 3, 224, 224), name)
    assert report.trainable_params == 25_557_032
    # In an export the norms are gone, but for a bias of each size.
    others = dict.fromkeys(("document", "paddle"), 25_610_152)
    others |= dict.fromkeys(("onnx-tool", "onnx-opcounter"), 25_507_944)
    assert report.total_params == others.get(name, 25_557_032)


def conv_and(*others, bias=False):
    return Sequential(Conv2D(8, 4, 1, bias=bias), *others)


@pytest.mark.parametrize(
    ("net", "tool", "opcounter"),
    [
        # What onnx-tool and onnx-opcounter said of exports of (1, 8, 6, 10): FLOPs, parameters.
        (Sequential(BatchNorm2D(8)), (14_880, 16), (976, 16)),
        (Sequential(BatchNorm2D(8), BatchNorm2D(8)), (29_760, 16), (1_968, 16)),
        (conv_and(BatchNorm2D(4), ReLU(), bias=True), (2_400, 36), (2_160, 36)),
        (conv_and(ReLU(), BatchNorm2D(4), bias=True), (9_840, 44), (2_648, 44)),
        (conv_and(Dropout(), BatchNorm2D(4), bias=True), (2_160, 36), (1_920, 36)),
        (conv_and(BatchNorm2D(4), BatchNorm2D(4)), (2_160, 36), (1_920, 36)),
        (
            Sequential(Conv2D(8, 4, 1, bias=False), Residual(BatchNorm2D(4))),
            (9_600, 40),
            (2_648, 40),
        ),
    ],
)
def test_an_export_folds_a_norm_that_alone_reads_a_convolution(net, tool, opcounter):
    for name, said in (("onnx-tool", tool), ("onnx-opcounter", opcounter)):
        report = cnnlib.count(net, (1, 8, 6, 10), name)
        assert (report.total_flops, report.total_params) == said, name


def test_each_type_of_layer_was_measured():
    counted = {name for name, kind in TYPES.items() if kind.family is not None}
    assert counted == {*CASES} == {*COSTS}


@pytest.mark.parametrize(
    ("layer", "size", "expected"),
    [*(row for rows in COSTS.values() for row in rows), BLOCK],
    ids=lambda value: str(value)[:24],
)
def test_a_layer_costs_what_it_costs_the_tools(layer, size, expected):
    costs = {name: cnnlib.count(layer, size, name).total_flops for name in COLUMNS}
    assert costs == {name: costs[name] if n is None else n for name, n in expected.items()}


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


def test_a_rule_of_ones_own_may_be_words(monkeypatch):
    monkeypatch.setitem(CONVENTIONS["macs"].rules, Swish, Cell("4 outputs + inputs"))
    (row,) = cnnlib.count(Swish(), (2, 3, 5, 5), "macs").rows
    assert (row.flops, row.formula) == (2 * 375, "2 × (4 × 3 × 5 × 5 + 3 × 5 × 5)")


@pytest.mark.parametrize(
    ("cell", "layer", "x", "y", "products"),
    [
        ("macs", Conv2D(4, 8, 3, groups=2), (1, 4, 5, 5), (1, 8, 3, 3), [(8, 2, 3, 3, 3, 3)]),
        ("2 macs + bias", Linear(2, 4), (5, 7, 2), (5, 7, 4), [(2, 7, 2, 4), (7, 4)]),
        ("bias", Linear(2, 4, bias=False), (1, 2), (1, 4), []),
        ("parameters", Linear(2, 4), (5, 7, 2), (5, 7, 4), [(2, 4), (4,)]),
        ("2 parameters", BatchNorm2D(3), (1, 3, 2, 2), (1, 3, 2, 2), [(2, 3), (2, 3)]),
        ("cells", AdaptiveAvgPool2D(2), (1, 3, 7, 7), (1, 3, 2, 2), [(9, 3, 2, 2)]),
        ("inputs", Add(), ((1, 3, 2), (1, 3, 2)), (1, 3, 2), [(3, 2), (3, 2)]),
        ("(ways − 1) × outputs", Add(), ((1, 3, 2),) * 3, (1, 3, 2), [(2, 3, 2)]),
        ("(ways − 1) × outputs", Add(), ((1, 3, 2),) * 2, (1, 3, 2), [(3, 2)]),
        ("(window − 1) × outputs", MaxPool2D((2, 3)), (1, 3, 4, 6), (1, 3, 2, 2), [(5, 3, 2, 2)]),
        # Of 3 × 4 places, 3 rows of 10 lie on the picture, of which the stride leaves 5.
        (
            "products that meet a pixel",
            Conv2D(1, 2, 3, stride=(1, 2), padding=1),
            (1, 1, 4, 4),
            (1, 2, 4, 2),
            [(2, 1, 10, 5)],
        ),
        (
            "products that meet a pixel",
            Conv2D(1, 2, 3, padding=1, padding_mode="reflect"),
            (1, 1, 4, 4),
            (1, 2, 4, 4),
            [(2, 1, 3, 3, 4, 4)],
        ),
        (
            "2 weight × dilated plane",
            Conv2D(1, 2, 3, dilation=(2, 3)),
            (1, 1, 9, 9),
            (1, 2, 5, 3),
            [(2, 2, 1, 3, 3, 6, 3)],
        ),
        ("2 outputs + 4", ReLU(), X, X, [(2, 1, 2, 2), (4,)]),
        ("2 inputs / window", MaxPool2D((1, 3)), (1, 1, 5, 5), (1, 1, 5, 1), [(16,)]),
        ("bias / stride", Conv2D(1, 1, 1, bias=False), X, X, []),
        ("(cell − 1) × outputs", AdaptiveAvgPool2D(1), X, (1, 1, 1, 1), [(3, 1, 1, 1)]),
        ("features + channels", Softmax(2), Y, Y, [(4,), (3,)]),
        ("first feature axis + features", LayerNorm((4, 5)), Y, Y, [(4,), (4, 5)]),
        ("groups", GroupNorm(2, 6), Y, Y, [(2,)]),
        (
            "inputs if stride is 1 and kernel_size is 2, else nothing",
            MaxPool2D(2, 1),
            X,
            X,
            [X[1:]],
        ),
        ("inputs if stride is 1 and kernel_size is 2, else nothing", MaxPool2D(2), X, X, []),
        # By the products of C5, of which 14 of 15 an axis land on the output.
        (
            "products that meet a pixel",
            Conv2DTranspose(2, 3, 3, 2, 1, 1),
            (1, 2, 5, 5),
            (1, 3, 10, 10),
            [(2, 3, 14, 14)],
        ),
        (
            "outputs × kernel + weight grouped twice + bias of a convolution",
            Conv2DTranspose(6, 9, (3, 2), 2, 1, 1, groups=3),
            (1, 6, 5, 5),
            (1, 9, 10, 9),
            [(9, 10, 9, 3, 3, 2), (6, 1, 3, 2), (3, 3, 3)],
        ),
        ("nothing if padding is a word, else macs", Conv2D(1, 1, 1, padding="SAME"), X, X, []),
        ("nothing if padding is a word, else macs", Conv2D(1, 1, 1), X, X, [(1, 1, 1, 1, 2, 2)]),
        ("4 inputs if kernel_size is 2, inputs if stride is 3", MaxPool2D(1, 3), X, X, [(1, 2, 2)]),
        ("inputs if kernel_size is stride", MaxPool2D(1, (1, 2)), X, X, []),
        ("macs", MatMul(), ((1, 4, 5, 8), (1, 4, 8, 6)), (1, 4, 5, 6), [(4, 5, 6, 8)]),
        ("inner size", MatMul(True), ((1, 8, 5), (1, 8, 6)), (1, 5, 6), [(8,)]),
        ("inner size", Conv2D(4, 8, (3, 2), groups=2), (1, 4, 5, 5), (1, 8, 3, 4), [(2, 3, 2)]),
        ("(inner size − 1) × outputs", Linear(5, 4), (2, 7, 5), (2, 7, 4), [(4, 7, 4)]),
        # Of 7 pixels two cells share the fourth; three begin at 0, 2 and 4.
        ("pixels of cells", AdaptiveAvgPool2D((2, 3)), (1, 5, 7, 7), (1, 5, 2, 3), [(5, 8, 9)]),
        # How ptflops counts a transposed convolution, and what it computes.
        (
            "weight × output plane + weight × input plane",
            Conv2D(2, 4, 3),
            (1, 2, 5, 6),
            (1, 4, 3, 4),
            [(4, 2, 3, 3, 3, 4), (4, 2, 3, 3, 5, 6)],
        ),
    ],
)
def test_a_cell_makes_products(cell, layer, x, y, products):
    assert Cell(cell)(layer, x, y) == products


@pytest.mark.parametrize(
    ("cell", "kind", "letters"),
    [
        ("macs", Conv2D, "C_out · C_in/g · k_h · k_w · H_out · W_out"),
        ("2 macs + bias", Linear, "2 · n_in · n_out + n_out"),
        ("4 outputs", BatchNorm2D, "4 · C · H · W"),
        ("parameters", BatchNorm2D, "C + C"),
        ("inputs", MaxPool2D, "C · H_in · W_in"),
        ("2 macs", MatMul, "2 · M · P · K"),
        ("inputs", MatMul, "M · K + K · P"),
        ("parameters", LayerNorm, "n + n"),
        (
            "cells + outputs",
            AdaptiveAvgPool2D,
            "⌊H_in / H_out⌋ · ⌊W_in / W_out⌋ · C · H_out · W_out + C · H_out · W_out",
        ),
        ("(window − 1) × outputs", MaxPool2D, "(k_h · k_w − 1) · C · H_out · W_out"),
        ("(ways − 1) × outputs", Add, "(n − 1) · C · H · W"),
        ("products that meet a pixel", Conv2D, "C_out · C_in/g · m_h · m_w"),
        ("pixels of cells", AdaptiveAvgPool2D, "C · p_h · p_w"),
        ("(inner size − 1) × outputs", Conv2D, "(C_in/g · k_h · k_w − 1) · C_out · H_out · W_out"),
        ("(inner size − 1) × outputs", Linear, "(n_in − 1) · n_out"),
        (
            "nothing if padding is a word, 2 outputs if groups is in_channels, else outputs",
            Conv2D,
            "0 if padding is a word, 2 · C_out · H_out · W_out if groups is in_channels, "
            "else C_out · H_out · W_out",
        ),
    ],
)
def test_a_cell_in_letters(cell, kind, letters):
    assert in_letters(cell, kind) == letters


def test_every_cell_of_the_table_has_letters():
    for name, row in table().items():
        for kind, cell in row["rules"].items():
            assert in_letters(cell, TYPES[kind]), (name, kind)


@pytest.fixture
def mine():
    yield
    CONVENTIONS.pop("mine", None)


def test_a_convention_of_ones_own_is_a_row(mine):
    """The bias of linear layers and ReLU6 as well: calflops without its gaps."""
    rules = {**CONVENTIONS["calflops"].rules, "Linear": "2 macs + bias", ReLU6: "inputs"}
    added = add_convention("mine", "this test", rules)
    assert find_convention("mine") is added
    sizes = {"VGG16": 30_973_778_432 + 9_192, "MobileNetV2": 614_967_488 + 1_000 + 6_105_792}
    for name, total in sizes.items():
        net = getattr(cnnlib, name)()
        assert cnnlib.count(net, (1, 3, 224, 224), "mine").total_flops == total
    assert cnnlib.compare(Linear(2, 4), (1, 2)).rows[-1].convention == "mine"
    assert table()["mine"]["rules"]["Conv2D"] == "2 macs + bias"
    add_convention("mine", "another try", {"ReLU": lambda layer, x, y: [(3,)]}, True)
    assert cnnlib.count(ReLU(), (2, 5), "mine").total_flops == 6
    assert cnnlib.count(BatchNorm2D(3), (1, 3, 2, 2), "mine").total_params == 12
    assert "mine" not in table()  # A function is no words.


@pytest.mark.parametrize(
    ("name", "rules", "message"),
    [
        ("mine", {"Conv2d": "macs"}, "'mine': no type of layer 'Conv2d': did you mean Conv2D?"),
        ("mine", {"ReLU": "2 input"}, "'mine', ReLU: no measure 'input' in '2 input': did you m"),
        ("mine", {"ReLU": "0 inputs"}, "'mine', ReLU: no measure '0 inputs'"),
        ("mine", {"ReLU": "inputs+outputs"}, "'mine', ReLU: no measure 'inputs+outputs'"),
        ("mine", {"ReLU": ""}, "'mine', ReLU: no measure '' in '': there are macs, bias, "),
        ("mine", {"ReLU": "(window − 2)"}, "'mine', ReLU: no measure '(window − 2)' in"),
        ("mine", {"ReLU": "inputs if odd"}, "no condition 'odd' in 'inputs if odd': it must be as"),
        (
            "mine",
            {"MaxPool2D": "inputs if strid is 2"},
            "'mine', MaxPool2D: no setting 'strid' in MaxPool2D: did you mean stride?",
        ),
        ("mine", {ReLU: 2}, "'mine', ReLU: a cell must be text such as \"2 macs + bias\", got 2"),
        ("mine", {ReLU: "2 macs"}, "'mine', ReLU: no macs in a ReLU"),
        ("mine", {"Add": "inner size"}, "'mine', Add: no inner size in a Add: only a product has"),
        ("mine", {"Flatten": "weight"}, "'mine', Flatten: no weight in a Flatten"),
        ("mine", {3: "macs"}, "'mine': rules must be for types of layers or their names, got 3"),
        ("mine", ["macs"], "'mine': rules must be a dict of cells, got ['macs']"),
        ("paddle", {}, "name must be one that is free, got 'paddle': cnnlib has it already"),
        (3, {}, "name must be text, got 3 (int)"),
        (" ", {}, "name must be a text that is not empty, got ' '"),
        ("mine", {"Swish": "macs"}, "a class of your own stands as the class, not as its name"),
        ("mine", {"Linear": "2 input plane"}, "no input plane in Linear of shape ('N', 'n_in')"),
    ],
)
def test_a_row_that_makes_no_sense_is_refused(name, rules, message):
    with pytest.raises((TypeError, ValueError), match=re.escape(message)):
        add_convention(name, "this test", rules)
    assert list(CONVENTIONS) == COLUMNS


@pytest.mark.parametrize(
    ("layer", "size", "cell", "message"),
    [
        (Flatten(), (1, 3, 2, 2), "cells", "no cells in Flatten of shape (1, 12): only images"),
        (ReLU(), (2, 3), "input plane", "no input plane in ReLU of shape (2, 3): only images"),
        (ReLU(), (2, 3), "4 output plane", "no output plane in ReLU of shape (2, 3)"),
        (
            Graph(("join", Add(), "input", "input")),
            (1, 3, 2, 2),
            "input plane",
            "no input plane in Add of shape ((1, 3, 2, 2), (1, 3, 2, 2))",
        ),
    ],
)
def test_what_only_images_have_is_refused_elsewhere(layer, size, cell, message, mine):
    kinds = [ReLU, Add, Flatten]
    add_convention("mine", "this test", dict.fromkeys(kinds, cell))
    with pytest.raises(ValueError, match=re.escape(message)):
        cnnlib.count(layer, size, "mine")


@pytest.mark.parametrize(
    ("made", "message"),
    [
        (3, "the rule for ReLU must return a list of products such as [(2, 6, 28, 28)], a tuple"),
        ((2, 3), "the rule for ReLU must return a list of products"),
        (None, "a tuple of whole numbers each, got None"),
        ([(2.5, 3)], "a factor of the rule for ReLU must be a whole number, got 2.5 (float)"),
        ([(-2, 3)], "a factor of the rule for ReLU must be at least 0, got -2"),
    ],
)
def test_a_function_that_makes_no_products_is_refused(made, message, mine):
    add_convention("mine", "this test", {"ReLU": lambda layer, x, y: made})
    with pytest.raises((TypeError, ValueError), match=re.escape(message)):
        cnnlib.count(ReLU(), (1, 3), "mine")


@pytest.mark.parametrize("kind", ["Conv2D", Conv2D(1, 2, 3), int])
def test_letters_are_those_of_a_class_of_layers(kind):
    with pytest.raises(TypeError, match="kind must be a class of layers such as Conv2D, got "):
        in_letters("macs", kind)


def test_counts_statistics_is_a_flag():
    with pytest.raises(TypeError, match="counts_statistics must be True or False, got 'yes'"):
        add_convention("mine", "this test", {}, "yes")
    assert "mine" not in CONVENTIONS


def test_a_layer_of_ones_own_without_macs_says_so(mine):
    add_convention("mine", "this test", {Swish: "2 macs"})
    with pytest.raises(ValueError, match="no macs in a Swish: .* let its class say"):
        cnnlib.count(Swish(), (1, 2), "mine")
