"""Which layers run into which case."""

import pytest

import cnnlib
import cnnlib.differences.meeting as M
from cnnlib import (
    AdaptiveAvgPool2D,
    AdaptiveMaxPool2D,
    AvgPool2D,
    Conv2D,
    Conv2DTranspose,
    Linear,
    MaxPool2D,
    Pad2D,
    Upsample,
)
from cnnlib.differences import DIFFERENCES, ENGINES
from cnnlib.layers.foreign import unruled


def conv(kernel_size, **settings):
    return Conv2D(2, 2, kernel_size, **settings)


def up(kernel_size, **settings):
    return Conv2DTranspose(2, 2, kernel_size, **settings)


@pytest.mark.parametrize(
    ("case", "layer", "size", "meets"),
    [
        # 2 · 111 + 3 − 224 = 1 pixel too many: one side gets it. With 225 pixels there is none.
        ("same-stride", conv(3, stride=2, padding="SAME"), (224, 225), True),
        ("same-stride", conv(3, stride=2, padding="SAME"), (225, 225), False),
        ("same-stride", conv(3, stride=2, padding=1), (224, 224), False),
        ("same-stride", conv(3, stride=2, padding="SAME_LOWER"), (224, 224), False),
        ("same-stride-lower", conv(3, stride=2, padding="SAME_LOWER"), (224, 224), True),
        ("same-stride", conv(3, padding="SAME"), (224, 224), False),
        ("same-stride", MaxPool2D(3, 2, "SAME"), (224, 224), False),
        ("same-max", MaxPool2D(3, 2, "SAME"), (224, 224), True),
        ("same-2d", conv(3, stride=2, padding="SAME"), (224, 224), True),
        ("same-2d", conv(3, stride=2, padding="SAME"), (224, 225), False),
        ("same-odd", conv(2, padding="SAME"), (5, 5), True),
        ("same-odd", conv(3, padding="SAME"), (5, 5), False),
        ("same-by-number", conv(3, stride=2, padding=1), (224, 224), True),
        ("same-by-number", conv(3, stride=2, padding=(0, 1, 0, 1)), (224, 224), False),
        ("same-1x1", conv(1, stride=2, padding="SAME"), (4, 4), True),
        ("same-1x1", conv(1, stride=2, padding="SAME"), (5, 5), False),
        ("same-1x1", conv(1, stride=2), (4, 4), False),
        ("max-whole-image", MaxPool2D(7), (7, 7), True),
        ("max-whole-image", MaxPool2D(2), (7, 2), True),
        ("max-whole-image", MaxPool2D(7), (14, 14), False),
        ("average-whole-image", AvgPool2D(7), (7, 7), True),
        ("average-whole-image", MaxPool2D(7), (7, 7), False),
        ("linear-axes", Linear(3, 4), (3,), True),
        ("linear-axes", Linear(2, 4), (), False),
        ("same-1x1-last", conv(1, stride=3, padding="SAME"), (3, 3), True),
        ("same-1x1-last", conv(1, stride=2, padding="SAME"), (4, 4), False),
        ("same-1x1", conv(3, stride=2, padding="SAME"), (4, 4), False),
        ("same-dilation", conv(3, padding="SAME", dilation=2), (8, 8), True),
        ("same-dilation", conv(1, padding="SAME", dilation=2), (8, 8), False),
        ("same-average", AvgPool2D(3, 2, "SAME"), (4, 4), True),
        ("same-average", AvgPool2D(3, 2, "SAME", exclusive=False), (4, 4), False),
        ("same-average-even", AvgPool2D(3, 1, "SAME"), (35, 35), True),
        ("same-average-even", AvgPool2D(3, 1, 1), (35, 35), False),
        ("same-average-even", AvgPool2D(2, 2, "SAME"), (4, 4), False),
        ("conv-circular", conv(3, padding=1, padding_mode="circular"), (8, 8), True),
        ("conv-circular", conv(3, padding_mode="circular"), (8, 8), False),
        ("conv-circular", Pad2D(1, "circular"), (8, 8), True),
        ("conv-circular", Pad2D(1), (8, 8), False),
        ("conv-asymmetric", conv(2, padding=(0, 1, 0, 1)), (3, 3), True),
        ("conv-asymmetric", conv(2, padding="SAME"), (3, 3), False),
        ("padding-function", Pad2D((0, 1, 0, 0)), (3, 3), True),
        ("padding-over-half", MaxPool2D(3, 1, 2), (8, 8), True),
        ("padding-over-half", MaxPool2D(3, 1, 1), (8, 8), False),
        # The window at 4 would start in the padding behind 3 pixels; behind 4 there is none left.
        ("ceil-max", MaxPool2D(2, 2, 1, ceil_mode=True), (3, 3), True),
        ("ceil-max", MaxPool2D(2, 2, 1, ceil_mode=True), (4, 4), False),
        ("ceil-max", MaxPool2D(2, 2, 1), (3, 3), False),
        ("ceil-max-square", MaxPool2D(2, 2, 1, ceil_mode=True), (3, 3), True),
        ("ceil-max-square", MaxPool2D((1, 2), 2, (0, 1), ceil_mode=True), (3, 3), False),
        ("ceil-max-one", MaxPool2D(1, 2, ceil_mode=True), (4, 4), True),
        ("max-negative-square", MaxPool2D(3, 1, 1), (3, 3), True),
        ("max-negative-square", MaxPool2D((1, 2), 1, (0, 1)), (3, 3), False),
        ("ceil-max-one", MaxPool2D(1, 2, ceil_mode=True), (5, 5), False),
        # GoogLeNet's: the window at 110 hangs over.
        ("ceil-max", MaxPool2D(3, 2, ceil_mode=True), (112, 112), False),
        ("ceil-max-over", MaxPool2D(3, 2, ceil_mode=True), (112, 112), True),
        ("ceil-max-over", MaxPool2D(3, 2, ceil_mode=True), (113, 113), False),
        ("average-ceil", AvgPool2D(3, 2, ceil_mode=True), (112, 112), True),
        ("average-ceil", AvgPool2D(3, 2, ceil_mode=True), (113, 113), False),
        ("ceil-clipped", AvgPool2D(3, 2, 1, ceil_mode=True, exclusive=False), (4, 4), True),
        ("ceil-clipped", AvgPool2D(3, 2, 1, ceil_mode=True), (4, 4), False),
        ("average-counted", AvgPool2D(3, 1, 1, exclusive=False), (6, 6), True),
        ("average-counted", AvgPool2D(3, 1, exclusive=False), (6, 6), False),
        ("average-counted", AvgPool2D(3, 1, 1), (6, 6), False),
        ("average-same", AvgPool2D(2, 1, "SAME", exclusive=False), (6, 6), True),
        ("average-divisor-sum", AvgPool2D(3, 1, 1, divisor_override=1), (6, 6), True),
        ("average-divisor-sum", AvgPool2D(3, 1, 1), (6, 6), False),
        ("max-defaults-stride", MaxPool2D(2), (4, 4), True),
        ("max-defaults-stride", MaxPool2D(3, 2), (4, 4), False),
        ("max-dilated", MaxPool2D(2, 1, dilation=2), (5, 5), True),
        ("max-index", MaxPool2D(2, return_mask=True), (4, 4), True),
        ("max-index", MaxPool2D(2), (4, 4), False),
        ("adaptive-square", AdaptiveAvgPool2D(3), (5, 5), True),
        ("adaptive-square", AdaptiveAvgPool2D((3, 5)), (5, 5), False),
        ("adaptive-cells", AdaptiveAvgPool2D((3, 5)), (5, 5), True),
        # Into three cells of two pixels each, one apart: a plain pooling has these windows.
        ("adaptive-cells", AdaptiveAvgPool2D(3), (4, 4), False),
        ("adaptive-four-to-three", AdaptiveAvgPool2D(3), (4, 4), True),
        ("average-override-counted", AvgPool2D(2, divisor_override=3), (4, 4), False),
        ("adaptive-square", AdaptiveAvgPool2D(7), (14, 14), False),
        ("adaptive-square", AdaptiveAvgPool2D(1), (7, 7), False),
        ("adaptive-square", AdaptiveMaxPool2D(3), (5, 5), False),
        ("adaptive-enlarge", AdaptiveAvgPool2D(7), (5, 5), True),
        ("max-nan-global", AdaptiveMaxPool2D(1), (7, 7), True),
        ("same-transposed", up(3, stride=2, padding="SAME"), (4, 4), True),
    ],
)
def test_a_layer_meets_a_case(case, layer, size, meets):
    assert DIFFERENCES.cases[case].meets(layer, (1, 2, *size)) is meets


@pytest.mark.parametrize(
    ("meeting", "layer", "size", "meets"),
    [
        (M.TRANSPOSED & M.GAPS, up(2, stride=3), (4, 4), True),
        (M.TRANSPOSED & M.GAPS, up(2, stride=2), (4, 4), False),
        (M.TRANSPOSED & M.GAPS, up(2, stride=3, dilation=2), (4, 4), False),
        (M.TRANSPOSED & M.DILATED, up(3, dilation=2), (4, 4), True),
        (M.TRANSPOSED & M.LONGER, up(3, stride=2, output_padding=1), (4, 4), True),
        (M.TRANSPOSED & M.LONGER, up(3, stride=2), (4, 4), False),
        (M.RESIZED & M.UNEVEN, Upsample(size=5), (3, 3), True),
        (M.RESIZED & M.UNEVEN, Upsample(2), (3, 3), False),
        (M.RESIZED & M.SHRUNK, Upsample(0.5, mode="bilinear"), (4, 4), True),
        (M.RESIZED & M.BY_A_BROKEN_SCALE, Upsample(0.6), (4, 4), True),
        (M.RESIZED & M.BY_A_BROKEN_SCALE, Upsample(0.5), (4, 4), False),
        (M.RESIZED & M.BY_A_BROKEN_SCALE, Upsample(size=2), (4, 4), False),
        (M.RESIZED & M.BILINEAR, Upsample(2, mode="bilinear", align_corners=True), (4, 4), False),
        (M.GELU & M.BY_TANH, cnnlib.GELU(approximate=True), (4, 4), True),
        (M.GELU & M.BY_TANH, cnnlib.GELU(), (4, 4), False),
        (M.GROUP_NORM & M.PARTED, cnnlib.GroupNorm(2, 4), (4, 4), True),
        (M.GROUP_NORM & M.PARTED, cnnlib.GroupNorm(1, 4), (4, 4), False),
        (M.GROUP_NORM & M.PARTED, cnnlib.GroupNorm(4, 4), (4, 4), False),
        (M.GROUP_NORM & M.ONE_NUMBER, cnnlib.GroupNorm(4, 4), (1, 1), True),
        (M.GROUP_NORM & M.ONE_NUMBER, cnnlib.GroupNorm(4, 4), (1, 2), False),
        (M.SOFTMAX & M.OVER_CHANNELS, cnnlib.Softmax(), (4, 4), True),
        (M.SOFTMAX & M.OVER_CHANNELS, cnnlib.Softmax(), (), False),
        (M.SOFTMAX & M.OVER_CHANNELS, cnnlib.Softmax(-1), (4, 4), False),
        (M.DROPOUT & M.OF_ALL, cnnlib.Dropout(1), (4, 4), True),
        (M.DROPOUT & M.OF_ALL, cnnlib.Dropout(0.5), (4, 4), False),
        (M.SHUFFLED & M.SEVERAL_PLANES, cnnlib.PixelShuffle(2), (4, 4), False),
        (M.SHUFFLED & M.SEVERAL_PLANES, cnnlib.PixelShuffle(1), (4, 4), True),
        (M.operator("LRN"), unruled("LRN")([(1, 4, 4, 4)], (1, 4, 4, 4)), (4, 4), True),
        (M.operator("LRN"), unruled("Mod")([(1, 4, 4, 4)], (1, 4, 4, 4)), (4, 4), False),
    ],
)
def test_a_condition_holds(meeting, layer, size, meets):
    assert meeting(layer, (1, 4, *size)) is meets


def test_the_more_specific_of_two_asks_for_more():
    wide, narrow = M.CONVOLUTION & M.SAME, M.CONVOLUTION & M.SAME & M.STRIDED
    assert wide < narrow
    assert not narrow < wide
    assert not wide < wide
    assert not narrow > M.MAXIMUM & M.SAME
    assert M.of(Conv2D) is M.CONVOLUTION


# The input of a case runs into it: what is asked of the engines is what is looked for in networks.
@pytest.mark.parametrize(
    ("layer", "names"),
    [
        (Conv2D(1, 1, 3, 2, "SAME"), ["same-2d"]),
        (Conv2D(1, 1, 3, 2, "SAME_LOWER"), ["same-2d-lower"]),
        (MaxPool2D(3, 2, "SAME_LOWER"), ["same-max-lower"]),
        (AvgPool2D(3, 2, ceil_mode=True, exclusive=False), ["average-ceil-counted"]),
        (AvgPool2D(2, 2, 1, ceil_mode=True), ["ceil-average-square"]),
        (MaxPool2D(2, 2, 1, ceil_mode=True), ["ceil-max", "ceil-max-square"]),
        (MaxPool2D(1, 3, "SAME"), ["same-1x1-stride-3"]),
        (AvgPool2D(2, 1, (0, 1, 0, 1), exclusive=False), ["average-unequal-counted"]),
        (AvgPool2D(2, 1, "SAME_LOWER"), ["same-average-lower"]),
        (AdaptiveAvgPool2D(3), ["adaptive-square", "adaptive-cells"]),
        (MaxPool2D(2, 1, "SAME", dilation=2), ["same-max-dilated", "max-dilated"]),
        (Conv2D(1, 1, 3, 2, "SAME", 2), ["same-conv-dilated-stride"]),
    ],
)
def test_the_input_of_a_case_meets_it(layer, names):
    for name in names:
        case = DIFFERENCES.cases[name]
        side = max(case.inputs[0].shape[2:])
        assert case.meets(layer, (1, 1, side, side)), name


def alike():
    """Yield the cases that the same layers run into, whatever else."""
    for difference in DIFFERENCES.rows:
        groups = {}
        for case in difference.cases:
            if case.meets and not case.when:
                groups.setdefault(frozenset(case.meets.conditions), []).append(case)
        yield from (cases for cases in groups.values() if len(cases) > 1)


# Who is right in one of them and wrong in the other tells that they are not met by the same layers.
@pytest.mark.parametrize("cases", [*alike()], ids=lambda cases: cases[0].name)
def test_what_the_same_layers_meet_is_answered_rightly_or_wrongly_alike(cases):
    for engine in ENGINES:
        right = {}
        for case in cases:
            answer, literal = case.answers.get(engine), case.standard or case.cnnlib
            if answer and literal:
                right[case.name] = answer == literal
        assert len({*right.values()}) <= 1, f"{engine}: {right}"
