"""Known networks: totals and shapes as torchvision 0.28 has them, and the names of their arrays."""

import numpy as np
import pytest

import cnnlib
import cnnlib.functional as F
from cnnlib import (
    ConvNeXtTiny,
    DenseNet121,
    EfficientNetB0,
    GoogLeNet,
    InceptionV3,
    MobileNetV3Large,
    MobileNetV3Small,
    ShuffleNetV2,
    SqueezeNet,
    count,
)
from cnnlib.description import from_json, to_json

# Parameters and multiply-accumulates by PyTorch's own counter; behind each stage, channels and
# side, asked of torchvision by forward hooks.
SQUEEZENET_1_0 = {
    "features.0": (96, 109),
    "features.2": (96, 54),
    "features.3.concat": (128, 54),
    "features.6": (256, 27),
    "features.10.concat": (512, 27),
    "features.11": (512, 13),
    "features.12.concat": (512, 13),
}
SQUEEZENET_1_1 = {
    "features.0": (64, 111),
    "features.2": (64, 55),
    "features.5": (128, 27),
    "features.7.concat": (256, 27),
    "features.8": (256, 13),
    "features.12.concat": (512, 13),
    "classifier.3": (1000, 1),
}
GOOGLENET = {
    "conv1.relu": (64, 112),
    "maxpool1": (64, 56),
    "conv3.relu": (192, 56),
    "inception3a.concat": (256, 28),
    "inception3b.concat": (480, 28),
    "inception4a.concat": (512, 14),
    "inception4d.concat": (528, 14),
    "inception4e.concat": (832, 14),
    "maxpool4": (832, 7),
    "inception5b.concat": (1024, 7),
}
INCEPTION_V3 = {
    "Conv2d_1a_3x3.relu": (32, 149),
    "Conv2d_2b_3x3.relu": (64, 147),
    "maxpool1": (64, 73),
    "Conv2d_4a_3x3.relu": (192, 71),
    "Mixed_5b.concat": (256, 35),
    "Mixed_5d.concat": (288, 35),
    "Mixed_6a.concat": (768, 17),
    "Mixed_6e.concat": (768, 17),
    "Mixed_7a.concat": (1280, 8),
    "Mixed_7c.concat": (2048, 8),
}
DENSENET_121 = {
    "features.pool0": (64, 56),
    "features.denseblock1.denselayer6.concat": (256, 56),
    "features.transition1.pool": (128, 28),
    "features.denseblock2.denselayer12.concat": (512, 28),
    "features.transition2.pool": (256, 14),
    "features.denseblock3.denselayer24.concat": (1024, 14),
    "features.transition3.pool": (512, 7),
    "features.norm5": (1024, 7),
}
MOBILENET_V3_SMALL = {
    "features.0.2": (16, 112),
    "features.1.block.2.1": (16, 56),
    "features.2.block.2.1": (24, 28),
    "features.3.add": (24, 28),
    "features.4.block.3.1": (40, 14),
    "features.6.add": (40, 14),
    "features.7.block.3.1": (48, 14),
    "features.8.add": (48, 14),
    "features.9.block.3.1": (96, 7),
    "features.11.add": (96, 7),
    "features.12.2": (576, 7),
}
MOBILENET_V3_LARGE = {
    "features.0.2": (16, 112),
    "features.1.add": (16, 112),
    "features.2.block.2.1": (24, 56),
    "features.3.add": (24, 56),
    "features.4.block.3.1": (40, 28),
    "features.6.add": (40, 28),
    "features.7.block.2.1": (80, 14),
    "features.10.add": (80, 14),
    "features.11.block.3.1": (112, 14),
    "features.12.add": (112, 14),
    "features.13.block.3.1": (160, 7),
    "features.15.add": (160, 7),
    "features.16.2": (960, 7),
}
EFFICIENTNET_B0 = {
    "features.0.2": (32, 112),
    "features.1.0.block.2.1": (16, 112),
    "features.2.1.add": (24, 56),
    "features.3.1.add": (40, 28),
    "features.4.2.add": (80, 14),
    "features.5.2.add": (112, 14),
    "features.6.3.add": (192, 7),
    "features.7.0.block.3.1": (320, 7),
    "features.8.2": (1280, 7),
}
CONVNEXT_TINY = {
    "features.0.first": (96, 56),
    "features.1.2.add": (96, 56),
    "features.2.1": (192, 28),
    "features.3.2.add": (192, 28),
    "features.4.1": (384, 14),
    "features.5.8.add": (384, 14),
    "features.6.1": (768, 7),
    "features.7.2.add": (768, 7),
    "classifier.first": (768, 1),
}
SHUFFLENET_V2 = {
    "conv1.2": (24, 112),
    "maxpool": (24, 56),
    "stage2.0.branch1.1": (24, 28),
    "stage2.0.branch2.1": (58, 56),
    "stage2.0.shuffle": (116, 28),
    "stage2.3.kept": (58, 28),
    "stage2.3.concat": (116, 28),
    "stage3.0.concat": (232, 14),
    "stage3.7.shuffle": (232, 14),
    "stage4.3.branch2.7": (232, 7),
    "stage4.3.shuffle": (464, 7),
    "conv5.2": (1024, 7),
    "avgpool": (1024, 1),
}
NETWORKS = [
    (SqueezeNet, (1000, "1.0"), 1_248_424, 818_924_576, SQUEEZENET_1_0),
    (SqueezeNet, (), 1_235_496, 349_151_936, SQUEEZENET_1_1),
    (GoogLeNet, (), 6_624_904, 1_498_376_192, GOOGLENET),
    (InceptionV3, (), 23_834_568, 5_713_216_096, INCEPTION_V3),
    (DenseNet121, (), 7_978_856, 2_834_161_664, DENSENET_121),
    (MobileNetV3Small, (), 2_542_856, 56_510_400, MOBILENET_V3_SMALL),
    (MobileNetV3Large, (), 5_483_032, 216_589_760, MOBILENET_V3_LARGE),
    (EfficientNetB0, (), 5_288_548, 385_814_752, EFFICIENTNET_B0),
    (ShuffleNetV2, (), 2_278_604, 144_907_992, SHUFFLENET_V2),
    (ShuffleNetV2, (1000, 0.5), 1_366_792, 40_476_448, {"conv5.2": (1024, 7)}),
    (ShuffleNetV2, (1000, 1.5), 3_503_624, 295_759_392, {"stage4.3.shuffle": (704, 7)}),
    (ShuffleNetV2, (1000, 2), 7_393_996, 583_253_464, {"conv5.2": (2048, 7)}),
    (ConvNeXtTiny, (), 28_589_128, 4_455_531_264, CONVNEXT_TINY),
]
BY_NAME = pytest.mark.parametrize(
    ("network", "arguments", "params", "macs", "stages"),
    NETWORKS,
    ids=[" ".join([network.__name__, *map(str, given[1:])]) for network, given, *_ in NETWORKS],
)


@BY_NAME
def test_totals_and_the_shape_behind_each_stage(network, arguments, params, macs, stages):
    net = network(*arguments)
    report = count(net, net.input_size, "macs")
    assert (report.total_params, report.total_flops) == (params, macs)
    shapes = {row.name: row.output_shape for row in report.rows}
    assert {name: shapes[name] for name in stages} == {
        name: (1, channels, side, side) for name, (channels, side) in stages.items()
    }


@pytest.mark.parametrize(
    ("network", "params", "flops"),
    [
        (InceptionV3, 23_869_000, 5_733_286_592),
        (DenseNet121, 8_062_504, 2_865_723_392),
        (MobileNetV3Small, 2_554_968, 59_655_296),
        (MobileNetV3Large, 5_507_432, 226_043_920),
        (ShuffleNetV2, 2_294_784, 148_859_592),
    ],
)
def test_paddles_own_networks_have_the_same_total(network, params, flops):
    """`paddle.flops` of PaddlePaddle 3.3.1 on `paddle.vision.models`."""
    report = count(network(), network.input_size, "paddle")
    assert (report.total_params, report.total_flops) == (params, flops)


@pytest.mark.parametrize(
    ("network", "number", "arrays"),
    [
        (
            MobileNetV3Small,
            210,
            {
                "features.1.block.1.fc1.bias": (8,),
                "features.4.block.2.fc2.weight": (96, 24, 1, 1),
                "features.11.block.3.1.running_var": (96,),
                "classifier.0.weight": (576, 1024),
                "classifier.3.weight": (1024, 1000),
            },
        ),
        (
            MobileNetV3Large,
            266,
            {
                "features.1.block.1.0.weight": (16, 16, 1, 1),
                "features.12.block.2.fc1.weight": (168, 672, 1, 1),
                "features.16.0.weight": (960, 160, 1, 1),
                "classifier.3.bias": (1000,),
            },
        ),
        (
            EfficientNetB0,
            311,
            {
                "features.1.0.block.1.fc1.weight": (8, 32, 1, 1),
                "features.6.3.block.1.0.weight": (1152, 1, 5, 5),
                "features.6.3.block.2.fc2.weight": (1152, 48, 1, 1),
                "classifier.1.weight": (1280, 1000),
            },
        ),
        (
            ShuffleNetV2,
            282,
            {
                "conv1.0.weight": (24, 3, 3, 3),
                "stage2.0.branch1.2.weight": (58, 24, 1, 1),
                "stage2.1.branch2.3.weight": (58, 1, 3, 3),
                "stage4.3.branch2.6.running_var": (232,),
                "conv5.1.bias": (1024,),
                "fc.weight": (1024, 1000),
            },
        ),
        (
            SqueezeNet,
            52,
            {
                "features.0.weight": (64, 3, 3, 3),
                "features.12.expand3x3.bias": (256,),
                "classifier.1.weight": (1000, 512, 1, 1),
            },
        ),
        (
            GoogLeNet,
            287,
            {
                "conv1.bn.running_mean": (64,),
                "inception3a.branch3.1.conv.weight": (32, 16, 3, 3),
                "inception5b.branch4.1.bn.weight": (128,),
                "fc.weight": (1024, 1000),
            },
        ),
        (
            InceptionV3,
            472,
            {
                "Conv2d_1a_3x3.conv.weight": (32, 3, 3, 3),
                "Mixed_6c.branch7x7dbl_3.conv.weight": (160, 160, 1, 7),
                "Mixed_7c.branch3x3_2b.bn.running_var": (384,),
                "fc.bias": (1000,),
            },
        ),
        (
            DenseNet121,
            606,
            {
                "features.norm0.weight": (64,),
                "features.denseblock3.denselayer24.conv1.weight": (128, 992, 1, 1),
                "features.transition3.conv.weight": (512, 1024, 1, 1),
                "classifier.weight": (1024, 1000),
            },
        ),
        (
            ConvNeXtTiny,
            182,
            {
                "features.0.1.weight": (96,),
                "features.5.8.block.0.weight": (384, 1, 7, 7),
                "features.7.2.block.5.weight": (3072, 768),
                "features.6.0.bias": (384,),
                "features.7.2.layer_scale.weight": (768,),
                "classifier.2.weight": (768, 1000),
            },
        ),
    ],
)
def test_arrays_have_the_names_of_torchvision(network, number, arrays):
    """Its state_dict, without num_batches_tracked: so `load` reads it; a matrix is transposed."""
    shapes = {
        f"{path}.{name}": shape
        for path, layer in network().named_layers()
        for name, shape in (layer.parameter_shapes | layer.statistic_shapes).items()
    }
    assert len(shapes) == number
    assert {name: shapes[name] for name in arrays} == arrays


@pytest.mark.parametrize(
    ("network", "thop"),
    [
        (MobileNetV3Small, 62_477_944),
        (MobileNetV3Large, 234_838_456),
        (EfficientNetB0, 415_145_024),
    ],
)
def test_thop_has_the_same_total_for_torchvisions_network(network, thop):
    assert count(network(), network.input_size, "thop").total_flops == thop


@pytest.mark.parametrize("network", [MobileNetV3Small, EfficientNetB0, ShuffleNetV2])
def test_a_network_of_many_ways_is_written_read_and_trained(network):
    """What is read back is the same graph, row by row; a step of training keeps it finite."""
    cnnlib.seed(0)
    net = network(3)
    again, _ = from_json(to_json(net))
    rows = [count(each, (1, 3, 64, 64), "macs").rows for each in (net, again)]
    assert [row.to_dict() for row in rows[0]] == [row.to_dict() for row in rows[1]]
    x = np.random.default_rng(0).normal(size=(2, 3, 33, 33)).astype(np.float32)
    before = net.parameters()[0].copy()
    net.backward(F.cross_entropy_backward(net(x), np.array([0, 2])))
    cnnlib.SGD(0.01).step(net)
    assert all(np.isfinite(array).all() for array in net.parameters())
    assert (net.parameters()[0] != before).any()
    assert np.isfinite(net.eval()(x)).all()


def test_an_unknown_version_is_refused():
    with pytest.raises(ValueError, match=r"width must be one of \[0.5, 1.0, 1.5, 2.0\], got 3"):
        ShuffleNetV2(width=3)
    with pytest.raises(ValueError, match=r"version must be one of \['1.0', '1.1'\], got '1_1'"):
        SqueezeNet(version="1_1")
