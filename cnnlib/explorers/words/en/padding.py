"""What the padding explorer says."""

from collections.abc import Sequence

SIDES = ("top {}", "bottom {}", "left {}", "right {}")


def title(count: tuple[int, int], painted: tuple[int, int] | None) -> str:
    """Return how many windows there are, as a title; `painted` is the output that they paint."""
    places = "{} × {}".format(*count)
    return "{} pixels paint {} × {}".format(places, *painted) if painted else f"{places} windows"


def summary(
    size: tuple[int, int],
    setting: dict[str, object],
    sides: tuple[int, ...],
    output: tuple[int, int],
    unread: Sequence[Sequence[int]],
) -> str:
    """Return settings and sizes; `unread` are the rows, and the columns, that no window reads."""
    turned = setting["transposed"]
    names = ["stride", "dilation", "padding", *(["output_padding"] if turned else [])]
    settings = ", ".join(f"{name} {setting[name]}" for name in names)
    rows, columns = (", ".join(map(str, lines)) or "none" for lines in unread)
    return (
        f"{size[0]} × {size[1]} pixels, {'transposed, ' if turned else ''}"
        f"kernel {setting['kernel_size']}, {settings}"
        f"{', ceil_mode' if setting['ceil_mode'] else ''}; "
        f"top, bottom, left and right {sides}{' cut off' if turned else ''}; "
        f"output {output[0]} × {output[1]}; "
        f"rows that no {'pixel paints' if turned else 'window reads'}: {rows}; columns: {columns}"
    )
