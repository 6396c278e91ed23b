"""The fully connected layer."""

from agreement import close
from hypothesis import strategies as st
from plain import functional
from plain.checks import require, whole
from strategies import flags, small

from cnnlib import Linear
from layer_cases.forms import Case, filled, images, numbers


def linear(x, in_features, out_features, bias):
    sizes = whole(in_features, "in_features"), whole(out_features, "out_features")
    require(functional.floats(x).shape[-1] == sizes[0], "input", "in_features")
    vector = filled(sizes[1]) if functional.flag(bias, "bias") else None
    return functional.linear(x, filled(*sizes), vector)


CASES = {
    "Linear": Case(
        signature="in_features, out_features, bias=True",
        family="last axis",
        usual={"in_features": 6, "out_features": 2},
        idle={"in_features": 6, "out_features": 6},
        shapes=[(Linear(8, 5), (2, 4, 9, 5))],
        printed=[
            (Linear(400, 120), "Linear(in_features=400, out_features=120, dtype=float32)"),
            (
                Linear(2, 3, bias=False),
                "Linear(in_features=2, out_features=3, bias=False, dtype=float32)",
            ),
        ],
        settings=st.fixed_dictionaries(
            {"in_features": numbers, "out_features": numbers, "bias": flags}
        ),
        drawn=st.fixed_dictionaries(
            {"x": images, "in_features": st.integers(1, 7), "out_features": small, "bias": flags}
        ),
        twin=linear,
        agree=close,
        changes=st.builds(Linear, st.integers(1, 9), small, flags),
        slopes=st.tuples(
            st.fixed_dictionaries(
                {"in_features": st.just(4), "out_features": small, "bias": flags}
            ),
            st.sampled_from([(2, 4), (2, 3, 4)]),
        ),
        smooth=True,
    ),
}
