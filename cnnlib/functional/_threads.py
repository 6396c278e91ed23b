"""Work cut for threads that sleep while they wait, so that several trainings can share a machine.

BLAS cuts a product into pieces for threads that spin until the last piece is done. Where another
process has one of the cores, as in a class on one server, product after product then waits for
that core's next turn. Here BLAS works in one thread, and what is large is cut for threads that
sleep. They share what NumPy does without Python's lock: products, copies and its arithmetic.
Without threadpoolctl, which can tell BLAS so, BLAS does as it likes, and all else stays in one
thread.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import cache
from threading import Lock, local
from typing import Any, TypeVar

from cnnlib.functional._arrays import ieee_arithmetic

__all__ = ["one_thread_each", "share"]

# Each works in some MiB of its own, and more than a few would wait for Python's lock.
_MOST_THREADS = 4

Piece = TypeVar("Piece")


def share(work: Callable[[Piece], object], pieces: Iterable[Piece]) -> None:
    """Call `work` on every piece, in as many threads as BLAS was allowed, four at most.

    A thread that is done takes the next piece, so pieces need not be equal. They must not overlap
    in what they write and must not depend on an order. A piece should take a core 0.2 ms or more:
    to wake a thread and to hear of its end takes a tenth of that. What a piece shares out in its
    turn stays in its thread.
    """
    waiting = deque(pieces)
    if len(waiting) == 1:
        work(waiting[0])
        return
    with one_thread_each as threads:

        @ieee_arithmetic  # in another thread, what the caller had set does not hold
        def work_on() -> None:
            with one_thread_each.busy():
                while waiting:
                    try:
                        piece = waiting.popleft()
                    except IndexError:  # another thread was faster
                        return
                    work(piece)

        ends = [_begin(work_on) for _ in range(min(threads, len(waiting)) - 1)]
        try:
            work_on()
        finally:
            waiting.clear()  # after an error
            for end in ends:
                end()


def _begin(work: Callable[[], None]) -> Callable[[], object]:
    """Let another thread work too; return what waits for its end, if it ever began."""
    try:
        other = _workers(os.getpid()).submit(work)
    except RuntimeError:
        # The main thread has ended, and Python starts no other: this one takes every piece.
        return lambda: None
    return lambda: other.cancel() or other.result()


@cache
def _workers(process: int) -> ThreadPoolExecutor:
    """Return the threads of a process: a fork has those of its parent no more."""
    return ThreadPoolExecutor(os.cpu_count(), thread_name_prefix="cnnlib")


class _OneThread:
    """While any thread is inside, BLAS works in one; yields how many may share its work.

    The number holds for the whole process: the first that enters sets it, the last that leaves,
    maybe another, gives it back.
    """

    def __init__(self) -> None:
        self.lock = Lock()
        self.inside = 0
        self.allowed = 1
        self.thread = local()

    @contextmanager
    def busy(self) -> Iterator[None]:
        """Allow this thread no others for what it works on meanwhile."""
        before = getattr(self.thread, "busy", False)
        self.thread.busy = True
        try:
            yield
        finally:
            self.thread.busy = before

    def __enter__(self) -> int:
        with self.lock:
            if not self.inside:
                self.before = [library.get_num_threads() for library in _libraries()]
                self.allowed = max(self.before, default=1)
                self._set([1] * len(self.before))
            self.inside += 1
            return 1 if getattr(self.thread, "busy", False) else min(self.allowed, _MOST_THREADS)

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


one_thread_each = _OneThread()


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
