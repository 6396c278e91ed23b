"""Matrix products, the large ones cut for threads."""

from __future__ import annotations

import numpy as np

from cnnlib.functional._threads import one_thread_each, share

__all__ = ["multiply"]

# All in multiplications. So few of them OpenBLAS itself gives to one thread (its interface/gemv.c
# and interface/gemm.c).
_SMALL_WITH_VECTOR = 2**13
_SMALL = 2**18
_PIECE = 2**23


def multiply(a: np.ndarray, b: np.ndarray, out: np.ndarray | None = None) -> np.ndarray:
    """Return a @ b, of shapes (…, M, K) and (…, K, N); `b` has at least the axes of `a`."""
    rows, columns = a.shape[-2], b.shape[-1]
    work = rows * b.size
    if work < (_SMALL if min(rows, columns) > 1 else _SMALL_WITH_VECTOR):
        return np.matmul(a, b, out=out)
    if rows == 1 and out is None and 2 * work < _SMALL:
        # Two equal rows are no vector, and so few for OpenBLAS that it needs no telling.
        return np.matmul(a.repeat(2, axis=-2), b)[..., :1, :]
    with one_thread_each as threads:
        pieces = min(threads, work // _PIECE)
        if pieces < 2:
            return np.matmul(a, b, out=out)
        if out is None:
            out = np.empty((*b.shape[:-2], rows, columns), b.dtype)
        ends = [max(rows, columns) * piece // pieces for piece in range(pieces + 1)]
        cuts = map(slice, ends[:-1], ends[1:])
        if rows > columns:
            share(_write, [(a[..., cut, :], b, out[..., cut, :]) for cut in cuts])
        else:
            share(_write, [(a, b[..., cut], out[..., cut]) for cut in cuts])
    return out


def _write(piece: tuple[np.ndarray, np.ndarray, np.ndarray]) -> None:
    a, b, out = piece
    np.matmul(a, b, out=out)
