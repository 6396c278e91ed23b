"""CostExplorer as a cell sees it: layers in, the count out."""

import numpy as np
import pytest

import cnnlib
from cnnlib.explorers import CostExplorer
from cnnlib.explorers.cost import INPUT_SIZES

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


def test_the_presets_stand_layer_by_layer_and_fit():
    layers = {"LeNet": 10, "AlexNet": 22, "VGG11": 30, "VGG16": 40, "VGG19": 46, "MobileNetV1": 84}
    params = [61_610, 61_100_840, 132_863_336, 138_357_544, 143_667_240, 4_231_976]
    for (name, count), parameters in zip(layers.items(), params, strict=True):
        explorer = CostExplorer(layers=name, input_size=INPUT_SIZES[name])
        assert len(explorer.layers) == count
        assert explorer.report.trainable_params == parameters
    assert list(INPUT_SIZES) == list(layers)


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
    ("layers", "ResNet18", "layers must stand one after another: a Residual has two ways"),
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
    with pytest.raises(TypeError, match=r"0 must be one of .*, got Doubled"):
        explorer.layers = Doubled(cnnlib.ReLU())
    shared = cnnlib.Linear(4, 4)
    with pytest.raises(ValueError, match="0 and 1 are one layer"):
        explorer.layers = cnnlib.Sequential(shared, shared)
    with pytest.raises(ValueError, match=r"^body.way: layers must stand one after another"):
        explorer.layers = cnnlib.Sequential(
            ("body", cnnlib.Sequential(("way", cnnlib.Residual(cnnlib.ReLU()))))
        )


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
        "61,610 parameters (61,610 trainable), 347,560 FLOPs"
    )
    assert len(bundle["image/png"]) < 60_000
    stopped = CostExplorer(layers=CostExplorer().layers[:4], input_size=(1, 1, 8, 8))
    assert stopped.summary() == (
        "4 layers on 1 × 1 × 8 × 8, convention paddle; layer 3 does not fit (kernel 5 does not "
        "fit: input 4 + padding 0 + 0 = 4 (height)); before it 60 parameters (60 trainable), "
        "3,840 FLOPs"
    )
    for layers in ([], [described("ReLU")], [described("Linear", in_features=5, out_features=2)]):
        drawn, _ = CostExplorer(layers=layers)._repr_mimebundle_()
        assert drawn["image/png"]
