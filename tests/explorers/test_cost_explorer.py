"""CostExplorer as a cell sees it: layers in, the count out."""

import numpy as np
import pytest

import cnnlib
from cnnlib.explorers import CostExplorer
from cnnlib.explorers.cost import networks

# What a page sends at once, in its form.
SENT = {"layers": [{"type": "ReLU"}], "input_size": [1, 3, 8, 8], "convention": "thop"}

PHOTOGRAPH = (1, 3, 224, 224)


def described(layer_type, **arguments):
    return {"type": layer_type, **arguments}


def test_it_starts_from_the_tutorials_lenet():
    explorer = CostExplorer(convention="document")
    assert len(explorer.layers) == 10
    assert explorer.layers[3] == described("Conv2D", in_channels=6, out_channels=16, kernel_size=5)
    assert explorer.report.total_params == 61_610
    assert explorer.report.total_flops == 347_560
    assert explorer.problem is None


def test_a_network_by_name_or_as_it_is():
    for network in ("VGG16", cnnlib.VGG16()):
        explorer = CostExplorer(layers=network, input_size=PHOTOGRAPH, convention="document")
        assert explorer.report.total_flops == 15_483_811_840
    conv = cnnlib.Conv2D(2, 4, 3, padding=1)
    explorer = CostExplorer(layers=conv, input_size=(1, 2, 320, 320), convention="document")
    assert explorer.layers == (
        described("Conv2D", in_channels=2, out_channels=4, kernel_size=3, padding=1),
    )
    assert explorer.report.total_flops == 7_782_400


# The smallest first: how many rows, how many numbers each learns.
PRESETS = {
    "LeNet": (10, 61_610),
    "SqueezeNet": (66, 1_235_496),
    "ShuffleNetV2": (211, 2_278_604),
    "MobileNetV3Small": (157, 2_542_856),
    "MobileNetV2": (153, 3_504_872),
    "MobileNetV1": (84, 4_231_976),
    "EfficientNetB0": (240, 5_288_548),
    "MobileNetV3Large": (187, 5_483_032),
    "GoogLeNet": (197, 6_624_904),
    "DenseNet121": (427, 7_978_856),
    "ResNet18": (69, 11_689_512),
    "ResNet34": (125, 21_797_672),
    "InceptionV3": (310, 23_834_568),
    "ResNet50": (175, 25_557_032),
    "ConvNeXtTiny": (184, 28_589_128),
    "UNet": (49, 31_030_658),
    "AlexNet": (22, 61_100_840),
    "VGG11": (30, 132_863_336),
    "VGG13": (34, 133_047_848),
    "VGG16": (40, 138_357_544),
    "VGG19": (46, 143_667_240),
}


def test_every_network_is_a_preset_that_fits():
    assert list(networks()) == list(PRESETS)
    for name, (count, params) in PRESETS.items():
        explorer = CostExplorer(layers=name, input_size=networks()[name]["input_size"])
        assert len(explorer.layers) == count
        assert explorer.report.trainable_params == params


def test_a_residual_network_is_one_list_whose_rows_read_earlier_ones():
    body = cnnlib.Conv2D(4, 4, 3, padding=1), cnnlib.ReLU()
    way = cnnlib.Conv2D(4, 4, 1)
    net = cnnlib.Sequential(cnnlib.ReLU(), cnnlib.Residual(cnnlib.Sequential(*body), way))
    explorer = CostExplorer(layers=net, input_size=(1, 4, 8, 8), convention="macs")
    conv = described("Conv2D", in_channels=4, out_channels=4, kernel_size=3, padding=1)
    assert explorer.layers == (
        described("ReLU", name="a"),
        conv,
        described("ReLU", name="b"),
        described("Conv2D", in_channels=4, out_channels=4, kernel_size=1, name="c", inputs=["a"]),
        described("Add", inputs=["b", "c"]),
    )
    # 4 · 4 · 9 · 64 and 4 · 4 · 64.
    assert explorer.report.total_flops == 9_216 + 1_024
    assert isinstance(explorer.network, cnnlib.Graph)
    assert explorer.network(np.zeros((1, 4, 8, 8))).shape == (1, 4, 8, 8)


def test_names_stay_where_rows_are_read_by_them():
    explorer = CostExplorer(input_size=(1, 2, 8, 8))
    relu = described("ReLU")
    explorer.layers = [
        described("ReLU", name="stem"),
        relu,
        described("ReLU", name="idle"),
        described("ReLU", name="1st"),
        described("Concat", name="both", inputs=["stem", "1", "1st"]),
        described("ReLU", inputs=["both"]),
    ]
    # A page reads words: a place and what is none get one.
    assert explorer.layers == (
        described("ReLU", name="stem"),
        described("ReLU", name="layer_1"),
        relu,
        described("ReLU", name="layer_1st"),
        described("Concat", inputs=["stem", "layer_1", "layer_1st"]),
        relu,
    )


def test_a_row_that_nothing_reads_yet_is_counted():
    explorer = CostExplorer(input_size=(1, 2, 8, 8), convention="macs")
    conv = described("Conv2D", in_channels=2, out_channels=4, kernel_size=1)
    explorer.layers = [conv, conv | {"inputs": ["input"]}]
    assert explorer.report.total_flops == 2 * 8 * 64
    stuck = [described("ReLU", name="a"), described("ReLU"), conv, conv | {"name": "d"}]
    explorer.layers = [*stuck, described("Add", inputs=["d", "a"])]
    assert explorer.problem == "d: input must have in_channels 2, got 4: (1, 4, 8, 8)"
    assert explorer.summary() == (
        "5 layers on 1 × 2 × 8 × 8, convention macs; layer d does not fit (input must have "
        "in_channels 2, got 4: (1, 4, 8, 8)); before it 12 parameters (12 trainable), 512 MACs"
    )


def test_a_convention_of_ones_own_goes_to_the_page():
    cnnlib.conventions.add_convention("mine", "this test", {"Conv2D": "3 macs"})
    try:
        explorer = CostExplorer(convention="mine")
        assert '"rules": {"Conv2D": "3 macs"}' in explorer._esm
        assert explorer.report.total_flops == 847_008  # 3 · (42,336 + 240,000)
    finally:
        del cnnlib.conventions.CONVENTIONS["mine"]
    assert "3 macs" not in CostExplorer()._esm


def test_descriptions_are_kept_as_cnnlib_writes_them():
    explorer = CostExplorer(input_size=(1, 1, 8, 8))
    explorer.layers = [
        described("Conv2D", in_channels=np.int64(1), out_channels=2, kernel_size=(3, 3), stride=1),
        described(
            "Sequential",
            layers=[described("MaxPool2D", kernel_size=2, stride=2, name="pool")],
            name="inner",
        ),
    ]
    assert explorer.layers == (
        described("Conv2D", in_channels=1, out_channels=2, kernel_size=3),
        described("MaxPool2D", kernel_size=2),
    )
    assert explorer.report.rows[1].output_shape == (1, 2, 3, 3)


def test_the_network_is_ready_to_use_and_has_drawn_no_weights():
    explorer = CostExplorer()
    assert explorer.network[0].arrays == {}
    assert explorer.network(np.zeros((1, 1, 28, 28))).shape == (1, 10)


def test_a_layer_that_does_not_fit_is_kept_and_named():
    explorer = CostExplorer(convention="document")
    explorer.input_size = (1, 3, 28, 28)
    message = "0: input must have in_channels 1, got 3: (1, 3, 28, 28)"
    assert (explorer.report, explorer.problem) == (None, message)
    explorer.layers = [described("Conv2D", in_channels=3, out_channels=6, kernel_size=29)]
    assert explorer.problem == "0: kernel 29 does not fit: input 28 + padding 0 + 0 = 28 (height)"
    explorer.layers = explorer.layers[:0]
    assert (explorer.report.total_params, explorer.problem) == (0, None)


CONV = {"type": "Conv2D", "in_channels": 1, "out_channels": 6, "kernel_size": 3}
REFUSED = [
    ("layers", [CONV | {"kernel_size": 0}], "layers[0]: kernel_size must be at least 1, got 0"),
    ("layers", [CONV | {"groups": 4}], "layers[0]: groups 4 must divide in_channels 1"),
    ("layers", [CONV | {"kernel": 3}], 'layers[0]: Conv2D takes no key "kernel": did you mean '),
    ("layers", "LeNet5", "no network 'LeNet5': did you mean LeNet"),
    ("layers", 3, "layers must be a network or a list of descriptions, got 3"),
    ("layers", [cnnlib.ReLU()], "layers must be descriptions such as {'type': 'ReLU'}, got ReLU()"),
    ("layers", [{"type": "ReLU", "inputs": "a"}], "layers[0]: inputs must be a list of names, got"),
    ("layers", [{"type": "ReLU", "name": 3}], "layers[0]: name must be text, got 3"),
    ("layers", [{"type": "Add", "inputs": ["b", "c"]}], "0 reads 'b', which does not stand before"),
    ("input_size", (1, 0, 28, 28), "input_size must be at least 1 on every axis, got 0"),
    ("convention", "papers", "convention must be one of ['document', 'paddle', "),
]


@pytest.mark.parametrize(("name", "value", "message"), REFUSED)
def test_nonsense_is_refused_and_the_last_good_setting_stays(name, value, message):
    explorer = CostExplorer()
    before = explorer.settings
    with pytest.raises((TypeError, ValueError)) as caught:
        setattr(explorer, name, value)
    assert message in str(caught.value)
    assert explorer.settings == before
    assert explorer.report.total_flops == 347_560


def test_what_cannot_stand_in_one_row_is_refused():
    class Doubled(cnnlib.Sequential):
        def forward(self, x):
            return super().forward(super().forward(x))

    explorer = CostExplorer()
    with pytest.raises(TypeError, match=r"net must be one of .*, got Doubled"):
        explorer.layers = Doubled(cnnlib.ReLU())
    shared = cnnlib.Linear(4, 4)
    with pytest.raises(ValueError, match="0 and 1 are one layer"):
        explorer.layers = cnnlib.Sequential(shared, shared)


def test_the_page_may_send_its_settings_at_once():
    explorer = CostExplorer()
    seen = []
    explorer.observe(lambda change: seen.append(change.new.total_params), "report")
    explorer.set_state(
        {"layers": [described("Linear", in_features=2, out_features=4)], "input_size": [1, 2]}
    )
    assert explorer.input_size == (1, 2)
    assert explorer.report.total_flops == 8
    assert seen[-1] == 12


def test_explorers_do_not_share():
    first, second = CostExplorer(), CostExplorer()
    first.layers[0]["out_channels"] = 99
    first.layers = first.layers[:1]
    assert second.layers[0]["out_channels"] == 6
    assert CostExplorer().report.total_params == 61_610


def test_a_notebook_keeps_its_words_and_a_light_picture():
    bundle, _ = CostExplorer(convention="document")._repr_mimebundle_()
    assert bundle["text/plain"] == (
        "CostExplorer: 10 layers on 1 × 1 × 28 × 28, convention document; "
        "61,610 parameters (61,610 trainable), 347,560 counted by the tutorial's rule"
    )
    assert len(bundle["image/png"]) < 60_000
    stopped = CostExplorer(layers=CostExplorer().layers[:4], input_size=(1, 1, 8, 8))
    assert stopped.summary() == (
        "4 layers on 1 × 1 × 8 × 8, convention paddle; layer 3 does not fit (kernel 5 does not "
        "fit: input 4 + padding 0 + 0 = 4 (height)); before it 60 parameters (60 trainable), "
        "3,840 counted by paddle"
    )
    for layers in ([], [described("ReLU")], [described("Linear", in_features=5, out_features=2)]):
        drawn, _ = CostExplorer(layers=layers)._repr_mimebundle_()
        assert drawn["image/png"]
