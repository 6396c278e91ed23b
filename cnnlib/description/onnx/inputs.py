"""The sizes of what enters a model file."""

from __future__ import annotations

from typing import Any

from cnnlib._checks import batch_shape
from cnnlib.layers.attributes import Shape

__all__ = ["input_shapes", "stated_sizes"]

Sizes = tuple[int | str, ...]
"""Of an array, as a file states them: what it leaves open has a name."""


def input_shapes(inputs: list[Any], asked: Shape | None) -> dict[str, Shape]:
    """Return the sizes of what enters, the first as asked; sizes of one name are one size.

    Raises
    ------
    ValueError
        If the file leaves a size open, and none is asked for.
    """
    bound: dict[str, int] = {}
    sizes: dict[str, Shape] = {}
    for place, each in enumerate(inputs):
        stated = stated_sizes(each)
        if place == 0 and asked is not None:
            sizes[each.name] = asked
            if stated is not None:
                _require_axes(each.name, stated, asked)
                open_ones = zip(stated, asked, strict=True)
                bound |= {name: size for name, size in open_ones if isinstance(name, str)}
        else:
            sizes[each.name] = _settled(each.name, stated, bound, is_first=place == 0)
    return sizes


def stated_sizes(value: Any) -> Sizes | None:
    """Return the sizes that a ValueInfoProto states; None where it has not even their number."""
    if not value.type.tensor_type.HasField("shape"):
        return None
    return tuple(
        size.dim_value if size.dim_value > 0 else size.dim_param or f"?{value.name}{axis}"
        for axis, size in enumerate(value.type.tensor_type.shape.dim)
    )


def _require_axes(name: str, stated: Sizes, asked: Shape) -> None:
    if len(stated) != len(asked):
        raise ValueError(
            f"input_size must have {len(stated)} sizes, as input {name!r} has: {_shown(stated)}; "
            f"got {asked}"
        )


def _settled(name: str, stated: Sizes | None, bound: dict[str, int], is_first: bool) -> Shape:
    """Return the sizes of an input; a batch that is open is 1."""
    if stated and isinstance(stated[0], str):
        bound.setdefault(stated[0], 1)
    sizes = [bound.get(size, size) if isinstance(size, str) else size for size in stated or ["?"]]
    known = [size for size in sizes if isinstance(size, int)]
    if len(known) < len(sizes):
        example = "1,3,224,224" if len(sizes) in (1, 4) else "its sizes"
        raise ValueError(
            f"input {name!r} leaves sizes open: {_shown(stated or ('?',))}; "
            + (f"give input_size, or --input {example}" if is_first else "only the first may")
        )
    return batch_shape(known or [1], f"the size of input {name!r}")


def _shown(stated: Sizes) -> str:
    return f"({', '.join(str(size).partition('?')[0] or '?' for size in stated)})"
