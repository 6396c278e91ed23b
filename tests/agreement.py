"""Holding an operation against its plain twin: the same answer, or a refusal by both."""

import copy

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from plain.checks import Refused

TOLERANCE = {np.dtype("float32"): 2e-4, np.dtype("float64"): 1e-10}
TOO_LARGE = "more than memory can hold"


def agree(operation, twin, call, check):
    """Call both with the same arguments; return the answer, or None where both refuse.

    A refusal names what may be blamed; `check` looks at an answer, the twin's, and x. Either
    way no argument may have changed, but for running statistics, which change as the twin's.
    """
    arguments, odd, usual = call
    copies, expected, blamed = _ask(twin, arguments)
    answer = None
    if blamed:
        if odd:
            blamed = blamed | {odd} | _ask(twin, usual)[2]
        with pytest.raises((TypeError, ValueError), match=rf"\b({'|'.join(blamed)})"):
            operation(**arguments)
    else:
        try:
            answer = operation(**arguments)
        except ValueError as refusal:
            if TOO_LARGE not in str(refusal):
                raise
        else:
            check(answer, expected, arguments.get("x"))
    for name, value in arguments.items():
        if answer is not None and name.startswith("running"):
            _assert_close(value, copies[name], arguments["x"].dtype)
        elif isinstance(value, np.ndarray) and not value.dtype.hasobject:
            assert value.tobytes() == copies[name].tobytes(), f"{name} has changed"
    return answer


def answer(call, *arguments):
    """Return what a call answers and None, or None and its refusal."""
    try:
        return call(*arguments), None
    except (TypeError, ValueError) as refusal:
        return None, refusal


def close(y, expected, x):
    """Check an answer that was computed: its values agree as closely as its precision allows."""
    an_array_of_its_own(y, x)
    assert y.dtype == x.dtype
    assert y.shape == expected.shape
    _assert_close(y, expected)


def exact(y, expected, x):
    """Check an answer that was picked from x, or a pair of it and its places."""
    if isinstance(expected, tuple):
        assert type(y) is tuple
        assert [part.dtype for part in y] == [x.dtype, np.int64]
    else:
        assert y.dtype == x.dtype
        y, expected = (y,), (expected,)
    for part, expected_part in zip(y, expected, strict=True):
        an_array_of_its_own(part, x)
        assert part.shape == expected_part.shape
        assert_array_equal(part, expected_part)


def whole_numbers(answer, expected, _):
    """Check an answer that is a Python int, or a tuple of them."""
    assert answer == expected
    for number in answer if isinstance(answer, tuple) else (answer,):
        assert type(number) in (int, str)


def an_array_of_its_own(y, x):
    """Check that an answer is a plain array that shares nothing with the input."""
    assert type(y) is np.ndarray
    assert y.flags.writeable
    assert y.flags.aligned
    assert not np.may_share_memory(y, x)
    assert y.base is None or y.base.nbytes == y.nbytes, "more memory is held than shown"


def _ask(twin, arguments):
    """Call a twin; return its arguments afterwards, its answer, and what it blames."""
    copies = {name: _duplicate(value) for name, value in arguments.items()}
    try:
        with np.errstate(all="ignore"):
            return copies, twin(**copies), set()
    except Refused as refusal:
        return copies, None, set(refusal.args)


def _assert_close(y, expected, computed_in=None):
    tolerance = max(TOLERANCE[y.dtype], TOLERANCE[computed_in or y.dtype])
    assert_allclose(y, expected, rtol=tolerance, atol=tolerance)


def _duplicate(value):
    twin = copy.deepcopy(value)
    if isinstance(value, np.ndarray):
        twin.flags.writeable = value.flags.writeable
    return twin
