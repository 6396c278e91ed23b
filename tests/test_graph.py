"""Graphs: layers that read earlier ones by name, joins, and what is refused."""

import dataclasses
import json
import re

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from test_gradients import check

import cnnlib
from cnnlib import (
    AdaptiveAvgPool2D,
    Add,
    AvgPool2D,
    BatchNorm2D,
    Branches,
    Concat,
    Conv2D,
    Dropout,
    Graph,
    Linear,
    Multiply,
    ReLU,
    ReLU6,
    Residual,
    Sequential,
    count,
)
from cnnlib.description import flat, from_json, to_json


def fire(in_channels, squeeze, expand):
    """Return SqueezeNet's block."""
    return Sequential(
        ("squeeze", Conv2D(in_channels, squeeze, 1)),
        ("relu", ReLU()),
        (
            "expand",
            Branches(
                Concat(),
                Sequential(Conv2D(squeeze, expand, 1), ReLU()),
                Sequential(Conv2D(squeeze, expand, 3, padding=1), ReLU()),
            ),
        ),
    )


RELU = ReLU()
GRAPHS = {
    "residual": (
        Graph(
            ("conv", Conv2D(2, 2, 3, padding=1)),
            ("relu", RELU),
            ("add", Add(), "relu", "input"),
            ("out", RELU),  # One ReLU in two places.
        ),
        (2, 2, 4, 3),
    ),
    "fire": (fire(2, 2, 3), (1, 2, 4, 3)),
    "squeeze and excitation": (
        Graph(
            ("conv", Conv2D(2, 4, 3)),
            ("squeeze", AdaptiveAvgPool2D(1)),
            ("excite", Conv2D(4, 4, 1)),
            ("gate", ReLU6()),
            ("scale", Multiply(), "conv", "gate"),
        ),
        (2, 2, 4, 5),
    ),
    "dense block": (
        Graph(
            ("one", Conv2D(2, 2, 3, padding=1)),
            ("two in", Concat(), "input", "one"),
            ("two", Conv2D(4, 2, 3, padding=1)),
            ("all", Concat(), "input", "one", "two"),
        ),
        (1, 2, 3, 4),
    ),
    "step of a U-Net": (
        Graph(
            ("down", Conv2D(1, 2, 3, padding=1)),
            ("pool", AvgPool2D(2, 1)),
            ("low", Conv2D(2, 2, 2, padding=1)),
            ("skip", Concat(), "low", "down"),
            ("up", Conv2D(4, 1, 1)),
        ),
        (1, 1, 4, 4),
    ),
    "crossing": (
        Graph(
            ("a", Conv2D(2, 2, 1)),
            ("b", Conv2D(2, 2, 1), "input"),
            ("ab", Add(), "a", "b"),
            ("ba", Multiply(), "b", "a"),
            ("twice", Multiply(), "ab", "ba", "ab"),
        ),
        (1, 2, 2, 3),
    ),
}
INNER = Graph(("c", Conv2D(2, 2, 1)), ("r", ReLU()), ("s", Add(), "c", "r", "input"))
GRAPHS["a graph entered twice"] = (
    Graph(("in", INNER), ("again", INNER), ("sum", Add(), "in", "again", "input")),
    (1, 2, 2, 3),
)


@pytest.mark.parametrize("name", GRAPHS)
def test_gradients_agree_with_differences(name):
    check(*GRAPHS[name], seed=3, draw=lambda rng, shape: rng.normal(size=shape))


def test_gradients_of_joins_on_paper():
    net = Graph(("add", Add(), "input", "input", "input"), ("square", Multiply(), "add", "add"))
    assert net(np.array([2.0])) == [36]
    assert net.backward(np.array([1.0])) == [36]  # (3x)² has the slope 18x.
    gate = Multiply()
    gate(np.array([[1.0, 2.0, 3.0]]), np.array([[10.0]]))
    x, factor = gate.backward(np.array([[1.0, 1.0, 2.0]]))
    assert x.tolist() == [[10, 10, 20]]
    assert factor.tolist() == [[9]]
    cat = Concat(-1)
    assert cat(np.array([[1.0]]), np.array([[2.0, 3.0]])).tolist() == [[1, 2, 3]]
    assert [g.tolist() for g in cat.backward(np.array([[4.0, 5, 6]]))] == [[[4]], [[5, 6]]]


@pytest.mark.parametrize(
    ("convention", "total"),
    [
        ("macs", 349_151_936),
        ("flops", 698_303_872),
        ("thop", 349_321_936),
        ("fvcore", 349_320_936),
        ("torchinfo", 351_741_288),
        ("ptflops", 351_741_288),
        ("ptflops-pytorch", 359_982_728),
        ("calflops", 705_013_944),
    ],
)
def test_squeezenet_counts_as_the_tools_count_it(convention, total):
    """Measured with torchvision's squeezenet1_1 and each of the tools."""
    report = count(cnnlib.SqueezeNet(), (1, 3, 224, 224), convention)
    assert (report.total_params, report.total_flops) == (1_235_496, total)


def test_a_dense_block_on_paper():
    """Two layers that grow by 32 on 64 channels of 56 × 56: G. Huang et al., CVPR 2017."""
    entries, read = [], ["input"]
    for place, channels in enumerate((64, 96)):
        new = f"conv{place}"
        if place:
            entries.append((f"cat{place}", Concat(), *read))
        entries.append((f"norm{place}", BatchNorm2D(channels)))
        entries.append((f"relu{place}", ReLU()))
        entries.append((new, Conv2D(channels, 32, 3, padding=1, bias=False)))
        read.append(new)
    report = count(Graph(*entries, ("out", Concat(), *read)), (1, 64, 56, 56), "macs")
    # 9 · 32 · (64 + 96) weights, 2 · (64 + 96) of batch norm.
    assert (report.total_params, report.rows[-1].output_shape[1]) == (46_080 + 320, 128)
    assert report.total_flops == 46_080 * 56 * 56
    assert report.rows[-1].inputs == ((1, 64, 56, 56), (1, 32, 56, 56), (1, 32, 56, 56))


def test_the_same_block_as_graph_and_as_residual():
    body = Conv2D(2, 3, 3, padding=1), ReLU()
    short = Conv2D(2, 3, 1)
    graph = Graph(
        ("a", body[0]), ("b", body[1]), ("way", short, "input"), ("add", Add(), "b", "way")
    )
    block = Residual(Sequential(*body), short)
    x, grad = np.random.default_rng(0).normal(size=(2, 2, 3, 4, 5))[:, :1], np.ones((2, 3, 4, 5))
    x = np.concatenate([x, x], axis=1)[:, :, 0, :4]
    assert_array_equal(graph(x), block(x))
    of_graph, gradients = graph.backward(grad), graph.gradients()
    assert_array_equal(of_graph, block.backward(grad))
    for one, other in zip(gradients, block.gradients(), strict=True):
        assert_array_equal(one, other)
    rows = [count(net, (1, 2, 4, 5)).rows for net in (graph, block)]
    assert [row.name for row in rows[0]] == ["a", "b", "way", "add"]
    assert [row.name for row in rows[1]] == ["body.0", "body.1", "shortcut", "add"]
    assert unnamed(rows[0]) == unnamed(rows[1])


def unnamed(rows):
    return [dataclasses.replace(row, name="") for row in rows]


def test_the_receptive_field_of_a_join_is_the_widest():
    net = Branches(
        Concat(), Conv2D(1, 1, 3, padding=1), Conv2D(1, 1, (1, 5), padding=(0, 2)), ("id", ReLU())
    )
    rows = count(Sequential(net, Conv2D(3, 1, 3, padding=1)), (1, 1, 9, 9)).rows
    assert [row.receptive_field for row in rows] == [(3, 3), (1, 5), (1, 1), (3, 5), (5, 7)]


def test_it_is_printed_and_its_table_shows_what_is_joined():
    net = GRAPHS["residual"][0]
    assert (
        repr(net)
        == """Graph(
  (conv): Conv2D(2, 2, kernel_size=[3, 3], padding=1, data_format=NCHW)
  (relu): ReLU()
  (add): Add() of relu, input
  (out): ReLU()
)"""
    )
    assert repr(Graph()) == "Graph()"
    table = str(count(net, (1, 2, 4, 3)))
    assert "1×2×4×3, 1×2×4×3" in table


class TestEditing:
    """Parts of a graph are replaced, added and taken out as those of a Sequential."""

    def net(self):
        return Graph(("a", Conv2D(2, 2, 1)), ("b", ReLU()), ("c", Add(), "a", "b"))

    def test_a_part_is_replaced_and_what_reads_it_stays(self):
        net = self.net()
        net.a = net["b"] = ReLU6()
        net[2] = Concat()
        assert net.output_shape((1, 2, 3, 3)) == (1, 4, 3, 3)

    def test_what_is_put_between_is_read_by_the_one_behind(self):
        net = self.net().insert(1, ("wide", Conv2D(2, 2, 3, padding=1)))
        assert [net.inputs_of(name) for name, _ in net.children()] == [(), (), (), ("a", "b")]
        net.append(("d", Multiply(), "c", "input"))
        assert net.inputs_of("d") == ("c", "input")
        del net["d"], net.wide
        assert [name for name, _ in net.children()] == ["a", "b", "c"]

    def test_parts_called_by_their_place_move_up_and_so_do_their_readers(self):
        net = Graph(ReLU(), ReLU(), ("sum", Add(), "0", "1"), ReLU())
        net.insert(0, ReLU6())
        assert [name for name, _ in net.children()] == ["0", "1", "2", "sum", "4"]
        assert net.inputs_of("sum") == ("1", "2")
        assert net(np.array([[-3.0, 2.0, 8.0]])).tolist() == [[0, 4, 12]]
        net.insert(2, ("cube", Multiply(), "1", "1", "0"))
        assert net.inputs_of("cube") == ("1", "1", "0")

    def test_what_is_read_is_not_taken_out(self):
        net = self.net()
        with pytest.raises(ValueError, match="c reads 'a', which does not stand before it"):
            del net["a"]
        assert len(net) == 3
        assert net[:2].output_shape((1, 2, 3, 3)) == (1, 2, 3, 3)
        with pytest.raises(ValueError, match="c reads 'a'"):
            net[1:]


@pytest.mark.parametrize(
    ("make", "kind", "words"),
    [
        (
            lambda: Graph(("conv", ReLU()), ("add", Add(), "convv", "input")),
            ValueError,
            "add reads 'convv', which does not stand before it: did you mean conv?",
        ),
        (
            lambda: Graph(("add", Add(), "late", "input"), ("late", ReLU())),
            ValueError,
            "add reads 'late', which does not stand before it: there are input",
        ),
        (
            lambda: Graph(("a", ReLU()), ("b", ReLU(), "input"), ("c", ReLU())),
            ValueError,
            "nothing reads a: the last layer is what the graph returns",
        ),
        (
            lambda: Graph(("a", ReLU()), ("b", Linear(2, 2), "a", "input")),
            ValueError,
            "b reads a and input, but Linear takes one input: join them before it, with Add",
        ),
        (
            lambda: Graph(("input", ReLU()), ("add", Add(), "input", "input")),
            ValueError,
            "add reads 'input', what enters the graph, and a layer has that name",
        ),
        (
            lambda: Graph(("a", ReLU(), 3)),
            TypeError,
            "layers must be layers, (name, layer) or (name, layer, names of what it reads), got",
        ),
        (
            lambda: Sequential(("a", ReLU()), ("b", ReLU(), "a")),
            TypeError,
            "layers must be layers or (name, layer), got ('b', ReLU(), 'a') at place 1",
        ),
        (
            lambda: setattr(Graph(("a", ReLU()), ("b", Add(), "a", "input")), "b", ReLU()),
            ValueError,
            "b reads a and input, but ReLU takes one input",
        ),
        (lambda: Branches(3, ReLU()), TypeError, "join must be a layer, got 3"),
        (
            lambda: Graph(("a", Add())).output_shape((1, 2)),
            ValueError,
            "a: Add joins two inputs or more, got 1",
        ),
        (
            lambda: Branches(Add(), ReLU(), Linear(2, 3)).output_shape((1, 2)),
            ValueError,
            "add: Add takes inputs of one shape, got (1, 2) and (1, 3)",
        ),
        (
            lambda: Multiply().output_shape((1, 4, 2, 2), (1, 4)),
            ValueError,
            "must have sizes that agree or are 1 on each axis, got (1, 4, 2, 2) and (1, 4)",
        ),
        (
            lambda: Multiply()(np.ones((1, 4)), np.ones((1, 3))),
            ValueError,
            "must have sizes that agree or are 1 on each axis, got (1, 4) and (1, 3)",
        ),
        (
            lambda: Concat().output_shape((1, 4, 8, 8), (1, 4, 8, 7)),
            ValueError,
            "what is concatenated must agree on all axes but axis 1, got (1, 4, 8, 8) and (1, 4",
        ),
        (
            lambda: Concat().output_shape((2, 3), (2,)),
            ValueError,
            "what is concatenated must agree on all axes but axis 1, got (2, 3) and (2,)",
        ),
        (
            lambda: Concat(2).output_shape((1, 4), (1, 4)),
            ValueError,
            "axis must be below 2 for shape (1, 4), got 2",
        ),
        (lambda: Add()([1.0], [2.0]), TypeError, "x must be a NumPy array, got list"),
        (
            lambda: Multiply().backward(np.ones(1)),
            ValueError,
            "Multiply has no forward pass to go back through",
        ),
    ],
)
def test_what_makes_no_sense_is_refused(make, kind, words):
    with pytest.raises(kind, match=re.escape(words)):
        make()


@pytest.mark.parametrize("join", [Add(), Concat(), Multiply()])
def test_the_gradient_of_a_join_must_have_the_shape_of_its_output(join):
    y = join(np.ones((1, 2, 3)), np.ones((1, 2, 3)))
    with pytest.raises(ValueError, match="grad_output must have the shape of the output"):
        join.backward(np.ones((*y.shape, 1)))


def test_a_layer_may_be_called_input_as_long_as_none_reads_it_so():
    assert Sequential(("input", ReLU()), ReLU())(np.array([-1.0])) == [0]


def test_paddles_table_has_no_row_for_a_join(capsys):
    cnnlib.flops(GRAPHS["dense block"][0], (1, 2, 3, 4), print_detail=True)
    rows = [line.split("|")[1].strip() for line in capsys.readouterr().out.splitlines()[3:-2]]
    assert rows == ["conv2d_0", "conv2d_1"]


class TestDescription:
    """Graphs as JSON, and any network as one flat list."""

    TEXT = """{
  "layers": [
    {"name": "conv", "type": "Conv2D", "in_channels": 2, "out_channels": 2, "kernel_size": 1},
    {"type": "ReLU"},
    {"name": "cat", "type": "Concat", "inputs": ["conv", "1", "input"]}
  ]
}"""

    def test_it_is_read_and_written(self):
        net, _ = from_json(self.TEXT)
        assert type(net) is Graph
        assert net.inputs_of("cat") == ("conv", "1", "input")
        assert to_json(net) == self.TEXT
        nested = Sequential(("block", net), ReLU())
        back, _ = from_json(to_json(nested))
        assert type(back) is Sequential
        assert repr(back) == repr(nested)

    @pytest.mark.parametrize("name", GRAPHS)
    def test_any_graph_comes_back(self, name):
        net, size = GRAPHS[name]
        if name == "a graph entered twice":
            with pytest.raises(ValueError, match=r"in\.c and again\.c are one layer"):
                flat(net)
            return
        back, _ = from_json(to_json(net))
        assert repr(back) == repr(net)
        assert count(back, size) == count(net, size)

    @pytest.mark.parametrize("name", [*cnnlib.models.__all__, *GRAPHS])
    def test_a_flat_list_counts_the_same_row_for_row(self, name):
        if name in GRAPHS:
            net, size = GRAPHS[name]
        else:
            net = getattr(cnnlib, name)()
            size = net.input_size
        if name == "a graph entered twice":
            return
        rows = flat(net)
        assert all("layers" not in row and "body" not in row for row in rows)
        names = [row["name"] for row in rows if "name" in row]
        read = {each for row in rows for each in row.get("inputs", [])} - {"input"}
        assert len({*names}) == len(names)
        assert {*names} == read
        back, _ = from_json(json.dumps({"layers": rows}))
        assert unnamed(count(back, size).rows) == unnamed(count(net, size).rows)

    def test_a_flat_list_of_a_nested_network(self):
        net = Sequential(ReLU(), Residual(Sequential()), ("input", Residual(ReLU(), Linear(2, 2))))
        assert flat(net) == [
            {"name": "layer_0", "type": "ReLU"},
            {"name": "layer_1_add", "type": "Add", "inputs": ["layer_0", "layer_0"]},
            {"name": "input_body", "type": "ReLU"},
            {
                "name": "input_shortcut",
                "type": "Linear",
                "in_features": 2,
                "out_features": 2,
                "inputs": ["layer_1_add"],
            },
            {"type": "Add", "inputs": ["input_body", "input_shortcut"]},
        ]
        assert flat(ReLU()) == [{"type": "ReLU"}]
        assert flat(Residual(Sequential())) == [{"type": "Add", "inputs": ["input", "input"]}]

    @pytest.mark.parametrize(
        ("entry", "words"),
        [
            ('"inputs": "conv"', "layers[1]: inputs must be a list of names, got 'conv'"),
            ('"inputs": [0]', "layers[1]: inputs must be a list of names, got [0]"),
            ('"inputs": ["con"]', "1 reads 'con', which does not stand before it: did you mean"),
            ('"inputs": ["conv", "input"]', "1 reads conv and input, but ReLU takes one input"),
        ],
    )
    def test_what_cannot_be_read_is_refused(self, entry, words):
        text = f'{{"layers": [{{"name": "conv", "type": "ReLU"}}, {{"type": "ReLU", {entry}}}]}}'
        with pytest.raises((TypeError, ValueError), match=re.escape(words)):
            from_json(text)


def test_stored_parameters_are_named_by_the_parts(tmp_path):
    net = GRAPHS["residual"][0]
    cnnlib.save(net, tmp_path / "net.npz")
    assert set(np.load(tmp_path / "net.npz")) == {"conv.weight", "conv.bias"}


def test_each_place_of_a_dropout_goes_back_through_its_own_draw():
    cnnlib.seed(0)
    drop = Dropout()
    net = Graph(("a", drop), ("b", drop, "input"), ("sum", Add(), "a", "b"))
    x = np.ones((1, 1000))
    y = net(x)
    assert sorted(set(y.ravel())) == [0, 2, 4]
    assert_allclose(net.backward(x), y)
