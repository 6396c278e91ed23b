"""Normalization of what belongs to one image, a factor a channel, and other axes."""

import numpy as np

from plain.checks import floats, real, require, whole


def sizes(value, name, least=1):
    if not isinstance(value, (list, tuple)):
        value = (value,)
    require(len(value) > 0, name)
    return tuple(whole(size, name, least) for size in value)


def normalized(values, epsilon, dtype):
    """Return numbers that share a mean and a variance, with mean 0 and variance 1."""
    var = ((values - values.mean()) ** 2).mean()
    epsilon = float(dtype.type(real(epsilon, "epsilon", 0, np.finfo(float).max)))
    require(not var + epsilon <= 0, "variance")
    return (values - values.mean()) / np.sqrt(var + epsilon)


def channels_of(x):
    require(floats(x).ndim > 1, "x", "input")
    return x.shape[1]


def layer_norm(x, normalized_shape, weight=None, bias=None, epsilon=1e-5):
    y, shape = floats(x), sizes(normalized_shape, "normalized_shape")
    before = x.ndim - len(shape)
    require(before > 0 and x.shape[before:] == shape, "x", "input", "normalized_shape")
    weight = np.ones(shape) if weight is None else floats(weight, "weight", shape)
    bias = np.zeros(shape) if bias is None else floats(bias, "bias", shape)
    for place in np.ndindex(x.shape[:before]):
        y[place] = normalized(y[place], epsilon, x.dtype) * weight + bias
    return y


def group_norm(x, num_groups, weight=None, bias=None, epsilon=1e-5):
    y, channels, groups = floats(x), channels_of(x), whole(num_groups, "num_groups")
    require(channels % groups == 0, "num_groups", "x")
    weight = np.ones(channels) if weight is None else floats(weight, "weight", (channels,))
    bias = np.zeros(channels) if bias is None else floats(bias, "bias", (channels,))
    size = channels // groups
    for image in y:
        for start in range(0, channels, size):
            image[start : start + size] = normalized(image[start : start + size], epsilon, x.dtype)
        for channel in range(channels):
            image[channel] = image[channel] * weight[channel] + bias[channel]
    return y


def scale(x, weight):
    weight = floats(weight, "weight", (channels_of(x),))
    return np.stack([floats(x)[:, c] * factor for c, factor in enumerate(weight)], axis=1)


def reshape(x, shape):
    x, shape = floats(x), sizes(shape, "shape", -1)
    stated = [size for size in shape if size != -1]
    require(0 not in shape and len(shape) - len(stated) < 2, "shape")
    rest, left = divmod(x.size // len(x), int(np.prod(stated, dtype=object)))
    require(left == 0 and rest > 0 and (rest == 1 or -1 in shape), "shape", "x")
    return np.array([*x.flat]).reshape(len(x), *(rest if size == -1 else size for size in shape))


def permute(x, axes):
    x, axes = floats(x), sizes(axes, "axes", 0)
    require(sorted(axes) == [*range(len(axes))] and axes[0] == 0, "axes")
    require(len(axes) == x.ndim, "axes", "x")
    y = np.empty([x.shape[axis] for axis in axes])
    for place in np.ndindex(x.shape):
        y[tuple(place[axis] for axis in axes)] = x[place]
    return y
