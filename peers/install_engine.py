"""Install an engine into an environment of its own, by what its program says that it needs.

    python peers/install_engine.py [--newest] NAME …

--newest takes the newest version of what is needed, to see whether it still answers the same. What
is needed stands at the head of peers/engines/in_NAME.py, as inline script metadata (the Python
Packaging Authority's form, https://packaging.python.org/specifications/inline-script-metadata/).
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tomllib
from argparse import ArgumentParser
from collections.abc import Mapping
from pathlib import Path
from shutil import which

PEERS = Path(__file__).resolve().parent
HOME = PEERS.parent / ".venv-engines"
PROGRAMS = {
    path.stem.removeprefix("in_").replace("_", "-"): path
    for path in sorted((PEERS / "engines").glob("in_*.py"))
}
HEAD = re.compile(r"^# /// script\n((?:#.*\n)+?)# ///$", re.MULTILINE)
NEWEST, OLDEST = 14, 8


def main(arguments: list[str]) -> int:
    """Install the named engines; say of each that it is there, or why it is not."""
    parser = ArgumentParser(description="Install engines into environments of their own.")
    parser.add_argument("names", nargs="+", choices=PROGRAMS, metavar="NAME")
    parser.add_argument("--newest", action="store_true", help="not the versions that were asked")
    given = parser.parse_args(arguments)
    return max([install(name, given.newest) for name in given.names])


def install(name: str, newest: bool = False) -> int:
    """Make the environment and fill it."""
    needs = tomllib.loads(head(name))
    wanted = [need.partition("==")[0] if newest else need for need in needs["dependencies"]]
    python = found(needs["requires-python"])
    if python is None:
        print(f"{name} cannot be installed: it needs Python {needs['requires-python']}")
        return 1
    print(f"{name}: {', '.join(wanted)}", flush=True)
    target = python_of(name)
    if not target.exists():
        subprocess.run([python, "-m", "venv", str(HOME / name)], check=True)
    pip = [str(target), "-m", "pip", "install", "--disable-pip-version-check"]
    ran = subprocess.run([*pip, *wanted], stderr=subprocess.PIPE, text=True)
    if ran.returncode:
        print(f"{name} cannot be installed: {ran.stderr.strip().splitlines()[-1]}")
        shutil.rmtree(HOME / name)
    return ran.returncode


def head(name: str) -> str:
    """Return the metadata of the program, as TOML."""
    match = HEAD.search(PROGRAMS[name].read_text(encoding="utf-8"))
    if match is None:
        raise ValueError(f"{PROGRAMS[name].name} has no script metadata at its head")
    return "\n".join(line[2:] for line in match[1].splitlines())


def found(bounds: str) -> str | None:
    """Return a Python on PATH that lies within bounds such as ``>=3.9,<3.11``."""
    lowest, *_ = map(int, re.findall(r">=3\.(\d+)", bounds)) or [OLDEST]
    highest = min([*(int(number) - 1 for number in re.findall(r"<3\.(\d+)", bounds)), NEWEST])
    if lowest <= sys.version_info.minor <= highest:
        return sys.executable
    names = (which(f"python3.{minor}") for minor in range(highest, lowest - 1, -1))
    return next((name for name in names if name and runs(name)), None)


def runs(python: str) -> bool:
    """Tell whether it is a Python, not the stand-in of a version manager for one that is not on."""
    return subprocess.run([python, "--version"], capture_output=True).returncode == 0


def python_of(name: str) -> Path:
    """Return the Python of the engine's environment, whether it is there or not."""
    return HOME / name / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")


def environment(surroundings: Mapping[str, str]) -> dict[str, str]:
    """Return the variables a program is started with.

    It finds `asking`, is quiet, and does the same each time: tf2onnx goes by the order of a set.
    """
    ours = {"PYTHONPATH": str(PEERS), "TF_CPP_MIN_LOG_LEVEL": "3", "PYTHONHASHSEED": "0"}
    return {**surroundings, **ours}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
