"""Layers that give the same numbers at other places, more of them, or fewer."""

from agreement import close
from hypothesis import strategies as st
from plain import rearranging
from strategies import any_array, axes, flags, modes, paddings, pairs, small

from cnnlib import ChannelShuffle, Pad2D, PixelShuffle, Slice, Upsample
from layer_cases.forms import Case, images, numbers, pixels, shapes

factors = st.sampled_from([0.5, 1, 1.5, 2, 2.3, 3, 1 / 3])
scales = factors | st.tuples(factors, factors)
ends = st.integers(-4, 4)
ways = (
    st.fixed_dictionaries({"scale_factor": scales, "mode": st.just("nearest")})
    | st.fixed_dictionaries({"size": pairs, "mode": st.just("nearest")})
    | st.fixed_dictionaries(
        {"scale_factor": scales, "mode": st.just("bilinear"), "align_corners": flags}
    )
    | st.fixed_dictionaries({"size": pairs, "mode": st.just("bilinear"), "align_corners": flags})
)
frames = st.fixed_dictionaries({"padding": paddings(1), "padding_mode": modes})
frames |= st.fixed_dictionaries({"padding": paddings(2), "value": st.sampled_from([0.0, 0.5, -1])})


def on_images(settings):
    """Draw settings with images of 4 channels."""
    return st.tuples(images, settings).map(lambda drawn: {"x": drawn[0], **drawn[1]})


CASES = {
    "ChannelShuffle": Case(
        signature="groups",
        family="shuffled",
        usual={"groups": 2},
        idle={"groups": 1},
        shapes=[(ChannelShuffle(2), (2, 4, 9, 8))],
        printed=[(ChannelShuffle(2), "ChannelShuffle(groups=2)")],
        settings=st.fixed_dictionaries({"groups": numbers}),
        drawn=st.fixed_dictionaries({"x": images, "groups": st.sampled_from([1, 2, 4, 3])}),
        twin=rearranging.channel_shuffle,
        keeps=st.builds(ChannelShuffle, st.sampled_from([1, 2])),
        slopes=st.tuples(st.just({"groups": 2}), st.tuples(small, st.just(6), pixels, pixels)),
        smooth=True,
    ),
    "Pad2D": Case(
        signature="padding, padding_mode='zeros', value=0.0",
        family="framed",
        usual={"padding": 1},
        idle={"padding": 0},
        shapes=[(Pad2D((0, 1, 2, 3), "replicate"), (2, 4, 10, 13))],
        printed=[
            (Pad2D([1, 2]), "Pad2D(padding=(1, 2), padding_mode='zeros', value=0.0)"),
        ],
        settings=st.fixed_dictionaries(
            {"padding": numbers | st.just("VALID"), "value": st.floats(-9, 9)}
        ),
        drawn=on_images(frames),
        twin=rearranging.pad2d,
        changes=st.builds(Pad2D, small, modes),
        slopes=st.tuples(frames, shapes),
        smooth=True,
    ),
    "PixelShuffle": Case(
        signature="factor",
        family="pixels of channels",
        usual={"factor": 1},
        idle={"factor": 1},
        shapes=[(PixelShuffle(2), (2, 1, 18, 16))],
        printed=[(PixelShuffle(2), "PixelShuffle(factor=2)")],
        settings=st.fixed_dictionaries({"factor": numbers}),
        drawn=st.fixed_dictionaries({"x": images, "factor": st.sampled_from([1, 2, 2, 3])}),
        twin=rearranging.pixel_shuffle,
        changes=st.builds(PixelShuffle, st.sampled_from([1, 2])),
        slopes=st.tuples(st.just({"factor": 2}), st.tuples(small, st.just(8), pixels, pixels)),
        smooth=True,
    ),
    "Slice": Case(
        signature="start=0, stop=None, axis=1",
        family="sliced",
        usual={"start": 1},
        idle={},
        shapes=[(Slice(1, 3), (2, 2, 9, 8)), (Slice(-5, axis=-1), (2, 4, 9, 5))],
        printed=[
            (Slice(1, -1), "Slice(start=1, stop=-1, axis=1)"),
            (Slice(-3), "Slice(start=-3, axis=1)"),
        ],
        settings=st.fixed_dictionaries({"start": ends, "stop": st.none() | ends, "axis": axes}),
        drawn=st.fixed_dictionaries(
            {"x": any_array(), "start": ends, "stop": st.none() | ends, "axis": axes}
        ),
        twin=rearranging.take_slice,
        changes=st.builds(Slice, st.sampled_from([0, 1, -1]), st.none(), st.sampled_from([1, 2])),
        slopes=st.tuples(
            st.fixed_dictionaries({"start": ends, "stop": st.none() | ends, "axis": axes}), shapes
        ),
        smooth=True,
    ),
    "Upsample": Case(
        signature="scale_factor=None, size=None, mode='nearest', align_corners=False",
        family="resized",
        usual={"scale_factor": 2},
        idle={"scale_factor": 1},
        shapes=[
            (Upsample(2), (2, 4, 18, 16)),
            (Upsample((0.5, 1.5)), (2, 4, 4, 12)),
            (Upsample(size=(5, 20), mode="bilinear", align_corners=True), (2, 4, 5, 20)),
        ],
        printed=[
            (Upsample(2.0), "Upsample(scale_factor=2, mode='nearest')"),
            (
                Upsample(size=(3, 5), mode="bilinear", align_corners=True),
                "Upsample(size=[3, 5], mode='bilinear', align_corners=True)",
            ),
        ],
        settings=ways,
        drawn=on_images(ways),
        twin=rearranging.upsample,
        agree=close,
        keeps=st.builds(Upsample, st.just(1), mode=st.sampled_from(["nearest", "bilinear"])),
        changes=st.builds(Upsample, factors),
        slopes=st.tuples(ways, shapes),
        smooth=True,
    ),
}
