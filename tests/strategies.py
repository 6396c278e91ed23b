"""What the tests draw: arrays in every layout, settings that make sense, and what makes none."""

import contextlib
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

import numpy as np
from hypothesis import strategies as st

HUGE = 10**30
NAN, INF = float("nan"), float("inf")

NOT_NUMBERS = [None, "2", b"2", "", "SAME", "valid", "zeros", "reflect", 2j, object(), ..., int]
NUMBERS = [True, np.True_, 0, 1, 2, 3, -1, -HUGE, HUGE, 2**63, np.int8(2), np.uint64(3)]
NUMBERS += [0.5, 2.0, -0.0, 1e300, NAN, INF, -INF, np.float32(0.5), np.longdouble(2), 10**400]
NUMBERS += [Fraction(1, 2), Fraction(10**400), Decimal(2), np.array(2), np.array(2.5)]
GROUPS = [(), [], {}, {2}, (1,), (1, 2), [2, 1], (1, 2, 3), [0, 1, 1, 0], (HUGE, 1), (1, None)]
GROUPS += [((0, 0),) * 4, ((0, 0), (0, 0), (1, 0), [0, 1]), ((1, 1),) * 4, ((0, 0), (0, 0), 1, 1)]
GROUPS += [(1.0, 1.0), (NAN, 1), (True, 1), ("SAME", 1), range(1, 3)]
GROUPS += [np.array([2, 2]), np.array([])]
NESTED = st.recursive(
    st.sampled_from([0, 1, 2, -1, 0.5, None, "SAME", HUGE]),
    lambda inner: st.lists(inner, max_size=4) | st.lists(inner, max_size=4).map(tuple),
    max_leaves=6,
)
ODD = st.one_of(map(st.sampled_from, (NOT_NUMBERS, NUMBERS, GROUPS))) | NESTED

ODD_ARRAYS = {
    "a list": np.ndarray.tolist,
    "ints": lambda x: np.zeros(x.shape, int),
    "bools": lambda x: x > 0,
    "complex": lambda x: x.astype(complex),
    "half": lambda x: x.astype(np.float16),
    "long double": lambda x: x.astype(np.longdouble),
    "objects": lambda x: x.astype(object),
    "other byte order": lambda x: x.astype(x.dtype.newbyteorder()),
    "text": lambda x: x.astype(str),
    "masked": lambda x: np.ma.masked_array(x, x > 0),
    "matrix": lambda x: x.reshape(len(x), -1).view(np.matrix),
    "empty": lambda x: x[:0],
    "no rows": lambda x: x[..., :0],
    "one axis fewer": lambda x: x[0],
    "one axis more": lambda x: x[None],
    "one more": lambda x: np.concatenate([x, x[:1]]),
    "one more behind": lambda x: np.concatenate([x, x[..., :1]], axis=-1),
    "no axis": lambda x: np.array(x.flat[0]),
    "a scalar": lambda x: x.flat[0],
    "nested": lambda x: [x, x],
    "record": lambda x: np.zeros(x.shape, [("value", x.dtype)]),
}
FORMS = (bool, np.bool_, int, np.int16, float, np.float32, Fraction, np.array, str, list, tuple)


def other_forms(value):
    """Yield a setting in each type that it can be turned into."""
    for form in FORMS:
        # NumPy before 2.0 warns where it overflows.
        with contextlib.suppress(TypeError, ValueError, OverflowError, DeprecationWarning):
            yield form(value)


def read_only(x):
    x.flags.writeable = False
    return x


LAYOUTS = {
    "C": lambda x: x,
    "Fortran": np.asfortranarray,
    "every other": lambda x: np.repeat(x, 2, axis=-1)[..., ::2],
    "every other row": lambda x: np.repeat(x, 2, axis=0)[1::2],
    "backwards": lambda x: x[::-1, ..., ::-1].copy()[::-1, ..., ::-1] if x.ndim > 1 else x,
    "swapped": lambda x: x.swapaxes(0, -1).copy().swapaxes(0, -1),
    "read only": read_only,
    "unaligned": lambda x: np.frombuffer(b"?" + x.tobytes(), x.dtype, offset=1).reshape(x.shape),
    "one row for all": lambda x: np.broadcast_to(x[:1], x.shape),
}
VALUES = {
    "normal": lambda rng, shape: rng.normal(size=shape),
    "eighths": lambda rng, shape: rng.integers(-40, 41, shape) / 8,
    "many equal": lambda rng, shape: rng.integers(-2, 3, shape).astype(float),
    "special": lambda rng, shape: rng.choice(
        [1, 2, -1, 0.5, 0, -0.0, NAN, INF, -INF], shape, p=[*[0.15] * 4, 0.1, 0.06, *[0.08] * 3]
    ),
}


@st.composite
def arrays(draw, shape, values=tuple(VALUES)):
    """Draw an array of float32 or float64, in any layout that NumPy has."""
    rng = np.random.default_rng(draw(st.integers(0, 2**16)))
    content = VALUES[draw(st.sampled_from(values))](rng, shape)
    dtype = draw(st.sampled_from(["float32", "float64"]))
    return LAYOUTS[draw(st.sampled_from(list(LAYOUTS)))](content.astype(dtype))


flags = st.booleans()
modes = st.sampled_from(["zeros", "reflect", "replicate", "circular"])
small = st.integers(1, 3)
side = st.integers(0, 2)
axes = st.integers(-3, 2)
pairs = small | st.tuples(small, small) | st.lists(small, min_size=2, max_size=2)
pairs |= small.map(np.int64)
strides = pairs | st.just(HUGE)
grids = st.none() | pairs | st.tuples(st.none() | small, st.none() | small)


def paddings(most=2):
    """Return every form of padding, with at most so many pixels on a side."""
    side = st.integers(0, most)
    ends = st.tuples(side, side)
    four = st.tuples(side, side, side, side)
    pairs_of_ends = st.tuples(st.just((0, 0)), st.just([0, 0]), ends, ends)
    words = st.sampled_from(["SAME", "same", "VALID", "Valid", "SAME_LOWER", "Notset"])
    return side | ends | four | pairs_of_ends | words


batches = st.integers(1, 2) | st.sampled_from([1, 2, 17, 65])


@st.composite
def image_batches(draw, channels=None, **kind):
    """Draw a batch of images: small ones mostly, and of few planes mostly."""
    channels = channels or draw(st.integers(1, 3) | st.sampled_from([1, 2, 33]))
    length = st.integers(1, 7) | st.sampled_from([4, 5, 19])
    return draw(arrays((draw(batches), channels, draw(length), draw(length)), **kind))


@st.composite
def pooling(draw, **others):
    """Draw what both poolings take, and what `others` adds."""
    kernel, dilation = draw(pairs), draw(st.just(1) | pairs)
    # Padding as wide as a side of the window is refused: seldom drawn.
    span = (np.array(kernel) - 1) * np.array(dilation) + 1
    most = draw(st.sampled_from([np.min(span) - 1] * 4 + [2]))
    return {
        "x": draw(image_batches()),
        "kernel_size": kernel,
        "stride": draw(st.none() | strides),
        "padding": draw(paddings(int(most))),
        "ceil_mode": draw(flags),
        "dilation": dilation,
        "padding_mode": draw(st.just("empty") | modes),
        **draw(st.fixed_dictionaries(others)),
    }


@st.composite
def any_array(draw):
    """Draw an array of one to five axes."""
    shape = draw(st.lists(st.integers(1, 4), min_size=1, max_size=5))
    return draw(arrays(tuple(shape)))


class Call(NamedTuple):
    """The arguments of a call; which of them may make no sense, and what they were before."""

    arguments: dict
    odd: str | None = None
    usual: dict | None = None


@st.composite
def calls(draw, arguments):
    """Draw arguments, in a third of the calls with one of them that may make no sense."""
    usual = draw(arguments)
    name = draw(st.sampled_from([*usual, *[None] * 2 * len(usual)]))
    if name is None:
        return Call(usual)
    good = usual[name]
    if isinstance(good, np.ndarray):
        odd = st.sampled_from(list(ODD_ARRAYS)).map(lambda kind: ODD_ARRAYS[kind](good))
    else:
        odd = st.sampled_from([*other_forms(good)])
    return Call({**usual, name: draw(odd if draw(st.booleans()) else ODD)}, name, usual)
