"""PoolingExplorer as a cell sees it: traits in, the output out."""

import numpy as np
import pytest

from cnnlib.explorers import PoolingExplorer

# What a page sends at once, in its form.
SENT = {"kernel_size": 5, "padding": [2, 2], "input": [[1.0, 2.0], [3.0, 4.0]]}


def test_it_starts_from_the_tutorials_figure():
    explorer = PoolingExplorer()
    np.testing.assert_array_equal(explorer.output, [[3.5, 5.5], [11.5, 13.5]])
    explorer.operation = "max"
    np.testing.assert_array_equal(explorer.output, [[6, 8], [14, 16]])


def test_k_max_keeps_the_order():
    explorer = PoolingExplorer(input=[[5, 1, 7, 3]], operation="k-max", k=3, axis=1)
    np.testing.assert_array_equal(explorer.output, [[5, 7, 3]])


def test_same_and_exclusive_follow_the_layers():
    ramp = np.arange(1.0, 37.0).reshape(6, 6)
    explorer = PoolingExplorer(input=ramp, kernel_size=3, stride=1, padding=1)
    assert explorer.output.sum() == pytest.approx(666)
    explorer.exclusive = False
    assert explorer.output.sum() == pytest.approx(526.2222, abs=1e-4)
    small = PoolingExplorer(operation="max", kernel_size=3, stride=2, padding="SAME")
    np.testing.assert_array_equal(small.output, [[11, 12], [15, 16]])


def test_a_setting_keeps_the_form_it_was_given():
    explorer = PoolingExplorer()
    explorer.kernel_size = 3
    assert explorer.kernel_size == 3
    explorer.kernel_size = [2, 3]
    assert explorer.kernel_size == (2, 3)
    explorer.padding = [[0, 0], [0, 0], [1, 0], [0, 1]]
    assert explorer.padding == ((0, 0), (0, 0), (1, 0), (0, 1))


@pytest.mark.parametrize(
    ("shift", "words"),
    [((0, 1), "1 right"), ((-2, 1), "2 up and 1 right"), ((3, -1), "3 down and 1 left")],
)
def test_a_shift_is_told_in_words(shift, words):
    explorer = PoolingExplorer(input=np.ones((9, 9)), shift=shift)
    assert f"9 × 9 numbers, shifted {words}, kernel" in explorer.summary()


def test_a_shift_says_what_stayed():
    explorer = PoolingExplorer(operation="max", shift=(0, 1))
    np.testing.assert_array_equal(explorer.output, [[5, 7], [13, 15]])
    assert explorer.stayed == 0
    explorer.input = [[9, 0, 1, 0], [0, 0, 0, 0], [0, 0, 5, 0], [8, 0, 0, 0]]
    np.testing.assert_array_equal(explorer.output, [[9, 1], [8, 5]])
    assert explorer.stayed == 1


REFUSED = {
    "kernel_size": (5, "kernel 5 does not fit: input 4 + padding 0 + 0 = 4 (height)"),
    "stride": (0, "stride must be at least 1, got 0"),
    "padding": (2, "padding 2 must be less than kernel 2: a window would see nothing but padding"),
    "operation": ("median", "operation must be one of ['average', 'max', 'k-max'], got 'median'"),
    "exclusive": (1, "exclusive must be True or False, got 1 (int)"),
    "k": (2.5, "k must be a whole number, got 2.5 (float)"),
    "window": ([-1, 0], "window must be at least 0, got -1"),
    "shift": (1, "shift must be (rows, columns), got 1"),
    "input": ([[1, 2], [3]], "input must be a matrix of equally long rows, got [[1, 2], [3]]"),
    "input, too long": (
        [[0] * 13] * 4,
        "input must have at most 12 rows and columns, got 4 × 13",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_nonsense_is_refused_and_the_last_good_setting_stays(name):
    value, message = REFUSED[name]
    explorer = PoolingExplorer()
    before = explorer.settings
    with pytest.raises((TypeError, ValueError)) as caught:
        setattr(explorer, name.partition(",")[0], value)
    assert str(caught.value) == message
    assert repr(explorer.settings) == repr(before)
    np.testing.assert_array_equal(explorer.output, [[3.5, 5.5], [11.5, 13.5]])


def test_nonsense_on_the_way_is_allowed_when_held_and_undone_when_it_stays():
    explorer = PoolingExplorer()
    with explorer.hold_trait_notifications():
        explorer.kernel_size = 5
        explorer.padding = "SAME"
    assert explorer.output.shape == (1, 1)
    with pytest.raises(ValueError, match="kernel 9 does not fit"):
        explorer.set_state({"padding": 2, "kernel_size": 9})
    assert explorer.kernel_size == 5
    assert explorer.padding == "SAME"


def test_the_page_may_send_several_settings_at_once():
    explorer = PoolingExplorer()
    explorer.set_state({"kernel_size": 3, "padding": [1, 1, 0, 1], "stride": 1})
    assert explorer.output.shape == (4, 3)
    assert explorer.padding == (1, 1, 0, 1)


def test_the_output_can_be_observed_and_explorers_do_not_share():
    seen = []
    first, second = PoolingExplorer(), PoolingExplorer()
    first.observe(lambda change: seen.append(change.new.shape), "output")
    first.kernel_size = 3
    assert seen == [(1, 1)]
    assert second.kernel_size == 2
    with pytest.raises(TypeError, match="PoolingExplorer takes axis, ceil_mode"):
        PoolingExplorer(kernel=3)


def test_its_numbers_cannot_be_changed_in_place():
    with pytest.raises(ValueError, match="read-only"):
        PoolingExplorer().input[0, 0] = 5


def test_a_notebook_keeps_its_words_and_a_light_picture():
    bundle, _ = PoolingExplorer(operation="max")._repr_mimebundle_()
    assert bundle["text/plain"] == (
        "PoolingExplorer: max pooling of 4 × 4 numbers, kernel 2, stride 2, padding 0; "
        "output 6 8 | 14 16"
    )
    assert len(bundle["image/png"]) < 60_000
