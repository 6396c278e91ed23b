"""What only moves numbers."""

from hypothesis import strategies as st
from plain import functional, normalization
from strategies import any_array, axes

from cnnlib import Flatten, Permute, Reshape
from layer_cases.forms import Case, numbers, shapes

orders = st.integers(1, 4).flatmap(lambda n: st.permutations(range(1, n))).map(lambda o: (0, *o))


def reshaped(x):
    """Draw a shape that an image of `x` takes, as a rule."""
    size = x.size // len(x)
    parts = [each for each in range(1, size + 1) if size % each == 0]
    shape = st.sampled_from(parts).flatmap(
        lambda part: st.sampled_from([(part, size // part), [-1, part], (part, 1, -1), size, -1])
    )
    return st.fixed_dictionaries({"x": st.just(x), "shape": shape})


def permuted(x):
    orders = st.permutations(range(1, x.ndim)).map(lambda order: (0, *order))
    return st.fixed_dictionaries({"x": st.just(x), "axes": orders | orders.map(list)})


CASES = {
    "Flatten": Case(
        signature="start_axis=1, stop_axis=-1",
        family="flatten",
        usual={},
        idle={"start_axis": 1, "stop_axis": 1},
        shapes=[(Flatten(), (2, 288))],
        printed=[(Flatten(2), "Flatten(start_axis=2, stop_axis=-1)")],
        settings=st.fixed_dictionaries(
            {"start_axis": st.integers(0, 2), "stop_axis": st.sampled_from([-1, 2, 3])}
        ),
        drawn=st.fixed_dictionaries({"x": any_array(), "start_axis": axes, "stop_axis": axes}),
        twin=functional.flatten,
        changes=st.builds(Flatten, st.sampled_from([1, 2, -2])),
        slopes=st.tuples(st.just({"start_axis": 2}), shapes),
        smooth=True,
    ),
    "Permute": Case(
        signature="axes",
        family="permute",
        usual={"axes": (0, 2, 3, 1)},
        idle={"axes": (0, 1, 2, 3)},
        shapes=[(Permute((0, 2, 3, 1)), (2, 9, 8, 4))],
        printed=[(Permute((0, 2, 3, 1)), "Permute(axes=[0, 2, 3, 1])")],
        settings=st.fixed_dictionaries({"axes": orders}),
        drawn=any_array().flatmap(permuted),
        twin=normalization.permute,
        changes=st.builds(Permute, st.just((0, 1, 3, 2))),
        slopes=st.tuples(
            st.fixed_dictionaries({"axes": st.sampled_from([(0, 2, 3, 1), (0, 3, 2, 1)])}),
            shapes,
        ),
        smooth=True,
    ),
    "Reshape": Case(
        signature="shape",
        family="reshape",
        usual={"shape": (2, 36)},
        idle={"shape": (2, 6, -1)},
        shapes=[(Reshape((6, -1)), (2, 6, 48))],
        printed=[
            (Reshape(8), "Reshape(shape=8)"),
            (Reshape((-1, 4, 8)), "Reshape(shape=[-1, 4, 8])"),
        ],
        settings=st.fixed_dictionaries(
            {"shape": st.lists(numbers, min_size=1, max_size=3).map(lambda sizes: [-1, *sizes])}
        ),
        drawn=any_array().flatmap(reshaped),
        twin=normalization.reshape,
        changes=st.builds(Reshape, st.sampled_from([(2, -1), (-1, 3), 60])),
        slopes=st.tuples(
            st.fixed_dictionaries({"shape": st.sampled_from([(4, 3), (-1, 2), (2, 1, -1)])}),
            st.just((2, 3, 2, 2)),
        ),
        smooth=True,
    ),
}
