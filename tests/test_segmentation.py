"""A class for each pixel: the loss, what is refused, and a small U-Net that learns."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

import cnnlib
import cnnlib.functional as F
from cnnlib import Adam, Conv2D, UNet

SCORES = (np.arange(12.0) % 5).reshape(1, 3, 2, 2)
LABELS = np.array([[[0, 2], [1, 1]]])


class TestLoss:
    def test_it_is_the_mean_over_the_pixels(self):
        """Of torch.nn.functional.cross_entropy, and of Paddle's with axis=1."""
        assert F.cross_entropy(SCORES, LABELS) == pytest.approx(1.8019146919)

    def test_its_gradient(self):
        """Of torch.autograd."""
        grad = F.cross_entropy_backward(SCORES, LABELS)
        expected = [
            [-0.246697, 0.011653, 0.16631, 0.16631],
            [0.18035, 0.004287, -0.188818, -0.188818],
            [0.066347, -0.01594, 0.022508, 0.022508],
        ]
        assert_allclose(grad.reshape(3, 4), expected, atol=1e-6)

    @pytest.mark.parametrize(
        ("labels", "message"),
        [
            (np.array([0]), r"labels must have shape \(1, 2, 2\), one a pixel, got \(1,\)"),
            (LABELS[:, None], r"got \(1, 1, 2, 2\); take labels\[:, 0\]"),
            (np.zeros((1, 3, 2, 2), int), r"got \(1, 3, 2, 2\); one-hot ones .*argmax\(axis=1\)"),
            (LABELS + 1, "labels must lie between 0 and 2, got 3"),
        ],
    )
    def test_labels_must_name_the_class_of_each_pixel(self, labels, message):
        for loss in (F.cross_entropy, F.cross_entropy_backward):
            with pytest.raises(ValueError, match=message):
                loss(SCORES, labels)
        net = Conv2D(3, 3, 1)
        if labels.ndim > 1:
            for call in (
                lambda: cnnlib.fit(net, SCORES, labels),
                lambda: cnnlib.accuracy(net, SCORES, labels),
            ):
                with pytest.raises(ValueError, match=message):
                    call()

    def test_scores_of_pixels_need_labels_of_pixels(self):
        message = r"got \(1, 3, 2, 2\) for N = 1: a Flatten before the end, or labels of shape"
        with pytest.raises(ValueError, match=message):
            cnnlib.fit(Conv2D(3, 3, 1), SCORES, np.array([0]))


def frames(rng, count, size=12):
    """Return noisy outlines of rectangles, and which pixels lie in them: the inside is as dark."""
    images, labels = np.zeros((count, 1, size, size)), np.zeros((count, size, size), int)
    for image, label in zip(images[:, 0], labels, strict=True):
        (height, width), (y, x) = rng.integers(5, 9, 2), rng.integers(0, 4, 2)
        image[y : y + height, x : x + width] = 1
        image[y + 1 : y + height - 1, x + 1 : x + width - 1] = 0
        label[y : y + height, x : x + width] = 1
    return (images + 0.2 * rng.normal(size=images.shape)).astype(np.float32), labels


def test_a_small_u_net_learns_what_lies_inside():
    rng = np.random.default_rng(0)
    images, labels = frames(rng, 48)
    unseen = frames(rng, 32)
    cnnlib.seed(0)
    net = UNet(channels=6, levels=2, batch_norm=True)
    history = cnnlib.fit(
        *(net, images, labels, Adam(0.02)), epochs=10, batch_size=16, progress=False
    )
    outside, inside = (unseen[1] == 0).mean(), (unseen[0][:, 0] < 0.5)[unseen[1] == 1].mean()
    assert outside < 0.75  # So often all background would be right,
    assert inside > 0.35  # and so many pixels of a rectangle are no brighter than it.
    assert cnnlib.accuracy(net, *unseen) > 0.95
    assert history.losses[-1] < 0.2 < 0.6 < history.losses[0]
    assert len(history.losses) == 30
    assert history.accuracies[-1] > 0.95


# The same networks in PyTorch 2.13.0: its parameters, and its FlopCounterMode halved.
@pytest.mark.parametrize(
    ("settings", "size", "params", "macs"),
    [
        ({}, (1, 1, 512, 512), 31_030_658, 192_384_335_872),
        ({"in_channels": 3}, (1, 3, 256, 256), 31_031_810, 48_171_581_440),
        ({"batch_norm": True}, (1, 1, 64, 64), 31_036_546, 3_006_005_248),
        (
            {"channels": 16, "levels": 2, "batch_norm": True},
            *((1, 1, 64, 64), 117_090, 99_287_040),
        ),
    ],
)
def test_u_nets_by_their_numbers(settings, size, params, macs):
    report = cnnlib.count(UNet(**settings), size, "macs")
    assert (report.total_params, report.total_flops) == (params, macs)
    assert report.rows[-1].output_shape == (1, 2, *size[2:])


def test_what_counters_say_of_a_small_one():
    """What each printed for that network in PyTorch 2.13.0; the first counts additions as well."""
    net = UNet(channels=16, levels=2, batch_norm=True)
    answers = {
        "flops": 198_574_080,
        "thop": 113_573_888,
        "fvcore": 100_139_008,
        "torchinfo": 111_977_088,
        "ptflops": 99_393_536,
        "ptflops-pytorch": 101_294_080,
        "calflops": 199_964_672,
        "deepspeed": 199_964_672,
        "torchprofile": 112_295_936,
        "onnx-tool": 104_538_112,
        "onnx-opcounter": 112_517_328,
    }
    compared = cnnlib.compare(net, (1, 1, 64, 64), answers)
    assert {row.convention: row.total_flops for row in compared.rows} == answers


def test_a_u_net_goes_down_and_up_as_in_its_figure():
    """Channels and side of figure 1 of the paper; there they lose two pixels a convolution."""
    rows = {row.name: row for row in cnnlib.count(UNet(), UNet.input_size).rows}
    stages = {
        "down1.3": (64, 512),
        "pool1": (64, 256),
        "down2.3": (128, 256),
        "down3.3": (256, 128),
        "down4.3": (512, 64),
        "bottom.3": (1024, 32),
        "up4": (512, 64),
        "across4": (1024, 64),
        "merge4.3": (512, 64),
        "across2": (256, 256),
        "merge1.3": (64, 512),
        "classifier": (2, 512),
    }
    assert {name: rows[name].output_shape for name in stages} == {
        name: (1, channels, side, side) for name, (channels, side) in stages.items()
    }
    assert rows["across4"].inputs == ((1, 512, 64, 64), (1, 512, 64, 64))
    # 5, then 2 more and twice as many a level; up again, where the coarsest grid decides.
    assert [rows[name].receptive_field[0] for name in ("down1.3", "bottom.3")] == [5, 140]


def test_a_side_that_cannot_be_halved_so_often_is_refused_where_the_ways_meet():
    with pytest.raises(ValueError, match=r"across3: .* \(1, 256, 25, 24\) and \(1, 256, 24, 24\)"):
        UNet().output_shape((1, 1, 100, 97))
