"""The explorers' arithmetic in a browser against cnnlib, on random settings: the networks."""

import contextlib
import io
import json
from typing import Any

import pytest
from draws import LAYERS, Draw
from javascript import call, compare, outcome

import cnnlib
from cnnlib.conventions import CONVENTIONS
from cnnlib.description import from_json
from cnnlib.description.types import parameters_of

LENET = [
    "Conv2D(1, 6, 3, padding=1)",
    "ReLU()",
    "MaxPool2D(2, 2)",
    "Conv2D(6, 16, 5)",
    "ReLU()",
    "MaxPool2D(2, 2)",
    "Flatten()",
    "Linear(400, 120)",
    "Linear(120, 84)",
    "Linear(84, 10)",
]


@pytest.mark.parametrize(
    ("convention", "flops"),
    [
        ("document", 347_560),
        ("paddle", 347_560),
        ("macs", 341_256),
        ("flops", 682_512),
        ("thop", 341_256),
        ("fvcore", 341_256),
        ("torchinfo", 347_774),
        ("ptflops", 347_774),
        ("ptflops-pytorch", 372_990),
        ("calflops", 701_424),
    ],
)
def test_lenet(answers, convention, flops):
    layers = f"{json.dumps(LENET)}.map(parseLayerCode)"
    (answer,) = answers([f'totals(count({layers}, [1, 1, 28, 28], "{convention}"))'])
    assert answer["value"] == {"params": 61_610, "trainableParams": 61_610, "flops": flops}


def test_program(answers):
    layers = [{"type": "MaxPool2D", "kernel_size": 2, "stride": [1, 2]}, {"type": "Flatten"}]
    (answer,) = answers([call("toCode", layers, [1, 1, 28, 28], "paddle")])
    assert answer["value"] == (
        "from cnnlib import Flatten, MaxPool2D, Sequential, count\n"
        "\n"
        "net = Sequential(\n"
        "    MaxPool2D(2, stride=(1, 2)),\n"
        "    Flatten(),\n"
        ")\n"
        'print(count(net, (1, 1, 28, 28), "paddle"))\n'
    )


def test_exact_beyond_floats(answers):
    layer = {"type": "Linear", "in_features": 2**40 + 1, "out_features": 2**40 - 1}
    (answer,) = answers([f"totals({call('count', [layer], [1, 2**40 + 1], 'macs')})"])
    assert answer["value"]["flops"] == 2**80 - 1


def test_types_and_defaults(answers):
    (answer,) = answers(["LAYER_TYPES"])
    for name, arguments in answer["value"].items():
        stated = {argument["name"]: argument.get("default", "needed") for argument in arguments}
        expected = {
            key: "needed" if parameter.default is parameter.empty else parameter.default
            for key, parameter in parameters_of(LAYERS[name]).items()
        }
        assert list(stated.items()) == list(expected.items())
    assert [*answer["value"]] == [*LAYERS]
    assert answers(["Object.keys(CONVENTIONS)"])[0]["value"] == [*CONVENTIONS]


def described(layers: list[Any]) -> cnnlib.Sequential:
    """Build layers from their description; a refusal speaks of flat networks without names."""
    try:
        return from_json(json.dumps({"layers": layers}))[0]
    except (TypeError, ValueError) as error:
        text = str(error).replace(", Residual, Sequential", "").replace("name, type", "type")
        raise type(error)(text) from error


def counted(layers, input_size, convention):
    net, problem = described(layers), None
    try:
        report = cnnlib.count(net, input_size, convention)
    except (TypeError, ValueError) as error:
        place, _, message = str(error).partition(": ")
        if not place.isdigit():
            raise
        problem = {"place": int(place), "message": message}
        report = cnnlib.count(net[: int(place)], input_size, convention)
    return {
        "convention": report.convention,
        "inputSize": report.input_size,
        "rows": [cost(row) for row in report.rows],
        "problem": problem,
        "totals": {
            "params": report.total_params,
            "trainableParams": report.trainable_params,
            "flops": report.total_flops,
        },
        "csv": report.to_csv(),
        "markdown": report.to_markdown(),
    }


def cost(row: Any) -> dict[str, Any]:
    figures = row.to_dict() | {"products": row.products}
    return {camel(name): value for name, value in figures.items()}


def camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(map(str.capitalize, rest))


def test_counting(answers):
    draw = Draw(5)
    networks = []
    for i in range(2000):
        layers, size = draw.network()
        convention = [*CONVENTIONS][i % len(CONVENTIONS)]
        networks.append([layers, draw.spoiled(size), draw.spoiled(convention, 2)])
    calls = [call("counted", *network) for network in networks]
    expected = [outcome(counted, *network) for network in networks]
    compare(answers, calls, expected, "counting")
    sound = [
        network
        for network, answer in zip(networks, expected, strict=True)
        if "value" in answer and answer["value"]["problem"] is None
    ]
    programs = answers([call("toCode", *network) for network in sound])
    for (layers, size, convention), program in zip(sound, programs, strict=True):
        with contextlib.redirect_stdout(io.StringIO()) as printed:
            exec(program["value"], {})
        assert printed.getvalue() == f"{cnnlib.count(described(layers), size, convention)}\n"
    read = answers([call("readBack", layers) for layers, *_ in sound])
    for pairs in read:
        for written, again in pairs["value"]:
            assert written == again
    print(f"counting: {len(sound)} networks as programs")
    assert len(sound) > 1000


def test_descriptions(answers):
    """A checked one builds the very layer; a wrong one is refused as from_json does."""
    draw = Draw(6)
    layers = [draw.layer(draw.shape()) for _ in range(1000)]
    for layer in layers:
        if draw.odd(60):
            draw.spoil(layer)
    calls = [call("checkLayer", layer, "layers[0]") for layer in layers]
    for layer, answer in zip(layers, answers(calls), strict=True):
        if "value" in answer:
            kind = LAYERS[answer["value"].pop("type")]
            assert [*answer["value"]] == [*parameters_of(kind)]
            answer = {"value": repr(kind(**answer["value"]))}
        assert answer == outcome(built, layer), layer


def built(layer: dict[str, Any]) -> str:
    return repr(described([layer])[0])


def test_shapes(answers):
    draw = Draw(7)
    calls, expected = [], []
    for _ in range(1000):
        shape = draw.shape()
        layer = draw.layer(draw.shape() if draw.odd(10) else shape)
        shape = draw.spoiled(shape, 5)
        calls.append(call("layerShape", layer, shape))
        expected.append(outcome(output_shape, layer, shape))
    compare(answers, calls, expected, "shapes")


def output_shape(layer: dict[str, Any], shape: Any) -> Any:
    settings = {key: value for key, value in layer.items() if key != "type"}
    shape = tuple(shape) if isinstance(shape, list) else shape
    return LAYERS[layer["type"]](**settings).output_shape(shape)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("Conv2D(1, 6", "cannot read 'Conv2D(1, 6': expected , or ) at its end"),
        ("Linear(2 4)", "cannot read 'Linear(2 4)': expected , or ) before '4)'"),
        ("Linear(2, x)", "cannot read 'Linear(2, x)': expected a value before 'x)'"),
        ("ReLU", "cannot read 'ReLU': expected ( at its end"),
        ("ReLU() +", "cannot read 'ReLU() +': expected the end before '+'"),
        ("ReLU(1)", "cannot read 'ReLU(1)': expected at most 0 values before '1)'"),
        ("Dropout(p=1, p=1)", "cannot read 'Dropout(p=1, p=1)': expected p only once before '1)'"),
        (
            "Linear(in_features=2, 4)",
            "cannot read 'Linear(in_features=2, 4)': expected a name for every later value "
            "before '4)'",
        ),
        ("", "cannot read '': expected the name of a layer at its end"),
        ("Conv2d(1)", 'no type "Conv2d": did you mean Conv2D?'),
    ],
)
def test_code_that_cannot_be_read(answers, text, message):
    assert answers([call("parseLayerCode", text)]) == [{"refused": ["ValueError", message]}]


def test_code_in_every_form(answers):
    text = " Conv2D( 1, 6, (3), [1,2], padding=((0,0),(0,0),(1,1),(2,2),), padding_mode='zeros') "
    (answer,) = answers([call("parseLayerCode", text)])
    assert answer["value"] == {
        "type": "Conv2D",
        "in_channels": 1,
        "out_channels": 6,
        "kernel_size": 3,
        "stride": [1, 2],
        "padding": [[0, 0], [0, 0], [1, 1], [2, 2]],
        "padding_mode": "zeros",
    }
