"""The operations: float64 in every step, one window after another."""

import itertools
import math
from fractions import Fraction

import numpy as np

from plain.checks import MOST, finite, flag, floats, images, pair, positive, real, require, whole
from plain.geometry import grid, number_of, resolve_padding


def windows(x, kernel_size, stride, padding, ceil_mode, dilation, padding_mode):
    """Return the image to look at, the output's shape and, for each place in it, what is seen.

    That is the rows and the columns of the window in the image, and how many places it has in the
    padded image.
    """
    stride = kernel_size if stride is None else stride
    valid = isinstance(padding, str) and padding.upper() == "VALID"
    require(not (valid and flag(ceil_mode, "ceil_mode")), "ceil_mode")
    *starts, sides = grid(x.shape[2:], kernel_size, stride, padding, dilation, ceil_mode)
    require(isinstance(padding_mode, str), "padding_mode")
    require(padding_mode in ("empty", *SOURCES), "padding_mode")
    require(number_of(starts[0]) * number_of(starts[1]) <= MOST, "padding")
    lines = []
    for axis, k, d in zip((0, 1), pair(kernel_size, ""), pair(dilation, ""), strict=True):
        begin, end = sides[2 * axis : 2 * axis + 2]
        require(max(begin, end) < d * (k - 1) + 1, "padding")
        taps = [range(start, start + k * d, d) for start in starts[axis]]
        seen = [inside(each, 0, x.shape[2 + axis]) for each in taps]
        require(all(map(len, seen)), "padding")
        framed = [inside(each, -begin, x.shape[2 + axis] + end) for each in taps]
        if padding_mode != "empty":  # Counted from the first row of the frame.
            seen = [range(each.start + begin, each.stop + begin, d) for each in framed]
        lines.append([*zip(seen, map(len, framed), strict=True)])
    image = x if padding_mode == "empty" else pad2d(x, sides, padding_mode, "padding_mode")
    places = (
        ((slice(None), slice(None), i, j), rows, columns, high * wide)
        for (i, (rows, high)), (j, (columns, wide)) in itertools.product(*map(enumerate, lines))
    )
    return image, (*x.shape[:2], *map(len, lines)), places


def inside(taps, low, high):
    """Return the part of a range that lies between two numbers."""
    first, end = (max(0, -((taps.start - bound) // taps.step)) for bound in (low, high))
    return taps[first:end]


def max_pool2d(
    x,
    kernel_size,
    stride=None,
    padding=0,
    return_mask=False,
    ceil_mode=False,
    dilation=1,
    padding_mode="empty",
):
    x, return_mask = images(x), flag(return_mask, "return_mask")
    require(not (return_mask and padding_mode == "zeros"), "return_mask")
    window = kernel_size, stride, padding, ceil_mode, dilation, padding_mode
    image, shape, places = windows(x, *window)
    numbers, *_ = windows(np.arange(float(x[0, 0].size)).reshape(1, 1, *x.shape[2:]), *window)
    y, mask = np.empty(shape), np.empty(shape, np.int64)
    for place, rows, columns, _ in places:
        pixels = image[:, :, rows][..., columns].reshape(*shape[:2], -1)
        y[place] = pixels.max(axis=2)
        mask[place] = numbers[0, 0][rows][:, columns].ravel()[pixels.argmax(axis=2)]
    return (y, mask) if return_mask else y


def avg_pool2d(
    x,
    kernel_size,
    stride=None,
    padding=0,
    ceil_mode=False,
    exclusive=True,
    divisor_override=None,
    dilation=1,
    padding_mode="empty",
):
    x, exclusive = images(x), flag(exclusive, "exclusive")
    if divisor_override is not None:
        divisor_override = positive(divisor_override, "divisor_override")
    window = kernel_size, stride, padding, ceil_mode, dilation, padding_mode
    image, shape, places = windows(x, *window)
    y = np.empty(shape)
    for place, rows, columns, framed in places:
        divisor = divisor_override or (len(rows) * len(columns) if exclusive else framed)
        y[place] = image[:, :, rows][..., columns].sum(axis=(2, 3)) / divisor
    return y


def adaptive_avg_pool2d(x, output_size):
    x = images(x)
    *batch, height, width = x.shape
    out_h, out_w = grid_of(output_size, height, width)
    y = np.empty((*batch, out_h, out_w))
    for i, j in itertools.product(range(out_h), range(out_w)):
        y[:, :, i, j] = x[:, :, cell(i, height, out_h), cell(j, width, out_w)].mean(axis=(2, 3))
    return y


def adaptive_max_pool2d(x, output_size, return_mask=False):
    x, return_mask = images(x), flag(return_mask, "return_mask")
    *batch, height, width = x.shape
    out_h, out_w = grid_of(output_size, height, width)
    y, mask = np.empty((*batch, out_h, out_w)), np.empty((*batch, out_h, out_w), np.int64)
    places = np.arange(height * width).reshape(height, width)
    for i, j in itertools.product(range(out_h), range(out_w)):
        rows, columns = cell(i, height, out_h), cell(j, width, out_w)
        pixels = x[:, :, rows, columns].reshape(*batch, -1)
        y[:, :, i, j] = pixels.max(axis=2)
        mask[:, :, i, j] = places[rows, columns].ravel()[pixels.argmax(axis=2)]
    return (y, mask) if return_mask else y


def grid_of(output_size, height, width):
    sides = output_size if isinstance(output_size, (list, tuple)) else (output_size,) * 2
    require(len(sides) == 2, "output_size")
    out_h, out_w = (
        pixels if side is None else whole(side, "output_size")
        for side, pixels in zip(sides, (height, width), strict=True)
    )
    require(out_h * out_w <= MOST, "output_size")
    return out_h, out_w


def cell(i, pixels, cells):
    return slice(i * pixels // cells, math.ceil(Fraction((i + 1) * pixels, cells)))


def axis_of(value, name, dimensions):
    axis = whole(value, name, -dimensions)
    require(axis < dimensions, name)
    return axis % dimensions


def k_max_pool(x, k, axis=-1):
    x = floats(x)
    axis, k = axis_of(axis, "axis", x.ndim), whole(k, "k")
    require(k <= x.shape[axis], "k")

    def largest(line):
        rank = sorted(range(len(line)), key=lambda i: (not np.isnan(line[i]), -line[i], i))
        return line[sorted(rank[:k])]

    return np.apply_along_axis(largest, axis, x)


SOURCES = {  # Which pixel of n stands at place i of the frame; None where it is a zero.
    "zeros": lambda i, n: i if 0 <= i < n else None,
    "reflect": lambda i, n: min(abs(i), 2 * (n - 1) - abs(i)) if n > 1 else 0,
    "replicate": lambda i, n: min(max(i, 0), n - 1),
    "circular": lambda i, n: i % n,
}


def pad2d(x, padding, mode="zeros", name="mode"):
    x = images(x)
    require(isinstance(mode, str) and mode in SOURCES, name)
    require(not isinstance(padding, str) or padding.upper() == "VALID", "padding")
    sides = resolve_padding(padding, x.shape[2:], 1)
    for axis, ends in ((2, sides[:2]), (3, sides[2:])):
        size = x.shape[axis]
        most = {"reflect": size - 1, "circular": size}.get(mode, math.inf)
        require(max(ends) <= most and sum(ends) <= MOST, "padding")
        places = range(-ends[0], size + ends[1])
        zero = np.zeros_like(x.take(0, axis))
        lines = [SOURCES[mode](i, size) for i in places]
        x = np.stack([zero if i is None else x.take(i, axis) for i in lines], axis)
    return x


def conv2d(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1, padding_mode="zeros"):
    x, weight, groups = images(x), images(weight, "weight"), whole(groups, "groups")
    out, per_group, *kernel = weight.shape
    require(out % groups == 0, "groups")
    require(x.shape[1] == per_group * groups, "x", "weight", "groups")
    bias = np.zeros(out) if bias is None else floats(bias, "bias", (out,))
    down, across, sides = grid(x.shape[2:], kernel, stride, padding, dilation)
    (s_h, s_w), (d_h, d_w) = pair(stride, "stride"), pair(dilation, "dilation")
    padded = pad2d(x, sides, padding_mode, "padding_mode")
    y = np.zeros((len(x), out, len(down), len(across))) + bias[:, None, None]
    for g, i, j in np.ndindex(groups, *kernel):
        outs = slice(g * out // groups, (g + 1) * out // groups)
        rows = [i * d_h + n * s_h for n in range(len(down))]
        columns = [j * d_w + n * s_w for n in range(len(across))]
        seen = padded[:, g * per_group : (g + 1) * per_group][:, :, rows][..., columns]
        # Not as a matrix product: BLAS may skip a factor of 0, and so lose 0 · NaN.
        y[:, outs] += np.einsum("oc,nchw->nohw", weight[outs, :, i, j], seen)
    return y


def conv2d_transpose(
    x,
    weight,
    bias=None,
    stride=1,
    padding=0,
    output_padding=0,
    dilation=1,
    groups=1,
    output_size=None,
):
    x, weight, groups = images(x), images(weight, "weight"), whole(groups, "groups")
    channels, per_group, *kernel = weight.shape
    require(channels % groups == 0, "groups")
    require(x.shape[1] == channels, "x", "weight")
    bias = np.zeros(groups * per_group) if bias is None else bias
    bias = floats(bias, "bias", (groups * per_group,))
    size, begins = [], []
    for axis in (0, 1):
        n, k = x.shape[2 + axis], kernel[axis]
        s, d = pair(stride, "stride")[axis], pair(dilation, "dilation")[axis]
        more = pair(output_padding, "output_padding", 0)[axis]
        require(more < max(s, d), "output_padding")
        wanted = None if output_size is None else pair(output_size, "output_size")[axis]
        require(wanted is None or more == 0, "output_padding")
        if isinstance(padding, str) and padding.upper().startswith("SAME"):
            require(more == 0, "output_padding")
            # The sizes of which a convolution with SAME makes n.
            length = s * n if wanted is None else wanted
            require(math.ceil(Fraction(length, s)) == n, "output_size")
            begin = resolve_padding(padding, length, k, s, d)[0]
        else:
            sides = resolve_padding(padding, 1, 1)[2 * axis : 2 * axis + 2]
            begin, least = sides[0], (n - 1) * s + d * (k - 1) + 1 - sum(sides)
            length = least + more if wanted is None else wanted
            require(0 <= length - least < max(s, d), "output_size")
            require(wanted is None or length - least < s, "output_size")
            require(length > 0, "padding", "output_size")
        size.append(length)
        begins.append(begin)
    require(math.prod(size) <= MOST, "output", "kernel")
    y = np.zeros((len(x), groups * per_group, *size)) + bias[:, None, None]
    (s_h, s_w), (d_h, d_w) = pair(stride, "stride"), pair(dilation, "dilation")
    for row, column, i, j in np.ndindex(*x.shape[2:], *kernel):
        down = row * s_h + i * d_h - begins[0]
        across = column * s_w + j * d_w - begins[1]
        if 0 <= down < size[0] and 0 <= across < size[1]:
            for g in range(groups):
                ins = slice(g * channels // groups, (g + 1) * channels // groups)
                outs = slice(g * per_group, (g + 1) * per_group)
                adds = np.einsum("co,nc->no", weight[ins, :, i, j], x[:, ins, row, column])
                y[:, outs, down, across] += adds
    return y


def linear(x, weight, bias=None):
    x, weight = floats(x), floats(weight, "weight")
    require(weight.ndim == 2, "weight")
    require(x.shape[-1] == len(weight), "x", "weight")
    columns = [(x * column).sum(axis=-1) for column in weight.T]
    bias = np.zeros(len(columns)) if bias is None else floats(bias, "bias", (len(columns),))
    return np.stack(columns, axis=-1) + bias


def flatten(x, start_axis=1, stop_axis=-1):
    x = floats(x)
    start, stop = axis_of(start_axis, "start_axis", x.ndim), axis_of(stop_axis, "stop_axis", x.ndim)
    require(start <= stop, "start_axis", "stop_axis")
    return np.array([*x.flat]).reshape(*x.shape[:start], -1, *x.shape[stop + 1 :])


def relu(x):
    x = floats(x)
    return np.where(x < 0, 0, x)


def relu6(x):
    return np.where(relu(x) > 6, 6, relu(x))


def nearest(value, name, x):
    """Return a finite number as the precision of x has it: in float32 none lies beyond 3e38."""
    most = float(np.finfo(x.dtype).max)
    return min(max(finite(value, name), -most), most)


def leaky_relu(x, negative_slope=0.01):
    numbers = floats(x)
    return np.where(numbers > 0, numbers, nearest(negative_slope, "negative_slope", x) * numbers)


def prelu(x, weight):
    x, weight = floats(x), floats(weight, "weight")
    y = x.copy()
    for place, number in np.ndenumerate(x):
        if number <= 0:
            y[place] *= weight[place[1] if len(weight) > 1 else 0]
    return y


def elu(x, alpha=1.0):
    numbers = floats(x)
    bent = nearest(alpha, "alpha", x) * (np.exp(np.minimum(numbers, 0)) - 1)
    return np.where(numbers > 0, numbers, bent)


def sigmoid(x):
    return (1 + np.tanh(floats(x) / 2)) / 2


def tanh(x):
    ends = np.exp(2 * np.clip(floats(x), -30, 30))
    return (ends - 1) / (ends + 1)


def silu(x):
    return floats(x) * sigmoid(x)


def hardsigmoid(x):
    return relu6(floats(x) + 3) / 6


def hardswish(x):
    return floats(x) * hardsigmoid(x)


def gelu(x, approximate=False):
    approximate, x = flag(approximate, "approximate"), floats(x)
    inside = math.sqrt(2 / math.pi) * (x + 0.044715 * x**3)
    bend = np.tanh(inside) if approximate else np.vectorize(math.erf)(x / math.sqrt(2))
    return x * (1 + bend) / 2


def softmax(x, axis=-1):
    x = floats(x)

    def of_line(line):
        powers = np.exp(line - line.max())
        return powers / powers.sum()

    return np.apply_along_axis(of_line, axis_of(axis, "axis", x.ndim), x)


def batch_norm(
    x,
    running_mean,
    running_var,
    weight=None,
    bias=None,
    training=False,
    momentum=0.9,
    epsilon=1e-5,
):
    require(floats(x).ndim > 1, "x")
    channels = x.shape[1]
    mean = floats(running_mean, "running_mean", (channels,))
    var = floats(running_var, "running_var", (channels,))
    weight = np.ones(channels) if weight is None else floats(weight, "weight", (channels,))
    bias = np.zeros(channels) if bias is None else floats(bias, "bias", (channels,))
    training, momentum = flag(training, "training"), real(momentum, "momentum", 0, 1)
    epsilon = real(epsilon, "epsilon", 0, np.finfo(float).max)
    epsilon = float(x.dtype.type(epsilon))  # In float32 a number beyond 3e38 is infinite.
    y = floats(x)
    if training:
        require(running_mean.flags.writeable and running_var.flags.writeable, "running", "x")
        require(x.size > channels, "x", "running")
        mean = np.array([y[:, c].mean() for c in range(channels)])
        var = np.array([((y[:, c] - mean[c]) ** 2).mean() for c in range(channels)])
    require(not (var + epsilon <= 0).any(), "variance", "running_var")
    if training:
        running_mean[:] = momentum * running_mean + (1 - momentum) * mean
        running_var[:] = momentum * running_var + (1 - momentum) * var
    for c in range(channels):
        y[:, c] = weight[c] * (y[:, c] - mean[c]) / np.sqrt(var[c] + epsilon) + bias[c]
    return y
