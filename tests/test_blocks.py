"""Operations that work on a block at a time: blocks join, in threads too, whatever the layout."""

import math

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from threads import Library, script

from cnnlib import functional as F
from cnnlib.functional import _blocks, _depthwise, _side_by_side, _threads, _windows


@pytest.fixture(params=[7, 50, 2**19], ids="blocks of {}".format)
def blocks(request, monkeypatch):
    """Blocks of so many numbers, shared by three threads."""
    monkeypatch.setattr(_threads, "_libraries", lambda: [Library(3)])
    for name, value in {
        "_BLOCK": request.param,
        "_SMALL_BLOCK": request.param,
        "_WORTH_THREADS": 0,
        "_LONG_ROW": 16,
    }.items():
        monkeypatch.setattr(_blocks, name, value)
    for module in (_side_by_side, _depthwise):
        monkeypatch.setattr(module, "_BLOCK", request.param)
    monkeypatch.setattr(_windows, "_BLOCK_BYTES", request.param)


LAYOUTS = {
    "as it is": lambda x: x,
    "channels last": lambda x: np.ascontiguousarray(x.transpose(0, 2, 3, 1)).transpose(0, 3, 1, 2),
    "upside down": lambda x: x[::-1, :, ::-1],
    "every other": lambda x: x[:, ::2, :, 1::2],
    "one for all": lambda x: np.broadcast_to(x[:1, :, :1], x.shape),
}
layouts = pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS)


def images(dtype, shape=(3, 4, 5, 6)):
    return np.random.default_rng(0).normal(size=shape).astype(dtype)


def per_channel(channels, dtype=np.float64):
    return np.random.default_rng(1).uniform(0.5, 2, size=(4, channels)).astype(dtype)


@layouts
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("training", [False, True])
def test_batch_normalization(blocks, layout, dtype, training):
    x = layout(images(dtype))
    mean, var, weight, bias = per_channel(x.shape[1])
    kept = mean.copy(), var.copy()
    y = F.batch_norm(x, mean, var, weight, bias, training)
    exact = x.astype(float)
    if training:
        of_batch = exact.mean(axis=(0, 2, 3)), exact.var(axis=(0, 2, 3))
        for now, before, batch in zip((mean, var), kept, of_batch, strict=True):
            assert_allclose(now, 0.9 * before + 0.1 * batch, rtol=1e-5)
        kept = of_batch
    used = [each[:, None, None] for each in (*kept, weight, bias)]
    expected = used[2] * (exact - used[0]) / np.sqrt(used[1] + 1e-5) + used[3]
    assert y.dtype == dtype
    tolerance = 1e-5 if dtype is np.float32 else 1e-12
    assert_allclose(y, expected, rtol=tolerance, atol=tolerance)


@layouts
@pytest.mark.parametrize("training", [False, True])
def test_the_way_back_through_batch_normalization(blocks, layout, training):
    """Against central differences, of a sum that weighs every number differently."""
    x = layout(images(float))
    mean, var, weight, bias = per_channel(x.shape[1])
    grad_output = layout(np.random.default_rng(2).normal(size=(3, 4, 5, 6)))

    def total(x, weight=weight, bias=bias):
        y = F.batch_norm(x, mean.copy(), var.copy(), weight, bias, training)
        return (grad_output * y).sum()

    grads = F.batch_norm_backward(grad_output, x, mean, var, weight, training)
    step = 1e-5
    for place in [(0, 0, 0, 0), (1, 1, 2, 1), (2, -1, -1, -1)]:
        nudge = np.zeros(x.shape)
        nudge[place] = step
        assert_allclose(
            grads[0][place], (total(x + nudge) - total(x - nudge)) / (2 * step), atol=1e-7
        )
    for channel in range(x.shape[1]):
        nudge = np.zeros(x.shape[1])
        nudge[channel] = step
        slopes = [
            (total(x, weight + nudge) - total(x, weight - nudge)) / (2 * step),
            (total(x, weight, bias + nudge) - total(x, weight, bias - nudge)) / (2 * step),
        ]
        assert_allclose([grads[1][channel], grads[2][channel]], slopes, atol=1e-6)


def test_what_lies_near_a_large_mean_keeps_its_digits(blocks):
    x = (1e4 + np.arange(-6, 6).reshape(1, 1, 3, 4) / 1024).astype(np.float32)
    y = F.batch_norm(x, np.array([1e4]), np.array([1e-6]), None, np.array([5.0]), epsilon=0.0)
    assert_allclose(y.ravel(), np.arange(-6, 6) / 1.024 + 5, rtol=0, atol=1e-6)


def test_what_is_not_finite_stays_in_its_channel_or_place(blocks):
    x = images(np.float32)
    x[1, 2, 3, 4], x[0, 1, 0, 0] = np.nan, np.inf
    mean, var, weight, bias = per_channel(4)
    y = F.batch_norm(x, mean, var, weight, bias)
    assert np.argwhere(~np.isfinite(y)).tolist() == [[0, 1, 0, 0], [1, 2, 3, 4]]
    y = F.batch_norm(x, mean, var, weight, bias, training=True)
    assert np.isnan(y).any(axis=(0, 2, 3)).tolist() == [False, True, True, False]


@layouts
@pytest.mark.parametrize("groups", [1, 2])
@pytest.mark.parametrize("kernel", [(2, 2), (1, 3), (1, 1)])
def test_transposed_convolution_in_tiles(blocks, layout, groups, kernel):
    x = layout(images(float, (3, 4, 5, 6)))
    depth = x.shape[1] // groups
    weight = np.random.default_rng(1).normal(size=(depth * groups, 3, *kernel))
    bias = np.arange(3.0 * groups)
    grouped = x.reshape(len(x), groups, depth, *x.shape[2:])
    matrices = weight.reshape(groups, depth, 3, *kernel)
    tiles = np.einsum("ngdhw,gdoij->ngohiwj", grouped, matrices)
    size = x.shape[2] * kernel[0], x.shape[3] * kernel[1]
    expected = tiles.reshape(len(x), 3 * groups, *size) + bias[:, None, None]
    y = F.conv2d_transpose(x, weight, bias, stride=kernel, groups=groups)
    assert_allclose(y, expected, rtol=1e-12, atol=1e-12)
    if kernel == (2, 2):
        # These do not lie side by side, or are cut: the general way.
        cut = F.conv2d_transpose(x, weight, bias, stride=2, padding=1, groups=groups)
        assert_allclose(cut, expected[:, :, 1:-1, 1:-1], rtol=1e-12, atol=1e-12)
        more = F.conv2d_transpose(x, weight, bias, stride=2, output_padding=1, groups=groups)
        assert_allclose(more[:, :, :-1, :-1], expected, rtol=1e-12, atol=1e-12)
        assert_allclose(more[:, :, -1], np.tile(bias[:, None], (len(x), 1, size[1] + 1)))


def test_a_tile_has_the_numbers_of_its_pixel_only(blocks):
    x = images(np.float32)
    x[1, 2, 3, 4] = np.nan
    y = F.conv2d_transpose(x, np.ones((4, 2, 2, 2), np.float32), stride=2)
    assert np.argwhere(np.isnan(y[:, 0])).tolist() == [[1, 6, 8], [1, 6, 9], [1, 7, 8], [1, 7, 9]]


@layouts
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("copies", [1, 2])
@pytest.mark.parametrize(
    ("kernel", "stride", "dilation"),
    [((3, 3), 1, 1), ((2, 3), (1, 2), (2, 1)), ((3, 2), (2, 1), 1), ((1, 1), 3, 1)],
)
def test_depthwise_convolution(blocks, layout, dtype, copies, kernel, stride, dilation):
    """Against the definition: every window of the padded image times its kernel."""
    x = layout(images(dtype, (3, 4, 7, 8)))
    channels = x.shape[1]
    weight = images(dtype, (channels * copies, 1, *kernel))
    bias = np.arange(float(channels * copies)).astype(dtype)
    settings = {"stride": stride, "padding": (1, 2), "dilation": dilation}
    y = F.conv2d(x, weight, bias, groups=channels, **settings)
    padded = np.pad(x, ((0, 0), (0, 0), (1, 1), (2, 2)))
    (s_h, s_w), (d_h, d_w) = np.broadcast_to(stride, 2), np.broadcast_to(dilation, 2)
    spans = (d_h * (kernel[0] - 1) + 1, d_w * (kernel[1] - 1) + 1)
    windows = np.lib.stride_tricks.sliding_window_view(padded.astype(float), spans, (2, 3))
    windows = windows[:, :, ::s_h, ::s_w, ::d_h, ::d_w].repeat(copies, axis=1)
    expected = np.einsum("nchwij,cij->nchw", windows, weight[:, 0]) + bias[:, None, None]
    assert_allclose(y, expected, rtol=1e-5, atol=1e-5)
    assert y.dtype == dtype


def test_no_plane_sees_what_is_not_finite_in_another(blocks):
    x = images(np.float32, (2, 3, 6, 6))
    x[1, 2, 2, 5], x[0, 1, 0, 0] = np.nan, np.inf
    y = F.conv2d(x, np.ones((3, 1, 3, 3), np.float32), padding=1, groups=3)
    reached = [(0, 1, i, j) for i in (0, 1) for j in (0, 1)]
    reached += [(1, 2, i, j) for i in (1, 2, 3) for j in (4, 5)]
    assert list(map(tuple, np.argwhere(~np.isfinite(y)).tolist())) == reached
    assert np.isinf(y[0, 1, :2, :2]).all()


@layouts
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize(("kernel", "stride"), [(2, 2), (3, 1), ((2, 3), (1, 2))])
def test_pooling(blocks, layout, dtype, kernel, stride):
    """Against the definition, where padding holds −inf, or zeros that count."""
    x = layout(images(dtype))
    span, (s_h, s_w) = tuple(np.broadcast_to(kernel, 2)), np.broadcast_to(stride, 2)

    def windows(fill):
        padded = np.pad(x.astype(float), ((0, 0), (0, 0), (1, 1), (1, 1)), constant_values=fill)
        view = np.lib.stride_tricks.sliding_window_view(padded, span, (2, 3))
        return view[:, :, ::s_h, ::s_w]

    assert_array_equal(F.max_pool2d(x, kernel, stride, 1), windows(-np.inf).max(axis=(4, 5)))
    average = F.avg_pool2d(x, kernel, stride, 1, exclusive=False)
    assert_allclose(average, windows(0).mean(axis=(4, 5)), rtol=1e-5, atol=1e-6)
    assert average.dtype == dtype


def by_interp(x, size, axis):
    """Read an axis at another size, the ends of the planes where they are."""
    places = (np.arange(size) + 0.5) * x.shape[axis] / size - 0.5
    return np.apply_along_axis(
        lambda line: np.interp(places, np.arange(len(line)), line), axis, x.astype(float)
    )


@layouts
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("size", [(10, 12), (7, 4), (3, 9), (1, 6)])
def test_upsampling(blocks, layout, dtype, size):
    x = layout(images(dtype))
    y = F.upsample(x, size=size, mode="bilinear")
    assert y.dtype == dtype
    tolerance = 1e-6 if dtype is np.float32 else 1e-12
    expected = by_interp(by_interp(x, size[0], 2), size[1], 3)
    assert_allclose(y, expected, rtol=tolerance, atol=tolerance)
    nearest = x[:, :, np.arange(size[0]) * x.shape[2] // size[0]]
    nearest = nearest[:, :, :, np.arange(size[1]) * x.shape[3] // size[1]]
    assert_array_equal(F.upsample(x, size=size), nearest)


@layouts
@pytest.mark.parametrize("mode", ["nearest", "bilinear"])
@pytest.mark.parametrize("size", [(10, 12), (7, 4), (3, 9)])
def test_the_way_back_through_upsampling_is_its_transpose(blocks, layout, mode, size):
    x = images(float)
    grad_output = layout(np.random.default_rng(2).normal(size=(3, 4, *size)))
    x = np.resize(x, (*grad_output.shape[:2], 5, 6))
    y = F.upsample(x, size=grad_output.shape[2:], mode=mode)
    grad_x = F.upsample_backward(grad_output, x, size=grad_output.shape[2:], mode=mode)
    assert_allclose((grad_x * x).sum(), (grad_output * y).sum(), rtol=1e-12)


def test_an_upsampled_pixel_is_read_by_its_neighbors_only(blocks):
    x = images(np.float32, (2, 3, 4, 4))
    x[1, 2, 1, 3], x[0, 1, 0, 0] = np.nan, np.inf
    y = F.upsample(x, 2, mode="bilinear")
    reached = [(0, 1, i, j) for i in range(3) for j in range(3)]
    # Row 0 is row 0 of the image and 0 times row 1: 0 times NaN is NaN, in PyTorch as well.
    reached += [(1, 2, i, j) for i in range(5) for j in range(5, 8)]
    assert list(map(tuple, np.argwhere(~np.isfinite(y)).tolist())) == reached


def share(x):
    """How probable a normal number below x is."""
    return math.erfc(-x / math.sqrt(2)) / 2


def logistic(x):
    return 1 / (1 + math.exp(-x))


def bent(x):
    return math.sqrt(8 / math.pi) * (x + 0.044715 * x**3)


SMOOTH = {
    "sigmoid": (F.sigmoid, F.sigmoid_backward, {}, logistic),
    "tanh": (F.tanh, F.tanh_backward, {}, math.tanh),
    "silu": (F.silu, F.silu_backward, {}, lambda x: x * logistic(x)),
    "gelu": (F.gelu, F.gelu_backward, {}, lambda x: x * share(x)),
    "gelu, tanh": (
        *(F.gelu, F.gelu_backward, {"approximate": True}),
        lambda x: x * logistic(bent(x)),
    ),
}


@layouts
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("name", SMOOTH)
def test_smooth_activations(blocks, layout, dtype, name):
    """Against Python's own functions; their slopes against central differences of these."""
    operation, slope, settings, formula = SMOOTH[name]
    x = layout(3 * images(dtype))
    grad_output = layout(images(dtype) - 1)
    y, grad_x = operation(x, **settings), slope(grad_output, x, **settings)
    assert y.dtype == grad_x.dtype == dtype
    of_each, step = np.vectorize(formula), 1e-5
    exact = x.astype(float)
    slopes = (of_each(exact + step) - of_each(exact - step)) / (2 * step)
    tolerance = 1e-6 if dtype is np.float32 else 1e-12
    assert_allclose(y, of_each(exact), rtol=tolerance, atol=tolerance)
    assert_allclose(grad_x, grad_output * slopes, rtol=2e-6, atol=1e-6)


@pytest.mark.parametrize("name", [*SMOOTH, "relu"])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_an_activation_keeps_nan_where_it_is(blocks, dtype, name):
    operation, *_ = SMOOTH.get(name, (F.relu,))
    x = images(dtype)
    x[1, 2, 3, 4], x[2, 0, 0, 0] = np.nan, np.inf
    y = operation(x)
    assert np.argwhere(np.isnan(y)).tolist() == [[1, 2, 3, 4]]
    assert y[2, 0, 0, 0] == (1 if name in ("sigmoid", "tanh") else np.inf)


def test_gelu_in_single_precision_is_exact_to_a_last_place_of_its_share():
    """Off by no more than 2⁻²³, which 1 + tanh is rounded to, at any x; and times x beyond 1."""
    x = np.linspace(-10, 10, 30_001).astype(np.float32)
    exact = np.array([share(number) * number for number in x.tolist()])
    error = np.abs(F.gelu(x) - exact) / np.maximum(1, np.abs(x))
    assert error.max() < 2**-23 * 1.05
    assert F.gelu(np.float32([-20, -1e3, -1e19, -3e38])).tolist() == [0, 0, 0, 0]


def test_the_size_of_numpys_buffer_is_given_back():
    before = np.getbufsize()

    def fail():
        with _blocks.long_rows(1000):
            assert np.getbufsize() == 512
            raise ArithmeticError

    with pytest.raises(ArithmeticError):
        fail()
    with _blocks.long_rows(100):
        assert np.getbufsize() == before
    assert np.getbufsize() == before


def test_two_threads_make_what_one_makes():
    """In a process of its own, whose BLAS may work in two threads."""
    text = """
import numpy as np
from cnnlib import functional as F
from cnnlib.functional import _blocks

random = np.random.default_rng(0)
x = random.normal(size=(9, 33, 72, 72)).astype(np.float32)
mean, var, weight, bias = random.uniform(0.5, 2, size=(4, 33))
tiles = random.normal(size=(33, 8, 2, 2)).astype(np.float32)
operations = {
    "batch norm": lambda: F.batch_norm(x, mean, var, weight, bias),
    "training": lambda: F.batch_norm(x, mean.copy(), var.copy(), weight, bias, training=True),
    "way back": lambda: F.batch_norm_backward(x, x, mean, var, weight)[0],
    "depthwise": lambda: F.conv2d(x, tiles[:, :1], groups=33),
    "upsampling": lambda: F.upsample(x, 2, mode="bilinear"),
    "its way back": lambda: F.upsample_backward(x, x[..., ::2, ::2], 2, mode="bilinear"),
    "GELU": lambda: F.gelu(x),
    "its way back ": lambda: F.gelu_backward(x, x),
    "SiLU": lambda: F.silu(x),
    "pooling": lambda: F.avg_pool2d(x, 3, 1, 1),
    "tiles": lambda: F.conv2d_transpose(x, tiles, stride=2),
}
shared = []
share = _blocks.share
_blocks.share = lambda *work: shared.append(share(*work))
together = [operation() for operation in operations.values()]
worth, _blocks._WORTH_THREADS = len(shared), 2**60
for name, operation, y in zip(operations, operations.values(), together):
    np.testing.assert_allclose(operation(), y, rtol=1e-5, atol=1e-4, err_msg=name)
print(worth - len(operations), len(shared) - worth)
"""
    # In training two times: the statistics, too.
    assert script(text) == "1 0\n"
