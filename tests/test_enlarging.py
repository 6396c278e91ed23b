"""Layers that enlarge, against what PyTorch 2.13.0 and PaddlePaddle 3.3.1 were seen to answer."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

import cnnlib
import cnnlib.functional as F
from cnnlib import AvgPool2D, Conv2D, Conv2DTranspose, Sequential


def ramp(*shape):
    return np.arange(1.0, 1 + np.prod(shape)).reshape(shape)


class TestTransposedConvolution:
    """The numbers 1, 2, 3, … as image and as kernel."""

    @pytest.mark.parametrize(
        ("settings", "expected"),
        [
            # torch.nn.functional.conv_transpose2d
            (
                {"stride": 2},
                [
                    [1, 2, 5, 4, 6],
                    [4, 5, 14, 10, 12],
                    [10, 14, 36, 24, 30],
                    [12, 15, 34, 20, 24],
                    [21, 24, 55, 32, 36],
                ],
            ),
            (
                {"stride": 2, "padding": 1, "output_padding": 1},
                [[5, 14, 10, 12], [14, 36, 24, 30], [15, 34, 20, 24], [24, 55, 32, 36]],
            ),
            (
                {"padding": 1, "dilation": 2},
                [[4, 6, 8, 9], [8, 5, 10, 6], [16, 15, 20, 18], [14, 8, 16, 9]],
            ),
            # paddle.nn.functional.conv2d_transpose, and tf.nn.conv2d_transpose of TensorFlow 2.21
            (
                {"stride": 2, "padding": "SAME"},
                [[1, 2, 5, 4], [4, 5, 14, 10], [10, 14, 36, 24], [12, 15, 34, 20]],
            ),
            (
                {"stride": 2, "padding": "SAME", "output_size": 3},
                [[5, 14, 10], [14, 36, 24], [15, 34, 20]],
            ),
            # onnxruntime 1.32, ConvTranspose with auto_pad
            (
                {"stride": 2, "padding": "SAME_LOWER"},
                [[5, 14, 10, 12], [14, 36, 24, 30], [15, 34, 20, 24], [24, 55, 32, 36]],
            ),
            # paddle.nn.functional.conv2d_transpose
            (
                {"stride": 2, "padding": (0, 1, 1, 0)},
                [[2, 5, 4, 6], [5, 14, 10, 12], [14, 36, 24, 30], [15, 34, 20, 24]],
            ),
            (
                {"stride": 2, "padding": 1, "output_size": (4, 3)},
                [[5, 14, 10], [14, 36, 24], [15, 34, 20], [24, 55, 32]],
            ),
            (
                {
                    "stride": 3,
                    "padding": ((0, 0), (0, 0), (1, 0), (0, 1)),
                    "output_padding": (1, 2),
                },
                [
                    [4, 5, 6, 8, 10, 12, 0],
                    [7, 8, 9, 14, 16, 18, 0],
                    [3, 6, 9, 4, 8, 12, 0],
                    [12, 15, 18, 16, 20, 24, 0],
                    [21, 24, 27, 28, 32, 36, 0],
                    [0, 0, 0, 0, 0, 0, 0],
                ],
            ),
        ],
    )
    def test_one_plane(self, settings, expected):
        y = F.conv2d_transpose(ramp(1, 1, 2, 2), ramp(1, 1, 3, 3), **settings)
        assert_array_equal(y[0, 0], expected)

    def test_same_makes_stride_times_the_input_whatever_the_kernel(self):
        """Of tf.nn.conv2d_transpose: a kernel smaller than the stride, and a larger one."""
        y = F.conv2d_transpose(ramp(1, 1, 2, 2), ramp(1, 1, 2, 2), stride=3, padding="SAME")
        assert_array_equal(y[0, 0, 0], [1, 2, 0, 2, 4, 0])
        y = F.conv2d_transpose(ramp(1, 1, 2, 2), ramp(1, 1, 5, 5), stride=2, padding="SAME")
        assert_array_equal(y[0, 0, 0], [7, 20, 23, 26])

    def test_groups_and_bias(self):
        """Of torch.nn.functional.conv_transpose2d."""
        bias = np.array([100.0, 200.0, 300.0, 400.0])
        settings = {"stride": (2, 1), "padding": (1, 0), "groups": 2}
        y = F.conv2d_transpose(ramp(1, 2, 2, 2), ramp(2, 2, 2, 2), bias, **settings)
        assert y[0].tolist() == [
            [[103, 110, 108], [103, 110, 108]],
            [[207, 222, 216], [215, 238, 224]],
            [[355, 426, 372], [363, 442, 380]],
            [[475, 570, 496], [491, 602, 512]],
        ]

    def test_gradients(self):
        """Of torch.autograd, for the gradient 1, 2, 3, … of the output."""
        grads = F.conv2d_transpose_backward(
            ramp(1, 1, 4, 4), ramp(1, 1, 2, 2), ramp(1, 1, 3, 3), 2, 1, output_padding=1
        )
        assert_array_equal(grads[0][0, 0], [[111, 217], [363, 573]])
        assert_array_equal(grads[1][0, 0], [[24, 43, 50], [44, 78, 88], [68, 118, 128]])
        assert_array_equal(grads[2], [136])

    def test_it_is_the_way_back_through_a_convolution(self):
        rng = np.random.default_rng(0)
        x, weight, grad = (
            rng.normal(size=size) for size in ((2, 6, 9, 8), (4, 3, 3, 2), (2, 4, 4, 9))
        )
        placing = {"stride": (2, 1), "padding": (0, 0, 1, 1), "dilation": (1, 2), "groups": 2}
        grad_x, *_ = F.conv2d_backward(grad := grad[..., :8], x, weight, **placing)
        y = F.conv2d_transpose(grad, weight, output_size=(9, 8), **placing)
        assert_allclose(y, grad_x, rtol=1e-12)

    def test_large_images_are_cut_into_blocks_and_give_the_same(self):
        rng = np.random.default_rng(0)
        x, weight = rng.normal(size=(2, 3, 40, 70)), rng.normal(size=(3, 2, 3, 3))
        whole = F.conv2d_transpose(x, weight, stride=2, padding=1)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(F._correlate_backward, "_BLOCK_BYTES", 1)
            in_rows = F.conv2d_transpose(x, weight, stride=2, padding=1)
        assert_allclose(whole, in_rows, rtol=1e-9, atol=1e-9)

    @pytest.mark.parametrize(
        ("kernel", "stride", "groups", "fan_in"),
        # What adds up in one output: two by two of the kernels of each group's channels; where
        # kernels only touch, one; where they lie apart, one or none.
        [(4, 2, 1, 64 * 4), (2, 2, 1, 64), (1, 2, 2, 32), (3, 1, 4, 16 * 9)],
    )
    def test_weights_begin_by_what_adds_up_in_one_output(self, kernel, stride, groups, fan_in):
        cnnlib.seed(0)
        layer = Conv2DTranspose(64, 64, kernel, stride, groups=groups)
        assert_allclose(layer.weight.var(), 2 / fan_in, rtol=0.2)
        assert layer.weight.shape == (64, 64 // groups, kernel, kernel)
        assert not layer.bias.any()

    @pytest.mark.parametrize("layout", ["torch", "paddle"])
    def test_weights_of_other_frameworks_fit_as_they_are(self, layout, tmp_path):
        np.savez(tmp_path / "up.npz", weight=ramp(2, 2, 2, 2), bias=ramp(2))
        layer = Conv2DTranspose(2, 2, 2, 2)
        cnnlib.load(layer, tmp_path / "up.npz", layout=layout)
        assert_array_equal(layer.weight, ramp(2, 2, 2, 2))

    def test_its_macs_are_its_weights_at_each_pixel_of_the_input(self):
        """2 → 3 channels, 3 × 3, on 5 × 5: 25 · 54 (fvcore: 1,350)."""
        layer = Conv2DTranspose(2, 3, 3, stride=2, padding=1, output_padding=1)
        factors = layer.parameter_shapes["weight"], (1, 2, 5, 5)[2:]
        assert layer.macs == ("weight", "input plane")
        assert np.prod(factors[0]) * np.prod(factors[1]) == 1350


class Decoder(cnnlib.Layer):
    """An operation of `functional` in a forward pass of one's own, with a weight of its own."""

    def __init__(self):
        super().__init__()
        self.up = Conv2DTranspose(2, 4, 3, groups=2)

    def forward(self, x):
        weight, bias = self.up.weight, self.up.bias
        return F.conv2d_transpose(x, weight, bias, stride=2, padding=1, groups=2)


def test_it_is_followed_in_a_forward_pass_of_ones_own():
    net = Decoder()
    x = np.random.default_rng(0).normal(size=(1, 2, 4, 5))
    (row,) = cnnlib.count(net, x.shape, "macs").rows
    assert (row.layer_type, row.output_shape) == ("Conv2DTranspose", (1, 4, 7, 9))
    y = net(x)
    net.backward(np.ones(y.shape))
    assert [gradient.shape for gradient in net.gradients()] == [(2, 2, 3, 3), (4,)]
    assert_array_equal(net.gradients()[1], [63] * 4)


def up(kernel, stride, **settings):
    return Conv2DTranspose(1, 1, kernel, stride, **settings)


def conv(kernel, stride=1):
    return Conv2D(1, 1, kernel, stride)


def seen(net, size):
    """Return how many rows and columns of the input the output that sees most depends on."""
    for _, layer in net.named_layers():
        for name, shape in layer.parameter_shapes.items():
            setattr(layer, name, np.ones(shape))
    rows = net.output_shape((1, 1, size, size))[2]
    y = net(np.zeros((rows, 1, size, size)))  # An image for each row of the output.
    grad = np.zeros(y.shape)
    grad[range(rows), 0, range(rows)] = 1
    reached = net.backward(grad).any(axis=(1, 3))
    return max(int(np.ptp(np.flatnonzero(image))) + 1 for image in reached if image.any())


class TestReceptiveField:
    """What the count says is what has a gradient."""

    @pytest.mark.parametrize(
        ("layers", "field"),
        [
            ([up(2, 2)], 1),
            ([up(3, 2)], 2),
            ([up(5, 2)], 3),
            ([up(2, 3)], 1),
            ([up(3, 1, dilation=2)], 5),
            ([up(2, 2), conv(2)], 2),
            ([up(2, 2), conv(3)], 2),
            ([up(2, 2), conv(4)], 3),
            ([up(1, 2), conv(2)], 1),
            ([up(1, 2), conv(3)], 2),
            ([up(2, 2), up(2, 2), conv(3)], 2),
            ([up(3, 2), up(3, 3)], 2),
            ([AvgPool2D(2), up(2, 2)], 2),
            ([AvgPool2D(2), up(2, 2), conv(2)], 4),
            ([AvgPool2D(2), up(2, 2), conv(3)], 4),
            ([AvgPool2D(2), conv(3), up(2, 2), conv(3)], 8),
            ([conv(3, 2), conv(3, 2), up(2, 2), conv(3), up(2, 2), conv(3)], 15),
        ],
        ids=str,
    )
    def test_a_network(self, layers, field):
        net = Sequential(*layers)
        assert cnnlib.count(net, (1, 1, 24, 24)).rows[-1].receptive_field == (field, field)
        assert seen(net, 24) == field

    def test_a_stride_behind_an_enlargement_may_leave_one_less(self):
        """Its outputs need not stand where one sees most: the count says how far one may look."""
        net = Sequential(up(2, 2), conv(3), AvgPool2D(2), conv(3), up(2, 2), conv(3))
        assert cnnlib.count(net, (1, 1, 24, 24)).rows[-1].receptive_field == (6, 6)
        assert seen(net, 24) == 5
