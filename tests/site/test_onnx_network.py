"""Networks that the page reads from model files, held to `cnnlib.read_onnx`, row by row."""

import base64
import json
import warnings

import pytest

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
  const { namedLayers } = await import("/cost/wiring.js");
  const { count } = await import("/network.js");
  const { Refusal } = await import("/arithmetic/checks.js");
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
ARITHMETIC = {"add": "Add", "multiply": "Mul", "subtract": "Sub", "divide": "Div"}


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
