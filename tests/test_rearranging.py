"""Layers that move numbers, against what PyTorch 2.13.0 and PaddlePaddle 3.3.1 answered."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from test_enlarging import conv, ramp, seen, up

import cnnlib
import cnnlib.functional as F
from cnnlib import AvgPool2D, Conv2D, Graph, PixelShuffle, ReLU, Sequential, Slice, Upsample

TWO_ROWS = ramp(1, 1, 2, 3)


class TestUpsampling:
    """The planes 1 2 3 / 4 5 6 and 1 … 16."""

    @pytest.mark.parametrize(
        ("settings", "expected"),
        [
            # torch.nn.functional.interpolate and paddle.nn.functional.interpolate
            (
                {"scale_factor": (1.5, 2)},
                [[1, 1, 2, 2, 3, 3], [1, 1, 2, 2, 3, 3], [4, 4, 5, 5, 6, 6]],
            ),
            ({"size": (1, 5)}, [[1, 1, 2, 2, 3]]),
            (
                {"size": (3, 5), "mode": "bilinear"},
                [[1, 1.4, 2, 2.6, 3], [2.5, 2.9, 3.5, 4.1, 4.5], [4, 4.4, 5, 5.6, 6]],
            ),
            (
                {"size": (3, 5), "mode": "bilinear", "align_corners": True},
                [[1, 1.5, 2, 2.5, 3], [2.5, 3, 3.5, 4, 4.5], [4, 4.5, 5, 5.5, 6]],
            ),
            # By the factor itself: 5 / 3 would give 1, 1.4, 2.
            (
                {"scale_factor": (1, 1.7), "mode": "bilinear"},
                [[1, 1.382353, 1.970588, 2.558824, 3], [4, 4.382353, 4.970588, 5.558824, 6]],
            ),
            # A size that stays: by the factor, 1 1 2 and 1 1.27 2.04.
            ({"scale_factor": (1, 1.3)}, [[1, 2, 3], [4, 5, 6]]),
            ({"scale_factor": (1, 1.3), "mode": "bilinear"}, [[1, 2, 3], [4, 5, 6]]),
        ],
    )
    def test_a_plane(self, settings, expected):
        assert_allclose(F.upsample(TWO_ROWS, **settings)[0, 0], expected, atol=1e-6)

    def test_fewer_places(self):
        assert_array_equal(F.upsample(ramp(1, 1, 1, 7), size=(1, 5)).ravel(), [1, 2, 3, 5, 6])
        y = F.upsample(ramp(1, 1, 4, 4), 0.6, mode="bilinear")[0, 0]
        assert_allclose(y, [[2.666667, 4.333333], [9.333333, 11]], atol=1e-6)

    @pytest.mark.parametrize("dtype", [np.float32, np.float64])
    def test_nearest_places_are_found_in_single_precision(self, dtype):
        """Of 82 places on 2 pixels, PyTorch reads the first at 42: ⌊41 · 2 / 82⌋ would be 1."""
        y = F.upsample(ramp(1, 1, 1, 2).astype(dtype), size=(1, 82)).ravel()
        assert [(y == pixel).sum() for pixel in (1, 2)] == [42, 40]

    @pytest.mark.parametrize(
        ("settings", "expected"),
        [
            ({}, [[16, 24, 15], [23, 27, 15]]),
            ({"mode": "bilinear"}, [[7.3, 12.6, 15.1], [23.3, 30.6, 31.1]]),
            (
                {"mode": "bilinear", "align_corners": True},
                [[6.75, 14, 14.25], [21.75, 34, 29.25]],
            ),
        ],
    )
    def test_gradients(self, settings, expected):
        """Of torch.autograd, for the gradient 1, 2, 3, … of 3 × 5 places."""
        grad = F.upsample_backward(ramp(1, 1, 3, 5), TWO_ROWS, size=(3, 5), **settings)
        assert_allclose(grad[0, 0], expected, rtol=1e-12)

    @pytest.mark.parametrize(
        ("layers", "field"),
        [
            ([Upsample(2)], 1),
            ([Upsample(2), conv(3)], 2),
            ([Upsample(2), conv(4)], 3),
            ([Upsample(1.5), conv(2)], 2),
            ([Upsample(1.5), conv(3)], 3),
            ([Upsample(size=(36, 36)), conv(3)], 3),
            ([Upsample(0.5)], 1),
            ([Upsample(0.5), conv(2)], 3),
            ([Upsample(2, mode="bilinear")], 2),
            ([Upsample(2, mode="bilinear"), conv(3)], 3),
            ([Upsample(2, mode="bilinear"), conv(4)], 4),
            ([Upsample(3, mode="bilinear"), conv(2)], 2),
            ([Upsample(0.5, mode="bilinear")], 2),
            ([Upsample(1 / 3, mode="bilinear"), conv(2)], 4),
            ([Upsample(size=(47, 47), mode="bilinear", align_corners=True), conv(2)], 2),
            ([Upsample(size=(47, 47), mode="bilinear", align_corners=True), conv(4)], 3),
            ([AvgPool2D(2), Upsample(2), conv(3)], 4),
            ([AvgPool2D(2), conv(3), Upsample(2, mode="bilinear"), conv(3)], 10),
            ([AvgPool2D(2), AvgPool2D(2), Upsample(2), conv(3), up(2, 2), conv(3)], 12),
            ([Conv2D(1, 4, 3), PixelShuffle(2), conv(2)], 4),
        ],
        ids=str,
    )
    def test_receptive_fields(self, layers, field):
        """What the count says is what has a gradient."""
        net = Sequential(*layers)
        assert cnnlib.count(net, (1, 1, 24, 24)).rows[-1].receptive_field == (field, field)
        assert seen(net, 24) == field


class TestChannels:
    def test_pixel_shuffle(self):
        """Of torch.nn.functional.pixel_shuffle and paddle.nn.functional.pixel_shuffle."""
        y = F.pixel_shuffle(ramp(1, 8, 1, 2), 2)
        assert y.reshape(2, 8).tolist() == [
            [1, 3, 2, 4, 5, 7, 6, 8],
            [9, 11, 10, 12, 13, 15, 14, 16],
        ]

    def test_channel_shuffle(self):
        """Of torch.nn.ChannelShuffle and paddle.nn.functional.channel_shuffle."""
        assert F.channel_shuffle(ramp(1, 6, 1, 1), 3).ravel().tolist() == [1, 3, 5, 2, 4, 6]

    def test_a_frame_of_a_value(self):
        """Of torch.nn.functional.pad, which counts from the last axis: (1, 2, 1, 0)."""
        y = cnnlib.Pad2D((1, 0, 1, 2), value=0.5)(ramp(1, 1, 1, 3))
        assert y[0, 0].tolist() == [[0.5] * 6, [0.5, 1, 2, 3, 0.5, 0.5]]


def follows(forward, **parts):
    """Return a layer of one's own with these parts and this forward pass."""

    def init(self):
        cnnlib.Layer.__init__(self)
        for name, part in parts.items():
            setattr(self, name, part)

    return type("Own", (cnnlib.Layer,), {"__init__": init, "forward": forward})()


class TestSlices:
    """What ``x[:, 2:5]`` is to Python it is in a forward pass that is traced."""

    @pytest.mark.parametrize(
        ("cut", "layers"),
        [
            (lambda x: x[:, 2:5], [Slice(2, 5)]),
            (lambda x: x[:, :-1], [Slice(0, -1)]),
            (lambda x: x[..., 1:], [Slice(1, axis=3)]),
            (lambda x: x[:, -2:, ..., np.int64(2) : 4], [Slice(-2), Slice(2, 4, axis=3)]),
            (lambda x: x[:], []),
            (lambda x: F.take_slice(x, 1, axis=-1), [Slice(1, axis=-1)]),
            (lambda x: F.pad2d(x, 1, "reflect"), [cnnlib.Pad2D(1, "reflect")]),
        ],
    )
    def test_it_is_followed(self, cut, layers):
        net = follows(lambda self, x: self.relu(cut(x)), relu=ReLU())
        x = np.random.default_rng(0).normal(size=(2, 6, 4, 5))
        y = net(x)
        assert_array_equal(y, np.maximum(cut(x), 0))
        assert net.output_shape(x.shape) == y.shape
        same = Sequential(*layers, ReLU())
        same(x)
        assert_array_equal(net.backward(y), same.backward(y))
        *cuts, _ = cnnlib.count(net, x.shape).rows
        assert [row.layer_type for row in cuts] == [type(each).__name__ for each in layers]

    @pytest.mark.parametrize("sections", [2, [3], (np.int64(3),)])
    def test_a_split_is_followed(self, sections):
        def forward(self, x):
            stays, goes = np.split(x, sections, axis=1)
            return F.channel_shuffle(np.concatenate([stays, self.relu(goes)], axis=1), 2)

        net = follows(forward, relu=ReLU())
        x = np.random.default_rng(0).normal(size=(2, 6, 4, 5))
        y = net(x)
        expected = np.concatenate([x[:, :3], np.maximum(x[:, 3:], 0)], axis=1)
        assert_array_equal(y, F.channel_shuffle(expected, 2))
        kinds = [row.layer_type for row in cnnlib.count(net, x.shape).rows]
        assert kinds == ["Slice", "Slice", "ReLU", "Concat", "ChannelShuffle"]
        unshuffled = F.channel_shuffle_backward(y, y, 2)
        assert_array_equal(net.backward(y)[:, :3], unshuffled[:, :3])

    def test_it_is_described(self):
        net = follows(lambda self, x: x[:, 1:3] + x[:, -2:])
        again, _ = cnnlib.description.from_json(cnnlib.description.to_json(net, (1, 4, 2, 2)))
        x = ramp(1, 4, 2, 2)
        assert isinstance(again, Graph)
        assert_array_equal(again(x), net(x))

    @pytest.mark.parametrize(
        "view",
        [
            lambda x: x[:, :2],
            lambda x: np.split(x, 2, axis=1)[0],
            lambda x: x.transpose(0, 2, 1),
            lambda x: x.reshape(len(x), -1),
        ],
    )
    @pytest.mark.parametrize("of", ["part", "whole"])
    def test_what_has_changed_in_place_under_another_name_is_not_read(self, of, view):
        """NumPy changes both; the forward pass still does so, and says why it has no slope."""

        def forward(self, x):
            x = self.relu(x)
            part = view(x)
            if of == "part":
                part += 1
                return x * 1
            x += 1
            return part * 1

        net = follows(forward, relu=ReLU())
        x = np.ones((1, 4, 2))
        assert net(x).ravel()[:4].tolist() == [2, 2, 2, 2]
        with pytest.raises(TypeError, match="shares its memory, changed in place"):
            net.output_shape(x.shape)

    def test_a_part_may_change_in_place_where_the_whole_is_not_read_again(self):
        def forward(self, x):
            x = self.relu(x)[:, 1:]
            x += 1
            return x.reshape(len(x), -1) * 2

        net = follows(forward, relu=ReLU())
        assert net(np.ones((1, 3, 2))).tolist() == [[4, 4, 4, 4]]
        assert net.backward(np.ones((1, 4))).tolist() == [[[0, 0], [2, 2], [2, 2]]]

    def test_a_split_that_does_not_come_out_even_is_refused_by_number(self):
        net = follows(lambda self, x: np.split(x, 4, axis=1)[0])
        with pytest.raises(ValueError, match=r"4 equal parts must divide axis 1, got 6: \(1, 6\)"):
            net.output_shape((1, 6))
