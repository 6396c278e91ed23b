"""The cases as layers of Keras, on whichever backend is set: answers, and what is exported.

A layer is made from the inputs of a case behind the first, its weights. Its images have their
channels last, as they have by default.
"""

import keras
import numpy as np
from asking import Program
from keras import Input, Model, activations, layers, ops

# A refusal in the words of whoever refuses, without the names of layers around it.
keras.config.disable_traceback_filtering()

ROW, TO_ROW = (1, 2), (1, 3)
SAME = {"padding": "same"}
TWO = {"strides": 2}
EPSILON = {"epsilon": 1e-5}
"""Where a case is about something else than Keras' own ε."""


def weights(array):
    """Return what a layer makes its weights with."""
    return lambda shape, dtype=None: ops.convert_to_tensor(array.reshape(shape))


def conv(w, **settings):
    """Convolve; ours are (out, in, height, width), Keras' (height, width, in, out)."""
    kernel = weights(w.transpose(2, 3, 1, 0))
    return layers.Conv2D(len(w), w.shape[2:], use_bias=False, kernel_initializer=kernel, **settings)


def transposed(w, **settings):
    """Convolve transposed; ours are (in, out, height, width), Keras' (height, width, out, in)."""
    kernel = weights(w.transpose(2, 3, 1, 0))
    return layers.Conv2DTranspose(
        w.shape[1], w.shape[2:], use_bias=False, kernel_initializer=kernel, **settings
    )


def depthwise(w, multiplier):
    kernel = weights(w.reshape(-1, multiplier, *w.shape[2:]).transpose(2, 3, 0, 1))
    return layers.DepthwiseConv2D(
        w.shape[2:], depth_multiplier=multiplier, use_bias=False, depthwise_initializer=kernel
    )


def largest(*size, **settings):
    return lambda: layers.MaxPooling2D(size if len(size) > 1 else size[0], **settings)


def average(*size, **settings):
    return lambda: layers.AveragePooling2D(size if len(size) > 1 else size[0], **settings)


def resized(*size, interpolation="bilinear", **settings):
    return lambda: layers.Resizing(*size, interpolation=interpolation, **settings)


def activation(name):
    return lambda: layers.Activation(name)


def flat(layer):
    """Apply a layer to the numbers of an image as one row."""
    return lambda x: layer(layers.Flatten()(x))


def small_variance():
    """Batch-normalize in evaluation with the variance 0.001."""
    return layers.BatchNormalization(
        moving_variance_initializer=weights(np.array([0.001], np.float32))
    )


LAYERS = {
    "same-odd": lambda w: conv(w, **SAME),
    "same-stride": lambda w: conv(w, **SAME, **TWO),
    "same-2d": lambda w: conv(w, **SAME, **TWO),
    "same-max": largest(3, **SAME, **TWO),
    "same-average": average(3, **SAME, **TWO),
    "same-average-even": average(3, strides=1, **SAME),
    "same-1x1": lambda w: conv(w, **SAME, **TWO),
    "same-1x1-last": lambda w: conv(w, strides=3, **SAME),
    "same-max-1x1": largest(1, **SAME, **TWO),
    "same-1x1-stride-3": largest(1, strides=3, **SAME),
    "any-size-conv": lambda w: conv(w, **SAME, **TWO),
    "any-size-1x1": lambda w: conv(w, **SAME, **TWO),
    "any-size-transposed": lambda w: transposed(w, **SAME, **TWO),
    "any-size-max": largest(3, **SAME, **TWO),
    "any-size-average": average(3, **SAME, **TWO),
    "same-dilation": lambda w: conv(w, dilation_rate=2, **SAME),
    "same-conv-dilated-stride": lambda w: conv(w, dilation_rate=2, **SAME, **TWO),
    "same-transposed": lambda w: transposed(w, **SAME, **TWO),
    "same-transposed-gaps": lambda w: transposed(w, **SAME, **TWO),
    "no-fit-pool": largest(3),
    "no-fit-stride-1": largest(3, strides=1),
    "no-fit-conv": conv,
    "conv-default-padding": conv,
    "conv-flipped": lambda w: conv(w, **SAME),
    "conv-empty-batch": conv,
    "conv-groups-order": lambda w: depthwise(w, 2),
    "transposed-kernel": lambda w: transposed(w, **TWO),
    "transposed-dilation": lambda w: transposed(w, dilation_rate=2),
    "transposed-stride-over-kernel": lambda w: transposed(w, strides=3),
    "max-minus-infinity": largest(1),
    "max-negative-square": largest(3, strides=1, **SAME),
    "max-integers": largest(3, strides=1, **SAME),
    "max-integers-plain": largest(2),
    "max-nan": largest(*ROW, strides=1),
    "max-nan-last": largest(*TO_ROW),
    "max-nan-global": layers.GlobalMaxPooling2D,
    "max-defaults-stride": largest(2),
    "max-whole-image": largest(2),
    "average-whole-image": average(2),
    "average-defaults-stride": average(2),
    "average-default": average(*TO_ROW, strides=1, **SAME),
    "average-2d-default": average(3, strides=1, **SAME),
    "average-half": lambda: layers.GlobalAveragePooling2D(dtype="float16"),
    "average-bfloat16": average(32, dtype="bfloat16"),
    "average-nan": average(2),
    "average-integers": average(2),
    "adaptive-cells": lambda: layers.AdaptiveAveragePooling2D((1, 3)),
    "adaptive-four-to-three": lambda: layers.AdaptiveAveragePooling2D((1, 3)),
    "adaptive-seven-to-five": lambda: layers.AdaptiveAveragePooling2D((1, 5)),
    "adaptive-enlarge": lambda: layers.AdaptiveAveragePooling2D((1, 3)),
    "adaptive-square": lambda: layers.AdaptiveAveragePooling2D(3),
    "adaptive-max": lambda: layers.AdaptiveMaxPooling2D(3),
    "nearest-enlarge": resized(1, 5, interpolation="nearest"),
    "upsample-defaults": layers.UpSampling2D,
    "bilinear-default": resized(1, 4),
    "bilinear-shrink": resized(2, 2),
    "bilinear-antialias": resized(2, 2, antialias=True),
    "area": resized(2, 2, interpolation="area"),
    "bicubic-default": resized(1, 8, interpolation="bicubic"),
    "bicubic-shrink": resized(2, 2, interpolation="bicubic"),
    "layer-norm-small": lambda: flat(layers.LayerNormalization()),
    "layer-norm-large": lambda: flat(layers.LayerNormalization(**EPSILON)),
    "batch-norm-epsilon": small_variance,
    "group-norm-large": lambda: layers.GroupNormalization(1, **EPSILON),
    "group-norm-epsilon": lambda: layers.GroupNormalization(1, epsilon=1.0),
    "group-norm-order": lambda: layers.GroupNormalization(2, **EPSILON),
    "instance-norm-one": lambda: layers.GroupNormalization(-1),
    "leaky-default": layers.LeakyReLU,
    "leaky-slope-given": lambda: layers.LeakyReLU(0.2),
    "prelu-default": layers.PReLU,
    "prelu-axis": lambda w: layers.PReLU(weights(w), shared_axes=[1, 2]),
    "gelu-default": activation("gelu"),
    "hard-sigmoid": activation("hard_sigmoid"),
    "hard-swish": activation("hard_swish"),
    "softmax-default-axis": layers.Softmax,
    "elu-default": layers.ELU,
    "elu-alpha": lambda: layers.ELU(2.0),
    "selu": activation("selu"),
    "swish": activation("silu"),
    "hardtanh-default": activation("hard_tanh"),
    "relu-nan": layers.ReLU,
    "relu6-nan": lambda: layers.ReLU(6.0),
    "hard-sigmoid-nan": activation("hard_sigmoid"),
    "softmax-nan": lambda: layers.Softmax(axis=2),
    "sigmoid-large": activation("sigmoid"),
    "softplus-large": activation("softplus"),
    "lp-normalize-zero": lambda: layers.UnitNormalization(axis=2),
    "flatten-order": layers.Flatten,
}

FUNCTIONS = {
    "leaky-function-default": activations.leaky_relu,
    "gelu-function-default": ops.gelu,
    "gelu-tanh": lambda x: activations.gelu(x, approximate=True),
    "celu": lambda x: activations.celu(x, 2.0),
    "threshold": lambda x: activations.threshold(x, 1.0, 0.0),
    "clip-nan": lambda x: ops.clip(x, 0.0, 6.0),
    "sign-nan": ops.sign,
    "argmax-nan": lambda x: ops.argmax(x, axis=2),
    "argmax-tie": lambda x: ops.argmax(x, axis=2),
    "log-softmax-minus-infinity": lambda x: activations.log_softmax(x, axis=2),
    "log-softmax-large": lambda x: activations.log_softmax(x, axis=2),
    "reduce-l1": lambda x: ops.norm(x, ord=1, axis=2),
    "reduce-l2": lambda x: ops.norm(x, axis=2),
    "pad-value": lambda x: ops.pad(x, ((0, 0), (0, 0), (1, 1), (0, 0)), constant_values=5.0),
    "pixel-shuffle": lambda x: ops.depth_to_space(x, 2),
    "depth-to-space": lambda x: ops.depth_to_space(x, 2),
    "integer-division": lambda x: ops.divide(x, 2),
    "floor-divide": lambda x: ops.floor_divide(x, 2.0),
    "modulo": lambda x: ops.mod(x, 3),
    "round-half": ops.round,
    "std-default": ops.std,
    "pad-negative": lambda x: ops.pad(x, ((0, 0), (-1, -1), (-1, -1), (0, 0))),
    "cast-saturate": lambda x: ops.cast(x, "int8"),
}


def kept(x, **settings):
    """Return the running mean and variance after one batch."""
    norm = layers.BatchNormalization(**settings)
    norm(x, training=True)
    return np.concatenate([ops.convert_to_numpy(w) for w in norm.non_trainable_weights])


def evaluated(x):
    """Return what evaluation makes of a batch right after training on it."""
    norm = layers.BatchNormalization(momentum=0.9, **EPSILON)
    norm(x, training=True)
    return norm(x, training=False)


def count(layer, shape):
    """Return how many parameters a layer has."""
    layer.build(shape)
    return np.array(layer.count_params())


def shape_of(layer, shape, number=0):
    """Return the shape of a weight of a layer."""
    layer.build(shape)
    return tuple(layer.weights[number].shape)


def defaults():
    norm = layers.BatchNormalization()
    return np.array([norm.momentum, norm.epsilon])


ASKED = {
    "batch-norm-kept": lambda x: kept(x, momentum=0.9),
    "batch-norm-translated": lambda x: kept(x, momentum=0.9),
    "batch-norm-four": kept,
    "batch-norm-evaluated": evaluated,
    "batch-norm-fresh": lambda x: layers.BatchNormalization(**EPSILON)(x, training=True),
    "batch-norm-one-value": lambda x: layers.BatchNormalization()(x, training=True),
    "batch-norm-large": lambda x: layers.BatchNormalization(**EPSILON)(x, training=True),
    "dropout-share": lambda x: ops.max(layers.Dropout(0.25)(x, training=True)),
    "dropout-one": lambda x: layers.Dropout(1.0)(x, training=True),
    "relu-negative-zero": lambda x: np.signbit(ops.convert_to_numpy(layers.ReLU()(x))),
}

SHAPES = {
    "batch-norm-defaults": defaults,
    "layer-norm-epsilon": lambda: np.array(layers.LayerNormalization().epsilon),
    "linear-weight": lambda: shape_of(layers.Dense(4), (None, 2)),
    "conv-weight": lambda: shape_of(layers.Conv2D(4, 3), (None, 8, 8, 2)),
    "depthwise-weight": lambda: shape_of(layers.DepthwiseConv2D(3), (None, 8, 8, 4)),
    "transposed-weight": lambda: shape_of(layers.Conv2DTranspose(4, 3), (None, 8, 8, 2)),
    "conv-parameters": lambda: count(layers.Conv2D(4, 3), (None, 8, 8, 2)),
    "linear-axes": lambda x: tuple(layers.Dense(4)(x).shape),
}


def last(x):
    return x.transpose(0, 2, 3, 1)


def first(y):
    """Return what came out, an image with the channels in front of its plane."""
    y = ops.convert_to_numpy(y) if ops.is_tensor(y) else y
    return y.transpose(0, 3, 1, 2) if np.ndim(y) == 4 else y


def network(name, x, *others):
    """Return the layer of a case as a network of its own."""
    shape = last(x).shape
    if name.startswith("any-size"):
        shape = (None, None, None, shape[-1])
    image = Input(batch_shape=shape, dtype=str(x.dtype), name="x")
    layer = LAYERS[name](*others) if name in LAYERS else FUNCTIONS[name]
    return Model(image, layer(image))


def of_layer(name):
    return lambda x, *others: first(network(name, x, *others)(last(x)))


def of_function(function):
    return lambda x: first(function(ops.convert_to_tensor(last(x))))


CASES = (
    {name: of_layer(name) for name in LAYERS}
    | {name: of_function(function) for name, function in (FUNCTIONS | ASKED).items()}
    | SHAPES
)


def program(backend, version, **more):
    """Return the program of Keras on a backend."""
    return Program(
        f"Keras on {backend}",
        keras.__version__,
        "framework",
        f"its layers on {backend} {version.partition('+')[0]}, on the CPU",
        cases=CASES,
        **more,
    )
