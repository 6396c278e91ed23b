"""Gradients: worked by hand, against central differences, and what is refused."""

import copy
import weakref

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from layer_cases import CASES, of
from layer_cases.forms import shapes
from numpy.testing import assert_allclose, assert_array_equal

import cnnlib
import cnnlib.functional as F
from cnnlib import (
    AvgPool2D,
    BatchNorm2D,
    Conv2D,
    Dropout,
    Flatten,
    Linear,
    MatMul,
    MaxPool2D,
    ReLU,
    ReLU6,
    Residual,
    Sequential,
)

STEP = 1e-4


def numeric(loss, array):
    """Return the gradient of a loss by central differences, one number at a time."""
    gradient = np.empty_like(array)
    for place in np.ndindex(array.shape):
        kept = array[place]
        array[place] = kept + STEP
        above = loss()
        array[place] = kept - STEP
        gradient[place] = (above - loss()) / (2 * STEP)
        array[place] = kept
    return gradient


def assert_same_slope(gradient, expected):
    scale = max(np.abs(expected).max(), 1.0)
    assert gradient.shape == expected.shape
    assert np.abs(gradient - expected).max() <= 1e-6 * scale


def apart(rng, shape):
    """Draw numbers that stay in their order, and off every kink, when one moves by a step."""
    numbers = rng.permutation(np.prod(shape)).reshape(shape) - np.prod(shape) / 3 + 0.25
    return numbers * 0.07


def check(layer, shape, seed, draw=apart):
    """Hold what a layer gives back against differences of a random weighing of its output."""
    rng = np.random.default_rng(seed)
    x = np.asarray(draw(rng, shape))
    for _, part in layer.named_layers():
        for name, own in part.parameter_shapes.items():
            setattr(part, name, rng.normal(size=own))
    weighing = rng.normal(size=layer.output_shape(shape))

    def loss():
        return float((layer(x) * weighing).sum())

    loss()
    grad_input = layer.backward(weighing)
    gradients = layer.gradients()
    assert_same_slope(grad_input, numeric(loss, x))
    parameters = layer.parameters()
    assert len(gradients) == len(parameters)
    for gradient, parameter in zip(gradients, parameters, strict=True):
        assert_same_slope(gradient, numeric(loss, parameter))


few = settings(max_examples=15, deadline=None)
seeds = st.integers(0, 2**16)


def check_where_it_fits(make, shape, seed, draw=apart):
    """Check a layer, unless these settings are refused for this shape."""
    try:
        layer = make()
        layer.output_shape(shape)
    except ValueError:
        return
    check(layer, shape, seed, draw)


def normal(rng, shape):
    return rng.normal(size=shape)


@pytest.mark.parametrize(("kind", "slopes"), of("slopes"), ids=lambda value: str(value)[-15:-2])
@few
@given(data=st.data(), seed=seeds)
def test_a_layer(kind, slopes, data, seed):
    arguments, shape = data.draw(slopes)
    draw = normal if CASES[kind.__name__].smooth else apart
    check_where_it_fits(lambda: kind(**arguments), shape, seed, draw)


@few
@given(shapes, seeds)
def test_batch_normalization_in_both_modes(shape, seed):
    norm = BatchNorm2D(shape[1])
    norm.running_mean = np.linspace(-1.0, 1.0, shape[1])
    norm.running_var = np.linspace(0.5, 2.0, shape[1])
    check(norm.eval(), shape, seed, normal)
    check(norm.train(), shape, seed, normal)


class Frozen(Dropout):
    """Dropout that drops the same numbers at every pass."""

    def forward(self, x):
        cnnlib.seed(5)
        return super().forward(x)


NETWORK = Sequential(
    Conv2D(2, 4, 3, padding=1),
    BatchNorm2D(4),
    ReLU(),
    Residual(
        Sequential(Conv2D(4, 4, 3, padding=1, groups=4, bias=False), ReLU6()), Conv2D(4, 4, 1)
    ),
    Residual(Frozen(0.3)),
    AvgPool2D(2),
    Flatten(),
    Linear(16, 3),
)


@pytest.mark.parametrize(
    ("layer", "shape"),
    [
        (Frozen(0.4), (4, 6)),
        (Frozen(1.0), (2, 3)),
        (Frozen(0.4).eval(), (4, 6)),
        (Sequential(), (2, 3)),
        (NETWORK, (2, 2, 5, 4)),
    ],
    ids=lambda value: type(value).__name__,
)
def test_other_layers(layer, shape):
    check(layer, shape, seed=1)


@pytest.mark.parametrize("inputs", [2, 3])
@pytest.mark.parametrize(
    "kind", [kind for kind, _ in of("family") if kind.takes_several and kind is not MatMul]
)
def test_joins(kind, inputs):
    check_join(kind(), [(2, 3, 2)] * inputs)


@pytest.mark.parametrize(
    ("turned", "shapes"),
    [
        ((False, False), [(2, 3, 4), (2, 4, 5)]),
        ((True, False), [(2, 4, 3), (2, 4, 5)]),
        ((False, True), [(2, 3, 3, 4), (2, 1, 5, 4)]),
        ((True, True), [(1, 2, 4, 3), (2, 1, 5, 4)]),
    ],
)
def test_the_product_of_two(turned, shapes):
    check_join(MatMul(*turned), shapes)


def check_join(join, shapes):
    rng = np.random.default_rng(0)
    xs = [apart(rng, shape) for shape in shapes]
    weighing = rng.normal(size=join.output_shape(*(x.shape for x in xs)))

    def loss():
        return float((join(*xs) * weighing).sum())

    loss()
    for grad, x in zip(join.backward(weighing), xs, strict=True):
        assert_same_slope(grad, numeric(loss, x))


@pytest.mark.parametrize("mode", ["zeros", "reflect", "replicate", "circular"])
def test_padding(mode):
    rng = np.random.default_rng(0)
    x, weighing = rng.normal(size=(1, 2, 4, 5)), rng.normal(size=(1, 2, 8, 9))
    gradient = F.pad2d_backward(weighing, (3, 1, 2, 2), mode)
    loss = lambda: float((F.pad2d(x, (3, 1, 2, 2), mode) * weighing).sum())  # noqa: E731
    assert_same_slope(gradient, numeric(loss, x))


def test_cross_entropy():
    logits = np.random.default_rng(0).normal(scale=3, size=(5, 4))
    labels = np.array([0, 3, 2, 2, 1])
    gradient = F.cross_entropy_backward(logits, labels)
    assert_same_slope(gradient, numeric(lambda: F.cross_entropy(logits, labels), logits))


def test_cross_entropy_of_scores_beyond_every_exponential():
    scores = np.array([[1000.0, 0.0], [-1000.0, 1000.0]])
    assert F.cross_entropy(scores, np.array([0, 0])) == 1000
    assert_array_equal(F.softmax(scores), [[1, 0], [0, 1]])


class TestByHand:
    """Gradients that can be worked out on paper."""

    def test_the_first_of_equals_takes_all(self):
        grad = F.max_pool2d_backward(np.array([[[[5.0]]]]), np.full((1, 1, 2, 2), 3.0), 2)
        assert_array_equal(grad.ravel(), [5, 0, 0, 0])

    def test_a_maximum_of_several_windows_adds_up(self):
        x = np.array([[0.0, 0, 0], [0, 9, 0], [0, 0, 0]]).reshape(1, 1, 3, 3)
        grad = F.max_pool2d_backward(np.ones((1, 1, 2, 2)), x, 2, stride=1)
        assert_array_equal(grad.ravel(), [0, 0, 0, 0, 4, 0, 0, 0, 0])

    def test_minus_infinity_and_nan_are_found_inside_the_image(self):
        for value in (-np.inf, np.nan):
            x = np.full((1, 1, 2, 2), value)
            grad = F.max_pool2d_backward(np.ones((1, 1, 3, 3)), x, 2, stride=1, padding=1)
            assert_array_equal(grad.ravel(), [4, 2, 2, 1])

    def test_padding_takes_its_share_only_where_it_is_counted(self):
        grad = np.ones((1, 1, 2, 2))
        alone = F.avg_pool2d_backward(grad, np.zeros((1, 1, 2, 2)), 2, padding=1)
        shared = F.avg_pool2d_backward(grad, np.zeros((1, 1, 2, 2)), 2, padding=1, exclusive=False)
        assert_array_equal(alone.ravel(), [1, 1, 1, 1])
        assert_array_equal(shared.ravel(), [0.25] * 4)

    def test_a_convolution_hands_back_its_kernel(self):
        weight = np.array([[1.0, 2], [3, 4]]).reshape(1, 1, 2, 2)
        grads = F.conv2d_backward(np.full((1, 1, 1, 1), 10.0), np.ones((1, 1, 2, 2)), weight)
        assert_array_equal(grads[0].ravel(), [10, 20, 30, 40])
        assert_array_equal(grads[1].ravel(), [10, 10, 10, 10])
        assert_array_equal(grads[2], [10])

    def test_a_kink_passes_nothing_on(self):
        x = np.array([0.0, -0.0, 6.0])
        assert_array_equal(F.relu_backward(np.ones(3), x), [0, 0, 1])
        assert_array_equal(F.relu6_backward(np.ones(3), x), [0, 0, 0])

    def test_what_is_stopped_is_zero_even_where_the_gradient_is_not_a_number(self):
        grad = np.array([np.nan, np.inf, -np.inf])
        assert_array_equal(F.relu_backward(grad, np.full(3, -1.0)), [0, 0, 0])


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_precision_and_input_stay(dtype):
    x = np.random.default_rng(0).normal(size=(2, 2, 5, 4)).astype(dtype)
    x.flags.writeable = False
    network = copy.deepcopy(NETWORK)
    y = network(x)
    y.flags.writeable = False
    assert network.backward(y).dtype == dtype
    assert {gradient.dtype for gradient in network.gradients()} == {np.dtype(dtype)}


def test_large_images_are_cut_into_blocks_and_give_the_same():
    rng = np.random.default_rng(0)
    x, weight = rng.normal(size=(2, 2, 40, 300)), rng.normal(size=(3, 2, 3, 3))
    grad = rng.normal(size=(2, 3, 20, 150))
    whole = F.conv2d_backward(grad, x, weight, stride=2, padding="SAME")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(F._correlate_backward, "_BLOCK_BYTES", 1)
        in_rows = F.conv2d_backward(grad, x, weight, stride=2, padding="SAME")
    for one, other in zip(whole, in_rows, strict=True):
        assert_allclose(one, other, rtol=1e-9, atol=1e-9)


class TestSeveralPlaces:
    """A layer that stands in several places remembers each of them."""

    def test_the_slope_of_w_times_w_times_x_is_twice_w_times_x(self):
        layer = Linear(1, 1, bias=False)
        layer.weight = np.array([[3.0]])
        net = Sequential(layer, layer)
        assert net(np.array([[5.0]])) == [[45]]
        assert net.backward(np.array([[1.0]])) == [[9]]
        assert layer.gradients() == [[[30]]]

    def test_each_place_has_its_own_cut_and_its_own_maximum(self):
        relu, pool = ReLU(), MaxPool2D((1, 2))
        net = Sequential(relu, pool, Residual(relu), pool)
        net(np.array([[[[1.0, 7.0, -3.0, 2.0]]]]))
        assert net.backward(np.array([[[[1.0]]]])).ravel().tolist() == [0, 2, 0, 0]

    def test_dropout_drops_anew_in_each_place(self):
        cnnlib.seed(0)
        drop = Dropout()
        net = Sequential(drop, drop)
        y = net(np.ones((1, 1000)))
        assert sorted(set(y.ravel())) == [0, 4]
        assert 200 < (y > 0).sum() < 300
        assert_array_equal(net.backward(np.ones((1, 1000))), y)

    def test_a_layer_on_both_ways_round_a_block(self):
        layer = Linear(1, 1, bias=False)
        layer.weight = np.array([[3.0]])
        net = Residual(Sequential(layer, layer), layer)
        net(np.array([[5.0]]))
        assert net.backward(np.array([[1.0]])) == [[12]]
        assert layer.gradients() == [[[35]]]

    def test_what_a_layer_computes_again_while_going_back_belongs_to_the_same_pass(self):
        class Twice(cnnlib.layers.Layer):
            def __init__(self, inner):
                super().__init__()
                self.inner = inner

            def forward(self, x):
                return self.inner.forward(x)

            def differentiate(self, grad_output, x):
                self.inner(x)
                return (self.inner.backward(grad_output),)

        inner = Linear(1, 1, bias=False)
        inner.weight = np.array([[3.0]])
        block = Twice(inner)
        net = Sequential(block, block)
        net(np.array([[5.0]]))
        assert net.backward(np.array([[1.0]])) == [[9]]
        assert inner.gradients() == [[[30]]]

    def test_a_part_that_was_called_alone_since_does_not_disturb_the_network(self):
        net = Sequential(ReLU(), Linear(1, 1, bias=False))
        net[1].weight = np.array([[3.0]])
        net(np.array([[5.0]]))
        net[0](np.array([[-1.0]]))
        assert net.backward(np.array([[1.0]])) == [[3]]
        assert net[0].backward(np.array([[1.0]])) == [[0]]

    def test_two_networks_that_share_a_layer_are_gone_back_through_one_by_one(self):
        layer = Linear(1, 1, bias=False)
        layer.weight = np.array([[3.0]])
        one, other = Sequential(layer, layer), Sequential(layer)
        one(np.array([[5.0]]))
        other(np.array([[7.0]]))
        assert one.backward(np.array([[1.0]])) == [[9]]
        assert layer.gradients() == [[[30]]]
        assert other.backward(np.array([[1.0]])) == [[3]]
        assert layer.gradients() == [[[7]]]

    def test_a_part_in_another_mode_since_has_no_pass(self):
        net = Sequential(Dropout(), Linear(1, 1))
        net(np.array([[5.0]]))
        net[0].eval()
        with pytest.raises(ValueError, match="^0: Dropout has no forward pass .* in the same mode"):
            net.backward(np.array([[1.0]]))

    def test_a_pass_that_failed_leaves_nothing_to_go_back_through(self):
        net = Sequential(ReLU(), Linear(2, 2))
        net(np.ones((1, 2)))
        with pytest.raises(ValueError, match="must end in in_features 2, got 3"):
            net(np.ones((1, 3)))
        with pytest.raises(ValueError, match="no forward pass"):
            net.backward(np.ones((1, 2)))

    def test_what_is_only_looked_at_is_not_remembered_for_ever(self):
        net = Sequential(ReLU(), ReLU())
        images = [np.ones((1, 2)) for _ in range(3)]
        looked_at = [weakref.ref(x) for x in images]
        for x in images:
            net(x)
        del x, images
        assert [ref() is None for ref in looked_at] == [True, True, False]
        net.backward(np.ones((1, 2)))
        assert looked_at[-1]() is None


class TestRefusals:
    """What cannot be gone back through says so."""

    def test_there_must_be_a_pass(self):
        with pytest.raises(ValueError, match="ReLU has no forward pass to go back through"):
            ReLU().backward(np.ones(3))

    def test_a_pass_is_gone_back_through_once(self):
        layer = ReLU()
        layer(np.ones(3))
        layer.backward(np.ones(3))
        with pytest.raises(ValueError, match="no forward pass"):
            layer.backward(np.ones(3))

    def test_another_mode_begins_anew(self):
        layer = Dropout()
        layer(np.ones(3))
        layer.eval()
        with pytest.raises(ValueError, match="no forward pass"):
            layer.backward(np.ones(3))

    @pytest.mark.parametrize("layer", [part for _, part in NETWORK.children()] + [Dropout()])
    def test_the_gradient_must_have_the_shape_of_the_output(self, layer):
        layer = copy.deepcopy(layer)
        shapes = {Linear: (2, 16), Conv2D: (2, 2, 4, 4)}
        y = layer(np.zeros(shapes.get(type(layer), (2, 4, 4, 4))))
        with pytest.raises(ValueError, match="grad_output must have the shape of the output"):
            layer.backward(np.zeros((*y.shape, 1)))
        with pytest.raises(TypeError, match="grad_output must hold float32 or float64, got int64"):
            layer.backward(np.zeros(y.shape, np.int64))

    def test_gradients_must_have_been_found(self):
        with pytest.raises(ValueError, match="call backward"):
            Linear(2, 2).gradients()

    def test_a_copy_has_seen_nothing(self):
        layer = Linear(2, 2)
        layer(np.ones((1, 2)))
        with pytest.raises(ValueError, match="no forward pass"):
            copy.deepcopy(layer).backward(np.ones((1, 2)))

    @pytest.mark.parametrize(
        ("labels", "message"),
        [
            ([0, 1], "labels must be a NumPy array of whole numbers, got list"),
            (np.array([0.0, 1.0]), "labels must be a NumPy array of whole numbers, got float64"),
            (np.array([0]), r"labels must have shape \(2,\), one an input, got \(1,\)"),
            (np.array([0, 3]), "labels must lie between 0 and 2, got 3"),
            (np.array([-1, 0]), "labels must lie between 0 and 2, got -1"),
        ],
    )
    def test_labels_must_name_classes(self, labels, message):
        for loss in (F.cross_entropy, F.cross_entropy_backward):
            with pytest.raises((TypeError, ValueError), match=message):
                loss(np.zeros((2, 3)), labels)
