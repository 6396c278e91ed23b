"""What a network holds, moves and keeps: figures on paper, and brute force on random graphs."""

import tracemalloc

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import cnnlib
from cnnlib import (
    Add,
    BatchNorm2D,
    Concat,
    Conv2D,
    Conv2DTranspose,
    Flatten,
    Graph,
    Layer,
    Linear,
    MatMul,
    MaxPool2D,
    ReLU,
    Residual,
    Sequential,
)

IMAGE = (1, 3, 224, 224)


@pytest.mark.parametrize(
    ("network", "peak", "at"),
    [
        # 64 × 224 × 224 numbers in and as many out: the first layer that does both.
        ("VGG16", 2 * 64 * 224 * 224, "features.1"),
        # The body's end waits while the shortcut's batch norm reads 256 × 56 × 56 and writes them.
        ("ResNet50", 3 * 256 * 56 * 56, "layer1.0.0.shortcut.1"),
        ("LeNet", 2 * 6 * 28 * 28, "features.1"),
    ],
)
def test_the_peak_on_paper(network, peak, at):
    net = getattr(cnnlib, network)()
    report = cnnlib.count(net, net.input_size)
    assert (report.peak_bytes, report.peak) == (4 * peak, at)
    assert cnnlib.count(net, (8, *net.input_size[1:])).peak_bytes == 8 * 4 * peak


def test_what_a_later_layer_reads_is_held():
    net = Graph(
        ("a", Conv2D(1, 2, 1)),  # 16 numbers in, 32 out
        ("b", Conv2D(2, 4, 1)),  # 64 out
        ("c", MaxPool2D(2)),  # 16 out
        ("d", Conv2D(2, 8, 1), "a"),  # 128 out
        ("e", MaxPool2D(2)),  # 32 out
        ("f", Concat(), "c", "e"),  # 48 out
        ("g", Residual(ReLU())),
    )
    rows = cnnlib.count(net, (1, 1, 4, 4)).rows
    assert [(row.name, row.live_bytes // 4) for row in rows] == [
        *(("a", 16 + 32), ("b", 32 + 64), ("c", 32 + 64 + 16), ("d", 32 + 16 + 128)),
        *(("e", 16 + 128 + 32), ("f", 16 + 32 + 48), ("g.body", 48 + 48), ("g.add", 3 * 48)),
    ]


def test_the_input_is_held_until_its_last_reader():
    long = Residual(Sequential(Conv2D(2, 2, 1), ReLU(), ReLU()))
    assert [row.live_bytes // 4 for row in cnnlib.count(long, (1, 2, 3, 3)).rows] == [
        36,
        54,
        54,
        54,
    ]


def test_a_network_written_as_python_holds_what_its_graph_holds():
    class Own(Layer):
        def __init__(self):
            super().__init__()
            self.conv = Conv2D(2, 2, 1)

        def forward(self, x):
            return x + self.conv(x) * 2

    rows = cnnlib.count(Own(), (1, 2, 3, 3)).rows
    assert [row.live_bytes // 4 for row in rows] == [36, 54, 54]
    assert [row.needs.backward for row in rows] == [1, 1, 1]
    assert rows[0].kept_bytes == 4 * 18


def test_an_empty_network_holds_nothing():
    report = cnnlib.count(Sequential(), (1, 2))
    assert (report.peak_bytes, report.peak, report.intensity) == (0, "", 0.0)
    assert str(report.select("live_bytes", "intensity")).endswith("counted by paddle a byte 0.00")


KINDS = {
    "relu": lambda reads: ReLU(),
    "deep": lambda reads: Sequential(ReLU(), Residual(Sequential(ReLU(), ReLU()))),
    "empty": lambda reads: Sequential(),
    "wide": lambda reads: Sequential(Concat(), ReLU()) if len(reads) > 1 else ReLU(),
}


@st.composite
def graphs(draw):
    """Draw layers that read any earlier ones, each read by one at least: sums and plain layers."""
    entries, unread = [], {"input"}
    for place in range(draw(st.integers(1, 8))):
        known = ["input", *(name for name, *_ in entries)]
        reads = draw(st.lists(st.sampled_from(known), min_size=1, max_size=3))
        name = f"n{place}"
        unread = unread - {*reads} | {name}
        entries.append((name, reads))
    entries.append(("end", sorted(unread) + (["input"] if len(unread) == 1 else [])))
    return [
        (name, Add() if len(reads) > 1 else KINDS[draw(st.sampled_from([*KINDS]))](reads), *reads)
        for name, reads in entries
    ]


@given(graphs())
def test_live_numbers_by_brute_force(entries):
    """Every array of a real pass, each looked for among all later reads."""
    net, x = Graph(*entries), np.ones((2, 3), np.float32)
    arrays, reads = run(net, x)
    expected = []
    for place in range(len(reads)):
        held = {key for later in reads[place:] for key in later} & {*range(-1, place)}
        expected.append(sum(arrays[key].nbytes for key in held | {place}))
    assert [row.live_bytes for row in cnnlib.count(net, x.shape).rows] == expected


def run(net, x):
    """Return the arrays of a pass, the input at −1, and what each plain layer read, by place."""
    arrays, reads = {-1: x}, []

    def through(layer, *keys):
        if not isinstance(layer, Graph | Residual):
            reads.append(keys)
            arrays[len(reads) - 1] = layer(*(arrays[key] for key in keys))
            return len(reads) - 1
        at = {"": keys[0]}
        last = keys[0]
        for name, part, names in layer.wiring():
            at[name] = last = through(part, *(at[each] for each in names))
        return last

    through(net, -1)
    return arrays, reads


def test_the_peak_is_what_python_measures():
    """A pass by hand that lets go of each array behind its last reader, under tracemalloc."""
    wide = Graph(("a", ReLU()), ("b", ReLU()), ("c", Add(), "a", "b"), ("d", ReLU()))
    size = 250_000
    tracemalloc.start()
    try:
        x = np.ones((1, size), np.float32)
        a = ReLU().forward(x)
        del x
        b = ReLU().forward(a)
        c = Add().forward(a, b)
        del a, b
        y = ReLU().forward(c)
        del c
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert y.shape == (1, size)
    assert peak == pytest.approx(cnnlib.count(wide, (1, size)).peak_bytes, rel=0.01)


def test_parameters_by_the_type_of_their_numbers():
    """97.49 MiB are ResNet50's weights in float32; batch norm's statistics come on top."""
    report = cnnlib.count(cnnlib.ResNet50(), IMAGE, "flops")
    assert report.parameter_bytes_by_type == {
        "float64": 204_456_256,
        "float32": 102_228_128,
        "float16": 51_114_064,
        "bfloat16": 51_114_064,
        "int8": 25_557_032,
    }
    assert report.parameter_bytes / 2**20 == pytest.approx(97.49, abs=0.005)
    assert report.astype("int8").parameter_bytes == 25_557_032
    assert cnnlib.count(cnnlib.ResNet50(), IMAGE).parameter_bytes == 4 * 25_610_152


def test_another_type_of_number_changes_all_bytes():
    report = cnnlib.count(cnnlib.VGG16(), IMAGE).astype("float16")
    assert report.dtype == "float16"
    assert report.peak_bytes == 2 * 2 * 64 * 224 * 224
    assert report.rows[0].activation_bytes == 2 * 64 * 224 * 224
    assert report.astype("float32") == cnnlib.count(cnnlib.VGG16(), IMAGE)


@pytest.mark.parametrize(
    ("layer", "size", "moved", "flops"),
    [
        # The two layers of the chapter on counting, and VGG's second: 143 operations a byte.
        (Linear(4096, 4096, bias=False), (1, 4096), 4096 + 4096**2 + 4096, 2 * 4096**2),
        (Conv2D(64, 64, 1, bias=False), (1, 64, 64, 64), 64**3 + 64**2 + 64**3, 2 * 64**4),
        (Conv2D(64, 64, 3, padding=1), (1, 64, 224, 224), 6_459_456, 3_699_376_128),
        # Batch norm reads four numbers a channel, the two that it trains and the two it keeps.
        (BatchNorm2D(3), (2, 3, 5, 5), 2 * 2 * 75 + 4 * 3, 0),
        (Graph(Flatten(), ("add", Add(), "0", "0")), (1, 5), 10, 0),
    ],
)
def test_bytes_moved_and_intensity(layer, size, moved, flops):
    row = cnnlib.count(layer, size, "flops").rows[-1]
    assert (row.moved_bytes, row.flops) == (4 * moved, flops)
    assert row.intensity == flops / (4 * moved)


def test_vggs_second_layer_is_far_from_its_first_linear_one():
    report = cnnlib.count(cnnlib.VGG16(), IMAGE, "flops")
    intensity = {row.name: row.intensity for row in report.rows}
    assert intensity["features.2"] == pytest.approx(143.2, abs=0.05)
    assert intensity["classifier.0"] == pytest.approx(0.5, abs=0.001)
    assert report.intensity == report.total_flops / report.moved_bytes


@pytest.mark.parametrize(
    ("layer", "size", "window"),
    [
        (Conv2D(4, 4, 3, stride=2, groups=2), (1, 4, 9, 9), "3×3 /2 g2"),
        (Conv2D(4, 4, (1, 3), stride=(2, 1), dilation=2), (1, 4, 9, 9), "1×3 /2×1 d2"),
        (Conv2D(4, 4, 1), (1, 4, 9, 9), "1×1"),
        (MaxPool2D(2), (1, 4, 9, 9), "2×2 /2"),
        (MaxPool2D(3, stride=1), (1, 4, 9, 9), "3×3"),
        (ReLU(), (1, 4), ""),
    ],
)
def test_a_window_in_a_word(layer, size, window):
    assert cnnlib.count(layer, size).rows[0].window == window


# What torch.utils.flop_counter, PyTorch 2.13.0, counts for a step: forward, backward of the sum.


def prepared(network, freeze=(), unfreeze=()):
    """Return a known network with parts frozen; "" is all of it."""
    net = getattr(cnnlib, network)()
    parts = dict(net.named_layers())
    for name in freeze:
        parts[name].freeze()
    for name in unfreeze:
        parts[name].unfreeze()
    return net


@pytest.mark.parametrize(
    ("net", "step"),
    [
        (prepared("LeNet"), 1_962_864),
        (prepared("LeNet", ["features"]), 822_192),
        (prepared("LeNet", ["features.0"]), 1_398_192),
        (prepared("LeNet", ["features.3"]), 1_482_864),
        (prepared("LeNet", ["fc.2"]), 1_961_184),
        (prepared("VGG16"), 92_648_177_664),
        (prepared("ResNet18"), 10_648_412_160),
        (prepared("ResNet18", [""], ["fc"]), 3_629_170_688),
        (prepared("ResNet18", ["conv1", "bn1"]), 10_181_173_248),
        (prepared("ResNet50"), 24_299_077_632),
        (prepared("ResNet50", [""], ["layer4", "fc"]), 11_012_472_832),
        (prepared("SqueezeNet"), 2_052_330_240),
        (prepared("GoogLeNet"), 8_754_229_248),
        (prepared("DenseNet121"), 16_768_942_080),
        (prepared("LeNet", [""]), 682_512),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Layer) else None,
)
def test_a_step_of_training_takes_what_pytorch_counts(net, step):
    assert cnnlib.count(net, net.input_size, "flops").training_flops == step


def test_a_shared_layer_a_product_of_two_signals_and_a_transposed_one_go_back_so_too():
    conv = Conv2D(2, 2, 3, padding=1)
    assert cnnlib.count(Sequential(conv, conv), (1, 2, 4, 4), "flops").training_flops == 5_760
    attention = Graph(
        *(("q", Linear(8, 8)), ("k", Linear(8, 8), "input")),
        ("scores", MatMul(transpose_y=True), "q", "k"),
    )
    assert cnnlib.count(attention, (1, 5, 8), "flops").training_flops == 3_760
    spread = Sequential(Conv2D(3, 4, 3), Conv2DTranspose(4, 5, 2, 2))
    assert cnnlib.count(spread, (1, 3, 20, 20), "flops").training_flops == 295_488


def test_groups_go_back_as_they_came():
    """torch.utils.flop_counter counts the weights' gradient once for each group: 724,416 here."""
    net = Sequential(
        Conv2D(8, 8, 3, padding=1, groups=8, bias=False),
        Conv2D(8, 8, 3, stride=2, padding=1, groups=8, bias=False),
        Conv2D(8, 16, 1, bias=False),
    )
    report = cnnlib.count(net, (2, 8, 14, 14), "flops")
    assert [row.flops for row in report.rows] == [56_448, 14_112, 25_088]
    assert report.training_flops == 2 * 56_448 + 3 * 14_112 + 3 * 25_088


def test_what_training_holds_on_paper():
    """LeNet: 61,610 parameters, and the picture and the outputs that a layer reads."""
    report = cnnlib.count(cnnlib.LeNet(), (1, 1, 28, 28), "macs")
    read = 784 + 2 * 4704 + 1176 + 2 * 1600 + 2 * 400 + 120 + 84
    assert report.kept_bytes == 4 * read == 62_288
    assert report.training_bytes_by_optimizer == {
        "sgd": 4 * (2 * 61_610 + read),
        "momentum": 4 * (3 * 61_610 + read),
        "adam": 4 * (4 * 61_610 + read),
    }
    report = cnnlib.count(prepared("LeNet", ["features"]), (1, 1, 28, 28), "macs")
    read = 400 + 120 + 84
    assert report.kept_bytes == 4 * read
    assert report.training_bytes_by_optimizer["adam"] == 4 * (61_610 + 3 * 59_134 + read)


def test_what_is_read_twice_is_kept_once():
    report = cnnlib.count(Residual(Conv2D(2, 2, 1)), (1, 2, 3, 3))
    assert [row.kept_bytes for row in report.rows] == [4 * 18, 4 * 18]


def test_training_holds_at_least_that_much():
    images = np.random.default_rng(0).random((64, 1, 28, 28), np.float32)
    tracemalloc.start()
    try:
        net = cnnlib.LeNet()
        labels = np.zeros(64, int)
        cnnlib.fit(net, images, labels, cnnlib.Adam(), epochs=1, progress=False)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    report = cnnlib.count(net, images.shape)
    least = report.training_bytes_by_optimizer["adam"] - images.nbytes
    assert least < peak < 10 * least
