"""Conventions: the exact totals of the tools that they are named after, and single layers.

The totals and the costs of single layers are those that the tools themselves printed, at the
versions that each convention's source names, on PyTorch 2.13.0 and PaddlePaddle 3.3.1.
"""

import pytest

import cnnlib
from cnnlib import (
    AdaptiveAvgPool2D,
    AvgPool2D,
    BatchNorm2D,
    Conv2D,
    Dropout,
    Flatten,
    KMaxPool,
    Layer,
    Linear,
    MaxPool2D,
    ReLU,
    ReLU6,
    Residual,
    Sequential,
)
from cnnlib.conventions import CONVENTIONS, find_convention

NAMES = [
    *("document", "paddle", "macs", "flops", "thop", "fvcore", "torchinfo"),
    *("ptflops", "ptflops-pytorch", "calflops"),
]

# A column for each name above, in that order.
TOTALS = {
    "LeNet": """
        347560 347560 341256 682512 341256 341256 347774 347774 372990 701424""",
    "VGG16": """
        15483811840 15483862016 15470264320 30940528640 15470314496 15470289408
        15483821032 15483821032 15523225576 30973778432""",
    "ResNet50": """
        4111412224 4111514624 4089184256 8178368512 4133742592 4111512576
        4089238376 4089185256 4132436968 8211108352""",
    "MobileNetV2": """
        314130496 314194496 300774272 601548544 327550720 314193216
        300809384 300775272 320362728 614967488""",
    "AlexNet": """
        714673472 714691904 714188480 1428376960 714206912 714197696
        714682664 714682664 716441128 1429741184""",
    "VGG11": """
        7616516096 7616566272 7609090048 15218180096 7609140224 7609115136
        7616525288 7616525288 7643686888 15239186944""",
    "ResNet18": """
        1819040768 1819066368 1814073344 3628146688 1824033792 1819065856
        1814083944 1814074344 1825313768 3636250112""",
    "MobileNetV1": """
        578825728 578876928 568740352 1137480704 588962304 578875904
        568763240 568741352 589012456 1152658944""",
}


def test_there_are_these_conventions_and_each_names_its_source():
    assert list(CONVENTIONS) == NAMES
    for name, convention in CONVENTIONS.items():
        assert find_convention(name) is convention
        assert convention.name == name
        assert convention.source
    for name in ("paddle", "flops", *NAMES[4:]):
        assert any(character.isdigit() for character in CONVENTIONS[name].source)


@pytest.mark.parametrize("network", TOTALS)
@pytest.mark.parametrize("name", NAMES)
def test_a_network_has_the_total_that_the_tool_gives(network, name):
    size = (1, 1, 28, 28) if network == "LeNet" else (1, 3, 224, 224)
    net = getattr(cnnlib, network)()
    expected = int(TOTALS[network].split()[NAMES.index(name)])
    assert cnnlib.count(net, size, name).total_flops == expected
    assert cnnlib.count(net, (3, *size[1:]), name).total_flops == 3 * expected


@pytest.mark.parametrize("name", NAMES)
def test_who_counts_running_statistics_as_parameters(name):
    report = cnnlib.count(cnnlib.ResNet50(), (1, 3, 224, 224), name)
    assert report.trainable_params == 25_557_032
    counts = name in ("document", "paddle")
    assert report.total_params == (25_610_152 if counts else 25_557_032)


# In the order of NAMES.
LAYERS = [
    (ReLU(), (2, 3, 5, 5), "0 0 0 0 0 0 0 0 300 150"),
    (ReLU6(), (2, 3, 5, 5), "0 0 0 0 0 0 0 0 150 0"),
    (MaxPool2D(3, 2, padding=1), (2, 3, 9, 9), "0 0 0 0 0 0 0 0 972 486"),
    (MaxPool2D(3, 2, return_mask=True), (2, 3, 9, 9), "0 0 0 0 0 0 0 0 972 486"),
    (AvgPool2D(3, 2, padding=1), (2, 3, 9, 9), "0 150 0 0 150 0 0 0 972 486"),
    (AvgPool2D(2, divisor_override=3), (1, 3, 4, 4), "0 12 0 0 12 0 0 0 96 48"),
    (AdaptiveAvgPool2D(1), (2, 5, 7, 7), "0 500 0 0 500 490 0 0 980 490"),
    # 7 / 2 is 3 to PaddlePaddle and 3.5 to thop.
    (AdaptiveAvgPool2D(2), (2, 5, 7, 7), "0 400 0 0 530 490 0 0 980 490"),
    (AdaptiveAvgPool2D((2, 7)), (3, 5, 7, 7), "0 840 0 0 945 735 0 0 1470 735"),
    # More cells than pixels.
    (AdaptiveAvgPool2D(9), (1, 4, 7, 7), "0 324 0 0 520 196 0 0 392 196"),
    (BatchNorm2D(4), (3, 4, 5, 5), "600 600 0 0 1200 600 24 0 600 600"),
    (
        Conv2D(4, 8, 3, groups=2),
        (2, 4, 9, 9),
        "14896 14896 14112 28224 14112 14112 14896 14896 14896 29008",
    ),
    (
        Conv2D(4, 8, 3, 2, 1, groups=4, bias=False),
        (2, 4, 9, 9),
        "3600 3600 3600 7200 3600 3600 3600 3600 3600 7200",
    ),
    (
        Conv2D(3, 8, (3, 5), stride=(2, 1), padding=(1, 2), dilation=(1, 2)),
        (3, 3, 12, 16),
        "79488 79488 77760 155520 77760 77760 79488 79488 79488 157248",
    ),
    (Linear(6, 4), (3, 6), "72 72 72 144 72 72 84 84 84 144"),
    (Linear(6, 4, bias=False), (3, 6), "72 72 72 144 72 72 72 72 72 144"),
    # At every place of a sequence; torchinfo counts one place of each.
    (Linear(6, 4), (2, 7, 6), "336 336 336 672 336 336 56 392 392 672"),
    (Linear(6, 4, bias=False), (2, 3, 5, 6), "720 720 720 1440 720 720 48 720 720 1440"),
    (
        Residual(Conv2D(3, 3, 3, padding=1, bias=False), Conv2D(3, 3, 1)),
        (2, 3, 5, 5),
        "4650 4650 4500 9000 4500 4500 4650 4650 4650 9150",
    ),
]


@pytest.mark.parametrize(("layer", "size", "expected"), LAYERS, ids=lambda value: str(value)[:24])
def test_a_layer_costs_what_it_costs_the_tools(layer, size, expected):
    costs = [cnnlib.count(layer, size, name).total_flops for name in NAMES]
    assert costs == [int(number) for number in expected.split()]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("layer", [Dropout(0.3), Flatten(), KMaxPool(2, axis=2)], ids=str)
def test_some_layers_are_free_everywhere(layer, name):
    assert cnnlib.count(layer, (2, 3, 5, 5), name).total_flops == 0


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


@pytest.mark.parametrize("name", NAMES)
def test_a_layer_without_a_rule_is_named_in_a_warning(name):
    with pytest.warns(UserWarning, match=f"convention '{name}' has no rule for Swish"):
        assert cnnlib.count(Swish(), (1, 3, 2, 2), name).total_flops == 0


@pytest.mark.parametrize("name", NAMES)
def test_a_rule_of_ones_own_takes_a_line(name, monkeypatch):
    monkeypatch.setitem(CONVENTIONS[name].rules, Swish, lambda layer, x, y: [(4, *y[1:])])
    net = Sequential(Swish(), Dropout(), Swish())
    assert cnnlib.count(net, (2, 3, 5, 5), name).total_flops == 2 * 2 * 4 * 75
