"""3 × 3 kernels with a quarter of the multiplications: Winograd's F(4 × 4, 3 × 3).

A 4 × 4 tile of outputs sees a 6 × 6 tile of pixels. Sliding the kernel over it takes 144 products.
Seen along one axis, the outputs are coefficients of a product of polynomials, and such a product
is known from its values at six points: 6 products for 4 outputs in place of 12, and 36 for the
tile. What takes pixels, weights and values to the points and back are sums with fixed factors,
for each channel once: they pay off where many channels meet many.

The points decide how many digits are lost. These lose six times fewer than 0, ±1, ±2, ∞, which
are taken where factors must be whole numbers; matrices do not mind.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from math import prod

import numpy as np

from cnnlib.functional._arrays import is_finite, scratch
from cnnlib.functional._blocks import blocks, slices
from cnnlib.functional._frames import frame, windows_of
from cnnlib.functional._threads import share
from cnnlib.geometry import Windows

__all__ = ["direct_sums", "multiply_tiles", "tiles_pay"]

_OUTPUTS = 4
_PIXELS = _OUTPUTS + 2
_PRODUCTS = _PIXELS**2
_POINTS = (0.0, 2 / 3, -2 / 3, 3 / 2, -3 / 2)  # and infinity

# Measured (benchmarks/). What threads share may be large, what each has for itself should stay in
# the second-level cache: together at most 14 MiB.
_SHARED_KERNELS = 9 * 2**20
_OWN_KERNELS = 2 * 2**20
_SHARED_TILES = 5 * 2**20
_OWN_TILES = 15 * 2**17
_PIECE = 2**19

Cut = tuple[slice, slice]
"""Some images, and some rows of their tiles."""

_direct = ContextVar("direct", default=False)


@contextmanager
def direct_sums() -> Iterator[None]:
    """Add up every product of a convolution as it stands, in float32 too.

    By default `conv2d` takes Winograd's way where it is faster: in float32, with 3 × 3 kernels of
    stride and dilation 1, many channels and many pixels. Each sum is then within 1e-5 of the
    largest one; direct sums are within 1e-6. In float64 all sums are direct.

    Examples
    --------
    >>> from cnnlib.functional import conv2d
    >>> rng = np.random.default_rng(0)
    >>> x, weight = (rng.normal(size=(64, 64, n, n)).astype(np.float32) for n in (8, 3))
    >>> with direct_sums():
    ...     direct = conv2d(x, weight)
    >>> apart = abs(conv2d(x, weight) - direct).max() / abs(direct).max()
    >>> bool(0 < apart < 1e-5)
    True
    """
    token = _direct.set(True)
    try:
        yield
    finally:
        _direct.reset(token)


def tiles_pay(x: np.ndarray, out_channels: int, channels: int, places: Windows) -> bool:
    """Tell whether the saved products outweigh what takes numbers to the points and back."""
    if x.dtype != np.float32 or _direct.get():
        return False
    if (places.kernel, places.stride, places.dilation) != ((3, 3), (1, 1), (1, 1)):
        return False
    tiles = len(x) * prod(-(-count // _OUTPUTS) for count in places.count)
    return tiles >= 40 and channels * out_channels >= 32 * (channels + out_channels)


def _transforms() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return what takes a tile of pixels and a kernel to the points, and their products back."""
    pixels, kernel = np.zeros((_PIXELS, _PIXELS)), np.zeros((_PIXELS, 3))
    outputs = np.zeros((_OUTPUTS, _PIXELS))
    for row, point in enumerate(_POINTS):
        others = [other for other in _POINTS if other != point]
        pixels[row, :-1] = np.poly(others)[::-1]
        kernel[row] = point ** np.arange(3) / np.prod(point - np.array(others))
        outputs[:, row] = point ** np.arange(_OUTPUTS)
    pixels[-1] = np.poly(_POINTS)[::-1]
    kernel[-1, -1] = outputs[-1, -1] = 1
    in_plane = (np.kron(each, each).astype(np.float32) for each in (pixels, kernel, outputs))
    return next(in_plane), next(in_plane), next(in_plane)


_OF_PIXELS, _OF_KERNEL, _TO_OUTPUTS = _transforms()


def multiply_tiles(
    x: np.ndarray, weight: np.ndarray, bias: np.ndarray, places: Windows, y: np.ndarray
) -> bool:
    """Write the sums of stride and dilation 1 in float32; tell whether all of them are finite.

    A pixel that is not spoils its whole tile, where it belongs into nine sums.
    """
    out_channels, channels = weight.shape[:2]
    high, wide = (-(-count // _OUTPUTS) for count in places.count)
    kernel_bytes = _PRODUCTS * channels * x.itemsize
    row_bytes = _PRODUCTS * (channels + out_channels) * wide * x.itemsize
    finite = []

    def write(outputs: slice, cut: Cut, kernels: np.ndarray, tiles: np.ndarray) -> None:
        products = scratch("products", (_PRODUCTS, kernels.shape[1], tiles.shape[2]), x.dtype)
        np.matmul(kernels, tiles, out=products)
        finite.append(_sum_up(products, bias[outputs], cut, wide, y[:, outputs]))

    if kernel_bytes * out_channels <= _SHARED_KERNELS:
        kernels = _kernels(weight)
        share(
            lambda cut: write(slice(out_channels), cut, kernels, _tiles(x, places, cut, wide)),
            blocks(len(x), high, row_bytes, _OWN_TILES),
        )
        return all(finite)
    for cut in blocks(len(x), high, kernel_bytes * wide, _SHARED_TILES):
        tiles = _tiles(x, places, cut, wide)

        def write_some(outputs: slice, cut: Cut = cut, tiles: np.ndarray = tiles) -> None:
            write(outputs, cut, _kernels(weight[outputs]), tiles)

        share(write_some, slices(out_channels, _OWN_KERNELS // kernel_bytes))
    return all(finite)


def _kernels(weight: np.ndarray) -> np.ndarray:
    """Return the kernels at the points, (36, C_out, C_in)."""
    weight = weight.reshape(*weight.shape[:2], -1).swapaxes(1, 2)
    kernels = scratch("kernels", (len(weight), _PRODUCTS, weight.shape[2]), weight.dtype)
    share(
        lambda outputs: np.matmul(_OF_KERNEL, weight[outputs], out=kernels[outputs]),
        slices(len(weight), 2 * _PIECE // kernels[0].nbytes),
    )
    return kernels.swapaxes(0, 1)


def _tiles(x: np.ndarray, places: Windows, cut: Cut, wide: int) -> np.ndarray:
    """Return the tiles of some images, or of some rows of one, at the points: (36, C_in, tiles)."""
    images, rows = cut
    x = x[images]
    high = rows.stop - rows.start
    whole = places._replace(count=(_OUTPUTS * high, _OUTPUTS * wide))
    spaced = Windows((_PIXELS,) * 2, (_OUTPUTS,) * 2, (1, 1), (0, 0, 0, 0), (high, wide))
    count = len(x) * high * wide
    tiles = scratch("tiles", (_PRODUCTS, x.shape[1] * count), x.dtype)

    def fill(channels: slice) -> None:
        framed = frame(x[:, channels], whole, slice(_OUTPUTS * rows.start, _OUTPUTS * rows.stop))
        seen = windows_of(framed, spaced, (high, wide)).transpose(2, 3, 1, 0, 4, 5)
        pixels = scratch("windows", seen.shape, x.dtype)
        pixels[...] = seen
        at = slice(channels.start * count, channels.start * count + pixels[0, 0].size)
        np.matmul(_OF_PIXELS, pixels.reshape(_PRODUCTS, -1), out=tiles[:, at])

    share(fill, slices(x.shape[1], _PIECE // (_PRODUCTS * count * x.itemsize)))
    return tiles.reshape(_PRODUCTS, x.shape[1], count)


def _sum_up(products: np.ndarray, bias: np.ndarray, cut: Cut, wide: int, y: np.ndarray) -> bool:
    """Write the outputs of some tiles, cut where the last ones reach beyond the image's edge."""
    images, rows = cut
    count, high = products.shape[2], rows.stop - rows.start
    flat = products.reshape(_PRODUCTS, -1)
    y = y[images, :, _OUTPUTS * rows.start : _OUTPUTS * rows.stop]
    finite = []

    def write(outputs: slice) -> None:
        planes = outputs.stop - outputs.start, len(y), high
        at = slice(outputs.start * count, outputs.stop * count)
        sums = scratch("sums", (*planes, wide, _OUTPUTS, _OUTPUTS), y.dtype)
        np.matmul(flat[:, at].T, _TO_OUTPUTS.T, out=sums.reshape(-1, _OUTPUTS**2))
        finite.append(is_finite(sums))
        whole = scratch("frame", (*planes, _OUTPUTS, wide, _OUTPUTS), y.dtype)
        # Taken for one number of 16 bytes, the four of a line move at once.
        line = np.complex128
        whole.view(line)[...] = sums.view(line).swapaxes(3, 4)
        whole = whole.reshape(len(whole), len(y), _OUTPUTS * high, _OUTPUTS * wide)
        image = y[:, outputs].swapaxes(0, 1)
        cut = whole[:, :, : image.shape[2], : image.shape[3]]
        np.add(cut, bias[outputs, None, None, None], out=image)

    share(write, slices(len(bias), _PIECE // (_PRODUCTS * count * y.itemsize)))
    return all(finite)
