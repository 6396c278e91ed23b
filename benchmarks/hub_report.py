"""What the trial of the hub measured, as Markdown, and what follows for a larger class."""

from __future__ import annotations

CLASS = 300
# A class comes within these seconds, and works as the students of the trial.
COMING = 600
LIMITS = {"all logged in": 120, "open": 3, "pss": 600}
SAYS = {
    "log in": "log in, until the own server runs",
    "pull": "open: nbgitpuller has the notebooks",
    "shown": "open: JupyterLab and the chapter are there",
    "open": "open: the kernel answers",
    "first cells": "the first two cells",
    "explorer": "the cell with the explorer",
    "move": "move the explorer",
    "marked": "an exercise is marked",
}


def for_class(result: dict, students: int = CLASS) -> dict[str, float]:
    """Return what a class needs, by what one student took in the trial.

    Memory: what a server has to itself, for each, and what hub and proxy have. Pages that servers
    share are counted nowhere: containers of one image share them, those of several machines not.
    Processor: the seconds from login to mark, of server, hub and proxy, spread over ten minutes.
    """
    servers, core = result["servers"], result["hub and proxy"]
    seconds = servers["seconds"]["median"] + core["seconds"] / result["students"]
    return {
        "memory GB": round((students * servers["own"]["median"] + core["pss"]) / 1000),
        "seconds a student": round(seconds, 1),
        "cores": round(students * seconds / COMING, 1),
    }


def report(result: dict) -> str:
    """Return the whole result as Markdown."""
    servers, core, need = result["servers"], result["hub and proxy"], for_class(result)
    count = result["students"]
    steps = [
        f"| {SAYS[step]} | {took['median']:.2f} | {took['slowest']:.2f} |"
        for step, took in result["steps"].items()
    ]
    facts = ", ".join(f"{name} {value}" for name, value in result["machine"].items())
    return "\n".join(
        [
            "# The last run of `make bench-hub`",
            "",
            f"{count} students take each step at one moment, on the machine named below, which "
            "runs the hub, their servers and the script that plays them. "
            f"{result['marked right']} of {count} answers were marked right.",
            "",
            f"All had logged in after {result['all logged in']} s "
            f"(≤ {LIMITS['all logged in']}), opened a chapter {result['all opened']} s later, "
            f"and been marked after {result['all marked']} s more.",
            "",
            "| step | median, s | slowest, s |",
            "|---|---|---|",
            *steps,
            "",
            "| of a server and its kernel | median | most |",
            "|---|---|---|",
            f"| memory with its part of shared pages, MB (≤ {LIMITS['pss']}) "
            f"| {servers['pss']['median']} | {servers['pss']['most']} |",
            f"| memory of its own, MB | {servers['own']['median']} | {servers['own']['most']} |",
            f"| processor, s | {servers['seconds']['median']} | {servers['seconds']['most']} |",
            "",
            f"Hub, proxy and culler: {core['pss']} MB, {core['seconds']} s of the processor.",
            "",
            f"For {CLASS} students that come within ten minutes and work like these: "
            f"{need['memory GB']} GB of memory and {need['cores']} cores "
            f"({need['seconds a student']} s of a core each).",
            "",
            f"{facts}.",
            "",
        ]
    )
