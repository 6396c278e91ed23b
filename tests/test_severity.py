"""What bites worst where one engine's answer becomes another's."""

import pytest

from cnnlib.differences.severity import SEVERITIES, severity


@pytest.mark.parametrize(
    ("source", "target", "bites"),
    [
        # SAME with stride 2, the extra pixel at the end or at the beginning.
        ("6 7", "3 9", "wrong"),
        # Ceil mode: Caffe's formula has a window more.
        ("-1 -2", "-1 -2 -2", "shape"),
        ("1 2 / 3 4", "1 2 3 4", "shape"),
        ("nothing, 0 × 0", "4", "shape"),
        ("2 × 4", "4 × 2", "shape"),
        ("nan 2", "1 2", "wrong"),
        ("6 7", "refused: auto_pad is not supported", "refused"),
        ("refused: no such padding", "6 7", None),
        ("refused: one word", "refused: another", None),
        ("6 7", "6 7", None),
        # GELU by tanh, and a normalized row, in float32: rounding.
        ("0.8412 -0.003637", "0.8412 -0.003638", None),
        ("-1.342 -0.4472", "-1.341 -0.4473", None),
        ("0.8413 -0.00405", "0.8412 -0.003637", "wrong"),
        ("-1.342 -0.4472", "-1.34 -0.4472", "wrong"),
        ("1 2", "1 2.002", "wrong"),
        ("0", "1e-05", "wrong"),
        ("0 1", "nan 1", "wrong"),
        ("nan 1", "nan 1", None),
        ("3.403e+38", "inf", "wrong"),
    ],
)
def test_what_is_silent_is_told_from_what_stops(source, target, bites):
    assert severity(source, target) == bites


def test_the_worst_stands_first():
    assert SEVERITIES == ("wrong", "shape", "refused")
