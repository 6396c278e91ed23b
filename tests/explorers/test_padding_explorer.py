"""PaddingExplorer as a cell sees it: traits in; sizes, sides and unread pixels out."""

import re

import numpy as np
import pytest

from cnnlib.explorers import PaddingExplorer
from cnnlib.explorers.padding import placed, rulers_of

# What a page sends at once, in its form.
SENT = {"kernel_size": 9, "padding": "SAME", "stride": [2, 3]}

CASES = {
    "padding 0 takes the rim": ({"padding": 0}, (4, 4), (0, 0, 0, 0), ((), ())),
    "padding 1 keeps 6": ({}, (6, 6), (1, 1, 1, 1), ((), ())),
    "each axis its own": (
        {"input_size": (12, 6), "kernel_size": (3, 5), "padding": (1, 2)},
        (12, 6),
        (1, 1, 2, 2),
        ((), ()),
    ),
    "the extra one at the end": (
        {"input_size": 4, "stride": 2, "padding": "same"},
        (2, 2),
        (0, 1, 0, 1),
        ((), ()),
    ),
    "a remainder": (
        {"input_size": 8, "stride": 2, "padding": "VALID"},
        (3, 3),
        (0, 0, 0, 0),
        ((7,), (7,)),
    ),
    "gaps": (
        {"input_size": (8, 6), "kernel_size": 2, "stride": 3, "padding": 0},
        (3, 2),
        (0, 0, 0, 0),
        ((2, 5), (2, 5)),
    ),
    "holes of a dilation": (
        {"input_size": 8, "stride": 2, "dilation": 2, "padding": 0},
        (2, 2),
        (0, 0, 0, 0),
        ((1, 3, 5, 7), (1, 3, 5, 7)),
    ),
    "rounded up": (
        {"input_size": (7, 5), "kernel_size": 2, "stride": 2, "padding": 0, "ceil_mode": True},
        (4, 3),
        (0, 0, 0, 0),
        ((), ()),
    ),
    "rounded up, the last one dropped": (
        {"input_size": 5, "kernel_size": 2, "stride": 2, "ceil_mode": True},
        (3, 3),
        (1, 1, 1, 1),
        ((), ()),
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_sizes_sides_and_unread_pixels(case):
    settings, output_size, sides, unreached = CASES[case]
    explorer = PaddingExplorer(**settings)
    assert explorer.output_size == output_size
    assert explorer.sides == sides
    assert explorer.unreached == unreached


# The output of torch.nn.functional.conv_transpose2d, where input and kernel are ones.
PAINTED = {
    "every second one twice": (
        {"input_size": 4, "stride": 2, "padding": 1},
        ((1, 2, 1, 2, 1, 2, 1), (1, 2, 1, 2, 1, 2, 1)),
    ),
    "output padding": (
        {"input_size": 4, "stride": 2, "padding": 1, "output_padding": 1},
        ((1, 2, 1, 2, 1, 2, 1, 1), (1, 2, 1, 2, 1, 2, 1, 1)),
    ),
    "a stride beyond the kernel": (
        {
            **{"input_size": (3, 4), "kernel_size": (2, 1), "stride": (3, 2)},
            **{"padding": 0, "output_padding": (2, 1)},
        },
        ((1, 1, 0, 1, 1, 0, 1, 1, 0, 0), (1, 0, 1, 0, 1, 0, 1, 0)),
    ),
    "an output padding beyond the stride": (
        {
            **{"input_size": (3, 2), "kernel_size": 2, "dilation": 3},
            **{"padding": 0, "output_padding": 2},
        },
        ((1, 1, 1, 1, 1, 1, 0, 0), (1, 1, 0, 1, 1, 0, 0)),
    ),
    "each axis its own": (
        {
            **{"input_size": (5, 3), "kernel_size": (4, 3), "stride": (2, 1)},
            **{"dilation": (1, 2), "padding": (1, 2)},
        },
        ((1, 2, 2, 2, 2, 2, 2, 2, 2, 1), (2, 1, 2)),
    ),
}


@pytest.mark.parametrize("case", PAINTED)
def test_how_many_pixels_paint_a_place(case):
    settings, visits = PAINTED[case]
    explorer = PaddingExplorer(**settings, transposed=True)
    assert explorer.output_size == tuple(map(len, visits))
    rulers = rulers_of(explorer.settings, *placed(explorer.settings))
    assert tuple(tuple(ruler.visits()) for ruler in rulers) == visits
    unpainted = [np.flatnonzero(np.equal(line, 0)).tolist() for line in visits]
    assert [*map(list, explorer.unreached)] == unpainted


def test_same_makes_the_output_as_many_times_as_large_as_the_stride():
    """TensorFlow's conv2d_transpose: 4 × 2 makes 8, of which the extra row is cut at the end."""
    explorer = PaddingExplorer(input_size=4, stride=2, padding="SAME", transposed=True)
    assert (explorer.output_size, explorer.sides) == ((8, 8), (0, 1, 0, 1))
    explorer.stride = 5
    assert (explorer.output_size, explorer.sides) == ((20, 20), (0, 0, 0, 0))
    assert explorer.unreached[0] == (3, 4, 8, 9, 13, 14, 18, 19)


REFUSED = {
    "input_size": (33, "input_size must be at most 32 here, got 33"),
    "kernel_size": (9, "kernel 9 does not fit: input 6 + padding 1 + 1 = 8 (height)"),
    "stride": (0, "stride must be at least 1, got 0"),
    "dilation": (
        4,
        "kernel 3 with dilation 4 reaches across 9 and does not fit: "
        "input 6 + padding 1 + 1 = 8 (height)",
    ),
    "padding": (-1, "padding must be at least 0, got -1"),
    "ceil_mode": (1, "ceil_mode must be True or False, got 1 (int)"),
    "transposed": ("yes", "transposed must be True or False, got 'yes' (str)"),
    "output_padding": (1, "output_padding must be 0 without transposed, got 1"),
    "window": (3, "window must be (rows, columns), got 3"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_nonsense_is_refused_and_the_last_good_setting_stays(name):
    value, message = REFUSED[name]
    explorer = PaddingExplorer()
    before = explorer.settings
    with pytest.raises((TypeError, ValueError)) as caught:
        setattr(explorer, name, value)
    assert str(caught.value) == message
    assert explorer.settings == before
    assert explorer.output_size == (6, 6)


TRANSPOSED = {
    "ceil_mode": (True, "ceil_mode must be False with transposed, which rounds nothing"),
    "output_padding": (2, "output_padding 2 must be less than stride 2 or dilation 1 (height)"),
    "padding": (
        5,
        "padding 5 + 5 leaves no output: the windows span 9, output_padding is 0 (height)",
    ),
    "stride": (
        21,
        "what is painted may reach across 64 here, got output 64 + padding 1 + 1 = 66 (height)",
    ),
}


@pytest.mark.parametrize("name", TRANSPOSED)
def test_a_transposed_convolution_refuses_what_it_cannot_be(name):
    value, message = TRANSPOSED[name]
    explorer = PaddingExplorer(input_size=4, stride=2, transposed=True)
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        setattr(explorer, name, value)
    assert explorer.output_size == (7, 7)


def test_what_could_not_be_drawn_is_refused():
    explorer = PaddingExplorer(input_size=32, padding=16)
    assert explorer.output_size == (62, 62)
    with pytest.raises(ValueError, match="at most 32 here, got 40"):
        explorer.input_size = (8, 40)
    message = (
        r"padding may widen the input to 64 here, got input 32 \+ padding 16 \+ 17 = 65 \(width\)"
    )
    with pytest.raises(ValueError, match=message):
        explorer.padding = (0, 0, 16, 17)
    assert explorer.padding == 16


def test_a_setting_keeps_its_form_and_results_can_be_observed():
    seen = []
    first, second = PaddingExplorer(), PaddingExplorer()
    first.observe(lambda change: seen.append(change.new), "output_size")
    first.set_state({"padding": [[0, 0], [0, 0], [1, 0], [2, 3]]})
    assert first.padding == ((0, 0), (0, 0), (1, 0), (2, 3))
    assert first.sides == (1, 0, 2, 3)
    assert seen == [(5, 9)]
    assert second.padding == 1


def test_a_notebook_keeps_its_words_and_a_light_picture():
    bundle, _ = PaddingExplorer(input_size=32, kernel_size=2, stride=3)._repr_mimebundle_()
    assert bundle["text/plain"] == (
        "PaddingExplorer: 32 × 32 pixels, kernel 2, stride 3, dilation 1, padding 1; top, bottom, "
        "left and right (1, 1, 1, 1); output 11 × 11; "
        "rows that no window reads: 1, 4, 7, 10, 13, 16, 19, 22, 25, 28, 31; "
        "columns: 1, 4, 7, 10, 13, 16, 19, 22, 25, 28, 31"
    )
    assert len(bundle["image/png"]) < 60_000


def test_a_painted_output_is_told_in_its_own_words():
    bundle, _ = PaddingExplorer(
        **{"input_size": (4, 3), "kernel_size": 2, "stride": 3},
        **{"padding": 0, "output_padding": 1, "transposed": True},
    )._repr_mimebundle_()
    assert bundle["text/plain"] == (
        "PaddingExplorer: 4 × 3 pixels, transposed, kernel 2, stride 3, dilation 1, padding 0, "
        "output_padding 1; top, bottom, left and right (0, 0, 0, 0) cut off; output 12 × 9; "
        "rows that no pixel paints: 2, 5, 8, 11; columns: 2, 5, 8"
    )
    assert len(bundle["image/png"]) < 60_000
