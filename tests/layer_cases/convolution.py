"""Convolutions."""

from agreement import close
from hypothesis import strategies as st
from plain import functional
from plain.checks import pair, require, whole
from strategies import flags, modes, paddings, pairs, small, strides

from cnnlib import Conv2D, Conv2DTranspose
from layer_cases.forms import Case, channels, filled, images, numbers, shapes, sides, two


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


def conv2d_transpose(x, in_channels, out_channels, kernel_size, groups, bias, **placing):
    c_in, c_out = whole(in_channels, "in_channels"), whole(out_channels, "out_channels")
    groups, kernel = whole(groups, "groups"), pair(kernel_size, "kernel_size")
    require(c_in % groups == c_out % groups == 0, "groups")
    require(functional.images(x).shape[1] == c_in, "in_channels", "input")
    weight = filled(c_in, c_out // groups, *kernel)
    vector = filled(c_out) if functional.flag(bias, "bias") else None
    return functional.conv2d_transpose(x, weight, vector, groups=groups, **placing)


@st.composite
def convolved_slopes(draw, **others):
    batch, _, *size = draw(shapes)
    settings = {"kernel_size": pairs, "stride": pairs, "padding": paddings(), "dilation": pairs}
    settings |= {"bias": flags, "groups": st.integers(1, 2), **others}
    settings |= {"in_channels": small, "out_channels": small}
    drawn = draw(st.fixed_dictionaries(settings))
    for name in ("in_channels", "out_channels"):
        drawn[name] *= drawn["groups"]
    return drawn, (batch, drawn["in_channels"], *size)


CASES = {
    "Conv2D": Case(
        signature="in_channels, out_channels, kernel_size, stride=1, padding=0, dilation=1, "
        "groups=1, padding_mode='zeros', bias=True",
        family="convolved",
        usual={"in_channels": 2, "out_channels": 2, "kernel_size": 3},
        idle={"in_channels": 2, "out_channels": 2, "kernel_size": 1},
        shapes=[
            (Conv2D(4, 6, 3), (2, 6, 7, 6)),
            (Conv2D(4, 6, (3, 5), stride=(2, 1), padding="SAME", groups=2), (2, 6, 5, 8)),
            (Conv2D(4, 4, 3, dilation=2, padding=(1, 2, 0, 3), bias=False), (2, 4, 8, 7)),
        ],
        printed=[
            (
                Conv2D(1, 6, 3, padding=1),
                "Conv2D(1, 6, kernel_size=[3, 3], padding=1, data_format=NCHW)",
            ),
            (
                Conv2D(
                    *(4, 8, (3, 5)),
                    **{"stride": 2, "dilation": 2, "groups": 4, "bias": False},
                    padding_mode="reflect",
                ),
                "Conv2D(4, 8, kernel_size=[3, 5], stride=[2, 2], dilation=[2, 2], groups=4, "
                "padding_mode=reflect, bias=False, data_format=NCHW)",
            ),
        ],
        settings=st.fixed_dictionaries(
            {
                "in_channels": st.sampled_from([6, 12]),
                "out_channels": st.sampled_from([6, 18]),
                "kernel_size": sides,
                "stride": sides,
                "padding": paddings() | numbers,
                "dilation": sides,
                "groups": st.sampled_from([1, 2, 6]),
                "padding_mode": modes,
                "bias": flags,
            }
        ),
        drawn=st.fixed_dictionaries(
            {
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
        ),
        twin=conv2d,
        agree=close,
        keeps=st.builds(Conv2D, two, two, pairs, padding=st.just("SAME")),
        changes=st.builds(Conv2D, channels, channels, pairs, pairs, paddings(1)),
        slopes=convolved_slopes(padding_mode=modes),
        smooth=True,
    ),
    "Conv2DTranspose": Case(
        signature="in_channels, out_channels, kernel_size, stride=1, padding=0, "
        "output_padding=0, dilation=1, groups=1, bias=True, output_size=None",
        family="transposed",
        usual={"in_channels": 2, "out_channels": 2, "kernel_size": 3},
        idle={"in_channels": 2, "out_channels": 2, "kernel_size": 1},
        shapes=[
            (Conv2DTranspose(4, 6, 2, stride=2), (2, 6, 18, 16)),
            (Conv2DTranspose(4, 6, 3, 2, padding=1, output_padding=(1, 0)), (2, 6, 18, 15)),
            (Conv2DTranspose(4, 6, 3, (2, 3), padding="SAME", groups=2), (2, 6, 18, 24)),
            (
                Conv2DTranspose(4, 6, 3, 3, padding=(1, 0, 2, 1), output_size=(26, 21)),
                (2, 6, 26, 21),
            ),
        ],
        printed=[
            (
                Conv2DTranspose(8, 4, 2, stride=2),
                "Conv2DTranspose(8, 4, kernel_size=[2, 2], stride=[2, 2], data_format=NCHW)",
            ),
            (
                Conv2DTranspose(8, 4, 3, 2, 1, (1, 0), groups=2, bias=False),
                "Conv2DTranspose(8, 4, kernel_size=[3, 3], stride=[2, 2], padding=1, "
                "output_padding=[1, 0], groups=2, bias=False, data_format=NCHW)",
            ),
        ],
        settings=st.fixed_dictionaries(
            {
                "in_channels": st.sampled_from([6, 12]),
                "out_channels": st.sampled_from([6, 18]),
                "kernel_size": sides,
                "stride": st.sampled_from([3, (4, 3)]),
                "padding": paddings() | numbers,
                "output_padding": st.sampled_from([0, 1, (2, 0)]),
                "dilation": sides,
                "groups": st.sampled_from([1, 2, 6]),
                "bias": flags,
                "output_size": st.none() | sides,
            }
        ),
        drawn=st.fixed_dictionaries(
            {
                "x": images,
                "in_channels": st.just(4),
                "out_channels": st.sampled_from([2, 4, 6]),
                "kernel_size": pairs,
                "stride": pairs,
                "padding": paddings(),
                "output_padding": st.sampled_from([0, 0, 0, 1, (1, 0)]),
                "dilation": pairs,
                "groups": st.sampled_from([1, 2]),
                "bias": flags,
                "output_size": st.sampled_from([None, None, None, 7, 8]),
            }
        ),
        twin=conv2d_transpose,
        agree=close,
        keeps=st.builds(Conv2DTranspose, two, two, pairs, padding=st.just("SAME")),
        changes=st.builds(Conv2DTranspose, channels, channels, pairs, pairs, paddings(1)),
        slopes=convolved_slopes(output_padding=st.sampled_from([0, 0, 1])),
        smooth=True,
    ),
}
