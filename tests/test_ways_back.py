"""The ways back through windows, in blocks of any size and in threads, against their definition."""

from itertools import product

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from threads import Library, script

import cnnlib
from cnnlib import functional as F
from cnnlib.functional import _correlate_backward, _threads, _windows
from cnnlib.functional.convolution import conv2d_gradients
from cnnlib.layers.calls import learning_from


@pytest.fixture(params=[1, 3000, 2**23], ids="blocks of {} bytes".format)
def in_threads(request, monkeypatch):
    """Blocks of so many bytes; two threads work on whatever can be shared."""
    monkeypatch.setattr(_threads, "_libraries", lambda: [Library(2)])
    monkeypatch.setattr(_correlate_backward, "_BLOCK_BYTES", request.param)
    monkeypatch.setattr(_correlate_backward, "_AWAKE", 0)
    monkeypatch.setattr(_windows, "_PLANES_BYTES", request.param)


def slopes_of_a_convolution(grad, x, weight, stride, padding, dilation, groups):
    """Return the gradients with respect to x and weight, product by product."""
    grad_x, grad_weight = np.zeros_like(x), np.zeros_like(weight)
    width, depth, *kernel = len(weight) // groups, *weight.shape[1:]
    for n, o, row, column in np.ndindex(grad.shape):
        for c, i, j in product(range(depth), *map(range, kernel)):
            y, z = row * stride + i * dilation - padding, column * stride + j * dilation - padding
            if 0 <= y < x.shape[2] and 0 <= z < x.shape[3]:
                seen = n, o // width * depth + c, y, z
                grad_x[seen] += grad[n, o, row, column] * weight[o, c, i, j]
                grad_weight[o, c, i, j] += grad[n, o, row, column] * x[seen]
    return grad_x, grad_weight


CONVOLUTIONS = {  # x, weight, stride, padding, dilation, groups
    "one channel": ((5, 1, 8, 9), (3, 1, 3, 3), 1, 1, 1, 1),
    "few channels": ((3, 2, 7, 6), (4, 2, 5, 3), 1, 0, 1, 1),
    "steps": ((2, 2, 9, 8), (2, 2, 3, 3), 2, 2, 1, 1),
    "gaps": ((2, 1, 9, 8), (2, 1, 2, 3), 1, 1, 2, 1),
    "groups": ((2, 4, 5, 6), (6, 2, 3, 2), 1, 1, 1, 2),
}


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("setting", CONVOLUTIONS.values(), ids=CONVOLUTIONS)
def test_a_convolutions_gradients_are_their_sums_of_products(in_threads, setting, dtype):
    shape, kernel, stride, padding, dilation, groups = setting
    random = np.random.default_rng(0)
    x, weight = random.normal(size=shape).astype(dtype), random.normal(size=kernel).astype(dtype)
    places = {"stride": stride, "padding": padding, "dilation": dilation, "groups": groups}
    grad = random.normal(size=F.conv2d(x, weight, **places).shape).astype(dtype)
    exact = [array.astype(np.float64) for array in (grad, x, weight)]
    expected = slopes_of_a_convolution(*exact, stride, padding, dilation, groups)
    found = F.conv2d_backward(grad, x, weight, **places)
    tolerance = 1e-5 if dtype == np.float32 else 1e-13
    for one, other in zip(found, expected, strict=False):
        assert one.dtype == dtype
        assert_allclose(one, other, rtol=0, atol=tolerance * np.abs(other).max())
    no_x, *others = conv2d_gradients(grad, x, weight, **places, padding_mode="zeros", of_x=False)
    assert_array_equal(no_x, np.zeros_like(x))
    for one, other in zip(others, found[1:], strict=True):
        assert_allclose(one, other, rtol=0, atol=tolerance * np.abs(other).max())


def test_what_is_not_finite_reaches_what_it_is_multiplied_with(in_threads):
    grad, x = np.ones((3, 2, 4, 4), np.float32), np.ones((3, 1, 6, 6), np.float32)
    grad[1, 0, 0, 0], x[2, 0, 5, 5] = np.nan, np.inf
    grad_x, grad_weight, grad_bias = F.conv2d_backward(grad, x, np.ones((2, 1, 3, 3), np.float32))
    assert np.argwhere(np.isnan(grad_x)).tolist() == [
        [1, 0, row, column] for row in range(3) for column in range(3)
    ]
    assert np.isnan(grad_weight[0]).all()
    assert np.argwhere(np.isinf(grad_weight[1])).tolist() == [[0, 2, 2]]
    assert np.isnan(grad_bias[0])
    assert grad_bias[1] == 48


def winners(grad, x, kernel, stride, padding, dilation):
    """Return the gradient of a max pooling, window by window, the first of equals or NaN."""
    grad_x = np.zeros_like(x)
    for n, c, row, column in np.ndindex(grad.shape):
        best = None
        for i, j in product(range(kernel), repeat=2):
            y, z = row * stride + i * dilation - padding, column * stride + j * dilation - padding
            if 0 <= y < x.shape[2] and 0 <= z < x.shape[3]:
                value = x[n, c, y, z]
                if best is None or (np.isnan(value) and not np.isnan(x[best])) or value > x[best]:
                    best = n, c, y, z
        grad_x[best] += grad[n, c, row, column]
    return grad_x


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize(
    ("kernel", "stride", "padding", "dilation"),
    [(2, 2, 0, 1), (3, 2, 1, 1), (2, 3, 0, 1), (3, 1, 1, 1), (2, 1, 0, 2), (1, 1, 0, 1)],
)
@pytest.mark.parametrize("special", [[], [np.nan], [np.inf, -np.inf], [np.nan, np.inf, -np.inf]])
def test_a_window_gives_to_its_first_largest_pixel(
    in_threads, kernel, stride, padding, dilation, special, dtype
):
    random = np.random.default_rng(0)
    x = random.integers(0, 3, (3, 2, 7, 8)).astype(dtype)  # with many equals
    for value in special:
        x[random.random(x.shape) < 0.2] = value
    if special[-1:] == [-np.inf]:
        x[0, 0] = -np.inf
    places = {"stride": stride, "padding": padding, "dilation": dilation}
    grad = random.integers(-9, 9, F.max_pool2d(x, kernel, **places).shape).astype(dtype)
    found = F.max_pool2d_backward(grad, x, kernel, **places)
    assert_array_equal(found, winners(grad, x, kernel, stride, padding, dilation))


def test_a_gradient_that_is_not_finite_goes_to_one_pixel(in_threads):
    x = np.array([[[[1.0, 2.0], [4.0, 3.0]]]])
    for value in (np.nan, np.inf):
        found = F.max_pool2d_backward(np.array([[[[value]]]]), x, 2)
        assert_array_equal(found, [[[[0, 0], [value, 0]]]])


def test_a_training_asks_for_no_gradient_of_its_images_and_learns_the_same():
    random = np.random.default_rng(0)
    images = random.random((6, 1, 28, 28)).astype(np.float32)
    labels = random.integers(0, 10, 6)
    cnnlib.seed(0)
    trained = cnnlib.LeNet()
    trained.parameters()
    cnnlib.seed(0)
    by_hand, optimizer = cnnlib.LeNet(), cnnlib.SGD(0.1)
    cnnlib.fit(trained, images, labels, cnnlib.SGD(0.1), epochs=1, batch_size=6, progress=False)
    order = np.random.default_rng([0, 0]).permutation(6)
    scores = by_hand(images[order])
    grad = by_hand.backward(F.cross_entropy_backward(scores, labels[order]))
    optimizer.step(by_hand)
    assert np.abs(grad).max() > 0
    for one, other in zip(trained.parameters(), by_hand.parameters(), strict=True):
        assert_array_equal(one, other)


def test_only_the_images_themselves_get_no_gradient():
    x = np.ones((1, 1, 2, 2))
    conv = cnnlib.Conv2D(1, 1, 1)
    for asked, given in ((False, x), (True, x.copy())):
        y = conv(x)
        with learning_from(given):
            assert conv.backward(y).any() == asked
    with pytest.raises(ZeroDivisionError), learning_from(x):
        raise ZeroDivisionError
    assert conv.backward(conv(x)).any()


def test_threads_find_the_same_numbers_again():
    assert script(REPEATED) == "1\n"


REPEATED = """
import numpy as np
import cnnlib

random = np.random.default_rng(0)
images, labels = random.random((128, 1, 28, 28), np.float32), random.integers(0, 10, 128)
results = set()
for _ in range(3):
    cnnlib.seed(0)
    network = cnnlib.LeNet()
    cnnlib.fit(network, images, labels, epochs=2, progress=False)
    results.add(b"".join(array.tobytes() for array in network.parameters()))
print(len(results))
"""
