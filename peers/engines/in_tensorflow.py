# /// script
# requires-python = ">=3.11"
# dependencies = ["tensorflow-cpu==2.21.0"]
# ///
"""The cases in TensorFlow's own functions; its layers are Keras's."""

import numpy as np
import tensorflow as tf
from asking import Program


def given(function):
    """Let a function of TensorFlow's images and kernels, channels last, take and return ours."""

    def asked(x, *weights):
        y = function(
            tf.constant(x.transpose(0, 2, 3, 1)), *(w.transpose(2, 3, 1, 0) for w in weights)
        )
        y = np.asarray(y)
        return y.transpose(0, 3, 1, 2) if y.ndim == 4 else y

    return asked


def conv(x, weight, stride=1, padding="SAME", dilation=1):
    return tf.nn.conv2d(x, weight, stride, padding, dilations=dilation)


def largest(x, kernel_size, stride=1, padding="VALID"):
    return tf.nn.max_pool2d(x, kernel_size, stride, padding)


def across(pixels):
    return [[0, 0], [0, 0], [pixels, pixels], [0, 0]]


# Average pooling knows SAME and VALID only; there is no ceil mode and no other divisor.
CASES = {
    "same-odd": conv,
    "same-stride": lambda x, w: conv(x, w, stride=2),
    "same-by-number": lambda x, w: conv(x, w, stride=2, padding=across(1)),
    "same-dilation": lambda x, w: conv(x, w, dilation=2),
    "no-fit-pool": lambda x: largest(x, 3, 3),
    "no-fit-conv": lambda x, w: conv(x, w, padding="VALID"),
    "padding-whole-window": lambda x: largest(x, [1, 2], 2, across(2)),
    "padding-over-half": lambda x: largest(x, [1, 3], 1, across(2)),
    "max-negative": lambda x: largest(x, [1, 2], 1, across(1)),
    "max-zeros-by-hand": lambda x: largest(tf.pad(x, across(1)), [1, 2]),
    "max-minus-infinity": lambda x: largest(x, 1),
    "max-nan": lambda x: largest(x, [1, 2]),
    "max-nan-last": lambda x: largest(x, [1, 3]),
    "average-default": lambda x: tf.nn.avg_pool2d(x, [1, 3], 1, "SAME"),
    "max-index": lambda x: np.ravel(tf.nn.max_pool_with_argmax(x, 2, 2, "VALID")[1]),
}

PROGRAM = Program(
    "TensorFlow",
    tf.__version__,
    "framework",
    "tf.nn, on the CPU",
    cases={name: given(case) for name, case in CASES.items()},
)

if __name__ == "__main__":
    PROGRAM.main()
