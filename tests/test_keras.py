"""Networks read from Keras' JSON: what they cost, and what is said of the unknown."""

import gzip
import json
from pathlib import Path

import numpy as np
import pytest

import cnnlib
from cnnlib.command_line import main

FILES = Path(__file__).with_name("golden") / "keras_files"

# By Keras 3.15.1: count_params(), and its kernels times the planes that its layers return.
KERAS = {
    "MobileNetV2": (2_270_794, 55_021_952),
    "DenseNet121": (7_047_754, 520_382_464),
    "EfficientNetB0": (4_062_381, 71_153_632),
    "ResNet50": (23_608_202, 708_251_648),
    "MobileNetV3Small": (1_540_218, 11_057_600),
    "Xception": (20_881_970, 825_881_056),
    "EfficientNetB0-keras2": (4_062_381, 71_153_632),
    "MobileNetV3Small-keras2": (1_540_218, 11_057_600),
}


def stored(name):
    return gzip.decompress((FILES / f"{name}.json.gz").read_bytes())


def read(*layers, **others):
    entries = [{"class_name": kind, "config": config} for kind, config in layers]
    model = {"class_name": "Sequential", "config": {"layers": entries}}
    return cnnlib.read_keras(json.dumps(model), **others)


def image(*sizes):
    return "InputLayer", {"batch_shape": [None, *sizes]}


@pytest.mark.parametrize("name", KERAS)
def test_a_network_of_keras_has_its_parameters_and_products(name):
    net = cnnlib.read_keras(stored(name))
    assert net.input_size == (1, 3, 96, 96)
    layers = [layer for _, layer in net.named_layers()]
    params = sum(each.parameter_count() + each.statistic_count() for each in layers)
    assert (params, cnnlib.count(net, net.input_size, "macs").total_flops) == KERAS[name]


def test_each_layer_has_the_parameters_that_keras_prints_and_a_shared_one_has_them_once():
    net = cnnlib.read_keras(stored("Small"))
    params = {row.name: row.params for row in cnnlib.count(net, net.input_size).rows if row.params}
    assert params == {
        "separable_conv2d_depthwise": 27,
        "separable_conv2d_pointwise": 32,
        "conv2d_transpose": 292,
        "p_re_lu": 12,
        "layer_normalization": 24,
        "group_normalization": 24,
        "dense": 156,
        "conv2d": 1308,
        "sequential_conv2d_1": 654,
        "dense_1": 6755,
    }
    assert net["conv2d"] is net["conv2d_1"]
    assert net.output_shape(net.input_size) == (1, 5)


def test_a_flatten_keeps_the_order_of_keras():
    net = read(image(2, 2, 3), ("Flatten", {}))
    x = np.arange(12.0).reshape(1, 2, 2, 3)
    assert (net(x.transpose(0, 3, 1, 2)) == x.reshape(1, 12)).all()


def test_channels_may_come_first():
    config = {"filters": 2, "kernel_size": 3, "data_format": "channels_first"}
    net = read(image(3, 8, 6), ("Conv2D", config), ("Flatten", {"data_format": "channels_first"}))
    assert [type(layer).__name__ for layer in net] == ["Conv2D", "Flatten"]
    assert (net.input_size, net.output_shape(net.input_size)) == ((1, 3, 8, 6), (1, 48))


def test_what_has_no_layer_is_named_and_what_follows_is_left_out():
    with pytest.warns(UserWarning, match="left out: Conv3D at Conv3D, ReLU at ReLU_1; their FLOPs"):
        net = read(image(4, 4, 3), ("ReLU", {"max_value": 6}), ("Conv3D", {}), ("ReLU", {}))
    assert [type(layer).__name__ for layer in net] == ["ReLU6"]
    net = read(image(4, 4, 3), ("Activation", {"activation": "softplus"}))
    with pytest.warns(UserWarning, match="no rule for Softplus at Activation: counted as 0"):
        cnnlib.count(net, net.input_size)


def test_a_layer_that_is_not_trained_is_frozen():
    net = read(image(4, 4, 3), ("Conv2D", {"filters": 2, "kernel_size": 1, "trainable": False}))
    report = cnnlib.count(net, net.input_size)
    assert (report.total_params, report.trainable_params) == (8, 0)


def test_open_sizes_are_asked_for():
    relu = ("ReLU", {})
    with pytest.raises(
        ValueError, match=r"leaves sizes open: \[None, None, None, 3\], channels la"
    ):
        read(image(None, None, 3), relu)
    assert read(image(None, None, 3), relu, input_size=(2, 3, 5, 5)).input_size == (2, 3, 5, 5)
    with pytest.raises(ValueError, match="leaves sizes open: all of them; give input_size"):
        read(relu)


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("{}", "this is no model of Keras: model.to_json"),
        ('{"class_name": "Sequential", "config": 3}', "it has no list of layers"),
        ('{"class_name": "Sequential", "config": {"layers": [3]}}', "it has no list of layers"),
        (
            '{"class_name": "Functional", "config": {"layers": '
            '[{"name": "a", "inbound_nodes": [[""]]}]}}',
            "this is no model of Keras: IndexError",
        ),
        ('{"class_name"', "Expecting ':' delimiter"),
        (
            '{"class_name": "Functional", "config": {"layers": [{"name": "a"}]}}',
            "nothing that it returns",
        ),
        ('{"a": ' * 100_000, "it is nested too deep"),
    ],
)
def test_what_is_no_model_gets_a_sentence(source, words):
    with pytest.raises(ValueError, match=words):
        cnnlib.read_keras(source)


def test_the_command_line_tells_keras_from_a_description(tmp_path, capsys):
    (tmp_path / "net.json").write_bytes(stored("Small"))
    assert main(["count", f"{tmp_path}/net.json", "--convention", "macs"]) == 0
    assert "parameters 9,284" in capsys.readouterr().out
    (tmp_path / "net.json").write_bytes(stored("ResNet50"))
    assert main(["describe", f"{tmp_path}/net.json"]) == 0
    assert '"type": "BatchNorm2D"' in capsys.readouterr().out
