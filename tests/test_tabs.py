"""The tabs of the pages: what stands there in PyTorch and PaddlePaddle is what the cell shows."""

import json
import re

import pytest
import tabs

from book.chapters import Page
from book.model import BOOK

NUMBER = re.compile(r"-?\d+(?:[.,]?\d+)*(?:e[-+]?\d+)?")
SETS = {
    f"{page.name} · {cell.id}": (page, place)
    for page in BOOK.notebooks.values()
    for place, cell in enumerate(page.cells)
    if "{tab-set}" in cell.source
}


def printed_before(page: Page, place: int) -> str:
    """Return what the last cell printed that stands before a cell."""
    for cell in reversed(page.cells[:place]):
        texts = [each.text for each in cell.get("outputs", []) if each.output_type == "stream"]
        if texts:
            return "".join(texts)
    raise AssertionError("no cell before the tabs prints anything")


def numbers(text: str) -> list[float]:
    return [float(found.replace(",", "")) for found in NUMBER.findall(text)]


@pytest.mark.parametrize("name", SETS)
def test_tabs_show_both_frameworks_and_the_numbers_of_the_cell(name):
    page, place = SETS[name]
    cell = page.cells[place]
    found = [match.groupdict() for match in tabs.TAB.finditer(cell.source)]
    assert [tab["framework"] for tab in found] == ["PyTorch", "PaddlePaddle"]
    for tab in found:
        assert tab["printed"].strip(), f"{tab['framework']}: nothing is stored"
        if "differs" not in cell.metadata.get("tags", []):
            assert numbers(tab["printed"]) == numbers(printed_before(page, place)), tab["framework"]


def test_a_tab_is_run_alone_and_its_print_is_what_is_compared(tmp_path, monkeypatch):
    tab = ":::{{tab-item}} PyTorch\n:sync: torch\n```python\n{}\n```\n```text\n3\n```\n:::\n"
    source = [tab.format("a = 3; print(1 + 2)"), tab.format("print('a' in globals())")]
    page = tmp_path / "page.ipynb"
    page.write_text(json.dumps({"cells": [{"id": "sum", "source": source}]}))
    monkeypatch.setattr(tabs, "CHAPTERS", tmp_path)
    assert tabs.differences() == ["page · sum · PyTorch prints\nFalse\nand its page says\n3\n"]
    tabs.write()
    assert not tabs.differences()
