"""Time a training and a prediction alone, and two of each at once, as in a class on one server.

Usage: shared_cores.py   prints what it measures and keeps it in shared_cores.json and .md
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
from datetime import date
from pathlib import Path
from statistics import median

import numpy as np
import threadpoolctl

HERE = Path(__file__).parent
ROUNDS = 5
TARGET = 2.2

# Each work runs in a process of its own: it waits for a line, then prints its seconds.
PREPARE = """if True:
    import sys, time
    import numpy as np
    from cnnlib import LeNet, SGD, VGG16, accuracy, fit, seed
    seed(0)  # with some first weights, so large a learning rate leads nowhere
    r = np.random.default_rng(0)
    x, y = r.random((1437, 1, 28, 28), dtype="f4"), r.integers(0, 10, 1437)
    photo = r.random((1, 3, 224, 224), dtype="f4")
    network = VGG16() if "photo" in {work!r} else LeNet()
    network.eval()(photo if "photo" in {work!r} else x[:1])  # draws the weights
    print("ready", flush=True)
    sys.stdin.readline()
    started = time.perf_counter()
    {work}
    print(time.perf_counter() - started, flush=True)
"""
WORKS = {
    "LeNet, 3 epochs of 1437 digits": ("fit(network, x, y, SGD(0.1), epochs=3, progress=False)"),
    "LeNet, accuracy on 1437 digits, 5 times": "for _ in range(5): accuracy(network, x, y)",
    "VGG-16, 3 photographs, one at a time": "for _ in range(3): network(photo)",
}


def main() -> None:
    """Measure every work in turns, alone and twice at once; print and keep the result."""
    environment = {name: text for name, text in os.environ.items() if "_NUM_THREADS" not in name}
    rows = []
    for name, work in WORKS.items():
        alone, together = [], []
        for _ in range(ROUNDS):
            alone += seconds(work, 1, environment)
            together.append(max(seconds(work, 2, environment)))
        rows.append(
            {
                "name": name,
                "alone": round(median(alone), 3),
                "two_at_once": round(median(together), 3),
                "ratio": round(median(together) / median(alone), 2),
            }
        )
        print(line(rows[-1]), flush=True)
    result = {"machine": machine(), "works": rows}
    text = json.dumps(result, indent=1, ensure_ascii=False) + "\n"
    (HERE / "shared_cores.json").write_text(text, "utf-8")
    (HERE / "shared_cores.md").write_text(report(result), "utf-8")


def seconds(work: str, processes: int, environment: dict[str, str]) -> list[float]:
    """Return how long each of some processes takes that begin the work at one moment."""
    command = [sys.executable, "-c", PREPARE.format(work=work)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    running = [subprocess.Popen(command, env=environment, **pipes) for _ in range(processes)]
    for process in running:
        process.stdout.readline()
    for process in running:
        process.stdin.write("\n")
        process.stdin.flush()
    return [float(process.communicate()[0]) for process in running]


def line(row: dict) -> str:
    """Return a work's result for reading."""
    over = " ✗" if row["ratio"] > TARGET else ""
    return (
        f"| {row['name']} | {row['alone']:.2f} s | {row['two_at_once']:.2f} s "
        f"| {row['ratio']:.2f} (≤ {TARGET}){over} |"
    )


def machine() -> dict[str, object]:
    """Return what the times depend on; the load of the last minute has these works in it."""
    return {
        "date": date.today().isoformat(),
        "cores": os.cpu_count(),
        "load": round(os.getloadavg()[0], 1),
        "Python": platform.python_version(),
        "NumPy": np.__version__,
        "threadpoolctl": threadpoolctl.__version__,
    }


def report(result: dict) -> str:
    """Return the whole result as Markdown."""
    facts = ", ".join(f"{name} {value}" for name, value in result["machine"].items())
    return "\n".join(
        [
            "# The last run of `make bench-shared`",
            "",
            "Median seconds of a work alone, and of the slower of two at once.",
            "",
            "| work | alone | two at once | ratio (target) |",
            "|---|---|---|---|",
            *map(line, result["works"]),
            "",
            f"{facts}.",
            "",
        ]
    )


if __name__ == "__main__":
    main()
