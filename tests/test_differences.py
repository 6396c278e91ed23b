"""Where frameworks differ: what each said when it was asked, and what cnnlib says now."""

from collections import Counter
from datetime import datetime

import asking
import pytest

from cnnlib.differences import DIFFERENCES, ENGINES, answer
from cnnlib.differences.documented import DOCUMENTED

CASES = DIFFERENCES.cases


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_cnnlib_says_what_the_table_says(case):
    if case.example is None:
        assert case.cnnlib is None
        return
    kind, _, words = case.cnnlib.partition(": ")
    given = answer(lambda: case.example(*case.inputs))
    assert given.startswith(kind) and words in given if words else given == case.cnnlib


# Of each engine, what was asked of it by hand as well.
@pytest.mark.parametrize(
    ("name", "title", "version", "literals"),
    [
        (
            "paddle",
            "PaddlePaddle",
            "3.3.1",
            {"same-dilation": "3 5 3", "no-fit-pool": "4", "average-override-counted": "2 4 2"},
        ),
        ("pytorch", "PyTorch", "2.13.0", {"max-nan": "nan 2", "linear-weight": "4 × 2"}),
        ("tensorflow", "TensorFlow", "2.21.0", {"same-stride": "6 7", "max-index": "6 1"}),
        (
            "keras",
            "Keras on TensorFlow",
            "3.15.1",
            {"leaky-default": "-0.3", "batch-norm-epsilon": "22.36", "same-2d": "54 45 / 72 54"},
        ),
        ("keras-jax", "Keras on JAX", "3.15.1", {"average-bfloat16": "0.25", "argmax-nan": "1"}),
        (
            "keras-torch",
            "Keras on PyTorch",
            "3.15.1",
            {
                "same-average": "6 7.667 / 12.67 14.33",
                "group-norm-large": "-948.8 -316.2 316.2 948.8",
            },
        ),
        ("litert", "LiteRT", "2.3.0", {"max-nan": "-inf 2", "average-nan": "-inf"}),
        (
            "onnxruntime",
            "ONNX Runtime",
            "1.32.0",
            {
                "padding-order": "0 7",
                "max-index": "3 4",
                "same-max-dilated": "11 12 11 / 15 16 15 / 11 12 11",
            },
        ),
        (
            "onnx",
            "ONNX reference",
            "1.23.2",
            {
                "same-dilation": "2 4 2",
                "same-max-lower": "11 12 / 15 16",
                "max-index-stride": "6 0",
                "lp-normalize-negative": "0.5 -1 1.5",
            },
        ),
        (
            "openvino",
            "OpenVINO",
            "2026.4.1",
            {
                "ceil-max": "1 3 -3.403e+38",
                "ceil-average": "1 2.5",
                "max-nan": "1 2",
                "max-index-storage": "1",
                "bicubic-outside": "0.9297 1.18 1.727 2.25 2.75 3.273 3.82 4.07",
            },
        ),
        (
            "opencv",
            "OpenCV dnn",
            "5.0.0.93",
            {
                "same-2d": "14 30 / 57 99",
                "same-max": "6 8 / 14 16",
                "same-odd-lower": "3 5 3",
                "log-softmax-large": "-inf 0",
            },
        ),
        ("tract", "tract", "0.23.9", {"average-half": "inf", "no-fit-stride-1": "4"}),
        ("tvm", "TVM", "0.27.0.post1", {"average-half": "inf", "global-lp": "5"}),
        (
            "mnn",
            "MNN",
            "3.6.1",
            {
                "same-2d-lower": "54 45 / 72 54",
                "max-minus-infinity": "-1.678e+07",
                "reduce-l2": "11.18",
                "unpool-pair": "5 0 / 0 4 / 0 0 / 0 0",
            },
        ),
        (
            "tinygrad",
            "tinygrad",
            "0.14.0",
            {"same-1x1": "6 8 / 14 16", "max-index": "3 0", "same-max-1x1": "6 8 / 14 16"},
        ),
        (
            "ncnn",
            "ncnn",
            "1.0.20261020",
            {"same-average": "6 5 / 8 6", "quantize-half": "1 2 3 -1", "elu-default": "-0.06321"},
        ),
        ("executorch", "ExecuTorch", "1.5.1", {"average-bfloat16": "0.25"}),
        (
            "flax",
            "Flax",
            "0.12.8",
            {
                "same-average": "6 5 / 8 6",
                "average-bfloat16": "0.25",
                "batch-norm-four": "0.03 1.04",
            },
        ),
        (
            "equinox",
            "Equinox",
            "0.13.8",
            {"adaptive-four-to-three": "1.5 3 4", "batch-norm-four": "3 5"},
        ),
        (
            "mlx",
            "MLX",
            "0.32.4",
            {"max-tie-gradient": "0.25 0.25 / 0.25 0.25", "group-norm-order": "-1 / -1 / 1 / 1"},
        ),
        (
            "mindspore",
            "MindSpore",
            "2.10.0",
            {"transposed-output-padding": "1 3 2 0 / 4 10 6 0 / 3 7 4 0 / 0 0 0 0"},
        ),
        ("mxnet", "MXNet", "1.9.1", {"leaky-function-default": "-0.25", "hard-sigmoid": "0.7"}),
        (
            "nnabla",
            "nnabla",
            "1.39.0",
            {"leaky-function-default": "-0.1", "bilinear-shrink": "1 3 / 9 11"},
        ),
        ("jittor", "Jittor", "1.3.11.0", {"adaptive-square": "7 8 9 / 12 13 14 / 17 18 19"}),
    ],
)
def test_an_engine_answered(name, title, version, literals):
    engine = ENGINES[name]
    assert (engine.title, engine.version) == (title, version)
    assert {case: engine.answers[case] for case in literals} == literals


@pytest.mark.parametrize(
    ("source", "target", "literals"),
    [
        (
            "pytorch",
            "onnxruntime",
            {"average-divisor-sum": "3 3.5 4 / 4.5 5 5.5 / 6 6.5 7"},
        ),
        ("pytorch", "ncnn", {"conv-circular": "12 21 16 / 27 45 33 / 24 39 28"}),
        ("pytorch", "executorch", {"bilinear-scale": "3.5 5.5 / 11.5 13.5"}),
        (
            "paddle",
            "onnxruntime",
            {
                "adaptive-seven-to-five": "2 3 4 5 6",
                "hardtanh-bounds": "-1 1",
                "leaky-slope-given": "arbitrary 5",
            },
        ),
    ],
)
def test_what_came_out_by_a_route(source, target, literals):
    seen = ENGINES[target].routes[source]
    assert {case: seen[case] for case in literals} == literals


def test_the_answers_have_their_form():
    for name, engine in ENGINES.items():
        assert engine.name == name
        assert engine.kind in ("framework", "engine")
        assert datetime.strptime(engine.date, "%Y-%m-%d") >= datetime(2026, 11, 30)
        for answers in (engine.answers, *engine.routes.values()):
            assert answers
            assert set(answers) <= set(CASES)
            assert not [text for text in answers.values() if "/site-packages/" in text]
        assert set(engine.routes) <= set(ENGINES)


def test_what_is_documented_is_of_a_difference_and_an_engine_that_answered():
    by_name = {difference.name: difference for difference in DIFFERENCES.rows}
    assert set(DOCUMENTED) <= set(by_name)
    for name, words in DOCUMENTED.items():
        assert by_name[name].documented == words
        for engine, text in words.items():
            assert text.endswith(".")
            asked = ENGINES[engine]
            seen = set(asked.answers).union(*asked.routes.values())
            assert seen & {case.name for case in by_name[name].cases}


def test_names_are_given_once():
    names = [case.name for difference in DIFFERENCES.rows for case in difference.cases]
    assert max(Counter(names).values()) == 1
    assert max(Counter(difference.name for difference in DIFFERENCES.rows).values()) == 1


@pytest.mark.parametrize("difference", DIFFERENCES.rows, ids=lambda difference: difference.name)
def test_a_difference_has_a_question_a_reason_and_sources(difference):
    assert difference.question.endswith("?")
    assert difference.why.endswith(".")
    assert difference.sources
    assert all(url.startswith("https://") for url in difference.sources.values())
    assert difference.remedy.endswith(".")
    assert difference.cases[0].answers
    assert set(difference.documented) <= set(ENGINES)
    assert all(words.endswith(".") for words in difference.documented.values())


def test_the_forms_of_the_table():
    overview = DIFFERENCES._repr_html_()
    assert overview.count('scope="rowgroup"') == len(DIFFERENCES.rows)
    assert "1 2 3: convolution 1 × 2 of ones, dilation 2, SAME" in overview
    assert "Dilation not supported" not in overview  # a refusal in one word
    html = DIFFERENCES["same-dilation"]._repr_html_()
    assert "<caption>Dilation under SAME</caption>" in html
    assert '<a href="https://github.com/PaddlePaddle/Paddle/' in html
    with pytest.raises(KeyError, match="must be one of .*'ceil-mode'.*got 'ceil'"):
        DIFFERENCES["ceil"]


def test_the_input_of_a_case_in_words():
    assert CASES["no-fit-pool"].given == "1 2 / 3 4"
    assert CASES["layer-norm-large"].given == "10000 10002 10004 10006"
    assert CASES["max-nan"].title == "nan 1 2: max 1 × 2, stride 1"
    assert CASES["max-index"].given == "1 2 / 3 4, then 5 5 / 5 5"
    assert CASES["conv-empty-batch"].given == "no image (4 × 4)"
    assert CASES["linear-weight"].title == "the weight of a layer 2 → 4"


@pytest.mark.parametrize("raised", [AttributeError("nosuch"), FileNotFoundError("clang")])
def test_a_mistake_in_asking_is_no_answer(raised):
    def example():
        raise raised

    assert list(asking.answered(example)) == ["mistake"]
    assert asking.answered(lambda: 1 / 0) == {"refused": "division by zero"}


def test_an_answer_is_written_row_by_row():
    assert answer(lambda: (2, 4)) == "2 × 4"
    assert answer(lambda: "as it is") == "as it is"
    assert answer(lambda: [[1.0, 1 / 3], [float("nan"), -3.4028235e38]]) == (
        "1 0.3333 / nan -3.403e+38"
    )
    assert answer(lambda: [[[[]]]]) == "nothing, 1 × 0"
    assert answer(lambda: 1 / 0) == "refused: division by zero"
