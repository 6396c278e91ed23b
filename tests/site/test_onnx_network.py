"""Networks that the page reads from model files, held to `cnnlib.read_onnx`, row by row."""

import base64
import json
import random
import warnings

import pytest
from onnx import parser

import cnnlib
from book import ROOT
from cnnlib.explorers.cost import handed_over
from cnnlib.layers.arithmetic import Arithmetic
from cnnlib.layers.foreign import Moved

FILES = ROOT / "tests" / "golden" / "onnx_files"
TRUTH = json.loads((FILES / "truth.json").read_text("utf-8"))
READ = """async ([files, known]) => {
  Object.assign(window, known);
  const { readModel } = await import("/onnx/model.js");
  const { networkOf } = await import("/onnx/network.js");
  const { namedLayers } = await import("/network.js");
  const { count } = await import("/network.js");
  const { Refusal } = await import("/arithmetic/refusal.js");
  const read = async (text) => {
    const bytes = Uint8Array.from(atob(text), (sign) => sign.codePointAt(0));
    const network = networkOf(await readModel(new Blob([bytes])));
    const layers = namedLayers(network.layers);
    const { rows, sources } = count(layers, network.inputSize, "macs");
    return { ...network, rows: rows.map((row, place) => [
      network.names[place], layers[place].operator ?? row.layerType, row.outputShape, row.flops,
      sources[place].map((source) => network.names[source] ?? "input"),
    ]) };
  };
  const answers = await Promise.all(files.map((file) => read(file).catch((error) => {
    if (!(error instanceof Refusal)) throw error;
    return { refused: error.message };
  })));
  return JSON.stringify(answers, (key, value) =>
    typeof value === "bigint" ? Number(value) : value);
}"""
BODY = {
    "gelu": """h = Constant <value_float = 0.5> () one = Constant <value_float = 1.0> ()
        r = Constant <value_float = 1.41421> () a = Div (x, r) b = Erf (a) c = Add (b, one)
        d = Mul (x, c) y = Mul (d, h)""",
    "hard swish": """three = Constant <value_float = 3.0> () six = Constant <value_float = 6.0> ()
        zero = Constant <value_float = 0.0> () a = Add (x, three) b = Clip (a, zero, six)
        c = Mul (x, b) y = Div (c, six)""",
    "silu read twice": "a = Sigmoid (x) b = Mul (x, a) y = Add (a, b)",
    "enlarged": """s = Constant <value_floats = [1.0, 1.0, 2.0, 2.0]> ()
        y = Resize <mode = "nearest", coordinate_transformation_mode = "asymmetric",
        nearest_mode = "floor"> (x, , s)""",
    "split": "a, b, c = Split <axis = 1, num_outputs = 3> (x) y = Concat <axis = 1> (c, a, b)",
    "reduced": """axes = Constant <value_ints = [2, 3]> () a = ReduceMean <keepdims = 0> (x, axes)
        y = ReduceSum (a)""",
    "attention": """a = Transpose <perm = [0, 1, 3, 2]> (x) b = MatMul (x, a)
        y = Softmax (b)""",
    "difference": "a = Relu (x) b = Sub (a, x) y = Tanh (b)",
    "shapes": """s = Shape (x) zero = Constant <value_ints = [0]> () n = Gather (s, zero)
        rest = Constant <value_ints = [-1]> () t = Concat <axis = 0> (n, rest)
        y = Reshape (x, t)""",
    "several outputs": "y = Relu (x) z = Flatten (x)",
    "pads": """p = Constant <value_ints = [0, 0, 1, 2, 0, 0, 1, 2]> ()
        y = Pad <mode = "reflect"> (x, p)""",
}
ARITHMETIC = {"add": "Add", "multiply": "Mul", "subtract": "Sub", "divide": "Div"}


def written(body):
    """Return a model in ONNX's own short form as a file."""
    outputs = "float[N,M] y, float[N,M] z" if "z =" in body else "float[N,M] y"
    head = f'<ir_version: 8, opset_import: ["" : 18]> g (float[N,3,8,8] x) => ({outputs})'
    return parser.parse_model(f"{head} {{ {body} }}").SerializeToString()


@pytest.fixture(scope="module")
def read(browser, modules):
    """Return a function that returns what the page reads of files."""
    page = browser.new_page()
    page.goto(f"{modules}/text/")

    def answers(*files):
        texts = [base64.b64encode(file).decode() for file in files]
        return json.loads(page.evaluate(READ, [texts, handed_over()]))

    yield answers
    page.close()


def by_cnnlib(file):
    """Return input size, rows and parameters of a file, as cnnlib reads it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # What has no rule is named among the rows.
        net = cnnlib.read_onnx(file)
        report = cnnlib.count(net, net.input_size, "macs")
    rows = [
        [row.name, operator_of(layer), list(row.output_shape), row.flops, [*map(named, inputs)]]
        for row, (_, layer, inputs) in zip(report.rows, net.wiring(), strict=True)
    ]
    return list(net.input_size), rows, report.total_params


def named(source):
    return source or "input"


def operator_of(layer):
    """Return what a row is called: a layer by its type, what moves numbers by its operator."""
    if isinstance(layer, Arithmetic):
        return ARITHMETIC[layer.operation.__name__]
    return layer.operator if isinstance(layer, Moved) else type(layer).__name__


@pytest.mark.parametrize("name", TRUTH)
def test_a_file_of_torchvision_costs_what_its_network_does(read, name):
    file = (FILES / f"{name}.onnx").read_bytes()
    (answer,) = read(file)
    size, rows, parameters = by_cnnlib(file)
    assert answer["inputSize"] == size == TRUTH[name]["input"]
    assert answer["rows"] == rows
    assert answer["weights"] == parameters == TRUTH[name]["params_file"]
    assert sum(flops for *_, flops, _ in answer["rows"]) == TRUTH[name]["macs"]
    assert answer["lost"] == []


def test_operators_become_the_rows_that_they_are_in_cnnlib(read):
    files = [written(body) for body in BODY.values()]
    for name, file, answer in zip(BODY, files, read(*files), strict=True):
        size, rows, _ = by_cnnlib(file)
        assert [answer["inputSize"], answer["rows"]] == [size, rows], name


def test_a_damaged_network_is_read_or_refused(read):
    """Whatever its attributes and shapes have become, there is a network or a sentence."""
    whole = (FILES / "shufflenet_v2_x1_0.onnx").read_bytes()
    draw = random.Random(5)
    damaged = []
    for _ in range(150):
        file = bytearray(whole)
        for _ in range(draw.choice((1, 2, 5))):
            file[draw.randrange(len(file))] = draw.randrange(256)
        damaged.append(bytes(file))
    answers = read(*damaged)
    assert 20 < sum("refused" in answer for answer in answers) < 150
