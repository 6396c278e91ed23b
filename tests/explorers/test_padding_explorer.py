"""PaddingExplorer as a cell sees it: traits in; sizes, sides and unread pixels out."""

import pytest

from cnnlib.explorers import PaddingExplorer

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
