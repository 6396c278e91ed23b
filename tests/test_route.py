"""What is known of the way from one engine to another."""

from dataclasses import replace

import pytest

from cnnlib.differences import DIFFERENCES, ENGINES
from cnnlib.differences.route import Route


def test_the_worst_stands_first_and_nothing_is_left_out():
    route = Route.between("paddle", "pytorch", DIFFERENCES.rows)
    how = [bite.severity for bite in route.bites]
    assert how == sorted(how, key=("wrong", "shape", "refused").index)
    # Of one severity first what bites whatever comes in.
    needs = [bool(bite.case.when) for bite in route.bites if bite.severity == "wrong"]
    assert needs == sorted(needs)
    assert {False, True} == set(needs)
    assert {"wrong", "shape", "refused"} == set(how)
    cases = [bite.case for bite in route.bites] + [*route.same, *route.missing]
    assert sorted(case.name for case in cases) == sorted(DIFFERENCES.cases)
    said = {bite.case.name: (bite.before, bite.after, bite.severity) for bite in route.bites}
    # PaddlePaddle takes the dilation back, and keeps a window of padding alone.
    assert said["same-dilation"] == ("3 5 3", "2 4 2", "wrong")
    assert said["linear-weight"] == ("2 × 4", "4 × 2", "shape")
    assert said["same-stride"][0] == "6 7"
    assert said["same-stride"][2] == "refused"


def test_a_case_that_one_end_was_not_asked_says_so():
    route = Route.between("paddle", "onnxruntime", DIFFERENCES.rows)
    assert "linear-weight" in {case.name for case in route.missing}


def test_cnnlib_is_an_end_too():
    there = Route.between("paddle", "cnnlib", DIFFERENCES.rows)
    back = Route.between("cnnlib", "paddle", DIFFERENCES.rows)
    for route, answers in ((there, ("3 5 3", "2 4 2")), (back, ("2 4 2", "3 5 3"))):
        bite = next(bite for bite in route.bites if bite.case.name == "same-dilation")
        assert (bite.before, bite.after, bite.seen) == (*answers, False)
    assert there.seen == 0


@pytest.fixture
def exported(monkeypatch):
    """Let ONNX Runtime read what Paddle exports, and get one case otherwise than when asked."""
    routes = {"paddle": {"same-dilation": "3 5 3", "average-default": "4 4"}}
    monkeypatch.setitem(ENGINES, "onnxruntime", replace(ENGINES["onnxruntime"], routes=routes))


def test_what_came_out_of_the_export_counts_for_more_than_what_was_asked(exported):
    route = Route.between("paddle", "onnxruntime", DIFFERENCES.rows)
    bites = {bite.case.name: bite for bite in route.bites}
    assert "same-dilation" in {case.name for case in route.same}
    assert bites["average-default"].after == "4 4"
    assert bites["average-default"].seen
    assert (bites["ceil-max"].after, bites["ceil-max"].seen) == ("1 3", False)
    assert route.seen == 2
