"""What the padding explorer says."""

from collections.abc import Sequence

SIDES = ("top {}", "bottom {}", "left {}", "right {}")


def title(rows: int, columns: int) -> str:
    """Return how many windows there are, as a title."""
    return f"{rows} × {columns} windows"


def summary(
    size: tuple[int, int],
    setting: dict[str, object],
    sides: tuple[int, ...],
    output: tuple[int, int],
    unread: Sequence[Sequence[int]],
) -> str:
    """Return settings and sizes; `unread` are the rows, and the columns, that no window reads."""
    names = ("stride", "dilation", "padding")
    settings = ", ".join(f"{name} {setting[name]}" for name in names)
    rows, columns = (", ".join(map(str, lines)) or "none" for lines in unread)
    return (
        f"{size[0]} × {size[1]} pixels, kernel {setting['kernel_size']}, {settings}"
        f"{', ceil_mode' if setting['ceil_mode'] else ''}; top, bottom, left and right {sides}; "
        f"output {output[0]} × {output[1]}; rows that no window reads: {rows}; columns: {columns}"
    )
