"""Activations: what PyTorch 2.13.0 and PaddlePaddle 3.3.1 give, and what they give where they part.

Both were asked for ``y = f(x)`` and for the gradient of ``y.sum()``, in float64; where no test
says otherwise, they agree to all digits shown.
"""

import math

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

import cnnlib
import cnnlib.functional as F

X = [-4, -3, -1, -0.5, 0, 0.5, 1, 3, 4]
NUMBERS = {
    "sigmoid": (
        *(F.sigmoid, F.sigmoid_backward, {}),
        """0.0179862099621 0.0474258731776 0.26894142137 0.377540668798 0.5
        0.622459331202 0.73105857863 0.952574126822 0.982013790038""",
        """0.0176627062133 0.0451766597309 0.196611933241 0.235003712202 0.25
        0.235003712202 0.196611933241 0.0451766597309 0.0176627062133""",
    ),
    "tanh": (
        *(F.tanh, F.tanh_backward, {}),
        """-0.999329299739 -0.995054753687 -0.761594155956 -0.46211715726 0
        0.46211715726 0.761594155956 0.995054753687 0.999329299739""",
        """0.00134095068303 0.00986603716544 0.419974341614 0.786447732966 1
        0.786447732966 0.419974341614 0.00986603716544 0.00134095068303""",
    ),
    # The gradient at 0 is PyTorch's.
    "leaky_relu": (
        *(F.leaky_relu, F.leaky_relu_backward, {}),
        "-0.04 -0.03 -0.01 -0.005 0 0.5 1 3 4",
        "0.01 0.01 0.01 0.01 0.01 1 1 1 1",
    ),
    "leaky_relu, 0.2": (
        *(F.leaky_relu, F.leaky_relu_backward, {"negative_slope": 0.2}),
        "-0.8 -0.6 -0.2 -0.1 0 0.5 1 3 4",
        "0.2 0.2 0.2 0.2 0.2 1 1 1 1",
    ),
    "elu": (
        *(F.elu, F.elu_backward, {}),
        "-0.981684361111 -0.950212931632 -0.632120558829 -0.393469340287 0 0.5 1 3 4",
        "0.0183156388887 0.0497870683679 0.367879441171 0.606530659713 1 1 1 1 1",
    ),
    "elu, 0.5": (
        *(F.elu, F.elu_backward, {"alpha": 0.5}),
        "-0.490842180556 -0.475106465816 -0.316060279414 -0.196734670144 0 0.5 1 3 4",
        "0.00915781944437 0.0248935341839 0.183939720586 0.303265329856 0.5 1 1 1 1",
    ),
    "silu": (
        *(F.silu, F.silu_backward, {}),
        """-0.0719448398484 -0.142277619533 -0.26894142137 -0.188770334399 0
        0.311229665601 0.73105857863 2.85772238047 3.92805516015""",
        """-0.0526646148911 -0.0881041060152 0.0723294881285 0.260038812697 0.5
        0.739961187303 0.927670511871 1.08810410602 1.05266461489""",
    ),
    "hardswish": (
        *(F.hardswish, F.hardswish_backward, {}),
        """0 0 -0.333333333333 -0.208333333333 0
        0.291666666667 0.666666666667 3 4""",
        "0 0 0.166666666667 0.333333333333 0.5 0.666666666667 0.833333333333 1 1",
    ),
    # PyTorch's values. Its gradient is a sixth in float32 even here: 0.166666671634; PaddlePaddle
    # rises by 0.1666667: at −1 to 0.333333298564.
    "hardsigmoid": (
        *(F.hardsigmoid, F.hardsigmoid_backward, {}),
        "0 0 0.333333333333 0.416666666667 0.5 0.583333333333 0.666666666667 1 1",
        "0 0 0.166666666667 0.166666666667 0.166666666667 0.166666666667 0.166666666667 0 0",
    ),
    "gelu": (
        *(F.gelu, F.gelu_backward, {}),
        """-0.000126684967332 -0.00404969409489 -0.158655253931 -0.154268769363 0
        0.345731230637 0.841344746069 2.99595030591 3.99987331503""",
        """-0.000503649661226 -0.0119456472042 -0.0833154705877 0.132504875344 0.5
        0.867495124656 1.08331547059 1.0119456472 1.00050364966""",
    ),
    "gelu, tanh": (
        *(F.gelu, F.gelu_backward, {"approximate": True}),
        """-7.02459481923e-05 -0.00363739208177 -0.158808009392 -0.154285990175 0
        0.345714009825 0.841191990608 2.99636260792 3.99992975405""",
        """-0.000335123197122 -0.011584166631 -0.0829640838458 0.132630096465 0.5
        0.867369903535 1.08296408385 1.01158416663 1.0003351232""",
    ),
}


@pytest.mark.parametrize("name", NUMBERS)
def test_an_activation_and_its_gradient(name):
    operation, slope, settings, values, gradients = NUMBERS[name]
    for dtype, tolerance in ((np.float64, 1e-11), (np.float32, 3e-7)):
        x = np.array(X, dtype)
        y, grad = operation(x, **settings), slope(np.ones_like(x), x, **settings)
        assert y.dtype == grad.dtype == dtype
        assert_allclose(y, [*map(float, values.split())], rtol=tolerance, atol=tolerance)
        assert_allclose(grad, [*map(float, gradients.split())], rtol=tolerance, atol=tolerance)
        assert_allclose(slope(-2 * np.ones_like(x), x, **settings), -2 * grad, rtol=1e-6)


FAR = {
    "sigmoid": ([math.nan, 1, 0, 1, 0], F.sigmoid, F.sigmoid_backward, {}),
    "tanh": ([math.nan, 1, -1, 1, -1], F.tanh, F.tanh_backward, {}),
    "leaky_relu": (
        [math.nan, math.inf, -math.inf, 1e4, -100],
        *(F.leaky_relu, F.leaky_relu_backward, {}),
    ),
    "leaky_relu, -0.5": (
        [math.nan, math.inf, math.inf, 1e4, 5000],
        *(F.leaky_relu, F.leaky_relu_backward, {"negative_slope": -0.5}),
    ),
    "elu": ([math.nan, math.inf, -1, 1e4, -1], F.elu, F.elu_backward, {}),
    "silu": ([math.nan, math.inf, math.nan, 1e4, 0], F.silu, F.silu_backward, {}),
    "hardswish": (
        [math.nan, math.inf, math.nan, 1e4, 0],
        *(F.hardswish, F.hardswish_backward, {}),
    ),
    "hardsigmoid": ([math.nan, 1, 0, 1, 0], F.hardsigmoid, F.hardsigmoid_backward, {}),
    "gelu": ([math.nan, math.inf, math.nan, 1e4, 0], F.gelu, F.gelu_backward, {}),
    "gelu, tanh": (
        [math.nan, math.inf, math.nan, 1e4, 0],
        *(F.gelu, F.gelu_backward, {"approximate": True}),
    ),
}


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("name", FAR)
def test_far_out_nothing_overflows_and_nan_passes_through(name, dtype):
    """PyTorch's and PaddlePaddle's values; of inf PyTorch's float32 GELU makes NaN or inf."""
    values, operation, slope, settings = FAR[name]
    x = np.array([math.nan, math.inf, -math.inf, 1e4, -1e4], dtype)
    assert_allclose(operation(x, **settings), values, rtol=1e-6)
    largest = np.finfo(dtype).max
    far = np.array([1e4, -1e4, 1e20, -1e20, largest, -largest], dtype)
    y, grad = operation(far, **settings), slope(np.ones_like(far), far, **settings)
    assert np.isfinite(y).all()
    assert np.isfinite(grad).all()
    assert_array_equal(grad[0], grad[4])
    assert_array_equal(grad[1], grad[5])


class TestNormal:
    """GELU's share of x, against Python's own erfc."""

    @pytest.mark.parametrize(
        ("dtype", "tolerance"), [(np.float64, 5e-16), (np.float32, 1.3e-7)], ids=str
    )
    def test_it_is_right_everywhere(self, dtype, tolerance):
        grid = np.linspace(-12, 12, 20_001)
        halfway = (np.arange(-2400, 2401) + 0.5) / 256  # Farthest from where it is known.
        x = np.concatenate([grid, halfway, np.float64([1e-300, -1e-300, 40, -40])]).astype(dtype)
        expected = [math.erfc(-number / math.sqrt(2)) / 2 * number for number in x.tolist()]
        error = np.abs(F.gelu(x) - np.array(expected))
        assert (error <= tolerance * np.maximum(1, np.abs(x))).all()

    def test_small_shares_keep_their_digits(self):
        x = np.array([-3.0, -5.0, -6.0, -8.0])
        expected = [number * math.erfc(-number / math.sqrt(2)) / 2 for number in x.tolist()]
        assert_allclose(F.gelu(x), expected, rtol=1e-9)

    def test_blocks_join_and_layouts_do_not_matter(self):
        x = np.random.default_rng(0).normal(size=(3, 100, 100))
        y = F.gelu(x)
        assert_array_equal(F.gelu(x.transpose(2, 0, 1)), y.transpose(2, 0, 1))
        assert_array_equal(np.concatenate([F.gelu(part) for part in x]), y.reshape(300, 100))


class TestPReLU:
    """Numbers that PyTorch and PaddlePaddle give for ``prelu(x, weight)``."""

    X = np.array([-2.0, -1, 0, 3, -4, 0.5]).reshape(1, 3, 1, 2)
    GRADIENT = np.arange(1.0, 7.0).reshape(1, 3, 1, 2)

    def test_a_slope_a_channel(self):
        layer = cnnlib.PReLU(3)
        layer.weight = np.array([0.25, 0.5, -1])
        assert_array_equal(layer(self.X).ravel(), [-0.5, -0.25, 0, 3, 4, 0.5])
        # At 0 PyTorch scales by the slope; PaddlePaddle, too, in this operation.
        assert_array_equal(layer.backward(self.GRADIENT).ravel(), [0.25, 0.5, 1.5, 4, -5, 6])
        assert_array_equal(layer.gradients(), [[-4, 0, -20]])

    def test_one_slope_for_all(self):
        layer = cnnlib.PReLU()
        layer(self.X)
        assert_array_equal(layer.backward(self.GRADIENT).ravel(), [0.25, 0.5, 0.75, 4, 1.25, 6])
        assert_array_equal(layer.gradients(), [[-24]])
        assert_array_equal(layer(np.array([-4.0, 2.0])), [-1, 2])

    def test_each_slope_starts_as_init(self):
        layer = cnnlib.PReLU(3, init=0.1)
        assert_array_equal(layer.weight, np.float32([0.1, 0.1, 0.1]))
        assert layer.parameter_count() == 3

    def test_what_is_infinite_gets_no_part_in_the_slope(self):
        x = np.array([[np.inf, -1.0]])
        assert_array_equal(F.prelu_backward(np.ones((1, 2)), x, np.array([0.5]))[1], [-1])


class TestSoftmax:
    """Numbers that PyTorch and PaddlePaddle give; the gradient is that of ``(y * g).sum()``."""

    X = np.array([[1.0, 2, 3], [1000, 999, -1e4]])
    G = np.array([[1.0, -1, 2], [3, 0.5, -2]])

    def test_along_the_classes(self):
        layer = cnnlib.Softmax()
        expected = [
            [0.09003057317, 0.244728471055, 0.665240955775],
            [0.73105857863, 0.26894142137, 0],
        ]
        assert_allclose(layer(self.X), expected, rtol=1e-11)
        slopes = [
            [-0.015825935504, -0.53247629501, 0.548302230514],
            [0.491529833104, -0.491529833104, 0],
        ]
        assert_allclose(layer.backward(self.G), slopes, atol=1e-12)

    def test_along_the_batch(self):
        assert_array_equal(F.softmax(self.X, axis=0), [[0, 0, 1], [1, 1, 0]])
        assert_array_equal(F.softmax_backward(self.G, self.X, axis=0), np.zeros((2, 3)))

    def test_nan_and_infinity_make_nan_of_their_line(self):
        y = F.softmax(np.array([[math.nan, 0], [math.inf, 0], [-math.inf, 0]], np.float32))
        assert_array_equal(y, [[math.nan, math.nan], [math.nan, math.nan], [0, 1]])

    def test_what_an_output_sees(self):
        net = cnnlib.Sequential(cnnlib.Conv2D(1, 2, 3), cnnlib.Softmax(), cnnlib.Softmax(-1))
        rows = cnnlib.count(net, (1, 1, 8, 8)).rows
        assert [row.receptive_field for row in rows] == [(3, 3), (3, 3), (8, 8)]


def test_activations_are_followed_in_a_forward_of_ones_own():
    class Net(cnnlib.Layer):
        def __init__(self):
            super().__init__()
            self.conv = cnnlib.Conv2D(2, 2, 1)
            self.act = cnnlib.PReLU(2)

        def forward(self, x):
            x = F.prelu(F.leaky_relu(self.conv(x), 0.3), self.act.weight)
            x = x * F.sigmoid(F.hardsigmoid(x.mean(axis=(2, 3), keepdims=True)))
            x = np.tanh(F.elu(F.silu(F.hardswish(F.gelu(x, approximate=True)))))
            return F.softmax(x)

    net, x = Net(), np.random.default_rng(0).normal(size=(1, 2, 4, 4))
    rows = cnnlib.count(net, x.shape).rows
    assert [row.layer_type for row in rows] == [
        *("Conv2D", "LeakyReLU", "PReLU", "AdaptiveAvgPool2D", "Hardsigmoid", "Sigmoid"),
        *("Multiply", "GELU", "Hardswish", "SiLU", "ELU", "Tanh", "Softmax"),
    ]
    y = net(x)
    net.backward(np.ones_like(y))
    assert len(net.gradients()) == len(net.parameters()) == 3
    assert np.abs(net.act.parameters()[0]).max() == 0.25
