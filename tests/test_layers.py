"""Layers: parameters, modes, shapes, printed forms; nothing allocated before its time."""

import copy
import pickle

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
    count,
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


def test_an_error_says_in_which_layer_of_a_network_it_arose():
    net = Sequential(("features", Sequential(Conv2D(3, 8, 3), Conv2D(4, 8, 3))))
    message = "features: 1: input must have in_channels 4, got 8"
    with pytest.raises(ValueError, match=message):
        net.output_shape((1, 3, 9, 9))
    with pytest.raises(ValueError, match=message):
        net(np.ones((1, 3, 9, 9)))
    net = Sequential(Residual(Sequential(ReLU(), Linear(3, 3))))
    for call in (net.output_shape, lambda shape: net(np.ones(shape)), lambda s: count(net, s)):
        with pytest.raises(ValueError, match="^0: body: 1: input_shape must end in in_features 3"):
            call((1, 4))


def test_a_setting_is_checked_and_tidied_whenever_it_is_set():
    conv = Conv2D(np.int64(2), 4, [np.int8(3), 3], padding=[np.int64(1), 1])
    conv.stride = 2
    assert repr(conv) == (
        "Conv2D(2, 4, kernel_size=[3, 3], stride=[2, 2], padding=(1, 1), data_format=NCHW)"
    )
    assert conv.output_shape((1, 2, 5, 5)) == (1, 4, 3, 3)
    conv.padding = "same"
    assert conv.padding == "SAME"
    with pytest.raises(ValueError, match="stride must be at least 1, got 0"):
        conv.stride = 0
    assert conv.stride == (2, 2)
    with pytest.raises(ValueError, match="in_channels 2 is fixed: .* build a new Conv2D for 3"):
        conv.in_channels = 3


def test_a_part_can_be_replaced_by_its_name():
    net = cnnlib.LeNet()
    net.fc = Linear(400, 3)
    assert net.output_shape((1, 1, 28, 28)) == (1, 3)
    assert net["fc"] is net.fc
    block = Residual(ReLU())
    block.shortcut = Dropout(0)
    assert count(block, (1, 2)).rows[1].name == "shortcut"
    for owner, name in ((net, "fc"), (block, "body")):
        with pytest.raises(TypeError, match=f"{name} must be a layer, got 3"):
            setattr(owner, name, 3)


def test_padding_given_as_a_list_is_kept_as_it_was():
    padding = [1, 2]
    pool = AvgPool2D((3, 5), stride=1, padding=padding)
    padding[0] = 7
    assert pool.output_shape((1, 1, 12, 6)) == (1, 1, 12, 6)


def test_an_input_that_does_not_fit_draws_no_weights():
    conv, linear = Conv2D(1, 1, 10**6), Linear(10**6, 10**6)
    with pytest.raises(ValueError, match="kernel 1000000 does not fit"):
        conv(np.ones((1, 1, 6, 6)))
    with pytest.raises(ValueError, match="must end in in_features 1000000, got 6"):
        linear(np.ones((1, 6)))
    assert conv.arrays == linear.arrays == {}


@pytest.mark.parametrize("clone", [copy.deepcopy, lambda net: pickle.loads(pickle.dumps(net))])
def test_a_network_survives_copying_and_pickling(clone):
    net = Sequential(("stem", Conv2D(1, 2, 3)), Residual(BatchNorm2D(2)), Flatten()).eval()
    x = np.random.default_rng(0).normal(size=(2, 1, 6, 6))
    y = net(x)
    twin = clone(net)
    assert repr(twin) == repr(net)
    assert_array_equal(twin(x), y)
    assert not twin.training
    twin.stem.weight[...] = 0
    assert_array_equal(net(x), y)


def test_an_empty_network_changes_nothing():
    x = np.ones((2, 3))
    assert_array_equal(Sequential()(x), x)
    assert Sequential().output_shape([2, 3]) == (2, 3)
    assert Sequential().parameters() == []


def test_a_slice_of_a_network_is_a_network():
    stem = cnnlib.LeNet().features[:3]
    assert stem.output_shape((1, 1, 28, 28)) == (1, 6, 14, 14)
    assert stem[-1] is stem["2"]
    with pytest.raises(IndexError):
        stem[3]


@pytest.mark.parametrize(
    ("size", "cells", "largest"), [(6, 3, 2), (5, 2, 3), (5, 3, 3), (6, 4, 2), (2, 5, 2), (7, 7, 1)]
)
def test_the_receptive_field_of_adaptive_pooling_is_its_largest_cell(size, cells, largest):
    (row,) = count(AdaptiveAvgPool2D(cells), (1, 1, size, size)).rows
    assert row.receptive_field == (largest, largest)
