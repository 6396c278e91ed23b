"""ConvolutionExplorer as a cell sees it: a picture and a kernel in, the output out."""

import json

import numpy as np
import pytest

from cnnlib.explorers import ConvolutionExplorer

# What a page sends at once, in its form.
SENT = {"stride": [2, 1], "padding": [1, 1, 0, 2], "relu": True}

RAMP = np.arange(1.0, 17.0).reshape(4, 4)


def explorer_of(image=RAMP, kernel=((1, 1, 1),) * 3, **settings):
    return ConvolutionExplorer(image=image, kernel=kernel, **settings)


def test_it_starts_from_the_portrait_with_a_pixel_at_the_collar():
    explorer = ConvolutionExplorer()
    assert explorer.image.shape == (128, 128)
    assert explorer.image.dtype == np.uint8
    assert explorer.output.shape == (126, 126)
    assert explorer.pixel == (89, 48)
    # A dark jacket left of a white shirt: nowhere does it get brighter to the right by as much.
    left, right = explorer.image[89:92, 48], explorer.image[89:92, 50]
    assert explorer.output[89, 48] == np.dot([1, 2, 1], right.astype(int) - left)
    assert explorer.output[89, 48] == explorer.output.max() > 800


def test_padding_and_stride_follow_the_layers():
    np.testing.assert_array_equal(
        explorer_of(stride=2, padding="SAME").output, [[54, 45], [72, 54]]
    )
    explorer = explorer_of(kernel=[[1]], padding=((0, 0), (0, 0), (1, 0), (0, 2)), stride=(4, 5))
    np.testing.assert_array_equal(explorer.output, [[0, 0], [13, 0]])
    assert explorer.padding == ((0, 0), (0, 0), (1, 0), (0, 2))


def test_relu_and_pooling_come_after_it():
    image = np.array([[1, -2, -3], [-4, 5, 6], [9, 9, 9]], dtype=float)
    explorer = explorer_of(image, [[1]])
    explorer.pooling = "max"
    np.testing.assert_array_equal(explorer.output, [[5]])
    explorer.pooling = "average"
    np.testing.assert_array_equal(explorer.output, [[0]])
    explorer.relu = True
    np.testing.assert_array_equal(explorer.output, [[1.5]])


def test_a_picture_is_kept_exactly_and_out_of_reach():
    image = np.array([[0, 255], [7, 8]], dtype=np.uint8)
    explorer = explorer_of(image, [[2]])
    image[0, 0] = 99
    assert explorer.image.dtype == np.uint8
    np.testing.assert_array_equal(explorer.image, [[0, 255], [7, 8]])
    np.testing.assert_array_equal(explorer.output, [[0, 510], [14, 16]])
    with pytest.raises(ValueError, match="read-only"):
        explorer.image[0, 0] = 5
    assert explorer_of(image.astype(np.float32), [[1]]).image.dtype == np.float64


@pytest.mark.parametrize("image", [np.array([[0, 255, 7]], np.uint8), np.array([[0.1, -1e-9, 3]])])
def test_a_picture_travels_to_the_page_and_back(image):
    explorer = explorer_of(image, [[1]])
    sent = json.loads(json.dumps(explorer.get_state("image")))
    other = explorer_of(np.zeros((1, 3)), [[1]])
    other.set_state(sent)
    assert other.image.dtype == image.dtype
    np.testing.assert_array_equal(other.image, image)


def test_the_bytes_of_a_picture_are_those_in_base64():
    sent = explorer_of(np.array([[77, 97, 110]], np.uint8), [[1]]).get_state("image")["image"]
    assert sent == {"size": [1, 3], "bytes": "TWFu", "portrait": False}
    assert ConvolutionExplorer().get_state("image")["image"]["portrait"]


def test_a_picture_is_not_sent_again_with_a_kernel(monkeypatch):
    explorer = ConvolutionExplorer()
    sent = []
    monkeypatch.setattr(explorer, "_send", lambda message, buffers=None: sent.append(message))
    explorer.kernel = [[1, 2]]
    assert [list(message["state"]) for message in sent] == [["kernel"]]
    explorer.image = RAMP
    assert list(sent[-1]["state"]) == ["image"]


REFUSED = {
    "a list": ("image", [[1, 2]], "image must be an (H, W) NumPy array, got list"),
    "integers": (
        "image",
        np.array([[1, 2]], np.int64),
        "image must hold uint8 or floats, got int64: cast it with image.astype(np.float64)",
    ),
    "color": (
        "image",
        np.zeros((2, 2, 3)),
        "image must be gray, an (H, W) array, got shape (2, 2, 3)",
    ),
    "too large": (
        "image",
        np.zeros((2, 257)),
        "image must have 1 to 256 rows and columns, got 2 × 257",
    ),
    "nothing": (
        "image",
        np.zeros((0, 3)),
        "image must have 1 to 256 rows and columns, got 0 × 3",
    ),
    "NaN": ("image", np.array([[np.nan]]), "image must hold finite numbers"),
    "ragged": (
        "kernel",
        [[1, 2], [3]],
        "kernel must be a matrix of equally long rows, got [[1, 2], [3]]",
    ),
    "words": ("kernel", [["x"]], "kernel must be a number, got 'x' (str)"),
    "wide": ("kernel", [[0] * 8], "kernel must have at most 7 rows and columns, got 1 × 8"),
    "no fit": (
        "kernel",
        [[0]] * 5,
        "kernel 5 does not fit: input 4 + padding 0 + 0 = 4 (height)",
    ),
    "stride": ("stride", 0, "stride must be at least 1, got 0"),
    "padding": ("padding", (0, 33), "padding must be at most 32 here, got 33"),
    "negative": ("padding", -1, "padding must be at least 0, got -1"),
    "relu": ("relu", 1, "relu must be True or False, got 1 (int)"),
    "pooling": ("pooling", "min", "pooling must be one of [None, 'max', 'average'], got 'min'"),
    "pixel": ("pixel", 5, "pixel must be (rows, columns), got 5"),
    "before": ("pixel", (0, -1), "pixel must be at least 0, got -1"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_nonsense_is_refused_and_the_last_good_setting_stays(case):
    name, value, message = REFUSED[case]
    explorer = explorer_of()
    before = repr(explorer.settings)
    with pytest.raises((TypeError, ValueError)) as caught:
        setattr(explorer, name, value)
    assert str(caught.value) == message
    assert repr(explorer.settings) == before
    np.testing.assert_array_equal(explorer.output, [[54, 63], [90, 99]])


def test_pooling_needs_room_and_says_so():
    with pytest.raises(ValueError, match=r"kernel 2 does not fit: input 1 \+ padding 0 \+ 0 = 1"):
        explorer_of(kernel=np.ones((4, 4)), pooling="max")


def test_the_page_may_send_several_settings_at_once():
    explorer = explorer_of()
    explorer.set_state({"kernel": [[0.5]], "stride": [2, 3], "pooling": "average", "pixel": [0, 0]})
    np.testing.assert_array_equal(explorer.output, [[3.25]])
    assert explorer.stride == (2, 3)
    np.testing.assert_array_equal(explorer.kernel, [[0.5]])


def test_the_output_can_be_observed_and_explorers_do_not_share():
    seen = []
    first, second = explorer_of(), explorer_of()
    first.observe(lambda change: seen.append(change.new.shape), "output")
    first.kernel = [[1, 2]]
    assert seen == [(4, 3)]
    np.testing.assert_array_equal(second.output, [[54, 63], [90, 99]])


def test_a_notebook_keeps_its_words_and_a_light_picture():
    explorer = explorer_of(kernel=[[1, -1]], relu=True, pooling="max", pixel=(9, 0))
    bundle, _ = explorer._repr_mimebundle_()
    assert bundle["text/plain"] == (
        "ConvolutionExplorer: convolution of a picture of 4 × 4 pixels, kernel 1 -1, stride 1, "
        "padding 0, then ReLU, then max pooling 2 × 2; output 2 × 1, from 0 to 0, 0 at (1, 0)"
    )
    portrait, _ = ConvolutionExplorer(kernel=np.arange(-24, 25).reshape(7, 7))._repr_mimebundle_()
    assert len(portrait["image/png"]) < 60_000 * 4 / 3
