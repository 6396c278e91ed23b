"""The document's own numbers, one test for each example it gives.

Expected values are written out as the document prints them; none is computed here.
"""

import numpy as np
import pytest
from numpy.testing import assert_array_equal

import cnnlib
from cnnlib import AvgPool2D, BatchNorm2D, Conv2D, KMaxPool, Linear, MaxPool2D

ONE_TO_SIXTEEN = np.array(
    [[[[1.0, 2, 3, 4], [5, 6, 7, 8], [9, 10, 11, 12], [13, 14, 15, 16]]]],
)


def test_section_2_1_figure_1_average():
    assert_array_equal(AvgPool2D(2, 2)(ONE_TO_SIXTEEN), [[[[3.5, 5.5], [11.5, 13.5]]]])


def test_section_2_1_figure_1_max():
    assert_array_equal(MaxPool2D(2, 2)(ONE_TO_SIXTEEN), [[[[6, 8], [14, 16]]]])


def test_section_2_1_figure_2_k_max_keeps_two_of_each_column_in_order():
    columns = np.array([[4.0, 1, 9], [7, 8, 2], [5, 3, 6], [1, 6, 7]])
    assert_array_equal(KMaxPool(2, axis=0)(columns), [[7, 8, 9], [5, 6, 7]])


def test_section_2_2_figure_3_a_shift_by_one_pixel_leaves_most_maxima():
    image = np.array(
        [[[[9.0, 1, 0, 0, 7, 0], [0, 2, 8, 1, 0, 0], [3, 0, 0, 6, 1, 5], [0, 1, 0, 0, 2, 0]]]]
    )
    shifted = np.array(
        [[[[0.0, 9, 1, 0, 0, 7], [0, 0, 2, 8, 1, 0], [0, 3, 0, 0, 6, 1], [0, 0, 1, 0, 0, 2]]]]
    )
    assert_array_equal(MaxPool2D(2, 2)(image), [[[[9, 8, 7], [3, 6, 5]]]])
    assert_array_equal(MaxPool2D(2, 2)(shifted), [[[[9, 8, 7], [3, 1, 6]]]])


@pytest.mark.parametrize(("padding", "shape"), [(0, (1, 1, 4, 4)), (1, (1, 1, 6, 6))])
def test_section_2_3_1_average_pool_with_an_int(padding, shape):
    pool = AvgPool2D(kernel_size=3, stride=1, padding=padding)
    assert pool(np.ones((1, 1, 6, 6))).shape == shape
    assert pool.output_shape((1, 1, 6, 6)) == shape


def test_section_2_3_1_padding_that_keeps_the_size():
    assert cnnlib.geometry.resolve_padding("SAME", 6, kernel_size=3) == (1, 1, 1, 1)
    for kernel_size, padding in ((1, 0), (3, 1), (5, 2), (7, 3)):
        pool = AvgPool2D(kernel_size, stride=1, padding=padding)
        assert pool.output_shape((1, 1, 6, 6)) == (1, 1, 6, 6)


@pytest.mark.parametrize(("padding", "shape"), [(0, (1, 1, 10, 2)), ((1, 2), (1, 1, 12, 6))])
def test_section_2_3_2_average_pool_with_a_pair(padding, shape):
    pool = AvgPool2D(kernel_size=(3, 5), stride=1, padding=padding)
    assert pool(np.ones((1, 1, 12, 6))).shape == shape
    assert pool.output_shape((1, 1, 12, 6)) == shape


@pytest.mark.parametrize(
    ("kernel_size", "padding", "shape"),
    [(2, "SAME", (1, 1, 3, 3)), (1, "SAME", (1, 1, 6, 6)), (2, "VALID", (1, 1, 3, 3))],
)
def test_section_2_3_3_average_pool_with_a_word(kernel_size, padding, shape):
    pool = AvgPool2D(kernel_size, padding=padding)
    assert pool(np.ones((1, 1, 6, 6))).shape == shape
    assert pool.output_shape((1, 1, 6, 6)) == shape


def test_section_2_4_output_size_of_pooling_with_four_paddings():
    assert cnnlib.geometry.output_size((4, 4), 2, stride=2, padding=(0, 0, 0, 0)) == (2, 2)
    assert cnnlib.geometry.output_size((4, 4), 2, stride=2, padding=(1, 0, 0, 1)) == (2, 2)
    assert MaxPool2D(2, 2).output_shape((1, 7, 4, 4)) == (1, 7, 2, 2), "channels stay"


def test_section_3_1_convolution_parameters():
    conv = Conv2D(2, 4, kernel_size=(3, 3), stride=1, padding=1)
    weight, bias = conv.parameters()
    assert weight.shape == (4, 2, 3, 3)
    assert bias.shape == (4,)
    assert weight.size + bias.size == 76
    assert cnnlib.count(conv, (1, 2, 320, 320)).total_params == 76


def test_section_3_1_convolution_flops(capsys):
    conv = Conv2D(2, 4, kernel_size=(3, 3), stride=1, padding=1)
    assert cnnlib.flops(conv, [1, 2, 320, 320]) == 7_782_400
    assert capsys.readouterr().out == "Total Flops: 7782400     Total Params: 76\n"
    assert cnnlib.count(conv, (1, 2, 320, 320), "document").total_flops == 7_782_400


def test_section_3_2_batch_norm():
    report = cnnlib.count(BatchNorm2D(4), (1, 4, 10, 10), "document")
    assert report.total_params == 16
    assert report.trainable_params == 8
    assert report.total_flops == 800


def test_section_3_3_linear_parameters():
    linear = Linear(in_features=2, out_features=4)
    weight, bias = linear.parameters()
    assert weight.shape == (2, 4)
    assert bias.shape == (4,)
    assert cnnlib.count(linear, (1, 2)).total_params == 12


def test_section_3_3_linear_flops():
    assert cnnlib.count(Linear(2, 4), (1, 2), "document").total_flops == 8


LENET_ROWS = [
    ("features.0", "Conv2D", (1, 6, 28, 28), 60, 47_040),
    ("features.1", "ReLU", (1, 6, 28, 28), 0, 0),
    ("features.2", "MaxPool2D", (1, 6, 14, 14), 0, 0),
    ("features.3", "Conv2D", (1, 16, 10, 10), 2_416, 241_600),
    ("features.4", "ReLU", (1, 16, 10, 10), 0, 0),
    ("features.5", "MaxPool2D", (1, 16, 5, 5), 0, 0),
    ("flatten", "Flatten", (1, 400), 0, 0),
    ("fc.0", "Linear", (1, 120), 48_120, 48_000),
    ("fc.1", "Linear", (1, 84), 10_164, 10_080),
    ("fc.2", "Linear", (1, 10), 850, 840),
]


@pytest.mark.parametrize("convention", ["document", "paddle"])
@pytest.mark.parametrize("row", LENET_ROWS, ids=[row[0] for row in LENET_ROWS])
def test_section_3_4_lenet_layer_by_layer(row, convention):
    rows = cnnlib.count(cnnlib.LeNet(), (1, 1, 28, 28), convention).rows
    got = rows[LENET_ROWS.index(row)]
    assert (got.name, got.layer_type, got.output_shape, got.params, got.flops) == row


def test_section_3_4_lenet_totals():
    report = cnnlib.count(cnnlib.LeNet(), (1, 1, 28, 28), "document")
    assert len(report.rows) == 10
    assert report.total_params == 61_610
    assert report.total_flops == 347_560


def test_section_3_4_lenet_printed():
    """The document prints the same, but for the Flatten line that cnnlib's network has."""
    assert repr(cnnlib.LeNet()) == (
        "LeNet(\n"
        "  (features): Sequential(\n"
        "    (0): Conv2D(1, 6, kernel_size=[3, 3], padding=1, data_format=NCHW)\n"
        "    (1): ReLU()\n"
        "    (2): MaxPool2D(kernel_size=2, stride=2, padding=0)\n"
        "    (3): Conv2D(6, 16, kernel_size=[5, 5], data_format=NCHW)\n"
        "    (4): ReLU()\n"
        "    (5): MaxPool2D(kernel_size=2, stride=2, padding=0)\n"
        "  )\n"
        "  (flatten): Flatten(start_axis=1, stop_axis=-1)\n"
        "  (fc): Sequential(\n"
        "    (0): Linear(in_features=400, out_features=120, dtype=float32)\n"
        "    (1): Linear(in_features=120, out_features=84, dtype=float32)\n"
        "    (2): Linear(in_features=84, out_features=10, dtype=float32)\n"
        "  )\n"
        ")"
    )


def test_section_3_4_lenet_flops_in_detail(capsys):
    """Letter for letter what paddle.flops of PaddlePaddle 3.3.1 prints with NumPy 2.3.5."""
    assert cnnlib.flops(cnnlib.LeNet(), [1, 1, 28, 28], print_detail=True) == 347_560
    assert capsys.readouterr().out == (
        "+--------------+-----------------+-----------------+--------+--------+\n"
        "|  Layer Name  |   Input Shape   |   Output Shape  | Params | Flops  |\n"
        "+--------------+-----------------+-----------------+--------+--------+\n"
        "|   conv2d_0   |  [1, 1, 28, 28] |  [1, 6, 28, 28] |   60   | 47040  |\n"
        "|   re_lu_0    |  [1, 6, 28, 28] |  [1, 6, 28, 28] |   0    |   0    |\n"
        "| max_pool2d_0 |  [1, 6, 28, 28] |  [1, 6, 14, 14] |   0    |   0    |\n"
        "|   conv2d_1   |  [1, 6, 14, 14] | [1, 16, 10, 10] |  2416  | 241600 |\n"
        "|   re_lu_1    | [1, 16, 10, 10] | [1, 16, 10, 10] |   0    |   0    |\n"
        "| max_pool2d_1 | [1, 16, 10, 10] |  [1, 16, 5, 5]  |   0    |   0    |\n"
        "|   linear_0   |     [1, 400]    |     [1, 120]    | 48120  | 48000  |\n"
        "|   linear_1   |     [1, 120]    |     [1, 84]     | 10164  | 10080  |\n"
        "|   linear_2   |     [1, 84]     |     [1, 10]     |  850   |  840   |\n"
        "+--------------+-----------------+-----------------+--------+--------+\n"
        "Total Flops: 347560     Total Params: 61610\n"
    )


def test_section_3_4_vgg16_left_to_the_reader():
    report = cnnlib.count(cnnlib.VGG16(), (1, 3, 224, 224), "document")
    assert report.total_params == 138_357_544
    assert report.total_flops == 15_483_811_840
