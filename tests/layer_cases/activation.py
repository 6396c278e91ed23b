"""Activations and dropout: layers that treat every number on its own, but for softmax."""

from agreement import close
from hypothesis import strategies as st
from plain import functional
from plain.checks import finite, require, whole
from strategies import any_array, axes

from cnnlib import (
    ELU,
    GELU,
    Dropout,
    Hardsigmoid,
    Hardswish,
    LeakyReLU,
    PReLU,
    ReLU,
    ReLU6,
    Sigmoid,
    SiLU,
    Softmax,
    Tanh,
)
from layer_cases.forms import Case, elementwise, filled, images, shapes, shares

scales = st.sampled_from([0.01, 0, 1, -0.5, 2.5])


def prelu(x, num_parameters, init):
    slopes, _ = whole(num_parameters, "num_parameters"), finite(init, "init")
    require(slopes in (1, *functional.floats(x).shape[1:2]), "num_parameters", "input")
    return functional.prelu(x, filled(slopes))


CASES = {
    "Dropout": Case(
        signature="p=0.5",
        family="same",
        usual={},
        idle={},
        shapes=[(Dropout(0.3), (2, 4, 9, 8))],
        printed=[(Dropout(0.2), "Dropout(p=0.2)")],
        settings=st.fixed_dictionaries({"p": shares}),
        keeps=st.builds(Dropout),
    ),
    "ELU": elementwise(ELU, functional.elu, close, "alpha=1.0", alpha=scales),
    "GELU": elementwise(
        *(GELU, functional.gelu, close),
        **{"signature": "approximate=False", "shown": "", "smooth": True},
        approximate=st.booleans(),
    ),
    "Hardsigmoid": elementwise(Hardsigmoid, functional.hardsigmoid, close),
    "Hardswish": elementwise(Hardswish, functional.hardswish, close),
    "LeakyReLU": elementwise(
        *(LeakyReLU, functional.leaky_relu, close, "negative_slope=0.01"), negative_slope=scales
    ),
    "PReLU": Case(
        signature="num_parameters=1, init=0.25",
        family="slopes",
        usual={},
        idle={},
        shapes=[(PReLU(), (2, 4, 9, 8)), (PReLU(4), (2, 4, 9, 8))],
        printed=[(PReLU(3), "PReLU(num_parameters=3, init=0.25)")],
        settings=st.fixed_dictionaries({"num_parameters": st.integers(1, 5), "init": scales}),
        drawn=st.fixed_dictionaries(
            {"x": images, "num_parameters": st.sampled_from([1, 4]), "init": scales}
        ),
        twin=prelu,
        agree=close,
        keeps=st.builds(PReLU, st.sampled_from([1, 2])),
        slopes=shapes.flatmap(
            lambda shape: st.sampled_from(
                [({}, shape), ({"num_parameters": shape[1]}, shape), ({}, shape[:1])]
            )
        ),
    ),
    "ReLU": elementwise(ReLU, functional.relu),
    "ReLU6": elementwise(ReLU6, functional.relu6),
    "SiLU": elementwise(SiLU, functional.silu, close, smooth=True),
    "Sigmoid": elementwise(Sigmoid, functional.sigmoid, close, smooth=True),
    "Softmax": Case(
        signature="axis=1",
        family="shares",
        usual={},
        idle={},
        shapes=[(Softmax(), (2, 4, 9, 8)), (Softmax(-1), (2, 4, 9, 8))],
        printed=[(Softmax(-1), "Softmax(axis=-1)")],
        settings=st.fixed_dictionaries({"axis": st.integers(-4, 3)}),
        drawn=st.fixed_dictionaries({"x": any_array(), "axis": axes}),
        twin=functional.softmax,
        agree=close,
        keeps=st.builds(Softmax, st.sampled_from([1, 2, -1])),
        slopes=st.tuples(st.fixed_dictionaries({"axis": st.integers(-4, 3)}), shapes),
        smooth=True,
    ),
    "Tanh": elementwise(Tanh, functional.tanh, close, smooth=True),
}
