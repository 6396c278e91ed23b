"""Attention, said with layers: what PyTorch 2.13.0 gives, its gradient and what it costs."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from test_gradients import check, normal

import cnnlib.functional as F
from cnnlib import Graph, Layer, Linear, MatMul, Permute, Reshape, Softmax, count
from cnnlib.conventions import Cell
from cnnlib.description import from_json, to_json


def waves(*shape, start=0, wave=np.sin):
    """Return numbers that PyTorch was given, too."""
    return wave(start + np.arange(float(np.prod(shape)))).reshape(shape)


def macs(net, size):
    """Add up what each layer multiplies, by its class."""
    cell = Cell("macs")
    steps = [row for row in count(net, size).rows if row.layer_type in ("Linear", "MatMul")]
    layers = dict(net.children())
    return sum(
        size[0] * np.prod(product)
        for row in steps
        for product in cell(
            layers[row.name],
            row.inputs if row.layer_type == "MatMul" else row.inputs[0],
            row.output_shape,
        )
    )


class TestScaledDotProduct:
    """torch.nn.functional.scaled_dot_product_attention(query, key, value)."""

    query, key, value = (waves(2, 4, 6, 8, start=start) for start in (0, 5, 11))

    def test_its_answer_and_its_gradients(self):
        scores, weights, values = MatMul(transpose_y=True), Softmax(axis=-1), MatMul()
        factor = 8**-0.5
        y = values(weights(factor * scores(self.query, self.key)), self.value)
        assert_allclose(
            y[1, 2, 3],
            [-0.527232, -0.684574, -0.212521, 0.454922, 0.704112, 0.305944, -0.373507, -0.709558],
            atol=6e-7,
        )
        assert y.sum() == pytest.approx(-0.726071, abs=6e-7)
        of_weights, of_value = values.backward(waves(*y.shape, wave=np.cos))
        of_query, of_key = scores.backward(factor * weights.backward(of_weights))
        for found, expected in [
            (
                of_query,
                [
                    -0.113864,
                    0.228651,
                    0.360946,
                    0.161388,
                    -0.186549,
                    -0.362974,
                    -0.205682,
                    0.140713,
                ],
            ),
            (
                of_key,
                [0.375617, 0.331503, -0.017393, -0.350298, -0.361141, -0.039952, 0.317968, 0.38355],
            ),
            (
                of_value,
                [
                    -0.272964,
                    -0.399214,
                    -0.158428,
                    0.228016,
                    0.404823,
                    0.209438,
                    -0.178503,
                    -0.40233,
                ],
            ),
        ]:
            assert_allclose(found[1, 2, 3], expected, atol=6e-7)

    def test_it_costs_two_products(self):
        """4,608, as fvcore and torchprofile count q @ kᵀ and weights @ v."""
        net = Graph(
            ("scores", MatMul(transpose_y=True), "input", "input"),
            Softmax(axis=-1),
            ("values", MatMul(), "1", "input"),
        )
        assert net.output_shape((2, 4, 6, 8)) == (2, 4, 6, 8)
        assert macs(net, (2, 4, 6, 8)) == 4_608


def multi_head(width, heads):
    """Return self-attention as a graph; what a query is divided by lies in its weights."""

    def ways(name):
        return (
            (name, Linear(width, width), "input"),
            (f"{name}_cut", Reshape((-1, heads, width // heads))),
            (f"{name}_heads", Permute((0, 2, 1, 3))),
        )

    return Graph(
        *ways("query"),
        *ways("key"),
        *ways("value"),
        ("scores", MatMul(transpose_y=True), "query_heads", "key_heads"),
        ("weights", Softmax(axis=-1)),
        ("attended", MatMul(), "weights", "value_heads"),
        ("places", Permute((0, 2, 1, 3))),
        ("joined", Reshape((-1, width))),
        ("out", Linear(width, width)),
    )


class Packed(Layer):
    """The same as Python."""

    def __init__(self):
        super().__init__()
        self.qkv, self.out = Linear(8, 24), Linear(8, 8)

    def forward(self, x):
        query, key, value = (
            part.reshape(len(x), -1, 2, 4).swapaxes(1, 2)
            for part in np.split(self.qkv(x), 3, axis=-1)
        )
        weights = F.softmax(query @ key.swapaxes(-1, -2) / 4**0.5)
        return self.out((weights @ value).swapaxes(1, 2).reshape(x.shape))


class TestMultiHead:
    """torch.nn.MultiheadAttention(8, 2, batch_first=True) of x, x and x."""

    x = waves(1, 6, 8)

    def network(self):
        net = multi_head(8, 2)
        names = "query", "key", "value"
        weights = np.split(waves(24, 8, wave=np.cos), 3)
        for name, weight, bias in zip(names, weights, waves(3, 8, wave=np.cos), strict=True):
            factor = (8 // 2) ** -0.5 if name == "query" else 1
            net[name].weight, net[name].bias = factor * weight.T, factor * bias
        net.out.weight, net.out.bias = waves(8, 8, wave=np.cos).T, waves(8, wave=np.cos)
        return net

    def test_its_answer_and_the_gradient_of_its_input(self):
        net = self.network()
        y = net(self.x)
        assert_allclose(
            y[0, [0, 5]],
            [
                [
                    -5.602317,
                    -0.586627,
                    6.514106,
                    -1.879768,
                    -7.324972,
                    3.114794,
                    6.807639,
                    -3.778844,
                ],
                [-2.66596, 0.096863, 3.378854, -1.650898, -4.256321, 1.992947, 4.065446, -1.859018],
            ],
            atol=6e-7,
        )
        assert y.sum() == pytest.approx(-6.62894, abs=6e-6)
        assert_allclose(
            net.backward(waves(*y.shape, wave=np.cos))[0, 2],
            [0.684578, -2.446068, -3.327811, -1.14998, 2.085138, 3.403189, 1.592364, -1.682473],
            atol=6e-7,
        )
        assert sum(array.size for array in net.parameters()) == 288

    def test_one_matrix_for_all_three_is_cut(self):
        """As PyTorch keeps them, and as most write it."""
        net = Packed()
        net.qkv.weight, net.qkv.bias = waves(24, 8, wave=np.cos).T, waves(24, wave=np.cos)
        net.out.weight, net.out.bias = waves(8, 8, wave=np.cos).T, waves(8, wave=np.cos)
        assert_allclose(net(self.x), self.network()(self.x), rtol=1e-9)
        assert net.output_shape((2, 5, 8)) == (2, 5, 8)

    def test_its_gradients_by_differences(self):
        check(multi_head(4, 2), (2, 3, 4), seed=4, draw=normal)

    def test_what_it_costs(self):
        """Of 16 numbers, 2 heads and 6 places: 4 · 6 · 16 · 16 + 2 · 2 · 6 · 6 · 8."""
        assert macs(multi_head(16, 2), (1, 6, 16)) == 7_296

    def test_it_is_described_and_takes_sequences_of_any_length(self):
        net = multi_head(8, 2)
        back, _ = from_json(to_json(net))
        assert repr(back) == repr(net)
        assert net.output_shape((3, 9, 8)) == back.output_shape((3, 9, 8)) == (3, 9, 8)


def test_one_key_serves_all_heads_where_it_stretches():
    """Multi-query attention: N. Shazeer, 2019."""
    query, key = waves(2, 4, 6, 8), waves(2, 1, 6, 8, start=5)
    y = MatMul(transpose_y=True)(query, key)
    assert_array_equal(y, MatMul(transpose_y=True)(query, np.repeat(key, 4, axis=1)))
    assert y.shape == (2, 4, 6, 6)


def test_a_product_is_numpys_in_its_precision():
    x, y = waves(2, 3, 4).astype(np.float32), waves(2, 4, 5).astype(np.float32)
    product = MatMul()(x, y)
    assert product.dtype == np.float32
    assert_allclose(product, x @ y, rtol=1e-6)
    assert_array_equal(MatMul(True, True)(x.swapaxes(1, 2), y.swapaxes(1, 2)), product)
