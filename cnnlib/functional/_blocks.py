"""Blocks: what is worked on at a time, so that it stays in the cache until all steps are done."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import product
from typing import TypeVar

import numpy as np

from cnnlib.functional._threads import share

__all__ = [
    "blocks",
    "fill_like",
    "long_rows",
    "slices",
    "work_on_channels",
    "work_on_planes",
    "work_through",
]

# In numbers. At the end of every step a thread may have to wait for Python's lock, and to be woken
# takes tens of microseconds: smaller blocks would suit the caches better, and are slower.
_BLOCK = 2**20
_SMALL_BLOCK = 2**18  # Where the steps need memory to work in.
_WORTH_THREADS = 2**22  # Numbers times steps.
_LONG_ROW = 512

Block = TypeVar("Block")


def slices(length: int, longest: int) -> Iterator[slice]:
    """Cut a length into equal pieces, an even number, so that two threads have the same to do."""
    pieces = -(-length // max(1, longest))
    step = -(-length // (pieces + pieces % 2)) if pieces > 1 else length
    for start in range(0, length, step):
        yield slice(start, min(start + step, length))


def blocks(images: int, rows: int, row_bytes: int, most: int) -> Iterator[tuple[slice, slice]]:
    """Cut a batch into blocks of some whole images, or of some rows of one image.

    `row_bytes` is what a row needs, and `most` what a block may.
    """
    together = most // (row_bytes * rows)
    if images <= together:
        return iter([(slice(0, images), slice(0, rows))])
    return product(slices(images, together), slices(rows, rows if together else most // row_bytes))


def work_through(work: Callable[[Block], object], cuts: Iterable[Block], steps: int) -> None:
    """Call `work` on every block; in threads, if so many steps with each number are worth it."""
    if steps < _WORTH_THREADS:
        for block in cuts:
            work(block)
    else:
        share(work, cuts)


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

    def fill(block: slice) -> None:
        work(*(numbers[block] for numbers in lines), line[block])

    work_through(fill, slices(x.size, _SMALL_BLOCK), steps * x.size)
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

    def work_in_rows(block: tuple[slice, slice]) -> None:
        with long_rows(plane):
            work(*block)

    cuts = product(slices(images, together), slices(channels, _BLOCK // (together * plane)))
    work_through(work_in_rows, cuts, steps * x.size)


def work_on_planes(work: Callable[[tuple[int, slice]], object], y: np.ndarray, steps: int) -> None:
    """Call `work` on blocks of (N, C, H, W): the index of an image, and of some channels."""
    images, channels = y.shape[:2]
    cuts = product(range(images), slices(channels, _SMALL_BLOCK // y[0, 0].size))
    work_through(work, cuts, steps * y.size)


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
