"""*A network that learns*: what its stored cells print carries what the chapter concludes.

nbval holds the printed numbers to a fresh run. Here stand the bounds within which the sentences
beside them are true, so that a new run that moves a number tells which sentence falls.
"""

import re

import nbformat
import pytest


@pytest.fixture(scope="module")
def printed(root):
    """Return what each cell of the chapter prints, by the cell's id."""
    cells = nbformat.read(root / "chapters" / "learning.ipynb", as_version=4).cells
    return {
        cell.id: "".join(output.get("text", "") for output in cell.outputs)
        for cell in cells
        if cell.cell_type == "code"
    }


def numbers(text):
    return [float(number) for number in re.findall(r"\d+(?:\.\d+)?", text)]


@pytest.fixture(scope="module")
def shifted(printed):
    """Return the shares in percent by (way, reach), for shifts of 0 to 3 pixels."""
    lines = [line.split(":") for line in printed["shift-print"].splitlines()[1:]]
    return {(name.split(",")[0].strip(), int(name[-1])): numbers(shares) for name, shares in lines}


def test_results_are_numbers_and_not_truth_values(printed):
    assert len(printed) > 60
    assert [name for name, text in printed.items() if re.search(r"\b(True|False)\b", text)] == []


def test_the_digits_are_cut_into_three(printed):
    assert printed["digits-split-cell"].startswith("training 1077 · validation 360 · test 360\n")


def test_the_scatter_of_drawn_digits_is_that_of_the_formula(printed):
    _, one, two, within = printed["digits-scatter-cell"].splitlines()
    assert numbers(one) == pytest.approx([0.9, 0.9], abs=0.11)
    assert numbers(two)[-2:] == pytest.approx([1.3, 1.3], abs=0.11)
    assert 93 <= numbers(within)[-1] <= 97


def test_a_coin_decides_between_histograms_and_pixels(printed):
    assert numbers(printed["hand-coin"])[-1] > 0.05
    assert numbers(printed["hand-coin-more"])[-1] < 0.05


def test_lenet_has_caught_up_with_the_histograms_and_is_not_ahead(printed):
    *counts, head, histograms, _ = printed["learn-cell"].splitlines()
    as_they_are, _, moved = ([int(n) for n in numbers(line)[1:4]] for line in counts)
    assert min(moved) >= 353
    assert sum(moved) > sum(as_they_are)
    assert head == "only the one, only the other, a coin"
    assert min(numbers(histograms)[2::3]) > 0.05


def test_learned_kernels_read_no_more_than_random_ones(printed):
    random, learned, histograms = map(numbers, printed["learn-random"].splitlines())
    assert max(random + learned + histograms) - min(random + learned + histograms) <= 5


def test_pooling_helps_against_shifts_the_less_the_more_was_seen(shifted):
    unseen, one, two = (
        shifted["max pooling", reach][3] - shifted["stride 2", reach][3] for reach in (0, 1, 2)
    )
    assert min(unseen, one) > 5
    assert abs(two) < 4


@pytest.mark.parametrize("way", ["max pooling", "stride 2"])
def test_moved_digits_help_about_as_much_as_pooling_or_far_more(shifted, way):
    pooling = shifted["max pooling", 0][3] - shifted["stride 2", 0][3]
    one, two = (shifted[way, reach][3] - shifted[way, 0][3] for reach in (1, 2))
    assert abs(one - pooling) < 5
    assert two > 1.5 * pooling


def test_dropout_on_a_hundred_digits_makes_no_difference_that_can_be_seen(printed):
    without, with_it = (numbers(line)[-1] for line in printed["drop-print"].splitlines())
    assert abs(without - with_it) < 2


def test_a_bend_in_the_head_adds_nothing_and_none_at_all_costs_a_little(printed):
    nothing, bent, coins = printed["relu-print"].splitlines()
    nothing, bent = numbers(nothing)[:3], numbers(bent)[:3]
    assert abs(sum(nothing) - sum(bent)) / 3 <= 4
    assert min(numbers(coins)[2::3]) > 0.05
    straight = numbers(printed["relu-straight"])[:3]
    assert 3 <= sum(nothing) / 3 - sum(straight) / 3 <= 12


def test_with_few_digits_each_loses_and_at_400_two_are_level(printed):
    lines = printed["less-print"].splitlines()
    lenet, hand, pixels = ([numbers(line)[-1] for line in lines[k::4]] for k in (1, 2, 3))
    assert lenet == sorted(lenet)
    assert hand == sorted(hand)
    assert pixels == sorted(pixels)
    assert abs(lenet[2] - hand[2]) <= 1
    assert hand[2] > pixels[2]
