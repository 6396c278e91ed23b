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


def means(text):
    """Return the mean of each line that ends in one, by the words it begins with."""
    lines = [line.rsplit("mean", 1) for line in text.splitlines() if "mean" in line]
    return {re.split(r",? \d|:", first)[0].strip(): numbers(mean)[0] for first, mean in lines}


def runs(line):
    """Return the percents of the single runs, which come before the mean."""
    return numbers(line.split(":", 1)[1])[:-1]


def test_results_are_numbers_and_not_truth_values(printed):
    assert len(printed) > 40
    assert [name for name, text in printed.items() if re.search(r"\b(True|False)\b", text)] == []


def test_the_digits_are_cut_into_three(printed):
    assert printed["digits-split-cell"].startswith("training 1077 · validation 360 · test 360\n")


def test_by_hand_and_by_cnnlib_the_slopes_are_those_of_two_passes(printed):
    assert printed["chain-cell"].startswith("slopes of v: [3. 0.] of W: [[2.0, 4.0]")
    assert printed["chain-cell"].endswith(": 4.0\n")
    assert re.findall(r"\[[^\]]+\]", printed["chain-conv"])[::2][0] == "[ 7. 10.]"
    for line in printed["slope-cell"].splitlines():
        *_, two_passes, backward = numbers(line)
        assert two_passes == backward


def test_lenet_and_histograms_are_level_and_pixels_behind(printed):
    assert min(numbers(printed["learn-cell"])[5:8]) >= 343
    _, pixels, *lenets = (numbers(line) for line in printed["hand-coin"].splitlines())
    assert pixels[-1] < 0.05
    assert all(line[-1] > 0.05 for line in lenets)


def test_two_convolutions_read_far_more_and_without_nonlinearity_they_are_worth_nothing(printed):
    share = means(printed["depth-cell"])
    assert 28 <= share["one linear layer"] <= 42
    assert share["two linear, ReLU"] <= 62
    assert 52 <= share["one convolution"] <= 72
    assert share["two convolutions"] >= max(84, share["one convolution"] + 15)
    assert share["two, all linear"] <= 33


def test_learned_kernels_do_with_few_what_takes_many_random_ones(printed):
    learned = means(printed["depth-cell"])["two convolutions"]
    two, few, many = (
        numbers(line.rsplit("mean", 1)[1])[0] for line in printed["depth-random"].splitlines()
    )
    assert two < 52
    assert few + 8 <= many
    assert abs(many - learned) <= 6


def test_six_sigmoids_do_not_learn_where_one_does_and_six_others_do(printed):
    share = means(printed["act-cell"].replace(" × ", "×"))
    assert share["6×Sigmoid"] < 30
    assert share["1×Sigmoid"] > 75
    assert min(share["6×Tanh"], share["6×ReLU"]) > 85


def test_dropout_helps_with_random_labels_in_each_choice_and_with_right_ones_does_nothing(printed):
    wrong, wrong_dropped, right, right_dropped = printed["drop-train-cell"].splitlines()
    assert all(b > a for a, b in zip(runs(wrong), runs(wrong_dropped), strict=True))
    mean = [numbers(line.rsplit("mean", 1)[1])[0] for line in (right, right_dropped)]
    assert abs(mean[0] - mean[1]) <= 2


def test_pooling_and_moving_each_bring_about_ten_points_and_both_twenty(printed):
    lines = printed["shift-print"].splitlines()[1:]
    at_three = {
        (kind.strip(), shown.strip()): numbers(shares)[-3]
        for kind, shown, shares in (
            re.match(r"(.{11}), (.{12})(.*)", line).groups() for line in lines
        )
    }
    pool, stride = "max pooling", "stride 2"
    for shown in ("as they are", "moved"):
        assert 5 <= at_three[pool, shown] - at_three[stride, shown] <= 15
    for kind in (pool, stride):
        assert 5 <= at_three[kind, "moved"] - at_three[kind, "as they are"] <= 15
    assert 14 <= at_three[pool, "moved"] - at_three[stride, "as they are"] <= 27


def test_a_change_that_does_not_keep_the_label_does_harm(printed):
    share = means(printed["shift-turned"])
    assert share["as they are"] - share["half turned"] >= 2


def test_pretrained_kernels_help_with_five_patches_and_no_longer_with_67(printed):
    _, five, many = (numbers(line)[1::3] for line in printed["less-transfer-cell"].splitlines())
    assert five[0] - max(five[1:]) >= 5
    assert abs(many[0] - many[2]) <= 5


def test_the_test_sets_say_what_the_validation_sets_said(printed):
    histograms, *lenets, walls = printed["test-cell"].splitlines()
    assert numbers(histograms)[0] >= 345
    assert all(numbers(line)[-1] > 0.05 for line in lenets)
    assert numbers(walls.rsplit("mean", 1)[1])[0] >= 85
