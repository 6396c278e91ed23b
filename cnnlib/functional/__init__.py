"""Arrays in, arrays out: the operations themselves, one file a family.

No operation writes to its input, and each returns an array of its own: what you do to the
result never reaches what you put in. Float32 gives float32, float64 gives float64.

Beside an operation stands its gradient, ``…_backward``: it takes the gradient of a loss with
respect to the operation's output, then what the operation got, and returns the gradient with
respect to each array among that.
"""

from cnnlib.functional.activation import (
    dropout,
    dropout_backward,
    relu,
    relu6,
    relu6_backward,
    relu_backward,
)
from cnnlib.functional.adaptive_pooling import adaptive_avg_pool2d, adaptive_avg_pool2d_backward
from cnnlib.functional.convolution import conv2d, conv2d_backward
from cnnlib.functional.k_max_pooling import k_max_pool, k_max_pool_backward
from cnnlib.functional.linear import flatten, linear, linear_backward
from cnnlib.functional.loss import cross_entropy, cross_entropy_backward, softmax
from cnnlib.functional.normalization import batch_norm, batch_norm_backward
from cnnlib.functional.padding import pad2d, pad2d_backward
from cnnlib.functional.pooling import (
    avg_pool2d,
    avg_pool2d_backward,
    max_pool2d,
    max_pool2d_backward,
)

__all__ = [
    "adaptive_avg_pool2d",
    "adaptive_avg_pool2d_backward",
    "avg_pool2d",
    "avg_pool2d_backward",
    "batch_norm",
    "batch_norm_backward",
    "conv2d",
    "conv2d_backward",
    "cross_entropy",
    "cross_entropy_backward",
    "dropout",
    "dropout_backward",
    "flatten",
    "k_max_pool",
    "k_max_pool_backward",
    "linear",
    "linear_backward",
    "max_pool2d",
    "max_pool2d_backward",
    "pad2d",
    "pad2d_backward",
    "relu",
    "relu6",
    "relu6_backward",
    "relu_backward",
    "softmax",
]
