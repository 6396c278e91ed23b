"""Every operation on whatever it may be given: the answer of its plain twin, or a refusal."""

from unittest import mock

import numpy as np
from agreement import agree, an_array_of_its_own, close, exact, whole_numbers
from hypothesis import given, settings
from hypothesis import strategies as st
from plain import functional, geometry
from plain.checks import flag, floats, pair, real, require, whole
from strategies import (
    HUGE,
    Call,
    any_array,
    arrays,
    axes,
    calls,
    flags,
    grids,
    image_batches,
    modes,
    paddings,
    pairs,
    pooling,
    side,
    small,
    strides,
)

import cnnlib.functional as F
import cnnlib.geometry
from cnnlib.functional import _correlate, _depthwise


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
        "stride": draw(strides),
        "padding": draw(paddings()),
        "dilation": draw(pairs),
        "groups": groups,
        "padding_mode": draw(modes),
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


@st.composite
def large_convolutions(draw):
    """Draw images and banks of kernels too large for one block, in all the ways there are."""
    batch, channels, height, width = draw(
        st.sampled_from([(4, 24, 23, 17), (3, 12, 31, 20), (1, 24, 61, 130), (70, 8, 9, 9)])
    )
    groups = draw(st.sampled_from([1, 1, 1, 2, channels]))
    kernel = draw(st.sampled_from([(3, 3), (3, 3), (5, 4), (2, 3), (1, 1)]))
    weight = groups * draw(small), channels // groups, *kernel
    kind = {"values": ["normal", "eighths"]}
    return {
        "x": draw(arrays((batch, channels, height - draw(side), width - draw(side)), **kind)),
        "weight": draw(arrays(weight, **kind)),
        "stride": draw(st.sampled_from([1, 1, 1, 2, (2, 1), (1, 3)])),
        "padding": draw(paddings()),
        "dilation": draw(st.sampled_from([1, 1, 2, (2, 1), (3, 2)])),
        "groups": groups,
    }


@given(calls(convolutions()))
def test_convolution(call):
    agree(F.conv2d, functional.conv2d, call, close)


@settings(max_examples=settings().max_examples // 2)
@given(large_convolutions(), st.sampled_from([1, 2**14, 2**18, 2**20]))
def test_large_convolution_in_blocks_of_any_size(arguments, size):
    in_correlate = mock.patch.object(_correlate, "_BLOCK_BYTES", size)
    with in_correlate, mock.patch.object(_depthwise, "_BLOCK", size):
        agree(F.conv2d, functional.conv2d, Call(arguments), close)


@given(calls(pooling(return_mask=flags)))
def test_max_pooling(call):
    agree(F.max_pool2d, functional.max_pool2d, call, exact)


divisors = st.sampled_from([None, None, None, 2.5, np.int64(4)])


@given(calls(pooling(exclusive=flags, divisor_override=divisors)))
def test_average_pooling(call):
    agree(F.avg_pool2d, functional.avg_pool2d, call, close)


@given(calls(st.fixed_dictionaries({"x": image_batches(), "output_size": grids})))
def test_adaptive_average_pooling(call):
    agree(F.adaptive_avg_pool2d, functional.adaptive_avg_pool2d, call, close)


@given(calls(st.fixed_dictionaries({"x": image_batches(), "output_size": grids})), flags)
def test_adaptive_max_pooling(call, return_mask):
    call.arguments["return_mask"] = return_mask
    agree(F.adaptive_max_pool2d, functional.adaptive_max_pool2d, call, exact)


@given(calls(normalizations()))
def test_batch_normalization(call):
    agree(F.batch_norm, functional.batch_norm, call, close)


@given(calls(products()))
def test_linear(call):
    agree(F.linear, functional.linear, call, close)


@given(calls(st.fixed_dictionaries({"x": any_array(), "k": small, "axis": axes})))
def test_k_max_pooling(call):
    agree(F.k_max_pool, functional.k_max_pool, call, exact)


@given(calls(st.fixed_dictionaries({"x": any_array(), "start_axis": axes, "stop_axis": axes})))
def test_flattening(call):
    agree(F.flatten, functional.flatten, call, exact)


@given(calls(st.fixed_dictionaries({"x": any_array()})))
def test_activations(call):
    agree(F.relu, functional.relu, call, exact)
    agree(F.relu6, functional.relu6, call, exact)


@given(calls(st.fixed_dictionaries({"x": image_batches(), "padding": paddings(), "mode": modes})))
def test_framing(call):
    agree(F.pad2d, functional.pad2d, call, exact)


@given(
    calls(
        st.fixed_dictionaries(
            {
                "x": any_array(),
                "p": st.floats(0, 1),
                "training": flags,
                "generator": st.none() | st.builds(np.random.default_rng, st.just(0)),
            }
        )
    )
)
def test_dropout(call):
    def twin(x, p, training, generator):
        p, training = real(p, "p", 0, 1), flag(training, "training")
        require(generator is None or isinstance(generator, np.random.Generator), "generator")
        return floats(x) / (1 - p) if training else floats(x)

    def check(y, expected, x):
        an_array_of_its_own(y, x)
        kept = y != 0 if call.arguments["training"] else np.full(y.shape, True)
        close(np.where(kept, y, expected.astype(y.dtype)), expected, x)

    agree(F.dropout, twin, call, check)


lengths = st.integers(1, 40) | st.sampled_from([HUGE, 10**9, np.int64(7)])
sizes = st.tuples(lengths, lengths) | lengths
window = {"kernel_size": pairs, "stride": strides, "padding": paddings(), "dilation": pairs}


@given(calls(st.fixed_dictionaries({"input_size": sizes, **window, "ceil_mode": flags})))
def test_output_sizes(call):
    agree(cnnlib.geometry.output_size, geometry.output_size, call, whole_numbers)


@given(calls(st.fixed_dictionaries({"input_size": sizes, **window, "ceil_mode": flags})))
def test_placed_windows(call):
    def place(**arguments):
        windows = cnnlib.geometry.place_windows(**arguments)
        return *windows.count, *windows.sides

    def twin(**arguments):
        down, across, sides = geometry.grid(**arguments)
        return geometry.number_of(down), geometry.number_of(across), *sides

    agree(place, twin, call, whole_numbers)


@given(calls(st.fixed_dictionaries({"input_size": sizes, **window})))
def test_resolved_padding(call):
    agree(cnnlib.geometry.resolve_padding, geometry.resolve_padding, call, whole_numbers)


@given(calls(st.fixed_dictionaries({"value": sizes})))
def test_pairs(call):
    agree(
        lambda value: cnnlib.geometry.pair(value, "value"),
        lambda value: pair(value, "value"),
        call,
        whole_numbers,
    )


@given(calls(st.fixed_dictionaries({"padding": paddings()})))
def test_forms_of_padding(call):
    agree(cnnlib.geometry.parse_padding, geometry.parse_padding, call, whole_numbers)
    agree(
        lambda padding: cnnlib.geometry.parse_padding(cnnlib.geometry.padding_form(padding)),
        geometry.parse_padding,
        call,
        whole_numbers,
    )


@given(calls(st.fixed_dictionaries({"kernel": lengths, "dilation": lengths})))
def test_effective_kernel_sizes(call):
    def last_pixel(kernel, dilation):
        kernel, dilation = whole(kernel, "kernel"), whole(dilation, "dilation")
        return range(0, kernel * dilation, dilation)[-1] + 1

    agree(cnnlib.geometry.effective_kernel_size, last_pixel, call, whole_numbers)
