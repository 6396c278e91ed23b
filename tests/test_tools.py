"""What the tools themselves print of networks in which they do not follow their own rules.

Each number is what the tool said at the version that its convention names; the warning has it.
"""

import re

import pytest

import cnnlib
from cnnlib import (
    GELU,
    AdaptiveAvgPool2D,
    AdaptiveMaxPool2D,
    AvgPool2D,
    BatchNorm2D,
    ChannelShuffle,
    Conv2D,
    Dropout,
    Flatten,
    LeNet,
    Linear,
    MaxPool2D,
    Pad2D,
    PReLU,
    ReLU,
    Residual,
    Sequential,
    Softmax,
    Upsample,
)

LINEAR, RELU, PRELU = Linear(10, 10), ReLU(), PReLU()
TWO = Sequential(Sequential(LINEAR), Sequential(LINEAR))
THREE = Sequential(Sequential(LINEAR), Sequential(LINEAR), Sequential(LINEAR))
INNER = Sequential(LINEAR, Sequential(LINEAR))


def conv():
    return Conv2D(3, 3, 3, padding=1)


BLOCKS = Sequential(Sequential(conv(), RELU), Sequential(conv(), RELU))
WAYS = Sequential(
    *(Residual(Sequential(conv(), RELU, conv())), RELU),
    *(Residual(Sequential(conv(), RELU, conv())), RELU),
)
IMAGE, ROW = (1, 3, 32, 32), (1, 10)


def hanging(kind):
    return Sequential(kind(2, 2, 1, ceil_mode=True), Conv2D(1, 1, 1))


def behind(frame):
    return Sequential(frame, ReLU(), AdaptiveAvgPool2D(1), Flatten(), Linear(8, 4))


@pytest.mark.parametrize(
    ("net", "size", "tool", "flops", "params"),
    [
        # A layer in n containers.
        (TWO, ROW, "thop", 800, 220),
        (TWO, ROW, "paddle", 400, 110),
        (TWO, ROW, "ptflops-pytorch", 440, 110),
        (TWO, ROW, "calflops", 800, 110),
        (TWO, ROW, "deepspeed", 800, 110),
        (TWO, ROW, "torchinfo", 220, 330),
        (THREE, ROW, "thop", 2_700, 330),
        (THREE, ROW, "paddle", 900, 110),
        (THREE, ROW, "ptflops-pytorch", 990, 110),
        (THREE, ROW, "calflops", 1_800, 110),
        (THREE, ROW, "torchinfo", 330, 440),
        (INNER, ROW, "thop", 800, 220),
        (INNER, ROW, "paddle", 400, 110),
        (BLOCKS, IMAGE, "ptflops-pytorch", 190_464, 168),
        (BLOCKS, IMAGE, "calflops", 350_208, 168),
        (WAYS, IMAGE, "torchinfo", 344_064, 504),
        # Paddle's ceil mode, whose larger output the layers behind it work on.
        (hanging(AvgPool2D), (1, 1, 5, 5), "paddle", 48, 2),
        (hanging(MaxPool2D), (1, 1, 5, 5), "paddle", 32, 2),
        # ONNX's, too, where the window hangs over the edge without any padding.
        (Sequential(AvgPool2D((1, 4), 2, ceil_mode=True)), (1, 4, 8, 7), "onnx-tool", 240, 0),
        (
            Sequential(MaxPool2D((1, 4), 2, ceil_mode=True), Conv2D(4, 3, 1)),
            *((1, 4, 8, 7), "onnx-opcounter", 240, 15),
        ),
        # A bare layer.
        (Conv2D(3, 6, 3), IMAGE, "paddle", 0, 0),
        (Conv2D(3, 6, 3), IMAGE, "thop", 145_800, 0),
        (Dropout(), (2, 3, 5, 5), "onnx-opcounter", 150, 0),
        # Words as padding, and an even kernel.
        (Sequential(Conv2D(3, 6, 3, padding="VALID")), IMAGE, "fvcore", 0, 168),
        (Sequential(Conv2D(3, 8, 2, padding="same")), IMAGE, "calflops", 192_200, 104),
        (Sequential(Conv2D(3, 4, 2, padding="same")), (1, 3, 9, 9), "deepspeed", 6_400, 52),
        # Uneven cells, several images, training, no batch.
        (Sequential(AdaptiveAvgPool2D(3)), (1, 3, 11, 11), "thop", 389, 0),
        (LeNet(), (8, 1, 28, 28), "ptflops-pytorch", 461_246, 61_610),
        (Sequential(Upsample(3)), (2, 1, 7, 3), "ptflops-pytorch", 472, 0),
        (
            Sequential(Upsample((2, 1), mode="bilinear", align_corners=True), AdaptiveMaxPool2D(1)),
            *((3, 1, 5, 3), "ptflops-pytorch", 220, 0),
        ),
        (Sequential(BatchNorm2D(3)).train(), IMAGE, "fvcore", 15_360, 6),
        (Sequential(Linear(6, 4)), (6,), "torchinfo", 112, 28),
        (Sequential(BatchNorm2D(8)), (2, 8, 6, 10), "jax", 2_896, 16),
        (Sequential(BatchNorm2D(8)), (2, 8, 6, 10), "tensorflow", 1_968, 16),
        (Sequential(BatchNorm2D(4)), (3, 4, 5, 5), "onnx-opcounter", 608, 8),
        (Sequential(Linear(6, 4)), (2, 7, 6), "onnx-opcounter", 340, 28),
        # What an exporter writes.
        (Sequential(Flatten(2)), (1, 8, 6, 10), "onnx-opcounter", 3, 0),
        (behind(Pad2D(1)), (1, 8, 6, 10), "onnx-opcounter", 12, 36),
        (behind(Pad2D(1, "circular")), (1, 8, 6, 10), "onnx-opcounter", 2_224, 36),
        (
            Sequential(Conv2D(3, 4, 3, padding=1, padding_mode="reflect")),
            *((1, 3, 9, 9), "onnx-opcounter", 12, 112),
        ),
        (
            Sequential(Conv2D(3, 4, 3, padding=1, padding_mode="circular")),
            *((1, 3, 9, 9), "onnx-opcounter", 9_408, 112),
        ),
        (
            Sequential(
                Conv2D(3, 3, 3, padding=1, padding_mode="reflect"),
                Conv2D(3, 2, 3, padding=1, padding_mode="replicate"),
            ),
            *((2, 3, 10, 9), "onnx-opcounter", 24, 140),
        ),
        (Sequential(Pad2D(1), ReLU(), BatchNorm2D(8)), (2, 8, 10, 5), "onnx-opcounter", 28, 16),
        (Sequential(Pad2D(1), GELU(approximate=True)), (2, 8, 10, 5), "onnx-opcounter", 13, 0),
        (
            Sequential(Conv2D(2, 2, 1, stride=(2, 1), padding_mode="circular", bias=False)),
            *((1, 2, 7, 8), "onnx-opcounter", 352, 4),
        ),
        (
            Sequential(Conv2D(2, 2, (3, 2), 1, (2, 0), padding_mode="circular", bias=False)),
            *((1, 2, 7, 8), "onnx-opcounter", 1_864, 24),
        ),
        (
            *(Sequential(Sequential(PRELU), Sequential(PRELU)), (2, 4, 7, 4), "onnx-opcounter"),
            *(449, 1),
        ),
    ],
)
def test_a_warning_has_the_number_that_the_tool_prints(net, size, tool, flops, params):
    said = f"{tool} itself prints {flops:,} FLOPs and {params:,} parameters: "
    with pytest.warns(UserWarning, match=re.escape(said)) as warned:
        cnnlib.count(net, size, tool)
    assert [each.filename for each in warned] == [__file__]
    with pytest.warns(UserWarning, match=re.escape(said)):
        cnnlib.compare(net, size, [tool])


@pytest.mark.parametrize(
    ("network", "tool", "flops", "params"),
    [
        ("MobileNetV2", "thop", 327_486_720, 3_504_872),
        ("MobileNetV2", "ptflops-pytorch", 320_300_008, 3_504_872),
        ("DenseNet121", "thop", 2_897_007_104, 7_978_856),
        ("DenseNet121", "ptflops-pytorch", 2_899_843_048, 7_978_856),
        ("GoogLeNet", "ptflops-pytorch", 1_513_907_448, 6_624_904),
        ("InceptionV3", "thop", 5_749_219_168, 23_834_568),
        ("InceptionV3", "ptflops-pytorch", 5_747_660_552, 23_834_568),
        ("ShuffleNetV2", "thop", 152_708_792, 2_278_604),
        ("ShuffleNetV2", "fvcore", 148_808_392, 2_278_604),
        ("ShuffleNetV2", "ptflops-pytorch", 152_387_568, 2_278_604),
        ("ShuffleNetV2", "calflops", 295_505_472, 2_278_604),
        ("ShuffleNetV2", "deepspeed", 295_505_472, 2_278_604),
        ("ConvNeXtTiny", "thop", 4_464_149_760, 28_579_432),
        ("ConvNeXtTiny", "ptflops-pytorch", 4_488_347_368, 28_589_128),
    ],
)
def test_a_warning_has_the_number_for_the_network_as_torchvision_writes_it(
    network, tool, flops, params
):
    said = f"{tool} itself prints {flops:,} FLOPs and {params:,} parameters: torchvision writes"
    net = getattr(cnnlib, network)()
    with pytest.warns(UserWarning, match=re.escape(said)):
        cnnlib.count(net, net.input_size, tool)


@pytest.mark.parametrize(
    ("net", "size", "tool", "why"),
    [
        (AdaptiveAvgPool2D(3), (1, 3, 11, 11), "onnx-tool", "exporter refuses adaptive pooling"),
        (AdaptiveAvgPool2D((2, 3)), (1, 3, 7, 8), "jax", "JAX has no adaptive pooling into cells"),
        (ChannelShuffle(2), (1, 4, 2, 2), "onnx-opcounter", "no operator for ChannelShuffle"),
        (
            Upsample((2, 1)),
            (1, 4, 2, 2),
            "calflops",
            "a scale_factor of two numbers for a batch of two",
        ),
    ],
)
def test_a_warning_says_that_the_tool_has_no_answer(net, size, tool, why):
    with pytest.warns(UserWarning, match=f"{tool} itself has no answer: .*{why}"):
        cnnlib.count(Sequential(net), size, tool)


@pytest.mark.parametrize(
    ("net", "size", "tools"),
    [
        (Sequential(LINEAR, LINEAR), ROW, ["thop", "paddle", "torchinfo", "calflops"]),
        (TWO, ROW, ["macs", "flops", "fvcore", "ptflops", "torchprofile", "onnx-tool", "jax"]),
        (BLOCKS, IMAGE, ["thop", "torchinfo", "fvcore"]),
        (Sequential(Conv2D(3, 6, 3)), IMAGE, ["paddle", "thop"]),
        (Sequential(Conv2D(3, 8, 3, padding="same")), IMAGE, ["calflops", "torchprofile"]),
        (Sequential(AdaptiveAvgPool2D((2, 4))), (1, 3, 8, 8), ["thop", "onnx-tool", "jax"]),
        (Sequential(BatchNorm2D(3)), IMAGE, ["fvcore"]),
        (Sequential(BatchNorm2D(3)).eval(), IMAGE, ["fvcore"]),
        (Sequential(AvgPool2D(2, 2, ceil_mode=True)), (1, 1, 5, 5), ["paddle"]),
        (Sequential(Softmax()), (2, 4), ["paddle", "thop", "jax", "torchinfo"]),
    ],
)
def test_a_tool_that_follows_its_rule_is_not_mentioned(net, size, tools, recwarn):
    cnnlib.compare(net, size, tools)
    for tool in tools:
        cnnlib.count(net, size, tool)
    assert not [str(each.message) for each in recwarn]


def test_who_names_no_tool_is_not_told_of_one_bare_layer(recwarn):
    cnnlib.count(Conv2D(3, 6, 3), IMAGE)
    assert not recwarn.list
    cnnlib.count(TWO, ROW)
    (warned,) = recwarn
    assert "paddle itself prints 400 FLOPs" in str(warned.message)


def test_the_number_that_a_convention_gives_stays(recwarn):
    assert cnnlib.count(TWO, ROW, "thop").total_flops == 200
    assert cnnlib.compare(TWO, ROW, ["thop", "paddle"])["paddle"].total_params == 110
    assert len(recwarn) == 3


def test_of_a_file_a_tool_counts_the_operators_that_stand_there():
    parser = pytest.importorskip("onnx.parser")
    text = """<ir_version: 8, opset_import: ["" : 17]>
    net (float[1, 4, 2, 2] x) => (float[1, 4, 2, 2] y)
    <int64[5] a = {1, 2, 2, 2, 2}, int64[4] b = {1, 4, 2, 2}> {
        p = Reshape (x, a)
        q = Transpose <perm = [0, 2, 1, 3, 4]> (p)
        r = Reshape (q, b)
        y = Softmax <axis = 1> (r)
    }"""
    net = cnnlib.read_onnx(parser.parse_model(text).SerializeToString())
    assert [type(layer) for layer in net] == [ChannelShuffle, Softmax]
    said = "onnx-opcounter itself may print another number: .* PyTorch writes for ChannelShuffle$"
    with pytest.warns(UserWarning, match=said):
        cnnlib.count(net, net.input_size, "onnx-opcounter")
