# /// script
# requires-python = ">=3.11"
# dependencies = ["tensorflow-cpu==2.21.0"]
# ///
"""The cases in TensorFlow's own functions, converted for LiteRT too; its layers are Keras's."""

import numpy as np
import tensorflow as tf
from asking import Program


def kernels(weights):
    """Turn ours, (out, in, height, width), into (height, width, in, out)."""
    return [w.transpose(2, 3, 1, 0) for w in weights]


def graph(name, x, *weights):
    """Return the function of a case as a graph of its image, whose size it may not know."""
    count, channels, *size = x.shape
    size = [None, None] if name.startswith("any-size") else size
    image = tf.TensorSpec([count, *size, channels], x.dtype)
    return tf.function(lambda x: CASES[name](x, *kernels(weights)), input_signature=[image])


def given(name):
    """Let a case of TensorFlow's images and kernels, channels last, take and return ours."""

    def asked(x, *weights):
        image = tf.constant(x.transpose(0, 2, 3, 1))
        if name.startswith("any-size"):
            y = graph(name, x, *weights)(image)
        else:
            y = CASES[name](image, *kernels(weights))
        y = np.asarray(y)
        return y.transpose(0, 3, 1, 2) if y.ndim == 4 else y

    return asked


def to_tflite(name, *inputs, folder):
    """Convert a function for LiteRT."""
    function = graph(name, *inputs)
    concrete = function.get_concrete_function()
    converter = tf.lite.TFLiteConverter.from_concrete_functions([concrete], function)
    path = folder / "tensorflow" / "tflite" / f"{name}.tflite"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(converter.convert())


def conv(x, weight, stride=1, padding="SAME", dilation=1):
    return tf.nn.conv2d(x, weight, stride, padding, dilations=dilation)


def transposed(x, weight, size, stride=1, padding="VALID", dilation=1):
    """Ours is (in, out, height, width): its kernel has been turned to (height, width, out, in)."""
    shape = [1, size, size, weight.shape[2]]
    return tf.nn.conv2d_transpose(x, weight, shape, stride, padding, dilations=dilation)


def largest(x, kernel_size, stride=1, padding="VALID"):
    return tf.nn.max_pool2d(x, kernel_size, stride, padding)


def average(x, kernel_size, stride=1, padding="SAME"):
    return tf.nn.avg_pool2d(x, kernel_size, stride, padding)


def across(pixels):
    return [[0, 0], [0, 0], [pixels, pixels], [0, 0]]


def around(pixels):
    return [[0, 0], [pixels, pixels], [pixels, pixels], [0, 0]]


def resized(*size, method="bilinear", antialias=False):
    return lambda x: tf.image.resize(x, size, method, antialias=antialias)


def place(x):
    return tf.argmax(x, axis=2)


def fake_quantized(x, lowest, highest):
    return tf.quantization.fake_quant_with_min_max_args(x, lowest, highest)


def slope(function, *more):
    """Return what takes the gradient of a function."""

    def asked(x):
        x = tf.Variable(x)
        with tf.GradientTape() as tape:
            y = tf.reduce_sum(function(x, *more))
        return tape.gradient(y, x)

    return asked


# Average pooling knows SAME and VALID only; there is no ceil mode, no other divisor and no default
# stride.
CASES = {
    "same-odd": conv,
    "same-stride": lambda x, w: conv(x, w, stride=2),
    "same-by-number": lambda x, w: conv(x, w, stride=2, padding=across(1)),
    "same-dilation": lambda x, w: conv(x, w, dilation=2),
    "same-2d": lambda x, w: conv(x, w, stride=2),
    "same-max": lambda x: largest(x, 3, 2, "SAME"),
    "same-average": lambda x: average(x, 3, 2),
    "same-average-even": lambda x: average(x, 3, 1),
    "same-1x1": lambda x, w: conv(x, w, stride=2),
    "same-1x1-last": lambda x, w: conv(x, w, stride=3),
    "same-max-1x1": lambda x: largest(x, 1, 2, "SAME"),
    "same-average-dilated": lambda x: tf.nn.pool(
        x, [2, 2], "AVG", padding="SAME", dilations=[2, 2]
    ),
    "same-1x1-stride-3": lambda x: largest(x, 1, 3, "SAME"),
    "same-max-dilated": lambda x: tf.nn.pool(x, [2, 2], "MAX", padding="SAME", dilations=[2, 2]),
    "same-conv-dilated-stride": lambda x, w: conv(x, w, stride=2, dilation=2),
    "same-transposed": lambda x, w: transposed(x, w, 4, stride=2, padding="SAME"),
    "same-transposed-gaps": lambda x, w: transposed(x, w, 4, stride=2, padding="SAME"),
    "any-size-conv": lambda x, w: conv(x, w, stride=2),
    "any-size-1x1": lambda x, w: conv(x, w, stride=2),
    "any-size-max": lambda x: largest(x, 3, 2, "SAME"),
    "any-size-average": lambda x: average(x, 3, 2),
    "conv-asymmetric": lambda x, w: conv(x, w, padding=[[0, 0], [0, 1], [0, 1], [0, 0]]),
    "conv-flipped": lambda x, w: conv(x, w, padding=around(1)),
    "conv-empty-batch": lambda x, w: conv(x, w, padding="VALID"),
    "no-fit-pool": lambda x: largest(x, 3, 3),
    "no-fit-conv": lambda x, w: conv(x, w, padding="VALID"),
    "padding-whole-window": lambda x: largest(x, [1, 2], 2, across(2)),
    "padding-over-half": lambda x: largest(x, [1, 3], 1, across(2)),
    "transposed-kernel": lambda x, w: transposed(x, w, 2, stride=2),
    "transposed-dilation": lambda x, w: transposed(x, w, 4, dilation=2),
    "transposed-output-padding": lambda x, w: transposed(x, w, 4, stride=2, padding=around(1)),
    "transposed-output-shape": lambda x, w: transposed(x, w, 4, stride=2),
    "transposed-stride-over-kernel": lambda x, w: transposed(x, w, 6, stride=3),
    "max-negative": lambda x: largest(x, [1, 2], 1, across(1)),
    "max-negative-square": lambda x: largest(x, 3, 1, around(1)),
    "max-zeros-by-hand": lambda x: largest(tf.pad(x, across(1)), [1, 2]),
    "max-minus-infinity": lambda x: largest(x, 1),
    "max-nan": lambda x: largest(x, [1, 2]),
    "max-nan-last": lambda x: largest(x, [1, 3]),
    "max-nan-global": lambda x: tf.reduce_max(x, [1, 2]),
    "max-dilated": lambda x: tf.nn.pool(x, [2, 2], "MAX", dilations=[2, 2]),
    "max-whole-image": lambda x: largest(x, 2, 2),
    "average-whole-image": lambda x: average(x, 2, 2, "VALID"),
    "max-integers": lambda x: largest(x, 3, 1, around(1)),
    "max-integers-plain": lambda x: largest(x, 2, 2),
    "max-index": lambda x: np.ravel(tf.nn.max_pool_with_argmax(x, 2, 2, "VALID")[1]),
    "max-index-stride": lambda x: np.ravel(tf.nn.max_pool_with_argmax(x, 2, 1, "VALID")[1]),
    "max-index-batch": lambda x: np.ravel(tf.nn.max_pool_with_argmax(x, 2, 2, "VALID")[1]),
    "max-tie-gradient": slope(largest, 2),
    "average-default": lambda x: average(x, [1, 3]),
    "average-2d-default": lambda x: average(x, 3),
    "average-dilated": lambda x: tf.nn.pool(x, [2, 2], "AVG", dilations=[2, 2]),
    "average-nan": lambda x: average(x, 2, padding="VALID"),
    "average-integers": lambda x: average(x, 2, padding="VALID"),
    "average-half": lambda x: tf.reduce_mean(x, [1, 2]),
    "average-bfloat16": lambda x: tf.cast(
        average(tf.cast(x, tf.bfloat16), 32, padding="VALID"), tf.float32
    ),
    "batch-norm-large": lambda x: tf.nn.batch_normalization(
        x, *tf.nn.moments(x, [0, 1, 2]), 0.0, 1.0, 1e-5
    ),
    "lrn": lambda x: tf.nn.lrn(x, 1, 1.0, 1.0, 1.0),
    "lrn-defaults": lambda x: tf.nn.lrn(x, 1),
    "leaky-function-default": tf.nn.leaky_relu,
    "gelu-function-default": tf.nn.gelu,
    "gelu-tanh": lambda x: tf.nn.gelu(x, approximate=True),
    "softmax-default-axis": tf.nn.softmax,
    "elu-default": tf.nn.elu,
    "selu": tf.nn.selu,
    "swish": tf.nn.silu,
    "relu-nan": tf.nn.relu,
    "relu6-nan": tf.nn.relu6,
    "clip-nan": lambda x: tf.clip_by_value(x, 0.0, 6.0),
    "softmax-nan": lambda x: tf.nn.softmax(x, axis=2),
    "sign-nan": tf.sign,
    "argmax-nan": place,
    "argmax-tie": place,
    "sigmoid-large": tf.sigmoid,
    "softplus-large": tf.nn.softplus,
    "log-softmax-large": lambda x: tf.nn.log_softmax(x, axis=2),
    "log-softmax-minus-infinity": lambda x: tf.nn.log_softmax(x, axis=2),
    "leaky-slope-given": lambda x: tf.nn.leaky_relu(x, 0.2),
    "lp-normalize-zero": lambda x: tf.math.l2_normalize(x, axis=2),
    "reduce-l1": lambda x: tf.norm(x, 1, axis=2),
    "reduce-l2": lambda x: tf.norm(x, axis=2),
    "pad-value": lambda x: tf.pad(x, across(1), constant_values=5.0),
    "flatten-order": lambda x: tf.reshape(x, [1, -1]),
    "relu-negative-zero": lambda x: np.signbit(tf.nn.relu(x)),
    "nearest-enlarge": resized(1, 5, method="nearest"),
    "bilinear-default": resized(1, 4),
    "bilinear-shrink": resized(2, 2),
    "bilinear-antialias": resized(2, 2, antialias=True),
    "bicubic-default": resized(1, 8, method="bicubic"),
    "bicubic-outside": resized(1, 8, method="bicubic"),
    "bicubic-shrink": resized(2, 2, method="bicubic"),
    "area": resized(2, 2, method="area"),
    "depth-to-space": lambda x: tf.nn.depth_to_space(x, 2),
    "pixel-shuffle": lambda x: tf.nn.depth_to_space(x, 2),
    "dropout-share": lambda x: tf.reduce_max(tf.nn.dropout(x, 0.25)),
    "dropout-one": lambda x: tf.nn.dropout(x, 1.0),
    "integer-division": lambda x: tf.math.divide(x, 2),
    "floor-divide": lambda x: tf.math.floordiv(x, 2.0),
    "modulo": lambda x: tf.math.mod(x, 3),
    "round-half": tf.round,
    "std-default": tf.math.reduce_std,
    "pad-negative": lambda x: tf.pad(x, around(-1)),
    "relu-gradient-zero": slope(tf.nn.relu),
    "clip-gradient-bound": slope(tf.clip_by_value, 0.0, 6.0),
    "relu6-gradient-bound": slope(tf.nn.relu6),
    "abs-gradient-zero": slope(tf.abs),
    "maximum-gradient-tie": lambda x, other: slope(tf.maximum, float(other))(x),
    "average-gradient-corner": lambda x: slope(average, 3)(x)[:, :1, :1],
    "cast-saturate": lambda x: tf.cast(x, tf.int8),
    "fake-quantize-half": lambda x: fake_quantized(x, -128, 127),
    "fake-quantize-zero-point": lambda x: fake_quantized(x, -129, 126),
}

NOT_CONVERTED = (
    "max-index",
    "max-index-stride",
    "max-index-batch",
    "relu-negative-zero",
    "conv-empty-batch",
    "dropout-share",
)
"""Computed with NumPy, for no image at all, or by chance; nor is a gradient a layer."""

PROGRAM = Program(
    "TensorFlow",
    tf.__version__,
    "framework",
    "tf.nn, on the CPU",
    cases={name: given(name) for name in CASES},
    exports={
        name: to_tflite for name in CASES if "gradient" not in name and name not in NOT_CONVERTED
    },
)

if __name__ == "__main__":
    PROGRAM.main()
