"""Normalization, by what PyTorch 2.13.0 and PaddlePaddle 3.3.1 give, and in every mode."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

import cnnlib
import cnnlib.functional as F
from cnnlib import BatchNorm1D, Graph, GroupNorm, LayerNorm, Linear, Scale, Sequential, count

X = np.array([1.0, 2, 4, 8, -3, 0, 5, 6, 2, 2, 7, -1]).reshape(2, 2, 3)
GROUPED = np.array([1.0, 2, 4, 8, -3, 0, 5, 6]).reshape(1, 4, 2)
ROWS = GROUPED.reshape(4, 2)
COUNTING = np.arange(1.0, 13)


def agree(found, *expected):
    """Hold arrays against six digits that the frameworks printed."""
    for one, numbers in zip(found if isinstance(found, tuple) else (found,), expected, strict=True):
        assert_allclose(one.ravel(), numbers, atol=6e-7)


class TestLayerNorm:
    """torch.nn.functional.layer_norm and paddle.nn.functional.layer_norm of X."""

    weight, bias = np.array([2.0, -1, 0.5]), np.array([0.0, 1, -2])

    def test_over_the_last_axis(self):
        agree(
            F.layer_norm(X, 3, self.weight, self.bias),
            [
                *(-2.138083, 1.26726, -1.331849, 2.72824, 2.005141, -2.179489),
                *(0.784463, 0.019421, -2.686405, -0.404061, -0.313198, -2.555584),
            ],
        )

    def test_over_the_last_two(self):
        agree(
            F.layer_norm(X, (2, 3), COUNTING[:6].reshape(2, 3)),
            [
                *(-0.29277, 0.0, 1.756619, 7.026478, -7.319247, -3.513239),
                *(0.544704, 1.815681, -1.634113, -2.178818, 6.354885, -9.80468),
            ],
        )

    def test_gradients_over_the_last_axis(self):
        agree(
            F.layer_norm_backward(COUNTING.reshape(X.shape), X, 3, self.weight),
            [
                *(1.317211, -1.975818, 0.658607, -0.163205, -0.435216, 0.598422),
                *(6.833879, -5.125417, -1.708462, 4.032363, -1.512139, -2.520224),
            ],
            [5.112756, 16.72958, -23.834271],
            [22, 26, 30],
        )

    def test_gradients_over_the_last_two(self):
        grads = F.layer_norm_backward(
            COUNTING.reshape(X.shape), X, [2, 3], COUNTING[:6].reshape(2, 3)
        )
        assert [grad.shape for grad in grads] == [(2, 2, 3), (2, 3), (2, 3)]
        agree(
            grads,
            [
                *(-4.498897, -3.269264, -1.102767, 2.351916, 1.122286, 5.396726),
                *(-8.418646, -3.701867, -5.501578, -0.780807, 11.909001, 6.493896),
            ],
            [3.520161, 7.262726, -3.14572, 1.579433, 6.661499, -23.122598],
            [8, 10, 12, 14, 16, 18],
        )

    def test_it_knows_no_batch_and_no_mode(self):
        norm = LayerNorm(3)
        assert_array_equal(norm.train()(X), norm.eval()(X))
        assert_array_equal(norm(X)[1:], norm(X[1:]))
        assert norm.statistic_count() == 0


class TestGroupNorm:
    """torch.nn.functional.group_norm and paddle.nn.functional.group_norm of GROUPED."""

    weight, bias = np.array([1.0, 2, -1, 0.5]), np.array([0.0, 0, 1, 1])

    def test_two_groups_of_two_channels(self):
        agree(
            F.group_norm(GROUPED, 2, self.weight, self.bias),
            [-1.025755, -0.652753, 0.186501, 3.170514, 2.360827, 1.544331, 1.408248, 1.544331],
        )

    def test_gradients(self):
        agree(
            F.group_norm_backward(COUNTING[:8].reshape(GROUPED.shape), GROUPED, 2, self.weight),
            [-0.168663, -0.17515, 0.557881, -0.214068, 0.477548, -0.754756, 0.230585, 0.046622],
            [-2.33126, 6.62078, -10.070121, 14.424768],
            [3, 7, 11, 15],
        )

    def test_one_group_is_a_layer_and_as_many_as_channels_is_each_channel(self):
        x = np.random.default_rng(0).normal(size=(2, 4, 3, 5))
        assert_allclose(F.group_norm(x, 1), F.layer_norm(x, (4, 3, 5)), rtol=1e-12)
        one = x[1, 2]
        expected = (one - one.mean()) / np.sqrt(one.var() + 1e-5)
        assert_allclose(F.group_norm(x, 4)[1, 2], expected, rtol=1e-12)

    def test_other_groups_may_follow_and_must_divide(self):
        norm = GroupNorm(2, 4)
        norm.num_groups = 4
        assert_array_equal(norm(GROUPED), F.group_norm(GROUPED, 4))
        norm.num_groups = 3
        with pytest.raises(ValueError, match="num_groups 3 must divide num_channels 4"):
            norm.output_shape((1, 4))


class TestBatchNorm1D:
    """nn.BatchNorm1d; the running variance is Paddle's, of the biased one."""

    def test_rows_in_training_and_in_evaluation(self):
        norm = BatchNorm1D(2)
        agree(
            norm(ROWS),
            [-0.240966, -0.632455, 0.722897, 1.26491, -1.526116, -1.26491, 1.044185, 0.632455],
        )
        agree((norm.running_mean, norm.running_var), [0.175, 0.4], [1.86875, 1.9])
        norm.running_var = np.array([2.191667, 2.233333])  # PyTorch's, of the unbiased one.
        agree(
            norm.eval()(ROWS),
            [0.55727, 1.070637, 2.583707, 5.085526, -2.144645, -0.267659, 3.259185, 3.747229],
        )

    def test_sequences_and_their_gradients(self):
        norm = BatchNorm1D(2)
        norm.weight, norm.bias = np.array([2.0, -1]), np.array([0.0, 1])
        agree(
            norm(X),
            [
                *(-2.599731, -1.48556, 0.74278, -0.437277, 2.273017, 1.533846),
                *(1.856951, 2.971121, -1.48556, 1.041065, -0.190887, 1.780236),
            ],
        )
        agree(
            (norm.backward(COUNTING.reshape(X.shape)), *norm.gradients()),
            [
                *(-2.03625, -1.959407, -2.919892, 0.956477, 0.764932, 0.503584),
                *(0.499461, 0.576304, 5.839785, -0.49195, -0.76327, -0.969773),
            ],
            [10.027533, -0.492781],
            [30, 48],
        )

    def test_frozen_it_keeps_its_statistics_and_normalizes_by_them(self):
        norm = BatchNorm1D(2).freeze()
        assert_allclose(norm.train()(ROWS), ROWS / np.sqrt(1 + 1e-5))
        assert norm.running_mean.tolist() == [0, 0]
        assert norm.parameters() == []

    def test_a_single_row_cannot_train(self):
        with pytest.raises(ValueError, match="x must have more than one value a channel"):
            BatchNorm1D(2)(ROWS[:1])
        net = Sequential(Linear(3, 2), BatchNorm1D(2))
        with pytest.raises(ValueError, match=r"1 \(BatchNorm1D\) gets a single value a channel"):
            cnnlib.fit(net, np.zeros((3, 3)), np.array([0, 1, 0]), batch_size=2, progress=False)


@pytest.mark.parametrize("mean", [1e4, 1e6])
def test_a_large_mean_costs_no_digit_of_float32(mean):
    """The square of 10⁶ has no room in float32 for what the variance of 1.25 is."""
    x = (mean + np.arange(4)).astype(np.float32)[None]
    expected = np.array([[-1.341635, -0.447212, 0.447212, 1.341635]])
    for y in (F.layer_norm(x, 4), F.group_norm(x, 1), BatchNorm1D(1)(x.reshape(4, 1)).T):
        assert y.dtype == np.float32
        assert_allclose(y, expected, atol=2e-6)


def test_a_factor_a_channel_starts_as_it_is_told():
    scale = Scale(3, init=1e-6)
    assert_array_equal(scale.weight, np.full(3, 1e-6, np.float32))
    assert count(scale, (1, 3, 2, 2)).total_params == 3
    scale.init = 2
    assert Scale(2).weight.tolist() == [1, 1]


@pytest.mark.parametrize(
    ("layer", "field"),
    [
        (GroupNorm(2, 4), (8, 9)),  # By the statistics, the whole plane.
        (LayerNorm((8, 9)), (8, 9)),
        (LayerNorm(9), (1, 1)),  # Channels stand last: at each place alone.
        (Linear(9, 2), (1, 1)),
        (Scale(4), (1, 1)),
    ],
)
def test_what_one_number_looks_at(layer, field):
    (row,) = count(layer, (1, 4, 8, 9)).rows
    assert row.receptive_field == field


@pytest.mark.parametrize("layout", ["cnnlib", "torch", "paddle"])
def test_files_of_pytorch_and_of_paddle(tmp_path, layout):
    """Both call running statistics their own way; Paddle keeps (3, 4) as (12,)."""
    net = Sequential(
        ("bn", BatchNorm1D(3)), ("ln", LayerNorm((3, 4))), ("gn", GroupNorm(3, 3)), Graph()
    )
    mean, var = ("_mean", "_variance") if layout == "paddle" else ("running_mean", "running_var")
    numbers = COUNTING.astype(np.float32)
    wide = numbers if layout == "paddle" else numbers.reshape(3, 4)
    arrays = {f"bn.{mean}": numbers[3:6], f"bn.{var}": numbers[6:9], "ln.weight": wide}
    arrays |= {"ln.bias": -wide}
    for name in ("bn", "gn"):
        arrays |= {f"{name}.weight": numbers[:3], f"{name}.bias": numbers[:3]}
    np.savez(tmp_path / "net.npz", **arrays)
    cnnlib.load(net, tmp_path / "net.npz", layout)
    assert net.bn.running_var.tolist() == [7, 8, 9]
    assert_array_equal(net.ln.bias, -numbers.reshape(3, 4))
    assert net.gn.weight.tolist() == [1, 2, 3]


def test_a_file_of_paddle_that_is_not_said_to_be_one(tmp_path):
    arrays = {"weight": COUNTING.astype(np.float32), "bias": COUNTING.astype(np.float32)}
    np.savez(tmp_path / "net.npz", **arrays)
    norm = LayerNorm((3, 4))
    message = r"weight has shape \(3, 4\) in the network, \(12,\) in the file: it is in one row"
    with pytest.raises(ValueError, match=message):
        cnnlib.load(norm, tmp_path / "net.npz")
    cnnlib.load(norm, tmp_path / "net.npz", "paddle")
    with pytest.raises(ValueError, match=r"in PaddlePaddle's layout \(20,\) is expected"):
        cnnlib.load(LayerNorm((4, 5)), tmp_path / "net.npz", "paddle")
