"""How long an axis is behind a transposed convolution; `cnnlib.geometry` has the rule."""

from __future__ import annotations

from cnnlib._checks import Pair

__all__ = ["require_output_padding", "transposed_length"]


def require_output_padding(more: Pair, stride: Pair, dilation: Pair) -> None:
    """Refuse as many rows or columns more as the next window would bring, or as its gaps."""
    for axis, extra, step, gap in zip(("height", "width"), more, stride, dilation, strict=True):
        if extra >= max(step, gap):
            raise ValueError(
                f"output_padding {extra} must be less than stride {step} or dilation {gap} ({axis})"
            )


def transposed_length(
    axis: str, steps: Pair, span: int, ends: Pair | None, more: int, wanted: int | None
) -> int:
    """Return the length that so many windows come from; with a stride it may be one of several.

    `steps` are the way from the first window to the last, and from one to the next. `ends` is
    None for ``'SAME'`` and ``'SAME_LOWER'``.
    """
    way, stride = steps
    least = way + 1 if ends is None else way + span - sum(ends)
    if wanted is not None:
        if more:
            raise ValueError(
                f"output_padding must be 0 beside output_size, which decides as much, got {more} "
                f"({axis})"
            )
        most = least + stride - 1
        if not max(least, 1) <= wanted <= most:
            reach = f"can be {max(least, 1)} to {most}" if most > 0 else "has nothing left"
            raise ValueError(
                f"output_size {wanted} cannot be reached: behind this padding the {axis} {reach}"
            )
        return wanted
    if ends is None:
        if more:
            raise ValueError(
                "output_padding must be 0 with padding 'SAME' or 'SAME_LOWER', which make stride · "
                f"input = {way + stride}, got {more} ({axis})"
            )
        return way + stride
    if least + more < 1:
        raise ValueError(
            f"padding {ends[0]} + {ends[1]} leaves no output: the windows span {way + span}, "
            f"output_padding is {more} ({axis})"
        )
    return least + more
