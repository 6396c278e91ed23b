"""Layers of several inputs."""

from hypothesis import strategies as st

from cnnlib import Add, Concat, Multiply
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
    "Multiply": join(Multiply, "", "broadcast", st.just({}), "Multiply()"),
}
