"""Every operation on whatever it may be given: the answer of its plain twin, or a refusal."""

import numpy as np
from agreement import agree
from hypothesis import given
from hypothesis import strategies as st
from plain import functional
from strategies import (
    any_array,
    arrays,
    axes,
    calls,
    image_batches,
    paddings,
    pairs,
    small,
)

import cnnlib.functional as F

flags = st.booleans()
pooling = {
    "x": image_batches(),
    "kernel_size": pairs,
    "stride": st.none() | pairs,
    "padding": paddings,
    "ceil_mode": flags,
}


def vectors(length):
    return arrays((length,))


@st.composite
def convolutions(draw):
    groups = draw(st.sampled_from([1, 1, 2, 3]))
    weight = groups * draw(small), draw(small), draw(small), draw(small)
    return {
        "x": draw(image_batches(groups * weight[1])),
        "weight": draw(arrays(weight)),
        "bias": draw(st.none() | vectors(weight[0])),
        "stride": draw(pairs),
        "padding": draw(paddings),
        "dilation": draw(pairs),
        "groups": groups,
        "padding_mode": draw(st.sampled_from(["zeros", "reflect", "replicate", "circular"])),
    }


@st.composite
def normalizations(draw):
    kind = {"values": ["eighths", "many equal", "special"]}
    x = draw(image_batches(**kind))
    vector = arrays(x.shape[1:2], **kind)
    return {
        "x": x,
        "running_mean": draw(vector),
        "running_var": abs(draw(vector)),
        "weight": draw(st.none() | vector),
        "bias": draw(st.none() | vector),
        "training": draw(flags),
        "momentum": draw(st.floats(0, 1, width=16)),
        "epsilon": draw(st.sampled_from([1e-5, 1e-3, 0.5, 0])),
    }


@st.composite
def products(draw):
    x = draw(any_array())
    weight = x.shape[-1], draw(small)
    return {
        "x": x,
        "weight": draw(arrays(weight)),
        "bias": draw(st.none() | vectors(weight[1])),
    }


@given(calls(convolutions()))
def test_convolution(call):
    agree(F.conv2d, functional.conv2d, call)


@given(calls(st.fixed_dictionaries({**pooling, "return_mask": flags})))
def test_max_pooling(call):
    agree(F.max_pool2d, functional.max_pool2d, call, exact=True)


divisors = st.none() | st.sampled_from([1, 2.5, np.float32(3), np.int64(4)])


@given(calls(st.fixed_dictionaries({**pooling, "exclusive": flags, "divisor_override": divisors})))
def test_average_pooling(call):
    agree(F.avg_pool2d, functional.avg_pool2d, call)


@given(calls(st.fixed_dictionaries({"x": image_batches(), "output_size": pairs})))
def test_adaptive_average_pooling(call):
    agree(F.adaptive_avg_pool2d, functional.adaptive_avg_pool2d, call)


@given(calls(normalizations()))
def test_batch_normalization(call):
    agree(F.batch_norm, functional.batch_norm, call)


@given(calls(products()))
def test_linear(call):
    agree(F.linear, functional.linear, call)


@given(calls(st.fixed_dictionaries({"x": any_array(), "k": small, "axis": axes})))
def test_k_max_pooling(call):
    agree(F.k_max_pool, functional.k_max_pool, call, exact=True)


@given(calls(st.fixed_dictionaries({"x": any_array(), "start_axis": axes, "stop_axis": axes})))
def test_flattening(call):
    agree(F.flatten, functional.flatten, call, exact=True)


@given(calls(st.fixed_dictionaries({"x": any_array()})))
def test_activations(call):
    agree(F.relu, functional.relu, call, exact=True)
    agree(F.relu6, functional.relu6, call, exact=True)


modes = st.sampled_from(["zeros", "reflect", "replicate", "circular"])


@given(calls(st.fixed_dictionaries({"x": image_batches(), "padding": paddings, "mode": modes})))
def test_framing(call):
    agree(F.pad2d, functional.pad2d, call, exact=True)
