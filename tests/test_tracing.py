"""Networks written as Python: one trace makes them graphs that count, train and are described."""

import copy
import json
import math
import pickle
import re

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from test_gradients import check
from test_graph import unnamed

import cnnlib
import cnnlib.functional as F
from cnnlib import (
    AdaptiveAvgPool2D,
    BatchNorm2D,
    Concat,
    Conv2D,
    Dropout,
    Flatten,
    Graph,
    Layer,
    LayerNorm,
    Linear,
    MaxPool2D,
    ReLU,
    Residual,
    Sequential,
    count,
)
from cnnlib.description import flat, from_json, to_json
from cnnlib.layers.attributes import Parameter, he_normal


class Block(Layer):
    """ResNet's basic block, as one writes it."""

    def __init__(self, in_channels, channels, stride):
        super().__init__()
        self.conv1 = Conv2D(in_channels, channels, 3, stride, padding=1, bias=False)
        self.bn1 = BatchNorm2D(channels)
        self.conv2 = Conv2D(channels, channels, 3, padding=1, bias=False)
        self.bn2 = BatchNorm2D(channels)
        self.relu = ReLU()
        self.down = None
        if stride > 1:
            self.down = Sequential(
                Conv2D(in_channels, channels, 1, stride, bias=False), BatchNorm2D(channels)
            )

    def forward(self, x):
        y = self.relu(self.bn1(self.conv1(x)))
        y = self.bn2(self.conv2(y))
        y += x if self.down is None else self.down(x)
        return self.relu(y)


class PlainResNet18(Layer):
    """ResNet-18 with nothing but a forward pass."""

    def __init__(self, num_classes=1000):
        super().__init__()
        self.conv1 = Conv2D(3, 64, 7, stride=2, padding=3, bias=False)
        self.bn1 = BatchNorm2D(64)
        widths = (64, 64, 64, 1), (64, 64, 64, 1), (64, 128, 128, 2), (128, 128, 128, 1)
        widths += (128, 256, 256, 2), (256, 256, 256, 1), (256, 512, 512, 2), (512, 512, 512, 1)
        self.blocks = [Block(into, out, stride) for into, out, _, stride in widths]
        self.fc = Linear(512, num_classes)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.bn1(self.conv1(x))), 3, 2, 1)
        for block in self.blocks:
            x = block(x)
        return self.fc(x.mean(axis=(2, 3)))


def resnets(num_classes=1000):
    """Return ResNet-18 as Python and as cnnlib has it, with the same weights."""
    plain, known = PlainResNet18(num_classes), cnnlib.ResNet18(num_classes)
    for one, other in zip(plain.parameters(), known.parameters(), strict=True):
        assert one.shape == other.shape
        one[...] = other
    return plain, known


def test_resnet18_as_python_counts_as_everywhere():
    net, size = PlainResNet18(), (1, 3, 224, 224)
    report = count(net, size, "macs")
    assert report.total_params == report.trainable_params == 11_689_512
    # 1,814,073,344 of convolutions and the linear layer, as of torchvision's resnet18.
    assert report.total_flops == 1_814_073_344
    assert count(net, size, "flops").total_flops == 3_628_146_688
    assert [row.name for row in report.rows[:8]] == [
        *("conv1", "bn1", "relu", "max_pool2d"),
        *("blocks.0.conv1", "blocks.0.bn1", "blocks.0.relu", "blocks.0.conv2"),
    ]
    assert [row.name for row in report.rows[-4:]] == ["blocks.7.relu_1", "mean", "flatten", "fc"]
    known = cnnlib.ResNet18()
    assert [row[1] for row in net_totals(net, size)] == [row[1] for row in net_totals(known, size)]
    by_field = [[row.receptive_field for row in count(n, size).rows] for n in (net, known)]
    assert by_field[0][-3:] == by_field[1][-3:]
    assert not any(layer.arrays for _, layer in net.named_layers())  # Nothing was drawn.


def net_totals(net, size):
    return [(row.convention, row.total_flops) for row in cnnlib.compare(net, size).rows]


def test_resnet18_as_python_trains_as_the_known_one():
    nets = resnets(5)
    x = np.random.default_rng(0).normal(size=(2, 3, 33, 40)).astype(np.float32)
    labels = np.array([1, 4])
    scores, slopes = [], []
    for net in nets:
        scores.append(net(x))
        slopes.append(net.backward(F.cross_entropy_backward(scores[-1], labels)))
        cnnlib.SGD(0.1).step(net)
    assert_allclose(*scores, rtol=1e-4, atol=1e-4)
    assert_allclose(*slopes, rtol=1e-3, atol=1e-5)
    for one, other in zip(*(net.parameters() for net in nets), strict=True):
        assert_allclose(one, other, rtol=1e-3, atol=1e-4)
    statistics = [net.bn1.running_var for net in nets]
    assert_allclose(*statistics, rtol=1e-5)
    for net in nets:
        net.eval()
    assert_allclose(nets[0](x), nets[1](x), rtol=1e-3, atol=1e-3)


def layer(forward, **parts):
    """Return a layer of one's own with these parts and this forward pass."""

    def init(self):
        Layer.__init__(self)
        for name, part in parts.items():
            setattr(self, name, part)

    return type("Own", (Layer,), {"__init__": init, "forward": forward})()


def scaled(self, x):
    return self.conv(x) * 0.5 + 1 - x / 4 + (3 - x)


def two_heads(self, x):
    relu, conv = self.relu, self.conv
    y = np.concatenate([relu(conv(x)), relu(-x), x], axis=1)
    return sum([y, y * y]).reshape(x.shape[0], -1)


def gated(self, x):
    y = self.conv(x)
    return y * F.relu6(self.gate(y.mean(axis=(-2, -1), keepdims=True)))


def functional(self, x):
    x = F.avg_pool2d(F.relu(x), 2, 1)
    x = F.adaptive_avg_pool2d(np.maximum(x, 0), (2, 2))
    return F.k_max_pool(F.flatten(x), 3)


def attention(self, x):
    n, places, width = x.shape
    heads = [
        part(x).reshape(n, places, 2, -1).transpose(0, 2, 1, 3)
        for part in (self.query, self.key, self.value)
    ]
    weights = F.softmax(heads[0] @ heads[1].swapaxes(-1, -2) / (width // 2) ** 0.5)
    return np.matmul(weights, heads[2]).transpose((0, 2, 1, 3)).reshape(x.shape)


def channels_last(self, x):
    x = np.transpose(x, (0, 2, 3, 1))
    return np.swapaxes(self.linear(self.norm(x)), 1, -1).reshape(-1, 2, 3, 4)


OWN = {
    "numbers": (layer(scaled, conv=Conv2D(2, 2, 3, padding=1)), (2, 2, 3, 4)),
    "two heads": (layer(two_heads, conv=Conv2D(2, 3, 1), relu=ReLU()), (2, 2, 3, 2)),
    "gate": (layer(gated, conv=Conv2D(2, 3, 3), gate=Conv2D(3, 3, 1)), (1, 2, 4, 5)),
    "functional": (layer(functional), (2, 2, 5, 4)),
    "attention": (
        layer(attention, query=Linear(4, 4), key=Linear(4, 4), value=Linear(4, 4)),
        (2, 3, 4),
    ),
    "channels last": (layer(channels_last, norm=LayerNorm(2), linear=Linear(2, 2)), (1, 2, 3, 4)),
    "a class within": (Sequential(Block(2, 3, 2), Block(3, 3, 1), Flatten()), (2, 2, 6, 5)),
}


class Up(Layer):
    """The way up in a U-Net: it takes two arrays."""

    def __init__(self):
        super().__init__()
        self.conv = Conv2D(4, 2, 3, padding=1)

    def forward(self, x, skip):
        return F.relu(self.conv(np.concatenate((x, skip), 1)))


class UNet(Layer):
    """Down once and up again; both ups are one layer."""

    def __init__(self):
        super().__init__()
        self.down = Conv2D(2, 2, 3, padding=1)
        self.up = Up()

    def forward(self, x):
        y = self.down(x)
        return self.up(self.up(y, x), y)


class Own(Layer):
    """Arrays of its own, used by functions."""

    weight = Parameter("width", "width", "kernel", draw=he_normal)
    factor = Parameter("width", draw=np.ones)

    def __init__(self):
        super().__init__()
        self.width, self.kernel = 2, (3, 3)
        self.parameter_shapes.update(weight=(2, 2, 3, 3), factor=(2, 1, 1))

    def forward(self, x):
        y = F.conv2d(x, self.weight, padding=1)
        y = F.conv2d(F.relu(y), self.weight, padding=1)
        return self.factor * y + x


class Normalized(Layer):
    """Arrays of its own that normalize, scale and multiply."""

    factor = Parameter("width", draw=np.ones)
    shift = Parameter("width", draw=np.zeros)
    matrix = Parameter("width", "width", draw=he_normal)

    def __init__(self):
        super().__init__()
        self.width = 4
        self.parameter_shapes.update(factor=(4,), shift=(4,), matrix=(4, 4))

    def forward(self, x):
        y = F.group_norm(x, 2, self.factor, self.shift) + F.scale(x, self.factor)
        return F.layer_norm(y.transpose(0, 2, 1), 4, self.factor, self.shift) @ self.matrix


OWN["norms of its own"] = Normalized(), (2, 4, 3)


class Statistics(Layer):
    """Batch normalization of sequences, by a function."""

    factor = Parameter("width", draw=np.ones)

    def __init__(self):
        super().__init__()
        self.width = 4
        self.parameter_shapes["factor"] = (4,)
        self.mean, self.var = np.zeros(4), np.ones(4)

    def forward(self, x):
        return F.batch_norm(x, self.mean, self.var, self.factor, training=True)


OWN["batch norm of sequences"] = Statistics(), (2, 4, 3)
OWN["two inputs"] = UNet(), (1, 2, 3, 4)
OWN["arrays of its own"] = Own(), (1, 2, 4, 3)
OWN["arrays of a class within, twice"] = (lambda own: Sequential(own, own))(Own()), (1, 2, 3, 3)


class Twice(Layer):
    """A class within that is entered twice, with arrays of its own."""

    def __init__(self):
        super().__init__()
        self.own = Own()

    def forward(self, x):
        return self.own(self.own(x)) + self.own(x)


OWN["arrays of a class within"] = Twice(), (1, 2, 3, 3)


@pytest.mark.parametrize("name", OWN)
def test_gradients_agree_with_differences(name):
    check(*OWN[name], seed=2, draw=lambda rng, shape: rng.normal(size=shape))


@pytest.mark.parametrize("name", OWN)
def test_the_graph_computes_what_forward_computes(name):
    net, shape = OWN[name]
    x = np.random.default_rng(0).normal(size=shape)
    by_graph, by_hand = net(x), net.forward(x)
    assert_allclose(by_graph, by_hand, rtol=1e-12, atol=1e-12)
    assert net.output_shape(shape) == by_hand.shape
    report = count(net, shape, "macs")
    assert report.total_params == sum(array.size for array in net.parameters())
    assert report.rows[-1].output_shape == by_hand.shape


def test_rows_have_the_names_of_the_attributes_and_operations():
    rows = count(OWN["two heads"][0], (2, 2, 3, 2)).rows
    assert [(row.name, row.layer_type) for row in rows] == [
        ("conv", "Conv2D"),
        ("relu", "ReLU"),
        ("multiply", "Arithmetic"),
        ("relu_1", "ReLU"),
        ("concat", "Concat"),
        ("multiply_1", "Multiply"),
        ("add", "Add"),
        ("flatten", "Flatten"),
    ]
    assert [row.name for row in count(UNet(), (1, 2, 3, 4)).rows] == [
        *("down", "up.concat", "up.conv", "up.relu", "up.concat_1", "up.conv_1", "up.relu_1"),
    ]
    net = Sequential(("block", Block(2, 2, 1)), ReLU())
    assert [row.name for row in count(net, (1, 2, 3, 3)).rows][-3:] == [
        *("block.add", "block.relu_1", "1")
    ]


def test_attention_is_counted_by_its_products():
    rows = count(OWN["attention"][0], (2, 3, 4)).rows
    assert [(row.name, row.layer_type) for row in rows if row.layer_type != "Linear"] == [
        *(("reshape", "Reshape"), ("permute", "Permute"), ("reshape_1", "Reshape")),
        *(("permute_1", "Permute"), ("reshape_2", "Reshape"), ("permute_2", "Permute")),
        *(("permute_3", "Permute"), ("matmul", "MatMul"), ("divide", "Arithmetic")),
        *(("softmax", "Softmax"), ("matmul_1", "MatMul"), ("permute_4", "Permute")),
        ("flatten", "Flatten"),
    ]
    shapes = {row.name: row.output_shape for row in rows}
    assert shapes["permute_3"] == (2, 2, 2, 3)
    # Two images, two heads, 3 places against 3, by 2 numbers a head.
    assert [math.prod(shapes[name]) for name in ("matmul", "matmul_1")] == [36, 24]
    by_itself = layer(lambda self, x: x.transpose(0, 1, 2).reshape(len(x), -1, 4))
    assert [row.name for row in count(by_itself, (2, 3, 4)).rows] == []


def test_a_size_left_open_stays_open():
    """A description made for one size of the input is then good for others."""
    cut = layer(lambda self, x: F.relu(x.reshape(len(x), -1, 2)))
    net, _ = from_json(to_json(cut, (1, 4, 3)))
    assert net.output_shape((5, 8, 3)) == (5, 12, 2)


def test_the_arrays_of_ones_own_are_counted_once_and_where_they_work():
    rows = count(Own(), (1, 2, 4, 3), "macs").rows
    assert [(row.layer_type, row.params, row.flops) for row in rows] == [
        ("Conv2D", 38, 432),
        ("ReLU", 0, 0),
        ("Conv2D", 0, 432),
        ("Arithmetic", 0, 0),
        ("Add", 0, 0),
    ]


def test_the_three_ways_to_write_a_block_are_one():
    body, out = Conv2D(2, 2, 3, padding=1), ReLU()
    python = layer(lambda self, x: self.out(self.body(x) + x), body=body, out=out)
    nets = [
        python,
        Sequential(Residual(body), out),
        Graph(("body", body), ("add", cnnlib.Add(), "body", "input"), ("out", out)),
    ]
    x = np.random.default_rng(0).normal(size=(2, 2, 4, 3))
    ways = []
    for net in nets:
        y = net(x)
        ways.append((y, net.backward(y), *net.gradients()))
    for other in ways[1:]:
        for one, array in zip(ways[0], other, strict=True):
            assert_array_equal(one, array)
    counts = [unnamed(count(net, (2, 2, 4, 3)).rows) for net in nets]
    assert counts[0] == counts[1] == counts[2]


class TestDescription:
    """A class of one's own is described by what its forward pass does."""

    def test_it_comes_back_as_a_graph(self):
        size = (1, 3, 64, 64)
        text = to_json(PlainResNet18(7), size)
        back, input_size = from_json(text)
        assert type(back) is Graph
        assert input_size == size
        assert unnamed(count(back, size).rows) == unnamed(count(PlainResNet18(7), size).rows)
        assert json.loads(text)["layers"] == flat(PlainResNet18(7), size)
        parts = Sequential(Conv2D(3, 2, 1), Block(2, 3, 2), ReLU())
        assert unnamed(count(from_json(to_json(parts, size))[0], size).rows) == unnamed(
            count(parts, size).rows
        )

    def test_it_needs_the_size_of_the_input(self):
        for describe in (to_json, flat):
            with pytest.raises(TypeError, match=r"(?s)^0 must be one of .*; give input_size"):
                describe(Sequential(Block(2, 2, 1)))

    def test_what_is_no_layer_of_its_own_cannot_be_said(self):
        with pytest.raises(
            TypeError,
            match=r"^multiply must be one of .*, got Arithmetic\(multiply 2.*"
            "an operator with a number or an array: a description has no layer for it$",
        ):
            to_json(layer(lambda self, x: F.relu(x) * 2), (1, 2))


def test_forward_runs_once_a_call_and_reads_what_is_there_then():
    runs, table, factor = [], {"nested": [1.0]}, np.ones(1)

    def forward(self, x):
        runs.append(x.shape)
        x = self.conv(x) * self.table["nested"][0] * factor
        return x * self.factor if self.training else x

    net = layer(forward, conv=Conv2D(1, 1, 1, bias=False), factor=2.0, table=table)
    net.conv.weight = np.ones((1, 1, 1, 1))
    x = np.ones((1, 1, 2, 2))
    assert [net(x).max() for _ in range(3)] == [2, 2, 2]
    assert runs == [(1, 1, 2, 2)] * 3
    net.factor = 3.0
    assert net(x).max() == 3
    net.eval()
    assert net(x).max() == 1
    assert net.train()(x).max() == 3
    net.conv = Conv2D(1, 1, 1)
    net.conv.bias = np.array([5.0])
    net.conv.weight = np.zeros((1, 1, 1, 1))
    assert net(x).max() == 15
    table["nested"][0] = 2.0  # Neither is an attribute that was set.
    assert net(x).max() == 30
    factor[:] = 3
    assert net(x).max() == 90
    assert net(np.ones((1, 1, 3, 3))).shape == (1, 1, 3, 3)


def test_a_draw_in_forward_is_drawn_for_each_call_and_kept_for_its_way_back():
    draws = iter([0.25, 0.5, 8.0])
    net = layer(lambda self, x: x * next(draws))
    x = np.ones((1, 2))
    assert net(x).max() == 0.25
    assert net(x).max() == 0.5
    assert net.backward(x).max() == 0.5
    assert net(x).max() == 8


def test_a_refusal_is_kept_until_something_changes():
    runs = []

    def forward(self, x):
        runs.append(type(x))
        return np.sort(x) if self.sorts else F.relu(x)

    net, x = layer(forward, sorts=True), np.array([[2.0, -1.0]])
    assert [net(x).tolist() for _ in range(2)] == [[[-1, 2]]] * 2
    assert runs[1:] == [np.ndarray, np.ndarray]
    net.sorts = False
    assert net(x).tolist() == [[2, 0]]
    assert net.backward(x).tolist() == [[2, 0]]


def test_what_changes_in_place_changes_under_every_name():
    def forward(self, x):
        y = also = F.relu(x)
        y += x
        y *= 3
        y -= 1
        y /= 2
        return also

    net, x = layer(forward), np.array([[2.0, -1.0]])
    assert net(x).tolist() == [[5.5, -2]]
    assert net.backward(np.ones((1, 2))).tolist() == [[3, 1.5]]
    assert x.tolist() == [[2, -1]]


def test_what_would_not_fit_in_place_is_no_trace():
    def forward(self, x):
        gate = x.mean(axis=(2, 3), keepdims=True)
        gate *= x
        return gate

    with pytest.raises(TypeError, match=r"changing it in place into shape \(1, 2, 3, 3\), x of"):
        layer(forward).output_shape((1, 2, 3, 3))


def test_what_is_kept_in_a_list_has_numbers():
    def forward(self, x):
        y = F.relu(x)
        self.seen.append(y)
        self.last["relu"] = y
        return y

    net = layer(forward, seen=[], last={})
    with pytest.raises(TypeError, match=r"because of keeping it in self\.seen: "):
        net.output_shape((1, 2))
    assert net(np.array([[2.0, -1.0]])).tolist() == [[2, 0]]
    assert [each.tolist() for each in (*net.seen, net.last["relu"])] == [[[2, 0]]] * 2


def test_what_a_trace_prints_says_what_it_is(capsys):
    def forward(self, x):
        print(x)
        return F.relu(x)

    layer(forward)(np.ones((1, 2), np.float32))
    assert capsys.readouterr().out == "<array of float32, shape (1, 2), without its numbers>\n"


def test_parts_in_a_list_are_followed_when_they_change():
    net = layer(lambda self, x: self.layers[-1](self.layers[0](x)), layers=[ReLU(), Flatten()])
    x = np.ones((1, 2, 2))
    assert net(x).shape == (1, 4)
    net.layers.append(Linear(2, 3))
    assert net(x).shape == net.output_shape((1, 2, 2)) == (1, 2, 3)


def test_a_copy_goes_its_own_way():
    net = Block(2, 2, 1)
    x = np.ones((2, 2, 3, 3))
    y = net(x)
    for twin in (copy.deepcopy(net), pickle.loads(pickle.dumps(net))):
        assert_array_equal(twin(x), y)
        twin.conv1.weight[...] = 0
        assert_array_equal(twin.backward(y).shape, x.shape)
    assert_array_equal(net(x), y)


def test_dropout_as_a_function_follows_the_mode_and_the_seed():
    net = layer(lambda self, x: F.dropout(x, 0.5, self.training))
    x = np.ones((1, 100))
    cnnlib.seed(1)
    y = net(x)
    assert sorted(set(y.ravel())) == [0, 2]
    assert_array_equal(net.backward(x), y)
    cnnlib.seed(1)
    assert_array_equal(net(x), y)
    assert_array_equal(net.eval()(x), x)


def test_batch_norm_as_a_function_keeps_its_statistics():
    class Norm(Layer):
        def __init__(self):
            super().__init__()
            self.norm = BatchNorm2D(2)

        def forward(self, x):
            n = self.norm
            return F.batch_norm(x, n.running_mean, n.running_var, n.weight, n.bias, self.training)

    net, twin = Norm(), BatchNorm2D(2)
    x = np.random.default_rng(0).normal(size=(3, 2, 4, 4))
    assert_array_equal(net(x), twin(x))
    assert_array_equal(net.norm.running_var, twin.running_var)
    assert_array_equal(net.backward(x), twin.backward(x))
    for one, other in zip(net.gradients(), twin.gradients(), strict=True):
        assert_array_equal(one, other)
    assert count(net, (3, 2, 4, 4), "paddle").total_params == 8
    assert_array_equal(net.eval()(x), twin.eval()(x))


def test_a_kernel_that_is_no_parameter_is_a_constant():
    blur = np.full((1, 1, 2, 2), 0.25)
    net = layer(lambda self, x: F.conv2d(x, blur) + np.ones((2, 2)))
    x = np.arange(9.0).reshape(1, 1, 3, 3)
    assert net(x).ravel().tolist() == [3, 4, 6, 7]
    assert net.backward(np.ones((1, 1, 2, 2))).ravel().tolist() == [
        *(0.25, 0.5, 0.25, 0.5, 1, 0.5, 0.25, 0.5, 0.25)
    ]
    assert net.gradients() == []
    assert count(net, (1, 1, 3, 3), "macs").total_flops == 16
    assert count(net, (1, 1, 3, 3)).total_params == 0


def test_fit_asks_the_trace_before_the_first_step():
    net = layer(
        lambda self, x: self.fc(self.norm(self.conv(x)).reshape(len(x), -1)),
        conv=Conv2D(1, 2, 4),
        norm=BatchNorm2D(2),
        fc=Linear(2, 3),
    )
    x, labels = np.zeros((5, 1, 4, 4), np.float32), np.array([0, 1, 2, 0, 1])
    with pytest.raises(ValueError, match="labels must lie between 0 and 2, got 3"):
        cnnlib.fit(net, x, labels + 1, progress=False)
    with pytest.raises(ValueError, match=r"norm \(BatchNorm2D\) gets a single value a channel"):
        cnnlib.fit(net, x, labels, batch_size=4, progress=False)
    history = cnnlib.fit(net, x, labels, batch_size=5, epochs=3, progress=False)
    assert len(history.losses) == 3


def test_the_layer_that_spoils_a_score_is_named():
    net = layer(lambda self, x: self.fc(F.relu(self.hid(x))), hid=Linear(2, 2), fc=Linear(2, 2))
    net.hid.weight = np.full((2, 2), 3e38, np.float32)
    with pytest.raises(cnnlib.NotFinite, match=r"the output of hid \(Linear\) is the first"):
        cnnlib.accuracy(net, np.full((1, 2), 9, np.float32), np.array([0]))


def branching(self, x):
    return x if x.sum() > 0 else self.conv(x)


REFUSED = {
    "np.sin": (lambda self, x: np.sin(x), "np.sin, x of shape (2, 1, 4, 4)"),
    "a sum": (branching, "x.sum, x of shape (2, 1, 4, 4)"),
    "a truth": (lambda self, x: self.conv(x) if x else x, "a number or a truth of x"),
    "a float": (lambda self, x: x * float(x), "a number or a truth of x, x of shape (2"),
    "a comparison": (lambda self, x: x * (x > 0), "a comparison of x"),
    "a power": (lambda self, x: x**2, "an operator other than +, -, *, @ and division"),
    "an index": (lambda self, x: x[:, 0], "x[...] with something else than slices such as"),
    "a step": (lambda self, x: x[:, :, ::2], "x[...] with a step of 2, x of shape (2, 1, 4, 4)"),
    "a loop": (lambda self, x: max(x, key=len), "a loop over x, x of shape"),
    "an array": (lambda self, x: np.asarray(x), "x as an array"),
    "another mean": (lambda self, x: x.mean(axis=1), "x.mean(axis=1)"),
    "another reshape": (lambda self, x: x.reshape(4, -1), "x.reshape(4, 8), which does not leave"),
    "a transpose of the batch": (
        lambda self, x: x.transpose(1, 0, 2, 3),
        "x.transpose(1, 0, 2, 3), which moves the batch",
    ),
    "all axes reversed": (lambda self, x: np.transpose(x), "x.transpose(3, 2, 1, 0), which moves"),
    "a product of unlike axes": (
        lambda self, x: x @ x.reshape(2, 4, 4),
        "a product of shapes (2, 1, 4, 4) and (2, 4, 4)",
    ),
    "a matrix before x": (lambda self, x: np.ones((4, 4)) @ x, "an array @ x"),
    "np.maximum": (lambda self, x: np.maximum(x, 1), "np.maximum with something else than 0"),
    "np.pad": (lambda self, x: np.pad(x, 1), "np.pad, x of shape"),
    "a slope": (lambda self, x: F.relu_backward(x, x), "an operation that no layer stands for"),
    "exp": (lambda self, x: np.exp(x), "np.exp, x of shape"),
    "a mask": (
        lambda self, x: F.max_pool2d(x, 2, return_mask=True)[0],
        "max_pool2d with return_mask",
    ),
    "keeping": (lambda self, x: setattr(self, "_kept", x) or x, "keeping it in self._kept"),
    "two results": (lambda self, x: (x, x), "returning tuple, not one array that follows from x"),
    "a constant": (lambda self, x: np.ones(3), "returning ndarray, not one array that follows"),
    "a foreign array": (lambda self, x: self.conv(np.ones(x.shape)), "calling conv on something"),
    "a broadcast sum": (
        lambda self, x: x + x.mean(axis=(2, 3), keepdims=True),
        "np.add of shapes (2, 1, 4, 4) and (2, 1, 1, 1)",
    ),
    "a quotient": (lambda self, x: 1 / x, "a division by x"),
}
REFUSED["an own error"] = (lambda self, x: {}[x.shape], None)


@pytest.mark.parametrize("name", REFUSED)
def test_what_a_trace_cannot_follow_is_named_and_works_forward_all_the_same(name):
    forward, words = REFUSED[name]
    net = layer(forward, conv=Conv2D(1, 1, 1), _kept=None)
    x = np.random.default_rng(0).normal(size=(2, 1, 4, 4))
    if words is None:
        with pytest.raises(KeyError):
            count(net, x.shape)
        return
    message = f"^Own.forward cannot be traced, because of {re.escape(words)}.*: write output_shape"
    for refused in (net.output_shape, lambda shape: count(net, shape)):
        with pytest.raises(TypeError, match=message):
            refused(x.shape)
    if name not in ("a truth", "a float"):
        net(x)
        with pytest.raises(TypeError, match=message):
            net.backward(x)


def test_where_it_stands_is_said():
    inner = layer(lambda self, x: np.exp(x))
    net = Sequential(("features", Sequential(inner)), ReLU())
    with pytest.raises(
        TypeError, match="^features: 0: Own.forward cannot be traced, because of np"
    ):
        net.output_shape((1, 2))
    outer = layer(lambda self, x: self.inner(x), inner=inner)
    with pytest.raises(TypeError, match=r"^Own.forward \(of inner\) cannot be traced, because of"):
        count(outer, (1, 2))


def test_a_misfit_is_named_by_the_path_of_its_layer():
    net = PlainResNet18()
    net.blocks[1].conv2 = Conv2D(32, 64, 3, padding=1)
    for call in (net.output_shape, lambda shape: net(np.ones(shape)), lambda s: count(net, s)):
        with pytest.raises(ValueError, match=r"in_channels 32, got 64|x must have|32"):
            call((2, 3, 64, 64))
    with pytest.raises(ValueError, match=r"^blocks\.1\.conv2: input must have in_channels 32"):
        count(net, (2, 3, 64, 64))


def test_a_class_of_two_inputs_is_traced_within_another_only():
    with pytest.raises(TypeError, match="Up.forward takes 2 inputs: it can be traced within"):
        Up().output_shape((1, 2, 3, 3), (1, 2, 3, 3))
    with pytest.raises(TypeError, match="in a Graph, it needs output_shape and differentiate"):
        Up().output_shape((1, 2, 3, 3), (1, 2, 3, 3))
    x = np.ones((1, 2, 3, 3))
    assert Up()(x, x).shape == (1, 2, 3, 3)


def test_a_rule_by_hand_wins():
    class Half(Layer):
        def forward(self, x):
            return x * 0.5

        def differentiate(self, grad_output, x):
            return (7 * grad_output,)

    class Told(Half):
        def output_shape(self, input_shape):
            return (9, 9)

    assert Half().output_shape((1, 2)) == (1, 2)
    net = layer(lambda self, x: self.half(x) + x, half=Half())
    net(np.ones(3))
    assert net.backward(np.ones(3)).tolist() == [8, 8, 8]
    assert Told().output_shape((1, 2)) == (9, 9)
    with pytest.raises(TypeError, match=r"Silent defines no forward\(x\)"):
        type("Silent", (Layer,), {})()(np.ones(3))
    with pytest.raises(TypeError, match=r"Silent defines no output_shape\(input_shape\)"):
        count(type("Silent", (Layer,), {})(), (1, 2))
    # What a layer of cnnlib inherits is a rule by hand too, as it always was.
    net = type("Doubled", (ReLU,), {"forward": lambda self, x: 2 * x})()
    net(np.ones(3))
    assert net.backward(np.ones(3)).tolist() == [1, 1, 1]


def test_what_is_computed_for_nothing_is_left_out():
    def forward(self, x):
        self.aux(x)
        return self.conv(x)

    net = layer(forward, conv=Conv2D(1, 1, 1), aux=Conv2D(1, 1, 3))
    with pytest.warns(UserWarning, match="of Own does not reach aux: not counted"):
        assert count(net, (1, 1, 4, 4), "macs").total_flops == 16
    x = np.ones((1, 1, 4, 4))
    net(x)
    assert net.backward(x).shape == x.shape


def test_an_identity_and_a_layer_called_by_no_attribute():
    assert layer(lambda self, x: x).output_shape((1, 2)) == (1, 2)
    pool, net = MaxPool2D(2), None
    net = layer(lambda self, x: Flatten()(pool(x)))
    assert [row.name for row in count(net, (1, 1, 4, 4)).rows] == ["maxpool2d", "flatten"]
    x = np.arange(16.0).reshape(1, 1, 4, 4)
    assert net(x).tolist() == [[5, 7, 13, 15]]
    assert net.backward(np.ones((1, 4))).sum() == 4
    assert AdaptiveAvgPool2D(1)(x).item() == Concat(0)(x, x).mean() == 7.5
    assert Dropout(0.0)(x).shape == x.shape
