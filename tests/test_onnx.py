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
    said = "^no rule for Einsum at einsum, einsum_1: counted as 0$"
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


def test_dropout_in_training_is_counted_as_no_layer():
    constants = "float r = {0.5}, bool t = {1}"
    assert kinds(read("d, m = Dropout (x, r, t) y = Flatten (d)", constants=constants)) == [
        "Flatten"
    ]


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


def test_an_export_of_keras_computes_what_keras_does():
    keras = np.load(FILES / "keras.npz")
    net = cnnlib.read_onnx(keras["model"].tobytes(), weights=True)
    assert np.abs(net(keras["x"]) - keras["y"]).max() < 1e-4 * np.abs(keras["y"]).max()
    # By Keras: its kernels times the planes that its layers return.
    assert cnnlib.count(net, net.input_size, "macs").total_flops == 14804


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


@pytest.mark.parametrize(
    ("body", "others", "words"),
    [
        ("y = Relu (z)", {}, r"(Relu) reads 'z', which nothing before it makes"),
        ("y = Conv (x, w)", {"constants": "float[2,4,1,1] w = {1,2,3,4,5,6,7,8}"},
         "Conv at conv: conv: input must have in_channels 4, got 3"),
        ("y = Relu (x)", {"inputs": "float[N,3,H,W] x"},
         "input 'x' leaves sizes open: (N, 3, H, W); give input_size, or --input 1,3,224,224"),
        ("y = Relu (x)", {"size": (1, 3, 8)},
         "input_size must have 4 sizes, as input 'x' has: (N, 3, 8, 8); got (1, 3, 8)"),
        ("y = Relu (x)", {"opset": 6}, "it is of opset 6; 7 and later are read"),
        ("y = Relu (x)", {"size": (0, 3, 8, 8)}, "input_size must be at least 1 on every axis"),
        ("y = Slice (x)", {}, "operator 0 is malformed: "),
        ("y = Identity (c)", {"constants": "float[2] c = {1, 2}"}, "nothing that it returns"),
    ],
)  # fmt: skip
def test_a_model_that_makes_no_network_gets_a_sentence(body, others, words):
    with pytest.raises(ValueError, match=re.escape(words)):
        read(body, **others)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((3,), "path must be a path, bytes or a file, got 3 (int)"),
        ((b"", "yes"), "weights must be True or False, got 'yes'"),
        ((b"", False, 224), "input_size must be a sequence of sizes such as (1, 3, 224, 224), got"),
    ],
)
def test_an_argument_that_makes_no_sense_is_refused(arguments, words):
    with pytest.raises(TypeError, match=re.escape(words)):
        cnnlib.read_onnx(*arguments)


@pytest.mark.parametrize(
    ("body", "types"),
    [
        ("a = Sigmoid (x) y = Mul (x, a)", ["SiLU"]),
        ("a = HardSigmoid <alpha = 0.16666667> (x) y = Mul (a, x)", ["Hardswish"]),
        ("a = Add (x, three) b = Clip (a, zero, six) c = Mul (x, b) y = Div (c, six)",
         ["Hardswish"]),
        ("a = Add (x, three) b = Clip (a, zero, six) y = Div (b, six)", ["Hardsigmoid"]),
        ("a = Div (x, root) b = Erf (a) c = Add (b, one) d = Mul (x, c) y = Mul (d, half)",
         ["GELU"]),
        ("a = Clip (x, zero, six) y = Identity (a)", ["ReLU6"]),
        ("a = GlobalMaxPool (x) y = Flatten (a)", ["AdaptiveMaxPool2D", "Flatten"]),
        ("y = ReduceMean <axes = [-2, -1], keepdims = 0> (x)", ["AdaptiveAvgPool2D", "Flatten"]),
        ("a = Reshape (x, apart) b = Transpose <perm = [0, 2, 1, 3, 4]> (a) y = Reshape (b, back)",
         ["ChannelShuffle"]),
        ("a, b = Split <axis = 1> (x, parts) y = Concat <axis = 1> (b, a)",
         ["Slice", "Slice", "Concat"]),
        ("y = Pad (x, frame)", ["Pad2D"]),
        ("y = DepthToSpace <blocksize = 2, mode = \"CRD\"> (x)", ["PixelShuffle"]),
        ("s = Shape (x) n = Gather (s, start) m = Unsqueeze (n, first) r = Concat <axis = 0> "
         "(m, rest) y = Reshape (x, r)", ["Flatten"]),
    ],
)  # fmt: skip
def test_operators_that_belong_together_are_one_layer(body, types):
    constants = (
        "float three = {3}, float zero = {0}, float six = {6}, float root = {1.4142135},"
        "float one = {1}, float half = {0.5}, int64[5] apart = {0, 2, 2, 8, 8},"
        "int64[4] back = {0, 4, 8, 8}, int64[2] parts = {1, 3}, int64 start = {0},"
        "int64[1] first = {0},"
        "int64[8] frame = {0, 0, 1, 1, 0, 0, 2, 2}, int64[1] rest = {-1}"
    )
    net = read(body, inputs="float[N,4,8,8] x", constants=constants)
    assert kinds(net) == types


def test_a_layer_that_works_in_two_places_is_one_and_equal_arrays_count_once():
    constants = "float[3,3,1,1] w = {1,2,3,4,5,6,7,8,9}, float[3] b = {1,2,3}"
    net = read("a = Conv (x, w, b) y = Conv (a, w, b)", constants=constants)
    assert net["conv"] is net["conv_1"]
    assert cnnlib.count(net, net.input_size).total_params == 12
    constants += ", float[3,3,1,1] v = {1,2,3,4,5,6,7,8,9}"
    net = read("a = Conv (x, w, b) y = Conv (a, v, b)", constants=constants)
    assert cnnlib.count(net, net.input_size).total_params == 9 + 3 + 9
    assert [array.shape for array in net["conv_1"].parameters()] == [(3, 3, 1, 1), (3,)]
    with pytest.warns(UserWarning, match="goes without 3 parameters, or keeps them with another"):
        described, _ = cnnlib.description.from_json(cnnlib.description.to_json(net))
    assert cnnlib.count(described, net.input_size).total_params == 9 + 3 + 9 + 3


def test_a_quantized_file_is_counted_and_does_not_compute():
    constants = "float s = {0.5}, uint8 z = {0}, int8[2,3,1,1] w = {1,2,3,4,5,6}, int8 q = {0}"
    body = "a = QuantizeLinear (x, s, z) b = QLinearConv (a, s, z, w, s, q, s, z) "
    body += "y = DequantizeLinear (b, s, z)"
    net = read(body, constants=constants)
    report = cnnlib.count(net, net.input_size, "macs")
    assert (report.total_flops, report.total_params) == (2 * 3 * 64, 6)
    with pytest.raises(ValueError, match="which cnnlib does not compute: weights=False counts it"):
        cnnlib.read_onnx(model(body, constants=constants), weights=True)


def test_another_input_and_a_constant_are_given_to_a_network():
    inputs = "float[N,3,8,8] x, float[N,3,1,1] gate"
    net = read("a = Mul (x, gate) y = Concat <axis = 1> (a, c)", inputs=inputs,
               constants="float[1,1,8,8] c = {" + ",".join(["1"] * 64) + "}")  # fmt: skip
    assert kinds(net) == ["Given", "Multiply", "Given", "Concat"]
    report = cnnlib.count(net, net.input_size)
    assert (report.rows[-1].output_shape, report.total_params) == ((1, 4, 8, 8), 64)


def test_weights_that_lie_elsewhere_are_read_where_they_are_asked_for(tmp_path):
    small = onnx.ModelProto.FromString(EXPORTED["Residual, opset 17: model"].tobytes())
    onnx.save(small, tmp_path / "net.onnx", save_as_external_data=True, size_threshold=0)
    net = cnnlib.read_onnx(tmp_path / "net.onnx", weights=True)
    assert np.abs(net(EXPORTED["x"]) - EXPORTED["Residual, opset 17: y"]).max() < 1e-5
    for data in {*tmp_path.iterdir()} - {tmp_path / "net.onnx"}:
        data.unlink()
    assert cnnlib.read_onnx(tmp_path / "net.onnx")["fc"].in_features == 8
    with pytest.raises(ValueError, match="net.onnx: its weights lie in another file, which cannot"):
        cnnlib.read_onnx(tmp_path / "net.onnx", weights=True)


@pytest.mark.parametrize(("convention", "flops"), [("onnx-tool", 1_488), ("onnx-opcounter", 96)])
def test_an_array_that_a_layer_reads_twice_is_one(convention, flops):
    """By onnx-tool 1.0.1 and onnx-opcounter 0.0.4: a norm that was not trained yet."""
    arrays = "float[3] s = {1, 1, 1}, float[3] b = {0, 0, 0}"
    body = "y = BatchNormalization (x, s, b, b, s)"
    net = read(body, inputs="float[1,3,4,4] x", outputs="float[1,3,4,4] y", constants=arrays)
    report = cnnlib.count(net, net.input_size, convention)
    assert (report.total_flops, report.total_params) == (flops, 6)


@pytest.mark.parametrize(
    ("name", "convention", "flops", "params"),
    [
        ("Residual", "onnx-tool", 42_605, 1_557),
        ("Swished", "onnx-tool", 37_773, 391),
        ("Dense", "onnx-tool", 153_773, 1_317),
        ("Residual", "onnx-opcounter", 41_688, 1_557),
        ("Swished", "onnx-opcounter", 16_497, 391),
    ],
)
def test_counters_of_files_are_given_as_they_count_the_file(name, convention, flops, params):
    """By onnx-tool 1.0.1 and onnx-opcounter 0.0.4, norms kept and equal arrays led to."""
    net = cnnlib.read_onnx(EXPORTED[f"{name}, opset 17: model"].tobytes())
    report = cnnlib.count(net, net.input_size, convention)
    assert (report.total_flops, report.total_params) == (flops, params)
