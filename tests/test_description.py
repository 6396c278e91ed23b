"""Networks as JSON: every built-in network and random ones there and back, and what is refused."""

import json
import re
from contextlib import suppress
from copy import deepcopy

import pytest
from hypothesis import given
from hypothesis import strategies as st
from layer_cases import CASES, of

import cnnlib
from cnnlib import (
    Linear,
    ReLU,
    Residual,
    Sequential,
)
from cnnlib.conventions import CONVENTIONS
from cnnlib.description import from_json, to_json
from cnnlib.description.types import schema

SMALL = """{
  "input_size": [1, 1, 8, 8],
  "layers": [
    {"name": "conv", "type": "Conv2D", "in_channels": 1, "out_channels": 2, "kernel_size": 3},
    {
      "type": "Residual",
      "body": {
        "type": "Sequential",
        "layers": [
          {"type": "Conv2D", "in_channels": 2, "out_channels": 2, "kernel_size": 1, "bias": false},
          {"type": "BatchNorm2D", "num_features": 2}
        ]
      },
      "shortcut": {"type": "ReLU"}
    },
    {"type": "MaxPool2D", "kernel_size": [2, 3], "padding": "SAME"},
    {"name": "flat", "type": "Flatten"},
    {"type": "Linear", "in_features": 12, "out_features": 4}
  ]
}"""


def test_a_description_becomes_the_network_it_describes():
    net, input_size = from_json(SMALL)
    assert input_size == (1, 1, 8, 8)
    assert (
        repr(net)
        == """Sequential(
  (conv): Conv2D(1, 2, kernel_size=[3, 3], data_format=NCHW)
  (1): Residual(
    (body): Sequential(
      (0): Conv2D(2, 2, kernel_size=[1, 1], bias=False, data_format=NCHW)
      (1): BatchNorm2D(num_features=2, momentum=0.9, epsilon=1e-05)
    )
    (shortcut): ReLU()
  )
  (2): MaxPool2D(kernel_size=[2, 3], stride=[2, 3], padding='SAME')
  (flat): Flatten(start_axis=1, stop_axis=-1)
  (4): Linear(in_features=12, out_features=4, dtype=float32)
)"""
    )
    report = cnnlib.count(net, input_size, "macs")
    # 2·1·3·3·6·6 + 2·2·1·1·6·6 + 12·4, and 20 + 4 + 4 + 52 parameters that are trained.
    assert (report.total_flops, report.trainable_params) == (648 + 144 + 48, 80)


def test_a_description_is_written_one_plain_layer_a_line():
    assert to_json(*from_json(SMALL)) == SMALL


def test_bytes_are_read_as_any_editor_saves_them():
    for encoding in ("utf-8", "utf-8-sig", "utf-16"):
        net, _ = from_json('{"layers": [{"name": "卷积{", "type": "ReLU"}]}'.encode(encoding))
        assert [name for name, _ in net.children()] == ["卷积{"]
    assert '"卷积{"' in to_json(net)


@pytest.mark.parametrize("name", cnnlib.models.__all__)
def test_a_known_network_comes_back_the_same(name):
    net = getattr(cnnlib, name)()
    size = (2, *net.input_size[1:])
    text = to_json(net, size)
    back, input_size = from_json(text)
    assert input_size == size
    container = "Sequential" if isinstance(net, Sequential) else "Graph"
    assert repr(back) == repr(net).replace(f"{name}(", f"{container}(", 1)
    assert cnnlib.compare(back, size) == cnnlib.compare(net, size)
    assert cnnlib.count(back, size) == cnnlib.count(net, size)
    assert to_json(back, size) == text


whole = st.integers(1, 5)
flags = st.booleans()
plain = st.one_of(
    settings.map(lambda drawn, kind=kind: kind(**drawn)) for kind, settings in of("settings")
)
names = st.text(max_size=4).filter(lambda name: name and "." not in name).map("n_{}".format)


def networks(layer):
    named = st.dictionaries(names, layer, max_size=3).map(lambda parts: [*parts.items()])
    return st.builds(lambda parts: Sequential(*parts), st.lists(layer, max_size=3) | named)


layers = st.recursive(
    plain, lambda part: networks(part) | st.builds(Residual, part, st.none() | part), max_leaves=4
)


def settings(layer):
    """Return everything that a layer was built with, its parts included."""
    kept = {k: v for k, v in vars(layer).items() if k not in ("_sequence", "body", "shortcut")}
    return type(layer), kept, [(name, settings(part)) for name, part in layer.children()]


@given(networks(layers), st.none() | st.lists(whole, min_size=1).map(tuple))
def test_any_network_comes_back_with_all_its_settings(net, input_size):
    back, size = from_json(to_json(net, input_size))
    assert settings(back) == settings(net)
    assert size == input_size


def test_fifty_layers_in_one_another_still_count():
    text = '{"type": "ReLU"}'
    for _ in range(50):
        text = f'{{"type": "Residual", "body": {text}}}'
    net, _ = from_json(f'{{"layers": [{text}]}}')
    assert len(cnnlib.compare(net, (1, 2)).rows) == len(CONVENTIONS)
    assert repr(from_json(to_json(net))[0]) == repr(net)


class Doubled(Sequential):
    """A network that is more than its parts."""

    def forward(self, x):
        return 2 * super().forward(x)


def around_itself():
    net = Sequential(("part", ReLU()))
    net.part = net
    return net


SHARED = Linear(4, 4)


@pytest.mark.parametrize(
    ("net", "message"),
    [
        (ReLU(), "net must be a Sequential or a Graph, got ReLU(): put it into one"),
        (Sequential(("a", SHARED), ReLU(), Sequential(SHARED)), "a and 2.0 are one layer: a descr"),
        (Sequential(Residual(SHARED, SHARED)), "0.body and 0.shortcut are one layer"),
        (Doubled(ReLU()), "net must be one of AdaptiveAvgPool2D, "),
        (Sequential(("twice", Doubled(ReLU()))), "twice must be one of AdaptiveAvgPool2D, "),
        (around_itself(), "nested too deep: layers may lie 50 deep in one another"),
    ],
    ids=["bare", "shared", "shared by two ways", "whole", "part", "around itself"],
)
def test_what_a_description_cannot_say_is_refused(net, message):
    with pytest.raises((TypeError, ValueError), match=f"^{re.escape(message)}"):
        to_json(net)


def test_a_layer_without_parameters_may_stand_in_many_places():
    relu = ReLU()
    assert to_json(Sequential(relu, relu)).count("ReLU") == 2


ODD = [None, True, 0, -1, 3, 0.5, 10**30, float("nan"), "", "SAME", "Conv2D", [], [1, 2], {}]
ODD += [[[0, 0]] * 4, {"type": "ReLU"}, [{"type": "Linear"}], {"layers": []}]


def places(value):
    """Yield each object and list in a description with each of its keys, a new one included."""
    if isinstance(value, dict):
        yield from ((value, key) for key in (*value, "stride", "name", "x"))
        value = [*value.values()]
    elif isinstance(value, list):
        yield from ((value, place) for place in range(len(value)))
    if isinstance(value, list):
        for part in value:
            yield from places(part)


@given(st.data())
def test_a_spoiled_description_is_refused_or_counts(data):
    description = json.loads(SMALL)
    for _ in range(data.draw(st.integers(1, 3))):
        holder, key = data.draw(st.sampled_from([*places(description)]))
        present = isinstance(holder, list) or key in holder
        if present and data.draw(flags):
            del holder[key]
        else:
            holder[key] = deepcopy(data.draw(st.sampled_from(ODD)))
    refused_or_counts(json.dumps(description))


@given(st.integers(0, len(SMALL)), st.integers(0, 9), st.text(max_size=3))
def test_spoiled_text_is_refused_or_counts(start, length, inserted):
    refused_or_counts(SMALL[:start] + inserted + SMALL[start + length :])


def refused_or_counts(text):
    with suppress(TypeError, ValueError):
        net, size = from_json(text)
        cnnlib.count(net, size or (1, 1, 8, 8))


def test_the_page_gets_a_type_as_its_class_states_it():
    facts = schema()
    assert list(facts["Conv2D"]) == [
        *("arguments", "parameters", "statistics", "macs", "shape", "inputs")
    ]
    assert facts["Conv2D"]["arguments"] == [
        {"name": "in_channels", "kind": "whole"},
        {"name": "out_channels", "kind": "whole"},
        {"name": "kernel_size", "kind": "pair"},
        {"name": "stride", "kind": "pair", "default": 1},
        {"name": "padding", "kind": "padding", "default": 0},
        {"name": "dilation", "kind": "pair", "default": 1},
        {"name": "groups", "kind": "whole", "default": 1},
        {
            "name": "padding_mode",
            "kind": "choice",
            "choices": ["zeros", "reflect", "replicate", "circular"],
            "default": "zeros",
        },
        {"name": "bias", "kind": "flag", "default": True},
    ]
    assert facts["Conv2D"]["parameters"] == {
        "weight": ["out_channels", "in_channels / groups", "kernel_size"],
        "bias": ["out_channels"],
    }
    assert facts["Conv2D"]["macs"] == ["weight", "output plane"]
    assert facts["BatchNorm2D"]["statistics"] == {
        "running_mean": ["num_features"],
        "running_var": ["num_features"],
    }
    kinds = {name: [each["kind"] for each in facts[name]["arguments"]] for name in facts}
    assert kinds["AvgPool2D"] == [
        *("pair", "pair", "padding", "flag", "flag", "positive number", "pair", "choice"),
    ]
    assert kinds["BatchNorm2D"] == ["whole", "share", "number"]
    assert kinds["KMaxPool"] == ["whole", "axis"]
    families = {name: facts[name]["shape"] for name in facts}
    assert families == {name: case.family for name, case in CASES.items()}
    assert [facts[name]["inputs"] for name in ("Add", "Multiply", "Conv2D")] == [
        *("several", "several", 1)
    ]
    assert json.loads(json.dumps(facts)) == facts
