"""Winograd's way: the same sums as direct ones, with few digits lost and a fallback."""

import threading
import tracemalloc

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

import cnnlib
from cnnlib.functional import _correlate, _winograd, conv2d

MANY = 64
BOUND = 1e-5


def arrays(batch, channels, out_channels, height, width, seed=0):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(batch, channels, height, width)).astype(np.float32)
    weight = rng.normal(size=(out_channels, channels, 3, 3)).astype(np.float32)
    return x, weight, rng.normal(size=out_channels).astype(np.float32)


def in_double(x, weight, bias=None, **settings):
    doubles = [each if each is None else each.astype(float) for each in (x, weight, bias)]
    return conv2d(*doubles, **settings)


def assert_near(y, expected, bound=BOUND):
    assert_allclose(y, expected, rtol=0, atol=bound * np.abs(expected).max())


@pytest.fixture
def taken(monkeypatch):
    """Whether each call found all sums finite, in order."""
    calls = []
    tiles = _winograd.multiply_tiles
    monkeypatch.setattr(
        _correlate, "multiply_tiles", lambda *job: calls.append(tiles(*job)) or calls[-1]
    )
    return calls


class TestTheTransforms:
    def test_36_products_make_the_16_sums_of_a_tile(self):
        rng = np.random.default_rng(0)
        pixels, kernel = rng.normal(size=(6, 6)), rng.normal(size=(3, 3))
        of_pixels, of_kernel, to_outputs = _winograd._transforms()
        assert (of_pixels.shape, of_kernel.shape, to_outputs.shape) == ((36, 36), (36, 9), (16, 36))
        sums = to_outputs @ ((of_kernel @ kernel.ravel()) * (of_pixels @ pixels.ravel()))
        expected = [
            sum(kernel[i, j] * pixels[y + i, x + j] for i in range(3) for j in range(3))
            for y in range(4)
            for x in range(4)
        ]
        assert_allclose(sums, expected, atol=2e-6)

    def test_a_kernel_has_these_values_at_the_points(self):
        """Of 1, 2, 3: 1 + 2p + 3p² at p = 0, 2/3, −2/3, 3/2, −3/2, over what p is apart from
        the others, multiplied; at infinity 3."""
        rows = _winograd._transforms()[1].reshape(6, 6, 9)
        line = rows[5] @ np.outer([0, 0, 1], [1, 2, 3]).ravel()
        points = [(1, 1), (11 / 3, -130 / 81), (1, -130 / 81), (43 / 4, 65 / 8), (19 / 4, 65 / 8)]
        assert_allclose(line, [value / apart for value, apart in points] + [3], rtol=1e-6)


sizes = st.integers(1, 30)


@given(
    st.integers(1, 3),
    sizes,
    sizes,
    st.sampled_from([(MANY, MANY), (MANY, 96), (96, MANY)]),
    st.sampled_from([0, 1, (2, 1), (0, 2, 1, 0), "SAME"]),
    st.booleans(),
    st.booleans(),
    st.integers(0, 9),
)
def test_it_is_near_the_direct_sum(batch, height, width, channels, padding, large, bias, seed):
    x, weight, b = arrays(batch, *channels, height + 2, width + 2, seed)
    b = b if bias else None
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_correlate, "tiles_pay", lambda *_: True)
        if large:  # as weights of many channels are, and images of many pixels
            patch.setattr(_winograd, "_SHARED_KERNELS", 1)
            patch.setattr(_winograd, "_OWN_KERNELS", 36 * 40 * MANY)
        patch.setattr(_winograd, "_OWN_TILES", 1)
        patch.setattr(_winograd, "_SHARED_TILES", 36 * 4 * MANY * 20)
        patch.setattr(_winograd, "_PIECE", 2**14)
        y = conv2d(x, weight, b, padding=padding)
    assert y.dtype == np.float32
    assert_near(y, in_double(x, weight, b, padding=padding))


@pytest.mark.parametrize(
    "shape",
    [(1, 64, 64, 56, 56), (1, 128, 256, 28, 30), (2, 320, 256, 15, 17), (1, 512, 512, 28, 28)],
)
@pytest.mark.parametrize(
    "scaled",
    ["evenly", "channels", "places", "one pixel", "one weight", "offset", "positive"],
)
def test_the_bound_holds_for_inputs_of_very_different_sizes(taken, shape, scaled):
    x, weight, bias = arrays(*shape)
    rng = np.random.default_rng(1)
    if scaled == "channels":
        x *= np.exp(rng.uniform(-20, 20, (shape[1], 1, 1))).astype(np.float32)
    elif scaled == "places":
        x *= np.geomspace(1e-9, 1e9, shape[4]).astype(np.float32)
    elif scaled == "one pixel":
        x[0, 3, 7, 5] = 1e12
    elif scaled == "one weight":
        weight[5, 3, 1, 2] = -1e12
    elif scaled == "offset":
        x += 1000
    elif scaled == "positive":
        x, weight = np.abs(x), np.abs(weight)
    y = conv2d(x, weight, bias, padding=1)
    assert taken == [True]
    assert_near(y, in_double(x, weight, bias, padding=1))


def test_ones_are_counted(taken):
    y = conv2d(np.ones((1, 64, 40, 41), np.float32), np.ones((64, 64, 3, 3), np.float32), padding=1)
    assert taken == [True]
    assert_allclose(y[0, 7, [0, 0, 20], [0, 20, 20]], [64 * 4, 64 * 6, 64 * 9], rtol=1e-5)


def test_groups_are_tiled_one_by_one(taken):
    x, weight, bias = arrays(1, 128, 128, 30, 30)
    y = conv2d(x, weight[:, :64], bias, groups=2)
    assert taken == [True, True]
    assert_near(y, in_double(x, weight[:, :64], bias, groups=2))


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("of", ["x", "weight", "bias"])
def test_what_is_not_finite_stays_where_it_belongs(taken, value, of):
    given = dict(zip(("x", "weight", "bias"), arrays(1, 64, 64, 28, 28), strict=True))
    given[of].reshape(-1)[5] = value
    y = conv2d(**given, padding=1)
    expected = in_double(**given, padding=1)
    assert taken == [of == "bias"]
    assert_array_equal(np.isfinite(y), np.isfinite(expected))
    assert_array_equal(y[~np.isfinite(expected)], expected[~np.isfinite(expected)])


def test_numbers_whose_sums_would_overflow_on_the_way_are_added_directly(taken):
    x, weight, _ = arrays(1, 64, 64, 28, 28)
    x *= 2e36
    y = conv2d(x, weight, padding=1)
    assert taken == [False]
    assert np.isfinite(y).all()
    assert_near(y, in_double(x, weight, padding=1))


class TestDirectSums:
    def test_it_can_be_demanded(self, taken):
        x, weight, bias = arrays(1, 64, 64, 28, 28)
        with cnnlib.direct_sums():
            with cnnlib.direct_sums():
                pass
            direct = conv2d(x, weight, bias, padding=1)
        assert not taken
        assert_near(direct, in_double(x, weight, bias, padding=1), 1e-6)
        assert_near(conv2d(x, weight, bias, padding=1), direct)
        assert taken == [True]

    def test_what_one_thread_demands_holds_for_that_thread(self, taken):
        with cnnlib.direct_sums():
            other = threading.Thread(target=conv2d, args=arrays(1, 64, 64, 28, 28))
            other.start()
            other.join()
        assert taken == [True]

    @pytest.mark.parametrize(
        ("change", "settings"),
        [
            (lambda each: each.astype(float), {}),
            (lambda each: each, {"stride": 2}),
            (lambda each: each, {"dilation": (1, 2)}),
            (lambda each: each[:, :8], {}),
            (lambda each: each[..., :12], {}),
        ],
        ids=["float64", "stride", "dilation", "few channels", "few pixels"],
    )
    def test_it_is_what_all_others_get(self, taken, change, settings):
        x, weight, bias = arrays(1, 64, 64, 28, 28)
        conv2d(change(x), change(weight), bias, **settings)
        assert not taken


@pytest.mark.parametrize(
    ("channels", "size"), [(64, 224), (128, 112), (256, 56), (512, 28), (512, 56)]
)
def test_its_work_needs_16_mib_beside_its_output(taken, channels, size):
    given = arrays(1, channels, channels, size, size)
    tracemalloc.start()
    try:
        # In a thread of its own, which has kept no memory yet.
        other = threading.Thread(target=conv2d, args=given, kwargs={"padding": 1})
        other.start()
        other.join()
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert taken == [True]
    assert peak - given[0].nbytes < 16 * 2**20
