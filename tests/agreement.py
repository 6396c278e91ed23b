"""Holding an operation against its plain twin: the same answer, or a refusal by both."""

import copy
import re

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from plain.checks import Refused

TOLERANCE = {np.dtype("float32"): 2e-4, np.dtype("float64"): 1e-10}


def agree(operation, twin, call, exact=False):
    """Call both with the same arguments; return the answer, or None where both refuse.

    A refusal names what may be blamed. Either way no argument may have changed, but for the
    running statistics, which change as in the twin.
    """
    arguments, odd, usual = call
    copies, expected, blamed = ask(twin, arguments)
    if blamed:
        if odd:
            blamed = blamed | {odd} | ask(twin, usual)[2]
        with pytest.raises((TypeError, ValueError), match=rf"\b({'|'.join(blamed)})"):
            operation(**arguments)
        answer = None
    else:
        answer = _answer(operation, arguments)
        if answer is not None:
            assert isinstance(answer, tuple) == isinstance(expected, tuple)
            values, expected = (v if isinstance(v, tuple) else (v,) for v in (answer, expected))
            for got, wanted in zip(values, expected, strict=True):
                _check_answer(got, wanted, arguments, exact)
    for name, value in arguments.items():
        if answer is not None and name.startswith("running"):
            _close(value, copies[name], arguments["x"].dtype)
        elif isinstance(value, np.ndarray):
            assert value.tobytes() == copies[name].tobytes(), f"{name} has changed"
    return answer


def ask(twin, arguments):
    """Call a twin; return its arguments afterwards, its answer, and what it blames."""
    copies = {name: _duplicate(value) for name, value in arguments.items()}
    try:
        with np.errstate(all="ignore"):
            return copies, twin(**copies), set()
    except Refused as refusal:
        return copies, None, set(refusal.args)


def _answer(operation, arguments):
    try:
        return operation(**arguments)
    except ValueError as refusal:  # There is an answer; no machine could compute it.
        if re.search("more than memory can hold", str(refusal)):
            return None
        raise


def _check_answer(y, expected, arguments, exact):
    x = arguments["x"]
    assert type(y) is np.ndarray
    assert y.dtype == (np.int64 if expected.dtype == np.int64 else x.dtype)
    assert y.shape == expected.shape
    assert y.flags.writeable
    assert y.flags.aligned
    assert y.base is None or y.base.nbytes == y.nbytes, "more memory is held than shown"
    for value in arguments.values():
        assert not (isinstance(value, np.ndarray) and np.may_share_memory(y, value))
    if exact:
        assert_array_equal(y, expected)
    else:
        _close(y, expected)


def _close(y, expected, computed_in=None):
    tolerance = max(TOLERANCE[y.dtype], TOLERANCE[computed_in or y.dtype])
    assert_allclose(y, expected, rtol=tolerance, atol=tolerance)


def _duplicate(value):
    twin = copy.deepcopy(value)
    if isinstance(value, np.ndarray):
        twin.flags.writeable = value.flags.writeable
    return twin
