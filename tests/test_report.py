"""The forms of a report: columns that are chosen, and their totals in each form."""

import csv
import json
import re

import pytest

import cnnlib
from cnnlib import BatchNorm2D, Concat, Conv2D, Graph, Linear, Sequential
from cnnlib.columns import COLUMNS, SHOWN

LENET = cnnlib.LeNet(), (1, 1, 28, 28)
REPORT = cnnlib.count(*LENET, "flops")
CHOSEN = REPORT.select("window", "live_bytes", "intensity", "training_flops")


def test_the_text_has_the_totals_in_its_last_lines():
    lines = str(CHOSEN).splitlines()
    assert [cell.strip() for cell in lines[1].strip("|").split("|")] == [
        *("Layer", "Window", "Live bytes", "FLOPs/byte", "Training FLOPs")
    ]
    assert lines[4] == "| features.1 |        |     37,632 |       0.00 |              0 |"
    assert lines[-4:] == [
        "convention flops · input 1 × 1 × 28 × 28 · bytes of float32",
        "peak of live bytes 37,632 at features.1",
        "FLOPs a byte 1.86",
        "FLOPs of a training step 1,962,864",
    ]


def test_memory_of_parameters_and_of_training_in_the_last_lines():
    lines = str(REPORT.select("parameter_bytes", "params", "kept_bytes")).splitlines()
    assert lines[-3:] == [
        "convention flops · input 1 × 1 × 28 × 28 · bytes of float32 · parameters 61,610 "
        "(trainable 61,610)",
        "parameter bytes 492,880 (float64), 246,440 (float32), 123,220 (float16), "
        "123,220 (bfloat16), 61,610 (int8)",
        "bytes of a training step 555,168 (sgd), 801,608 (momentum), 1,048,048 (adam)",
    ]


def test_markdown_and_html_have_the_totals_below():
    markdown = CHOSEN.to_markdown().splitlines()
    assert markdown[:2] == [
        "| Layer | Window | Live bytes | FLOPs/byte | Training FLOPs |",
        "| --- | --- | ---: | ---: | ---: |",
    ]
    assert markdown[5] == "| features.3 | 5×5 | 11,104 | 23.11 | 1,440,000 |"
    assert markdown[-1] == "| **Total** |  | 37,632 | 1.86 | 1,962,864 |"
    html = CHOSEN._repr_html_()
    assert "61,610 parameters trainable, bytes of float32</caption>" in html
    foot = re.search(r"<tfoot>(.*)</tfoot>", html)[1]
    assert re.findall(r">([^<>]+)</td>", foot) == ["Total", "37,632", "1.86", "1,962,864"]


def test_comma_separated_values_have_the_totals_in_a_last_row():
    rows = [*csv.DictReader(CHOSEN.to_csv().splitlines())]
    assert list(rows[0]) == ["name", "window", "live_bytes", "intensity", "training_flops"]
    assert [row["name"] for row in rows][-2:] == ["fc.2", "total"]
    assert rows[-1]["live_bytes"] == "37632"
    assert rows[2] == {
        **{"name": "features.2", "window": "2×2 /2", "live_bytes": "23520"},
        **{"intensity": "0.0", "training_flops": "0"},
    }
    assert len(REPORT.to_csv().splitlines()) == 11


def test_json_has_every_total_and_the_chosen_columns():
    found = json.loads(CHOSEN.to_json())
    assert found["rows"][3] == {
        **{"name": "features.3", "window": "5×5", "live_bytes": 11_104},
        **{"intensity": 480_000 / 20_768, "training_flops": 1_440_000},
    }
    totals = {name: value for name, value in found.items() if name not in ("rows", "intensity")}
    assert totals == {
        **{"convention": "flops", "unit": "FLOPs", "input_size": [1, 1, 28, 28]},
        "dtype": "float32",
        **{"total_params": 61_610, "trainable_params": 61_610, "total_flops": 682_512},
        **{"training_flops": 1_962_864, "parameter_bytes": 246_440, "moved_bytes": 367_920},
        **{"activation_bytes": 59_192, "peak_bytes": 37_632, "peak": "features.1"},
        "kept_bytes": 62_288,
        "parameter_bytes_by_type": {
            **{"float64": 492_880, "float32": 246_440, "float16": 123_220},
            **{"bfloat16": 123_220, "int8": 61_610},
        },
        "training_bytes_by_optimizer": {
            **{"sgd": 555_168, "momentum": 801_608, "adam": 1_048_048},
        },
    }
    assert found["intensity"] == pytest.approx(682_512 / 367_920)


def test_a_report_without_a_choice_is_as_ever():
    assert REPORT.columns == ()
    assert len(str(REPORT).splitlines()[1].strip("|").split("|")) == len(SHOWN)
    assert str(REPORT).splitlines()[-1].endswith("(trainable 61,610) · FLOPs 682,512")
    assert "bytes" not in str(REPORT)
    assert repr(REPORT.rows[-1]).endswith("products=((2, 84, 10),), receptive_field=(28, 28))")


@pytest.mark.parametrize(
    ("convention", "head", "total"),
    [
        ("macs", "MACs", "341,256"),
        ("flops", "FLOPs", "682,512"),
        ("document", "Counted by the tutorial's rule", "347,560"),
        ("thop", "Counted by thop", "341,256"),
    ],
)
def test_a_count_stands_under_the_unit_of_its_convention(convention, head, total):
    report = cnnlib.count(cnnlib.LeNet(), (1, 1, 28, 28), convention)
    first, *_, last = report.to_markdown().splitlines()
    assert first == f"| Layer | Type | Input | Output | Parameters | {head} | Formula |"
    assert last == f"| **Total** |  |  |  | 61,610 | {total} |  |"
    assert str(report).endswith(f" · {head.replace('Counted', 'counted')} {total}")


@pytest.mark.parametrize("name", COLUMNS)
def test_each_column_is_a_figure_of_a_row_and_shown_in_every_form(name):
    net = Graph(
        ("a", Sequential(Conv2D(2, 4, 3, padding=1, groups=2), BatchNorm2D(4).freeze())),
        ("b", Conv2D(2, 4, 1), "input"),
        ("c", Concat(), "a", "b"),
        ("d", Linear(5, 1000)),
    )
    report = cnnlib.count(net, (2, 2, 5, 5)).select(name)
    assert all(hasattr(row, name) for row in report.rows)
    for table in (str(report), report.to_markdown(), report._repr_html_()):
        assert COLUMNS[name].head(report) in table
    assert report.columns == tuple(dict.fromkeys(("name", name)))
    assert len(report.to_csv().splitlines()) == len(report.rows) + 2
    assert set(json.loads(report.to_json())["rows"][0]) == {"name", name}


def test_what_joins_shows_all_it_reads_and_what_is_frozen_says_so():
    net = Graph(("a", Linear(2, 3).freeze()), ("b", Concat(), "a", "input"))
    markdown = cnnlib.count(net, (1, 2)).select("input_shape", "params", "window").to_markdown()
    assert "| a | 1×2 | 9 (frozen) |  |" in markdown
    assert "| b | 1×3, 1×2 | 0 |  |" in markdown


def test_another_choice_takes_the_place_of_the_first():
    assert CHOSEN.select("params", "name", "params").columns == ("name", "params")
    assert CHOSEN.astype("int8").columns == CHOSEN.columns
    assert "bytes of int8\npeak of live bytes 9,408 at features.1" in str(CHOSEN.astype("int8"))
