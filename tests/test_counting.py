"""Counting: the totals that real counters give, and the forms of a report."""

import json

import numpy as np
import pytest

import cnnlib
from cnnlib import (
    AdaptiveAvgPool2D,
    AvgPool2D,
    BatchNorm2D,
    Conv2D,
    Flatten,
    Layer,
    Linear,
    MaxPool2D,
    ReLU,
    Residual,
    Sequential,
)
from cnnlib.conventions import CONVENTIONS

LENET = cnnlib.LeNet(), (1, 1, 28, 28)
VGG16 = cnnlib.VGG16(), (1, 3, 224, 224)


@pytest.mark.parametrize(
    ("convention", "lenet", "vgg16"),
    [
        ("document", 347_560, 15_483_811_840),
        ("paddle", 347_560, 15_483_862_016),
        ("macs", 341_256, 15_470_264_320),
        ("flops", 682_512, 30_940_528_640),
    ],
)
def test_totals_of_the_known_networks(convention, lenet, vgg16):
    assert cnnlib.count(*LENET, convention).total_flops == lenet
    assert cnnlib.count(*VGG16, convention).total_flops == vgg16
    assert cnnlib.count(*LENET, convention).total_params == 61_610
    assert cnnlib.count(*VGG16, convention).total_params == 138_357_544


@pytest.mark.parametrize(
    ("name", "trainable"),
    [
        ("AlexNet", 61_100_840),
        ("VGG11", 132_863_336),
        ("VGG13", 133_047_848),
        ("VGG19", 143_667_240),
        ("ResNet18", 11_689_512),
        ("ResNet34", 21_797_672),
        ("ResNet50", 25_557_032),
        ("MobileNetV1", 4_231_976),
        ("MobileNetV2", 3_504_872),
    ],
)
def test_a_network_has_the_parameters_that_it_has_everywhere(name, trainable):
    report = cnnlib.count(getattr(cnnlib, name)(), (1, 3, 224, 224))
    assert report.trainable_params == trainable


@pytest.mark.parametrize(
    ("name", "params", "paddle", "macs"),
    [
        ("ResNet50", 25_610_152, 4_111_514_624, 4_089_184_256),
        ("MobileNetV2", 3_538_984, 314_194_496, 300_774_272),
    ],
)
def test_paddles_totals_hold_all_of_batch_norm(name, params, paddle, macs):
    """Its statistics among the parameters, its scale and shift among the FLOPs."""
    net, size = getattr(cnnlib, name)(), (1, 3, 224, 224)
    assert cnnlib.count(net, size, "paddle").total_params == params
    assert cnnlib.count(net, size, "paddle").total_flops == paddle
    assert cnnlib.count(net, size, "macs").total_flops == macs
    assert cnnlib.count(net, size, "flops").total_flops == 2 * macs
    assert cnnlib.count(net, (4, 3, 224, 224), "paddle").total_flops == 4 * paddle


def test_counting_allocates_no_parameter():
    net = cnnlib.VGG16()
    cnnlib.count(net, (1, 3, 224, 224))
    assert all(layer.arrays == {} for part in (net.features, net.classifier) for layer in part)


@pytest.mark.parametrize(
    ("layer", "size", "convention", "params", "trainable", "flops", "formula"),
    [
        (BatchNorm2D(4), (1, 4, 10, 10), "document", 16, 8, 800, "2 × 4 × 10 × 10"),
        (BatchNorm2D(4), (1, 4, 10, 10), "macs", 8, 8, 0, "0"),
        (
            Conv2D(4, 8, 3, groups=2, bias=False),
            (1, 4, 5, 5),
            "paddle",
            144,
            144,
            1296,
            "8 × 2 × 3 × 3 × 3 × 3",
        ),
        (
            Conv2D(2, 4, 1),
            (3, 2, 2, 2),
            "document",
            12,
            12,
            144,
            "3 × (4 × 2 × 1 × 1 × 2 × 2 + 4 × 2 × 2)",
        ),
        (Linear(2, 4), (1, 2), "flops", 12, 12, 16, "2 × 2 × 4"),
        (Linear(2, 4), (5, 7, 2), "macs", 12, 12, 280, "5 × (7 × 2 × 4)"),
        (AvgPool2D(2), (1, 3, 4, 4), "paddle", 0, 0, 12, "3 × 2 × 2"),
        (AvgPool2D(2), (1, 3, 4, 4), "document", 0, 0, 0, "0"),
        (AdaptiveAvgPool2D(1), (1, 2, 7, 7), "paddle", 0, 0, 100, "49 × 2 × 1 × 1 + 2 × 1 × 1"),
    ],
)
def test_one_bare_layer(layer, size, convention, params, trainable, flops, formula):
    report = cnnlib.count(layer, size, convention)
    (row,) = report.rows
    assert (row.params, row.trainable_params, row.flops) == (params, trainable, flops)
    assert row.formula == formula
    assert row.name == row.layer_type == type(layer).__name__


def test_counts_are_python_integers_and_do_not_wrap():
    report = cnnlib.count(Conv2D(2**20, 2**20, 3), (1, 2**20, 2**12, 2**12), "macs")
    assert type(report.total_flops) is int
    assert report.total_flops == 2**40 * 9 * 4094**2


def test_a_network_is_walked_in_order_with_paths_and_receptive_fields():
    net = Sequential(
        ("stem", Sequential(Conv2D(3, 8, 3, stride=2, padding=1), ReLU())),
        MaxPool2D(3, 2, padding=1),
        Residual(Sequential(Conv2D(8, 8, 3, padding=1)), Conv2D(8, 8, 1)),
        Flatten(),
        Linear(8 * 8 * 8, 10),
    )
    rows = cnnlib.count(net, (1, 3, 32, 32)).rows
    assert [(row.name, row.receptive_field[0]) for row in rows] == [
        ("stem.0", 3),
        ("stem.1", 3),
        ("1", 7),
        ("2.body.0", 15),
        ("2.shortcut", 7),
        ("2.add", 15),
        ("3", 15),
        ("4", 32),
    ]
    assert rows[0].activation_bytes == 4 * 8 * 16 * 16
    assert rows[-1].output_shape == (1, 10)


def test_no_number_sees_more_than_the_picture():
    net = Sequential(
        *(Conv2D(1, 1, 3, padding=1), MaxPool2D(2), Conv2D(1, 1, 3, padding=1)),
        *(AdaptiveAvgPool2D(1), Flatten(), Linear(1, 10)),
    )
    rows = cnnlib.count(net, (1, 1, 32, 40)).rows
    # 3, 4 and 8 by the formula; the average of 16 × 20 places would reach 38 × 46 with the padding.
    assert [row.receptive_field for row in rows] == [(3, 3), (4, 4), (8, 8), *[(32, 40)] * 3]
    (row,) = cnnlib.count(Conv2D(1, 1, 7, padding=3), (1, 1, 4, 9)).rows
    assert row.receptive_field == (4, 7)
    assert cnnlib.count(ReLU(), (2, 5)).rows[0].receptive_field == (1, 1)


def test_a_layer_without_a_rule_is_named_in_a_warning():
    class Swish(Layer):
        def output_shape(self, input_shape):
            return input_shape

    net = Sequential(Conv2D(1, 1, 1, bias=False), Swish())
    with pytest.warns(UserWarning, match="convention 'macs' has no rule for Swish"):
        assert cnnlib.count(net, (1, 1, 2, 2), "macs").total_flops == 4
    CONVENTIONS["macs"].rules[Swish] = lambda layer, x, y: [(3, *y[1:])]
    try:
        assert cnnlib.count(net, (1, 1, 2, 2), "macs").total_flops == 16
    finally:
        del CONVENTIONS["macs"].rules[Swish]


def test_paddles_table_has_no_row_for_a_reshape_or_an_addition(capsys):
    """As paddle.flops 3.3.1 prints it; the layers' numbers start at 0 there too."""
    body = Sequential(Conv2D(1, 1, 1, bias=False), BatchNorm2D(1))
    net = Sequential(Residual(body), AdaptiveAvgPool2D(1), Flatten(), Linear(1, 2))
    assert cnnlib.flops(net, [1, 1, 2, 2], print_detail=True) == 19
    lines = capsys.readouterr().out.splitlines()
    assert [line.split("|")[1].strip() for line in lines[3:-2]] == [
        "conv2d_0",
        "batch_norm2d_0",
        "adaptive_avg_pool2d_0",
        "linear_0",
    ]
    assert lines[-1] == "Total Flops: 19     Total Params: 9"


def test_a_subclass_is_counted_by_its_parents_rule():
    class Conv3x3(Conv2D):
        def __init__(self, channels):
            super().__init__(channels, channels, 3, padding=1)

    assert cnnlib.count(Conv3x3(2), (1, 2, 4, 4), "document").total_flops == 38 * 16


def test_exports_hold_every_row():
    report = cnnlib.count(*LENET, "document")
    assert json.loads(report.to_json())["total_flops"] == 347_560
    assert report.to_dict()["rows"][0]["output_shape"] == (1, 6, 28, 28)
    lines = report.to_csv().splitlines()
    assert len(lines) == 11
    assert lines[1].startswith("features.0,Conv2D,1x1x28x28,1x6x28x28,60,60,47040,")
    assert "| **Total** |  |  |  | 61,610 | 347,560 |  |" in report.to_markdown()
    assert "convention document · input 1 × 1 × 28 × 28 · parameters 61,610" in str(report)
    html = report._repr_html_()
    assert "<table" in html
    assert '<td style="text-align: right">347,560</td>' in html


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: cnnlib.count(3, (1, 1)), TypeError, "net must be a layer of cnnlib, got 3"),
        (lambda: cnnlib.count(ReLU, (1, 1)), TypeError, "net must be a layer"),
        (lambda: cnnlib.count(LENET[0], (1, 1, 28.0, 28)), TypeError, "input_size must be a whole"),
        (lambda: cnnlib.count(LENET[0], 28), TypeError, "input_size must be a sequence of sizes"),
        (
            lambda: cnnlib.count(LENET[0], (1, 1, 0, 28)),
            ValueError,
            "input_size must be at least 1",
        ),
        (
            lambda: cnnlib.count(*LENET, "fvcor"),
            ValueError,
            "convention must be one of .*'document'",
        ),
        (
            lambda: cnnlib.count(LENET[0], (1, 1, 32, 32)),
            ValueError,
            "fc: 0: input_shape must end in in_features 400, got 576",
        ),
        (lambda: cnnlib.flops(LENET[0], (1, 28, 28)), ValueError, r"must be \(N, C, H, W\)"),
    ],
)
def test_what_makes_no_sense_is_refused(call, error, message):
    with pytest.raises(error, match=message):
        call()


def test_lenet_runs_on_a_batch():
    y = cnnlib.LeNet()(np.zeros((3, 1, 28, 28), np.float32))
    assert y.shape == (3, 10)
    assert y.dtype == np.float32


def test_a_layer_in_two_places_works_twice_and_has_its_parameters_once():
    shared = Conv2D(2, 2, 3, padding=1)
    net = Sequential(shared, ReLU(), Sequential(("again", shared)))
    report = cnnlib.count(net, (1, 2, 4, 4), "document")
    assert [row.params for row in report.rows] == [38, 0, 0]
    assert [row.flops for row in report.rows] == [608, 0, 608]
    assert (report.total_params, report.trainable_params) == (38, 38)
    assert [array.shape for array in net.parameters()] == [(2, 2, 3, 3), (2,)]


def test_a_frozen_layer_has_its_parameters_and_trains_none():
    net = cnnlib.LeNet()
    net.features.freeze()
    report = cnnlib.count(net, (1, 1, 28, 28))
    assert (report.total_params, report.trainable_params) == (61_610, 59_134)
    assert [row.name for row in report.rows if row.frozen] == ["features.0", "features.3"]
    for table in (str(report), report._repr_html_(), report.to_markdown()):
        assert table.count("2,416 (frozen)") == 1
        assert table.count("frozen") == 2
    assert cnnlib.compare(net, (1, 1, 28, 28))["thop"].trainable_params == 59_134
    net.unfreeze()
    assert cnnlib.count(net, (1, 1, 28, 28)).trainable_params == 61_610


def test_frozen_batch_norm_counts_its_statistics_by_the_same_conventions():
    norm = BatchNorm2D(4).freeze()
    for convention, params in (("paddle", 16), ("macs", 8)):
        report = cnnlib.count(norm, (1, 4, 2, 2), convention)
        assert (report.total_params, report.trainable_params) == (params, 0)
