"""The matrix of answers and the search for a route: what Python holds, hands over, and prints."""

import json
import re
from dataclasses import replace

import pytest
from bs4 import BeautifulSoup

from cnnlib.differences import DIFFERENCES, ENGINES
from cnnlib.differences.severity import severity
from cnnlib.explorers import _answers
from cnnlib.explorers._answers import COLUMNS, handed_over
from cnnlib.explorers.differences import DifferenceMatrix, RouteFinder

DATA = handed_over(DIFFERENCES)


def cases_of(data):
    """Return the cases that a page gets, by name."""
    rows = [row for _, _, differences in data["families"] for row in differences]
    return {case[0]: case for row in rows for case in row[7]}


CASES = cases_of(DATA)


def said(case, column):
    """Return what a column says of a case, as the page reads it."""
    place = case[7][list(COLUMNS).index(column)]
    return None if place < 0 else case[4][place]


def test_every_answer_comes_back_from_its_place():
    assert list(CASES) == list(DIFFERENCES.cases)
    for name, case in DIFFERENCES.cases.items():
        for column in COLUMNS:
            full = case.standard if column == "standard" else case.answers.get(column)
            given = said(CASES[name], column)
            if full is None or not full.startswith("refused"):
                assert given == full
            else:
                assert given.removesuffix("…").strip() in " ".join(full.split())
                assert len(given) <= 120
    assert said(CASES["same-dilation"], "paddle") == "3 5 3"
    assert said(CASES["same-dilation"], "standard") == "2 4 2"
    assert said(CASES["padding-order"], "cnnlib") == "7 / 0"
    assert said(CASES["linear-weight"], "onnxruntime") is None
    assert CASES["linear-weight"][3] == DIFFERENCES.cases["linear-weight"].when != ""


def test_the_most_frequent_answer_stands_first_and_refusals_last():
    for name, _, _, _, answers, groups, _, asked, _ in CASES.values():
        assert len(set(answers)) == len(answers)
        refused = [answer.startswith("refused") for answer in answers]
        assert refused == sorted(refused), name
        assert [group < 0 for group in groups] == refused
        given = [groups[place] for place in asked if place >= 0]
        counts = [given.count(group) for group in range(max(groups, default=-1) + 1)]
        assert counts == sorted(counts, reverse=True), name


def test_groups_and_shapes_tell_what_bites_as_severity_does():
    found = set()
    for name, _, _, _, answers, groups, shapes, _, _ in CASES.values():
        known = list(zip(answers, groups, shapes, strict=True))
        for before, group, shape in known:
            for after, other, its in known:
                how = severity(before, after)
                if group < 0 or before == after:
                    assert how is None
                elif other < 0:
                    assert how == "refused"
                elif how is not None:  # What is rounded otherwise, the page finds out itself.
                    assert how == ("shape", "wrong")[shape == its], (name, before, after)
                found.add(how)
    assert found == {None, "wrong", "shape", "refused"}


def test_what_is_rounded_otherwise_is_of_one_group():
    asked = ["0.8412", "0.8413", "0.8413", "7", "refused: no", "refused: never", None]
    assert _answers._groups(asked, ["9", None]) == [
        ["0.8413", "0.8412"],
        ["7"],
        ["9"],
        ["refused: no", "refused: never"],
    ]


def test_what_an_export_gave_is_in_its_place(monkeypatch):
    words = f"refused: {'no such mode ' * 20}"
    routes = {"keras": {"same-dilation": "9 9 9", "max-nan": words}}
    monkeypatch.setitem(ENGINES, "paddle", replace(ENGINES["paddle"], routes=routes))
    cases = cases_of(handed_over(DIFFERENCES))
    answers, routes = cases["same-dilation"][4], cases["same-dilation"][8]
    place = list(COLUMNS).index("paddle")
    assert answers[routes["keras"][place]] == "9 9 9"
    assert set(routes["keras"][:place]) == {-1}
    given = cases["max-nan"][4][cases["max-nan"][8]["keras"][place]]
    assert given.startswith("refused: no such mode")
    assert given.endswith(" …")
    # A refusal is the last, though only the export gives it.
    assert cases["max-nan"][4][-1] == given


def test_all_that_a_difference_says_is_handed_over():
    [(name, title, rows), *_] = DATA["families"]
    assert (name, title) == ("windows", "Windows")
    same = DIFFERENCES["same"]
    words = [same.name, same.title, same.question, same.why, same.remedy]
    assert rows[0][:7] == [*words, dict(same.documented), dict(same.sources)]
    assert DATA["severities"] == ("wrong", "shape", "refused")
    assert [name for name, *_ in DATA["engines"]] == ["cnnlib", "standard", *ENGINES]


def test_one_module_has_both_so_that_a_page_holds_the_answers_once():
    assert DifferenceMatrix._esm == RouteFinder._esm
    assert DifferenceMatrix._css == RouteFinder._css
    assert DifferenceMatrix._esm.count(f"const DATA = {json.dumps(DATA)};") == 1


def test_a_matrix_says_what_it_shows():
    many = f"{len(DIFFERENCES.cases)} cases by {len(ENGINES)} engines, which differ in "
    assert re.fullmatch(rf"DifferenceMatrix: {many}\d+", repr(DifferenceMatrix()))
    matrix = DifferenceMatrix(case="same-dilation", engine="pytorch")
    assert repr(matrix).endswith("dilation 2, SAME: PyTorch answers 2 4 2")
    matrix.engine = "standard"
    assert repr(matrix).endswith("SAME: ONNX standard answers 2 4 2")
    matrix = DifferenceMatrix(case="linear-weight", engine="onnxruntime")
    assert repr(matrix).endswith("ONNX Runtime was not asked")
    assert DifferenceMatrix(engines=["paddle", "cnnlib"]).engines == ("paddle", "cnnlib")


@pytest.mark.parametrize(
    ("settings", "error", "message"),
    [
        ({"engine": "caffe"}, ValueError, "engine must be one of cnnlib, standard, .*; got caffe"),
        ({"engines": ["caffe"]}, ValueError, "engine must be one of .*; got caffe"),
        ({"engines": "paddle"}, TypeError, "engines must be a sequence of names, got 'paddle'"),
        ({"case": "none"}, ValueError, "case must be one of same-odd, .*; got none"),
        ({"family": "none"}, ValueError, "family must be one of windows, .*; got none"),
        ({"cell": "same"}, TypeError, "DifferenceMatrix takes case, differing, engine"),
    ],
)
def test_a_matrix_refuses_what_is_not_there(settings, error, message):
    with pytest.raises(error, match=message):
        DifferenceMatrix(**settings)


def test_a_route_says_what_bites():
    finder = RouteFinder(source="paddle", target="torch")
    assert finder.target == "pytorch"
    assert repr(finder).startswith("RouteFinder: PaddlePaddle to PyTorch: ")
    with pytest.raises(ValueError, match="target must be an engine that was asked"):
        finder.target = "caffe"
    assert finder.target == "pytorch"
    finder.target = "cnnlib"
    assert [bite.after for bite in finder.route.bites if bite.case.name == "same-dilation"] == [
        "2 4 2"
    ]


def tables(explorer):
    bundle, _ = explorer._repr_mimebundle_()
    assert "image/png" not in bundle
    assert bundle["text/plain"] == repr(explorer)
    return BeautifulSoup(bundle["text/html"], "html.parser")


def test_where_no_script_runs_every_case_stands_in_a_table():
    still = tables(DifferenceMatrix())
    captions = [each.get_text() for each in still.select("caption")]
    assert captions == [*(row.title for row in DIFFERENCES.rows), "Who was asked"]
    heads = [each.get_text() for each in still.select("th[rowspan]")]
    known = [case for case in DIFFERENCES.cases.values() if case.camps or case.standard]
    assert heads == [case.title for case in known]
    order = still.find("caption", string="The order of four numbers").parent
    lines = [[cell.get_text() for cell in row.select("td")] for row in order.select("tbody tr")]
    by_answer = dict(lines[: len(lines) - 1])
    assert "cnnlib" in by_answer["7 / 0"]
    assert "ONNX standard" in by_answer["0 7"]
    assert DIFFERENCES["padding-order"].remedy.replace("`", "") in still.get_text()


def test_where_no_script_runs_a_route_is_a_table():
    finder = RouteFinder(source="paddle", target="pytorch")
    still = tables(finder)
    rows = [[cell.get_text() for cell in row.select("td")] for row in still.select("tbody tr")]
    assert len(rows) == len(finder.route.bites)
    assert ["wrong numbers, and no error", "3 5 3", "2 4 2 (each asked on its own)"] in [
        [row[0], row[2], row[3]] for row in rows
    ]
    assert rows[-1][0] == "refused"
    assert DIFFERENCES["same-dilation"].remedy in still.get_text()


def test_a_long_refusal_is_cut():
    assert _answers._short(f"refused: {'word ' * 100}") == f"refused: {'word ' * 22}…"
    assert _answers._short("1 2 3 " * 100) == "1 2 3 " * 100
