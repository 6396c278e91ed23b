"""DigitExplorer as a cell sees it: strokes and a network in, what it reads out."""

import json
from pathlib import Path

import numpy as np
import pytest
from drawings import DRAWINGS

import cnnlib
from cnnlib import digits
from cnnlib.digits.drawings import strokes_of
from cnnlib.explorers import DigitExplorer
from cnnlib.explorers._network import lenet_copy

# What a page sends at once, in its form.
SENT = {"strokes": [[[70, 45], [180, 45], [120, 215]]]}

SEVEN = strokes_of("70,45 180,45 120,215")


def test_it_starts_from_a_three():
    explorer = DigitExplorer()
    assert explorer.answer == 3
    assert explorer.shares[3] == explorer.shares.max() > 0.9
    assert explorer.shares.sum() == pytest.approx(1)
    assert explorer.image.shape == (8, 8)


def test_an_upright_stroke_fills_the_middle_from_top_to_bottom():
    image = DigitExplorer(strokes=[[[9, 200], [9, 8]]]).image
    # Two columns hold a line of 4.5 dots; the round ends miss the corners.
    np.testing.assert_array_equal(image[1:-1], [[0, 0, 0, 8, 8, 0, 0, 0]] * 6)
    np.testing.assert_array_equal(image, image[::-1])
    np.testing.assert_array_equal(image, image[:, ::-1])
    np.testing.assert_array_equal(image[0], [0, 0, 0, 7, 7, 0, 0, 0])


def test_a_drawing_is_fitted_wherever_and_however_large_it_is():
    large = digits.rasterize([[[0, 0], [200, 0], [100, 240]]])
    small = digits.rasterize([[[150, 90], [200, 90], [175, 150]]])
    np.testing.assert_array_equal(large, small)
    assert digits.rasterize(DRAWINGS_OF_ALL[0]).max() == 16


DRAWINGS_OF_ALL = [strokes_of(text) for texts in DRAWINGS.values() for text in texts]


def test_a_dot_is_a_dot_in_the_middle():
    image = digits.rasterize([[[77, 5]]])
    assert image.sum() == 16
    np.testing.assert_array_equal(image[3:5, 3:5], [[4, 4], [4, 4]])


def test_nothing_drawn_is_nothing_read():
    explorer = DigitExplorer(strokes=[])
    assert (explorer.answer, explorer.shares) == (None, None)
    np.testing.assert_array_equal(explorer.image, np.zeros((8, 8)))
    assert repr(explorer) == "DigitExplorer: nothing is drawn"
    explorer.strokes = SEVEN
    assert explorer.answer == 7


def test_feature_maps_follow_the_network_layer_by_layer():
    explorer = DigitExplorer(strokes=SEVEN)
    x = digits.enlarge(explorer.image[None]).astype(float)
    first = np.maximum(cnnlib.functional.conv2d(x, *explorer.network.parameters()[:2], 1, 1), 0)
    np.testing.assert_allclose(explorer.feature_maps[0], first[0], rtol=1e-12)
    maxima = first[0].reshape(6, 14, 2, 14, 2).max(axis=(2, 4))
    np.testing.assert_allclose(explorer.feature_maps[1], maxima, rtol=1e-12)
    assert [maps.shape for maps in explorer.feature_maps[2:]] == [(16, 10, 10), (16, 5, 5)]


def test_a_network_of_ones_own_is_copied():
    own = cnnlib.LeNet()
    own.parameters()[-1][:] = [0, 0, 0, 0, 0, 99, 0, 0, 0, 0]
    explorer = DigitExplorer(strokes=SEVEN, network=own)
    assert explorer.answer == 5
    own.parameters()[-1][:] = [99, 0, 0, 0, 0, 0, 0, 0, 0, 0]
    explorer.strokes = [[[1, 1], [1, 200]]]
    assert explorer.answer == 5
    assert not explorer.network.training
    explorer.network = own
    assert explorer.answer == 0
    assert own.training


@pytest.mark.parametrize("network", [digits.trained_lenet(), cnnlib.LeNet()])
def test_a_network_travels_to_the_page_and_back(network):
    explorer = DigitExplorer(network=network)
    sent = json.loads(json.dumps(explorer.get_state("network")))
    other = DigitExplorer()
    other.set_state(sent)
    for own, given in zip(other.network.parameters(), network.parameters(), strict=True):
        np.testing.assert_array_equal(own, given)


def test_the_stored_network_takes_a_byte_a_weight():
    sent = DigitExplorer().get_state("network")["network"]
    assert sent["stored"]
    assert len(json.dumps(sent)) < 61_610 * 1.34 + 1000
    weight = DigitExplorer().network.parameters()[0]
    first = sent["parameters"][0]
    unit = 2.0 ** first["exponent"]
    assert abs(weight / unit).max() <= 127
    np.testing.assert_array_equal(np.rint(weight / unit), weight / unit)
    assert not DigitExplorer(network=cnnlib.LeNet()).get_state("network")["network"]["stored"]


def test_a_network_is_not_sent_again_with_a_stroke(monkeypatch):
    explorer = DigitExplorer()
    sent = []
    monkeypatch.setattr(explorer, "_send", lambda message, buffers=None: sent.append(message))
    explorer.strokes = SEVEN
    assert [list(message["state"]) for message in sent] == [["strokes"]]


REFUSED = {
    "no list": ("strokes", "seven", "strokes must be a list of strokes, got 'seven'"),
    "a point": ("strokes", [[1, 2]], "strokes must be made of points [x, y], got 1"),
    "an empty stroke": ("strokes", [[]], "strokes must each be a list of points, got []"),
    "three numbers": (
        "strokes",
        [[[1, 2, 3]]],
        "strokes must be made of points [x, y], got [1, 2, 3]",
    ),
    "beyond": ("strokes", [[[0, 256]]], "strokes must lie between 0 and 255, got 256"),
    "before": ("strokes", [[[-1, 0]]], "strokes must be at least 0, got -1"),
    "between": ("strokes", [[[0.5, 0]]], "strokes must be a whole number, got 0.5 (float)"),
    "many": ("strokes", [[[1, 1]]] * 65, "strokes must be at most 64, got 65"),
    "long": ("strokes", [[[1, 1]] * 513], "strokes must each have at most 512 points, got 513"),
    "no network": ("network", cnnlib.ReLU(), "network must be a cnnlib.LeNet, got ReLU"),
    "five classes": (
        "network",
        cnnlib.LeNet(5),
        "network must have parameters of LeNet()'s shapes, got (84, 5) for (84, 10)",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_nonsense_is_refused_and_the_last_good_setting_stays(case):
    name, value, message = REFUSED[case]
    explorer = DigitExplorer(strokes=SEVEN)
    with pytest.raises((TypeError, ValueError)) as caught:
        setattr(explorer, name, value)
    assert str(caught.value) == message
    assert explorer.strokes == SEVEN
    assert explorer.answer == 7


def test_a_network_with_a_hole_is_refused():
    broken = cnnlib.LeNet()
    broken.parameters()[0][0, 0, 0, 0] = np.nan
    with pytest.raises(ValueError, match="network must have finite parameters"):
        lenet_copy(broken, "network")


def test_a_notebook_keeps_its_words_and_a_light_picture():
    bundle, _ = DigitExplorer(strokes=[*SEVEN, ((90, 130), (160, 130))])._repr_mimebundle_()
    words = bundle["text/plain"]
    assert words.startswith("DigitExplorer: a drawing of 2 strokes, 5 points; read as 7 with a ")
    assert len(bundle["image/png"]) < 60_000 * 4 / 3


def test_drawings_of_many_hands_are_read():
    images = np.stack([digits.rasterize(strokes) for strokes in DRAWINGS_OF_ALL])
    labels = np.array([digit for digit, texts in DRAWINGS.items() for _ in texts])
    assert len(labels) >= 50
    network = digits.trained_lenet()
    assert cnnlib.accuracy(network, digits.enlarge(images), labels) >= 0.95


def test_unseen_handwriting_is_read():
    # Here, because to import scikit-learn takes a second that the other tests need not wait for.
    from sklearn.datasets import load_digits
    from sklearn.model_selection import train_test_split

    handwriting = load_digits()
    _, images, _, labels = train_test_split(
        handwriting.images, handwriting.target, test_size=360, random_state=0
    )
    assert cnnlib.accuracy(digits.trained_lenet(), digits.enlarge(images), labels) >= 0.99


def test_the_stored_file_is_light():
    assert Path(digits.__file__).with_name("lenet.npz").stat().st_size < 100_000
