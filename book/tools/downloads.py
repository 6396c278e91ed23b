"""Run each notebook that the built site offers as one who has just downloaded it.

    python -m book.tools.downloads              all of them
    python -m book.tools.downloads padding …    these

Each runs in an empty folder, in an environment of its own that has NumPy, Matplotlib and Jupyter
and nothing else. What a first cell finds missing, pip fetches: this needs the network.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import time
import venv
from pathlib import Path

from book import ROOT

OFFERED = ROOT / "_build" / "html" / "_sources"
HAS = ["numpy", "matplotlib", "jupyter"]
SECONDS_A_CELL = 600
KERNEL = "alone"


class Environment:
    """An environment with an own pip, which may see the packages of another one."""

    def __init__(self, folder: Path, below: Environment | None = None) -> None:
        venv.create(folder, with_pip=True)
        places = {"base": str(folder), "platbase": str(folder)}
        self.packages = Path(sysconfig.get_path("purelib", "venv", places))
        self.python = Path(sysconfig.get_path("scripts", "venv", places), "python")

        if below:
            (self.packages / "below.pth").write_text(f"{below.packages}\n", encoding="utf-8")

    def run(self, *arguments: str, **how: object) -> subprocess.CompletedProcess[str]:
        clean = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
        environment = {**clean, **how.pop("variables", {})}
        command = [str(self.python), "-m", *arguments]
        return subprocess.run(command, env=environment, text=True, **how)


def execute(notebook: Path, base: Environment, own: Environment, folder: Path) -> str:
    """Execute a notebook alone in an empty folder; return what went wrong, or nothing."""
    folder.mkdir()
    shutil.copy(notebook, folder)
    jupyter = folder.parent / f"{folder.name}.jupyter"
    spec = jupyter / "kernels" / KERNEL / "kernel.json"
    spec.parent.mkdir(parents=True)
    argv = [str(own.python), "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    text = json.dumps({"argv": argv, "display_name": KERNEL, "language": "python"})
    spec.write_text(text, encoding="utf-8")
    run = base.run(
        *("jupyter", "execute", notebook.name),
        *(f"--timeout={SECONDS_A_CELL}", f"--kernel_name={KERNEL}"),
        cwd=folder,
        capture_output=True,
        variables={"JUPYTER_PATH": str(jupyter)},
    )
    return run.stderr if run.returncode else ""


def main(names: list[str]) -> int:
    notebooks = sorted(OFFERED.rglob("*.ipynb"))
    if unknown := set(names) - {notebook.stem for notebook in notebooks}:
        sys.exit(f"no such notebook in {OFFERED}: {', '.join(sorted(unknown))}")
    failed = False
    with tempfile.TemporaryDirectory() as scratch:
        base = Environment(Path(scratch, "base"))
        base.run("pip", "install", "--quiet", "--disable-pip-version-check", *HAS, check=True)
        for notebook in notebooks:
            if names and notebook.stem not in names:
                continue
            start = time.monotonic()
            own = Environment(Path(scratch, f"{notebook.stem}.venv"), below=base)
            wrong = execute(notebook, base, own, Path(scratch, notebook.stem))
            seconds = time.monotonic() - start
            failed |= bool(wrong)
            print(
                f"{'✗' if wrong else '✓'} {notebook.stem}: {notebook.stat().st_size:,} bytes, "
                f"{seconds:.0f} s",
                wrong,
                flush=True,
            )
    return int(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
