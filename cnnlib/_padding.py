"""The forms in which padding is written, each read as four numbers."""

from __future__ import annotations

from typing import Any

from cnnlib._checks import whole_number

__all__ = ["FourSides", "padding_form", "parse_padding"]

FourSides = tuple[int, int, int, int]

_PADDING_FORMS = (
    "an int, (height, width), (top, bottom, left, right), "
    "((0, 0), (0, 0), (top, bottom), (left, right)), 'SAME', 'SAME_UPPER', 'SAME_LOWER', "
    "'NOTSET' or 'VALID'"
)
# Other names that ONNX has; NOTSET leaves the padding to numbers, and without any it is 0.
_SYNONYMS = {"SAME_UPPER": "SAME", "NOTSET": 0}


def parse_padding(padding: Any) -> FourSides | str:
    """Return ``'SAME'`` or ``'SAME_LOWER'``, or the (top, bottom, left, right) of any other form.

    Raises
    ------
    TypeError, ValueError
        If `padding` is none of the accepted forms, negative, or pads batch or channels.

    Examples
    --------
    >>> parse_padding((1, 2)), parse_padding("valid"), parse_padding("Same_Upper")
    ((1, 1, 2, 2), (0, 0, 0, 0), 'SAME')
    """
    match _plain(padding):
        case "SAME" | "SAME_UPPER":
            return "SAME"
        case "SAME_LOWER":
            return "SAME_LOWER"
        case "VALID" | "NOTSET":
            return 0, 0, 0, 0
        case int(side):
            return side, side, side, side
        case int(height), int(width):
            return height, height, width, width
        case int(top), int(bottom), int(left), int(right):
            return top, bottom, left, right
        case (0, 0), (0, 0), (int(top), int(bottom)), (int(left), int(right)):
            return top, bottom, left, right
        case (int(), int()), (int(), int()), (int(), int()), (int(), int()):
            raise ValueError(f"padding of batch and channels must be (0, 0), got {padding!r}")
    raise ValueError(f"padding must be {_PADDING_FORMS}, got {padding!r}")


def padding_form(padding: Any) -> Any:
    """Return `padding`, checked, in the form it was given: to keep and to print.

    Examples
    --------
    >>> padding_form("same_upper"), padding_form([1, 2])
    ('SAME', (1, 2))
    """
    parse_padding(padding)
    plain = _plain(padding)
    return _SYNONYMS.get(plain, plain) if isinstance(plain, str) else plain


def _plain(padding: Any) -> Any:
    """Return a padding in Python's own ints and tuples, and in capital letters."""
    if isinstance(padding, str):
        return padding.upper()
    if isinstance(padding, (list, tuple)):
        return tuple(map(_plain, padding))
    try:
        return whole_number(padding, "padding", minimum=0)
    except TypeError:
        kind = type(padding).__name__
        raise TypeError(f"padding must be {_PADDING_FORMS}, got {padding!r} ({kind})") from None
