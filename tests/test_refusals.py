"""What every operation and layer promises, and what it refuses."""

import inspect
import itertools
import re
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from layer_cases import of
from numpy.testing import assert_array_equal

import cnnlib
import cnnlib.functional as F
from cnnlib.description import from_json
from cnnlib.geometry import output_size, parse_padding

IMAGE = np.ones((1, 2, 6, 6))
READ_ONLY = np.zeros(2)
READ_ONLY.flags.writeable = False
HUGE = 10**30
NAMES = vars(cnnlib) | {
    "F": F,
    "np": np,
    "from_json": from_json,
    "described": lambda entry: from_json(f'{{"layers": [{{"type": "ReLU"}}, {entry}]}}'),
    "Fraction": Fraction,
    "output_size": output_size,
    "parse_padding": parse_padding,
    "IMAGE": IMAGE,
    "READ_ONLY": READ_ONLY,
    "REPORT": cnnlib.count(cnnlib.ReLU(), (1, 2)),
    "HUGE": HUGE,
    "NAN": float("nan"),
    "INF": float("inf"),
}


def cases():
    text = Path(__file__).with_name("refusals.txt").read_text(encoding="utf-8")
    for code, answer in re.findall(r"^([^\s#].*)\n((?:    .*\n)+)", text, re.MULTILINE):
        words = " ".join(answer.split())
        yield pytest.param(code, ".*".join(map(re.escape, words.split("…"))), id=code[:99])


@pytest.mark.parametrize(("code", "words"), list(cases()))
def test_what_makes_no_sense_is_refused_by_name_and_number(code, words):
    with pytest.raises((TypeError, ValueError)) as refusal:
        eval(code, NAMES)
    assert re.match(words, f"{refusal.type.__name__}: {refusal.value}")


ODD = [None, True, np.True_, 0, 1, -1, HUGE, 0.5, 2.0, np.nan, np.inf, "2", b"2", "SAME", (), {}]
ODD += [(1, 2), [1, 2, 3], (1, 2, 0, 1), (HUGE, 1), ((0, 0),) * 4, 2j, IMAGE, np.int8(2), object()]


@pytest.mark.parametrize(("kind", "usual"), of("usual"), ids=lambda value: str(value)[-15:-2])
def test_an_odd_setting_is_refused_or_gives_a_right_answer(kind, usual):
    for name, odd in itertools.product(inspect.signature(kind).parameters, ODD):
        x = np.random.default_rng(0).normal(size=IMAGE.shape)
        try:
            layer = kind(**{**usual, name: odd})
            y = layer(x)
        except (TypeError, ValueError):
            continue
        y = y[0] if isinstance(y, tuple) else y
        assert np.isfinite(y).all(), (name, odd)
        assert y.shape == layer.output_shape(IMAGE.shape), (name, odd)


OPERATIONS = {
    "dropout in training": F.dropout,
    "pad2d": lambda x: F.pad2d(x, 0),
    **{kind.__name__: kind(**idle).eval() for kind, idle in of("idle")},
}


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("operation", OPERATIONS.values(), ids=OPERATIONS)
def test_an_operation_returns_an_array_of_its_own_and_writes_to_none(operation, dtype):
    x = np.random.default_rng(0).random((2, 2, 12, 6)).astype(dtype)[:, :, ::2].swapaxes(2, 3)
    before = x.copy()
    y = operation(x)
    assert y.dtype == dtype
    assert not np.shares_memory(x, y)
    assert y.flags.writeable
    assert_array_equal(x, before)


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf, 3e38])
@pytest.mark.parametrize("operation", OPERATIONS.values(), ids=OPERATIONS)
def test_special_values_pass_through_without_a_warning(operation, value):
    x = np.full((1, 2, 6, 6), value, np.float32)
    assert operation(x).dtype == np.float32


def test_what_the_caller_asked_of_numpy_stays_as_it_was():
    """NumPy before 2.0 lost it where one operation works inside another."""
    with np.errstate(over="raise"):
        cnnlib.Residual(cnnlib.Conv2D(1, 1, 1))(np.ones((1, 1, 2, 2)))
        assert np.geterr()["over"] == "raise"
