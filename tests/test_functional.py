"""The operations: values that the frameworks give, and what holds on any shape and thread."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

import cnnlib.functional as F


def ramp(height, width=None, dtype=np.float64):
    """Return 1, 2, 3, … row by row, as one image of one channel."""
    width = width or height
    return np.arange(1, height * width + 1, dtype=dtype).reshape(1, 1, height, width)


class TestSpotChecks:
    """Values that PaddlePaddle 3.3.1 gives, or PyTorch 2.13.0 where a test says so."""

    def test_average_with_padding_left_out_of_the_divisor(self):
        y = F.avg_pool2d(ramp(6), 3, stride=1, padding=1)
        assert_array_equal(y[0, 0, 0, :3], [4.5, 5, 6])
        assert_allclose(y.sum(), 666)

    def test_average_with_padding_in_the_divisor(self):
        y = F.avg_pool2d(ramp(6), 3, stride=1, padding=1, exclusive=False)
        assert_allclose(y[0, 0, 0, :3], [2, 3.3333, 4], atol=1e-4)
        assert_allclose(y.sum(), 526.2222, atol=1e-4)

    @pytest.mark.parametrize(
        ("padding", "sign", "expected"),
        [("SAME", 1, [11, 12, 15, 16]), (1, 1, [6, 8, 14, 16]), (1, -1, [-1, -2, -5, -6])],
    )
    def test_max_never_picks_padding(self, padding, sign, expected):
        y = F.max_pool2d(sign * ramp(4), 3, stride=2, padding=padding)
        assert_array_equal(y.ravel(), expected)

    def test_convolution_same(self):
        y = F.conv2d(ramp(4), np.ones((1, 1, 3, 3)), stride=2, padding="SAME")
        assert_array_equal(y.ravel(), [54, 45, 72, 54])

    def test_mask_is_the_flat_index_of_the_first_of_equals(self):
        x = np.array([[1.0, 3, 3], [3, 0, 2], [5, 5, 5]]).reshape(1, 1, 3, 3)
        y, mask = F.max_pool2d(x, 2, stride=1, return_mask=True)
        assert_array_equal(y.ravel(), [3, 3, 5, 5])
        assert_array_equal(mask.ravel(), [1, 1, 6, 7])

    def test_mask_of_minus_infinity_stays_in_the_image(self):
        _, mask = F.max_pool2d(np.full((1, 1, 2, 2), -np.inf), 2, 1, padding=1, return_mask=True)
        assert_array_equal(mask.ravel(), [0, 0, 1, 0, 0, 1, 2, 2, 3])

    def test_nan_is_the_maximum_and_is_found(self):
        y, mask = F.max_pool2d(np.array([[[[1, np.nan], [np.nan, 2]]]]), 2, return_mask=True)
        assert np.isnan(y.item())
        assert mask.item() == 1

    def test_ceil_mode_clips_the_divisor_to_the_padded_image(self):
        ones = np.ones((1, 1, 5, 5))
        y = F.avg_pool2d(ones, 2, 2, ceil_mode=True, exclusive=False)
        assert_array_equal(y, np.ones((1, 1, 3, 3)))
        y = F.avg_pool2d(ones, 3, 2, padding=1, ceil_mode=True, exclusive=False)
        assert_allclose(y[0, 0, 0], [4 / 9, 6 / 9, 4 / 9])

    def test_pooling_with_four_sides(self):
        y = F.max_pool2d(ramp(5, 4), (2, 3), 2, padding="SAME")
        assert_array_equal(y.ravel(), [7, 8, 15, 16, 19, 20])
        for padding in ([0, 1, 1, 0], [[0, 0], [0, 0], [0, 1], [1, 0]]):
            y = F.avg_pool2d(ramp(4, 5), 3, 2, padding)
            assert_array_equal(y.ravel(), [6.5, 8, 14, 15.5])
        y = F.conv2d(ramp(4, 5), np.ones((1, 1, 3, 3)), stride=2, padding=[0, 1, 1, 0])
        assert_array_equal(y.ravel(), [39, 72, 56, 93])

    def test_pytorch_ceil_mode_with_padding(self):
        arguments = {"kernel_size": 3, "stride": 2, "padding": 1, "ceil_mode": True}
        y = F.avg_pool2d(ramp(6), **arguments)
        assert_array_equal(y[0, 0, ::3], [[4.5, 6, 8, 9], [31.5, 33, 35, 36]])
        y = F.avg_pool2d(ramp(6), exclusive=False, **arguments)
        assert_allclose(y[0, 0, ::3], [[2, 4, 16 / 3, 3], [10.5, 16.5, 17.5, 9]])
        y, mask = F.max_pool2d(ramp(6), return_mask=True, **arguments)
        assert_array_equal(y[0, 0, 1:3], [[20, 22, 24, 24], [32, 34, 36, 36]])
        assert_array_equal(mask[0, 0, ::3], [[7, 9, 11, 11], [31, 33, 35, 35]])

    def test_end_padding_counts_in_the_divisor(self):
        """PyTorch's rule; PaddlePaddle leaves the end out and gives four ones here."""
        y = F.avg_pool2d(np.ones((1, 1, 4, 4)), 3, 2, (0, 1, 0, 1), exclusive=False)
        assert_allclose(y.ravel(), [1, 2 / 3, 2 / 3, 4 / 9])

    def test_divisor_override_divides_the_sum(self):
        """PyTorch's rule; PaddlePaddle with exclusive=True divides the mean × 9: all 2.25."""
        assert_array_equal(F.avg_pool2d(ramp(2), 2, divisor_override=5), [[[[2]]]])
        y = F.avg_pool2d(np.ones((1, 1, 4, 4)), 3, 1, 1, divisor_override=4)
        assert_array_equal(y[0, 0, :2], [[1, 1.5, 1.5, 1], [1.5, 2.25, 2.25, 1.5]])

    def test_k_max_keeps_the_order_of_the_column(self):
        x = np.array([[1.0, 9], [8, 2], [3, 7], [6, 4]])
        assert_array_equal(F.k_max_pool(x, 2, axis=0), [[8, 9], [6, 7]])
        assert_array_equal(F.k_max_pool(np.array([4.0, 4, 4, 1]), 2), [4, 4])

    def test_k_max_keeps_the_first_of_equals_and_counts_nan_as_largest(self):
        signed_zeros = F.k_max_pool(np.array([-0.0, 0.0, -1.0, 0.0]), 2)
        assert_array_equal(np.signbit(signed_zeros), [True, False])
        assert_array_equal(F.k_max_pool(np.array([np.inf, np.nan, 1, -np.inf]), 1), [np.nan])
        assert_array_equal(F.k_max_pool(np.array([np.inf, np.nan, 1]), 2), [np.inf, np.nan])

    def test_adaptive_average_of_five_into_two(self):
        y = F.adaptive_avg_pool2d(ramp(1, 5), (1, 2))
        assert_array_equal(y.ravel(), [2, 4])

    def test_pytorch_adaptive_average_of_uneven_and_of_more_cells_than_pixels(self):
        y = F.adaptive_avg_pool2d(ramp(5, 7), (3, 4))
        assert_allclose(y[0, 0, :2], [[5, 6.5, 8.5, 10], [15.5, 17, 19, 20.5]])
        y = F.adaptive_avg_pool2d(ramp(2), 3)
        assert_array_equal(y[0, 0], [[1, 1.5, 2], [2, 2.5, 3], [3, 3.5, 4]])

    def test_pytorch_convolution_with_groups_dilation_and_bias(self):
        x = np.arange(1.0, 33.0).reshape(1, 2, 4, 4)
        weight = np.arange(1.0, 9.0).reshape(2, 1, 2, 2)
        y = F.conv2d(x, weight, np.array([0.5, -0.5]), 1, (0, 1, 1, 0), dilation=2, groups=2)
        assert_array_equal(y[0, 0], [[44.5, 78.5, 88.5], [68.5, 118.5, 128.5], [20.5, 31.5, 34.5]])
        assert_array_equal(y[0, 1, 2], [155.5, 286.5, 297.5])

    def test_dilation_is_kept_with_same(self):
        y = F.conv2d(ramp(4), np.ones((1, 1, 3, 3)), padding="SAME", dilation=2)
        assert y.shape == (1, 1, 4, 4)
        assert_array_equal(y[0, 0, 0, :2], [1 + 3 + 9 + 11, 2 + 4 + 10 + 12])

    @pytest.mark.parametrize(
        ("mode", "row"),
        [
            ("zeros", [0 + 2, 1 + 2, 2 + 4, 2 + 4, 4 + 0]),
            ("reflect", [2 + 2, 1 + 2, 2 + 4, 2 + 4, 4 + 4]),
            ("replicate", [1 + 2, 1 + 2, 2 + 4, 2 + 4, 4 + 4]),
            ("circular", [4 + 2, 1 + 2, 2 + 4, 2 + 4, 4 + 1]),
        ],
    )
    def test_padding_modes(self, mode, row):
        x = np.array([1.0, 2, 2, 4, 4]).reshape(1, 1, 1, 5)
        outer_neighbours = np.array([1.0, 0, 1]).reshape(1, 1, 1, 3)
        y = F.conv2d(x, outer_neighbours, padding=(0, 1), padding_mode=mode)
        assert_array_equal(y.ravel(), row)

    def test_batch_norm_in_training_moves_the_statistics_by_a_tenth(self):
        x = np.array([1.0, 3.0]).reshape(1, 1, 1, 2)
        mean, var = np.array([0.0]), np.array([1.0])
        y = F.batch_norm(x, mean, var, training=True, epsilon=0.0)
        assert_array_equal(y.ravel(), [-1, 1])
        assert_allclose([mean[0], var[0]], [0.2, 1.0])

    def test_batch_norm_keeps_the_biased_variance(self):
        """PyTorch keeps the unbiased one: 4.2 here, from the same output."""
        x, one = np.arange(1.0, 9.0).reshape(2, 1, 2, 2), np.ones(1)
        mean, var = np.array([1.0]), np.array([4.0])
        y = F.batch_norm(x, mean, var, 2 * one, one, training=True)
        assert_allclose(y.ravel()[[0, 1, 7]], [-2.055048, -1.182177, 4.055048], atol=1e-6)
        assert_allclose([mean[0], var[0]], [1.35, 4.125])

    def test_dropout_scales_up_what_stays(self):
        y = F.dropout(np.ones(10_000), p=0.2, generator=np.random.default_rng(0))
        assert set(np.unique(y)) == {0.0, 1.25}
        assert abs(y.mean() - 1) < 0.02
        assert_array_equal(F.dropout(np.ones(3), p=1.0), [0, 0, 0])
        assert_array_equal(F.dropout(np.ones(3), p=0.5, training=False), [1, 1, 1])


class TestMachinery:
    """Blocks of rows, memory that is used again, and sizes at the limits."""

    def test_a_block_of_windows_may_see_nothing_but_padding(self):
        wide = np.ones((1, 1, 1, 110_000), np.float32)  # Each row of windows is a block.
        y = F.conv2d(wide, np.ones((1, 1, 3, 3), np.float32), padding=(4, 1))
        assert_array_equal(y[0, 0, :, 1], [0, 0, 3, 3, 3, 0, 0])

    def test_blocks_of_rows_join_without_a_seam(self):
        x = np.repeat(np.arange(64, dtype=np.float32), 3000).reshape(1, 1, 64, 3000)
        x = np.broadcast_to(x, (1, 8, 64, 3000))
        y = F.conv2d(x, np.ones((1, 8, 3, 3), np.float32), padding=(1, 0))
        assert_array_equal(y[0, 0, :, 0], [24 * (0 + 1), *(72 * np.arange(1, 63)), 24 * (62 + 63)])
        assert_array_equal(y, np.broadcast_to(y[..., :1], (1, 1, 64, 2998)))

    def test_a_frame_that_no_memory_holds_is_refused_by_name(self):
        with pytest.raises(ValueError, match="padding asks for an array of shape"):
            F.conv2d(ramp(4), np.ones((1, 1, 2, 2)), padding=2 * 10**9, dilation=4 * 10**9)

    def test_small_integers_of_numpy_do_not_overflow(self):
        x, weight = np.ones((1, 4, 1, 1)), np.ones((256, 2, 1, 1))
        assert_array_equal(F.conv2d(x, weight, groups=np.uint8(2)), np.full((1, 256, 1, 1), 2))
        assert_array_equal(F.k_max_pool(np.arange(300.0), np.uint8(2)), [298, 299])

    @pytest.mark.parametrize(
        ("channels", "groups", "kernel"), [(8, 1, 3), (1, 1, 3), (8, 1, 1), (8, 8, 3)]
    )
    def test_threads_and_later_calls_leave_a_result_alone(self, channels, groups, kernel):
        weight = np.ones((8, channels // groups, kernel, kernel), np.float32)

        def center(value):
            x = np.full((4, channels, 48, 48), value, np.float32)
            y = F.conv2d(x, weight, groups=groups, padding=kernel // 2)
            return F.max_pool2d(F.avg_pool2d(y, 3, 1, 1), 3, 1, 1)[:, :, 4:-4, 4:-4]

        with ThreadPoolExecutor(4) as threads:
            results = list(threads.map(center, range(40)))
        for value, y in enumerate(results):
            expected = value * channels // groups * kernel**2
            assert_array_equal(y, np.full((4, 8, 40, 40), expected))
