"""A model file without its weights: their lengths are read, and they are stepped over."""

from __future__ import annotations

from collections.abc import Iterator

__all__ = ["Broken", "slim"]

# Fields of the messages of onnx.proto.
GRAPH, INITIALIZER, NODE = 7, 5, 1
DATA = (4, 5, 6, 7, 9, 10, 11)
"""Those of a TensorProto that hold its numbers: float_data, int32_data, …, raw_data."""

KEPT = 2**16
"""Bytes: an array of numbers that decide about shapes is far smaller."""
MOST = 1_000_000
"""Fields of one message: no real file comes near."""

VARINT, FIXED64, BYTES, FIXED32 = 0, 1, 2, 5

Buffer = bytes | memoryview


class Broken(ValueError):
    """What is wrong with a file that is none."""


def slim(data: Buffer) -> bytes:
    """Return a serialized ModelProto without the numbers of its large initializers.

    Raises
    ------
    Broken
        If a length leads beyond the end of the data, or a field is none of Protocol Buffers'.

    Examples
    --------
    A graph of one initializer, of which 70,000 bytes are raw data and 3 are its name:

    >>> tensor = bytes.fromhex("4a f0a204") + bytes(70_000) + bytes.fromhex("42 01 77")
    >>> graph = bytes.fromhex("2a f7a204") + tensor
    >>> slim(bytes.fromhex("3a fba204") + graph).hex(" ")
    '3a 05 2a 03 42 01 77'
    """
    view = memoryview(data)
    out = bytearray()
    for field, kind, start, inside, end in _fields(view):
        if field == GRAPH and kind == BYTES:
            out += _framed(view[start:inside], _graph(view[inside:end]))
        else:
            out += view[start:end]
    return bytes(out)


def _graph(view: memoryview) -> bytearray:
    out = bytearray()
    for field, kind, start, inside, end in _fields(view):
        if field == INITIALIZER and kind == BYTES and end - inside > KEPT:
            out += _framed(view[start:inside], _tensor(view[inside:end]))
        else:
            out += view[start:end]
    return out


def _tensor(view: memoryview) -> bytearray:
    out = bytearray()
    for field, kind, start, inside, end in _fields(view):
        if not (field in DATA and kind == BYTES and end - inside > KEPT):
            out += view[start:end]
    return out


def _framed(head: memoryview, inside: bytearray) -> bytes:
    """Return a message as a field: the key that stood before it, its new length, itself."""
    _, end = _number(head, 0)
    return bytes([*head[:end], *_varint(len(inside))]) + inside


def _varint(value: int) -> list[int]:
    out = []
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return [*out, value]


def _fields(view: memoryview) -> Iterator[tuple[int, int, int, int, int]]:
    """Yield number and kind of each field, where it starts, where its content does, and its end."""
    place = count = 0
    while place < len(view):
        start = place
        key, place = _number(view, place)
        field, kind = key >> 3, key & 7
        inside = place
        if kind == VARINT:
            _, place = _number(view, place)
        elif kind == BYTES:
            length, inside = _number(view, place)
            place = inside + length
        elif kind in (FIXED32, FIXED64):
            place += 4 if kind == FIXED32 else 8
        else:
            raise Broken(f"byte {start} begins no field that ONNX has")
        if place > len(view):
            raise Broken(f"it ends within a field, {place - len(view)} bytes too early")
        count += 1
        if count > MOST:
            raise Broken(f"it has more than {MOST} fields in one message")
        yield field, kind, start, inside, place


def _number(view: memoryview, place: int) -> tuple[int, int]:
    """Return a number of seven bits a byte, and where the next thing stands."""
    value = 0
    for shift in range(0, 70, 7):
        if place >= len(view):
            raise Broken("it ends within a number")
        byte = view[place]
        place += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, place
    raise Broken("it has a number of more than ten bytes")
