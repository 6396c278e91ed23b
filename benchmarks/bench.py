"""Time cnnlib against PyTorch and PaddlePaddle in one process, and keep the result.

Usage: bench.py [WORDS ...]   only the works whose names have one of the words; nothing is kept
"""

from __future__ import annotations

import json
import os
import platform
import sys
import warnings
from datetime import date
from pathlib import Path
from typing import Any

THREADS = 2
for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[variable] = str(THREADS)  # before a library reads it
warnings.simplefilter("ignore")  # PaddlePaddle's, about threads and compilers

import numpy as np  # noqa: E402
import paddle  # noqa: E402
import torch  # noqa: E402
from growth import grow, product, training_memory, working_memory  # noqa: E402
from timing import medians, processor  # noqa: E402
from tqdm import tqdm  # noqa: E402
from works import Task, works  # noqa: E402

from cnnlib import figures  # noqa: E402

HERE = Path(__file__).parent
# Beside the page that reads it.
RESULTS = HERE.parent / "chapters" / "why-the-loop-is-slow" / "results.json"


def main(words: list[str]) -> None:
    """Run the works, print a line for each, and keep the whole unless words narrowed it."""
    torch.set_num_threads(THREADS)
    rows = []
    for task in tqdm(works(words), desc="works", disable=None):
        rows.append(measure(task))
        tqdm.write(line(rows[-1]))
    if words:
        return
    result = {
        "machine": machine(),
        "works": rows,
        "working_memory_mib": working_memory(),
        "training_memory_mib": training_memory(),
        "product": product(),
        "growth": grow(),
    }
    text = json.dumps(result, indent=1, ensure_ascii=False) + "\n"
    RESULTS.write_text(text, "utf-8")
    (HERE / "results.md").write_text(report(result), "utf-8")
    figures.use_book_style()
    figures.speed_ratios(result).savefig(HERE / "results.png")
    print(report(result))


def measure(task: Task) -> dict[str, Any]:
    """Return a work's times in seconds, its ratios and what they should stay below."""
    seconds = medians(task.runners)
    ours = seconds["cnnlib"]
    return {
        "name": task.name,
        "seconds": {name: float(f"{value:.3g}") for name, value in seconds.items()},
        "ratios": {name: round(ours / seconds[name], 3) for name in task.targets},
        "targets": task.targets,
    }


def line(row: dict[str, Any]) -> str:
    """Return a work's result for reading."""
    ratios = " | ".join(
        f"{name} {row['ratios'][name]:.2f} (≤ {target})"
        + (" ✗" if row["ratios"][name] > target else "")
        for name, target in row["targets"].items()
    )
    return f"| {row['name']} | {1e3 * row['seconds']['cnnlib']:.2f} ms | {ratios} |"


def machine() -> dict[str, str]:
    """Return what the times depend on."""
    return {
        "date": date.today().isoformat(),
        "processor": processor(),
        "threads": str(THREADS),
        "Python": platform.python_version(),
        "NumPy": np.__version__,
        "PyTorch": torch.__version__.partition("+")[0],
        "PaddlePaddle": paddle.__version__,
    }


def report(result: dict[str, Any]) -> str:
    """Return the whole result as Markdown."""
    facts = ", ".join(f"{name} {value}" for name, value in result["machine"].items())
    return "\n".join(
        [
            "# The last run of `make bench`",
            "",
            "Median times of cnnlib, and their ratios to the others' (below 1: cnnlib is faster).",
            "",
            "| work | cnnlib | ratio (target) | ratio (target) |",
            "|---|---|---|---|",
            *map(line, result["works"]),
            "",
            f"Working memory of a 3 × 3 convolution, (1, 64, 224, 224) → 64, beyond its output: "
            f"{result['working_memory_mib']:.1f} MiB.",
            "",
            "Memory of training LeNet on 1437 digits in batches of 64, at its peak: "
            + ", ".join(
                f"{peak} MiB in {epochs} epochs"
                for epochs, peak in result["training_memory_mib"].items()
            )
            + ".",
            "",
            f"{facts}.",
            "",
        ]
    )


if __name__ == "__main__":
    main(sys.argv[1:])
