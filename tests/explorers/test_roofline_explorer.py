"""RooflineExplorer as a cell sees it: a layer and a machine in, the least time out."""

import pytest

from cnnlib.explorers import RooflineExplorer
from cnnlib.explorers.roofline import MACHINES, PINS, PLANE, cost_of

# What a page sends at once, in its form.
SENT = {"in_channels": 63, "out_channels": 63, "groups": 63, "dtype": "float16"}


def test_it_tells_what_a_layer_of_vgg_takes_on_four_cores():
    # 64 · 64 · 9 · 224² MACs; twice 64 · 224² numbers and 64 · 64 · 9 weights, 4 bytes each.
    explorer = RooflineExplorer(in_channels=64, out_channels=64, size=224, groups=1)
    assert explorer.macs == 1_849_688_064
    assert explorer.cost.flops == 3_699_376_128
    assert explorer.cost.moved_bytes == 25_837_568
    assert explorer.cost.intensity == pytest.approx(143.178, abs=1e-3)
    assert explorer.compute_seconds == pytest.approx(9.63379e-3, rel=1e-5)
    assert explorer.memory_seconds == pytest.approx(0.504640e-3, rel=1e-5)
    assert (explorer.seconds, explorer.bound) == (explorer.compute_seconds, "compute")


def test_a_linear_layer_waits_for_its_weights_until_a_batch_shares_them():
    explorer = RooflineExplorer(
        in_channels=4096, out_channels=4096, size=1, kernel_size=1, groups=1
    )
    assert (explorer.macs, explorer.cost.moved_bytes) == (16_777_216, 67_141_632)
    assert (explorer.bound, explorer.seconds) == ("memory", explorer.memory_seconds)
    explorer.batch = 64
    assert (explorer.bound, explorer.cost.moved_bytes) == ("compute", 69_206_016)


def test_half_as_many_bytes_a_number_are_twice_the_operations_a_byte():
    explorer = RooflineExplorer(stride=2)
    before = explorer.cost.intensity
    explorer.dtype = "float16"
    assert explorer.cost.intensity == 2 * before
    assert explorer.macs == 3_612_672  # a quarter of the 56² places


def test_on_the_ridge_itself_the_processor_decides():
    # 524,288 FLOPs and 49,152 bytes: each takes a nanosecond.
    layer = {"in_channels": 64, "out_channels": 64, "size": 8, "kernel_size": 1, "groups": 1}
    explorer = RooflineExplorer(**layer, peak=524_288, bandwidth=49_152)
    assert explorer.compute_seconds == explorer.memory_seconds == 1e-9
    assert explorer.bound == "compute"


@pytest.mark.parametrize("name", PINS)
def test_each_pinned_layer_has_its_place_on_the_plane(name):
    first, last = PLANE["x"]
    for dtype in ("float64", "int8"):
        assert first < cost_of(PINS[name], dtype).intensity < last


@pytest.mark.parametrize("name", MACHINES)
def test_the_machines_are_settings(name):
    peak, bandwidth, dtype = MACHINES[name]
    explorer = RooflineExplorer(peak=peak, bandwidth=bandwidth, dtype=dtype)
    assert f"{peak:,g} GFLOP/s and {bandwidth:,g} GB/s" in explorer.summary()


REFUSED = {
    "in_channels": (63, "groups 32 must divide in_channels 63"),
    "size": (5000, "size must be at most 4096 here, got 5000"),
    "kernel_size": (2.5, "kernel_size must be a whole number, got 2.5 (float)"),
    "batch": (0, "batch must be at least 1, got 0"),
    "dtype": (
        "int4",
        "dtype must be one of ['float64', 'float32', 'float16', 'bfloat16', 'int8'], got 'int4'",
    ),
    "peak": (0, "peak must be positive and finite, got 0"),
    "bandwidth": (None, "bandwidth must be a number, got None (NoneType)"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_nonsense_is_refused_and_the_last_good_setting_stays(name):
    value, message = REFUSED[name]
    explorer = RooflineExplorer()
    before = explorer.settings
    with pytest.raises((TypeError, ValueError)) as caught:
        setattr(explorer, name, value)
    assert str(caught.value) == message
    assert explorer.settings == before


def test_a_notebook_keeps_its_words_and_a_light_picture():
    bundle, _ = RooflineExplorer()._repr_mimebundle_()
    assert bundle["text/plain"] == (
        "RooflineExplorer: convolution 3 × 3, 128 → 128 channels on 56 × 56, stride 1, groups 32, "
        "batch 1, float32; 14,450,688 MACs, 28,901,376 FLOPs, 3,229,696 bytes moved, "
        "8.95 FLOP per byte; at 384 GFLOP/s and 51.2 GB/s compute-bound, 0.0753 ms or more"
    )
    assert len(bundle["image/png"]) < 60_000
