"""A JupyterLab of the tests' own, and notebooks in it that are run as a reader runs them."""

import json
import os
import secrets
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import nbformat
from driving import Driver
from nbformat.sign import NotebookNotary
from nbformat.v4 import new_code_cell, new_notebook
from playwright.sync_api import Locator

from book.tools.notebooks import KERNELSPEC

SECONDS = 60
# The widget manager may look for a widget before it has read the notebook; JupyterLab then says:
TOO_EARLY = "Error displaying widget: model not found"
ATTEMPTS = 5
SETTINGS = {
    "@jupyterlab/apputils-extension/notification": {"checkForUpdates": False, "fetchNews": "false"},
    # As the menu has it: Settings, Save Widget State Automatically. JupyterLab begins without.
    "@jupyter-widgets/jupyterlab-manager/plugin": {"saveState": True},
}
OPTIONS = [
    "--no-browser",
    "--allow-root",
    "--ServerApp.ip=127.0.0.1",
    "--ServerApp.port=0",
    "--LabApp.news_url=",
    "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    "--LabApp.extension_manager=readonly",
    # The page then has `jupyterapp`, which knows every command of the menus.
    "--LabApp.expose_app_in_browser=True",
]


class Lab(NamedTuple):
    """A running JupyterLab: its address, what opens it, and the folder that it shows."""

    address: str
    token: str
    folder: Path

    def shut_down(self) -> None:
        """End the server and its kernels, as its own page can."""
        headers = {"Authorization": f"token {self.token}"}
        request = urllib.request.Request(f"{self.address}api/shutdown", b"", headers)
        urllib.request.urlopen(request, timeout=SECONDS).close()

    def trust(self, path: Path) -> None:
        """Let the scripts of a notebook run; of others JupyterLab shows the pictures."""
        data = str(self.folder.parent / "data")
        NotebookNotary(data_dir=data).sign(nbformat.read(path, as_version=4))


@contextmanager
def running_lab(folder: Path) -> Iterator[Lab]:
    """Run a JupyterLab that reads and writes nowhere but in `folder`."""
    notebooks, runtime, token = folder / "notebooks", folder / "runtime", secrets.token_hex()
    notebooks.mkdir()
    for name, values in SETTINGS.items():
        path = folder / "config/lab/user-settings" / f"{name}.jupyterlab-settings"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(values), encoding="utf-8")
    own = {
        "JUPYTER_CONFIG_DIR": folder / "config",
        "JUPYTER_DATA_DIR": folder / "data",
        "JUPYTER_RUNTIME_DIR": runtime,
        "IPYTHONDIR": folder / "ipython",
        "JUPYTER_TOKEN": token,
    }
    with (folder / "server.log").open("w") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "jupyterlab", *OPTIONS, str(notebooks)],
            env={**os.environ, **{name: str(value) for name, value in own.items()}},
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            lab = Lab(_address(server, runtime), token, notebooks)
            yield lab
            lab.shut_down()
            server.wait(SECONDS)
        finally:
            server.kill()


def _address(server: subprocess.Popen, runtime: Path) -> str:
    """Wait until the server has written where it listens."""
    said = runtime / f"jpserver-{server.pid}.json"
    for _ in range(10 * SECONDS):
        if server.poll() is not None:
            break
        if said.exists() and (text := said.read_text(encoding="utf-8")).endswith("}"):
            return json.loads(text)["url"]
        time.sleep(0.1)
    raise RuntimeError(f"JupyterLab did not start: {(runtime.parent / 'server.log').read_text()}")


OPEN = """async path => {
  const panel = await jupyterapp.commands.execute("docmanager:open", {path});
  await panel.revealed;
  await panel.sessionContext.ready;
  return panel.id;
}"""
CURRENT = "const {content: notebook, context} = jupyterapp.shell.currentWidget;"
RUN = """async source => {
  CURRENT
  const at = notebook.widgets.length;
  notebook.model.sharedModel.insertCell(at, {cell_type: "code", source});
  notebook.activeCellIndex = at;
  await jupyterapp.commands.execute("notebook:run-cell");
  return notebook.model.cells.get(at).outputs.toJSON();
}""".replace("CURRENT", CURRENT)
SHOW = """async place => {
  CURRENT
  const cells = [...notebook.model.cells].map((cell, at) => [at, cell.outputs?.toJSON() ?? []]);
  const shown = cells.filter(([, outputs]) =>
    outputs.some(({data}) => data?.["application/vnd.jupyter.widget-view+json"]));
  const [at] = shown.at(place);
  await notebook.scrollToItem(at, "center");
  return at;
}""".replace("CURRENT", CURRENT)
CLOSE = """async () => {
  CURRENT
  context.model.dirty = false;
  await context.sessionContext.shutdown();
  jupyterapp.shell.currentWidget.close();
}""".replace("CURRENT", CURRENT)


class View(Driver):
    """One of the explorers shown in a notebook."""

    def __init__(self, root: Locator) -> None:
        self.page, self.root = root.page, root
        root.wait_for()


class Notebook:
    """A notebook open in JupyterLab."""

    def __init__(self, page, path: str) -> None:
        self.page = page
        self.panel = page.locator(f"[id='{page.evaluate(OPEN, path)}']")

    @classmethod
    def alive(cls, page, path: str) -> "Notebook":
        """Open a notebook that was saved with its explorers; no cell is run."""
        for _ in range(ATTEMPTS):
            notebook = cls(page, path)
            cell = notebook.cell(0)
            cell.locator(".cx").or_(cell.get_by_text(TOO_EARLY)).wait_for()
            if cell.locator(".cx").count():
                return notebook
            notebook.close()
        raise RuntimeError(f"{path}: {TOO_EARLY}")

    def run_all(self) -> None:
        self.command("notebook:run-all-cells")

    def command(self, name: str, **arguments: Any) -> None:
        self.page.evaluate("call => jupyterapp.commands.execute(...call)", [name, arguments])

    def run(self, source: str) -> str:
        """Run a new cell at the end; return what it printed, or what its error says."""
        outputs = self.page.evaluate(RUN, source)
        return "".join(output.get("evalue") or output["text"] for output in outputs).strip()

    def cell(self, place: int) -> Locator:
        """Scroll to the cell of an explorer, as JupyterLab draws only what is near; return it."""
        at = self.page.evaluate(SHOW, place)
        return self.panel.locator(f'[data-windowed-list-index="{at}"]')

    def view(self, place: int) -> View:
        return View(self.cell(place).locator(".cx"))

    def close(self) -> None:
        """Shut the kernel down and close; what was not saved is lost."""
        self.page.evaluate(CLOSE)


def write_notebook(path: Path, *sources: str) -> None:
    """Write a notebook with these cells, never run."""
    cells = [new_code_cell(source) for source in sources]
    nbformat.write(new_notebook(cells=cells, metadata={"kernelspec": KERNELSPEC}), path)
