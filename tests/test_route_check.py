"""Which layers of a network answer otherwise at the other end of a route."""

import csv
import json
import subprocess
import sys
from dataclasses import replace

import pytest

import cnnlib
from cnnlib import (
    AvgPool2D,
    BatchNorm2D,
    Conv2D,
    Flatten,
    Linear,
    MaxPool2D,
    ReLU,
    Sequential,
)
from cnnlib.command_line import main
from cnnlib.differences import DIFFERENCES, ENGINES, Engine

IMAGE = (1, 3, 224, 224)
# What OpenCV 5.0.0.93 and OpenVINO 2026.4.1 answered when they were asked by hand.
LOWER = {
    "same-stride": "3 9",
    "same-2d": "14 30 / 57 99",
    "same-max": "6 8 / 14 16",
    "ceil-max": "1 3 -3.403e+38",
    "ceil-max-square": "1 3 -3.403e+38 / 7 9 -3.403e+38 / -3.403e+38 -3.403e+38 -3.403e+38",
    "max-nan": "1 2",
}
UPPER = {"same-stride": "6 7", "same-2d": "54 45 / 72 54", "same-max": "11 12 / 15 16"}


def engine(name, answers, routes=None, kind="engine"):
    return Engine(name, name.title(), "1.0", kind, "by hand", "2026-11-29", answers, routes or {})


@pytest.fixture(autouse=True)
def ends(monkeypatch):
    """Let a framework and two readers of its files be asked, beside those that were."""
    routes = {"upper": {"same-2d": "54 45 / 72 54"}}
    for each in (
        engine("upper", UPPER | {"max-nan": "nan 2"}, kind="framework"),
        engine("lower", LOWER),
        engine("exported", LOWER, routes),
    ):
        monkeypatch.setitem(ENGINES, each.name, each)


def mobile():
    """Return the first layers of a MobileNet as Keras has them: every stride under SAME."""
    return Sequential(
        Conv2D(3, 32, 3, stride=2, padding="SAME"),
        BatchNorm2D(32),
        ReLU(),
        Conv2D(32, 32, 3, padding="SAME", groups=32),
        Conv2D(32, 64, 1),
        Conv2D(64, 64, 3, stride=2, padding="SAME", groups=64),
        Conv2D(64, 128, 1),
    )


def told(report):
    return [(row.layer, row.case.name, *row.crossing[:2]) for row in report.rows]


def test_strides_under_same_are_named_with_both_answers():
    report = cnnlib.differences(mobile(), IMAGE, source="upper", target="lower")
    assert told(report) == [
        ("0", "same-2d", "54 45 / 72 54", "14 30 / 57 99"),
        ("5", "same-2d", "54 45 / 72 54", "14 30 / 57 99"),
    ]
    (first, second) = report.rows
    assert (first.layer_type, first.input_shape) == ("Conv2D", (1, 3, 224, 224))
    assert second.input_shape == (1, 64, 112, 112)
    assert first.crossing.severity == "wrong"
    assert not first.crossing.seen
    assert "four numbers" in first.difference.remedy
    # An odd image leaves nothing over under SAME: 225 = 112 · 2 + 1.
    assert not cnnlib.differences(
        mobile()[:1], (1, 3, 225, 225), source="upper", target="lower"
    ).rows


# Each was seen by hand as well: exported by PyTorch 2.13.0, and run by the other end.
@pytest.mark.parametrize(
    ("layer", "target", "case", "answers", "severity"),
    [
        (
            Conv2D(3, 8, 3, padding=1, padding_mode="circular"),
            "ncnn",
            "conv-circular",
            ("45 45 45 / 45 45 45 / 45 45 45", "12 21 16 / 27 45 33 / 24 39 28"),
            "wrong",
        ),
        (
            MaxPool2D(2, padding=1, ceil_mode=True),
            "openvino",
            "ceil-max-square",
            (
                "1 3 / 7 9",
                "1 3 -3.403e+38 / 7 9 -3.403e+38 / -3.403e+38 -3.403e+38 -3.403e+38",
            ),
            "shape",
        ),
        (
            AvgPool2D(3, 1, 1, divisor_override=1),
            "onnxruntime",
            "average-divisor-sum",
            (
                "12 21 16 / 27 45 33 / 24 39 28",
                "3 3.5 4 / 4.5 5 5.5 / 6 6.5 7",
            ),
            "wrong",
        ),
    ],
)
def test_what_pytorch_exports_bites(layer, target, case, answers, severity):
    report = cnnlib.differences(Sequential(layer), (1, 3, 33, 33), source="torch", target=target)
    assert told(report) == [("0", case, *answers)]
    (row,) = report.rows
    assert (row.crossing.seen, row.crossing.severity) == (True, severity)
    back = cnnlib.differences(Sequential(layer), (1, 3, 33, 33), source="torch", target="torch")
    assert back.rows == ()


def test_what_came_out_of_the_export_counts_for_more():
    strided = Sequential(Conv2D(3, 32, 3, stride=2, padding="SAME"))
    report = cnnlib.differences(strided, IMAGE, source="upper", target="exported")
    assert told(report) == []
    (known,) = [row for row in report.met if row.case.name == "same-2d"]
    assert known.crossing == ("54 45 / 72 54", "54 45 / 72 54", True, None)


def test_the_worst_stands_first():
    net = Sequential(
        MaxPool2D(2, padding=1, ceil_mode=True),
        Conv2D(1, 1, 2, padding="SAME", dilation=2, bias=False),
        Conv2D(1, 1, 3, stride=2, padding="SAME", bias=False),
    )
    shape = (1, 1, 15, 15)
    report = cnnlib.differences(net, shape, source="paddle", target="onnxruntime")
    assert [(row.layer, row.difference.name, row.crossing.severity) for row in report.rows] == [
        ("0", "ceil-mode", "shape"),
        ("1", "same-dilation", "refused"),
    ]
    report = cnnlib.differences(net, shape, source="paddle", target="pytorch")
    assert [(row.layer, row.crossing.severity) for row in report.rows] == [
        ("1", "wrong"),
        ("0", "shape"),
        ("2", "refused"),
    ]


def test_ceil_mode_bites_where_a_window_starts_in_the_padding():
    net = MaxPool2D(2, padding=1, ceil_mode=True)
    odd = cnnlib.differences(net, (1, 1, 3, 3), source="torch", target="lower")
    square = "1 3 -3.403e+38 / 7 9 -3.403e+38 / -3.403e+38 -3.403e+38 -3.403e+38"
    assert told(odd) == [("MaxPool2D", "ceil-max-square", "1 3 / 7 9", square)]
    # A window of one row meets the case of one row.
    row = MaxPool2D((1, 2), padding=(0, 1), ceil_mode=True)
    report = cnnlib.differences(row, (1, 1, 3, 3), source="torch", target="lower")
    assert told(report) == [("MaxPool2D", "ceil-max", "1 3", "1 3 -3.403e+38")]
    even = cnnlib.differences(net, (1, 1, 4, 4), source="torch", target="lower")
    assert not [row for row in even.met if row.difference.name == "ceil-mode"]


def test_the_same_engine_at_both_ends_differs_nowhere():
    report = cnnlib.differences(mobile(), IMAGE, source="torch", target="pytorch")
    assert (report.rows, report.conditional, report.unmeasured) == ((), (), ())
    assert str(report).endswith("the same engine at both ends, so nothing differs.")


def test_a_pair_that_was_not_measured_says_so():
    net = Sequential(Conv2D(1, 1, 3, padding=1, padding_mode="circular"), AvgPool2D(3, padding=1))
    report = cnnlib.differences(net, (1, 1, 6, 6), source="upper", target="lower")
    assert report.rows == ()
    assert [(row.layer, row.case.name) for row in report.unmeasured if not row.when] == [
        ("0", "conv-circular"),
        ("0", "conv-flipped"),
    ]
    assert "conv-circular (1 … 9 (3 × 3): convolution 3 × 3 of ones" in str(report)
    assert "Upper and Lower were not asked; at 0" in str(report)
    assert report.agreeing == ()


def test_what_the_source_refuses_is_no_network_of_its_own():
    net = Sequential(Conv2D(3, 8, (1, 3), stride=(1, 2), padding="SAME"))
    report = cnnlib.differences(net, (1, 3, 8, 8), source="torch", target="lower")
    assert report.rows == ()
    assert "PyTorch refuses it itself; at 0" in str(report)


def test_of_cases_that_a_layer_runs_into_the_most_specific_tells(monkeypatch):
    net = Conv2D(3, 8, 3, stride=2, padding="SAME", dilation=2)
    wide, narrow = {"same-dilation": "2 4 2"}, {"same-conv-dilated-stride": "1 2"}

    def met(source, target):
        monkeypatch.setitem(ENGINES, "upper", engine("upper", source))
        monkeypatch.setitem(ENGINES, "lower", engine("lower", target))
        report = cnnlib.differences(net, IMAGE, source="upper", target="lower")
        rows = [row for row in report.met if row.difference.name == "same-dilation"]
        return [(row.case.name, row.crossing.severity) for row in rows]

    specific, general = "same-conv-dilated-stride", "same-dilation"
    # The specific one agrees, whatever the general one says.
    assert met(wide | narrow, {general: "3 5 3"} | narrow) == [(specific, None)]
    # Only the general one was asked: it differs, or it agrees and more is not known.
    assert met(wide, {general: "3 5 3"}) == [(general, "wrong")]
    assert met(wide, wide) == [(general, None), (specific, None)]


def test_vgg16_answers_alike_in_pytorch_and_onnx_runtime():
    report = cnnlib.differences(cnnlib.VGG16(), source="torch", target="onnxruntime")
    assert report.input_size == IMAGE
    assert report.rows == ()
    assert len(report.layers) == 40
    assert "none of 40 layers differs, as far as it was measured" in str(report)


def test_what_needs_one_condition_more_is_set_apart():
    net = Sequential(MaxPool2D(2), MaxPool2D(2), Flatten(), Linear(4, 2))
    report = cnnlib.differences(net, (1, 1, 8, 8), source="torch", target="paddle")
    assert report.rows == ()
    apart = {(row.layer, row.case.name): row for row in report.conditional}
    assert {"max-nan", "max-minus-infinity"} <= {name for _, name in apart}
    assert apart["0", "max-nan"].crossing[:2] == ("nan 2", "1 2")
    assert apart["0", "max-nan"].when == "where a NaN or an infinity comes in"
    assert apart["3", "linear-weight"].when == "where you carry the weights over yourself"
    line = "max-nan (nan 1 2: max 1 × 2, stride 1): nan 2 becomes 1 2; at 0, 1"
    assert f"- where a NaN or an infinity comes in: {line}" in str(report)


@pytest.mark.parametrize(
    ("before", "exclusive", "differs"),
    [("6 6", True, True), ("6 6", False, False), ("4 4", True, False)],
)
def test_a_default_that_was_exported_counts_for_a_layer_that_has_it(
    monkeypatch, before, exclusive, differs
):
    routes = {"upper": {"average-default": "4.5 4.5"}}
    source = replace(ENGINES["upper"], answers={"average-default": before})
    monkeypatch.setitem(ENGINES, "upper", source)
    monkeypatch.setitem(ENGINES, "lower", engine("lower", {}, routes))
    net = AvgPool2D(3, 1, 1, exclusive=exclusive)
    report = cnnlib.differences(net, (1, 1, 6, 6), source="upper", target="lower")
    assert [row.case.name for row in report.rows] == ["average-default"] * differs


def test_what_a_hand_may_forget_is_told_of_frameworks_alone(monkeypatch):
    answers = {"linear-weight": "4 × 2"}
    net = Linear(2, 4)

    def apart(target):
        monkeypatch.setitem(ENGINES, "lower", target)
        report = cnnlib.differences(net, (1, 2), source="paddle", target="lower")
        return [len(part) for part in (report.rows, report.conditional)]

    assert apart(engine("lower", answers, kind="framework")) == [0, 1]
    assert apart(engine("lower", answers)) == [0, 0]
    assert apart(engine("lower", {}, {"paddle": answers})) == [1, 0]


def test_cnnlib_is_an_end_too():
    net = Conv2D(3, 8, 3, padding="SAME", dilation=2)
    there = cnnlib.differences(net, IMAGE, target="paddle")
    assert there == cnnlib.differences(net, IMAGE, source="cnnlib", target="paddle")
    back = cnnlib.differences(net, IMAGE, source="paddle", target="cnnlib")
    assert told(there) == [("Conv2D", "same-dilation", "2 4 2", "3 5 3")]
    assert told(back) == [("Conv2D", "same-dilation", "3 5 3", "2 4 2")]
    assert str(there).startswith("+--")
    verdict = "1 of 1 layers differs (1 other numbers, no error), as far as it was measured."
    assert f"cnnlib → PaddlePaddle 3.3.1, input 1 × 3 × 224 × 224: {verdict}" in str(there)


@pytest.mark.parametrize(
    ("call", "kind", "words"),
    [
        ({"source": "kears", "target": "paddle"}, ValueError, "source must be .*pytorch.*'kears'"),
        ({"source": "torch", "target": 5}, TypeError, "target must be .*got 5"),
        ({"source": "torch", "target": "paddle", "input_size": (1, 3)}, ValueError, "input_shape"),
    ],
)
def test_a_mistake_is_named(call, kind, words):
    with pytest.raises(kind, match=words):
        cnnlib.differences(Conv2D(3, 8, 3), **{"input_size": IMAGE, **call})
    with pytest.raises(TypeError, match="net must be a layer of cnnlib"):
        cnnlib.differences("vgg16", source="torch", target="paddle")
    with pytest.raises(ValueError, match=r"input_size must be given, such as \(1, 3, 224, 224\)"):
        cnnlib.differences(ReLU(), source="torch", target="paddle")


def test_the_forms_of_the_report():
    report = cnnlib.differences(mobile(), IMAGE, source="upper", target="lower")
    figures = json.loads(report.to_json())
    assert figures == json.loads(json.dumps(report.to_dict()))
    assert (figures["source"], figures["source_version"], figures["layers"]) == ("upper", "1.0", 7)
    row = figures["rows"][0]
    assert row["layer"] == "0"
    assert row["setting"] == "1 … 16 (4 × 4): convolution 3 × 3 of ones, stride 2, SAME"
    assert (row["severity"], row["source_answer"]) == ("wrong", "54 45 / 72 54")
    assert (row["target_answer"], row["on_the_route"]) == ("14 30 / 57 99", False)
    assert row["remedy"].startswith("Write the padding as four numbers")
    lines = [*csv.DictReader(report.to_csv().splitlines())]
    assert [(line["layer"], line["input_shape"]) for line in lines] == [
        ("0", "1x3x224x224"),
        ("5", "1x64x112x112"),
    ]
    assert lines[0]["case"] == "same-2d"
    assert (
        "| 0 | Conv2D | 1×3×224×224 | same-2d | 54 45 / 72 54 | 14 30 / 57 99 | "
        "other numbers, no error | each on its own |"
    ) in report.to_markdown()
    assert "- same-2d (1 … 16 (4 × 4): convolution 3 × 3" in report.to_markdown()
    html = report._repr_html_()
    assert html.count("<td") == 16
    assert "<p>What to write instead:</p><ul><li>same-2d (" in html
    assert "2 of 7 layers differ (2 other numbers, no error), as far as it was measured." in html


def test_a_refusal_is_quoted_below(monkeypatch):
    words = f"refused: Unsupported padding mode: [wrap] {'of a node ' * 20}"
    monkeypatch.setitem(ENGINES, "lower", engine("lower", {"conv-circular": words}))
    net = Conv2D(1, 1, 3, padding=1, padding_mode="circular")
    report = cnnlib.differences(net, (1, 1, 6, 6), source="torch", target="lower")
    assert [row.answers[1] for row in report.rows] == ["refused"]
    assert "circular): Lower says “Unsupported padding mode: [wrap] of a node" in str(report)
    assert " …”. Pad with a layer of its own" in str(report)
    assert report.to_dict()["rows"][0]["target_answer"] == words


def test_long_answers_are_shown_from_where_they_part(monkeypatch):
    middle = "1.556 3.333 2 / 6.333 11 6 / 4.5 7.5 "
    answers = {"average-ceil-padded": middle + "4"}
    monkeypatch.setitem(ENGINES, "upper", engine("upper", answers))
    monkeypatch.setitem(ENGINES, "lower", engine("lower", {"average-ceil-padded": middle + "9"}))
    net = AvgPool2D(3, 2, 1, ceil_mode=True, exclusive=False)
    report = cnnlib.differences(net, (1, 1, 4, 4), source="upper", target="lower")
    assert [row.answers for row in report.rows] == [("… 4", "… 9")]


def test_every_case_says_which_layers_meet_it_or_what_else_it_is_about():
    assert not [
        name for name, case in DIFFERENCES.cases.items() if not case.meets and not case.when
    ]


def test_all_known_networks_are_checked():
    for name, net in cnnlib.models.KNOWN.items():
        for source, target in (("torch", "paddle"), ("tf", "ort")):
            assert not cnnlib.differences(net(), source=source, target=target).rows, name


def test_the_answers_are_loaded_when_they_are_asked_for():
    code = """if True:
        import sys, cnnlib
        assert "cnnlib.differences" not in sys.modules
        assert "differences" in cnnlib.__all__
        cnnlib.differences.DIFFERENCES["same"]
        from cnnlib.differences import ENGINES
        assert callable(sys.modules["cnnlib.differences"])
        import cnnlib.differences as again
        assert again is cnnlib.differences
    """
    run = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, text=True)
    assert (run.returncode, run.stderr) == (0, "")
    with pytest.raises(AttributeError, match="module 'cnnlib' has no attribute 'difference'"):
        cnnlib.difference  # noqa: B018


def check(*arguments):
    return main(["check", *arguments])


def test_the_command_is_a_linter(capsys, tmp_path):
    file = tmp_path / "net.json"
    conv = {"type": "Conv2D", "in_channels": 3, "out_channels": 8, "kernel_size": 3}
    conv |= {"padding": "SAME", "dilation": 2}
    file.write_text(json.dumps({"input_size": IMAGE, "layers": [conv]}))
    assert check(str(file), "--from", "tf", "--to", "paddle") == 1
    assert "| same-dilation |   2 4 2    |    3 5 3     |" in capsys.readouterr().out
    assert check(str(file), "--from", "tf", "--to", "paddle", "--format", "csv") == 1
    assert capsys.readouterr().out.splitlines()[1].startswith("0,Conv2D,1x3x224x224,same-dilation,")
    assert check(str(file), "--from", "torch", "--to", "torch", "--input", "1,3,8,8") == 0
    assert "PyTorch 2.13.0, input 1 × 3 × 8 × 8: the same engine" in capsys.readouterr().out
    assert check("vgg16", "--from", "torch", "--to", "ort", "--format", "json") == 0
    assert json.loads(capsys.readouterr().out)["rows"] == []


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["vgg16", "--from", "kears", "--to", "paddle"], "argument --from: must be among cnnlib, "),
        (["vgg16", "--from", "torch"], "the following arguments are required: --to"),
        (["vgg17", "--from", "torch", "--to", "paddle"], "vgg17: no network of this name"),
    ],
)
def test_misuse_of_the_command(arguments, words, capsys):
    try:
        code = check(*arguments)
    except SystemExit as left:
        code = left.code
    assert code == 2
    assert words in capsys.readouterr().err
