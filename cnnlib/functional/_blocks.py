"""Arithmetic on a block at a time, which stays in the cache until all its steps are done."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import product
from typing import TypeVar

import numpy as np

from cnnlib.functional._threads import share

__all__ = ["fill_like", "long_rows", "work_on_channels", "work_on_planes", "work_through"]

# In numbers. At the end of every step a thread may have to wait for Python's lock, and to be woken
# takes tens of microseconds: smaller blocks would suit the caches better, and are slower.
_BLOCK = 2**20
_SMALL_BLOCK = 2**18  # Where the steps need memory to work in.
_WORTH_THREADS = 2**22  # Numbers times steps.
_LONG_ROW = 512

Block = TypeVar("Block")


def work_through(work: Callable[[Block], object], blocks: Sequence[Block], steps: int) -> None:
    """Call `work` on every block; in threads, if so many steps with each number are worth it."""
    if steps < _WORTH_THREADS:
        for block in blocks:
            work(block)
    else:
        share(work, blocks)


def fill_like(
    work: Callable[..., object], x: np.ndarray, *others: np.ndarray, steps: int
) -> np.ndarray:
    """Return an array like `x`, filled by work(numbers of x, of the others, and of the array).

    The numbers come in lines, block by block; each is worked on alone. `steps` is how many
    passes over a block that takes.
    """
    y = np.empty_like(x, subok=False)
    order = np.argsort([-abs(stride) for stride in y.strides], kind="stable")
    # In the order of their memory the numbers of y, and most often of x, are one line as they are.
    *lines, line = (array.transpose(order).reshape(-1) for array in (x, *others, y))

    def fill(start: int) -> None:
        block = slice(start, start + _SMALL_BLOCK)
        work(*(numbers[block] for numbers in lines), line[block])

    work_through(fill, range(0, x.size, _SMALL_BLOCK), steps * x.size)
    return y


def work_on_channels(
    work: Callable[[slice, slice], object], x: np.ndarray, steps: int, whole_batch: bool = False
) -> None:
    """Call `work` on blocks of (N, C, …): the slice of their images, and of their channels.

    A block is some images, or of one, or of all for what needs a `whole_batch`, some channels.
    """
    images, channels = x.shape[:2]
    plane = x[0, 0].size
    together = images if whole_batch else max(1, min(images, _BLOCK // (channels * plane)))
    width = max(1, min(channels, _BLOCK // (together * plane)))

    def work_in_rows(block: tuple[int, int]) -> None:
        first, channel = block
        with long_rows(plane):
            work(slice(first, first + together), slice(channel, channel + width))

    blocks = list(product(range(0, images, together), range(0, channels, width)))
    work_through(work_in_rows, blocks, steps * x.size)


def work_on_planes(work: Callable[[tuple[int, slice]], object], y: np.ndarray, steps: int) -> None:
    """Call `work` on blocks of (N, C, H, W): the index of an image, and of some channels."""
    images, channels = y.shape[:2]
    width = max(1, min(channels, _SMALL_BLOCK // y[0, 0].size))
    blocks = [
        (image, slice(channel, channel + width))
        for image, channel in product(range(images), range(0, channels, width))
    ]
    work_through(work, blocks, steps * y.size)


@contextmanager
def long_rows(length: int) -> Iterator[None]:
    """Let ufuncs work on each row where it stands, with the number that belongs to it.

    What is shorter than NumPy's buffer, 8192 numbers, it collects there, and the row's number
    repeated to the same length. For rows of 512 and more that takes two to three times as long.
    """
    before = np.setbufsize(_LONG_ROW if length >= _LONG_ROW else np.getbufsize())
    try:
        yield
    finally:
        np.setbufsize(before)
