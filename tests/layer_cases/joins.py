"""Layers of several inputs."""

from hypothesis import strategies as st
from strategies import flags

from cnnlib import Add, Concat, MatMul, Multiply
from layer_cases.forms import Case


def join(kind, signature, family, settings, shown):
    """Return the case of a layer of several inputs."""
    return Case(signature, family, settings, [(kind(), shown)])


CASES = {
    "Add": join(Add, "", "equal", st.just({}), "Add()"),
    "Concat": join(
        Concat,
        "axis=1",
        "concat",
        st.fixed_dictionaries({"axis": st.integers(-4, 3)}),
        "Concat(axis=1)",
    ),
    "MatMul": join(
        MatMul,
        "transpose_x=False, transpose_y=False",
        "matrix product",
        st.fixed_dictionaries({"transpose_x": flags, "transpose_y": flags}),
        "MatMul()",
    ),
    "Multiply": join(Multiply, "", "broadcast", st.just({}), "Multiply()"),
}
