"""A notebook as a whole, after nbval has run its cells one by one.

nbval passes over pictures that come or go, and it does not know the state of widgets. Its kernel
does: so each notebook gets one test more behind those of its cells, with what they left there.
"""

import copy
import json
from pathlib import Path

import pytest

from book.tools import notebooks
from book.widget_code import WIDGET_STATE

STATE = "import ipywidgets, json; print(json.dumps(ipywidgets.Widget.get_manager_state()))"
SECONDS = 60


class Whole(pytest.Item):
    """Hold the file to what the cells before this test have just shown."""

    cells: list[pytest.Item]

    def runtest(self):
        stored = self.parent.nb
        fresh = copy.deepcopy(stored)
        places = [cell for cell in fresh.cells if cell.cell_type == "code"]
        for cell, ran in zip(places, self.cells, strict=True):
            if ran.test_outputs is None:
                pytest.skip("not every cell was run")
            cell.outputs = ran.test_outputs
            for output in cell.outputs:
                if output.output_type == "execute_result":
                    output.execution_count = cell.execution_count
        fresh.metadata.widgets = {WIDGET_STATE: self._widgets()}
        found = notebooks.differences(stored, notebooks.tidied(fresh))
        assert not found, "`make notebooks` would change more than pictures:\n" + "\n".join(found)

    def _widgets(self):
        """Ask the kernel, in its own words, for the state of its widgets."""
        kernel = self.parent.kernel
        asked, text = kernel.execute_cell_input(STATE, allow_stdin=False), ""
        while True:
            message = kernel.get_message("iopub", timeout=SECONDS)
            if message["parent_header"].get("msg_id") != asked:
                continue
            text += message["content"].get("text", "")
            if message["content"].get("execution_state") == "idle":
                return json.loads(text)

    def reportinfo(self):
        return self.path, 0, f"{Path(self.path).name} as a whole"


def with_wholes(items: list[pytest.Item]) -> list[pytest.Item]:
    """Put the test of the whole behind the cells of each notebook."""
    cells: dict[pytest.Collector, list[pytest.Item]] = {}
    for item in items:
        if item.path.suffix == ".ipynb":
            cells.setdefault(item.parent, []).append(item)
    found = []
    for item in items:
        found.append(item)
        mates = cells.get(item.parent, [None])
        if item is mates[-1]:
            found.append(Whole.from_parent(item.parent, name="whole"))
            found[-1].cells = mates
    return found
