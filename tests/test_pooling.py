"""Poolings and paddings of other frameworks: what they answered, number by number."""

import numpy as np
from numpy.testing import assert_allclose

from cnnlib import AvgPool2D, MaxPool2D
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
