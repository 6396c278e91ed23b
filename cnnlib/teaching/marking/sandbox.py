"""Run the cells of a student. A program of its own: it reads them as JSON and writes JSON lines.

What a cell hands to `check` goes out as a value, and whether it is right is not known here. So a
cell that writes lines of its own, or changes whatever it finds, says a value and no more.
"""

from __future__ import annotations

import _thread
import ast
import contextlib
import importlib
import io
import json
import os
import re
import sys
import sysconfig
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

MEMORY = 4 << 30
FILE = 16 << 20
# What loads libraries of its own is imported before that is refused.
PREPARED = {
    "figures|explorers|matplotlib|plt": "cnnlib.figures",
    "pyplot|plt": "matplotlib.pyplot",
    "sklearn|digits": "sklearn.datasets",
    "skimage": "skimage.data",
}
RECORDER = "_handed_to_check"
REFUSED = (
    "ctypes.", "gc.", "os.exec", "os.fork", "os.kill", "os.posix_spawn", "os.spawn",
    "os.startfile", "os.system", "pty.", "signal.", "socket.", "subprocess.", "syslog.",
    "urllib.", "winreg.", "_winapi.", "fcntl.", "sys.settrace", "sys.setprofile",
)  # fmt: skip
# Events whose arguments are paths. Those of `WRITING` want a place of one's own.
WRITING = (
    "os.chflags", "os.chmod", "os.chown", "os.link", "os.mkdir", "os.remove", "os.rename",
    "os.rmdir", "os.symlink", "os.truncate", "os.utime", "os.mkfifo", "os.setxattr", "shutil.",
)  # fmt: skip
READING = ("os.chdir", "os.listdir", "os.scandir", "glob.")


def limit() -> None:
    """Bound memory and files, where the system can."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_FSIZE, (FILE, FILE))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def guard(sealed: str) -> Callable[[str, tuple[Any, ...]], None]:
    """Return a hook that refuses what an answer does not need."""
    real, sep = os.path.realpath, os.sep
    own = real(os.getcwd()) + sep
    homes = {sys.prefix, sys.base_prefix, sys.exec_prefix, *sysconfig.get_paths().values()}
    homes |= {str(Path(sealed).parents[1])}
    with contextlib.suppress(ImportError, RuntimeError):
        import matplotlib

        homes.add(matplotlib.get_cachedir())
    readable = tuple(real(home) + sep for home in homes)
    read_too = frozenset({"/dev/null", "/dev/urandom", os.devnull})
    hidden = frozenset({real(sealed)})

    def place(path: object) -> str:
        return real(os.fsdecode(path)) if isinstance(path, (str, bytes, os.PathLike)) else ""

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        if event.startswith(REFUSED):
            raise PermissionError(f"{event} is not for an answer")
        if event == "open":
            path, mode, flags = arguments
            if isinstance(path, int):
                return
            at = place(path)
            writes = bool(flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC))
            inside = at.startswith(own) or (not writes and at.startswith(readable))
            if at in hidden or not (inside or at in read_too):
                raise PermissionError(f"an answer does not need {at}")
        elif event.startswith(WRITING):
            if any(at and not at.startswith(own) for at in map(place, arguments)):
                raise PermissionError(f"{event} is not for an answer")
        elif event.startswith(READING):
            at = place(arguments[0] if arguments else ".") + sep
            if not at.startswith((own, *readable)):
                raise PermissionError(f"an answer does not need {at}")

    return hook


def as_data(value: Any) -> Any:
    """Return an answer as JSON has it; of what no answer is, how it prints."""
    if hasattr(value, "tolist"):
        value = value.tolist()
    if isinstance(value, (set, frozenset)):
        with contextlib.suppress(TypeError):
            value = sorted(value)
    if isinstance(value, (list, tuple, set, frozenset)):
        return [as_data(part) for part in value]
    if value is ...:
        return {"open": True}
    if type(value) in (bool, int, float, str):
        return value
    return {"other": repr(value)[:100]}


class Recorded(ast.NodeTransformer):
    """Have each `check("name", …)` go to the recorder, whatever `check` was made to mean."""

    def visit_Call(self, node: ast.Call) -> ast.AST:
        """Rename the call."""
        self.generic_visit(node)
        if isinstance(node.func, ast.Name) and node.func.id == "check":
            node.func = ast.copy_location(ast.Name(RECORDER, ast.Load()), node.func)
        return node


def watch(ended: threading.Event, seconds: float) -> None:
    """Interrupt a cell that computes for too long, however busy the machine is otherwise."""
    before = time.process_time()
    while not ended.wait(0.2):
        if time.process_time() - before > seconds:
            _thread.interrupt_main()
            return


def main() -> None:
    """Run the cells that stand on the standard input."""
    asked = json.load(sys.stdin)
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    sys.stdout = sys.stderr = io.TextIOWrapper(io.FileIO(nowhere, "w"), encoding="utf-8")
    sys.stdin = io.StringIO()

    def say(line: dict[str, Any]) -> None:
        print(json.dumps(line), file=out, flush=True)

    import cnnlib.teaching
    from cnnlib._language import SEALED

    every = "\n".join(source for _, source in asked["cells"])
    for said, package in PREPARED.items():
        if re.search(said, every):
            with contextlib.suppress(ImportError):
                importlib.import_module(package)
    # It asks the libraries of NumPy itself, past all that is refused; one thread needs no limit.
    sys.modules["threadpoolctl"] = None  # type: ignore[assignment]
    answers: dict[str, Any] = {}

    def handed(exercise: str, answer: Any) -> cnnlib.teaching.Verdict:
        answers[str(exercise)] = as_data(answer)
        return cnnlib.teaching.Verdict("", False, "")

    cnnlib.teaching.check = handed
    names: dict[str, Any] = {"__name__": "__main__", "check": handed, RECORDER: handed}
    names["display"] = names["get_ipython"] = lambda *_, **__: None
    limit()
    sys.addaudithook(guard(str(SEALED)))
    for place, source in asked["cells"]:
        say({"begins": place})
        answers.clear()
        names["answer"] = ...
        ended = threading.Event()
        threading.Thread(target=watch, args=(ended, asked["seconds"]), daemon=True).start()
        try:
            tree = ast.fix_missing_locations(Recorded().visit(ast.parse(source)))
            exec(compile(tree, f"<cell {place}>", "exec"), names)
        except KeyboardInterrupt:
            names["answer"] = ...
            say({"place": place, "endless": True})
        except BaseException as error:  # SystemExit too: the cells below count.
            names["answer"] = ...
            say({"place": place, "failed": f"{type(error).__name__}: {error}"[:200]})
        finally:
            ended.set()
        with contextlib.suppress(Exception):
            say({"place": place, "answers": {**answers, "": as_data(names.get("answer", ...))}})


if __name__ == "__main__":
    main()
