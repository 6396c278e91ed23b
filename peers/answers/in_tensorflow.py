"""The cases in TensorFlow; its layers are Keras's."""

import keras
import numpy as np
import tensorflow as tf

VERSION = f"TensorFlow {tf.__version__}, Keras {keras.__version__}"


def image(*rows):
    return tf.constant(np.array(rows, np.float32)[None, ..., None])


def ones(height, width):
    return tf.ones((height, width, 1, 1))


def plane(y):
    return y[0, ..., 0]


def pad_width(pixels):
    return [[0, 0], [0, 0], [pixels, pixels], [0, 0]]


def kept(*batch):
    norm = keras.layers.BatchNormalization(momentum=0.9)
    norm(image(batch), training=True)
    return np.concatenate([norm.moving_mean, norm.moving_variance])


def defaults():
    norm = keras.layers.BatchNormalization()
    return np.array([norm.momentum, norm.epsilon])


def one_value():
    return plane(keras.layers.BatchNormalization()(image([5]), training=True))


def index():
    x = np.array([1, 2, 3, 4, 5, 5, 5, 5], np.float32).reshape(1, 2, 2, 2)
    return np.ravel(tf.nn.max_pool_with_argmax(x.transpose(0, 2, 3, 1), 2, 2, "VALID")[1])


def weight(layer, channels):
    layer.build((None, 8, 8, channels))
    return tuple(layer.kernel.shape)


def linear_weight():
    layer = keras.layers.Dense(4)
    layer.build((None, 2))
    return tuple(layer.kernel.shape)


def conv(x, kernel, stride=1, padding="SAME", dilation=1):
    return plane(tf.nn.conv2d(x, kernel, stride, padding, dilations=dilation))


def largest(x, kernel_size, stride=1, padding="VALID"):
    return plane(tf.nn.max_pool2d(x, kernel_size, stride, padding))


ROW, SQUARE = image([6, 6]), image([1, 2], [3, 4])
NEGATIVE = image([-1, -2])
SHORT, LONG = image([1, 2, 3]), image([1, 2, 3, 4])

# Average pooling knows SAME and VALID only; there is no ceil mode and no other divisor.
CASES = {
    "same-odd": lambda: conv(SHORT, ones(1, 2)),
    "same-stride": lambda: conv(LONG, ones(1, 3), stride=2),
    "same-by-number": lambda: conv(LONG, ones(1, 3), stride=2, padding=pad_width(1)),
    "same-dilation": lambda: conv(SHORT, ones(1, 2), dilation=2),
    "no-fit-pool": lambda: largest(SQUARE, 3, 3),
    "no-fit-stride-1": lambda: largest(SQUARE, 3),
    "no-fit-conv": lambda: conv(SQUARE, ones(4, 4), padding="VALID"),
    "padding-whole-window": lambda: largest(image([1, 2]), [1, 2], 2, pad_width(2)),
    "padding-over-half": lambda: largest(image([1, 2]), [1, 3], 1, pad_width(2)),
    "max-negative": lambda: largest(NEGATIVE, [1, 2], 1, pad_width(1)),
    "max-zeros-by-hand": lambda: largest(tf.pad(NEGATIVE, pad_width(1)), [1, 2]),
    "max-minus-infinity": lambda: largest(image([-np.inf]), 1),
    "max-nan": lambda: largest(image([np.nan, 1, 2]), [1, 2]),
    "max-nan-last": lambda: largest(image([1, 2, np.nan]), [1, 3]),
    "average-default": lambda: plane(tf.nn.avg_pool2d(ROW, [1, 3], 1, "SAME")),
    "max-index": index,
    "adaptive-cells": lambda: plane(
        keras.layers.AdaptiveAveragePooling2D((1, 3))(image([1, 2, 3, 4, 5]))
    ),
    "batch-norm-kept": lambda: kept(1, 5),
    "batch-norm-translated": lambda: kept(1, 5),
    "batch-norm-defaults": defaults,
    "batch-norm-one-value": one_value,
    "linear-weight": linear_weight,
    "conv-weight": lambda: weight(keras.layers.Conv2D(4, 3), 2),
    "depthwise-weight": lambda: weight(keras.layers.DepthwiseConv2D(3), 4),
}
