"""Every layer on whatever it may be built with or given: right, or refused by name."""

import contextlib
import math
import re

import numpy as np
from agreement import TOO_LARGE, agree, answer, exact
from hypothesis import assume, given
from hypothesis import strategies as st
from layer_cases import CASES
from layer_cases.forms import filled
from plain import checks, functional
from plain.checks import MOST, Refused
from strategies import ODD, arrays, calls, other_forms

import cnnlib

# What only the numbers can tell, or the machine: a shape rule has an answer all the same.
BEYOND_SHAPES = rf"{TOO_LARGE}|more than one value a channel|variance of x"
# What a shape is refused by, or what it does not go together with.
OF_A_SHAPE = r"input|kernel|channels|axis|\bk\b|padding|output_size|scale_factor"


KINDS = {kind: case for kind, case in CASES.items() if case.twin}  # Dropout has none: it draws.
kinds = st.sampled_from([*KINDS, "Conv2D", "Conv2D"])  # It has the most settings.


@given(kinds, st.data())
def test_a_layer_does_as_its_twin_and_its_shape_rule_knows(kind, data):
    case = KINDS[kind]

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

    agree(build_and_call, case.twin, data.draw(calls(case.drawn)), case.agree)


@given(kinds, st.data(), st.lists(st.integers(-1, 7), max_size=5) | ODD)
def test_a_shape_is_refused_where_no_array_of_it_would_do(kind, data, other):
    arguments = data.draw(KINDS[kind].drawn)
    shape = data.draw(st.sampled_from([other, arguments.pop("x").shape]))
    layer, _ = answer(lambda: getattr(cnnlib, kind)(**arguments))
    assume(layer)
    sizes, refusal = answer(layer.output_shape, shape)
    if refusal:
        assert re.search(OF_A_SHAPE, str(refusal))
    try:
        proper = checks.shape(shape, "input_shape")
    except Refused:
        assert refusal
    else:
        assume(math.prod(proper) <= MOST)
        y, refusal_of_array = answer(layer.eval(), np.zeros(proper))
        assert bool(refusal) == bool(refusal_of_array)
        assert refusal or sizes == (y[0] if isinstance(y, tuple) else y).shape


@given(kinds.filter(lambda kind: KINDS[kind].signature), st.data())
def test_a_setting_changed_later_is_as_one_built_in_or_is_refused(kind, data):
    arguments = data.draw(KINDS[kind].drawn)
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
        fixed = getattr(type(layer), name).fixed
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
