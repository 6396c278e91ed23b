"""Every layer on whatever it may be built with or given: right, or refused by name."""

import contextlib
import math
import re

import numpy as np
from agreement import TOO_LARGE, agree, answer, close, exact
from hypothesis import assume, given
from hypothesis import strategies as st
from plain import checks, functional
from plain.checks import MOST, Refused, pair, require, whole
from strategies import (
    ODD,
    any_array,
    arrays,
    axes,
    calls,
    flags,
    image_batches,
    modes,
    other_forms,
    paddings,
    pairs,
    pooling,
    small,
    strides,
)

import cnnlib

# What only the numbers can tell, or the machine: a shape rule has an answer all the same.
BEYOND_SHAPES = rf"{TOO_LARGE}|more than one value a channel|variance of x"


def filled(*shape):
    """Return the parameters that both a layer and its twin work with."""
    require(math.prod(shape) <= MOST, "weight", "input")
    return np.random.default_rng(0).integers(-16, 17, shape) / 8


def conv2d(
    x, in_channels, out_channels, kernel_size, stride, padding, dilation, groups, padding_mode, bias
):
    c_in, c_out = whole(in_channels, "in_channels"), whole(out_channels, "out_channels")
    groups, kernel = whole(groups, "groups"), pair(kernel_size, "kernel_size")
    require(c_in % groups == c_out % groups == 0, "groups")
    require(functional.images(x).shape[1] == c_in, "in_channels", "input")
    weight = filled(c_out, c_in // groups, *kernel)
    vector = filled(c_out) if functional.flag(bias, "bias") else None
    return functional.conv2d(x, weight, vector, stride, padding, dilation, groups, padding_mode)


def linear(x, in_features, out_features, bias):
    sizes = whole(in_features, "in_features"), whole(out_features, "out_features")
    require(functional.floats(x).shape[-1] == sizes[0], "input", "in_features")
    vector = filled(sizes[1]) if functional.flag(bias, "bias") else None
    return functional.linear(x, filled(*sizes), vector)


def batch_norm(x, num_features, momentum, epsilon):
    channels = whole(num_features, "num_features")
    require(functional.images(x).shape[1] == channels, "input", "num_features")
    mean, var, vector = np.zeros(channels), np.ones(channels), filled(channels)
    return functional.batch_norm(x, mean, var, vector, vector, True, momentum, epsilon)


images = image_batches(channels=4, values=["eighths", "many equal", "special"])
convolution = {
    "x": images,
    "in_channels": st.just(4),
    "out_channels": st.sampled_from([2, 4, 6]),
    "kernel_size": pairs,
    "stride": strides,
    "padding": paddings(),
    "dilation": pairs,
    "groups": st.sampled_from([1, 2]),
    "padding_mode": modes,
    "bias": flags,
}
KINDS = {  # The layer, what it is given, its twin, and how closely they agree.
    "Conv2D": (st.fixed_dictionaries(convolution), conv2d, close),
    "MaxPool2D": (pooling(return_mask=flags), functional.max_pool2d, exact),
    "AvgPool2D": (
        pooling(exclusive=flags, divisor_override=st.sampled_from([None, 2.5])),
        functional.avg_pool2d,
        close,
    ),
    "AdaptiveAvgPool2D": (
        st.fixed_dictionaries({"x": images, "output_size": pairs}),
        functional.adaptive_avg_pool2d,
        close,
    ),
    "KMaxPool": (
        st.fixed_dictionaries({"x": any_array(), "k": small, "axis": axes}),
        functional.k_max_pool,
        exact,
    ),
    "BatchNorm2D": (
        st.fixed_dictionaries(
            {
                "x": images,
                "num_features": st.just(4),
                "momentum": st.floats(0, 1),
                "epsilon": st.sampled_from([1e-5, 0.5]),
            }
        ),
        batch_norm,
        close,
    ),
    "Linear": (
        st.fixed_dictionaries(
            {"x": images, "in_features": st.integers(1, 7), "out_features": small, "bias": flags}
        ),
        linear,
        close,
    ),
    "Flatten": (
        st.fixed_dictionaries({"x": any_array(), "start_axis": axes, "stop_axis": axes}),
        functional.flatten,
        exact,
    ),
    "ReLU": (st.fixed_dictionaries({"x": any_array()}), functional.relu, exact),
    "ReLU6": (st.fixed_dictionaries({"x": any_array()}), functional.relu6, exact),
}
kinds = st.sampled_from([*KINDS, "Conv2D", "Conv2D"])  # It has the most settings.


@given(kinds, st.data())
def test_a_layer_does_as_its_twin_and_its_shape_rule_knows(kind, data):
    arguments, twin, check = KINDS[kind]

    def build_and_call(x, **settings):
        layer = getattr(cnnlib, kind)(**settings)
        for name, shape in layer.parameter_shapes.items():
            with contextlib.suppress(Refused):
                setattr(layer, name, filled(*shape))
        shape, _ = answer(layer.output_shape, getattr(x, "shape", None))
        y, refusal = answer(layer, x)
        if isinstance(refusal, ValueError):
            proper = isinstance(x, np.ndarray) and x.size
            assert not (proper and shape) or re.search(BEYOND_SHAPES, str(refusal))
        if refusal:
            raise refusal
        assert shape == (y[0] if isinstance(y, tuple) else y).shape
        assert all(type(size) is int for size in shape)
        return y

    agree(build_and_call, twin, data.draw(calls(arguments)), check)


@given(kinds, st.data(), st.lists(st.integers(-1, 7), max_size=5) | ODD)
def test_a_shape_is_refused_where_no_array_of_it_would_do(kind, data, other):
    arguments = data.draw(KINDS[kind][0])
    shape = data.draw(st.sampled_from([other, arguments.pop("x").shape]))
    layer, _ = answer(lambda: getattr(cnnlib, kind)(**arguments))
    assume(layer)
    sizes, refusal = answer(layer.output_shape, shape)
    if refusal:
        assert re.search(r"input|kernel|channels|axis|\bk\b|padding_mode", str(refusal))
    try:
        proper = checks.shape(shape, "input_shape")
    except Refused:
        assert refusal
    else:
        assume(math.prod(proper) <= MOST)
        y, refusal_of_array = answer(layer.eval(), np.zeros(proper))
        assert bool(refusal) == bool(refusal_of_array)
        assert refusal or sizes == (y[0] if isinstance(y, tuple) else y).shape


@given(kinds.filter(lambda kind: not kind.startswith("ReLU")), st.data())
def test_a_setting_changed_later_is_as_one_built_in_or_is_refused(kind, data):
    arguments = data.draw(KINDS[kind][0])
    x = arguments.pop("x")
    name = data.draw(st.sampled_from([*arguments]))
    value = data.draw(ODD | st.sampled_from([*other_forms(arguments[name])]))
    layer, _ = answer(lambda: getattr(cnnlib, kind)(**arguments))
    assume(layer and name != "bias")
    if "stride" in arguments:  # A stride left out is settled when the layer is built.
        arguments["stride"] = layer.stride
    before = repr(layer)
    built, _ = answer(lambda: getattr(cnnlib, kind)(**{**arguments, name: value}))
    _, refusal = answer(setattr, layer, name, value)
    if refusal:
        fixed = vars(type(layer)).get(name) and vars(type(layer))[name].fixed
        assert re.match(rf"{name}|padding", str(refusal))
        assert repr(layer) == before
        assert not built or fixed or value is None
    elif built:
        assert repr(layer) == repr(built)
        assert answer(layer.output_shape, x.shape)[0] == answer(built.output_shape, x.shape)[0]
    else:  # A padding that goes with no window: seen where the two meet.
        assert answer(layer, x)[1]


@given(calls(st.fixed_dictionaries({"weight": arrays((3, 2))})))
def test_a_weight_is_copied_or_refused(call):
    def set_weight(weight):
        layer = cnnlib.Linear(3, 2)
        layer.weight = weight
        return layer.weight

    def check(kept, expected, _):
        exact(kept, expected, call.arguments["weight"])

    agree(set_weight, lambda weight: functional.floats(weight, "weight", (3, 2)), call, check)
