"""Tables as text, HTML, Markdown and comma-separated values."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterable, Sequence
from html import escape
from typing import Any

Row = Sequence[str]


def text_table(headers: Row, rows: Sequence[Row], numeric: Collection[int] = ()) -> str:
    """Return a table drawn with +, - and |, every cell centered as PaddlePaddle shows it.

    The columns of `numeric` are set to the right, so that their digits can be compared.

    Examples
    --------
    >>> print(text_table(["net", "params"], [["LeNet", "61,610"], ["pool", "0"]], numeric={1}))
    +-------+--------+
    |  net  | params |
    +-------+--------+
    | LeNet | 61,610 |
    |  pool |      0 |
    +-------+--------+
    """
    widths = [max(map(len, column)) for column in zip(headers, *rows, strict=True)]
    rule = "+" + "+".join("-" * (width + 2) for width in widths) + "+"

    def line(row: Row) -> str:
        cells = (
            f" {cell:>{width}} " if i in numeric else cell.center(width + 2)
            for i, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        return "|" + "|".join(cells) + "|"

    return "\n".join((rule, line(headers), rule, *map(line, rows), rule))


def html_table(
    headers: Row, rows: Sequence[Row], numeric: Collection[int], caption: str, total: Row = ()
) -> str:
    """Return a table for a notebook, the columns of `numeric` set to the right."""

    def line(cells: Row, tag: str) -> str:
        return (
            "<tr>"
            + "".join(
                f'<{tag} style="text-align: {"right" if i in numeric else "left"}">'
                f"{escape(cell)}</{tag}>"
                for i, cell in enumerate(cells)
            )
            + "</tr>"
        )

    return (
        # Focusable, so that a wide table can be scrolled with the keyboard.
        '<div class="cost-report" style="overflow-x: auto" tabindex="0"><table>'
        f"<caption>{escape(caption)}</caption>"
        f"<thead>{line(headers, 'th')}</thead>"
        f"<tbody>{''.join(line(row, 'td') for row in rows)}</tbody>"
        + (f"<tfoot>{line(total, 'td')}</tfoot>" if total else "")
        + "</table></div>"
    )


def markdown_table(headers: Row, rows: Sequence[Row], numeric: Collection[int]) -> str:
    """Return a Markdown table, the columns of `numeric` set to the right.

    Examples
    --------
    >>> print(markdown_table(["net", "params"], [["LeNet", "61,610"]], numeric={1}))
    | net | params |
    | --- | ---: |
    | LeNet | 61,610 |
    """
    rule = ["---:" if i in numeric else "---" for i in range(len(headers))]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in (headers, rule, *rows))


def csv_table(headers: Row, rows: Iterable[Iterable[Any]]) -> str:
    """Return comma-separated values, shapes written as 1x6x28x28.

    Examples
    --------
    >>> print(csv_table(["net", "input"], [["LeNet", (1, 1, 28, 28)]]), end="")
    net,input
    LeNet,1x1x28x28
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(headers)
    for row in rows:
        writer.writerow("x".join(map(str, c)) if isinstance(c, tuple) else c for c in row)
    return text.getvalue()


def shape_text(shape: Iterable[int]) -> str:
    """Return a shape as it is written in a sentence.

    Examples
    --------
    >>> shape_text((1, 3, 32, 32))
    '1 × 3 × 32 × 32'
    """
    return " × ".join(map(str, shape))
