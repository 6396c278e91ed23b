"""Where frameworks differ: what each said when it was asked, and what cnnlib says now."""

from collections import Counter

import pytest
from differences import asked

from cnnlib.differences import DIFFERENCES, FRAMEWORKS, answer

CASES = {case.name: case for difference in DIFFERENCES.rows for case in difference.cases}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_cnnlib_says_what_the_table_says(case):
    kind, _, words = case.cnnlib.partition(": ")
    given = answer(case.example)
    assert given.startswith(kind) and words in given if words else given == case.cnnlib


# Of each framework, what was asked of it by hand as well.
@pytest.mark.parametrize(
    ("framework", "title", "many", "literals"),
    [
        (
            "paddle",
            "PaddlePaddle 3.3.1",
            34,
            {"same-dilation": "3 5 3", "no-fit-pool": "4", "average-override-counted": "2 4 2"},
        ),
        ("pytorch", "PyTorch 2.13.0", 32, {"max-nan": "nan 2", "linear-weight": "4 × 2"}),
        (
            "tensorflow",
            "TensorFlow 2.21.0, Keras 3.15.1",
            24,
            {"batch-norm-defaults": "0.99 0.001", "no-fit-pool": "nothing, 0 × 0"},
        ),
        ("onnxruntime", "ONNX Runtime 1.32.0", 30, {"padding-order": "0 7"}),
        ("onnx", "ONNX 1.23.2, reference", 30, {"same-dilation": "2 4 2"}),
    ],
)
def test_a_framework_answered(framework, title, many, literals):
    asked = FRAMEWORKS[framework]
    assert asked.title == title
    assert len(asked.answers) == many
    assert {name: asked.shown(name) for name in literals} == literals


def test_no_answer_is_stored_without_a_case():
    for framework in FRAMEWORKS.values():
        assert set(framework.answers) <= set(CASES)


def test_the_words_shown_are_words_of_the_refusal():
    for framework in FRAMEWORKS.values():
        for name, words in framework.words.items():
            assert framework.answers[name].startswith("refused: ")
            assert words in framework.answers[name]
    assert FRAMEWORKS["onnxruntime"].answers["same-dilation"].startswith("refused: [ONNXRuntime")


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
    first = difference.cases[0]
    assert len(first.answers) >= 4


def test_the_forms_of_the_table():
    overview = DIFFERENCES._repr_html_()
    assert overview.count("<tr>") == 1 + len(DIFFERENCES.rows)
    assert '<td style="text-align: left">SAME_UPPER 3 5 3, SAME_LOWER 1 3 5</td>' in overview
    assert "Dilation not supported" not in overview  # a refusal in one word
    assert str(DIFFERENCES).splitlines()[1].split("|")[2].strip() == "PaddlePaddle"
    html = DIFFERENCES["same-dilation"]._repr_html_()
    assert "<caption>Dilation under SAME</caption>" in html
    assert "ONNX 1.23.2, reference" in html
    assert '<a href="https://github.com/PaddlePaddle/Paddle/' in html
    assert "ONNX 1.23.2, reference" not in str(DIFFERENCES["ceil-mode"])
    with pytest.raises(KeyError, match="must be one of .*'ceil-mode'.*got 'ceil'"):
        DIFFERENCES["ceil"]


def missing(name):
    raise FileNotFoundError(name)


@pytest.mark.parametrize("example", [lambda: pytest.nosuch, lambda: missing("clang")])
def test_a_mistake_in_asking_is_no_answer(example):
    with pytest.raises(RuntimeError, match="no-fit-pool was not asked: .*(nosuch|clang)"):
        asked("no-fit-pool", example)
    assert asked("no-fit-pool", lambda: 1 / 0) == "refused: division by zero"


def test_an_answer_is_written_row_by_row():
    assert answer(lambda: (2, 4)) == "2 × 4"
    assert answer(lambda: "as it is") == "as it is"
    assert answer(lambda: [[1.0, 1 / 3], [float("nan"), -3.4028235e38]]) == (
        "1 0.3333 / nan -3.403e+38"
    )
    assert answer(lambda: [[[[]]]]) == "nothing, 1 × 0"
    assert answer(lambda: 1 / 0) == "refused: division by zero"
