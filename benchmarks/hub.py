"""Try the course's hub: students log in, open a chapter, move an explorer and are marked.

Usage: hub.py [--students 20]   keeps what it measures in hub.json and hub.md

It starts a real JupyterHub with its proxy on 127.0.0.1, by the configuration of hub/ with a local
spawner, and ends them. Each student is a thread that sends what a browser would.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date
from importlib.metadata import version
from pathlib import Path
from statistics import median

import psutil
import requests
from hub_report import report
from hub_student import LESSONS, Student
from timing import processor

HERE = Path(__file__).parent
ROOT = HERE.parent
PROXY = ROOT / ".venv-hub" / "node_modules" / "configurable-http-proxy"
# What a student waits for, in the order in which it comes.
STEPS = ("log in", "pull", "shown", "open", "first cells", "explorer", "move", "marked")
VERSIONS = ("jupyterhub", "nbgitpuller", "jupyterlab", "jupyter-server", "ipykernel", "numpy")


def main() -> None:
    """Run the trial, print it and keep it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--students", type=int, default=20)
    count = parser.parse_args().students
    with tempfile.TemporaryDirectory(prefix="hub-") as name:
        folder = Path(name)
        repository = published(folder)
        with running(folder) as (hub, address):
            result = trial(hub, address, repository, count)
    result = {"machine": machine(), **result}
    text = json.dumps(result, indent=1, ensure_ascii=False) + "\n"
    (HERE / "hub.json").write_text(text, encoding="utf-8")
    (HERE / "hub.md").write_text(report(result), encoding="utf-8")
    print(report(result))


def published(folder: Path) -> str:
    """Write the notebooks as the branch that the links open; return the repository's address."""
    remote = folder / "cnn-book"
    subprocess.run(["git", "init", "-q", "--bare", remote], check=True)
    push = f"from pathlib import Path; from book.tools import reader; made = Path({str(folder)!r})"
    push += f" / 'edition'; reader.write_branch(made); reader.push(made, {str(remote)!r})"
    python = ROOT / ".venv" / "bin" / "python"
    subprocess.run([python, "-c", push], check=True, cwd=ROOT)
    return remote.as_uri()


@contextmanager
def running(folder: Path):
    """Run the hub and its proxy; yield its process and its address."""
    environment = {name: text for name, text in os.environ.items() if "_NUM_THREADS" not in name}
    port = free_ports()
    environment |= {
        "TRIAL_PORT": str(port),
        "TRIAL_PROXY": str(PROXY / "bin" / "configurable-http-proxy"),
        # Short: the name of a socket in it may have 107 letters.
        "TRIAL_HOMES": str(folder / "h"),
        # The servers and kernels of this environment, not others of the machine.
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "JUPYTER_PREFER_ENV_PATH": "1",
    }
    (folder / "h").mkdir()
    command = [sys.executable, "-m", "jupyterhub", "--config", HERE / "hub_config.py"]
    address = f"http://127.0.0.1:{port}"
    log = folder / "hub.log"
    with log.open("w") as out:
        hub = subprocess.Popen(command, cwd=folder, env=environment, stdout=out, stderr=out)
    try:
        for _ in range(120):
            time.sleep(0.5)
            try:
                if requests.get(f"{address}/hub/health", timeout=5).ok:
                    break
            except requests.RequestException:
                continue
        else:
            raise RuntimeError(f"the hub did not start:\n{log.read_text()[-2000:]}")
        yield psutil.Process(hub.pid), address
    except BaseException:
        shutil.copy(log, ROOT / "_build" / "hub.log")
        raise
    finally:
        # The servers are sessions of their own: who is still there after the hub's goodbye goes.
        family = psutil.Process(hub.pid).children(recursive=True)
        hub.terminate()
        hub.wait(60)
        for process in psutil.wait_procs(family, timeout=10)[1]:
            process.kill()


def free_ports() -> int:
    """Return the first of three ports, one beside the other, that nobody listens on."""
    for port in range(18000, 19000, 3):
        try:
            for shift in range(3):
                with socket.socket() as probe:
                    probe.bind(("127.0.0.1", port + shift))
        except OSError:
            continue
        return port
    raise RuntimeError("no three free ports from 18000 to 19000")


def trial(hub: psutil.Process, address: str, repository: str, count: int) -> dict:
    """Let all students take each step at one moment; return what was measured."""
    lessons = [LESSONS[index % len(LESSONS)] for index in range(count)]
    students = [
        Student(address, f"s-{index:02}", repository, lesson)
        for index, lesson in enumerate(lessons)
    ]

    before, ended = seconds_of(hub), []
    with ThreadPoolExecutor(count) as pool:
        # All take each step at one moment; who is ready waits for the others.
        for step in (Student.log_in, Student.open_chapter, Student.work):
            began = time.monotonic()
            list(pool.map(step, students))
            ended.append(round(time.monotonic() - began, 1))
    servers = [cost(tree) for tree in trees(hub)]
    shared = core(hub)
    for student in students:
        student.leave()
    steps = {
        step: {
            "median": round(median(student.seconds[step] for student in students), 3),
            "slowest": round(max(student.seconds[step] for student in students), 3),
        }
        for step in STEPS
    }
    return {
        "students": count,
        "marked right": sum("✓" in student.verdict for student in students),
        "all logged in": ended[0],
        "all opened": ended[1],
        "all marked": ended[2],
        "steps": steps,
        "servers": {
            "pss": spread([server["pss"] for server in servers]),
            "own": spread([server["own"] for server in servers]),
            "seconds": spread([server["seconds"] for server in servers]),
        },
        "hub and proxy": {
            "pss": round(shared["pss"]),
            "seconds": round(shared["seconds"] - before, 1),
        },
        "received": round(median(student.bytes for student in students) / 1e6, 1),
    }


def trees(hub: psutil.Process) -> list[list[psutil.Process]]:
    """Return the processes of each student: the server and its kernel."""
    servers = [p for p in hub.children() if "singleuser" in " ".join(p.cmdline())]
    return [[server, *server.children(recursive=True)] for server in servers]


def cost(processes: list[psutil.Process]) -> dict[str, float]:
    """Return memory in MB, shared pages by part and own ones, and seconds of the processor."""
    sizes = [process.memory_full_info() for process in processes]
    times = [process.cpu_times() for process in processes]
    return {
        "pss": sum(size.pss for size in sizes) / 1e6,
        "own": sum(size.uss for size in sizes) / 1e6,
        "seconds": sum(sum(time[:4]) for time in times),
    }


def core(hub: psutil.Process) -> dict[str, float]:
    """Return what the hub, its proxy and its culler cost."""
    theirs = {process.pid for tree in trees(hub) for process in tree}
    family = [hub, *hub.children(recursive=True)]
    return cost([process for process in family if process.pid not in theirs])


def seconds_of(hub: psutil.Process) -> float:
    """Return the seconds of the processor that hub and proxy took until now."""
    return core(hub)["seconds"]


def spread(values: list[float]) -> dict[str, float]:
    """Return the middle and the largest of what the servers took."""
    return {"median": round(median(values), 1), "most": round(max(values), 1)}


def machine() -> dict[str, object]:
    """Return what the times depend on; the load of the last minute has the trial in it."""
    proxy = json.loads((PROXY / "package.json").read_text(encoding="utf-8"))
    return {
        "date": date.today().isoformat(),
        "processor": processor(),
        "cores": os.cpu_count(),
        "load before": LOAD,
        "Python": platform.python_version(),
        **{name: version(name) for name in VERSIONS},
        "configurable-http-proxy": proxy["version"],
    }


LOAD = round(os.getloadavg()[0], 1)

if __name__ == "__main__":
    main()
