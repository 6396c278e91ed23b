"""What PyTorch 2.13.0, PaddlePaddle 3.3.1 and the ONNX standard answer, stored by `make golden`."""

from pathlib import Path

import numpy as np
import pytest
from records import read
from rules import DEPARTURES, REFUSALS, same

import cnnlib
import cnnlib.differences
from cnnlib.functional import _correlate, _depthwise, _windows

GOLDEN = Path(__file__).with_name("golden")
RECORDS = read(GOLDEN / "operations")
GRADIENTS = read(GOLDEN / "gradients")
ONNX = read(GOLDEN / "onnx")


def name(record):
    kind = [record.setting.operation, record.follows, *dict.fromkeys(record.rules.values())]
    return record.name or " ".join(kind)


KINDS: dict[str, list] = {}
for each in RECORDS:
    KINDS.setdefault(name(each), []).append(each)


@pytest.mark.parametrize("kind", KINDS)
def test_the_answer_is_the_right_one_and_no_other(kind):
    for record in KINDS[kind]:
        setting, answer = record.setting, record.setting.ask_cnnlib()
        assert same(answer, record.right, setting.tolerance), setting
        for framework in record.rules:
            assert not same(answer, record.answers[framework], setting.tolerance), framework


@pytest.mark.parametrize(
    ("operation", "many"),
    [
        *(("max_pool2d", 90), ("avg_pool2d", 90), ("conv2d", 90), ("conv2d_transpose", 10)),
        *(("batch_norm", 20), ("layer_norm", 10), ("group_norm", 10), ("linear", 10)),
        *(("adaptive_avg_pool2d", 10), ("adaptive_max_pool2d", 10), ("upsample", 3)),
        *((name, 3) for name in ("pixel_shuffle", "channel_shuffle", "sigmoid", "tanh", "silu")),
        *((name, 3) for name in ("elu", "gelu", "hardsigmoid", "hardswish", "relu", "relu6")),
        *(("softmax", 1), ("leaky_relu", 1), ("prelu", 1)),
    ],
)
def test_gradients_are_those_of_autograd(operation, many):
    settings = [r for r in GRADIENTS if r.setting.operation == f"{operation}_backward"]
    assert len(settings) >= many
    for record in settings:
        setting = record.setting
        assert same(setting.ask_cnnlib(), record.right, setting.tolerance), setting


@pytest.mark.parametrize(
    "way",
    [_correlate._way, lambda *_: _correlate._multiply_windows],
    ids=["chosen by shape", "windows"],
)
def test_each_way_to_it_is_right_in_the_smallest_blocks(monkeypatch, way):
    """The settings are small: in the usual blocks all of an image is one, and few are rows."""
    monkeypatch.setattr(_correlate, "_way", way)
    monkeypatch.setattr(_correlate, "_BLOCK_BYTES", 1)
    monkeypatch.setattr(_depthwise, "_BLOCK", 1)
    monkeypatch.setattr(_windows, "_BLOCK_BYTES", 1)
    blocks = {"conv2d", "max_pool2d", "avg_pool2d"}
    for record in RECORDS:
        if record.setting.operation in blocks and record.follows != "none":
            answer = record.setting.ask_cnnlib()
            assert same(answer, record.right, record.setting.tolerance), record.setting


@pytest.mark.parametrize("record", ONNX, ids=name)
def test_the_answer_is_the_standards(record):
    four_digits = 1e-4  # more, some cases do not state
    assert same(record.setting.ask_cnnlib(), record.right, four_digits)


POOLS = {
    "max_pool2d": cnnlib.MaxPool2D,
    "avg_pool2d": cnnlib.AvgPool2D,
    "adaptive_avg_pool2d": cnnlib.AdaptiveAvgPool2D,
    "adaptive_max_pool2d": cnnlib.AdaptiveMaxPool2D,
}


def test_pooling_layers_know_the_shape_beforehand():
    pools = [
        record
        for record in RECORDS
        if record.setting.operation in POOLS and record.follows != "none"
    ]
    assert len(pools) > 300
    for record in pools:
        setting = record.setting
        layer = POOLS[setting.operation](**setting.arguments)
        assert layer.output_shape(setting.arrays["x"].shape) == record.right[0].shape, setting


def test_the_settings_are_many_and_show_every_rule():
    assert len(RECORDS) >= 600
    assert {rule for record in RECORDS for rule in record.rules.values()} == {
        *DEPARTURES,
        *REFUSALS,
    }


def test_rules_bear_the_names_of_the_table_of_differences():
    names = {name.partition(": ")[0] for name in (*DEPARTURES, *REFUSALS) if ": " in name}
    assert len(names) == 6
    assert names <= {difference.name for difference in cnnlib.differences.DIFFERENCES.rows}


def test_another_answer_is_not_the_same():
    right = [np.ones((1, 1, 2, 2), np.float32)]
    assert same(right, [right[0] + 1e-6], 1e-5)
    for wrong in ([right[0] + 1e-4], [right[0][..., :1]], [right[0].astype(float)], right * 2):
        assert not same(right, wrong, 1e-5)
    assert not same(right, "refused", 1e-5)
