"""Pooling."""

from agreement import close
from hypothesis import strategies as st
from plain import functional
from strategies import any_array, axes, flags, grids, modes, paddings, pairs, pooling, small

from cnnlib import AdaptiveAvgPool2D, AdaptiveMaxPool2D, AvgPool2D, KMaxPool, MaxPool2D
from layer_cases.forms import Case, images, numbers, shapes, sides

filled = st.just("empty") | modes
divisors = {"exclusive": flags, "divisor_override": st.none() | st.integers(1, 5)}


def pooled(**others):
    """Draw the settings of a pooling, as JSON has them."""
    window = {"kernel_size": sides, "stride": st.none() | sides, "dilation": sides, **others}
    no_padding = st.sampled_from([0, (0, 0), (0, 0, 0, 0), ((0, 0),) * 4, "SAME", "valid"])
    padded = st.fixed_dictionaries({**window, "padding": no_padding, "padding_mode": filled})
    return padded | st.fixed_dictionaries({**window, "ceil_mode": flags})


def pooled_slopes(**others):
    """Draw the settings of a pooling, and a shape; not all of them go together."""
    window = {"kernel_size": pairs, "stride": st.none() | pairs, "padding": paddings()}
    window |= {"dilation": st.just(1) | pairs, "padding_mode": filled, "ceil_mode": flags}
    return st.tuples(st.fixed_dictionaries({**window, **others}), shapes)


CASES = {
    "AdaptiveAvgPool2D": Case(
        signature="output_size",
        family="cells",
        usual={"output_size": 2},
        idle={"output_size": 6},
        shapes=[
            (AdaptiveAvgPool2D((2, 3)), (2, 4, 2, 3)),
            (AdaptiveAvgPool2D(None), (2, 4, 9, 8)),
            (AdaptiveAvgPool2D((None, 3)), (2, 4, 9, 3)),
        ],
        printed=[
            (AdaptiveAvgPool2D(1), "AdaptiveAvgPool2D(output_size=1)"),
            (AdaptiveAvgPool2D((2, 3)), "AdaptiveAvgPool2D(output_size=[2, 3])"),
            (AdaptiveAvgPool2D((None, 3)), "AdaptiveAvgPool2D(output_size=[None, 3])"),
            (AdaptiveAvgPool2D(None), "AdaptiveAvgPool2D(output_size=None)"),
        ],
        settings=st.fixed_dictionaries(
            {"output_size": st.none() | sides | st.tuples(st.none(), numbers)}
        ),
        drawn=st.fixed_dictionaries({"x": images, "output_size": grids}),
        twin=functional.adaptive_avg_pool2d,
        agree=close,
        changes=st.builds(AdaptiveAvgPool2D, pairs),
        slopes=st.tuples(st.fixed_dictionaries({"output_size": grids}), shapes),
        smooth=True,
    ),
    "AdaptiveMaxPool2D": Case(
        signature="output_size, return_mask=False",
        family="cells",
        usual={"output_size": 2},
        idle={"output_size": 6},
        shapes=[
            (AdaptiveMaxPool2D(3), (2, 4, 3, 3)),
            (AdaptiveMaxPool2D((2, None)), (2, 4, 2, 8)),
        ],
        printed=[
            (AdaptiveMaxPool2D(1), "AdaptiveMaxPool2D(output_size=1)"),
            (
                AdaptiveMaxPool2D((2, None), return_mask=True),
                "AdaptiveMaxPool2D(output_size=[2, None], return_mask=True)",
            ),
        ],
        settings=st.fixed_dictionaries({"output_size": st.none() | sides, "return_mask": flags}),
        drawn=st.fixed_dictionaries({"x": images, "output_size": grids, "return_mask": flags}),
        twin=functional.adaptive_max_pool2d,
        changes=st.builds(AdaptiveMaxPool2D, pairs),
        slopes=st.tuples(st.fixed_dictionaries({"output_size": grids}), shapes),
    ),
    "AvgPool2D": Case(
        signature="kernel_size, stride=None, padding=0, ceil_mode=False, exclusive=True, "
        "divisor_override=None, dilation=1, padding_mode='empty'",
        family="pooled",
        usual={"kernel_size": 3},
        idle={"kernel_size": 1},
        shapes=[
            (AvgPool2D((3, 5), stride=1, padding=(1, 2)), (2, 4, 9, 8)),
            (AvgPool2D(2, 2, dilation=(1, 3), ceil_mode=True), (2, 4, 5, 3)),
        ],
        printed=[
            (
                AvgPool2D((3, 5), 1, "SAME", exclusive=False, divisor_override=4),
                "AvgPool2D(kernel_size=[3, 5], stride=1, padding='SAME', exclusive=False, "
                "divisor_override=4)",
            ),
            (
                AvgPool2D(2, dilation=2, padding_mode="reflect"),
                "AvgPool2D(kernel_size=2, stride=2, padding=0, dilation=2, padding_mode='reflect')",
            ),
        ],
        settings=pooled(exclusive=flags, divisor_override=st.none() | st.floats(0.5, 9) | numbers),
        drawn=pooling(exclusive=flags, divisor_override=st.sampled_from([None, 2.5])),
        twin=functional.avg_pool2d,
        agree=close,
        changes=st.builds(AvgPool2D, small, ceil_mode=flags),
        slopes=pooled_slopes(**divisors),
        smooth=True,
    ),
    "KMaxPool": Case(
        signature="k, axis=-1",
        family="k largest",
        usual={"k": 2},
        idle={"k": 6},
        shapes=[(KMaxPool(3, axis=-2), (2, 4, 3, 8))],
        printed=[(KMaxPool(2, axis=0), "KMaxPool(k=2, axis=0)")],
        settings=st.fixed_dictionaries({"k": numbers, "axis": st.integers(-4, 3)}),
        drawn=st.fixed_dictionaries({"x": any_array(), "k": small, "axis": axes}),
        twin=functional.k_max_pool,
        changes=st.builds(KMaxPool, small, st.sampled_from([-1, -2, 1])),
        slopes=st.tuples(st.fixed_dictionaries({"k": small, "axis": st.integers(-4, 3)}), shapes),
    ),
    "MaxPool2D": Case(
        signature="kernel_size, stride=None, padding=0, return_mask=False, ceil_mode=False, "
        "dilation=1, padding_mode='empty'",
        family="pooled",
        usual={"kernel_size": 3},
        idle={"kernel_size": 1},
        shapes=[
            (MaxPool2D(2), (2, 4, 4, 4)),
            (MaxPool2D(2, ceil_mode=True), (2, 4, 5, 4)),
            (MaxPool2D(3, 1, 2, dilation=2), (2, 4, 9, 8)),
        ],
        printed=[(MaxPool2D(2, 2), "MaxPool2D(kernel_size=2, stride=2, padding=0)")],
        settings=pooled(return_mask=flags).filter(
            lambda drawn: not (drawn["return_mask"] and drawn.get("padding_mode") == "zeros")
        ),
        drawn=pooling(return_mask=flags),
        twin=functional.max_pool2d,
        keeps=st.builds(MaxPool2D, st.just(3), st.just(1), st.just(1)),
        changes=st.builds(MaxPool2D, small, small, dilation=st.integers(1, 2)),
        slopes=pooled_slopes(),
    ),
}
