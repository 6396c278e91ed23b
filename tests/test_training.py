"""Optimizers, the loop over the batches, and parameters on disk."""

import copy
import json
import os
import pickle
import signal
from pathlib import Path

import lesson
import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

import cnnlib
from cnnlib import SGD, Adam, BatchNorm2D, Conv2D, Dropout, Flatten, Linear, Sequential, fit

LESSONS = json.loads((Path(__file__).with_name("golden") / "lesson.json").read_text("utf-8"))


@pytest.mark.parametrize("golden", LESSONS, ids=lambda g: f"{g['optimizer']}-{g['dtype']}")
def test_twenty_steps_of_lenet_are_those_of_pytorch(golden):
    network = lesson.lenet(golden["dtype"])
    name = golden["optimizer"]
    optimizer = {"SGD": SGD, "Adam": Adam}[name](**lesson.OPTIMIZERS[name])
    losses = []
    for images, labels in lesson.batches(golden["dtype"]):
        scores = network(images)
        losses.append(cnnlib.functional.cross_entropy(scores, labels))
        network.backward(cnnlib.functional.cross_entropy_backward(scores, labels))
        optimizer.step(network)
    assert len(losses) == 20
    assert losses[-1] < losses[0]
    # In single precision the order of sums is felt; over 20 steps it comes to this.
    of_losses, of_weights = (1e-5, 1e-4) if golden["dtype"] == "float32" else (1e-10, 1e-9)
    assert_allclose(losses, golden["losses"], rtol=of_losses)
    last = lesson.digest(network.parameters())
    assert_allclose(last, golden["last"], rtol=of_weights, atol=of_weights)


def one_weight(value, gradient, optimizer, steps):
    """Return where a weight goes, step by step, when its gradient stays the same."""
    layer = Linear(1, 1, bias=False)
    layer.weight = np.array([[value]])
    path = []
    for _ in range(steps):
        layer(np.array([[gradient]]))
        layer.backward(np.ones((1, 1)))
        optimizer.step(layer)
        path.append(layer.weight.item())
    return path


@pytest.mark.parametrize(
    ("optimizer", "path"),
    [
        (SGD(0.5), [4.0, 3.0]),
        (SGD(0.5, momentum=0.5), [4.0, 2.5, 0.75]),
        (SGD(0.5, weight_decay=0.2), [3.5, 2.15]),
        (Adam(0.5), [4.5, 4.0, 3.5]),
    ],
    ids=["plain", "momentum", "decay", "adam"],
)
def test_steps_on_paper(optimizer, path):
    assert_allclose(one_weight(5.0, 2.0, optimizer, len(path)), path, rtol=1e-6)


def test_a_step_is_made_in_place():
    layer = Linear(2, 2)
    before = layer.parameters()
    layer(np.ones((1, 2)))
    layer.backward(np.ones((1, 2)))
    SGD(0.1).step(layer)
    assert all(old is new for old, new in zip(before, layer.parameters(), strict=True))


def test_an_optimizer_stays_with_its_network():
    optimizer = SGD(0.1)
    for layer, fails in ((Linear(2, 2), False), (Linear(2, 3), True)):
        layer(np.ones((1, 2)))
        layer.backward(np.ones(layer.output_shape((1, 2))))
        if fails:
            with pytest.raises(ValueError, match="network must be the one this SGD began with"):
                optimizer.step(layer)
        else:
            optimizer.step(layer)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: SGD(-1.0), "learning_rate must be 0 or more, and finite, got -1.0"),
        (lambda: SGD(momentum=1.5), "momentum must"),
        (lambda: Adam(beta1=1.0), "beta1 must be below 1"),
        (lambda: Adam(weight_decay=float("inf")), "weight_decay must be 0 or more"),
    ],
)
def test_an_optimizer_is_checked_when_it_is_built(make, message):
    with pytest.raises(ValueError, match=message):
        make()


@pytest.mark.parametrize(
    ("optimizer", "name", "value", "kind", "message"),
    [
        (SGD(), "lr", 0.1, AttributeError, "SGD has no lr to set: there are learning_rate, weight"),
        (SGD(), "momentun", 0.9, AttributeError, "SGD has no momentun to set: did you mean mom"),
        (Adam(), "beta", 0.9, AttributeError, "Adam has no beta to set: did you mean beta"),
        (SGD(), "step", 1, AttributeError, "SGD has no step to set"),
        (SGD(), "learning_rate", -5, ValueError, "learning_rate must be 0 or more, and finite"),
        (SGD(), "learning_rate", "0.1", TypeError, "learning_rate must be a number, got '0.1'"),
        (SGD(), "momentum", 2, ValueError, "momentum must lie between 0 and 1, got 2"),
        (Adam(), "beta2", 1, ValueError, "beta2 must be below 1, or nothing new is"),
        (Adam(), "epsilon", float("nan"), ValueError, "epsilon must be 0 or more"),
    ],
)
def test_a_setting_is_checked_whenever_it_is_set(optimizer, name, value, kind, message):
    before = dict(vars(optimizer))
    with pytest.raises(kind, match=message):
        setattr(optimizer, name, value)
    assert vars(optimizer) == before


def test_a_setting_counts_from_the_next_step_on():
    optimizer = SGD(0.5)
    assert one_weight(5.0, 2.0, optimizer, 1) == [4.0]
    optimizer.reset()
    optimizer.learning_rate = 0.25
    assert one_weight(5.0, 2.0, optimizer, 1) == [4.5]


RNG = np.random.default_rng(0)
LABELS = RNG.integers(0, 3, 50)
IMAGES = (RNG.normal(size=(50, 1, 4, 4)) + LABELS[:, None, None, None]).astype(np.float32)


def network(seed=1):
    """Return a small network, its weights drawn; the draws of dropout start anew, too."""
    cnnlib.seed(seed)
    net = Sequential(
        Conv2D(1, 3, 3, padding=1), BatchNorm2D(3), Flatten(), Dropout(0.2), Linear(48, 3)
    )
    net.parameters()
    return net


def run(net, **arguments):
    return fit(net, IMAGES, LABELS, **{"batch_size": 16, "progress": False} | arguments)


def test_it_learns_and_says_how_it_went():
    net = network()
    history = run(net, optimizer=Adam(0.01), epochs=20, validation=(IMAGES, LABELS))
    assert history.steps_per_epoch == 4
    assert len(history.losses) == len(history.accuracies) == 80
    assert len(history.validation) == 20
    assert np.mean(history.losses[-4:]) < 0.5 * np.mean(history.losses[:4])
    assert history.validation[-1] == cnnlib.accuracy(net, IMAGES, LABELS) > 0.8


def test_every_image_is_seen_once_an_epoch():
    class Witness(Flatten):
        def forward(self, x):
            seen.extend(x[:, 0].tolist())
            return super().forward(x)

    numbers, labels = np.arange(10.0)[:, None], np.zeros(10, int)
    seen = []
    fit(Witness(), numbers, labels, epochs=2, batch_size=4, progress=False)
    assert sorted(seen[:10]) == sorted(seen[10:]) == list(range(10))
    assert seen[:10] != seen[10:]
    assert seen[:10] != list(range(10))


def test_a_seed_repeats_the_run():
    runs = [run(network(), epochs=2, seed=3).losses for _ in range(2)]
    assert runs[0] == runs[1]
    assert run(network(), epochs=2, seed=4).losses != runs[0]


class Interrupting(Linear):
    """A layer at which someone presses Ctrl-C."""

    def forward(self, x):
        if self.training:
            os.kill(os.getpid(), signal.SIGINT)
        return super().forward(x)


@pytest.mark.skipif(os.name == "nt", reason="Windows cannot send itself Ctrl-C")
def test_stopped_in_the_middle_it_goes_on_as_if_it_had_not_been():
    whole, stopped = network(), network()
    expected = run(whole, epochs=3, validation=(IMAGES, LABELS))
    stopped = network()
    head = stopped["4"]
    interrupting = Interrupting(48, 3)
    interrupting.weight, interrupting.bias = head.weight, head.bias
    setattr(stopped, "4", interrupting)
    before = signal.getsignal(signal.SIGINT)
    history = run(stopped, epochs=3, validation=(IMAGES, LABELS))
    assert len(history.losses) == 1
    run(stopped, epochs=3, validation=(IMAGES, LABELS), history=history)
    assert len(history.losses) == 2
    assert signal.getsignal(signal.SIGINT) is before
    interrupting.__class__ = Linear
    run(stopped, epochs=3, validation=(IMAGES, LABELS), history=history)
    assert history.losses == expected.losses
    assert history.validation == expected.validation
    for one, other in zip(whole.parameters(), stopped.parameters(), strict=True):
        assert_array_equal(one, other)
    assert_array_equal(whole["1"].running_var, stopped["1"].running_var)


def test_more_epochs_go_on_where_the_last_ended():
    halves, whole = network(), network()
    cnnlib.seed(2)
    history = run(halves, epochs=1)
    run(halves, epochs=2, history=history)
    cnnlib.seed(2)
    assert run(whole, epochs=2).losses == history.losses


def test_history_of_other_data_is_refused():
    net = network()
    history = run(net, epochs=1)
    with pytest.raises(ValueError, match="history has 4 steps an epoch, these images make 5"):
        run(net, epochs=2, history=history, batch_size=10)


POINTS = np.eye(3)


def learn(net, optimizer=None, epochs=5, history=None):
    labels = np.arange(3)
    return fit(net, POINTS, labels, optimizer, epochs=epochs, history=history, progress=False)


def freeze_the_other(net):
    net[1].unfreeze()
    net[0].freeze()


def new_head(net):
    setattr(net, "0", Linear(3, 3))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (freeze_the_other, "where it moved 0.weight, there is 1.weight; a new"),
        (new_head, "where it moved 0.weight, there is that of another layer; a new"),
        (
            lambda net: net.unfreeze(),
            "where it moved no parameter, there is 1.weight; a new",
        ),
        (lambda net: net.freeze(), "where it moved 0.weight, there is none; a new"),
    ],
)
def test_what_an_optimizer_keeps_is_for_the_layers_it_began_with(change, message):
    net = Sequential(Linear(3, 3), Linear(3, 3))
    net[1].freeze()
    history = learn(net, SGD(1.0, momentum=0.9))
    change(net)
    with pytest.raises(ValueError, match=message):
        history.optimizer.step(net)


def test_weights_set_anew_are_of_the_same_layer():
    net = Sequential(Linear(3, 3))
    history = learn(net, Adam())
    net[0].weight = np.zeros((3, 3))
    assert len(learn(net, epochs=6, history=history).losses) == 6


@pytest.mark.parametrize("copied", [copy.deepcopy, lambda it: pickle.loads(pickle.dumps(it))])
def test_a_copied_history_goes_on_with_a_copied_network(copied):
    cnnlib.seed(0)
    net = Sequential(Linear(3, 3), Linear(3, 3)).freeze()
    net[0].unfreeze()
    history = learn(net, Adam(0.1))
    other, copied_history = copied(net), copied(history)
    assert len(pickle.dumps(history)) < 5000
    learn(net, epochs=9, history=history)
    learn(other, epochs=9, history=copied_history)
    assert history.losses == copied_history.losses
    assert len(history.losses) == 9
    other, copied_history = copied(net), copied(history)
    freeze_the_other(other)
    with pytest.raises(ValueError, match=r"where it moved 0\.weight, there is 1\.weight"):
        learn(other, epochs=10, history=copied_history)


def test_a_history_has_the_optimizer_it_goes_on_with():
    net, slow = Sequential(Linear(3, 3)), SGD(0.01)
    history = learn(net, Adam())
    assert learn(net, slow, epochs=6, history=history).optimizer is slow


def test_a_bar_shows_how_far_it_is(capsys):
    run(network(), epochs=2, progress=True)
    shown = capsys.readouterr().err
    assert "8/8" in shown
    assert "loss=" in shown


def test_accuracy_leaves_each_layer_in_its_mode():
    net = network()
    net["1"].eval()
    share = cnnlib.accuracy(net, IMAGES, LABELS)
    assert [part.training for part in net] == [True, False, True, True, True]
    assert share == cnnlib.accuracy(net, IMAGES, LABELS)  # dropout rests


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"labels": LABELS[:5]}, r"labels must have shape \(50,\), one an input, got \(5,\)"),
        ({"labels": LABELS.astype(float)}, "labels must be a NumPy array of whole numbers"),
        ({"labels": LABELS + 1}, "labels must lie between 0 and 2, got 3"),
        ({"images": IMAGES.astype(int)}, "images must hold float32 or float64, got int64"),
        ({"epochs": 0}, "epochs must be"),
        ({"batch_size": 0}, "batch_size must be"),
        ({"seed": -1}, "seed must be"),
        ({"validation": (IMAGES, LABELS[:5])}, r"labels must have shape \(50,\)"),
        ({"progress": "yes"}, "progress must be"),
    ],
    ids=lambda value: value[:12] if isinstance(value, str) else "-".join(value),
)
def test_what_makes_no_sense_is_refused_before_a_step(arguments, message):
    net = network()
    before = [p.copy() for p in net.parameters()]
    usual = {"images": IMAGES, "labels": LABELS, "progress": False, "batch_size": 50}
    with pytest.raises((TypeError, ValueError), match=message):
        fit(net, **usual | arguments)
    for old, new in zip(before, net.parameters(), strict=True):
        assert_array_equal(old, new)


class TestOnDisk:
    """Parameters written and read again."""

    def test_all_comes_back(self, tmp_path):
        net, other = network(), network(seed=2)
        run(net, epochs=1)
        cnnlib.save(net, tmp_path / "net.npz")
        cnnlib.load(other, tmp_path / "net.npz")
        assert_array_equal(net.eval()(IMAGES), other.eval()(IMAGES))
        with np.load(tmp_path / "net.npz") as archive:
            assert set(archive) == {
                *("0.weight", "0.bias", "4.weight", "4.bias"),
                *("1.weight", "1.bias", "1.running_mean", "1.running_var"),
            }

    def test_the_first_mismatch_is_named_and_nothing_changes(self, tmp_path):
        cnnlib.save(Sequential(Linear(2, 3), Linear(3, 4)), tmp_path / "net.npz")
        net = Sequential(Linear(2, 3), Linear(3, 5))
        before = net[0].weight.copy()
        with pytest.raises(
            ValueError, match=r"net\.npz does not fit: 1\.weight has shape \(3, 5\)"
        ):
            cnnlib.load(net, tmp_path / "net.npz")
        assert_array_equal(net[0].weight, before)

    @pytest.mark.parametrize(
        ("stored", "message"),
        [
            (Linear(2, 3, bias=False), "does not fit: it has no bias"),
            (Sequential(Linear(2, 3)), "does not fit: it has no weight"),
        ],
    )
    def test_a_missing_array_is_named(self, tmp_path, stored, message):
        cnnlib.save(stored, tmp_path / "net.npz")
        with pytest.raises(ValueError, match=message):
            cnnlib.load(Linear(2, 3), tmp_path / "net.npz")

    def test_an_array_too_many_is_named(self, tmp_path):
        cnnlib.save(Linear(2, 3), tmp_path / "net.npz")
        with pytest.raises(ValueError, match="does not fit: the network has no bias"):
            cnnlib.load(Linear(2, 3, bias=False), tmp_path / "net.npz")

    def test_whole_numbers_are_no_parameters(self, tmp_path):
        np.savez(tmp_path / "net.npz", weight=np.ones((2, 3), int), bias=np.ones(3))
        message = (
            r"net\.npz does not fit: weight has int64 in the file, a network float32 or float64"
        )
        with pytest.raises(ValueError, match=message):
            cnnlib.load(Linear(2, 3), tmp_path / "net.npz")

    def test_what_is_no_npz_is_refused_and_nothing_is_unpickled(self, tmp_path):
        (tmp_path / "text").write_text("weights")
        np.save(tmp_path / "one.npy", np.ones(3))
        np.savez(tmp_path / "objects.npz", weight=np.array([{}], object))
        for name in ("text", "one.npy", "objects.npz"):
            with pytest.raises(ValueError, match=f"{name} must be an .npz file of plain arrays"):
                cnnlib.load(Linear(2, 3), tmp_path / name)
        with pytest.raises(FileNotFoundError):
            cnnlib.load(Linear(2, 3), tmp_path / "nowhere.npz")
