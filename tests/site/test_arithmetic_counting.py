"""The explorers' arithmetic in a browser against cnnlib, on random settings: the networks."""

import contextlib
import io
import itertools
import json
import re
from collections import Counter
from typing import Any

import pytest
from draws import JOINS, LAYERS, PLAIN, Draw
from javascript import call, compare, outcome, same

import cnnlib
from cnnlib.conventions import CONVENTIONS
from cnnlib.description.types import parameters_of
from cnnlib.explorers._rows import described, network_of

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
        ("torchprofile", 341_256),
        ("deepspeed", 701_424),
        ("onnx-tool", 360_382),
        ("onnx-opcounter", 349_536),
        ("jax", 696_078),
        ("tensorflow", 695_334),
    ],
)
def test_lenet(answers, convention, flops):
    layers = f"{json.dumps(LENET)}.map(parseLayerCode)"
    (answer,) = answers([f'totals(count({layers}, [1, 1, 28, 28], "{convention}"))'])
    totals = {"params": 61_610, "trainableParams": 61_610, "flops": flops}
    assert answer["value"] == {**totals, "activationBytes": 59_192}


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


def test_program_of_a_graph(answers):
    code = ["a=Conv2D(3, 8, 3, padding=1)", "ReLU()", "b=Conv2D(8, 8, 1)", "Add(b, a)", "Flatten()"]
    (answer,) = answers([f"toCode({json.dumps(code)}.map(parseLayerCode), [1, 3, 8, 8], 'macs')"])
    assert answer["value"] == (
        "from cnnlib import Add, Conv2D, Flatten, Graph, ReLU, count\n"
        "\n"
        "net = Graph(\n"
        '    ("a", Conv2D(3, 8, 3, padding=1)),\n'
        "    ReLU(),\n"
        '    ("b", Conv2D(8, 8, 1)),\n'
        '    ("3", Add(), "b", "a"),\n'
        "    Flatten(),\n"
        ")\n"
        'print(count(net, (1, 3, 8, 8), "macs"))\n'
    )


def test_every_type_has_a_rule_for_its_shapes(answers):
    (answer,) = answers(
        ["Object.keys(LAYER_TYPES).map((type) => [type, typeof familyOf({ type }).shape])"]
    )
    assert answer["value"] == [[name, "function"] for name in PLAIN]


def test_a_new_elementwise_layer_is_counted_without_a_line_of_its_own(answers):
    """What Python hands over is all that JavaScript knows of a type, and of a convention."""
    new = {
        "arguments": [{"name": "slope", "kind": "share", "default": 0.01}],
        **{"parameters": {}, "statistics": {}, "shape": "same", "inputs": 1},
    }
    rule = {"source": "", "counts_statistics": False, "rules": {"Leaky": "3 inputs + outputs"}}
    _, _, counted, written, refused = answers(
        [
            f"LAYER_TYPES.Leaky = {json.dumps(new)}",
            f"CONVENTIONS.mine = {json.dumps(rule)}",
            "count([parseLayerCode('Leaky(slope=0.5)')], [2, 3, 4, 5], 'mine').rows[0].formula",
            "layerCode({ type: 'Leaky', slope: 0.5 })",
            "checkLayer({ type: 'Leaky', slope: 2 })",
        ]
    )
    answers(["delete LAYER_TYPES.Leaky", "delete CONVENTIONS.mine"])
    assert counted["value"] == "2 × (3 × 3 × 4 × 5 + 3 × 4 × 5)"
    assert written["value"] == "Leaky(slope=0.5)"
    assert refused["refused"] == ["ValueError", "slope must lie between 0 and 1, got 2"]


def test_where_ways_meet_the_widest_field_and_the_longest_jump_go_on(answers):
    code = [
        "a=Conv2D(1, 1, 3, padding=1)",
        "b=MaxPool2D(2, stride=1, padding='SAME')",
        "Conv2D(a, 1, 1, 5, padding=2)",
        "Add(b)",
        "c=MaxPool2D(input, 2)",
        "d=Conv2D(input, 1, 1, 5, stride=2, padding=2)",
        "Concat(c, d)",
        "Conv2D(2, 1, 3)",
    ]
    code[3] = "Add(b, e)"
    code[2] = "e=" + code[2]
    layers = f"{json.dumps(code)}.map(parseLayerCode)"
    (answer,) = answers([f"count({layers}, [1, 1, 32, 32]).rows.map((row) => row.receptiveField)"])
    # 3, then 4; beside it 3 + 4 = 7. Windows of 2 and of 5 pixels, each 2 apart: 5 + 2 · 2 = 9.
    assert answer["value"] == [[n, n] for n in (3, 4, 7, 7, 2, 5, 5, 9)]


def counted(layers, input_size, convention):
    net, problem = network_of(layers), None
    try:
        report = cnnlib.count(net, input_size, convention)
    except (TypeError, ValueError) as error:
        name, _, message = str(error).partition(": ")
        names = [name for name, _ in net.children()]
        if name not in names:
            raise
        place = names.index(name)
        problem = {"place": place, "message": message}
        report = cnnlib.count(network_of(layers[:place]), input_size, convention)
    return {
        "convention": report.convention,
        "unit": report.unit,
        "inputSize": report.input_size,
        "rows": [cost(row) for row in report.rows],
        "problem": problem,
        "totals": {
            "params": report.total_params,
            "trainableParams": report.trainable_params,
            "flops": report.total_flops,
            "activationBytes": report.activation_bytes,
        },
        "live": [row.live_bytes for row in report.rows],
        "csv": report.to_csv(),
        "markdown": report.to_markdown(),
    }


def cost(row: Any) -> dict[str, Any]:
    figures = row.to_dict() | {"inputs": row.inputs, "products": row.products}
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
    expected = [unhinted(outcome(counted, *network)) for network in networks]
    compare(plainly(answers), calls, expected, "counting")
    sound = [
        network
        for network, answer in zip(networks, expected, strict=True)
        if "value" in answer and answer["value"]["problem"] is None and all_read(network[0])
    ]
    programs = answers([call("toCode", *network) for network in sound])
    for (layers, size, convention), program in zip(sound, programs, strict=True):
        with contextlib.redirect_stdout(io.StringIO()) as printed:
            exec(program["value"], {})
        assert printed.getvalue() == f"{cnnlib.count(network_of(layers), size, convention)}\n"
    read = answers([call("readBack", layers) for layers, *_ in sound])
    for pairs in read:
        for written, again in pairs["value"]:
            assert written == again
    joined = sum(any(entry["type"] in JOINS for entry in layers) for layers, *_ in sound)
    print(f"counting: {len(sound)} networks as programs, {joined} of them with joins")
    assert len(sound) > 800
    assert joined > 150


def test_what_ways_padded_unevenly_see_together(answers):
    ways = [
        ("Conv2D", {"in_channels": 1, "out_channels": 1, "kernel_size": 2, "padding": "SAME"}),
        (
            "Conv2D",
            {"in_channels": 1, "out_channels": 1, "kernel_size": 4, "padding": [2, 1, 1, 2]},
        ),
        ("AvgPool2D", {"kernel_size": 2, "stride": 1, "padding": [1, 0, 0, 1]}),
        ("MaxPool2D", {"kernel_size": 3, "stride": 1, "padding": 1}),
    ]
    shift = [{"type": "Pad2D", "padding": [0, 3, 2, 0]}, {"type": "Slice", "start": 3, "axis": 2}]
    shift += [{"type": "Slice", "stop": -2, "axis": 3}]
    calls, expected, fields = [], [], []
    for (one, its), (other, others) in itertools.combinations(ways, 2):
        layers = [
            {"type": one, "name": "a", **its},
            {"type": other, "name": "b", "inputs": ["input"], **others},
            *({**each, "name": f"s{place}"} for place, each in enumerate(shift)),
            {"type": "Add", "inputs": ["a", "s2"]},
            {"type": "Conv2D", "in_channels": 1, "out_channels": 1, "kernel_size": 3, "stride": 2},
        ]
        calls.append(call("counted", layers, [1, 1, 21, 21], "macs"))
        expected.append({"value": counted(layers, [1, 1, 21, 21], "macs")})
        fields.append(expected[-1]["value"]["rows"][-1]["receptiveField"])
    assert all(map(same, answers(calls), expected))
    # Rows 0 and 1 of one way and 1 to 4 of the other, columns 0 and 1 and −3 to 0; then 2 more.
    assert fields[0] == (7, 7)


def test_rows_can_be_changed_and_each_goes_on_reading_what_it_read(answers):
    """The page keeps a list as cnnlib would describe it, whatever is put in, moved or taken out."""
    draw = Draw(8)
    networks = []
    while len(networks) < 300:
        layers, size = draw.network()
        with contextlib.suppress(TypeError, ValueError):
            networks.append((layers, list(described(layers))))
    found = answers([call("edits", layers) for layers, _ in networks])
    refusals, changes = Counter(), 0
    for (layers, tidy), answer in zip(networks, found, strict=True):
        assert ties(answer["value"]["layers"]) == ties(tidy), layers
        for result in answer["value"]["results"]:
            if "refused" in result:
                refusals[re.sub(r"\d+", "…", result["refused"][1])] += 1
                continue
            changes += 1
            # Where each is read, putting in and taking out changes nothing, nor does moving back.
            assert result["restored"] or not all_read(tidy), (tidy, result)
            assert ties(result["layers"]) == ties(described(result["layers"])), tidy
    print(f"edits: {changes} changes, refused: {dict(refusals)}")


def ties(layers):
    return [(entry["type"], entry.get("name"), entry.get("inputs")) for entry in layers]


def all_read(layers):
    """Tell whether each layer but the last is read: only then does cnnlib make a Graph of them."""
    names = [entry.get("name", str(place)) for place, entry in enumerate(layers)]
    read = {name for entry in layers for name in entry.get("inputs", [])}
    following = zip(names, layers[1:], strict=False)
    return all(name in read or not entry.get("inputs") for name, entry in following)


def unhinted(answer):
    """Take out of a refusal which names there are, or what may have been meant."""
    if "value" in answer:
        return answer
    kind, message = answer["refused"]
    return {"refused": [kind, re.sub(r": (there are|did you mean) .*", "", message)]}


def plainly(answers):
    """Return a function that answers as `answers`, without hints: JavaScript guesses nothing."""
    return lambda calls: [unhinted(answer) for answer in answers(calls)]


def test_descriptions(answers):
    """A checked one builds the very layer; a wrong one is refused as from_json does."""
    draw = Draw(6)
    layers = [draw.layer(draw.shape()) for _ in range(1000)]
    for layer in layers:
        if draw.odd(60):
            draw.spoil(layer)
    calls = [call("checkLayer", layer, "layers[0]") for layer in layers]
    for layer, answer in zip(layers, plainly(answers)(calls), strict=True):
        if "value" in answer:
            kind = LAYERS[answer["value"].pop("type")]
            ties = {key: answer["value"].pop(key, None) for key in ("name", "inputs")}
            assert ties == {key: layer.get(key) or None for key in ("name", "inputs")}
            assert [*answer["value"]] == [*parameters_of(kind)]
            answer = {"value": repr(kind(**answer["value"]))}
        bare = {key: value for key, value in layer.items() if key not in ("name", "inputs")}
        # Alone a layer can read nothing: what it reads is for its network to refuse.
        alone = layer if refused_ties(layer) else bare
        assert answer == unhinted(outcome(built, alone)), layer


def refused_ties(layer: dict[str, Any]) -> bool:
    """Tell whether a name is no text, or what is read is no list of texts."""
    inputs = layer.get("inputs", [])
    texts = isinstance(inputs, list) and all(isinstance(each, str) for each in inputs)
    return not texts or not isinstance(layer.get("name", ""), str)


def built(layer: dict[str, Any]) -> str:
    return repr(network_of([layer])[0])


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("a=ReLU();a=ReLU();", "layers must have different names, got 'a' twice"),
        ("append=ReLU();", "name must be a word that is free, such as a or skip_1, got 'append'"),
        ("Add(b,input);", "0 reads 'b', which does not stand before it: there are input"),
        ("b=Add(b,input);", "b reads 'b', which does not stand before it: there are input"),
        (
            "a=ReLU();ReLU(a,input);",
            "1 reads a and input, but ReLU takes one input: join them before it, with Add, Concat, "
            "MatMul or Multiply",
        ),
    ],
)
def test_what_cannot_be_wired_is_refused(answers, code, message):
    layers = f"{json.dumps(code.split(';')[:-1])}.map(parseLayerCode)"
    (answer,) = answers([f"count({layers}, [1, 2])"])
    assert answer == {"refused": ["ValueError", message]}


def test_shapes(answers):
    draw = Draw(7)
    calls, expected = [], []
    for _ in range(1000):
        shape = draw.shape()
        layer = draw.layer(draw.shape() if draw.odd(10) else shape)
        shape = draw.spoiled(shape, 5)
        calls.append(call("shapeBehind", layer, shape))
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
    ],
)
def test_code_that_cannot_be_read(answers, text, message):
    assert answers([call("parseLayerCode", text)]) == [{"refused": ["ValueError", message]}]


def test_a_type_that_is_none_is_answered_by_those_there_are(answers):
    (answer,) = answers([call("parseLayerCode", "Conv2d(1)")])
    assert answer["refused"][1].startswith('no type "Conv2d": there are AdaptiveAvgPool2D, Adapti')


def test_names_of_rows_and_what_they_read(answers):
    (answer,) = answers([call("parseLayerCode", " skip_1 = Concat( a, input ,b, axis = 2) ")])
    assert answer["value"] == {
        "type": "Concat",
        "axis": 2,
        "name": "skip_1",
        "inputs": ["a", "input", "b"],
    }


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
