"""Fair times: everyone does the same work in turns, and medians are compared; and on what."""

from __future__ import annotations

import platform
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

__all__ = ["medians", "processor"]

Work = Callable[[], object]


def medians(
    runners: dict[str, Work], rounds: int = 5, seconds: float = 0.3, rest: float = 0.25
) -> dict[str, float]:
    """Return the median time of a call of each runner, in seconds.

    In every round each runner works alone for about `seconds`, after a rest: the threads that a
    framework leaves spinning would slow down whoever comes next.
    """
    times: dict[str, list[float]] = {name: [] for name in runners}
    for _ in range(rounds):
        for name, run in runners.items():
            time.sleep(rest)
            run()  # wakes threads and warms caches
            started = time.perf_counter()
            while True:
                before = time.perf_counter()
                run()
                after = time.perf_counter()
                times[name].append(after - before)
                if after - started > seconds:
                    break
    return {name: median(samples) for name, samples in times.items()}


def processor() -> str:
    """Return the processor's name, as far as the system tells it."""
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        return next(text.partition(": ")[2] for text in lines if text.startswith("model name"))
    except (OSError, StopIteration):
        return platform.processor() or platform.machine()
