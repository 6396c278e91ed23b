"""Arrays in, arrays out: the operations themselves, one file a family.

No operation writes to its input, and each returns an array of its own: what you do to the
result never reaches what you put in. Float32 gives float32, float64 gives float64.
"""

from cnnlib.functional.activation import dropout, relu, relu6
from cnnlib.functional.convolution import conv2d, pad2d
from cnnlib.functional.linear import flatten, linear
from cnnlib.functional.normalization import batch_norm
from cnnlib.functional.pooling import adaptive_avg_pool2d, avg_pool2d, k_max_pool, max_pool2d

__all__ = [
    "adaptive_avg_pool2d",
    "avg_pool2d",
    "batch_norm",
    "conv2d",
    "dropout",
    "flatten",
    "k_max_pool",
    "linear",
    "max_pool2d",
    "pad2d",
    "relu",
    "relu6",
]
