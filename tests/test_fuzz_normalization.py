"""Normalization and other axes on whatever they may be given: as the twin, or refused."""

from agreement import agree, close, exact
from hypothesis import given
from hypothesis import strategies as st
from layer_cases.normalization import values
from layer_cases.reshaping import permuted, reshaped
from plain import normalization
from strategies import any_array, arrays, calls

import cnnlib.functional as F

epsilons = st.sampled_from([1e-5, 0.5, 0])


@st.composite
def last_axes(draw):
    shape = draw(st.lists(st.integers(1, 4), min_size=2, max_size=4))
    last = draw(st.integers(1, len(shape) - 1))
    vector = st.none() | arrays(tuple(shape[-last:]), values)
    return {
        "x": draw(arrays(tuple(shape), values)),
        "normalized_shape": draw(st.sampled_from([shape[-last:], tuple(shape[-last:])])),
        "weight": draw(vector),
        "bias": draw(vector),
        "epsilon": draw(epsilons),
    }


@st.composite
def channels(draw):
    shape = draw(st.integers(1, 3)), 4, *draw(st.lists(st.integers(1, 4), max_size=2))
    return draw(arrays(shape, values)), arrays((4,), values)


@st.composite
def groups(draw):
    x, vector = draw(channels())
    return {
        "x": x,
        "num_groups": draw(st.sampled_from([1, 2, 4])),
        "weight": draw(st.none() | vector),
        "bias": draw(st.none() | vector),
        "epsilon": draw(epsilons),
    }


@st.composite
def scales(draw):
    x, vector = draw(channels())
    return {"x": x, "weight": draw(vector)}


@given(calls(last_axes()))
def test_layer_normalization(call):
    agree(F.layer_norm, normalization.layer_norm, call, close)


@given(calls(groups()))
def test_group_normalization(call):
    agree(F.group_norm, normalization.group_norm, call, close)


@given(calls(scales()))
def test_scaling(call):
    agree(F.scale, normalization.scale, call, close)


@given(calls(any_array().flatmap(reshaped)))
def test_reshaping(call):
    agree(F.reshape, normalization.reshape, call, exact)


@given(calls(any_array().flatmap(permuted)))
def test_permuting(call):
    agree(F.permute, normalization.permute, call, exact)
