"""Where frameworks differ: what each said when it was asked, and what cnnlib says now."""

import json
from collections import Counter

import pytest

from cnnlib.differences import DIFFERENCES, FRAMEWORKS, Case, answer

CASES = [case for difference in DIFFERENCES.rows for case in difference.cases]
OTHERS = [name for name in FRAMEWORKS if name != "cnnlib"]
each_case = pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)


@pytest.fixture(scope="module")
def golden(root):
    """Return what `peers/differences.py` stored."""
    return json.loads((root / "tests/golden/differences.json").read_text("utf-8"))


@each_case
def test_cnnlib_says_what_the_table_says(case):
    assert case.holds("cnnlib", answer(case.example))


@each_case
@pytest.mark.parametrize("framework", OTHERS)
def test_a_framework_said_what_the_table_says(framework, case, golden):
    given = golden[framework]["answers"].get(case.name)
    if given is None:
        assert framework not in case.answers
    else:
        assert case.holds(framework, given)


def test_the_answers_are_of_the_versions_that_the_table_names(golden):
    assert {name: golden[name]["version"] for name in golden} == {
        "paddle": "PaddlePaddle 3.3.1",
        "pytorch": "PyTorch 2.13.0",
        "tensorflow": "TensorFlow 2.21.0, Keras 3.15.1",
        "onnxruntime": "ONNX Runtime 1.32.0",
        "onnx": "ONNX 1.23.2, reference",
    }
    assert {name: FRAMEWORKS[name] for name in OTHERS} == {
        name: golden[name]["version"] for name in OTHERS
    }


def test_no_answer_is_stored_without_a_case(golden):
    names = {case.name for case in CASES}
    assert set(golden) == set(OTHERS)
    for side in golden.values():
        assert set(side["answers"]) <= names


def test_names_are_given_once():
    assert max(Counter(case.name for case in CASES).values()) == 1
    assert max(Counter(difference.name for difference in DIFFERENCES.rows).values()) == 1


@pytest.mark.parametrize("difference", DIFFERENCES.rows, ids=lambda difference: difference.name)
def test_a_difference_has_a_question_a_reason_and_sources(difference):
    assert difference.question.endswith("?")
    assert difference.why.endswith(".")
    assert difference.sources
    assert all(url.startswith("https://") for url in difference.sources.values())
    first = difference.cases[0]
    assert len(first.answers) >= 4


def test_holds_compares_numbers_in_full_and_refusals_by_their_words():
    case = Case("two", "", None, cnnlib="2", paddle="refused: too large", pytorch="2 2")
    assert case.holds("paddle", "refused: kernel 3 is too large for 2")
    assert not case.holds("paddle", "refused: out of memory")
    assert not case.holds("paddle", "too large")
    assert case.holds("pytorch", "2 2")
    assert not case.holds("pytorch", "2 2 2")


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


def test_an_answer_is_written_row_by_row():
    assert answer(lambda: (2, 4)) == "2 × 4"
    assert answer(lambda: "as it is") == "as it is"
    assert answer(lambda: [[1.0, 1 / 3], [float("nan"), -3.4028235e38]]) == (
        "1 0.3333 / nan -3.403e+38"
    )
    assert answer(lambda: [[[[]]]]) == "nothing, 1 × 0"
    assert answer(lambda: 1 / 0) == "refused: division by zero"
