"""Padding and output sizes: literals of the document and of the frameworks, and properties."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnlib.geometry import (
    effective_kernel_size,
    output_size,
    padding_form,
    parse_padding,
    place_windows,
    resolve_padding,
)


@pytest.mark.parametrize(
    ("padding", "sides"),
    [
        (0, (0, 0, 0, 0)),
        (np.int64(2), (2, 2, 2, 2)),
        ((1, 2), (1, 1, 2, 2)),
        ([1, 2], (1, 1, 2, 2)),
        ((1, 2, 3, 4), (1, 2, 3, 4)),
        (((0, 0), (0, 0), (1, 2), (3, 4)), (1, 2, 3, 4)),
        ([[0, 0], [0, 0], [1, 2], [3, 4]], (1, 2, 3, 4)),
        ("VALID", (0, 0, 0, 0)),
        ("valid", (0, 0, 0, 0)),
        ("SAME", "SAME"),
        ("same", "SAME"),
        ("SAME_UPPER", "SAME"),
        ("same_lower", "SAME_LOWER"),
        ("NOTSET", (0, 0, 0, 0)),
    ],
)
def test_every_form_of_padding_becomes_four_sides(padding, sides):
    assert parse_padding(padding) == sides


@pytest.mark.parametrize(
    ("padding", "form"),
    [("same", "SAME"), ("same_upper", "SAME"), ("Same_Lower", "SAME_LOWER"), ("notset", 0)],
)
def test_a_word_is_kept_by_its_shortest_name(padding, form):
    assert padding_form(padding) == form


@pytest.mark.parametrize(
    ("size", "kernel", "stride", "dilation", "sides"),
    [
        ((4, 4), 3, 1, 1, (1, 1, 1, 1)),
        ((4, 4), 3, 2, 1, (0, 1, 0, 1)),
        ((4, 4), 2, 1, 1, (0, 1, 0, 1)),
        ((7, 7), 5, 2, 1, (2, 2, 2, 2)),
        ((6, 6), 1, 3, 1, (0, 0, 0, 0)),
        ((5, 8), (3, 4), (1, 2), 1, (1, 1, 1, 1)),
        ((8, 8), 3, 1, 2, (2, 2, 2, 2)),
        ((1, 1), 7, 4, 1, (3, 3, 3, 3)),
    ],
)
def test_same_puts_the_odd_one_at_the_end(size, kernel, stride, dilation, sides):
    top, bottom, left, right = sides
    window = size, kernel, stride, dilation
    assert resolve_padding("SAME", *window) == resolve_padding("SAME_UPPER", *window) == sides
    assert resolve_padding("SAME_LOWER", *window) == (bottom, top, right, left)


@pytest.mark.parametrize(
    ("arguments", "size"),
    [
        (((28, 28), 5), (24, 24)),
        (((12, 6), (3, 5)), (10, 2)),
        (((12, 6), (3, 5), 1, (1, 2)), (12, 6)),
        (((6, 6), 3, 2), (2, 2)),
        (((7, 7), 3, 1, 0, 2), (3, 3)),
        (((224, 224), 7, 2, 3), (112, 112)),
        (((5, 5), 2, 2, (0, 1, 0, 1)), (3, 3)),
        ((28, 5), 24),
    ],
)
def test_output_size(arguments, size):
    assert output_size(*arguments) == size


def test_ceil_mode_drops_a_window_that_would_start_in_the_end_padding():
    assert output_size((5, 5), 2, 2, ceil_mode=True) == (3, 3)
    assert output_size((4, 4), 2, 3, 0, ceil_mode=True) == (2, 2)
    assert output_size((4, 4), 2, 2, 1, ceil_mode=True) == (3, 3)
    assert output_size((3, 3), 2, 2, 1, ceil_mode=True) == (2, 2), (
        "the third would start at pixel 3"
    )


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (((6, 9), 7), r"kernel 7 does not fit: input 6 \+ padding 0 \+ 0 = 6 \(height\)"),
        (((9, 6), 9, 1, 1), r"kernel 9 does not fit: input 6 \+ padding 1 \+ 1 = 8 \(width\)"),
        (
            ((6, 6), 3, 1, 0, 3),
            r"kernel 3 with dilation 3 reaches across 7 and does not fit: input 6 \+",
        ),
        (((6, 6), 0), "kernel_size must be at least 1, got 0"),
        (((6, 6), 3, 0), "stride must be at least 1, got 0"),
        (((6, 6), 3, -1), "stride must be at least 1, got -1"),
        (((6, 6), 3, 1, -1), "padding must be at least 0, got -1"),
        (((6, 6), 3, 1, 0, 0), "dilation must be at least 1, got 0"),
        (((6, 6), 3, 1, (1, 2, 3)), "padding must be an int"),
        (((6, 6), 3, 1, "HALF"), "padding must be an int.*got 'HALF'"),
        (((6, 6), 3, 1, ((1, 1), (0, 0), (1, 1), (1, 1))), "padding of batch and channels"),
        (((6, 6), 3, 1, ((0, 0), (0, 0), (1, 1), (1,))), "padding must be an int"),
        (((6, 6), (3, 3, 3)), r"kernel_size must be an int or \(height, width\), got \(3, 3, 3\)"),
        (((0, 6), 3), "input_size must be at least 1, got 0"),
    ],
)
def test_a_value_that_makes_no_sense_is_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        output_size(*arguments)


@pytest.mark.parametrize("value", [2.0, "3", None, True, float("nan"), 3 + 0j, [3.0, 3.0]])
def test_what_is_no_whole_number_is_refused_with_its_type(value):
    with pytest.raises(TypeError, match="kernel_size must be a whole number, got .*"):
        output_size((6, 6), value)


sizes = st.integers(1, 40)
small = st.integers(1, 7)


@given(sizes, small, small, small)
def test_same_gives_the_rounded_up_quotient(size, kernel, stride, dilation):
    rows, columns = output_size((size, size), kernel, stride, "SAME", dilation)
    assert rows == columns == -(-size // stride)
    top, bottom, _, _ = resolve_padding("SAME", (size, size), kernel, stride, dilation)
    assert bottom - top in (0, 1)
    lower = (size, size), kernel, stride, "SAME_LOWER", dilation
    assert output_size(*lower) == (rows, columns)


@given(sizes, small, small, st.integers(0, 6), st.integers(0, 6), st.integers(1, 3))
def test_output_size_counts_the_places_of_the_window(size, kernel, stride, begin, end, dilation):
    reach = effective_kernel_size(kernel, dilation)
    places = [
        start
        for start in range(0, begin + size + end, stride)
        if start + reach <= begin + size + end
    ]
    arguments = (size, size), kernel, stride, (begin, end, begin, end), dilation
    if places:
        assert output_size(*arguments) == (len(places), len(places))
    else:
        with pytest.raises(ValueError, match="does not fit"):
            output_size(*arguments)


@pytest.mark.parametrize(
    ("size", "kernel", "stride", "padding", "dilation", "met"),
    [
        # What XLA counts: 10 of 4 · 3 places on an axis, 94 of 32 · 3; without padding all.
        (4, 3, 1, 1, 1, 10),
        (32, 3, 1, 1, 1, 94),
        (6, 3, 1, 0, 1, 12),
        # [p 0 1] [1 2 3], and with gaps [p 1 3] [0 2 p] [1 3 p] on four pixels and a frame of 1.
        (4, 3, 2, (1, 0, 0, 0), 1, 5),
        (4, 3, 1, (1, 2, 0, 0), 2, 6),
        # A frame that is wider than the kernel has windows on nothing.
        (1, 2, 1, 3, 1, 2),
        (5, 1, 4, 0, 1, 2),
    ],
)
def test_how_many_products_of_an_axis_meet_a_pixel(size, kernel, stride, padding, dilation, met):
    windows = place_windows((size, 1), (kernel, 1), (stride, 1), padding, (dilation, 1))
    assert windows.met(0, size) == met
