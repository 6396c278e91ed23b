"""One table of layer types for all tests: who adds a type or a convention adds its case here."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from agreement import close, exact
from hypothesis import strategies as st
from plain import functional
from plain.checks import MOST, pair, require, whole
from strategies import (
    any_array,
    axes,
    flags,
    image_batches,
    modes,
    paddings,
    pairs,
    pooling,
    small,
    strides,
)

import cnnlib
from cnnlib import (
    AdaptiveAvgPool2D,
    Add,
    AvgPool2D,
    BatchNorm2D,
    Concat,
    Conv2D,
    Dropout,
    Flatten,
    Graph,
    KMaxPool,
    Layer,
    Linear,
    MaxPool2D,
    Multiply,
    ReLU,
    ReLU6,
    Residual,
)

# The columns of what follows: the tools, and the two rules on paper, in their order.
CONVENTIONS = [
    *("document", "paddle", "macs", "flops", "thop", "fvcore", "torchinfo"),
    *("ptflops", "ptflops-pytorch", "calflops"),
]
FREE = "0 0 0 0 0 0 0 0 0 0"

# What the tools themselves printed, at the versions that each convention's source names, on
# PyTorch 2.13.0 and PaddlePaddle 3.3.1: of known networks, and below of single layers.
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

# The tools' names for a type of layer.
NAMES = {
    "Conv2D": ("conv2d", "Conv2d", "conv", "aten.convolution"),
    "Linear": ("linear", "Linear", "aten.addmm"),
    "BatchNorm2D": ("batch_norm2d", "BatchNorm2d", "batch_norm"),
    "ReLU": ("ReLU",),
    "MaxPool2D": ("MaxPool2d",),
    "AdaptiveAvgPool2D": ("adaptive_avg_pool2d", "AdaptiveAvgPool2d"),
}

# The cases of `test_counters.py` in which cnnlib does not follow: the tool's answer, then cnnlib's.
PARTINGS = {
    ("LeNet, 8 images", "ptflops-pytorch"): (461_246, 8 * 372_990),
    ("Conv2d, padding same", "fvcore"): (0, 221_184),
    ("Conv2d 2x2, padding same", "fvcore"): (0, 98_304),
    ("Conv2d 2x2, padding same", "calflops"): (192_200, 204_800),
    ("BatchNorm2d, training", "fvcore"): (15_360, 6_144),
    ("nn.Linear", "ptflops-pytorch"): (28, 196),
    ("F.linear", "thop"): (0, 168),
    ("F.linear", "ptflops-pytorch"): (0, 196),
    ("nn.Linear, sequence", "ptflops-pytorch"): (196, 392),
    ("F.relu", "ptflops-pytorch"): (3_072, 6_144),
    ("torch.add(x, x)", "ptflops-pytorch"): (3_072, 0),
    ("torch.add(x, x)", "calflops"): (3_072, 0),
    ("AdaptiveAvgPool2d 3 of 11", "thop"): (389, 390),
}


@dataclass(frozen=True)
class Case:
    """What the tests know of a type of layer."""

    signature: str
    # The family of its shape rule.
    family: str
    # Arguments to write as JSON, whether or not they go together.
    settings: st.SearchStrategy
    # Layers with an input size and what they cost by each convention.
    costs: list[tuple[Layer, tuple[int, ...], str]]
    # Layers with their printed form, and with the shape that they make of (2, 4, 9, 8).
    printed: list[tuple[Layer, str]]
    shapes: list[tuple[Layer, tuple[int, ...]]] = ()
    # Arguments that make sense on an image of 2 channels, 6 × 6, and others with which it comes
    # back as it was, or in its shape.
    usual: dict[str, Any] | None = None
    idle: dict[str, Any] | None = None
    # Arguments and an array x, for the layer and for its twin, and how closely both agree.
    drawn: st.SearchStrategy | None = None
    twin: Callable[..., Any] | None = None
    agree: Callable[..., None] = exact
    # Layers in a network of images of 2 channels: those that keep the shape, and others.
    keeps: st.SearchStrategy | None = None
    changes: st.SearchStrategy | None = None
    # Arguments and a shape to try gradients on, with numbers in any order or apart from kinks.
    slopes: st.SearchStrategy | None = None
    smooth: bool = False


def elementwise(kind, twin, cost, agree=exact):
    """Return the case of a type without settings that treats every number on its own.

    `cost` is what it costs on (2, 3, 5, 5) by each convention.
    """
    return Case(
        signature="",
        family="same",
        usual={},
        idle={},
        shapes=[(kind(), (2, 4, 9, 8))],
        printed=[(kind(), f"{kind.__name__}()")],
        costs=[(kind(), (2, 3, 5, 5), cost)],
        settings=st.just({}),
        drawn=st.fixed_dictionaries({"x": any_array()}),
        twin=twin,
        agree=agree,
        keeps=st.builds(kind),
        slopes=st.tuples(st.just({}), st.sampled_from([(3, 7), (2, 30)])),
    )


def join(kind, signature, family, settings, shown):
    """Return the case of a layer of several inputs; as an operator it is free with all tools."""
    joining = Graph(("join", kind(), "input", "input"))
    return Case(signature, family, settings, [(joining, (2, 3, 5, 5), FREE)], [(kind(), shown)])


def filled(*shape):
    """Return the parameters that both a layer and its twin work with."""
    require(math.prod(shape) <= MOST, "weight", "input")
    return np.random.default_rng(0).integers(-16, 17, shape) / 8


def conv2d(
    x, in_channels, out_channels, kernel_size, stride, padding, dilation, groups, padding_mode, bias
):
    c_in, c_out = whole(in_channels, "in_channels"), whole(out_channels, "out_channels")
    groups, kernel = whole(groups, "groups"), pair(kernel_size, "kernel_size")
    require(c_in % groups == c_out % groups == 0, "groups")
    require(functional.images(x).shape[1] == c_in, "in_channels", "input")
    weight = filled(c_out, c_in // groups, *kernel)
    vector = filled(c_out) if functional.flag(bias, "bias") else None
    return functional.conv2d(x, weight, vector, stride, padding, dilation, groups, padding_mode)


def linear(x, in_features, out_features, bias):
    sizes = whole(in_features, "in_features"), whole(out_features, "out_features")
    require(functional.floats(x).shape[-1] == sizes[0], "input", "in_features")
    vector = filled(sizes[1]) if functional.flag(bias, "bias") else None
    return functional.linear(x, filled(*sizes), vector)


def batch_norm(x, num_features, momentum, epsilon):
    channels = whole(num_features, "num_features")
    require(functional.images(x).shape[1] == channels, "input", "num_features")
    mean, var, vector = np.zeros(channels), np.ones(channels), filled(channels)
    return functional.batch_norm(x, mean, var, vector, vector, True, momentum, epsilon)


images = image_batches(channels=4, values=["eighths", "many equal", "special"])
numbers, shares, pixels = st.integers(1, 5), st.floats(0, 1), st.integers(3, 6)
sides = numbers | st.tuples(numbers, numbers)
shapes = st.tuples(st.integers(1, 2), st.integers(1, 2), pixels, pixels)
divisors = {"exclusive": flags, "divisor_override": st.none() | st.integers(1, 5)}
two, channels = st.just(2), st.sampled_from([2, 2, 4])


def pooled(**others):
    """Draw the settings of a pooling, as JSON has them."""
    window = {"kernel_size": sides, "stride": st.none() | sides, **others}
    no_padding = st.sampled_from([0, (0, 0), (0, 0, 0, 0), ((0, 0),) * 4, "SAME", "valid"])
    padded = st.fixed_dictionaries({**window, "padding": no_padding})
    return padded | st.fixed_dictionaries({**window, "ceil_mode": flags})


def pooled_slopes(**others):
    """Draw the settings of a pooling, and a shape; not all of them go together."""
    window = {"kernel_size": pairs, "stride": st.none() | pairs, "padding": paddings()}
    return st.tuples(st.fixed_dictionaries({**window, "ceil_mode": flags, **others}), shapes)


@st.composite
def convolved_slopes(draw):
    batch, _, *size = draw(shapes)
    settings = {"kernel_size": pairs, "stride": pairs, "padding": paddings(), "dilation": pairs}
    settings |= {"padding_mode": modes, "bias": flags, "groups": st.integers(1, 2)}
    settings |= {"in_channels": small, "out_channels": small}
    drawn = draw(st.fixed_dictionaries(settings))
    for name in ("in_channels", "out_channels"):
        drawn[name] *= drawn["groups"]
    return drawn, (batch, drawn["in_channels"], *size)


CASES = {
    "Add": join(Add, "", "equal", st.just({}), "Add()"),
    "AdaptiveAvgPool2D": Case(
        signature="output_size",
        family="cells",
        usual={"output_size": 2},
        idle={"output_size": 6},
        shapes=[(AdaptiveAvgPool2D((2, 3)), (2, 4, 2, 3))],
        printed=[
            (AdaptiveAvgPool2D(1), "AdaptiveAvgPool2D(output_size=1)"),
            (AdaptiveAvgPool2D((2, 3)), "AdaptiveAvgPool2D(output_size=[2, 3])"),
        ],
        costs=[
            (AdaptiveAvgPool2D(1), (2, 5, 7, 7), "0 500 0 0 500 490 0 0 980 490"),
            # 7 / 2 is 3 to PaddlePaddle and 3.5 to thop.
            (AdaptiveAvgPool2D(2), (2, 5, 7, 7), "0 400 0 0 530 490 0 0 980 490"),
            (AdaptiveAvgPool2D((2, 7)), (3, 5, 7, 7), "0 840 0 0 945 735 0 0 1470 735"),
            # More cells than pixels.
            (AdaptiveAvgPool2D(9), (1, 4, 7, 7), "0 324 0 0 520 196 0 0 392 196"),
        ],
        settings=st.fixed_dictionaries({"output_size": sides}),
        drawn=st.fixed_dictionaries({"x": images, "output_size": pairs}),
        twin=functional.adaptive_avg_pool2d,
        agree=close,
        changes=st.builds(AdaptiveAvgPool2D, pairs),
        slopes=st.tuples(st.fixed_dictionaries({"output_size": pairs}), shapes),
        smooth=True,
    ),
    "AvgPool2D": Case(
        signature="kernel_size, stride=None, padding=0, ceil_mode=False, exclusive=True, "
        "divisor_override=None",
        family="pooled",
        usual={"kernel_size": 3},
        idle={"kernel_size": 1},
        shapes=[(AvgPool2D((3, 5), stride=1, padding=(1, 2)), (2, 4, 9, 8))],
        printed=[
            (
                AvgPool2D((3, 5), 1, "SAME", exclusive=False, divisor_override=4),
                "AvgPool2D(kernel_size=[3, 5], stride=1, padding='SAME', exclusive=False, "
                "divisor_override=4)",
            )
        ],
        costs=[
            (AvgPool2D(3, 2, padding=1), (2, 3, 9, 9), "0 150 0 0 150 0 0 0 972 486"),
            (AvgPool2D(2, divisor_override=3), (1, 3, 4, 4), "0 12 0 0 12 0 0 0 96 48"),
        ],
        settings=pooled(exclusive=flags, divisor_override=st.none() | st.floats(0.5, 9) | numbers),
        drawn=pooling(exclusive=flags, divisor_override=st.sampled_from([None, 2.5])),
        twin=functional.avg_pool2d,
        agree=close,
        changes=st.builds(AvgPool2D, small, ceil_mode=flags),
        slopes=pooled_slopes(**divisors),
        smooth=True,
    ),
    "BatchNorm2D": Case(
        signature="num_features, momentum=0.9, epsilon=1e-05",
        family="channels",
        usual={"num_features": 2},
        idle={"num_features": 2},
        shapes=[(BatchNorm2D(4), (2, 4, 9, 8))],
        printed=[(BatchNorm2D(4), "BatchNorm2D(num_features=4, momentum=0.9, epsilon=1e-05)")],
        costs=[(BatchNorm2D(4), (3, 4, 5, 5), "600 600 0 0 1200 600 24 0 600 600")],
        settings=st.fixed_dictionaries(
            {"num_features": numbers, "momentum": shares, "epsilon": shares}
        ),
        drawn=st.fixed_dictionaries(
            {
                "x": images,
                "num_features": st.just(4),
                "momentum": shares,
                "epsilon": st.sampled_from([1e-5, 0.5]),
            }
        ),
        twin=batch_norm,
        agree=close,
        keeps=st.builds(BatchNorm2D, two),
        changes=st.builds(BatchNorm2D, channels),
        slopes=shapes.map(lambda shape: ({"num_features": shape[1]}, shape)),
        smooth=True,
    ),
    "Concat": join(
        Concat,
        "axis=1",
        "concat",
        st.fixed_dictionaries({"axis": st.integers(-4, 3)}),
        "Concat(axis=1)",
    ),
    "Conv2D": Case(
        signature="in_channels, out_channels, kernel_size, stride=1, padding=0, dilation=1, "
        "groups=1, padding_mode='zeros', bias=True",
        family="convolved",
        usual={"in_channels": 2, "out_channels": 2, "kernel_size": 3},
        idle={"in_channels": 2, "out_channels": 2, "kernel_size": 1},
        shapes=[
            (Conv2D(4, 6, 3), (2, 6, 7, 6)),
            (Conv2D(4, 6, (3, 5), stride=(2, 1), padding="SAME", groups=2), (2, 6, 5, 8)),
            (Conv2D(4, 4, 3, dilation=2, padding=(1, 2, 0, 3), bias=False), (2, 4, 8, 7)),
        ],
        printed=[
            (
                Conv2D(1, 6, 3, padding=1),
                "Conv2D(1, 6, kernel_size=[3, 3], padding=1, data_format=NCHW)",
            ),
            (
                Conv2D(
                    *(4, 8, (3, 5)),
                    **{"stride": 2, "dilation": 2, "groups": 4, "bias": False},
                    padding_mode="reflect",
                ),
                "Conv2D(4, 8, kernel_size=[3, 5], stride=[2, 2], dilation=[2, 2], groups=4, "
                "padding_mode=reflect, bias=False, data_format=NCHW)",
            ),
        ],
        costs=[
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
        ],
        settings=st.fixed_dictionaries(
            {
                "in_channels": st.sampled_from([6, 12]),
                "out_channels": st.sampled_from([6, 18]),
                "kernel_size": sides,
                "stride": sides,
                "padding": paddings() | numbers,
                "dilation": sides,
                "groups": st.sampled_from([1, 2, 6]),
                "padding_mode": modes,
                "bias": flags,
            }
        ),
        drawn=st.fixed_dictionaries(
            {
                "x": images,
                "in_channels": st.just(4),
                "out_channels": st.sampled_from([2, 4, 6]),
                "kernel_size": pairs,
                "stride": strides,
                "padding": paddings(),
                "dilation": pairs,
                "groups": st.sampled_from([1, 2]),
                "padding_mode": modes,
                "bias": flags,
            }
        ),
        twin=conv2d,
        agree=close,
        keeps=st.builds(Conv2D, two, two, pairs, padding=st.just("SAME")),
        changes=st.builds(Conv2D, channels, channels, pairs, pairs, paddings(1)),
        slopes=convolved_slopes(),
        smooth=True,
    ),
    "Dropout": Case(
        signature="p=0.5",
        family="same",
        usual={},
        idle={},
        shapes=[(Dropout(0.3), (2, 4, 9, 8))],
        printed=[(Dropout(0.2), "Dropout(p=0.2)")],
        costs=[(Dropout(0.3), (2, 3, 5, 5), FREE)],
        settings=st.fixed_dictionaries({"p": shares}),
        keeps=st.builds(Dropout),
    ),
    "Flatten": Case(
        signature="start_axis=1, stop_axis=-1",
        family="flatten",
        usual={},
        idle={"start_axis": 1, "stop_axis": 1},
        shapes=[(Flatten(), (2, 288))],
        printed=[(Flatten(2), "Flatten(start_axis=2, stop_axis=-1)")],
        costs=[(Flatten(), (2, 3, 5, 5), FREE)],
        settings=st.fixed_dictionaries(
            {"start_axis": st.integers(0, 2), "stop_axis": st.sampled_from([-1, 2, 3])}
        ),
        drawn=st.fixed_dictionaries({"x": any_array(), "start_axis": axes, "stop_axis": axes}),
        twin=functional.flatten,
        changes=st.builds(Flatten, st.sampled_from([1, 2, -2])),
        slopes=st.tuples(st.just({"start_axis": 2}), shapes),
        smooth=True,
    ),
    "KMaxPool": Case(
        signature="k, axis=-1",
        family="k largest",
        usual={"k": 2},
        idle={"k": 6},
        shapes=[(KMaxPool(3, axis=-2), (2, 4, 3, 8))],
        printed=[(KMaxPool(2, axis=0), "KMaxPool(k=2, axis=0)")],
        costs=[(KMaxPool(2, axis=2), (2, 3, 5, 5), FREE)],
        settings=st.fixed_dictionaries({"k": numbers, "axis": st.integers(-4, 3)}),
        drawn=st.fixed_dictionaries({"x": any_array(), "k": small, "axis": axes}),
        twin=functional.k_max_pool,
        changes=st.builds(KMaxPool, small, st.sampled_from([-1, -2, 1])),
        slopes=st.tuples(st.fixed_dictionaries({"k": small, "axis": st.integers(-4, 3)}), shapes),
    ),
    "Linear": Case(
        signature="in_features, out_features, bias=True",
        family="last axis",
        usual={"in_features": 6, "out_features": 2},
        idle={"in_features": 6, "out_features": 6},
        shapes=[(Linear(8, 5), (2, 4, 9, 5))],
        printed=[
            (Linear(400, 120), "Linear(in_features=400, out_features=120, dtype=float32)"),
            (
                Linear(2, 3, bias=False),
                "Linear(in_features=2, out_features=3, bias=False, dtype=float32)",
            ),
        ],
        costs=[
            (Linear(6, 4), (3, 6), "72 72 72 144 72 72 84 84 84 144"),
            (Linear(6, 4, bias=False), (3, 6), "72 72 72 144 72 72 72 72 72 144"),
            # At every place of a sequence; torchinfo counts one place of each.
            (Linear(6, 4), (2, 7, 6), "336 336 336 672 336 336 56 392 392 672"),
            (
                Linear(6, 4, bias=False),
                (2, 3, 5, 6),
                "720 720 720 1440 720 720 48 720 720 1440",
            ),
        ],
        settings=st.fixed_dictionaries(
            {"in_features": numbers, "out_features": numbers, "bias": flags}
        ),
        drawn=st.fixed_dictionaries(
            {"x": images, "in_features": st.integers(1, 7), "out_features": small, "bias": flags}
        ),
        twin=linear,
        agree=close,
        changes=st.builds(Linear, st.integers(1, 9), small, flags),
        slopes=st.tuples(
            st.fixed_dictionaries(
                {"in_features": st.just(4), "out_features": small, "bias": flags}
            ),
            st.sampled_from([(2, 4), (2, 3, 4)]),
        ),
        smooth=True,
    ),
    "MaxPool2D": Case(
        signature="kernel_size, stride=None, padding=0, return_mask=False, ceil_mode=False",
        family="pooled",
        usual={"kernel_size": 3},
        idle={"kernel_size": 1},
        shapes=[
            (MaxPool2D(2), (2, 4, 4, 4)),
            (MaxPool2D(2, ceil_mode=True), (2, 4, 5, 4)),
        ],
        printed=[(MaxPool2D(2, 2), "MaxPool2D(kernel_size=2, stride=2, padding=0)")],
        costs=[
            (MaxPool2D(3, 2, padding=1), (2, 3, 9, 9), "0 0 0 0 0 0 0 0 972 486"),
            (MaxPool2D(3, 2, return_mask=True), (2, 3, 9, 9), "0 0 0 0 0 0 0 0 972 486"),
        ],
        settings=pooled(return_mask=flags),
        drawn=pooling(return_mask=flags),
        twin=functional.max_pool2d,
        keeps=st.builds(MaxPool2D, st.just(3), st.just(1), st.just(1)),
        changes=st.builds(MaxPool2D, small, small),
        slopes=pooled_slopes(),
    ),
    "Multiply": join(Multiply, "", "broadcast", st.just({}), "Multiply()"),
    "ReLU": elementwise(ReLU, functional.relu, "0 0 0 0 0 0 0 0 300 150"),
    "ReLU6": elementwise(ReLU6, functional.relu6, "0 0 0 0 0 0 0 0 150 0"),
}

# Written x + y, the addition that closes a block is free with all tools.
BLOCK = (
    Residual(Conv2D(3, 3, 3, padding=1, bias=False), Conv2D(3, 3, 1)),
    (2, 3, 5, 5),
    "4650 4650 4500 9000 4500 4500 4650 4650 4650 9150",
)


def of(name):
    """Return a field of every type that has it: ``[(type, value), …]``."""
    found = ((kind, getattr(case, name)) for kind, case in CASES.items())
    return [(getattr(cnnlib, kind), value) for kind, value in found if value is not None]


def rows(name):
    """Return the rows of a field that is a list, of all types."""
    return [row for case in CASES.values() for row in getattr(case, name)]
