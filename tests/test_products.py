"""Matrix products in pieces, and BLAS kept to one thread while they are made."""

import os
import threading

import numpy as np
import pytest
from numpy.testing import assert_allclose
from threads import Library, script

import cnnlib
from cnnlib.functional import _products, _threads

SHAPES = [
    ((300, 200), (200, 400)),  # cut across columns
    ((400, 200), (200, 300)),  # cut across rows
    ((1, 4000), (4000, 601)),
    ((7, 30), (5, 30, 900)),
    ((2, 70, 90), (2, 90, 11)),
]


@pytest.fixture
def library(monkeypatch):
    library = Library(3)
    monkeypatch.setattr(_threads, "_libraries", lambda: [library])
    monkeypatch.setattr(_products, "_PIECE", 10_000)
    monkeypatch.setattr(_products, "_SMALL", 20_000)
    return library


@pytest.mark.parametrize(("a", "b"), SHAPES)
@pytest.mark.parametrize("given", [True, False], ids=["out", "no out"])
def test_in_pieces_it_is_the_same_product(library, monkeypatch, a, b, given):
    pieces = []
    write = _products._write
    monkeypatch.setattr(_products, "_write", lambda job: pieces.append(job) or write(job))
    random = np.random.default_rng(0)
    a, b = random.normal(size=a), random.normal(size=b)
    expected = np.einsum("...ij,...jk->...ik", a, b)
    out = np.empty(expected.shape) if given else None
    product = _products.multiply(a, b, out)
    assert_allclose(product, expected, rtol=1e-9, atol=1e-9)
    assert product is out or not given
    assert len(pieces) == 3
    assert library.told == [3, 1, 3]


def test_what_is_small_troubles_nobody(library):
    _products.multiply(np.ones((2, 30)), np.ones((30, 300)))
    assert library.told == [3]


def test_a_row_is_multiplied_without_telling_blas(library):
    row, matrix = np.arange(90.0)[None], np.ones((90, 100))
    assert _products._SMALL_WITH_VECTOR < matrix.size < _products._SMALL // 2
    product = _products.multiply(row, matrix)
    assert product.shape == (1, 100)
    assert (product == 89 * 90 / 2).all()
    assert library.told == [3]


def test_a_user_who_gives_blas_one_thread_gets_one(library, monkeypatch):
    library.told = [1]
    monkeypatch.setattr(_threads, "_workers", None)
    assert _products.multiply(np.ones((300, 300)), np.ones((300, 300)))[0, 0] == 300
    assert library.told == [1]


def test_blas_has_its_threads_again_after_an_error(library):
    with pytest.raises(ValueError, match="matmul"):
        _products.multiply(np.ones((300, 200)), np.ones((300, 300)))
    assert library.told == [3, 1, 3]


@pytest.mark.parametrize("number", [0, 1, 2, 50])
def test_every_piece_is_worked_on_once(library, number):
    met = []
    _threads.share(met.append, range(number))
    assert sorted(met) == list(range(number))


def test_what_a_piece_shares_out_stays_in_its_thread(library):
    """Else all threads could wait for pieces that no thread is left for."""

    def work(piece):
        me, inner = threading.get_ident(), []
        _threads.share(lambda _: inner.append(threading.get_ident()), range(4))
        product = _products.multiply(np.ones((300, 300)), np.ones((300, 300)))
        met.append((piece, product[0, 0], inner == [me] * 4))

    met = []
    _threads.share(work, range(20))
    assert sorted(met) == [(piece, 300, True) for piece in range(20)]


@pytest.mark.parametrize("wrong", [0, 7, 19])
def test_an_error_in_a_piece_reaches_the_caller_when_all_threads_are_done(library, wrong):
    def work(piece):
        if piece == wrong:
            raise ValueError(f"piece {piece}")

    with pytest.raises(ValueError, match=f"piece {wrong}"):
        _threads.share(work, range(20))
    assert library.told == [3, 1, 3]


def test_inside_one_another_the_last_gives_the_threads_back(library):
    with _threads.one_thread_each as outer, _threads.one_thread_each as inner:
        assert (outer, inner) == (3, 3)
    assert library.told == [3, 1, 3]


def test_special_values_pass_through_every_piece_without_a_warning(library):
    x = np.full((1, 300), 3e38, np.float32)
    assert np.isinf(_products.multiply(x, np.ones((300, 300), np.float32))).all()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system makes no forks")
@pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork:DeprecationWarning")
def test_a_fork_has_threads_of_its_own(library):
    x = np.ones((300, 300))
    _products.multiply(x, x)
    child = os.fork()
    if child == 0:
        os._exit(0 if _products.multiply(x, x)[0, 0] == 300 else 1)
    assert os.waitpid(child, 0)[1] == 0


def test_without_threadpoolctl_it_is_numpys_product(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "threadpoolctl", None)
    _threads._libraries.cache_clear()
    try:
        assert _threads._libraries() == []
        assert cnnlib.Linear(600, 600)(np.ones((2, 600), np.float32)).shape == (2, 600)
    finally:
        _threads._libraries.cache_clear()


def test_whatever_thread_leaves_last_blas_has_its_threads_again():
    told = script("""
from threading import Event, Thread
from cnnlib.functional import _products, _threads

libraries = _threads._libraries()
if [library.get_num_threads() for library in libraries] != [2]:
    raise SystemExit
(library,) = libraries
entered, left = Event(), Event()

def last():
    with _threads.one_thread_each as allowed:
        entered.set()
        left.wait()
        print(allowed, library.get_num_threads())

thread = Thread(target=last)
with _threads.one_thread_each:
    thread.start()
    entered.wait()
left.set()
thread.join()
print(library.get_num_threads())
left.clear()
alone = Thread(target=last)
alone.start()
left.set()
alone.join()
print(library.get_num_threads())
""")
    assert told == "2 1\n2\n2 1\n2\n"


def test_a_thread_goes_on_when_the_script_has_ended():
    told = script("""
import threading, time
import numpy as np
from cnnlib.functional import _products, _threads

class Library:
    def get_num_threads(self):
        return 2
    def set_num_threads(self, threads):
        pass

def late():
    threading.main_thread().join()
    time.sleep(0.1)
    print(_products.multiply(np.ones((400, 400)), np.ones((400, 400)))[-1, -1])

_products._PIECE = 10_000
_threads._libraries = lambda: [Library()]
threading.Thread(target=late).start()
""")
    assert told == "400.0\n"


def test_numpys_own_blas_is_found():
    assert all(library.user_api == "blas" for library in _threads._libraries())
