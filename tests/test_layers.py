"""Layers: parameters, modes, shapes, printed forms; nothing allocated before its time."""

import numpy as np
import pytest
from numpy.testing import assert_array_equal

import cnnlib
from cnnlib import (
    AdaptiveAvgPool2D,
    AvgPool2D,
    BatchNorm2D,
    Conv2D,
    Dropout,
    Flatten,
    KMaxPool,
    Linear,
    MaxPool2D,
    ReLU,
    ReLU6,
    Residual,
    Sequential,
)

IMAGES = np.random.default_rng(0).normal(size=(2, 4, 9, 8))

SHAPES = [
    (Conv2D(4, 6, 3), (2, 6, 7, 6)),
    (Conv2D(4, 6, (3, 5), stride=(2, 1), padding="SAME", groups=2), (2, 6, 5, 8)),
    (Conv2D(4, 4, 3, dilation=2, padding=(1, 2, 0, 3), bias=False), (2, 4, 8, 7)),
    (MaxPool2D(2), (2, 4, 4, 4)),
    (MaxPool2D(2, ceil_mode=True), (2, 4, 5, 4)),
    (AvgPool2D((3, 5), stride=1, padding=(1, 2)), (2, 4, 9, 8)),
    (AdaptiveAvgPool2D((2, 3)), (2, 4, 2, 3)),
    (KMaxPool(3, axis=-2), (2, 4, 3, 8)),
    (BatchNorm2D(4), (2, 4, 9, 8)),
    (ReLU(), (2, 4, 9, 8)),
    (ReLU6(), (2, 4, 9, 8)),
    (Dropout(0.3), (2, 4, 9, 8)),
    (Flatten(), (2, 288)),
    (Linear(8, 5), (2, 4, 9, 5)),
    (Residual(Conv2D(4, 4, 3, padding=1)), (2, 4, 9, 8)),
    (Sequential(Conv2D(4, 2, 1), Flatten(), Linear(144, 7)), (2, 7)),
]


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize(("layer", "shape"), SHAPES, ids=lambda value: type(value).__name__)
def test_the_shape_rule_agrees_with_the_array(layer, shape, dtype):
    x = IMAGES.astype(dtype)
    x.flags.writeable = False
    y = layer(x)
    assert layer.output_shape(x.shape) == y.shape == shape
    assert y.dtype == dtype


def test_parameters_come_weight_first_and_layer_by_layer():
    net = Sequential(
        Conv2D(2, 4, 3), Sequential(BatchNorm2D(4)), Flatten(), Linear(4, 3, bias=False)
    )
    assert [p.shape for p in net.parameters()] == [(4, 2, 3, 3), (4,), (4,), (4,), (4, 3)]


def test_parameters_are_drawn_when_first_read_and_then_stay():
    conv = Conv2D(2, 4, 3)
    assert conv.arrays == {}
    assert conv.weight is conv.weight
    assert conv.weight.dtype == np.float32
    assert_array_equal(conv.bias, np.zeros(4))


def test_a_seed_repeats_the_draw():
    cnnlib.seed(7)
    first = Conv2D(2, 4, 3).weight
    cnnlib.seed(7)
    assert_array_equal(first, Conv2D(2, 4, 3).weight)


def test_a_weight_of_another_shape_or_type_is_refused():
    conv = Conv2D(2, 4, 3, bias=False)
    with pytest.raises(ValueError, match=r"weight must have shape \(4, 2, 3, 3\), got \(4, 2, 3\)"):
        conv.weight = np.ones((4, 2, 3))
    with pytest.raises(TypeError, match="weight must hold float32 or float64, got int64"):
        conv.weight = np.ones((4, 2, 3, 3), int)
    with pytest.raises(ValueError, match="has no bias to set"):
        conv.bias = np.ones(4)
    assert conv.bias is None


def test_setting_a_weight_copies_it():
    values = np.ones((1, 1, 1, 1))
    conv = Conv2D(1, 1, 1)
    conv.weight = values
    values[:] = 5
    assert conv.weight.item() == 1


def test_batch_norm_uses_its_batch_in_training_and_what_it_kept_in_evaluation():
    norm = BatchNorm2D(1)
    x = np.array([1.0, 3.0], np.float32).reshape(1, 1, 1, 2)
    np.testing.assert_allclose(norm(x).ravel(), [-1, 1], atol=1e-5)
    np.testing.assert_allclose([norm.running_mean[0], norm.running_var[0]], [0.2, 1.0], rtol=1e-6)
    norm.eval()
    np.testing.assert_allclose(norm(x).ravel(), [0.8, 2.8], atol=1e-4)
    assert norm.running_mean[0] == np.float32(0.2)


def test_modes_reach_every_layer():
    net = Sequential(Dropout(), Residual(Sequential(Dropout())))
    assert net.eval() is net
    assert not net[0].training
    assert not net[1].body[0].training
    assert net.train()[1].body[0].training


def test_parts_are_found_by_place_and_by_name():
    net = Sequential(("stem", Conv2D(3, 8, 3)), ("head", ReLU()))
    assert net[0] is net["stem"] is net.stem
    assert len(net) == 2
    assert [type(part) for part in net] == [Conv2D, ReLU]
    with pytest.raises(AttributeError, match="no attribute or layer 'tail'"):
        net.tail  # noqa: B018


@pytest.mark.parametrize(
    ("layer", "shown"),
    [
        (
            Conv2D(1, 6, 3, padding=1),
            "Conv2D(1, 6, kernel_size=[3, 3], padding=1, data_format=NCHW)",
        ),
        (
            Conv2D(
                4, 8, (3, 5), stride=2, dilation=2, groups=4, padding_mode="reflect", bias=False
            ),
            "Conv2D(4, 8, kernel_size=[3, 5], stride=[2, 2], dilation=[2, 2], groups=4, "
            "padding_mode=reflect, bias=False, data_format=NCHW)",
        ),
        (MaxPool2D(2, 2), "MaxPool2D(kernel_size=2, stride=2, padding=0)"),
        (
            AvgPool2D((3, 5), 1, "SAME", exclusive=False, divisor_override=4),
            "AvgPool2D(kernel_size=[3, 5], stride=1, padding='SAME', exclusive=False, "
            "divisor_override=4)",
        ),
        (Linear(400, 120), "Linear(in_features=400, out_features=120, dtype=float32)"),
        (BatchNorm2D(4), "BatchNorm2D(num_features=4, momentum=0.9, epsilon=1e-05)"),
        (ReLU(), "ReLU()"),
        (KMaxPool(2, axis=0), "KMaxPool(k=2, axis=0)"),
        (Dropout(0.2), "Dropout(p=0.2)"),
    ],
)
def test_printed_form(layer, shown):
    assert repr(layer) == shown


@pytest.mark.parametrize(
    ("build", "error", "message"),
    [
        (lambda: Conv2D(3, 8, 0), ValueError, "kernel_size must be at least 1, got 0"),
        (lambda: Conv2D(3, 8, 3, stride=-1), ValueError, "stride must be at least 1, got -1"),
        (lambda: Conv2D(3, 8, 3, padding=-1), ValueError, "padding must be at least 0, got -1"),
        (lambda: Conv2D(3, 8, 3, groups=2), ValueError, "groups 2 must divide in_channels 3"),
        (lambda: Conv2D(4, 6, 3, groups=4), ValueError, "groups 4 must divide out_channels 6"),
        (lambda: Conv2D(3, 8, 3, bias=1), TypeError, "bias must be True or False, got 1"),
        (lambda: Conv2D(3.0, 8, 3), TypeError, r"in_channels must be a whole number, got 3.0"),
        (lambda: MaxPool2D(2, padding=2), ValueError, "padding 2 must be less than kernel 2"),
        (lambda: MaxPool2D(2, padding="FULL"), ValueError, "padding must be an int"),
        (
            lambda: AvgPool2D(2, divisor_override=-1),
            ValueError,
            "divisor_override must be positive",
        ),
        (lambda: BatchNorm2D(4, epsilon=-1.0), ValueError, "epsilon must be 0 or more"),
        (lambda: Dropout(2), ValueError, "p must lie between 0 and 1, got 2"),
        (lambda: KMaxPool(0), ValueError, "k must be at least 1, got 0"),
        (lambda: Sequential(ReLU), TypeError, "layers must be layers or"),
        (lambda: Sequential(("a", ReLU()), ("a", ReLU())), ValueError, "got 'a' twice"),
        (lambda: Residual(3), TypeError, "body must be a layer, got 3"),
    ],
)
def test_what_makes_no_sense_is_refused_at_construction(build, error, message):
    with pytest.raises(error, match=message):
        build()


def test_an_error_says_in_which_layer_of_a_network_it_arose():
    net = Sequential(("features", Sequential(Conv2D(3, 8, 3), Conv2D(4, 8, 3))))
    message = "features: 1: .*must have .*4.*got 8"
    with pytest.raises(ValueError, match=message):
        net.output_shape((1, 3, 9, 9))
    with pytest.raises(ValueError, match="features: 1: x must have 4 channels"):
        net(np.ones((1, 3, 9, 9)))
    with pytest.raises(ValueError, match="body and shortcut must end in one shape"):
        Residual(Conv2D(3, 4, 1)).output_shape((1, 3, 5, 5))
