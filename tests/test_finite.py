"""Measures, losses and trainings refuse what cannot be, by name and number."""

import re

import numpy as np
import pytest
from numpy.testing import assert_array_equal

import cnnlib
from cnnlib import (
    SGD,
    Adam,
    AdaptiveAvgPool2D,
    BatchNorm2D,
    Conv2D,
    Dropout,
    Flatten,
    Linear,
    MaxPool2D,
    NotFinite,
    ReLU,
    Residual,
    Sequential,
    accuracy,
    fit,
)
from cnnlib.functional import cross_entropy, cross_entropy_backward
from cnnlib.layers import Layer

IMAGES = np.random.default_rng(0).normal(size=(20, 1, 4, 4)).astype(np.float32)
LABELS = np.arange(20) % 3


def network():
    cnnlib.seed(0)
    return Sequential(
        ("conv", Conv2D(1, 2, 3, padding=1)),
        ("norm", BatchNorm2D(2)),
        ("relu", ReLU()),
        ("pool", MaxPool2D(2)),
        ("flat", Flatten()),
        ("drop", Dropout(0.2)),
        ("fc", Linear(8, 3)),
    )


def run(net, images=IMAGES, labels=LABELS, optimizer=None, **arguments):
    usual = {"batch_size": 5, "epochs": 3, "progress": False}
    optimizer = SGD(0.1) if optimizer is None else optimizer
    return fit(net, images, labels, optimizer, **usual | arguments)


def spoiled(images, value=np.nan, place=(3, 0, 0, 0)):
    images = images.copy()
    images[place] = value
    return images


# What cannot be measured


@pytest.mark.parametrize(
    ("net", "images", "labels", "words"),
    [
        (
            Sequential(Conv2D(1, 10, 4)),
            np.zeros((2, 1, 4, 4), np.float32),
            np.array([0, 0]),
            "network must give scores of shape (N, classes), got (2, 10, 1, 1) for N = 2",
        ),
        (Flatten(0), np.zeros((2, 3)), np.array([0, 0]), "got (6,) for N = 2"),
        (Flatten(0, 1), np.zeros((2, 3, 4)), np.array([0, 0]), "got (6, 4) for N = 2"),
        (Flatten(), IMAGES, LABELS[:5], "labels must have shape (20,), one an input, got (5,)"),
        (Flatten(), IMAGES, LABELS + 14, "labels must lie between 0 and 15, got 16"),
        (Flatten(), IMAGES, LABELS - 1, "labels must lie between 0 and 15, got -1"),
        (Flatten(), IMAGES[:0], LABELS[:0], "images.shape must be at least 1 on every axis"),
        (Flatten(), IMAGES, np.eye(3, dtype=int)[LABELS], "by labels.argmax(axis=1)"),
        (Flatten(), IMAGES, LABELS[:, None], "got (20, 1); take labels[:, 0]"),
        (Flatten(), spoiled(IMAGES), LABELS, "images must be finite, got nan at (3, 0, 0, 0)"),
        (Flatten(), spoiled(IMAGES, -np.inf), LABELS, "images must be finite, got -inf at (3, 0"),
    ],
)
def test_an_accuracy_that_cannot_be_is_refused(net, images, labels, words):
    with pytest.raises(ValueError, match=re.escape(words)):
        accuracy(net, images, labels)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (
            (Flatten(), IMAGES, LABELS.astype(float)),
            "whole numbers, got float64: labels.astype(int)",
        ),
        ((Flatten(), IMAGES, LABELS.tolist()), "whole numbers, got list: np.array(labels)"),
        ((Flatten(), IMAGES.astype(int), LABELS), "images must hold float32 or float64, got int64"),
        ((print, IMAGES, LABELS), "network must be a layer of cnnlib, got <built-in"),
    ],
)
def test_a_wrong_type_is_named(arguments, words):
    with pytest.raises((TypeError, ValueError), match=re.escape(words)):
        accuracy(*arguments)


class OfItsOwn(Layer):
    """A layer that does not say its shape."""

    def __init__(self, scores):
        super().__init__()
        self.scores = scores

    def forward(self, x):
        return self.scores[: len(x)]


class Turning(Sequential):
    """A network that turns its images into rows on its way, and says nothing of shapes."""

    def forward(self, x):
        return self[0](x.reshape(len(x), -1))

    def differentiate(self, grad_output, x):
        return (self[0].backward(grad_output).reshape(x.shape),)


def test_a_forward_of_ones_own_makes_the_inherited_shape_rule_moot():
    net = Turning(Linear(16, 3))
    assert len(run(net).losses) == 12
    assert 0 <= accuracy(net, IMAGES, LABELS) <= 1


def test_a_shape_rule_beside_a_forward_of_ones_own_is_asked():
    class Telling(Turning):
        def output_shape(self, input_shape):
            return input_shape[0], 3

    with pytest.raises(ValueError, match="labels must lie between 0 and 2, got 3"):
        run(Telling(Linear(16, 3)), labels=LABELS + 1)
    with pytest.raises(ValueError, match="labels must lie between 0 and 15, got 16"):
        run(type("Named", (Flatten,), {})(), labels=LABELS + 14)


@pytest.mark.parametrize(
    ("scores", "kind", "words"),
    [
        (np.zeros((20, 3, 1)), ValueError, "got (20, 3, 1) for N = 20"),
        (np.zeros((20, 3), int), TypeError, "scores must hold float32 or float64, got int64"),
        (np.zeros((20, 2)), ValueError, "labels must lie between 0 and 1, got 2"),
        (np.zeros((19, 3)), ValueError, "got (19, 3) for N = 20"),
    ],
)
def test_scores_of_a_layer_of_ones_own_are_looked_at(scores, kind, words):
    net = OfItsOwn(scores)
    for call in (lambda: accuracy(net, IMAGES, LABELS), lambda: run(net, batch_size=20)):
        with pytest.raises(kind, match=re.escape(words)):
            call()


def test_a_broken_network_is_not_right_and_its_first_broken_layer_is_named():
    net = network().eval()
    net.norm.running_mean = np.array([0, np.nan], np.float32)
    message = r"the output of norm \(BatchNorm2D\) is the first that is not finite: nan at \(0, 1, "
    with pytest.raises(NotFinite, match=message) as stopped:
        accuracy(net, IMAGES, np.zeros(20, int))
    assert stopped.value.history is None


@pytest.mark.parametrize("loss", [cross_entropy, cross_entropy_backward])
@pytest.mark.parametrize(
    ("logits", "labels", "words"),
    [
        (
            spoiled(np.zeros((2, 3)), np.nan, (1, 2)),
            [0, 1],
            "logits must be finite, got nan at (1, 2)",
        ),
        (np.full((2, 3), np.inf), [0, 1], "logits must be finite, got inf at (0, 0) and 5 more"),
        (np.zeros((2, 3)), [0, 3], "labels must lie between 0 and 2, got 3"),
        (np.zeros((2, 3)), [0], "labels must have shape (2,), one an input, got (1,)"),
        (
            np.zeros((2, 3, 1)),
            [0, 1],
            "logits must have shape (N, classes) or (N, classes, H, W), got (2, 3, 1)",
        ),
    ],
)
def test_a_loss_that_cannot_be_is_refused(loss, logits, labels, words):
    with pytest.raises(ValueError, match=re.escape(words)):
        loss(logits, np.array(labels))


def test_a_loss_beyond_float32_is_a_float():
    loss = cross_entropy(np.array([[3e38, -3e38]], np.float32), np.array([1]))
    assert loss == pytest.approx(6e38, rel=1e-7)
    assert type(loss) is float


# What is known before the first step


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"images": spoiled(IMAGES)}, "images must be finite, got nan at (3, 0, 0, 0)"),
        ({"images": IMAGES[:, :, :3]}, "fc: input_shape must end in in_features 8, got 4"),
        ({"labels": LABELS + 1}, "labels must lie between 0 and 2, got 3"),
        ({"validation": (spoiled(IMAGES), LABELS)}, "validation images must be finite, got nan"),
        ({"validation": (IMAGES, LABELS + 1)}, "validation labels must lie between 0 and 2, got 3"),
        ({"validation": (IMAGES[:, :, :2], LABELS)}, "fc: input_shape must end in in_features 8"),
        ({"validation": IMAGES}, "validation must be (images, labels), got ndarray"),
        ({"optimizer": 0.1}, "optimizer must be SGD or Adam, such as SGD(0.1), got 0.1"),
        ({"optimizer": 0}, "optimizer must be SGD or Adam, such as SGD(0.1), got 0"),
        ({"history": 3}, "history must be what an earlier fit returned, got 3"),
        ({"batch_size": 21, "drop_last": True}, "drop_last leaves no batch of 21: there are 20"),
        ({"drop_last": 1}, "drop_last must be True or False, got 1 (int)"),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, dict) else "",
)
def test_it_is_refused_before_the_first_step(arguments, words):
    net = network()
    with pytest.raises((TypeError, ValueError), match=re.escape(words)):
        run(net, **arguments)
    assert not any(layer.arrays for layer in net)  # nothing was drawn


def test_parameters_that_are_broken_at_the_start_are_named():
    net = network()
    net.fc.weight = spoiled(np.zeros((8, 3)), np.nan, (2, 1))
    with pytest.raises(ValueError, match=r"weight of fc must be finite, got nan at \(2, 1\)"):
        run(net)


def test_an_optimizer_of_another_network_is_refused_before_the_first_step():
    optimizer, net = SGD(0.1), network()
    run(Sequential(Flatten(), Linear(16, 3)), optimizer=optimizer, epochs=1)
    with pytest.raises(ValueError, match="network must be the one this SGD began with"):
        run(net, optimizer=optimizer)
    assert not net.conv.arrays


def pooled():
    return Sequential(
        Conv2D(1, 2, 3), AdaptiveAvgPool2D(1), ("norm", BatchNorm2D(2)), Flatten(), Linear(2, 3)
    )


def test_a_last_batch_of_one_image_is_refused_where_batch_norm_sees_one_value():
    with pytest.raises(
        ValueError,
        match=r"norm \(BatchNorm2D\) gets a single value a channel, \(1, 2, 1, 1\), from the last "
        r"batch of 1 image: .* drop_last=True",
    ):
        run(pooled(), batch_size=19)
    assert len(run(pooled(), batch_size=19, drop_last=True).losses) == 3
    assert len(run(pooled(), batch_size=6, epochs=1).losses) == 4  # a last batch of two


@pytest.mark.parametrize(
    ("images", "batch_size", "drop_last"), [(20, 1, True), (20, 1, False), (1, 64, False)]
)
def test_batches_of_one_image_are_refused_without_a_word_of_drop_last(
    images, batch_size, drop_last
):
    with pytest.raises(
        ValueError,
        match=r"norm .* \(1, 2, 1, 1\), from a batch of 1 image: no variance to divide by; a batch "
        "needs two images or more$",
    ):
        run(pooled(), IMAGES[:images], LABELS[:images], batch_size=batch_size, drop_last=drop_last)


def test_drop_last_leaves_out_others_in_each_epoch():
    class Witness(Flatten):
        def forward(self, x):
            seen.append(x[:, 0].tolist())
            return super().forward(x)

    seen = []
    numbers = np.arange(10.0)[:, None]
    history = fit(
        Witness(),
        numbers,
        np.zeros(10, int),
        epochs=3,
        batch_size=4,
        drop_last=True,
        progress=False,
    )
    assert history.steps_per_epoch == 2
    assert [len(batch) for batch in seen] == [4] * 6
    left_out = [set(range(10)) - set(seen[2 * i] + seen[2 * i + 1]) for i in range(3)]
    assert len(set(map(frozenset, left_out))) > 1


# What happens on the way


class Breaks(ReLU):
    """Spoils its output, or its gradient, at a given call."""

    def __init__(self, forward=None, backward=None, value=np.nan):
        super().__init__()
        self.at = {"forward": forward, "backward": backward}
        self.calls = {"forward": 0, "backward": 0}
        self.value = value

    def spoil(self, array, way):
        self.calls[way] += self.training
        if self.at[way] is not None and self.calls[way] > self.at[way]:
            array = array.copy()
            array.flat[0] = self.value
        return array

    def forward(self, x):
        return self.spoil(super().forward(x), "forward")

    def differentiate(self, grad_output, x):
        return (self.spoil(super().differentiate(grad_output, x)[0], "backward"),)


def arrays(net):
    statistics = [net.norm.running_mean, net.norm.running_var]
    return [array.copy() for array in (*net.parameters(), *statistics)]


def stopped_run(net, **arguments):
    with pytest.raises(NotFinite) as stopped:
        run(net, **arguments)
    return stopped.value


def test_it_says_epoch_step_and_layer_and_gives_back_what_was_good():
    """Step 6 is the second one of the second epoch, of 4 each."""
    good = network()
    run(good, epochs=1)
    net = network()
    net.relu = Breaks(forward=5)
    stopped = stopped_run(net)
    assert str(stopped).startswith(
        "epoch 2, step 2 of 4: the output of relu (Breaks) is the first that is not finite: "
        "nan at (0, 0, 0, 0). The network has its last good parameters again"
    )
    assert len(stopped.history.losses) == len(stopped.history.accuracies) == 5
    assert np.isfinite(stopped.history.losses).all()
    # Of the five steps that were made, the last is taken back: four are the first epoch.
    for one, two in zip(good.parameters(), net.parameters(), strict=True):
        assert_array_equal(one, two)
    assert all(np.isfinite(array).all() for array in arrays(net))


def test_a_gradient_that_is_not_finite_is_told_from_an_output():
    net = network()
    net.relu = Breaks(backward=2, value=np.inf)
    stopped = stopped_run(net)
    assert str(stopped).startswith(
        "epoch 1, step 3 of 4: going back, the gradient of norm (BatchNorm2D) is the first that is "
        "not finite: weight has "
    )
    assert len(stopped.history.losses) == 3
    assert all(np.isfinite(array).all() for array in arrays(net))


@pytest.mark.parametrize("rate", [1e10, 1e30, 1e300])
def test_a_learning_rate_that_is_far_too_large_ends_in_good_parameters(rate):
    net = network()
    stopped = stopped_run(net, optimizer=SGD(rate))
    assert f"Often the learning_rate, {rate}, is too large" in str(stopped)
    assert 1 <= len(stopped.history.losses) <= 12
    assert np.isfinite(stopped.history.losses).all()
    assert all(np.isfinite(array).all() for array in arrays(net))
    # With what it gave back, training goes on.
    stopped.history.optimizer.learning_rate = 0.01
    history = run(net, optimizer=stopped.history.optimizer, history=stopped.history)
    assert len(history.losses) == 12
    assert np.isfinite(history.losses).all()


def test_an_optimizer_whose_numbers_overflow_stops_it():
    net = Sequential(Flatten(), ("fc", Linear(16, 3)))
    stopped = stopped_run(net, optimizer=Adam(0.1, weight_decay=1e25))
    assert "step 1 of 4: the square that Adam keeps for fc.weight is inf at (" in str(stopped)
    assert len(stopped.history.losses) == 1


def test_statistics_that_an_overflow_hides_in_are_restored():
    """A variance of inf makes scores of 0, which are finite."""
    images = np.where(np.arange(20)[:, None, None, None] == 7, np.float32(3e30), IMAGES)
    net = network()
    stopped = stopped_run(net, images=images)
    assert re.search(r"norm.running_var is inf at \(0,\)", str(stopped))
    assert all(np.isfinite(array).all() for array in arrays(net))


def test_a_validation_that_is_not_finite_stops_it_too():
    net = network()
    huge = np.sign(IMAGES) * np.float32(3e38)
    stopped = stopped_run(net, validation=(huge, LABELS))
    assert str(stopped).startswith("epoch 1, step 4 of 4: the output of ")
    assert net.training
    assert (len(stopped.history.losses), stopped.history.validation) == (3, [])
    history = run(net, history=stopped.history, validation=(IMAGES, LABELS))
    assert (len(history.losses), len(history.validation)) == (12, 3)


def test_a_loss_beyond_every_float_is_no_loss():
    scores = np.array([[1.7e308, -1.7e308]]).repeat(20, axis=0)
    with pytest.raises(NotFinite, match="step 1 of 4: the loss is inf: the scores reach from -1"):
        run(OfItsOwn(scores), labels=np.ones(20, int))


def test_the_sum_of_a_residual_is_named_as_count_names_it():
    net = Sequential(Flatten(), ("block", Residual(Linear(16, 16))), ("head", Linear(16, 3)))
    net.block.body.weight = np.full((16, 16), 3e38, np.float32)
    net.block.body.bias = np.zeros(16, np.float32)
    with pytest.raises(NotFinite, match=r"the output of block\.body \(Linear\) is the first"):
        accuracy(net, IMAGES, LABELS)
    net.block.body.weight = np.diag(np.full(16, 3.4, np.float32))
    names = {row.name for row in cnnlib.count(net, (1, 1, 4, 4)).rows}
    assert {"block.body", "block.add", "head"} <= names
    with pytest.raises(NotFinite, match=r"the output of block\.add \(Residual\) is the first"):
        accuracy(net, np.full_like(IMAGES, 1e38), LABELS)


def test_the_second_look_drops_what_the_first_did():
    cnnlib.seed(5)
    net = Sequential(Flatten(), ("drop", Dropout(0.5)), ("fc", Linear(16, 3)))
    net.parameters()
    for _ in range(20):
        stopped = stopped_run(net, images=np.full_like(IMAGES, 2e38), epochs=1)
        assert re.search(r"the output of (drop|fc) ", str(stopped))


def test_what_a_second_look_does_not_find_is_told_nevertheless():
    class Once(ReLU):
        def forward(self, x):
            return np.full_like(x, next(values))

    values = iter([np.inf, 1])
    with pytest.raises(
        NotFinite, match=r"4: the scores have inf at \(0, 0\) and 14 more.* at a second look"
    ):
        run(Sequential(Flatten(), Linear(16, 3), Once()))


def test_a_forward_of_a_single_layer_is_there_after_the_second_look():
    layer = Flatten()
    vars(layer)["forward"] = broken = lambda x: np.full((len(x), 3), np.nan)
    with pytest.raises(NotFinite, match="the output of Flatten is the first"):
        accuracy(layer, IMAGES, LABELS)
    assert vars(layer)["forward"] is broken


def test_the_error_of_a_layer_of_ones_own_has_the_losses_until_then():
    class Refuses(Breaks):
        def spoil(self, array, way):
            if self.calls[way] == 6:
                raise ValueError("enough")
            return super().spoil(array, way)

    net = network()
    net.relu = Refuses()
    with pytest.raises(ValueError, match="enough") as stopped:
        run(net)
    assert len(stopped.value.history.losses) == 6


def test_nothing_is_left_behind_by_the_second_look():
    net = network()
    net.relu = Breaks(forward=0)
    stopped_run(net)
    assert "forward" not in vars(net.conv)
    with pytest.raises(ValueError, match="no forward pass"):
        net.backward(np.zeros((5, 3), np.float32))
