"""Networks read from ONNX files: what they cost, what is said of the unknown, what is refused."""

import json
import re
from pathlib import Path

import numpy as np
import onnx
import pytest

import cnnlib

FILES = Path(__file__).with_name("golden") / "onnx_files"
TRUTH = json.loads((FILES / "truth.json").read_text("utf-8"))


def model(body, inputs="float[N,3,8,8] x", outputs="float[N,M] y", opset=17, constants=""):
    """Return a model of one graph, written in ONNX's own short form."""
    text = f'<ir_version: 8, opset_import: ["" : {opset}, "other" : 1]> g ({inputs}) => ({outputs})'
    return onnx.parser.parse_model(f"{text} <{constants}> {{ {body} }}").SerializeToString()


def read(body, *, size=None, **others):
    return cnnlib.read_onnx(model(body, **others), input_size=size)


def kinds(net):
    return [type(layer).__name__ for layer in net]


@pytest.mark.parametrize("name", [*TRUTH])
def test_a_file_of_torchvision_costs_what_its_network_does(name):
    net = cnnlib.read_onnx(FILES / f"{name}.onnx")
    report = cnnlib.count(net, net.input_size, "macs")
    assert report.total_flops == TRUTH[name]["macs"]
    assert report.total_params == TRUTH[name]["params_file"]


def test_names_are_the_paths_of_modules():
    names = [name for name, _ in cnnlib.read_onnx(FILES / "resnet50.onnx").children()]
    assert names[:5] == ["n_conv1", "n_relu", "n_maxpool", "n_layer1_0_conv1", "n_layer1_0_relu"]
    assert names[-3:] == ["n_avgpool", "n_flatten", "n_fc"]
    assert "n_layer1_0_add" in names


def test_a_batch_that_is_left_open_is_one_unless_another_is_asked_for():
    body = "y = Flatten (x)"
    assert read(body).input_size == (1, 3, 8, 8)
    net = read(body, size=(5, 3, 8, 8))
    assert (net.input_size, net.output_shape(net.input_size)) == ((5, 3, 8, 8), (5, 192))


def test_an_operator_without_a_rule_is_named_with_its_places():
    einsum = 'Einsum <equation = "nchw->nhwc">'
    net = read(f"a = {einsum} (x) b = Relu (a) c = {einsum} (b) y = Flatten (c)")
    assert kinds(net) == ["Einsum", "ReLU", "Einsum", "Flatten"]
    said = "^no rule for Einsum at einsum, einsum_1: their FLOPs are missing from the count$"
    with pytest.warns(UserWarning, match=said):
        report = cnnlib.count(net, net.input_size)
    assert report.rows[2].output_shape == (1, 8, 3, 8)
    with pytest.warns(UserWarning, match=said):
        cnnlib.compare(net, net.input_size)
    with pytest.raises(ValueError, match="einsum: cnnlib does not compute the operator Einsum"):
        net.eval()(np.ones((1, 3, 8, 8), np.float32))


def test_what_follows_from_an_unknown_size_is_left_out_and_said_to_be():
    body = "a = Relu (x) b, i = other.Find (a) c = Relu (b) y = Flatten (a)"
    said = "left out: Find at find, Relu at relu_1; their FLOPs and parameters are missing"
    with pytest.warns(UserWarning, match=said):
        assert kinds(read(body)) == ["ReLU", "Flatten"]


def test_several_outputs_are_all_counted():
    net = read("y = Flatten (x) z = Relu (x)", outputs="float[N,192] y, float[N,3,8,8] z")
    assert kinds(net) == ["Flatten", "ReLU", "Outputs"]
    assert net.output_shape(net.input_size) == (1, 192)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "the file is empty"),
        (
            b"PK\x03\x04 zip",
            "this is no ONNX file, or one that is cut or broken: byte 2 begins no field",
        ),
        (b"\x08\x08", "this is no ONNX file: it has no operators"),
        (b"\x3a\xff\xff\xff\xff\x07", "it ends within a field, 2147483647 bytes too early"),
        (b"\x3a" + b"\xff" * 10, "it has a number of more than ten bytes"),
        (b'{"layers": []}', "byte 0 begins no field that ONNX has"),
    ],
)
def test_a_broken_file_gets_a_sentence(data, words, tmp_path):
    with pytest.raises(ValueError, match=words):
        cnnlib.read_onnx(data)
    (tmp_path / "broken.onnx").write_bytes(data)
    with pytest.raises(ValueError, match=f"^broken.onnx: .*{re.escape(words)}"):
        cnnlib.read_onnx(tmp_path / "broken.onnx")


def test_a_file_that_is_cut_anywhere_gets_a_sentence():
    data = (FILES / "squeezenet1_1.onnx").read_bytes()
    for end in range(0, len(data), 397):
        with pytest.raises(ValueError, match=r"empty|this is no ONNX file"):
            cnnlib.read_onnx(data[:end])


EXPORTED = np.load(FILES.parent / "exported.npz")


@pytest.mark.parametrize("name", [each[:-3] for each in EXPORTED.files if each.endswith(": y")])
def test_an_exported_network_computes_what_onnx_runtime_does(name):
    net = cnnlib.read_onnx(EXPORTED[f"{name}: model"].tobytes(), weights=True)
    y = EXPORTED[f"{name}: y"]
    assert np.abs(net(EXPORTED["x"]) - y).max() < 1e-4 * np.abs(y).max()


# Multiply–accumulates by torch.utils.flop_counter, and how many numbers the file of opset 17 keeps.
COSTS = {
    "Residual": (41_256, 1_557),
    "Gated": (30_940, 753),
    "Swished": (15_048, 391),
    "Shuffled": (14_888, 289),
    "Dense": (70_440, 1_317 - 80),  # Means and variances are no parameters.
    "Inception": (41_542, 251),
    "ConvNext": (16_552, 1_141),
    "UNet": (149_680, 1_010),
    "Enlarged": (522_240, 2_108),
    "Attention": (15_160, 885),
}


@pytest.mark.filterwarnings("ignore:no rule for ReduceMean")
@pytest.mark.parametrize("name", COSTS)
@pytest.mark.parametrize("exporter", ["opset 11", "opset 17", "dynamo"])
def test_an_exported_network_costs_the_same_by_any_exporter(name, exporter):
    net = cnnlib.read_onnx(EXPORTED[f"{name}, {exporter}: model"].tobytes())
    report = cnnlib.count(net, net.input_size, "macs")
    assert (report.total_flops, report.total_params) == COSTS[name]
