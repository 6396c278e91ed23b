"""Poolings and paddings of other frameworks: what they answered, number by number."""

import numpy as np
from numpy.testing import assert_allclose

from cnnlib import (
    AdaptiveAvgPool2D,
    AdaptiveMaxPool2D,
    AvgPool2D,
    Flatten,
    MaxPool2D,
    Sequential,
    count,
)
from cnnlib.functional import conv2d, conv2d_transpose


def ramp(side):
    return np.arange(1.0, side * side + 1).reshape(1, 1, side, side)


def test_same_lower_puts_the_odd_one_at_the_beginning():
    """ONNX Runtime 1.32.0 with auto_pad=SAME_LOWER."""
    ones = np.ones((1, 1, 3, 3))
    y = conv2d(ramp(4), ones, stride=2, padding="SAME_LOWER")
    assert y.ravel().tolist() == [14, 30, 57, 99]
    assert MaxPool2D(3, 2, "SAME_LOWER")(ramp(4)).ravel().tolist() == [6, 8, 14, 16]
    assert MaxPool2D(2, 1, "SAME_LOWER")(ramp(3)).ravel().tolist() == [*range(1, 10)]
    average = AvgPool2D(2, 1, "SAME_LOWER")(ramp(3))
    assert average.ravel().tolist() == [1, 1.5, 2.5, 2.5, 3, 4, 5.5, 6, 7]
    average = AvgPool2D(2, 1, "SAME_LOWER", exclusive=False)(ramp(3))
    assert_allclose(average.ravel(), [0.25, 0.75, 1.25, 1.25, 3, 4, 2.75, 6, 7])
    x, weight = np.arange(1.0, 31).reshape(1, 1, 5, 6), np.ones((1, 1, 2, 5))
    y = conv2d(x, weight, stride=(2, 3), padding="SAME_LOWER")
    assert y.ravel().tolist() == [10, 18, 92, 108, 188, 204]


def test_same_lower_of_a_transposed_convolution():
    """ONNX Runtime 1.32.0: ConvTranspose of 1 2 / 3 4 with ones of 3 × 3 and stride 2."""
    x, ones = np.arange(1.0, 5).reshape(1, 1, 2, 2), np.ones((1, 1, 3, 3))
    y = conv2d_transpose(x, ones, stride=2, padding="SAME_LOWER")
    assert y.ravel().tolist() == [1, 3, 2, 2, 4, 10, 6, 6, 3, 7, 4, 4, 3, 7, 4, 4]
    y = conv2d_transpose(x, ones, stride=2, padding="SAME_UPPER")
    assert y.ravel().tolist() == [1, 1, 3, 2, 1, 1, 3, 2, 4, 4, 10, 6, 3, 3, 7, 4]


def test_same_upper_is_same_and_notset_is_no_padding():
    """ONNX Runtime 1.32.0 with these words as auto_pad."""
    ones = np.ones((1, 1, 3, 3))
    y = conv2d(ramp(4), ones, stride=2, padding="SAME_UPPER")
    assert y.ravel().tolist() == [54, 45, 72, 54]
    assert repr(MaxPool2D(3, 2, "SAME_UPPER")).endswith("padding='SAME')")
    # Unlike VALID, NOTSET goes with ceil_mode: the standard lets numbers follow it.
    assert MaxPool2D(2, padding="NOTSET", ceil_mode=True).output_shape((1, 1, 5, 5)) == (1, 1, 3, 3)


def test_dilated_max_pooling():
    """PyTorch 2.13.0: max_pool2d with dilation and return_indices=True."""
    y, mask = MaxPool2D(3, 2, 1, return_mask=True, dilation=2)(ramp(5))
    assert y.ravel().tolist() == [19, 19, 19, 19]
    assert mask.ravel().tolist() == [18, 18, 18, 18]
    pool = MaxPool2D((2, 3), 2, return_mask=True, ceil_mode=True, dilation=(3, 1))
    y, mask = pool(ramp(5))
    assert y.ravel().tolist() == [18, 20, 13, 15]
    assert mask.ravel().tolist() == [17, 19, 12, 14]


def test_dilated_average_pooling():
    """ONNX Runtime 1.32.0: AveragePool of opset 22 with dilations."""
    pool = AvgPool2D(3, 2, 1, dilation=2)
    assert pool(ramp(5)).ravel().tolist() == [13, 13, 13, 13]
    pool = AvgPool2D(3, 2, 1, dilation=2, exclusive=False)
    assert_allclose(pool(ramp(5)).ravel(), [52 / 9] * 4)
    pool = AvgPool2D(2, 2, ceil_mode=True, dilation=(1, 2))
    assert pool(ramp(5)).ravel().tolist() == [4.5, 6.5, 14.5, 16.5, 22, 24]


def test_a_dilated_window_looks_as_far_as_it_reaches():
    net = Sequential(MaxPool2D(3, 1, dilation=2), AvgPool2D(2, 2, dilation=(1, 4)))
    fields = [row.receptive_field for row in count(net, (1, 1, 30, 30)).rows]
    # On paper: 2 · (3 − 1) + 1 = 5, then 1 more down and 4 more across.
    assert fields == [(5, 5), (6, 9)]


def test_padding_that_counts():
    """NumPy 2.4: `np.pad` by these modes, then the plain window over what it gives."""
    x = np.array([[[[1.0, 5.0, 2.0]]]])
    answers = {
        "reflect": ([3, 3, 3.5, 3.5], [5, 5, 5, 5]),
        "replicate": ([1, 3, 3.5, 2], [1, 5, 5, 2]),
        "circular": ([1.5, 3, 3.5, 1.5], [2, 5, 5, 2]),
        "zeros": ([0.5, 3, 3.5, 1], [1, 5, 5, 2]),
        "empty": ([1, 3, 3.5, 2], [1, 5, 5, 2]),
    }
    for mode, (averages, maxima) in answers.items():
        window = {"kernel_size": (1, 2), "stride": 1, "padding": (0, 1), "padding_mode": mode}
        assert AvgPool2D(**window)(x).ravel().tolist() == averages, mode
        assert MaxPool2D(**window)(x).ravel().tolist() == maxima, mode
    # All is negative: a zero of the padding wins where it counts, and nothing is told of it.
    window = {"kernel_size": (1, 2), "stride": 1, "padding": (0, 1)}
    assert MaxPool2D(**window)(-x).ravel().tolist() == [-1, -1, -2, -2]
    assert MaxPool2D(**window, padding_mode="zeros")(-x).ravel().tolist() == [0, -1, -2, 0]
    pool = MaxPool2D(**window, return_mask=True, padding_mode="circular")
    assert pool(x)[1].ravel().tolist() == [2, 1, 1, 2]
    # The pixel that a maximum repeats gets its gradient.
    back = pool.backward(np.array([[[[1.0, 20, 300, 4000]]]]))
    assert back.tolist() == [[[[0, 320, 4001]]]]


GRID = np.array([[[[3.0, 1, 4, 1], [5, 9, 2, 6], [5, 3, 5, 8], [9, 7, 9, 3]]]])


def test_adaptive_max_pooling():
    """PyTorch 2.13.0 and PaddlePaddle 3.3.1 answer the same, places too."""
    y, mask = AdaptiveMaxPool2D(3, return_mask=True)(GRID)
    assert y.ravel().tolist() == [9, 9, 6, 9, 9, 8, 9, 9, 9]
    assert mask.ravel().tolist() == [5, 5, 7, 5, 5, 11, 12, 14, 14]
    y, mask = AdaptiveMaxPool2D((None, 3), return_mask=True)(GRID)
    assert y.tolist() == [[[[3, 4, 4], [9, 9, 6], [5, 5, 8], [9, 9, 9]]]]
    assert mask.tolist() == [[[[0, 2, 2], [5, 5, 7], [8, 10, 11], [12, 14, 14]]]]
    y = AdaptiveAvgPool2D((None, 2))(GRID)
    assert y.tolist() == [[[[2, 2.5], [7, 4], [4, 6.5], [8, 6]]]]


def test_the_gradient_of_adaptive_max_pooling():
    """PyTorch 2.13.0, autograd of adaptive_max_pool2d(x, 3) with the gradient 1 … 9."""
    pool = AdaptiveMaxPool2D(3)
    pool(GRID)
    back = pool.backward(np.arange(1.0, 10).reshape(1, 1, 3, 3))
    assert back.tolist() == [[[[0, 0, 0, 0], [0, 12, 0, 3], [0, 0, 0, 6], [7, 0, 17, 0]]]]


def test_in_a_network_the_next_layer_gets_the_maxima_alone():
    net = Sequential(AdaptiveMaxPool2D(1, return_mask=True), Flatten())
    assert net(GRID).tolist() == [[9]]
