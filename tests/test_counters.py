"""The counters' own answers, written by `make golden`: cnnlib gives each to the last unit."""

import ast
import json
from pathlib import Path

import pytest
from layer_cases.counted import CONVENTIONS as COLUMNS
from layer_cases.counted import NAMES, PARTINGS

import cnnlib
from cnnlib.conventions import CONVENTIONS

GOLDEN = json.loads((Path(__file__).parent / "golden" / "counters.json").read_text("utf-8"))
NETWORKS = [*cnnlib.models.KNOWN]
# All but the rules on paper.
TOOLS = [name for name in COLUMNS if name in GOLDEN["versions"]]

TYPE = {name: layer_type for layer_type, names in NAMES.items() for name in names}


# What cnnlib counts where a warning has what the tool said: a scale's parameters, which thop does
# not know, and the biases over tokens, which onnx-opcounter adds once.
APART = {
    ("ConvNeXtTiny", "thop"): {"params": 28_589_128},
    ("ConvNeXtTiny", "onnx-opcounter"): {"flops": 4_505_715_648},
}


@pytest.fixture(scope="module", params=NETWORKS)
def network(request):
    """Return what the tools say of a network, and what cnnlib says."""
    said = GOLDEN["networks"][request.param]
    return said, cnnlib.compare(getattr(cnnlib, request.param)(), said["input"]), request.param


def test_all_tools_have_answered_for_all_networks():
    assert set(GOLDEN["networks"]) == set(NETWORKS)
    assert set(GOLDEN["versions"]) == set(TOOLS)
    for said in GOLDEN["networks"].values():
        assert set(said) == {"input", *TOOLS}


@pytest.mark.parametrize("tool", TOOLS)
def test_a_convention_names_the_version_that_was_asked(tool):
    assert GOLDEN["versions"][tool] in CONVENTIONS[tool].source


@pytest.mark.parametrize("tool", TOOLS)
def test_a_network_costs_what_the_tool_says(network, tool):
    said, comparison = network[0][tool], network[1][tool]
    if said["flops"] is None:
        return  # PyTorch's exporter has no ChannelShuffle.
    said = said | APART.get((network[2], tool), {})
    if tool == "jax":  # It adds in 32-bit floats, which hold whole numbers up to 2 ** 24.
        assert comparison.total_flops == pytest.approx(said["flops"], rel=1e-5)
        assert said["flops"] > 2**24 or comparison.total_flops == said["flops"]
    else:
        assert comparison.total_flops == said["flops"]
    # PyTorch's own counter does not count them.
    assert ("params" in said) == (tool not in ("flops", "torchprofile", "jax", "tensorflow"))
    assert comparison.total_params == said.get("params", comparison.trainable_params)


@pytest.mark.parametrize("tool", [t for t in TOOLS if "by_type" in GOLDEN["networks"]["LeNet"][t]])
def test_each_type_of_layer_costs_what_the_tool_says(network, tool):
    said, comparison = network[0][tool]["by_type"], network[1][tool]
    counted = {kind: flops for kind, flops in comparison.flops_by_type.items() if flops}
    if {"conv", "aten.convolution"} & said.keys():  # One operator is both.
        counted["Conv2D"] += counted.pop("Conv2DTranspose", 0)
    assert counted == {TYPE[name]: flops for name, flops in said.items()}


def test_what_ptflops_counts_twice(network):
    said, comparison = network[0]["ptflops-pytorch"], network[1]["ptflops-pytorch"]
    twice = ("ReLU", "GELU", "MaxPool2D", "AvgPool2D", "AdaptiveAvgPool2D")
    functions = sum(comparison.flops_by_type.get(kind, 0) for kind in twice) // 2
    functions += comparison.flops_by_type.get("SiLU", 0)
    assert said["flops"] - said["hooks"] == functions


CONV = cnnlib.Conv2D(3, 8, 3, padding=1)
LAYERS = {
    "LeNet, 8 images": (cnnlib.LeNet(), (8, 1, 28, 28)),
    "Conv2d, padding 1": (CONV, (1, 3, 32, 32)),
    "Conv2d, padding same": (cnnlib.Conv2D(3, 8, 3, padding="same"), (1, 3, 32, 32)),
    "Conv2d 2x2, padding same": (cnnlib.Conv2D(3, 8, 2, padding="same"), (1, 3, 32, 32)),
    "BatchNorm2d": (cnnlib.BatchNorm2D(3), (1, 3, 32, 32)),
    "BatchNorm2d, training": (cnnlib.BatchNorm2D(3).train(), (1, 3, 32, 32)),
    "nn.Linear": (cnnlib.Linear(6, 4), (7, 6)),
    "F.linear": (cnnlib.Linear(6, 4), (7, 6)),
    "nn.Linear, sequence": (cnnlib.Linear(6, 4), (2, 7, 6)),
    "nn.ReLU": (cnnlib.ReLU(), (1, 3, 32, 32)),
    "F.relu": (cnnlib.ReLU(), (1, 3, 32, 32)),
    "nn.ReLU6": (cnnlib.ReLU6(), (1, 3, 32, 32)),
    "x + x": (cnnlib.Residual(cnnlib.Sequential()), (1, 3, 32, 32)),
    "torch.add(x, x)": (cnnlib.Residual(cnnlib.Sequential()), (1, 3, 32, 32)),
    "AdaptiveAvgPool2d 3 of 11": (cnnlib.AdaptiveAvgPool2D(3), (1, 3, 11, 11)),
}


@pytest.mark.parametrize("case", LAYERS)
def test_what_a_tool_makes_of_another_way_to_write_it(case):
    said = GOLDEN["cases"][case]
    ours = {tool: cnnlib.count(*LAYERS[case], tool).total_flops for tool in said}
    assert list(GOLDEN["cases"]) == list(LAYERS)
    assert set(said) == {*TOOLS} - {"paddle", "jax", "tensorflow"}
    parted = {tool: (said[tool], ours[tool]) for tool in said if said[tool] != ours[tool]}
    assert parted == {tool: both for (name, tool), both in PARTINGS.items() if name == case}


def literals(path, cell_id):
    """Return the names that a cell of a notebook sets to literals, with their values."""
    cells = json.loads(path.read_text("utf-8"))["cells"]
    (source,) = ("".join(cell["source"]) for cell in cells if cell["id"] == cell_id)
    statements = (node for node in ast.parse(source).body if isinstance(node, ast.Assign))
    # Not literal_eval, which refuses the stars that cut a long row.
    return {
        node.targets[0].id: eval(compile(ast.Expression(node.value), path.name, "eval"))
        for node in statements
    }


def test_the_page_shows_what_the_tools_say(root):
    page = root / "chapters" / "ten-counters.ipynb"
    shown = literals(page, "measured")
    assert shown["versions"].items() <= GOLDEN["versions"].items()
    assert list(shown["measured"]) == ["LeNet", "VGG16", "ResNet50", "MobileNetV2"]
    for network, numbers in shown["measured"].items():
        said = GOLDEN["networks"][network]
        assert numbers == [said[tool]["flops"] for tool in shown["versions"]], network


def test_the_page_shows_what_the_tools_say_of_small_modules(root):
    page = root / "chapters" / "ten-counters.ipynb"
    shown, tools = literals(page, "cases"), [*literals(page, "measured")["versions"]][:8]
    assert len(shown["cases"]) == 14
    for case, numbers in shown["cases"].items():
        assert numbers == [GOLDEN["cases"][case][tool] for tool in tools[1:]], case
    assert shown["lenet_hooks_alone"] == GOLDEN["networks"]["LeNet"]["ptflops-pytorch"]["hooks"]
