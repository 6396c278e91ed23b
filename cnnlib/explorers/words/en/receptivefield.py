"""What the receptive field explorer says."""

from collections.abc import Sequence

WHOLE = "may depend on the whole input"


def title(field: Sequence[int] | None) -> str:
    """Return how much one number sees, as a title."""
    return WHOLE if field is None else f"sees {_sizes(field)}"


def summary(
    layers: int,
    size: Sequence[int],
    layer: tuple[int, str],
    output: Sequence[int] | None,
    at: Sequence[int],
    field: Sequence[int] | None,
    jump: Sequence[int],
    start: Sequence[int] | None,
    middle: float | None,
) -> str:
    """Return settings and the patch; a patch that begins at −9 begins in the padding."""
    counted = "1 layer" if layers == 1 else f"{layers} layers"
    words = f"{counted} on {_sizes(size)} pixels; layer {layer[0]}, {layer[1]}"
    if output is not None:
        words += f", gives {_sizes(output)}; row {at[0]}, column {at[1]}"
    if field is None:
        return f"{words}; {WHOLE}"
    words += f" sees {_sizes(field)} pixels, jump {_sizes(jump)}"
    if start is None or middle is None:
        return words
    first = " and ".join(str(each).replace("-", "−") for each in start)
    return f"{words}, from row and column {first}; {middle:.0%} of the ways begin in its middle"


def _sizes(sizes: Sequence[object]) -> str:
    return " × ".join(map(str, sizes))
