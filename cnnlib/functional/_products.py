"""Matrix products that wait asleep, so that several trainings can share a machine.

BLAS cuts a product into pieces for threads that spin until the last piece is done. Where another
process has one of the cores, as in a class on one server, product after product then waits for
that core's next turn. Here BLAS works in one thread, and what is large is cut for threads that
sleep while they wait. Without threadpoolctl, which can tell BLAS so, BLAS does as it likes.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache, partial
from threading import Lock
from typing import Any

import numpy as np

from cnnlib.functional._arrays import ieee_arithmetic

__all__ = ["multiply"]

# All in multiplications. So few of them OpenBLAS itself gives to one thread (its interface/gemv.c
# and interface/gemm.c). A piece takes a core some 0.2 ms, to wake a thread and to hear of its end
# a tenth of that.
_SMALL_WITH_VECTOR = 2**13
_SMALL = 2**18
_PIECE = 2**23


def multiply(a: np.ndarray, b: np.ndarray, out: np.ndarray | None = None) -> np.ndarray:
    """Return a @ b, of shapes (…, M, K) and (…, K, N); `b` has at least the axes of `a`."""
    rows, columns = a.shape[-2], b.shape[-1]
    work = rows * b.size
    if work < (_SMALL if min(rows, columns) > 1 else _SMALL_WITH_VECTOR):
        return np.matmul(a, b, out=out)
    with _blas as threads:
        pieces = min(threads, work // _PIECE)
        if pieces < 2:
            return np.matmul(a, b, out=out)
        if out is None:
            out = np.empty((*b.shape[:-2], rows, columns), b.dtype)
        ends = [max(rows, columns) * piece // pieces for piece in range(pieces + 1)]
        cuts = map(slice, ends[:-1], ends[1:])
        if rows > columns:
            first, *others = [(a[..., cut, :], b, out[..., cut, :]) for cut in cuts]
        else:
            first, *others = [(a, b[..., cut], out[..., cut]) for cut in cuts]
        ends_of_others = [_begin(*other) for other in others]
        _write(*first)
        for end in ends_of_others:
            end()
    return out


def _begin(*piece: np.ndarray) -> Callable[[], None]:
    """Give a piece to another thread; return what waits for its end."""
    try:
        return _workers(os.getpid()).submit(_write, *piece).result
    except RuntimeError:
        # The main thread has ended, and Python starts no other: this one makes every piece.
        return partial(_write, *piece)


@ieee_arithmetic
def _write(a: np.ndarray, b: np.ndarray, out: np.ndarray) -> None:
    np.matmul(a, b, out=out)


@cache
def _workers(process: int) -> ThreadPoolExecutor:
    """Return the threads of a process: a fork has those of its parent no more."""
    return ThreadPoolExecutor(os.cpu_count(), thread_name_prefix="cnnlib")


class _OneThread:
    """While any thread is inside, BLAS works in one; yields how many it was allowed.

    The number holds for the whole process: the first that enters sets it, the last that leaves,
    maybe another, gives it back.
    """

    def __init__(self) -> None:
        self.lock = Lock()
        self.inside = 0
        self.allowed = 1

    def __enter__(self) -> int:
        with self.lock:
            if not self.inside:
                self.before = [library.get_num_threads() for library in _libraries()]
                self.allowed = max(self.before, default=1)
                self._set([1] * len(self.before))
            self.inside += 1
            return self.allowed

    def __exit__(self, *error: object) -> None:
        with self.lock:
            self.inside -= 1
            if not self.inside:
                self._set(self.before)

    def _set(self, numbers: list[int]) -> None:
        if self.allowed > 1:
            for library, threads in zip(_libraries(), numbers, strict=True):
                library.set_num_threads(threads)
                # From threadpoolctl 3.8 on, the thread that set a number first is the only one
                # that can set another while it lives, unless it gives that up.
                if hasattr(library, "clear_controlling_thread"):
                    library.clear_controlling_thread()


_blas = _OneThread()


@cache
def _libraries() -> list[Any]:
    """Return the BLAS libraries of this process whose number of threads is the same for all.

    With OpenMP each thread has a number of its own: such a library does as it likes.
    """
    try:
        from threadpoolctl import ThreadpoolController  # not at the top: NumPy is enough
    except ImportError:
        return []
    libraries = ThreadpoolController().select(user_api="blas").lib_controllers
    return [each for each in libraries if getattr(each, "threading_layer", "") != "openmp"]
